"""What the terminal shows, cell by cell, and the output that changes it to something else."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from textual.geometry import Offset, Size
from textual.strip import Strip

from modelbrowser.terminal.ansi import (
    DEFAULT_STYLE,
    AnsiWriter,
    Cell,
    CellLine,
    UnsupportedUpdateError,
    blank_style,
    cell_style,
)

PlacedStrips = tuple[int, list[Strip]]
"""A column, and the strips that are drawn from it on, one after the other."""

Rows = dict[int, list[PlacedStrips]]
"""What is drawn, by line number."""

_NARROW = ("L", "N", "P", "S")
_WIDE = ("L", "N", "P", "So")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_NO_BREAK_SPACE = "\xa0"
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)
_BCE_TERMINALS = ("xterm", "alacritty", "foot", "ghostty", "kitty", "linux", "wezterm")
_MULTIPLEXERS = ("TMUX", "STY")

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def erases_to_background(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to erase to the current background ("bce")."""
    is_inside = any(environ.get(name) for name in _MULTIPLEXERS)
    return not is_inside and environ.get("TERM", "").startswith(_BCE_TERMINALS)


class DiffRenderer:
    """Remembers what the terminal shows, cell by cell, and draws the difference.

    Args:
        erases_color: Whether erasing fills with the current background, whatever its color.
    """

    def __init__(self, *, erases_color: bool) -> None:
        self._writer = AnsiWriter(erases_color=erases_color)
        self._start_over(Size(0, 0))

    def invalidate(self) -> None:
        """Treat the terminal's contents as unknown. May be called from any thread."""
        self._is_known = False

    def reset_style(self) -> str:
        """Return the sequence that changes the style to the default one, for other output."""
        return self._writer.reset_style()

    def render(self, update: object, cursor: Offset, console: Console) -> str:
        """Return the output that makes the terminal show an update and the cursor.

        Args:
            update: An update of Textual's compositor.
            cursor: Where the terminal's own cursor belongs.
            console: Provides the color system, as for Textual's own drawing.

        Raises:
            UnsupportedUpdateError: If it is of another kind or contains controls. The
                terminal's contents are unknown then.
        """
        size, rows = read_compositor_update(update)
        if not self._is_known or size != self._size:
            self._start_over(size)
        color_system = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        for y, spans in rows.items():
            if self._drawn.get(y) == spans:
                continue
            try:
                self._draw_row(y, spans, color_system)
            except UnsupportedUpdateError:
                self._draw_row_as_stock(y, spans, console)
        self._writer.move(*cursor)
        return self._writer.take()

    def _start_over(self, size: Size) -> None:
        """Start with an unknown screen of the given size."""
        self._is_known = True
        self._size = size
        self._shown: list[CellLine] = [[None] * size.width for _ in range(size.height)]
        self._drawn: Rows = {}
        self._writer.reset()

    def _draw_row(self, y: int, spans: list[PlacedStrips], color_system: ColorSystem) -> None:
        """Draw the cells of a row that differ."""
        shown = self._shown[y]
        row = shown.copy()
        for x, strips in spans:
            cells = strips_to_cells(strips, color_system)
            end = x + len(cells)
            if end > len(row):
                raise UnsupportedUpdateError
            _forget_cut_characters(row, x, end)
            row[x:end] = cells
        self._writer.draw(y, shown, row)
        self._shown[y] = row
        self._drawn[y] = spans

    def _draw_row_as_stock(self, y: int, spans: list[PlacedStrips], console: Console) -> None:
        """Draw a row as Textual does; its contents are unknown then."""
        if any(map(_has_controls, (strip for _, strips in spans for strip in strips))):
            self._writer.reset()
            self.invalidate()
            raise UnsupportedUpdateError
        for x, strips in spans:
            output = "".join(strip.render(console) for strip in strips)
            self._writer.write_stock(x, y, output)
        self._shown[y] = [None] * self._size.width
        self._drawn.pop(y, None)
        if y:
            # A combining character at the start of a line may join the end of the line above.
            _forget_last_character(self._shown[y - 1])
            self._drawn.pop(y - 1, None)


def _has_controls(strip: Strip) -> bool:
    """Whether a strip contains anything that a terminal could execute."""
    return any(segment.control or _CONTROLS.search(segment.text) for segment in strip)


def _forget_last_character(row: CellLine) -> None:
    """Mark the last character as unknown; a wide one has two cells."""
    last = row[-1]
    cells = 2 if last and not last[0] else 1
    row[-cells:] = [None] * cells


def _forget_cut_characters(row: CellLine, start: int, end: int) -> None:
    """Mark the other halves of partly overwritten wide characters: terminals differ on them."""
    if start < len(row) and (cell := row[start]) and not cell[0]:
        row[start - 1] = None
    if end < len(row) and (cell := row[end]) and not cell[0]:
        row[end] = None


def read_compositor_update(update: object) -> tuple[Size, Rows]:
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
        for text, rich_style, control in strip:
            if control or (rich_style and rich_style.link):
                raise UnsupportedUpdateError
            style = cell_style(rich_style, color_system) if rich_style else DEFAULT_STYLE
            blank = blank_style(style)
            if text.isascii() and text.isprintable():
                cells += [(char, blank if char == " " else style) for char in text]
            else:
                for char in text:
                    cells.append((char, blank if char == " " else style))
                    if _width(char) > 1:
                        cells.append(("", style))
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
