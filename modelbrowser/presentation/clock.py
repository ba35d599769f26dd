"""Whose time is shown, and what time it is now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from modelbrowser.domain.zone import InvalidZoneError, parse_zone, tz_name
from modelbrowser.presentation.plain import Plain, plain

SYSTEM_ZONE = Path("/etc/localtime")
"""A link to the zone of the machine, on Linux and macOS."""


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time zone that dates are shown in, and the present moment.

    Attributes:
        name: The zone's name where it is certain, such as `Europe/Paris`, else its present
            offset, such as `UTC+02:00`.
        zone: The zone that was asked for; None for the system's.
        is_named: Whether abbreviations such as CEST can be believed. The C library calls
            any zone that it does not know by the text it was given.
        is_servers: Whether it is the zone of a machine at the other end of SSH, which
            may not be where the person is.
        now: Tells the present moment, aware, in UTC.
    """

    name: Plain
    zone: ZoneInfo | None = None
    is_named: bool = True
    is_servers: bool = False
    now: Callable[[], datetime] = utc_now

    @property
    def label(self) -> Plain:
        """Whose times are shown, for the bar: `Europe/Paris`, `UTC (this server)`."""
        return Plain(f"{self.name} (this server)") if self.is_servers else self.name

    @property
    def offset(self) -> Plain:
        """How far this zone is from UTC now, as `UTC+02:00`."""
        return Plain(utc_offset(self.local(self.now()) or self.now()))

    def local(self, moment: datetime) -> datetime | None:
        """A moment in this zone; None where it falls out of the years 1 to 9999."""
        return _in_zone(moment, self.zone)


def clock_of(
    zone: ZoneInfo | None, environ: Mapping[str, str], now: Callable[[], datetime] = utc_now
) -> Clock:
    """The clock of a zone that was asked for, else of the system's.

    Args:
        zone: What the person asked for, if anything.
        environ: Where `TZ` and the signs of SSH are looked for.
        now: Tells the present moment, aware, in UTC.
    """
    if zone:
        return Clock(name=plain(zone.key), zone=zone, now=now)
    moment = now()
    name = _system_name(environ.get("TZ"), moment)
    by_ssh = environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
    return Clock(
        name=name or Plain(utc_offset(moment.astimezone())),
        is_named=name is not None,
        is_servers=bool(by_ssh and not environ.get("TZ")),
        now=now,
    )


def utc_offset(moment: datetime) -> str:
    """The offset of an aware moment, as `UTC+02:00`, with seconds where it has them."""
    offset = moment.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    minutes, seconds = divmod(int(abs(offset).total_seconds()), 60)
    text = f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _in_zone(moment: datetime, zone: ZoneInfo | None) -> datetime | None:
    try:
        # Without a zone the C library decides: it knows every form of TZ and needs no data.
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return None


def _system_name(tz: str | None, moment: datetime) -> Plain | None:
    """The IANA name of the system's zone, where it is certain."""
    local = moment.astimezone()
    if tz is None:
        tz = _linked_zone()
    name = tz_name(tz)
    try:
        named = moment.astimezone(parse_zone(name))
    except InvalidZoneError:
        # Nothing is wrong with a zone that is called UTC and is UTC.
        return Plain("UTC") if (local.tzname(), local.utcoffset()) == _UTC else None
    # The C library may lack a zone that Python's own data has, and then takes UTC.
    is_same = (named.tzname(), named.utcoffset()) == (local.tzname(), local.utcoffset())
    return plain(name) if is_same else None


def _linked_zone() -> str:
    try:
        return str(SYSTEM_ZONE.readlink())
    except OSError:
        # No link: a copy of a zone file, or none at all.
        return ""


_UTC = ("UTC", timedelta())
