"""Which time zone a name stands for."""

from zoneinfo import ZoneInfo

from modelbrowser.errors import ExitCode, ModelBrowserError


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
