"""The time zone for dates, and the current time."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from modelbrowser.domain.zone import find_zone, zone_name_from_tz
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record

SYSTEM_ZONE = Path("/etc/localtime")
"""A link to the system's time zone file, on Linux and macOS."""

_UTC = ("UTC", timedelta())
"""The abbreviation and the offset of UTC."""


def utc_now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


class Clock(Record, kw_only=True):
    """The time zone for dates, and the current time.

    Attributes:
        name: The zone's name if it is certain, such as `Europe/Paris`; otherwise its current
            offset, such as `UTC+02:00`.
        zone: The zone from the settings; None for the system's.
        is_named: Whether abbreviations such as CEST can be trusted. The C library uses the
            value of `TZ` as the abbreviation of any zone that it doesn't know.
        is_remote: Whether it is the zone of an SSH host, which may not be the user's.
        now: Returns the current time, aware, in UTC.
    """

    name: SafeText
    zone: ZoneInfo | None = None
    is_named: bool = True
    is_remote: bool = False
    now: Callable[[], datetime] = utc_now

    @property
    def label(self) -> SafeText:
        """The zone's name for the bar: `Europe/Paris`, `UTC (this server)`."""
        return SafeText(f"{self.name} (this server)") if self.is_remote else self.name

    @property
    def offset(self) -> SafeText:
        """The current offset of the zone, as `UTC+02:00`."""
        return SafeText(format_utc_offset(self.local(self.now()) or self.now()))

    def local(self, moment: datetime) -> datetime | None:
        """Convert a time to this zone; None if that is outside the years 1 to 9999."""
        try:
            # Without a zone the C library converts: it knows every form of TZ and needs no data.
            return moment.astimezone(self.zone)
        except (OverflowError, ValueError):
            return None


def make_clock(
    zone: ZoneInfo | None, environ: Mapping[str, str], now: Callable[[], datetime] = utc_now
) -> Clock:
    """Make the clock of a given time zone, or of the system's."""
    moment = now()
    if zone is None and Clock(name=NOTHING).local(moment) is None:
        # TZ has an offset of a day or more, which Python doesn't know.
        zone = ZoneInfo("UTC")
    if zone:
        return Clock(name=sanitize(zone.key), zone=zone, now=now)
    name = _system_name(environ.get("TZ"), moment)
    by_ssh = environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
    return Clock(
        name=name or SafeText(format_utc_offset(moment.astimezone())),
        is_named=name is not None,
        is_remote=bool(by_ssh and not environ.get("TZ")),
        now=now,
    )


def format_utc_offset(moment: datetime) -> str:
    """The offset of an aware time, as `UTC+02:00`, with seconds if it has any."""
    return f"UTC{moment.isoformat(timespec='seconds')[len('YYYY-MM-DDTHH:MM:SS') :]}"


def _system_name(tz: str | None, moment: datetime) -> SafeText | None:
    """The IANA name of the system's time zone, if it is certain."""
    local = moment.astimezone()
    if tz is None:
        # No link is a copy of a zone file, or no file.
        with suppress(OSError):
            tz = str(SYSTEM_ZONE.readlink())
    name = zone_name_from_tz(tz or "")
    zone = find_zone(name)
    if zone is None:
        # A zone that is named UTC and is UTC needs no name from the database.
        return SafeText("UTC") if (local.tzname(), local.utcoffset()) == _UTC else None
    named = moment.astimezone(zone)
    # The C library may lack a zone that Python's own data has, and then uses UTC.
    is_same = (named.tzname(), named.utcoffset()) == (local.tzname(), local.utcoffset())
    return sanitize(name) if is_same else None
