"""What does an update of Textual's compositor say, row by row?

The reading follows `LayoutUpdate.render_segments` and `ChopsUpdate.render_segments`.
"""

from collections.abc import Iterator

from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Offset, Size
from textual.strip import Strip

from modelbrowser.terminal.economy.pen import NotUnderstoodError

Span = tuple[int, list[Strip]]
"""A column, and strips that are drawn from there, one after the other."""

Rows = dict[int, list[Span]]
"""Line numbers and what is drawn there."""


def read(update: CompositorUpdate) -> tuple[Size, Rows]:
    """The size of the screen, and what an update draws on it.

    Raises:
        NotUnderstoodError: If it is an update of another kind.
    """
    # Exactly these: a subclass may draw differently.
    if type(update) is LayoutUpdate and update.region.offset == Offset(0, 0):
        strips = enumerate(update.strips)
        return update.region.size, {y: [(0, list(line))] for y, line in strips}
    if type(update) is ChopsUpdate:
        rows: Rows = {}
        for y, x, strip in _chops(update):
            rows.setdefault(y, []).append((x, [strip]))
        return Size(update.chop_ends[0][-1], len(update.chop_ends)), rows
    raise NotUnderstoodError


def _chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Each piece of a line that an update draws, and where."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > last or end <= first:
                continue
            yield (
                y,
                x,
                strip if first <= x < last and end <= last else strip.crop(0, min(end, last) - x),
            )
