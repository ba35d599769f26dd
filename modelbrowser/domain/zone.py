"""Time zones by their names, and by values of the environment variable TZ."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from modelbrowser.errors import ExitCode, ModelBrowserError

_POSIX_RULE = re.compile(
    r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?(2[0-3]|0{0,2}\d|0?1\d)([:A-Za-z<,].*)?"
)
"""The start of a POSIX rule in TZ, such as `EST5EDT,M3.2.0,M11.1.0`; Python has less than 24 h."""


class InvalidZoneError(ModelBrowserError):
    """This machine has no time zone of that name."""

    title = "Not a time zone"
    exit_code = ExitCode.SETTINGS


def parse_zone(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name, such as `Europe/Paris`.

    Raises:
        InvalidZoneError: If this machine has none of that name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # KeyError: not found. ValueError: a path, NUL, another file. OSError: a folder, too long.
        raise InvalidZoneError(
            f"{name} is not a time zone.", "Use a name such as Europe/Paris or UTC."
        ) from None


def zone_name_from_tz(tz: str) -> str:
    """Return the IANA name in a value of TZ, which may be the path of a zone file."""
    return tz.removeprefix(":").rpartition("zoneinfo/")[2].removeprefix("Etc/")


def is_valid_tz(tz: str) -> bool:
    """Whether a value of TZ is a time zone; for any other value the C library uses UTC."""
    tz = tz.strip()
    if not tz or _POSIX_RULE.fullmatch(tz):
        return True
    try:
        parse_zone(zone_name_from_tz(tz))
    except InvalidZoneError:
        # A zone file of the user's own is valid too.
        return tz.removeprefix(":").startswith("/") and Path(tz.removeprefix(":")).is_file()
    return True
