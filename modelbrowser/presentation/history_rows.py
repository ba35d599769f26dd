"""The history, as columns of words and, one lookup at a time, as a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.columns import GAP
from modelbrowser.presentation.dates import minute_form
from modelbrowser.presentation.plain import NOTHING, Plain, plain


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list.

    Attributes:
        title: Its head.
        width: The usual one, in cells.
        text: What stands in it.
    """

    title: Plain
    width: int
    text: Callable[[Entry, Clock], Plain]


def _answer(entry: Entry) -> Plain:
    """The ID of the answer, with a word where it is another than before; else what failed."""
    if entry.resolved_id is None:
        return plain(entry.error or "no answer")
    return Plain(f"{'moved: ' if entry.moved else ''}{plain(entry.resolved_id, MAX_LENGTH)}")


COLUMNS: tuple[Column, ...] = (
    Column(Plain("When"), 16, lambda entry, clock: minute_form(entry.asked_at, clock)),
    Column(Plain("Asked"), 17, lambda entry, _: plain(entry.asked, MAX_LENGTH)),
    Column(Plain("Answer"), 27, lambda entry, _: _answer(entry)),
    Column(Plain("Betas"), 5, lambda e, _: Plain(str(len(e.betas))) if e.betas else NOTHING),
    Column(Plain("Host"), 20, lambda entry, _: plain(entry.host)),
)
"""In the order in which they stand; a narrow screen shows the first ones."""


def columns_in(width: int, *, with_host: bool) -> tuple[Column, ...]:
    """The columns that fit whole into a width.

    Args:
        width: In cells.
        with_host: Whether there are several hosts to tell apart.
    """
    every = COLUMNS if with_host else COLUMNS[:-1]
    ends = accumulate(column.width + GAP for column in every)
    return tuple(column for column, end in zip(every, ends, strict=True) if end - GAP <= width)


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
