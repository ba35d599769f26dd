"""What does the terminal show, and what must be written so that it shows an update?"""

import re
from collections.abc import Mapping

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from textual.geometry import Offset, Size
from textual.strip import Strip

from modelbrowser.terminal.ansi import Cell, Line, NotUnderstoodError, Piece, Strokes
from modelbrowser.terminal.cells import Rows, Span, cells_of, read

_SHORTEST_ERASE = 10
"""From so many blanks on, erasing them and stepping over them is shorter than drawing them."""

_SHORTEST_TAIL = 4
"""From so many blanks on, erasing to the end of the line is shorter than drawing them."""


_FILLING = ("xterm", "alacritty", "foot", "ghostty", "kitty", "linux", "wezterm")
_MULTIPLEXERS = ("TMUX", "STY")

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def fills_with_background(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to erase to the current background ("bce")."""
    inside = any(environ.get(name) for name in _MULTIPLEXERS)
    return not inside and environ.get("TERM", "").startswith(_FILLING)


class Painter:
    """Remembers the picture on the terminal, cell by cell, and draws the difference.

    Args:
        erases_colour: Whether erasing leaves the current background in any colour.
    """

    def __init__(self, *, erases_colour: bool) -> None:
        self._erases_colour = erases_colour
        self._strokes = Strokes()
        self._start_afresh(Size(0, 0))

    def forget(self) -> None:
        """Whatever the terminal shows, it is not known. May be called from any thread."""
        self._known = False

    def _start_afresh(self, size: Size) -> None:
        """Know nothing of a screen but its size."""
        self._known = True
        self._size = size
        self._shown: list[Line] = [[None] * size.width for _ in range(size.height)]
        self._drawn: Rows = {}
        self._strokes.forget()

    def reset(self) -> str:
        """What makes the pen plain, for others to draw with; empty where it is."""
        return self._strokes.reset()

    def paint(self, update: object, cursor: Offset, console: Console) -> str:
        """What to write so that the terminal shows an update and this cursor position.

        Args:
            update: One that Textual's compositor made.
            cursor: Where the terminal's own cursor belongs.
            console: Knows how many colours there are, as for Textual's own drawing.

        Raises:
            NotUnderstoodError: If it is of another kind, or holds controls. Then nothing is
                known any more.
        """
        size, rows = read(update)
        if not self._known or size != self._size:
            self._start_afresh(size)
        color_system = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        for y, spans in rows.items():
            if self._drawn.get(y) == spans:
                continue
            try:
                self._paint_row(y, spans, color_system)
            except NotUnderstoodError:
                self._paint_as_stock(y, spans, console)
        self._strokes.move(*cursor)
        return self._strokes.take()

    def _paint_row(self, y: int, spans: list[Span], color_system: ColorSystem) -> None:
        """Draw the cells of a row that differ."""
        shown = self._shown[y]
        row = shown.copy()
        for x, strips in spans:
            cells = cells_of(strips, color_system)
            end = x + len(cells)
            if end > len(row):
                raise NotUnderstoodError
            _forget_halves(row, x, end)
            row[x:end] = cells
        self._strokes.draw(y, shown, pieces(shown, row, erases_colour=self._erases_colour))
        self._shown[y] = row
        self._drawn[y] = spans

    def _paint_as_stock(self, y: int, spans: list[Span], console: Console) -> None:
        """Draw a row as Textual does, and know nothing of it any more."""
        if any(map(_may_act, (strip for _, strips in spans for strip in strips))):
            self._strokes.forget()
            self.forget()
            raise NotUnderstoodError
        for x, strips in spans:
            self._strokes.foreign(x, y, "".join(strip.render(console) for strip in strips))
        self._shown[y] = [None] * self._size.width
        self._drawn.pop(y, None)
        if y:
            # A combining character at the start of a line may join the end of the one above.
            _forget_last(self._shown[y - 1])
            self._drawn.pop(y - 1, None)


def _may_act(strip: Strip) -> bool:
    """Whether a terminal could do more than draw what a strip holds."""
    return any(segment.control or _CONTROLS.search(segment.text) for segment in strip)


def _forget_last(row: Line) -> None:
    """The last character, which has two cells where it is wide."""
    last = row[-1]
    cells = 2 if last and not last[0] else 1
    row[-cells:] = [None] * cells


def _forget_halves(row: Line, start: int, end: int) -> None:
    """What is left of a wide character when half of it is drawn over depends on the terminal."""
    if start < len(row) and (cell := row[start]) and not cell[0]:
        row[start - 1] = None
    if end < len(row) and (cell := row[end]) and not cell[0]:
        row[end] = None


def pieces(shown: Line, wanted: Line, *, erases_colour: bool) -> list[Piece]:
    """What must be drawn so that a line shows what is wanted, from left to right.

    Args:
        shown: What it shows.
        wanted: What it should show; None is a cell that may stay as it is.
        erases_colour: Whether erasing leaves the current background in any colour.
    """
    found: list[Piece] = []
    x = 0
    while x < len(wanted):
        cell = wanted[x]
        if cell is None or cell == shown[x]:
            x += 1
            continue
        char, look = cell
        may_erase = char == " " and not look.attributes and (erases_colour or not look.background)
        if may_erase and (count := _erasable(x, cell, shown, wanted)):
            found.append(Piece(x, [cell] * count, is_erased=True))
            x += count
            continue
        if found and _continues(found[-1], x, cell):
            found[-1].cells.append(cell)
        else:
            found.append(Piece(x, [cell], is_erased=False))
        x += 1
    return found


def _continues(piece: Piece, x: int, cell: Cell) -> bool:
    """Whether a cell goes with those before it: it has their look, or is a blank."""
    if piece.is_erased or piece.ends_unsure or piece.x + len(piece.cells) != x:
        return False
    return cell[0] == " " or cell[1] == piece.cells[-1][1]


def _erasable(x: int, blank: Cell, shown: Line, wanted: Line) -> int:
    """How many cells are better erased, from a blank on; 0 where none are."""
    width = len(wanted)
    if x and wanted[x - 1] is None:
        # Perhaps half of a wide character; erasing the other half leaves it in some terminals.
        return 0
    end = next((column for column in range(x, width) if wanted[column] != blank), width)
    changed = [column for column in range(x, end) if shown[column] != blank]
    if end == width:
        return end - x if len(changed) >= _SHORTEST_TAIL else 0
    behind = changed[-1] + 1
    if wanted[behind] is None:
        behind -= 1
    return behind - x if behind - x >= _SHORTEST_ERASE else 0
