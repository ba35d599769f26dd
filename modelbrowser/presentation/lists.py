"""The columns of the two lists: all models, and the history."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from typing import Generic, TypeVar

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import (
    Span,
    Spans,
    format_day,
    format_minute,
    join_spans,
    lifecycle_tone,
    short_token_count,
)
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record

T = TypeVar("T")


def original_order_key(_item: object) -> tuple[object, ...]:
    """The sort key that keeps the order of the list."""
    return ()


def has_letters_in_order(text: str, wanted: str) -> bool:
    """Return whether a text has the letters that were typed, in their order, with or without gaps.

    Textual's own fuzzy search tries every way of placing the letters. For a name of a hundred
    equal letters that never ends, and names come from a server.
    """
    rest = iter(text)
    return all(letter in rest for letter in wanted)


class Column(Record, Generic[T]):
    """One column of a list.

    Attributes:
        title: The header; empty for a column that belongs to the next one.
        width: The usual width, in cells.
        cell: The text of an item in this column, in one color or in parts.
        order: The sort key of an item, to sort the list by this column.
        gap: The space between this column and the next one, in cells.
    """

    title: SafeText
    width: int
    cell: Callable[[T], SafeText | Span | Spans]
    order: Callable[[T], tuple[object, ...]] = original_order_key
    gap: int = 2

    def spans(self, item: T) -> Spans:
        """The text of an item in this column, in parts."""
        match self.cell(item):
            case Span() as span:
                return (span,)
            case tuple() as spans:
                return spans
            case text:
                return (Span(text),)

    def text(self, item: T) -> SafeText:
        """The text of an item in this column."""
        return SafeText("".join(span.text for span in self.spans(item)))


def columns_that_fit(columns: Sequence[Column[T]], width: int) -> Sequence[Column[T]]:
    """The columns, from the left, that fit into a width in cells; always at least one."""
    ends = accumulate(column.width + column.gap for column in columns)
    fitting = sum(end - column.gap <= width for column, end in zip(columns, ends, strict=True))
    return columns[: max(1, fitting)]


def column_widths(usual: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Divide the width of a line among columns.

    Columns that need less than their usual width leave the rest to columns that need more: first
    to those that need so little that they get all of it, then starting from the right, because
    resolved IDs are longer than the names looked up. Room that no column needs stays where it is,
    so columns rarely move.

    Args:
        usual: The usual width of each column, in cells; together they fit.
        wanted: The width of the widest text in each column, including its title, in cells.
        room: The width for all columns, without the gaps between them, in cells.
    """
    widths = [min(pair) for pair in zip(usual, wanted, strict=True)]
    spare = room - sum(widths)
    needed = [most - width for most, width in zip(wanted, widths, strict=True)]
    from_right = range(len(widths))[::-1]
    for index in sorted(from_right, key=needed.__getitem__):
        if needed[index] <= spare:
            widths[index] += needed[index]
            spare -= needed[index]
    for goals in (wanted, usual):
        for index in from_right:
            more = max(0, min(spare, goals[index] - widths[index]))
            widths[index] += more
            spare -= more
    return widths


_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)


def _id(model: ModelInfo) -> Span:
    return Span(sanitize(model.id, MAX_LENGTH), "dim" if model.lifecycle == "retired" else "normal")


def _dot(model: ModelInfo) -> Span:
    return Span(SafeText("●") if model.lifecycle else NOTHING, lifecycle_tone(model.lifecycle))


def _status(model: ModelInfo) -> Span:
    """The lifecycle in a word; `active` is dim."""
    tone = "dim" if model.lifecycle == "active" else lifecycle_tone(model.lifecycle)
    return Span(sanitize(model.lifecycle or "", 12), tone)


def _limit(count: int | None) -> Span:
    """A number of tokens in five characters, rounded only if it needs more: `~131k`."""
    text = short_token_count(count)
    if count and len(text) > 5:  # noqa: PLR2004 - as above
        # From 999,500 on, thousands would be rounded to six characters.
        is_small = count < 999_500  # noqa: PLR2004 - as above
        millions = round(count / 1e6, 1 if count < 9_950_000 else None)  # noqa: PLR2004 - as above
        text = SafeText(f"~{count / 1e3:.0f}k" if is_small else f"~{millions:g}M")
    return Span(SafeText(f"{text:>5}"), "dim")


def _released(model: ModelInfo) -> Span:
    return Span(format_day(model.released_at) or SafeText("unknown"), "dim")


def _retires(model: ModelInfo) -> Span:
    return Span(format_day(model.retires_at), lifecycle_tone(model.lifecycle))


# One row per column, so it reads as a table.
# fmt: off
MODEL_COLUMNS: tuple[Column[ModelInfo], ...] = (
    Column(SafeText("ID"), 26, _id, lambda m: (m.id,)),
    Column(NOTHING, 1, _dot, gap=1),
    Column(SafeText("Status"), 10, _status, lambda m: (m.lifecycle or "", m.id)),
    Column(SafeText("   In"), 5, lambda m: _limit(m.max_input_tokens),
           lambda m: (m.max_input_tokens or 0,), gap=1),
    Column(SafeText("  Out"), 5, lambda m: _limit(m.max_tokens), lambda m: (m.max_tokens or 0,)),
    Column(SafeText("Released"), 10, _released, lambda m: (m.released_at or _LONG_AGO,)),
    Column(SafeText("Retires"), 10, _retires, lambda m: (m.retires_at or _NEVER,)),
)
# fmt: on
"""The columns of the list of models, from the left; a narrow screen shows the first ones."""

UNDATED_COLUMNS = MODEL_COLUMNS[:5]
"""The columns next to a chart if there is no room for the dates, which it shows."""


def model_columns(width: int) -> Sequence[Column[ModelInfo]]:
    """The columns of the list of models that fit into a width in cells.

    Retired models are marked at every width: a narrow list has the status without the dot.
    """
    name, _, status, *_ = MODEL_COLUMNS
    wide = columns_that_fit(MODEL_COLUMNS, width)
    return wide if status in wide else columns_that_fit((replace(name, gap=1), status), width)


HISTORY_OFF = SafeText("History is off (--no-history, or history = false in the settings).")
HISTORY_EMPTY = SafeText("No lookups yet.")
"""Shown if the list is empty."""

NARROW_HISTORY = 60
"""Below this width, in cells, a row of the history has a short date and a short result."""

BRIEF_RESULT = 10
"""The usual width of a short result, in cells."""


def history_columns(clock: Clock, *, is_narrow: bool) -> tuple[Column[HistoryEntry], ...]:
    """The columns of the history; the host is last, as it matters only if there are several."""
    query = Column[HistoryEntry](SafeText("Query"), 18, lambda e: sanitize(e.model_id, MAX_LENGTH))
    host = Column[HistoryEntry](SafeText("Host"), 20, lambda e: Span(sanitize(e.host), "dim"))
    mark = Column(NOTHING, 1, _mark, gap=1)
    if is_narrow:
        when = Column[HistoryEntry](
            SafeText("When"), 5, lambda entry: _when(entry, clock, brief=True), gap=1
        )
        result = Column(SafeText("Details"), BRIEF_RESULT, _brief_result)
        return (mark, when, replace(query, gap=1), result, host)
    return (
        mark,
        Column(SafeText("When"), 10, lambda entry: _when(entry, clock)),
        query,
        Column(SafeText("Result"), 27, _result),
        Column(SafeText("Details"), 12, _details),
        host,
    )


def describe_entry(entry: HistoryEntry, clock: Clock) -> SafeText:
    """Describe in sentences everything that the history stores about a lookup."""
    name = sanitize(entry.model_id, MAX_LENGTH)
    if entry.resolved_id is None:
        what = f"{name}: {describe_failed_entry(entry)}"
    elif entry.resolved_id == entry.model_id:
        # Not "is a model ID": a gateway may return an alias as it was sent.
        what = f"{name} resolved to the same ID"
    else:
        what = f"{name} resolved to {sanitize(entry.resolved_id, MAX_LENGTH)}"
    was = f"; previously {sanitize(entry.previous_id, MAX_LENGTH)}" if entry.moved else ""
    betas = sanitize(", ".join(entry.betas), 1000) or "none"
    host = "" if entry.demo else f" Host: {sanitize(entry.host)}."
    when = format_minute(entry.looked_up_at, clock)
    return SafeText(f"{what}{was}. Looked up {when}. Betas: {betas}.{host}")


def describe_failed_entry(entry: HistoryEntry) -> SafeText:
    """Say why a lookup found no model: `retired 2026-08-05`, `rejected: BETA`, `not found`."""
    words = entry.outcome.replace("_", " ")
    if entry.retired_at:
        words += f" {format_day(entry.retired_at)}"
    if entry.rejected_betas:
        words += f": {', '.join(entry.rejected_betas)}"
    return sanitize(words)


def _mark(entry: HistoryEntry) -> Span:
    """The outcome as a symbol: found, moved, not found, another failure."""
    if entry.resolved_id:
        return Span(SafeText("↷"), "moved") if entry.moved else Span(SafeText("✓"), "good")
    return Span(SafeText("✗" if entry.outcome in {"not_found", "retired"} else "!"), "bad")


def _when(entry: HistoryEntry, clock: Clock, *, brief: bool = False) -> Span:
    """The time if it was today, else the date; the short form has no year."""
    day, time = format_minute(entry.looked_up_at, clock).split()
    is_today = format_minute(clock.now(), clock).startswith(day)
    return Span(SafeText(time if is_today else day[5:] if brief else day), "dim")


def _result(entry: HistoryEntry) -> Span:
    """The resolved ID, or why there is none."""
    if entry.resolved_id is None:
        return Span(describe_failed_entry(entry), "bad")
    return Span(sanitize(entry.resolved_id, MAX_LENGTH), "moved" if entry.moved else "dim")


def _brief_result(entry: HistoryEntry) -> Span | Spans:
    """The part of the result in which two lookups of the same name most likely differ.

    In a few words, or the end of an ID: IDs of the same family begin alike.
    """
    if entry.resolved_id is None:
        return Span(sanitize(entry.outcome.replace("_", " ")), "bad")
    text = sanitize(entry.resolved_id, MAX_LENGTH) if entry.is_alias else SafeText("same ID")
    if len(text) > BRIEF_RESULT:
        text = SafeText(f"…{text[1 - BRIEF_RESULT :]}")
    return _details(entry) or Span(text, "dim")


def _details(entry: HistoryEntry) -> Spans:
    """The betas that were sent, and details other than the result."""
    betas = (sanitize(beta) for beta in entry.betas if beta not in entry.rejected_betas)
    details = [Span(beta, "dim") for beta in betas]
    if entry.moved:
        details.append(Span(SafeText(f"was {sanitize(entry.previous_id, MAX_LENGTH)}"), "moved"))
    if entry.lifecycle in {"deprecated", "retired"}:
        details.append(Span(SafeText(entry.lifecycle), lifecycle_tone(entry.lifecycle)))
    if entry.successor:
        details.append(Span(SafeText(f"successor {sanitize(entry.successor)}"), "dim"))
    return join_spans(Span(SafeText(", "), "dim"), details)
