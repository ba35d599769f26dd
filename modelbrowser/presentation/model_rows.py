"""The list of all models, as columns of words; days are days of UTC, as in announcements."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.columns import GAP
from modelbrowser.presentation.dates import day_form
from modelbrowser.presentation.plain import Plain, plain

_NO_TIME = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list.

    Attributes:
        title: Its head.
        width: The usual one, in cells.
        text: What stands in it.
        order: What it is sorted by.
    """

    title: Plain
    width: int
    text: Callable[[ModelInfo], Plain]
    order: Callable[[ModelInfo], tuple[object, ...]]


def short_tokens(count: int | None) -> Plain:
    """A number of tokens in a few characters, and exact: `200k`, `1M`, `8,192`."""
    if count is None:
        return Plain("\N{EN DASH}")
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count and count % size == 0:
            return Plain(f"{count // size:,}{letter}")
    return Plain(f"{count:,}")


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


COLUMNS: tuple[Column, ...] = (
    Column(Plain("ID"), 26, lambda m: plain(m.id, MAX_LENGTH), lambda m: (m.id,)),
    Column(Plain("Released"), 10, _released, lambda m: (m.released_at or _NO_TIME,)),
    Column(Plain("Lifecycle"), 18, _lifecycle, lambda m: (m.lifecycle or "", m.id)),
    Column(Plain("     In    Out"), 14, _limits, lambda m: (m.max_input_tokens or 0,)),
    Column(Plain("Name"), 24, lambda m: plain(m.display_name), lambda m: (m.display_name,)),
)
"""In the order in which they stand; a narrow screen shows the first ones."""

NARROW: tuple[Column, ...] = (
    COLUMNS[0],
    Column(Plain("Lifecycle"), 10, lambda m: plain(m.lifecycle or "", 10), COLUMNS[2].order),
)
"""Where the lifecycle does not fit with its day: what is retired has to be called so."""


def columns_in(width: int) -> tuple[Column, ...]:
    """The columns that fit whole into a width in cells; the first one always."""
    every = COLUMNS if _fits(COLUMNS[:3], width) else NARROW
    count = next(n for n in range(len(every), 0, -1) if n == 1 or _fits(every[:n], width))
    return every[:count]


def _fits(columns: tuple[Column, ...], width: int) -> bool:
    return sum(column.width + GAP for column in columns) - GAP <= width
