"""Names of time zones, and the values of TZ that name one."""

from pathlib import Path

import pytest

from modelbrowser.domain.zone import find_zone, is_valid_tz, zone_name_from_tz


def test_a_zone_is_found_by_its_name() -> None:
    """An IANA name is a time zone."""
    zone = find_zone("Europe/Paris")
    assert zone
    assert zone.key == "Europe/Paris"


@pytest.mark.parametrize(
    "name", ["Nonsense/Zone", "", "../etc/passwd", "/etc/passwd", "a\0b", "Europe", "x" * 999]
)
def test_another_name_is_none(name: str) -> None:
    """Another name, whatever it is, is not a time zone."""
    assert find_zone(name) is None


@pytest.mark.parametrize(
    ("tz", "name"),
    [
        ("Europe/Paris", "Europe/Paris"),
        (":Europe/Paris", "Europe/Paris"),
        ("/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
        (":/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
        ("/var/db/timezone/zoneinfo/Etc/UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_the_name_in_tz(tz: str, name: str) -> None:
    """The IANA name is found in a value of TZ and in the path of a zone file."""
    assert zone_name_from_tz(tz) == name


@pytest.mark.parametrize(
    ("tz", "is_zone"),
    [
        ("", True),
        (" ", True),
        ("EST5EDT,M3.2.0,M11.1.0", True),
        ("<+03>-3", True),
        ("AAA-23:59", True),
        ("AAA005", True),
        ("AAA24", False),
        ("AAA167", False),
        ("UTC", True),
        ("Europe/Paris ", False),
        ("Etc/GMT+5", True),
        (":Etc/GMT-14", True),
        (":Europe/Paris", True),
        ("Nonsense/Zone", False),
        ("5EDT", False),
        ("garbage", False),
        (f"/{'x' * 300}", False),
    ],
)
def test_what_is_a_zone_in_tz(tz: str, *, is_zone: bool) -> None:
    """A rule, a name and nothing at all are zones; anything else is read as UTC by the system."""
    assert is_valid_tz(tz) is is_zone


def test_a_zone_file_in_tz(tmp_path: Path) -> None:
    """The user's own file is a zone by its absolute path, with or without a colon."""
    file = tmp_path / "zone"
    file.touch()
    for path, is_zone in ((file, True), (tmp_path, False), (tmp_path / "none", False)):
        assert is_valid_tz(str(path)) is is_zone
        assert is_valid_tz(f":{path}") is is_zone


def test_a_zone_file_needs_an_absolute_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path is not a zone file, even if there is such a file."""
    (tmp_path / "zone").touch()
    monkeypatch.chdir(tmp_path)
    assert not is_valid_tz("zone")
