"""What is the shortest output that makes a row of cells another?"""

from modelbrowser.tui.terminal.economy.cells import Cell
from modelbrowser.tui.terminal.economy.pen import PLAIN, Pen, blank, change, for_blank, for_erasing

Shown = list[Cell | None]
"""A row as a terminal shows it; None is a cell that is not known."""

_SHORTEST_ERASE = 10
"""From so many blanks on, erasing them and stepping over them is shorter than writing them."""

_LONGEST_STEP = 6
"""Over so many cells, writing them again may be shorter than stepping over them."""

_SHORTEST_TAIL = 3
"""What erasing to the end of the line takes, in bytes."""


class Strokes:
    """Collects output, and knows the pen and the cursor that it leaves behind.

    Args:
        erases_colour: Whether erasing leaves the current background in any colour.
    """

    def __init__(self, *, erases_colour: bool) -> None:
        self._erases_colour = erases_colour
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

    def row(self, y: int, shown: Shown, wanted: Shown) -> None:
        """Draw what differs between what a line shows and what it should show."""
        tail = self._tail(shown, wanted)
        # The colour in hand first: taking up another often takes more than going elsewhere.
        pieces = _pieces(shown, wanted, tail)
        for start, end in sorted(pieces, key=lambda piece: not self._fits(wanted[piece[0]])):
            x = start
            while x < end:
                cell = wanted[x]
                if cell is None or cell == shown[x]:
                    x += 1
                    continue
                behind = self._draw(x, y, cell, shown, wanted, tail)
                shown[x:behind] = wanted[x:behind]
                x = behind
        if tail < len(wanted) and (cell := wanted[tail]):
            self._erase(tail, y, cell[1], "\x1b[K", shown)

    def move(self, x: int, y: int, row: Shown | None = None) -> None:
        """Bring the cursor to a cell.

        Args:
            x: The column, from 0.
            y: The line, from 0.
            row: What the line shows left of the column, where that may be written again.
        """
        if (self._x, self._y) == (x, y):
            return
        ways = [_csi("H", y + 1, x + 1)]
        if self._y is not None:
            rows = y - self._y
            down = "" if not rows else _csi("B", rows) if rows > 0 else _csi("A", -rows)
            ways.append(down + (self._across(x) if x != self._x else ""))
            if not rows and self._x is not None and self._x < x:
                ways.append(self._again(row, self._x, x))
        self._output.append(min(filter(None, ways), key=len))
        self._x, self._y = x, y

    def _across(self, x: int) -> str:
        """The shortest way to another column of the line."""
        ways = [_csi("G", x + 1) if x else "\r"]
        if self._x is not None:
            gap = x - self._x
            ways += [_csi("C", gap)] if gap > 0 else [_csi("D", -gap), "\b" * -gap]
        return min(ways, key=len)

    def _fits(self, cell: Cell | None) -> bool:
        """Whether the pen in hand draws a cell."""
        if cell is None or self._pen is None:
            return False
        return cell[1] == (blank(self._pen) if cell[0] == " " else self._pen)

    def _again(self, row: Shown | None, start: int, end: int) -> str:
        """What is already on the line, if the pen in hand would draw just that."""
        cells = row[start:end] if row and end - start <= _LONGEST_STEP else ()
        text = "".join(cell[0] for cell in cells if cell) if all(map(self._fits, cells)) else ""
        # A byte and a cell each, so that lengths compare and the cursor ends where it should.
        return text if text.isascii() and len(text) == end - start else ""

    def _draw(self, x: int, y: int, cell: Cell, shown: Shown, wanted: Shown, tail: int) -> int:
        """Draw a cell, or a run of blanks; the column behind it."""
        char, look = cell
        if char == " " and (count := self._erasable(cell, shown, wanted, x, tail)):
            self._erase(x, y, look, f"\x1b[{count}X", shown)
            return x + count
        self.move(x, y, shown)
        if not self._fits(cell):
            self._take_up(for_blank(self._pen, look) if char == " " else look)
        self._output.append(char)
        following = wanted[x + 1] if x + 1 < len(wanted) else None
        is_wide = following is not None and not following[0]
        end = x + 1 + is_wide
        # Behind the last column terminals differ, and older ones draw emoji narrow.
        is_sure = end < len(wanted) and (char.isalpha() or not is_wide)
        self._x = end if is_sure else None
        return end

    def _erase(self, x: int, y: int, look: Pen, command: str, row: Shown) -> None:
        self.move(x, y, row)
        self._take_up(for_erasing(self._pen, look))
        self._output.append(command)

    def _take_up(self, pen: Pen) -> None:
        self._output.append(change(self._pen, pen))
        self._pen = pen

    def _may_erase(self, look: Pen) -> bool:
        """Whether erasing draws a blank of this look."""
        return not look.attributes and (self._erases_colour or not look.background)

    def _tail(self, old: Shown, new: Shown) -> int:
        """The column from which on erasing to the end of the line draws what is wanted."""
        last, end = new[-1], len(new)
        if not last or last[0] != " " or not self._may_erase(last[1]):
            return end
        start = end
        while start and new[start - 1] == last:
            start -= 1
        changed = [x for x in range(start, end) if old[x] != last]
        return changed[0] if len(changed) > _SHORTEST_TAIL else end

    def _erasable(self, cell: Cell, old: Shown, new: Shown, x: int, tail: int) -> int:
        """How many cells from a column on are such blanks and better erased than written."""
        if not self._may_erase(cell[1]):
            return 0
        end = last = x
        while end < tail and new[end] == cell:
            if old[end] != cell:
                last = end
            end += 1
        count = last + 1 - x
        return count if count >= _SHORTEST_ERASE else 0


def _pieces(shown: Shown, wanted: Shown, end: int) -> list[tuple[int, int]]:
    """Where cells differ, by columns: neighbours of one look, and blanks behind them."""
    pieces: list[tuple[int, int]] = []
    for x, cell in enumerate(wanted[:end]):
        if cell is None or cell == shown[x]:
            continue
        if pieces and pieces[-1][1] == x and (cell[0] == " " or cell[1] == wanted[x - 1][1]):
            pieces[-1] = (pieces[-1][0], x + 1)
        else:
            pieces.append((x, x + 1))
    return pieces


def _csi(final: str, *numbers: int) -> str:
    """A control sequence; ones at its end are left out, as they are the default."""
    wanted = list(numbers)
    while wanted and wanted[-1] == 1:
        wanted.pop()
    return f"\x1b[{';'.join(map(str, wanted))}{final}"
