"""Which cells does a line of Textual's fill, and with what?"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from textual.geometry import Offset, Size
from textual.strip import Strip

from modelbrowser.terminal.ansi import PLAIN, Cell, NotUnderstoodError, Pen, blank, parse

_NARROW = ("L", "N", "P", "S")
_WIDE = ("L", "N", "P", "So")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_NO_BREAK_SPACE = "\xa0"
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)


def cells_of(strips: Iterable[Strip], color_system: ColorSystem) -> list[Cell]:
    """Spread strips over cells.

    Raises:
        NotUnderstoodError: If they hold a control, a link, or a character about whose
            width terminals disagree (combining, joined, zero-width, right-to-left).
    """
    cells: list[Cell] = []
    for strip in strips:
        for text, style, control in strip:
            if control:
                raise NotUnderstoodError
            pen = PLAIN if style is None else _pen_of(style, color_system)
            bare = blank(pen)
            if text.isascii() and text.isprintable():
                cells += [(char, bare if char == " " else pen) for char in text]
            else:
                for char in text:
                    cells.append((char, bare if char == " " else pen))
                    if _width(char) > 1:
                        cells.append(("", pen))
    return cells


def _pen_of(style: Style, color_system: ColorSystem) -> Pen:
    """The pen that stock Textual draws a style with: its own SGR, read."""
    if style.link:
        raise NotUnderstoodError
    sgr = style._ansi  # noqa: SLF001 - the cache that Strip.render_style reads first
    return parse(Strip.render_ansi(style, color_system) if sgr is None else sgr)


@lru_cache(maxsize=1024)
def _width(char: str) -> int:
    """The cells that a character fills in every terminal.

    Raises:
        NotUnderstoodError: If terminals disagree.
    """
    wide = unicodedata.east_asian_width(char) in "WF"
    kind = unicodedata.category(char)
    if (
        cell_len(char) != 1 + wide
        or ord(char) in _REGIONAL_INDICATORS
        or unicodedata.bidirectional(char) in _RIGHT_TO_LEFT
        or not (kind.startswith(_WIDE if wide else _NARROW) or char in {" ", _NO_BREAK_SPACE})
    ):
        raise NotUnderstoodError
    return 1 + wide


Span = tuple[int, list[Strip]]
"""A column, and strips that are drawn from there, one after the other."""

Rows = dict[int, list[Span]]
"""Line numbers and what is drawn there."""


def read(update: object) -> tuple[Size, Rows]:
    """The size of the screen, and what an update draws on it.

    Raises:
        NotUnderstoodError: If it is an update of another kind.
    """
    # Lazy import: another Textual may lack these.
    from textual._compositor import ChopsUpdate, LayoutUpdate

    # Exactly these: a subclass may draw differently.
    if type(update) is LayoutUpdate and update.region.offset == Offset(0, 0):
        strips = enumerate(update.strips)
        return update.region.size, {y: [(0, list(line))] for y, line in strips}
    if type(update) is ChopsUpdate:
        rows: Rows = {}
        for y, x, strip in _chops(update.chops, update.spans, update.chop_ends):
            rows.setdefault(y, []).append((x, [strip]))
        return Size(update.chop_ends[0][-1], len(update.chop_ends)), rows
    raise NotUnderstoodError


def _chops(
    chops: Sequence[Mapping[int, Strip | None]],
    spans: Sequence[tuple[int, int, int]],
    chop_ends: Sequence[Sequence[int]],
) -> Iterator[tuple[int, int, Strip]]:
    """Each piece of a line that a `ChopsUpdate` draws, and where."""
    for y, first, last in spans:
        for end, (x, strip) in zip(chop_ends[y], chops[y].items(), strict=False):
            if strip is None or x > last or end <= first:
                continue
            yield (
                y,
                x,
                strip if first <= x < last and end <= last else strip.crop(0, min(end, last) - x),
            )
