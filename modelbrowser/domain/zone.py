"""Which time zone a name stands for."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from modelbrowser.errors import ExitCode, ModelBrowserError

_POSIX_RULE = re.compile(r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?\d{1,3}([:A-Za-z<,].*)?")
"""How a rule of POSIX for TZ begins, such as `EST5EDT,M3.2.0,M11.1.0`."""


class InvalidZoneError(ModelBrowserError):
    """No time zone has that name here."""

    title = "Not a time zone"
    exit_code = ExitCode.SETTINGS


def parse_zone(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name, such as `Europe/Paris`.

    Raises:
        InvalidZoneError: If there is none of that name on this machine.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # KeyError: not found. ValueError: a path, NUL, no zone file. OSError: a folder, too long.
        raise InvalidZoneError(
            f"{name} is not a time zone.", "Use a name such as Europe/Paris or UTC."
        ) from None


def zone_name_in_tz(tz: str) -> str:
    """The IANA name in a value of TZ or a path of a zone file, if it is one of them."""
    return tz.removeprefix(":").rpartition("zoneinfo/")[2].removeprefix("Etc/")


def is_valid_tz(tz: str) -> bool:
    """Whether a value of TZ is a zone; the C library takes UTC for what it does not know."""
    tz = tz.strip()
    if not tz or _POSIX_RULE.fullmatch(tz):
        return True
    try:
        parse_zone(zone_name_in_tz(tz))
    except InvalidZoneError:
        # A zone file of the person's own is as good.
        return tz.removeprefix(":").startswith("/") and Path(tz.removeprefix(":")).is_file()
    return True
