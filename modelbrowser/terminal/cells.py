"""The cells that an update of Textual's compositor draws."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from textual.geometry import Offset, Size
from textual.strip import Strip

from modelbrowser.terminal.ansi import DEFAULT_PEN, Cell, UnsupportedUpdateError, as_blank, pen_of

PlacedStrips = tuple[int, list[Strip]]
"""A column, and the strips that are drawn from it on, one after the other."""

Rows = dict[int, list[PlacedStrips]]
"""What is drawn, by line number."""

_NARROW = ("L", "N", "P", "S")
_WIDE = ("L", "N", "P", "So")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_NO_BREAK_SPACE = "\xa0"
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)


def read_update(update: object) -> tuple[Size, Rows]:
    """Return the size of the screen and what an update draws on it.

    This follows `LayoutUpdate.render_segments` and `ChopsUpdate.render_segments`.

    Raises:
        UnsupportedUpdateError: If it is an update of another kind.
    """
    # Lazy import: another Textual may lack these.
    from textual._compositor import ChopsUpdate, LayoutUpdate

    # Not subclasses, which may draw differently.
    if type(update) is LayoutUpdate and update.region.offset == Offset(0, 0):
        strips = enumerate(update.strips)
        return update.region.size, {y: [(0, list(line))] for y, line in strips}
    if type(update) is ChopsUpdate:
        rows: Rows = {}
        for y, x, strip in _chops(update.chops, update.spans, update.chop_ends):
            rows.setdefault(y, []).append((x, [strip]))
        return Size(update.chop_ends[0][-1], len(update.chop_ends)), rows
    raise UnsupportedUpdateError


def strips_to_cells(strips: Iterable[Strip], color_system: ColorSystem) -> list[Cell]:
    """Convert strips to cells.

    Raises:
        UnsupportedUpdateError: If they contain a control, a link, or a character whose width
            differs between terminals (combining, joined, zero-width, right-to-left).
    """
    cells: list[Cell] = []
    for strip in strips:
        for text, style, control in strip:
            if control or (style and style.link):
                raise UnsupportedUpdateError
            pen = pen_of(style, color_system) if style else DEFAULT_PEN
            blank = as_blank(pen)
            if text.isascii() and text.isprintable():
                cells += [(char, blank if char == " " else pen) for char in text]
            else:
                for char in text:
                    cells.append((char, blank if char == " " else pen))
                    if _width(char) > 1:
                        cells.append(("", pen))
    return cells


def _chops(
    chops: Sequence[Mapping[int, Strip | None]],
    spans: Sequence[tuple[int, int, int]],
    chop_ends: Sequence[Sequence[int]],
) -> Iterator[tuple[int, int, Strip]]:
    """Each part of a line that a `ChopsUpdate` draws: its line, its column, its strip."""
    for y, first, last in spans:
        for end, (x, strip) in zip(chop_ends[y], chops[y].items(), strict=False):
            if strip is None or x > last or end <= first:
                continue
            is_whole = first <= x < last and end <= last
            yield y, x, strip if is_whole else strip.crop(0, min(end, last) - x)


@lru_cache(maxsize=1024)
def _width(char: str) -> int:
    """The number of cells that a character fills in every terminal.

    Raises:
        UnsupportedUpdateError: If terminals differ.
    """
    wide = unicodedata.east_asian_width(char) in "WF"
    kind = unicodedata.category(char)
    if (
        cell_len(char) != 1 + wide
        or ord(char) in _REGIONAL_INDICATORS
        or unicodedata.bidirectional(char) in _RIGHT_TO_LEFT
        or not (kind.startswith(_WIDE if wide else _NARROW) or char in {" ", _NO_BREAK_SPACE})
    ):
        raise UnsupportedUpdateError
    return 1 + wide
