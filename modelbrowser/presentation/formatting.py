"""Values as text: dates, ages, the lifecycle, capabilities and numbers."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from modelbrowser.domain.model import ModelInfo
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


def lifecycle_words(model: ModelInfo, clock: Clock) -> tuple[Plain, ...]:
    """The lifecycle with its days, which are days of UTC as in the API's announcements.

    A retirement in the past on a deprecated model is overdue, not done (wire contract,
    "ModelInfo"). A value that is not known is shown as sent; None gives no line.

    Returns:
        Lines: what it is, and what will become of it.
    """
    retires = model.retires_at
    match model.lifecycle:
        case None:
            return ()
        case "retired" if retires:
            return (Plain(f"retired since {_utc_day(retires)}"),)
        case "deprecated" if model.deprecated_at:
            return (
                Plain(f"deprecated since {_utc_day(model.deprecated_at)}"),
                _retirement(model, clock),
            )
        case "deprecated":
            return (Plain("deprecated"), _retirement(model, clock))
        case "active" if retires:
            return (Plain("active"), _retirement(model, clock))
        case other:
            return (plain(other),)


def _retirement(model: ModelInfo, clock: Clock) -> Plain:
    if not model.retires_at:
        return Plain("no retirement date")
    if model.retires_at < clock.now():
        return Plain(f"overdue: was to retire on {_utc_day(model.retires_at)}")
    return Plain(f"retires {_utc_day(model.retires_at)} ({age(model.retires_at, clock)})")


def _utc_day(moment: datetime) -> str:
    return f"{day_form(moment)} UTC"


def capability_words(capabilities: Mapping[str, Any]) -> tuple[Plain, Plain]:
    """Name the capabilities that are supported, and those that are not.

    A capability with parts is followed by those that are supported: `effort (low, high)`.
    Mappings of an unknown shape are left out (wire contract, "ModelInfo": nested mappings
    that end in `{"supported": bool}`).
    """
    yes: list[str] = []
    no: list[str] = []
    for name, node in capabilities.items():
        parts = list(_parts(node))
        able = [part for part, supported in parts if part and supported]
        if ("", False) in parts or not (able or ("", True) in parts):
            no += [_name(name)] if parts else []
            continue
        yes.append(_name(name) + (f" ({', '.join(able)})" if able else ""))
        no += [f"{_name(name)} {part}" for part, supported in parts if part and not supported]
    return Plain(", ".join(yes)), Plain(", ".join(no))


def _parts(node: object, name: str = "") -> Iterator[tuple[str, bool]]:
    """The supported marks at and under a node, each with the name of its place."""
    if not isinstance(node, Mapping):
        return
    for key, value in node.items():
        if key == "supported" and isinstance(value, bool):
            yield name, value
        else:
            yield from _parts(value, _name(key))


def _name(name: object) -> str:
    return plain(str(name).replace("_", " "))


def in_time(seconds: float) -> Plain:
    """How long something took, given in seconds: `214 ms`, `1.3 s`."""
    return Plain(f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s")


def short_tokens(count: int | None) -> Plain:
    """A number of tokens in a few characters, and exact: `200k`, `1M`, `8,192`."""
    if count is None:
        return Plain("\N{EN DASH}")
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count and count % size == 0:
            return Plain(f"{count // size:,}{letter}")
    return Plain(f"{count:,}")
