"""The columns of the two lists: all models, and the history."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Generic, TypeVar

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import format_day, format_minute, short_token_count
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record

GAP = 2
"""The space between two columns, in cells."""

T = TypeVar("T")


def as_listed(_item: object) -> tuple[object, ...]:
    """A sort key that keeps the order of the list."""
    return ()


class Column(Record, Generic[T]):
    """One column of a list.

    Attributes:
        title: The header.
        width: The usual width, in cells.
        text: The text of an item in this column.
        order: The sort key of an item, to sort the list by this column.
    """

    title: SafeText
    width: int
    text: Callable[[T], SafeText]
    order: Callable[[T], tuple[object, ...]] = as_listed


def columns_that_fit(columns: Sequence[Column[T]], width: int) -> Sequence[Column[T]]:
    """As many columns, from the left, as fit into a width in cells; always at least one."""
    ends = accumulate(column.width + GAP for column in columns)
    return columns[: max(1, sum(end - GAP <= width for end in ends))]


def column_widths(usual: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Divide the width of a line among columns.

    Columns that need less than their usual width leave the rest to those that need more, from
    the right, because resolved IDs are longer than the names that were looked up. What no
    column needs stays where it usually is, so that columns seldom move.

    Args:
        usual: The usual width of each column, in cells; together they fit.
        wanted: The width of the widest text in each, its title included, in cells.
        room: The width for all of them and the gaps between, in cells.
    """
    widths = [min(pair) for pair in zip(usual, wanted, strict=True)]
    spare = room - sum(widths) - GAP * (len(widths) - 1)
    for goals in (wanted, usual):
        for index in reversed(range(len(widths))):
            more = max(0, min(spare, goals[index] - widths[index]))
            widths[index] += more
            spare -= more
    return widths


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _released(model: ModelInfo) -> SafeText:
    return format_day(model.released_at) if model.released_at else SafeText("unknown")


def _lifecycle(model: ModelInfo) -> SafeText:
    """One word and, for a model that retires or is retired, the date in UTC."""
    words = {"deprecated": "retires", "retired": "retired"}.get(model.lifecycle or "")
    if words and model.retires_at:
        return SafeText(f"{words} {format_day(model.retires_at)}")
    return sanitize(model.lifecycle or "", 18)


def _limits(model: ModelInfo) -> SafeText:
    context, output = map(short_token_count, (model.max_input_tokens, model.max_tokens))
    return SafeText(f"{context:>7} {output:>6}")


MODEL_COLUMNS: tuple[Column[ModelInfo], ...] = (
    Column(SafeText("ID"), 26, lambda m: sanitize(m.id, MAX_LENGTH), lambda m: (m.id,)),
    Column(SafeText("Released"), 10, _released, lambda m: (m.released_at or _LONG_AGO,)),
    Column(SafeText("Lifecycle"), 18, _lifecycle, lambda m: (m.lifecycle or "", m.id)),
    Column(SafeText("     In    Out"), 14, _limits, lambda m: (m.max_input_tokens or 0,)),
    Column(SafeText("Name"), 24, lambda m: sanitize(m.display_name), lambda m: (m.display_name,)),
)
"""The columns of the list of models, from the left; a narrow screen shows the first ones."""

NARROW_MODEL_COLUMNS: tuple[Column[ModelInfo], ...] = (
    MODEL_COLUMNS[0],
    Column(
        SafeText("Lifecycle"), 10, lambda m: sanitize(m.lifecycle or "", 10), MODEL_COLUMNS[2].order
    ),
)
"""The columns if the lifecycle doesn't fit with its date: retired models must be marked."""


def model_columns(width: int) -> Sequence[Column[ModelInfo]]:
    """The columns of the list of models that fit into a width in cells."""
    wide = columns_that_fit(MODEL_COLUMNS, width)
    return wide if MODEL_COLUMNS[2] in wide else columns_that_fit(NARROW_MODEL_COLUMNS, width)


HISTORY_OFF = SafeText(
    "History is off: started with --no-history, or history = false in the settings."
)
HISTORY_EMPTY = SafeText("Nothing was looked up yet.")
"""Shown in place of an empty list."""


def history_columns(clock: Clock) -> tuple[Column[HistoryEntry], ...]:
    """The columns of the history, the host last: it is needed only if there are several.

    Args:
        clock: The time zone of times.
    """
    return (
        Column(SafeText("When"), 16, lambda entry: format_minute(entry.looked_up_at, clock)),
        Column(SafeText("Asked"), 17, lambda entry: sanitize(entry.model_id, MAX_LENGTH)),
        Column(SafeText("Answer"), 27, _answer),
        Column(SafeText("Betas"), 5, lambda e: SafeText(str(len(e.betas))) if e.betas else NOTHING),
        Column(SafeText("Host"), 20, lambda entry: sanitize(entry.host)),
    )


def describe(entry: HistoryEntry) -> SafeText:
    """All that the history has about one lookup, except its time, as a sentence."""
    betas = sanitize(", ".join(entry.betas), 1000)
    asked = "the demo" if entry.demo else sanitize(entry.host)
    return SafeText(
        f"{sanitize(entry.model_id, MAX_LENGTH)}{_outcome(entry)}. Asked {asked} "
        f"{f'with the betas {betas}' if betas else 'without betas'}."
    )


def describe_failure(entry: HistoryEntry) -> SafeText:
    """Why a lookup found no model: `retired 2026-08-05`, `rejected: BETA`, `not found`."""
    words = entry.outcome.replace("_", " ")
    if entry.retired_at:
        words += f" {format_day(entry.retired_at)}"
    if entry.rejected_betas:
        words += f": {', '.join(entry.rejected_betas)}"
    return sanitize(words)


def _outcome(entry: HistoryEntry) -> str:
    if entry.resolved_id is None:
        return f": {_answer(entry)}"
    if not entry.is_alias and not entry.moved:
        return " was the model's own ID"
    moved = f", moved from {sanitize(entry.previous_id, MAX_LENGTH)}" if entry.moved else ""
    return f" stood for {sanitize(entry.resolved_id, MAX_LENGTH)}{moved}"


def _answer(entry: HistoryEntry) -> SafeText:
    """The resolved ID, marked if it has moved; else why there is none."""
    if entry.resolved_id is None:
        return describe_failure(entry)
    return SafeText(f"{'moved: ' if entry.moved else ''}{sanitize(entry.resolved_id, MAX_LENGTH)}")
