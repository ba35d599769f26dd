"""Where does a line differ from what it should show, and what is better erased than drawn?"""

from typing import NamedTuple

from modelbrowser.terminal.economy.cells import Cell

Line = list[Cell | None]
"""What a line of the terminal shows; None is a cell that is not known."""

_SHORTEST_ERASE = 10
"""From so many blanks on, erasing them and stepping over them is shorter than drawing them."""

_SHORTEST_TAIL = 4
"""From so many blanks on, erasing to the end of the line is shorter than drawing them."""


class Piece(NamedTuple):
    """Neighbouring cells to be drawn.

    Attributes:
        x: The column of the first.
        cells: What they should show.
        is_erased: Whether they are blanks of one look that erasing draws.
    """

    x: int
    cells: list[Cell]
    is_erased: bool

    @property
    def ends_unsure(self) -> bool:
        """Whether the last is an emoji, which older terminals draw narrow."""
        return not self.cells[-1][0] and not self.cells[-2][0].isalpha()


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
