"""The history, as columns of words and, one lookup at a time, as a sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.dates import minute_form
from modelbrowser.presentation.plain import NOTHING, Plain, plain

GAP = 2
"""Between two columns, in cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list.

    Attributes:
        title: Its head.
        width: The least, in cells.
        spare: The most that it takes of what is left over, in cells.
        text: What stands in it.
    """

    title: Plain
    width: int
    spare: int
    text: Callable[[Entry, Clock], Plain]


def _answer(entry: Entry) -> Plain:
    """The ID of the answer, with a word where it is another than before; else what failed."""
    if entry.resolved_id is None:
        return plain(entry.error or "no answer")
    return Plain(f"{'moved: ' if entry.moved else ''}{plain(entry.resolved_id, MAX_LENGTH)}")


Columns = tuple[tuple[Column, int], ...]
"""Columns in the order in which they stand, each with the cells that it gets."""

_FIXED: tuple[Column, ...] = (
    Column(Plain("Asked at"), 16, 0, lambda entry, clock: minute_form(entry.asked_at, clock)),
    Column(Plain("Asked"), 17, 9, lambda entry, _: plain(entry.asked, MAX_LENGTH)),
    Column(Plain("Answer"), 28, 8, lambda entry, _: _answer(entry)),
    Column(Plain("Betas"), 5, 0, lambda e, _: Plain(str(len(e.betas))) if e.betas else NOTHING),
)
_HOST = Column(Plain("Host"), 20, 12, lambda entry, _: plain(entry.host))


def columns_in(width: int, *, with_host: bool) -> Columns:
    """The columns that fit whole into a width.

    Args:
        width: In cells.
        with_host: Whether there are several hosts to tell apart.
    """
    shown: list[Column] = []
    spare = width + GAP
    for column in (*_FIXED, *([_HOST] if with_host else [])):
        if spare < column.width + GAP:
            break
        shown.append(column)
        spare -= column.width + GAP
    widths = [column.width for column in shown]
    # From the right, because the answer needs what there is more than the question.
    for index, column in reversed([*enumerate(shown)]):
        more = min(spare, column.spare)
        widths[index] += more
        spare -= more
    return tuple(zip(shown, widths, strict=True))


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
