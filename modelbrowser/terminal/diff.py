"""The picture on the terminal, and the output that changes it to another one."""

import re
from collections.abc import Mapping

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from textual.geometry import Offset, Size
from textual.strip import Strip

from modelbrowser.terminal.ansi import AnsiWriter, CellLine, UnsupportedUpdateError
from modelbrowser.terminal.cells import PlacedStrips, Rows, read_update, strips_to_cells

_BCE_TERMINALS = ("xterm", "alacritty", "foot", "ghostty", "kitty", "linux", "wezterm")
_MULTIPLEXERS = ("TMUX", "STY")

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def erases_to_background(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to erase to the current background ("bce")."""
    is_inside = any(environ.get(name) for name in _MULTIPLEXERS)
    return not is_inside and environ.get("TERM", "").startswith(_BCE_TERMINALS)


class DiffRenderer:
    """Remembers the picture on the terminal, cell by cell, and draws the difference.

    Args:
        erases_color: Whether erasing leaves the current background in any color.
    """

    def __init__(self, *, erases_color: bool) -> None:
        self._writer = AnsiWriter(erases_color=erases_color)
        self._start_over(Size(0, 0))

    def invalidate(self) -> None:
        """Regard the picture as unknown. May be called from any thread."""
        self._is_known = False

    def default_pen(self) -> str:
        """Return what changes the pen to the default one, for output of others."""
        return self._writer.default_pen()

    def render(self, update: object, cursor: Offset, console: Console) -> str:
        """Return the output that makes the terminal show an update and the cursor.

        Args:
            update: An update of Textual's compositor.
            cursor: Where the terminal's own cursor belongs.
            console: Knows how many colors there are, as for Textual's own drawing.

        Raises:
            UnsupportedUpdateError: If it is of another kind, or contains controls. The picture
                is unknown then.
        """
        size, rows = read_update(update)
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
        """Know nothing of the screen but its size."""
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
        """Draw a row as Textual does; what it shows is unknown then."""
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
    """Whether a terminal could do more than draw what a strip contains."""
    return any(segment.control or _CONTROLS.search(segment.text) for segment in strip)


def _forget_last_character(row: CellLine) -> None:
    """Mark the last character as unknown; a wide one has two cells."""
    last = row[-1]
    cells = 2 if last and not last[0] else 1
    row[-cells:] = [None] * cells


def _forget_cut_characters(row: CellLine, start: int, end: int) -> None:
    """Mark the rest of wide characters that are half drawn over: terminals differ on it."""
    if start < len(row) and (cell := row[start]) and not cell[0]:
        row[start - 1] = None
    if end < len(row) and (cell := row[end]) and not cell[0]:
        row[end] = None
