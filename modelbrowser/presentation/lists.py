"""The lists of models and of earlier lookups, as columns of words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Generic, TypeVar

from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import day_form, minute_form, short_tokens
from modelbrowser.presentation.plain import NOTHING, Plain, plain

GAP = 2
"""Between two columns, in cells."""

T = TypeVar("T")


def as_listed(_item: object) -> tuple[object, ...]:
    """Order nothing: a stable sort by this leaves a list as it is."""
    return ()


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column of a list.

    Attributes:
        title: Its head.
        width: The usual one, in cells.
        text: What stands in it.
        order: What the list is sorted by, where it is sorted by this column.
    """

    title: Plain
    width: int
    text: Callable[[T], Plain]
    order: Callable[[T], tuple[object, ...]] = as_listed


def columns_that_fit(columns: Sequence[Column[T]], width: int) -> Sequence[Column[T]]:
    """The first columns, as many as fit whole into a width in cells; the first one always."""
    ends = accumulate(column.width + GAP for column in columns)
    return columns[: max(1, sum(end - GAP <= width for end in ends))]


def column_widths(usual: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Share out a line's room.

    A column gives up what it does not need to those that need more; from the right, because
    an answer needs it more than a question. What nobody needs stays where it usually is, so
    that columns seldom move.

    Args:
        usual: The usual width of each column, in cells; together they fit.
        wanted: The widest text of each, its title included, in cells.
        room: For all of them and the gaps between, in cells.
    """
    widths = [min(pair) for pair in zip(usual, wanted, strict=True)]
    spare = room - sum(widths) - GAP * (len(widths) - 1)
    for goals in (wanted, usual):
        for index in reversed(range(len(widths))):
            more = max(0, min(spare, goals[index] - widths[index]))
            widths[index] += more
            spare -= more
    return widths


_NO_TIME = datetime.min.replace(tzinfo=UTC)


def _released(model: ModelInfo) -> Plain:
    return day_form(model.released_at) if model.released_at else Plain("unknown")


def _lifecycle(model: ModelInfo) -> Plain:
    """One word and, where it is on its way out, the day (of UTC)."""
    words = {"deprecated": "retires", "retired": "retired"}.get(model.lifecycle or "")
    if words and model.retires_at:
        return Plain(f"{words} {day_form(model.retires_at)}")
    return plain(model.lifecycle or "", 18)


def _limits(model: ModelInfo) -> Plain:
    return Plain(f"{short_tokens(model.max_input_tokens):>7} {short_tokens(model.max_tokens):>6}")


MODEL_COLUMNS: tuple[Column[ModelInfo], ...] = (
    Column(Plain("ID"), 26, lambda m: plain(m.id, MAX_LENGTH), lambda m: (m.id,)),
    Column(Plain("Released"), 10, _released, lambda m: (m.released_at or _NO_TIME,)),
    Column(Plain("Lifecycle"), 18, _lifecycle, lambda m: (m.lifecycle or "", m.id)),
    Column(Plain("     In    Out"), 14, _limits, lambda m: (m.max_input_tokens or 0,)),
    Column(Plain("Name"), 24, lambda m: plain(m.display_name), lambda m: (m.display_name,)),
)
"""In the order in which they stand; a narrow screen shows the first ones."""

NARROW_MODEL_COLUMNS: tuple[Column[ModelInfo], ...] = (
    MODEL_COLUMNS[0],
    Column(Plain("Lifecycle"), 10, lambda m: plain(m.lifecycle or "", 10), MODEL_COLUMNS[2].order),
)
"""Where the lifecycle does not fit with its day: what is retired has to be called so."""


def model_columns(width: int) -> Sequence[Column[ModelInfo]]:
    """The columns of the list of models that fit whole into a width in cells."""
    wide = columns_that_fit(MODEL_COLUMNS, width)
    return wide if MODEL_COLUMNS[2] in wide else columns_that_fit(NARROW_MODEL_COLUMNS, width)


HISTORY_OFF = Plain(
    "History is off: started with --no-history, or history = false in the settings."
)
HISTORY_EMPTY = Plain("Nothing was looked up yet.")
"""Shown in the place of the list of lookups."""


def history_columns(clock: Clock) -> tuple[Column[Entry], ...]:
    """The columns of the list of lookups, the host last: it has a use where there are several.

    Args:
        clock: In whose zone times are shown.
    """
    return (
        Column(Plain("When"), 16, lambda entry: minute_form(entry.asked_at, clock)),
        Column(Plain("Asked"), 17, lambda entry: plain(entry.asked, MAX_LENGTH)),
        Column(Plain("Answer"), 27, _answer),
        Column(Plain("Betas"), 5, lambda e: Plain(str(len(e.betas))) if e.betas else NOTHING),
        Column(Plain("Host"), 20, lambda entry: plain(entry.host)),
    )


def sentence_of(entry: Entry) -> Plain:
    """All that is remembered of one lookup but its time."""
    betas = plain(", ".join(entry.betas), 1000)
    whom = "the demo" if entry.demo else plain(entry.host)
    return Plain(
        f"{plain(entry.asked, MAX_LENGTH)}{_outcome(entry)}. Asked {whom} "
        f"{f'with the betas {betas}' if betas else 'without betas'}."
    )


def _outcome(entry: Entry) -> str:
    if entry.resolved_id is None:
        return f": {_answer(entry)}"
    if not entry.is_alias and not entry.moved:
        return " was the model's own ID"
    moved = f", moved from {plain(entry.stood_for, MAX_LENGTH)}" if entry.moved else ""
    return f" stood for {plain(entry.resolved_id, MAX_LENGTH)}{moved}"


def _answer(entry: Entry) -> Plain:
    """The ID of the answer, with a word where it is another than before; else what failed."""
    if entry.resolved_id is None:
        return plain(entry.error or "no answer")
    return Plain(f"{'moved: ' if entry.moved else ''}{plain(entry.resolved_id, MAX_LENGTH)}")
