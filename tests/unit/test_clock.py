"""Whose time is shown."""

import json
import sys
from pathlib import Path

import pytest
from support.program import environment, run
from support.samples import clock_in

_TELL = """
import json, os, sys
from datetime import UTC, datetime
from modelbrowser.presentation.clock import make_clock
from modelbrowser.presentation.formatting import format_local
clock = make_clock(None, os.environ)
print(json.dumps([clock.label, format_local(datetime(2025, 9, 29, tzinfo=UTC), clock)]))
"""


def _tell(**variables: str) -> list[str]:
    """What a process with these variables says of its zone."""
    done = run("-c", _TELL, env=environment(**variables), command=(sys.executable,))
    assert done.stderr == b""
    answer: list[str] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    ("tz", "label", "text"),
    [
        ("", "UTC", "2025-09-29 00:00 UTC (UTC+00:00)"),
        ("garbage", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
        (":America/New_York", "America/New_York", "2025-09-28 20:00 EDT (UTC-04:00)"),
        ("/usr/share/zoneinfo/Europe/Paris", "Europe/Paris", "2025-09-29 02:00 CEST (UTC+02:00)"),
        ("UTC+3", "UTC-03:00", "2025-09-28 21:00 (UTC-03:00)"),
        ("\x1b]0;x\x07", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
        ("Europe", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
        ("../../etc/passwd", "UTC+00:00", "2025-09-29 00:00 (UTC+00:00)"),
    ],
)
def test_a_zone_is_named_only_where_it_is_known(tz: str, label: str, text: str) -> None:
    """Row 124: whatever TZ holds, the offset is right and no garbage is called a zone."""
    assert _tell(TZ=tz) == [label, text]


def test_the_c_librarys_fallback_is_not_taken_for_the_zone() -> None:
    """Row 126: where the C library has no zones, TZ's name is not put on what is UTC."""
    label, text = _tell(TZ="Europe/Paris", TZDIR="/nonexistent")
    assert (label, text) == ("UTC+00:00", "2025-09-29 00:00 (UTC+00:00)")


def test_without_zone_data_the_c_library_tells_local_time(tmp_path: Path) -> None:
    """Row 126: where Python has no zones, local time is right, with its offset for a name."""
    (tmp_path / "tzdata.py").write_text("")
    env = {"PYTHONTZPATH": "", "PYTHONPATH": f"{tmp_path}:{environment()['PYTHONPATH']}"}
    assert _tell(TZ="Asia/Kolkata", **env) == ["UTC+05:30", "2025-09-29 05:30 (UTC+05:30)"]


def test_over_ssh_the_zone_is_the_servers() -> None:
    """Over SSH the label says that the zone is this server's, unless TZ was set."""
    label, _ = _tell(SSH_TTY="/dev/pts/1")
    assert label.endswith(" (this server)")
    label, _ = _tell(SSH_TTY="/dev/pts/1", TZ="Europe/Paris")
    assert label == "Europe/Paris"


def test_a_zone_that_was_asked_for_is_the_label() -> None:
    """A zone from the settings is called by its name."""
    assert clock_in("Asia/Kathmandu").label == "Asia/Kathmandu"
