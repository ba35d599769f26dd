"""The time zone of displayed dates."""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from support.program import environment, run_command
from support.samples import NOW, clock_in

import modelbrowser.presentation.clock as module
from modelbrowser.presentation.clock import Clock, format_utc_offset, make_clock, utc_now
from modelbrowser.presentation.formatting import format_local

RELEASE = datetime(2025, 9, 29, tzinfo=UTC)

SystemClock = Callable[[str | None], Clock]


@pytest.fixture
def system_clock(set_tz: Callable[[str | None], None]) -> SystemClock:
    """Make the system's clock, with a value of TZ."""

    def make(tz: str | None) -> Clock:
        set_tz(tz)
        return make_clock(None, os.environ, lambda: RELEASE)

    return make


@pytest.mark.parametrize(
    ("tz", "label", "text"),
    [
        ("", "UTC", "2025-09-29 00:00 UTC (UTC+00:00)"),
        ("UTC", "UTC", "2025-09-29 00:00 UTC (UTC+00:00)"),
        ("UTC0", "UTC", "2025-09-29 00:00 UTC (UTC+00:00)"),
        ("XYZ0", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
        ("garbage", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
        (":America/New_York", "America/New_York", "2025-09-28 20:00 EDT (UTC-04:00)"),
        ("/usr/share/zoneinfo/Europe/Paris", "Europe/Paris", "2025-09-29 02:00 CEST (UTC+02:00)"),
        ("UTC+3", "UTC-03:00", "2025-09-28 21:00 (UTC-03:00)"),
        ("\x1b]0;x\x07", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
        ("AAA-99", "UTC", "2025-09-29 00:00 UTC (UTC+00:00)"),
        ("AAA+24", "UTC", "2025-09-29 00:00 UTC (UTC+00:00)"),
        ("Europe", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
        ("../../etc/passwd", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
    ],
)
def test_a_zone_has_a_name_only_if_it_is_known(
    tz: str, label: str, text: str, system_clock: SystemClock
) -> None:
    """Row 124: whatever TZ contains, the offset is right and garbage is never shown as a zone."""
    clock = system_clock(tz)
    assert (clock.label, format_local(RELEASE, clock)) == (label, text)
    assert clock.is_named == (label != clock.offset)


def test_the_offset_is_the_present_one(system_clock: SystemClock) -> None:
    """The offset is that of the current time: daylight saving time in September."""
    assert system_clock("America/New_York").offset == "UTC-04:00"
    assert clock_in("Europe/Paris", now=NOW).offset == "UTC+01:00"


def test_without_tz_the_zone_is_that_of_the_system(
    system_clock: SystemClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's zone has the name that /etc/localtime links to, if its time is the same."""
    link = tmp_path / "localtime"
    monkeypatch.setattr(module, "SYSTEM_ZONE", link)
    system = system_clock(None)
    # A copy of a file, or no file: the name is known only if it is UTC.
    assert system.label in {"UTC", system.offset}
    local = RELEASE.astimezone()
    name = next(
        name
        for name in sorted(available_timezones())
        if not name.startswith("Etc/")
        and (there := RELEASE.astimezone(ZoneInfo(name))).utcoffset() == local.utcoffset()
        and there.tzname() == local.tzname()
    )
    link.symlink_to(f"/usr/share/zoneinfo/{name}")
    assert system_clock(None).label == name
    link.unlink()
    # No machine has this zone and the offset of another.
    other = "Pacific/Kiritimati" if local.utcoffset() != timedelta(hours=14) else "UTC"
    link.symlink_to(f"/usr/share/zoneinfo/{other}")
    assert system_clock(None).label == system_clock(None).offset


_PRINT_CLOCK = """
import json, os, sys
from datetime import UTC, datetime
from modelbrowser.presentation.clock import make_clock
from modelbrowser.presentation.formatting import format_local
clock = make_clock(None, os.environ)
print(json.dumps([clock.label, format_local(datetime(2025, 9, 29, tzinfo=UTC), clock)]))
"""


def _in_a_process(**variables: str) -> list[str]:
    """The label and a date in a process with these variables, which are read at its start."""
    done = run_command(sys.executable, "-c", _PRINT_CLOCK, env=environment(**variables))
    assert done.stderr == b""
    answer: list[str] = json.loads(done.stdout)
    return answer


def test_a_zone_that_the_c_library_lacks_is_not_named() -> None:
    """Row 126: if the C library has no zones and uses UTC, the name in TZ is not shown."""
    assert _in_a_process(TZ="Europe/Paris", TZDIR="/nonexistent") == [
        "UTC+00:00",
        "2025-09-29 00:00 (UTC+00:00)",
    ]


def test_without_zone_data_local_time_is_right(tmp_path: Path) -> None:
    """Row 126: if Python has no zones, local time is right, with its offset as the name."""
    (tmp_path / "tzdata.py").write_text("")
    env = {"PYTHONTZPATH": "", "PYTHONPATH": f"{tmp_path}:{environment()['PYTHONPATH']}"}
    assert _in_a_process(TZ="Asia/Kolkata", **env) == ["UTC+05:30", "2025-09-29 05:30 (UTC+05:30)"]


@pytest.mark.parametrize(
    ("environ", "is_remote"),
    [
        ({}, False),
        ({"SSH_TTY": "/dev/pts/1"}, True),
        ({"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, True),
        ({"SSH_TTY": "/dev/pts/1", "TZ": "Europe/Paris"}, False),
    ],
)
def test_over_ssh_the_zone_is_the_servers(environ: dict[str, str], *, is_remote: bool) -> None:
    """Over SSH the label says that the zone is this server's, unless TZ was set."""
    clock = make_clock(None, environ)
    assert clock.is_remote == is_remote
    assert clock.label == f"{clock.name}{' (this server)' if is_remote else ''}"


def test_a_zone_from_the_settings_has_its_name() -> None:
    """A zone from the settings is named, also over SSH, and shows its own time."""
    clock = make_clock(ZoneInfo("Asia/Kathmandu"), {"SSH_TTY": "x"}, lambda: NOW)
    assert (clock.label, clock.offset, clock.is_named) == ("Asia/Kathmandu", "UTC+05:45", True)
    assert clock.now() == NOW


def test_the_present_time_is_in_utc() -> None:
    """By default, the current time comes from the machine's clock, aware and in UTC."""
    before = datetime.now(UTC)
    assert before <= utc_now() <= datetime.now(UTC)
    for clock in (make_clock(None, {}), make_clock(ZoneInfo("UTC"), {})):
        assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("offset", "text"),
    [
        (timedelta(), "UTC+00:00"),
        (timedelta(hours=5, minutes=45), "UTC+05:45"),
        (-timedelta(hours=3, minutes=30), "UTC-03:30"),
        (-timedelta(hours=4, minutes=56, seconds=2), "UTC-04:56:02"),
        (timedelta(seconds=1), "UTC+00:00:01"),
    ],
)
def test_an_offset(offset: timedelta, text: str) -> None:
    """An offset has hours and minutes, and seconds if it has any."""
    assert format_utc_offset(datetime(2025, 1, 1, tzinfo=timezone(offset))) == text
