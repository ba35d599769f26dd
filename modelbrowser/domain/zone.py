"""Time zones by their names, and by values of the environment variable TZ."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

_POSIX_RULE = re.compile(
    r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?(2[0-3]|0{0,2}\d|0?1\d)([:A-Za-z<,].*)?"
)
"""The start of a POSIX rule in TZ, such as `EST5EDT,M3.2.0,M11.1.0`, with less than 24 h."""


def find_zone(name: str) -> ZoneInfo | None:
    """Find a time zone by its IANA name, such as `Europe/Paris`, if this machine has it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # KeyError: not found. ValueError: a path, NUL, another file. OSError: a folder, too long.
        return None


def zone_name_from_tz(tz: str) -> str:
    """Return the IANA name in a value of TZ, which may be the path of a zone file."""
    name = tz.removeprefix(":").rpartition("zoneinfo/")[2]
    # There is no `GMT+5` outside of this folder.
    return name.removeprefix("Etc/") if name in {"Etc/UTC", "Etc/GMT"} else name


def is_valid_tz(tz: str) -> bool:
    """Whether a value of TZ is a time zone; for most other values the C library uses UTC."""
    value = tz.removeprefix(":")
    if not tz.strip() or _POSIX_RULE.fullmatch(value) or find_zone(zone_name_from_tz(tz)):
        return True
    # A custom zone file is valid too.
    path = Path(value)
    try:
        return path.is_absolute() and path.is_file()
    except OSError:  # too long, or in a folder that can't be entered
        return False
