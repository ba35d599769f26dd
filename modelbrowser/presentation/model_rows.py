"""The list of all models, as columns of words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from modelbrowser.domain.model import ModelInfo
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.dates import day_form
from modelbrowser.presentation.plain import NOTHING, Plain, plain

_NO_TIME = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list.

    Attributes:
        title: Its head.
        width: In cells.
        text: What stands in it.
        order: What it is sorted by.
    """

    title: Plain
    width: int
    text: Callable[[ModelInfo, Clock], Plain]
    order: Callable[[ModelInfo], tuple[object, ...]]


def short_tokens(count: int | None) -> Plain:
    """A number of tokens in three or four characters: `200k`, `1M`."""
    if count is None:
        return NOTHING
    if count >= 1_000_000 and count % 100_000 == 0:
        return Plain(f"{count / 1_000_000:g}M")
    return Plain(f"{count / 1000:g}k" if count >= 1000 else str(count))  # noqa: PLR2004 - k


def _released(model: ModelInfo, clock: Clock) -> Plain:
    local = clock.local(model.released_at) if model.released_at else None
    return day_form(local) if local else Plain("unknown")


def _lifecycle(model: ModelInfo, _clock: Clock) -> Plain:
    """One word and, where it is on its way out, the day."""
    words = plain(model.lifecycle or "", 20)
    if model.lifecycle in ("deprecated", "retired") and model.retires_at:
        until = "until" if model.lifecycle == "deprecated" else "since"
        return Plain(f"{words} {until} {day_form(model.retires_at)}")
    return words


def _limits(model: ModelInfo, _clock: Clock) -> Plain:
    return Plain(f"{short_tokens(model.max_input_tokens):>5} {short_tokens(model.max_tokens):>6}")


COLUMNS: tuple[Column, ...] = (
    Column(Plain("ID"), 28, lambda m, _: plain(m.id, 256), lambda m: (m.id,)),
    Column(Plain("Released"), 10, _released, lambda m: (m.released_at or _NO_TIME,)),
    Column(Plain("Lifecycle"), 27, _lifecycle, lambda m: (m.lifecycle or "", m.id)),
    Column(Plain("   In    Out"), 12, _limits, lambda m: (m.max_input_tokens or 0,)),
    Column(Plain("Name"), 24, lambda m, _: plain(m.display_name), lambda m: (m.display_name,)),
)
"""In the order in which they stand; a narrow screen shows the first ones."""
