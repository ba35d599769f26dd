"""How a moment is written: in local time, in UTC, and as an age."""

from datetime import UTC, datetime

from modelbrowser.presentation.clock import Clock, utc_offset
from modelbrowser.presentation.plain import NOTHING, Plain, plain

_MONTHS = 12


def local_form(moment: datetime, clock: Clock) -> Plain:
    """A moment as `2025-09-29 02:00 CEST (UTC+02:00)`, in the clock's zone.

    Where the zone has no abbreviation that can be believed, it is left out. A moment
    that local time cannot express is given as it was sent, in words.
    """
    local = clock.local(moment)
    if local is None:
        return plain(f"{moment.isoformat()}, cannot be shown in local time")
    name = local.tzname() or ""
    abbreviation = f" {name}" if clock.is_named and name.isalpha() else ""
    return plain(f"{_minutes(local)}{abbreviation} ({utc_offset(local)})")


def is_utc(moment: datetime, clock: Clock) -> bool:
    """Whether the clock's zone has the time of UTC then."""
    local = clock.local(moment)
    return local is not None and not local.utcoffset()


def utc_form(moment: datetime) -> Plain:
    """A moment as `2025-09-29 00:00 UTC`."""
    utc = _utc(moment)
    if utc is None:
        return plain(f"{moment.isoformat()}, cannot be shown in UTC")
    return Plain(f"{_minutes(utc)} UTC")


def minute_form(moment: datetime, clock: Clock) -> Plain:
    """A moment as `2025-09-29 02:00`, in the clock's zone; as it is where that cannot be."""
    return Plain(_minutes(clock.local(moment) or moment))


def day_form(moment: datetime) -> Plain:
    """The day of a moment in UTC, as `2025-09-29`."""
    return Plain(_day(_utc(moment) or moment))


def age(moment: datetime, clock: Clock) -> Plain:
    """How long ago or ahead a moment is: `today`, `8 days ago`, `in 2 months`.

    Counted in calendar days of UTC, in full months from two months on, and in full
    years from one year on. Empty where UTC cannot express the moment.
    """
    then = _utc(moment)
    if then is None:
        return NOTHING
    today = clock.now().astimezone(UTC)
    days = (then.date() - today.date()).days
    if days == 0:
        return Plain("today")
    amount = _amount(min(then, today), max(then, today), abs(days))
    return Plain(f"in {amount}" if days > 0 else f"{amount} ago")


def _amount(earlier: datetime, later: datetime, days: int) -> str:
    months = (later.year - earlier.year) * _MONTHS + later.month - earlier.month
    months -= later.day < earlier.day
    if months >= _MONTHS:
        return _count(months // _MONTHS, "year")
    return _count(months, "month") if months > 1 else _count(days, "day")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _minutes(moment: datetime) -> str:
    return f"{_day(moment)} {moment.hour:02}:{moment.minute:02}"


def _day(moment: datetime) -> str:
    # By hand, because strftime writes the year 1 as "1".
    return f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
