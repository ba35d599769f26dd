"""What is the shortest output that draws pieces of lines?"""

from modelbrowser.terminal.economy.cells import Cell
from modelbrowser.terminal.economy.difference import Line, Piece
from modelbrowser.terminal.economy.pen import PLAIN, Pen, blank, change, for_blank, for_erasing

_LONGEST_STEP = 6
"""Over so many cells, drawing them again may be shorter than stepping over them."""


class Strokes:
    """Collects output, and knows the pen and the cursor that it leaves behind."""

    def __init__(self) -> None:
        self._output: list[str] = []
        self._pen: Pen | None = None
        self._x: int | None = None
        self._y: int | None = None

    def forget(self) -> None:
        """Neither pen nor cursor are known, and nothing was collected."""
        self._output.clear()
        self._pen = self._x = self._y = None

    def take(self) -> str:
        """Hand over what was collected."""
        output, self._output = "".join(self._output), []
        return output

    def reset(self) -> str:
        """What makes the pen plain; empty where it is."""
        old, self._pen = self._pen, PLAIN
        return change(old, PLAIN)

    def foreign(self, x: int, y: int, output: str) -> None:
        """Let through what expects a plain pen and leaves one, and the cursor anywhere."""
        self.move(x, y)
        self._output += (self.reset(), output)
        self._x = self._y = None

    def draw(self, y: int, shown: Line, pieces: list[Piece]) -> None:
        """Draw pieces of a line, and bring up to date what it shows."""
        # The colour in hand first: taking up another often takes more than going elsewhere.
        for piece in sorted(pieces, key=lambda piece: not self._fits(piece.cells[0])):
            self.move(piece.x, y, shown)
            end = piece.x + len(piece.cells)
            if piece.is_erased:
                self._take_up(for_erasing(self._pen, piece.cells[0][1]))
                is_tail = end == len(shown)
                self._output.append("\x1b[K" if is_tail else _csi("X", len(piece.cells)))
            else:
                self._write(piece.cells)
                # Behind the last column terminals differ.
                self._x = None if end == len(shown) or piece.ends_unsure else end
            shown[piece.x : end] = piece.cells

    def move(self, x: int, y: int, line: Line | None = None) -> None:
        """Bring the cursor to a cell.

        Args:
            x: The column, from 0.
            y: The line, from 0.
            line: What it shows, where that may be drawn again.
        """
        if (self._x, self._y) == (x, y):
            return
        ways = [_csi("H", y + 1, x + 1)]
        if self._y is not None:
            rows = y - self._y
            down = "" if not rows else _csi("B", rows) if rows > 0 else _csi("A", -rows)
            ways.append(down + (self._across(x) if x != self._x else ""))
            if not rows and self._x is not None and self._x < x:
                ways.append(self._again(line, self._x, x))
        self._output.append(min(filter(None, ways), key=len))
        self._x, self._y = x, y

    def _across(self, x: int) -> str:
        """The shortest way to another column of the line."""
        ways = [_csi("G", x + 1) if x else "\r"]
        if self._x is not None:
            gap = x - self._x
            ways += [_csi("C", gap)] if gap > 0 else [_csi("D", -gap), "\b" * -gap]
        return min(ways, key=len)

    def _again(self, line: Line | None, start: int, end: int) -> str:
        """What is already on the line, if the pen in hand would draw just that."""
        cells = line[start:end] if line and end - start <= _LONGEST_STEP else ()
        text = "".join(cell[0] for cell in cells if cell) if all(map(self._fits, cells)) else ""
        # A byte and a cell each, so that lengths compare and the cursor ends where it should.
        return text if text.isascii() and len(text) == end - start else ""

    def _fits(self, cell: Cell | None) -> bool:
        """Whether the pen in hand draws a cell."""
        if cell is None or self._pen is None:
            return False
        return cell[1] == (blank(self._pen) if cell[0] == " " else self._pen)

    def _write(self, cells: list[Cell]) -> None:
        for cell in cells:
            char, look = cell
            if not self._fits(cell):
                self._take_up(for_blank(self._pen, look) if char == " " else look)
            self._output.append(char)

    def _take_up(self, pen: Pen) -> None:
        self._output.append(change(self._pen, pen))
        self._pen = pen


def _csi(final: str, *numbers: int) -> str:
    """A control sequence; ones at its end are left out, as they are the default."""
    wanted = list(numbers)
    while wanted and wanted[-1] == 1:
        wanted.pop()
    return f"\x1b[{';'.join(map(str, wanted))}{final}"
