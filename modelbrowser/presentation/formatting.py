"""Values as text: dates, ages, lifecycles, capabilities and numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from modelbrowser.domain.lookup import ModelInfo, is_past_date
from modelbrowser.presentation.clock import Clock, format_utc_offset
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize

Tone = Literal["normal", "strong", "dim", "faint", "accent", "good", "warning", "bad", "moved"]
"""The role of a text's color; the text always says the same."""


class Span(NamedTuple):
    """A part of a line, in one color."""

    text: SafeText
    tone: Tone = "normal"


Spans = tuple[Span, ...]
"""A line, or a part of one, in its colors."""


def join_spans(separator: Span, spans: Iterable[Span]) -> Spans:
    """Put a separator between spans."""
    return tuple(span for each in spans for span in (separator, each))[1:]


_DISTINCTIVE = ("thinking", "adaptive thinking", "effort", "image", "PDF", "code", "structured")
"""The first words of the capabilities that distinguish models."""

MAX_SHOWN = 100
"""How many texts of a kind are shown: a response of 1 MiB could have 100,000, which takes 15 s."""

_MONTHS = 12
_NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def format_local(moment: datetime, clock: Clock) -> SafeText:
    """Format a time as `2025-09-29 02:00 CEST (UTC+02:00)`, in the clock's time zone.

    The abbreviation is left out if the zone has none, or one that can't be trusted. A time
    that can't be expressed in local time is shown as sent, with a note.
    """
    local = clock.local(moment)
    if local is None:
        return sanitize(f"{moment.isoformat()}, out of range for local time")
    name = local.tzname() or ""
    abbreviation = f" {name}" if clock.is_named and name.isalpha() else ""
    return sanitize(f"{_minutes(local)}{abbreviation} ({format_utc_offset(local)})")


def is_local_time_utc(moment: datetime, clock: Clock) -> bool:
    """Whether local time, in the clock's time zone, equals UTC at that moment."""
    local = clock.local(moment)
    return local is not None and not local.utcoffset()


def format_utc(moment: datetime) -> SafeText:
    """Format a time as `2025-09-29 00:00 UTC`."""
    utc = to_utc(moment)
    if utc is None:
        return sanitize(f"{moment.isoformat()}, out of range for UTC")
    return SafeText(f"{_minutes(utc)} UTC")


def format_minute(moment: datetime, clock: Clock) -> SafeText:
    """Format a time as `2025-09-29 02:00`, in the clock's time zone if that can express it."""
    return SafeText(_minutes(clock.local(moment) or moment))


def format_day(moment: datetime | None) -> SafeText:
    """Format the date in UTC, as `2025-09-29`; empty without a date."""
    return SafeText((to_utc(moment) or moment).date().isoformat()) if moment else NOTHING


def format_utc_day(moment: datetime) -> SafeText:
    """Format the date in UTC, as `2025-09-29 UTC`."""
    return SafeText(f"{format_day(moment)} UTC")


def format_relative_date(moment: datetime, clock: Clock) -> SafeText:
    """Format the distance from now: `today`, `tomorrow`, `8 days ago`, `in 2 months`.

    It is counted in days, in full months from two months on, and in full years from two years on.
    Days begin at midnight UTC, which is said of a near one if it isn't the same in local time.
    """
    then, today = to_utc(moment) or moment.replace(tzinfo=UTC), clock.now()
    days = days_until(moment, today)
    if days in _NEAR_DAYS:
        dates = [(clock.local(each) or each).date() for each in (moment, today)]
        where = "" if (dates[0] - dates[1]).days == days else " in UTC"
        return SafeText(f"{_NEAR_DAYS[days]}{where}")
    amount = _amount(min(then, today), max(then, today), abs(days))
    return SafeText(f"in {amount}" if days > 0 else f"{amount} ago")


def days_until(moment: datetime, now: datetime) -> int:
    """Count the UTC calendar days from now to a time.

    A time that can't be expressed in UTC is counted as if it were in UTC.
    """
    return ((to_utc(moment) or moment).date() - now.astimezone(UTC).date()).days


def _amount(earlier: datetime, later: datetime, days: int) -> str:
    months = (later.year - earlier.year) * _MONTHS + later.month - earlier.month
    months -= later.day < earlier.day
    if months >= 2 * _MONTHS:
        return f"{months // _MONTHS} years"
    return f"{months} months" if months > 1 else f"{days} days"


def to_utc(moment: datetime) -> datetime | None:
    """Convert an aware time to UTC; None if that is outside the years 1 to 9999."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _minutes(moment: datetime) -> str:
    # Not strftime, which formats the year 1 as "1".
    return moment.replace(tzinfo=None).isoformat(" ", "minutes")


def lifecycle_lines(model: ModelInfo, clock: Clock) -> tuple[SafeText, ...]:
    """Describe the lifecycle, with its dates in UTC as in the API's announcements.

    The retirement of a deprecated model whose date has passed is overdue: it is not retired yet
    (wire contract, "ModelInfo"). An unknown lifecycle is shown as sent.

    Returns:
        Up to two lines: the status, and what comes next.
    """
    _, words = retirement_phrase(model.lifecycle, model.retires_at, clock)
    match model.lifecycle:
        case "retired" if words:
            return (words,)
        case "deprecated":
            since = f" on {format_utc_day(model.deprecated_at)}" if model.deprecated_at else ""
            return (SafeText(f"deprecated{since}"), words or SafeText("no known retirement date"))
        case other:
            return tuple(filter(None, (sanitize(other or ""), words)))


def retirement_phrase(
    lifecycle: str | None, retires_at: datetime | None, clock: Clock, where: str = ""
) -> tuple[str, SafeText]:
    """Say when a model retires or retired: the auxiliary verb for a sentence, and the rest.

    Both are empty if there is no date. `where` follows "retired".
    """
    if not retires_at:
        return "", NOTHING
    day = format_utc_day(retires_at)
    is_past = is_past_date(retires_at, clock.now())
    if lifecycle == "retired":
        return (
            ("was ", SafeText(f"retired{where} on {day}"))
            if is_past
            else ("is ", SafeText("retired"))
        )
    if is_past:
        return "is ", SafeText(f"past its retirement date ({day})")
    return "", SafeText(f"retires {day} ({format_relative_date(retires_at, clock)})")


_TONES: dict[str | None, Tone] = {"active": "good", "deprecated": "warning", "retired": "bad"}


def lifecycle_tone(lifecycle: str | None) -> Tone:
    """The tone of a lifecycle; `normal` for one that this program doesn't know."""
    return _TONES.get(lifecycle, "normal")


def split_capabilities(
    capabilities: Mapping[str, Any],
) -> tuple[tuple[SafeText, ...], tuple[SafeText, ...]]:
    """List the supported capabilities, the most distinctive first, and the unsupported ones.

    A capability with parts is followed by the supported ones: `effort (low, high)`. Mappings
    of an unknown shape are left out (wire contract, "ModelInfo": nested mappings that end in
    `{"supported": bool}`).
    """
    supported: list[str] = []
    unsupported: list[str] = []
    for key, node in capabilities.items():
        name, parts = _capability_name(key), list(_parts(node))
        yes = [part for part, is_supported in parts if part and is_supported]
        no = [part for part, is_supported in parts if part and not is_supported]
        if ("", False) in parts or not (yes or ("", True) in parts):
            unsupported += [name] if parts else []
            continue
        supported.append(f"{name} ({join_names(yes)})" if yes else name)
        unsupported += [f"{name} {part}" for part in no]
    supported.sort(key=_rank)
    return tuple(map(SafeText, supported)), tuple(map(SafeText, unsupported))


def _rank(name: str) -> int:
    ranks = (rank for rank, begin in enumerate(_DISTINCTIVE) if name.startswith(begin))
    return next(ranks, len(_DISTINCTIVE))


def _parts(node: object, name: str = "") -> Iterator[tuple[str, bool]]:
    """The values of `supported` in and below a mapping, each with the name of its parent.

    A gateway may send the value in place of its mapping.
    """
    if isinstance(node, bool):
        yield name, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _parts(value, name if key == "supported" else _capability_name(key))


def _capability_name(key: object) -> str:
    return sanitize(str(key).replace("_", " ").replace("pdf", "PDF"))


def list_first_texts(texts: Sequence[str]) -> tuple[SafeText, ...]:
    """Sanitize the first texts, and say how many others there are."""
    more = (SafeText(f"… and {len(texts) - MAX_SHOWN:,} more"),) if len(texts) > MAX_SHOWN else ()
    return (*map(sanitize, texts[:MAX_SHOWN]), *more)


def join_names(names: Sequence[str]) -> SafeText:
    """Join names with commas, sanitized."""
    return SafeText(", ".join(list_first_texts(names)))


def format_duration(seconds: float) -> SafeText:
    """Format a duration as `214 ms` or `1.3 s`."""
    return SafeText(f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s")


def short_token_count(count: int | None) -> SafeText:
    """Format a number of tokens in a few characters, without rounding: `200k`, `1M`, `8,192`."""
    if count is None:
        return SafeText("\N{EN DASH}")
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count and count % size == 0:
            return SafeText(f"{count // size:,}{letter}")
    return SafeText(f"{count:,}")
