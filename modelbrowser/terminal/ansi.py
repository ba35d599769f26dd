"""What is the shortest output that draws pieces of lines?"""

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

REVERSE = "7"

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
"""What switches an attribute off, where every terminal agrees about it."""

_RARE = frozenset({"6", "8", "21", "51", "52", "53"})
"""Attributes that only a reset is sure to switch off, or that depend on the order (4, 21)."""

_INK = frozenset({"1", "2", "3", "8"})
"""Attributes that are not seen where nothing but a blank is drawn."""

_KEEPS_COLOURS = frozenset({"3", REVERSE})
"""Attributes under which reverse shows the two colours as they are (bold may brighten them)."""

_COLOUR = re.compile(r"(?:3[0-79]|9[0-7])|(4[0-79]|10[0-7])")
_EXTENDED_LENGTH = {"5": 1, "2": 3}


class NotUnderstoodError(Exception):
    """What Textual hands over cannot be told cell by cell."""


class Pen(NamedTuple):
    """How a terminal draws.

    Attributes:
        attributes: SGR codes such as "1" for bold.
        foreground: SGR parameters such as "38;2;1;2;3"; empty for the default.
        background: SGR parameters such as "48;5;7"; empty for the default.
    """

    attributes: frozenset[str]
    foreground: str
    background: str


PLAIN = Pen(frozenset(), "", "")


@lru_cache(maxsize=1024)
def parse(sgr: str) -> Pen:
    """Read the parameters of an SGR sequence that starts from a plain pen.

    Raises:
        NotUnderstoodError: If a code is not one that Rich writes.
    """
    attributes, foreground, background = set(), "", ""
    codes = iter(sgr.split(";") if sgr else ())
    for code in codes:
        if code in _OFF or code in _RARE:
            attributes.add(code)
        elif code in {"38", "48"}:
            kind = next(codes, "")
            values = [*islice(codes, _EXTENDED_LENGTH.get(kind, 0))]
            if not values:
                raise NotUnderstoodError
            colour = ";".join((code, kind, *values))
            foreground, background = (colour, background) if code == "38" else (foreground, colour)
        elif match := _COLOUR.fullmatch(code):
            colour = "" if code in {"39", "49"} else code
            foreground, background = (foreground, colour) if match[1] else (colour, background)
        else:
            raise NotUnderstoodError
    return Pen(frozenset(attributes), foreground, background)


@lru_cache(maxsize=1024)
def blank(pen: Pen) -> Pen:
    """What is seen of a pen where it draws a blank: without line or reverse, its background."""
    if pen.attributes <= _INK:
        return Pen(frozenset(), "", pen.background)
    return pen


@lru_cache(maxsize=4096)
def change(old: Pen | None, new: Pen) -> str:
    """The shortest sequence that makes one pen the other; None is an unknown pen."""
    if old == new:
        return ""
    every = (*sorted(new.attributes, key=int), *filter(None, (new.foreground, new.background)))
    afresh = f"\x1b[{';'.join(('0', *every))}m" if every else "\x1b[m"
    if old is None:
        return afresh
    if old.attributes != new.attributes and (old.attributes | new.attributes) & _RARE:
        return afresh
    off = {_OFF[code] for code in old.attributes - new.attributes}
    # Bold and dim are switched off by the same code.
    kept = {code for code in old.attributes & new.attributes if _OFF.get(code) not in off}
    codes = [*sorted(off), *sorted(new.attributes - kept)]
    if new.foreground != old.foreground:
        codes.append(new.foreground or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return min(step, afresh, key=len)


@lru_cache(maxsize=4096)
def for_blank(old: Pen | None, seen: Pen) -> Pen:
    """The pen nearest to an old one that draws a blank so that it looks as wanted.

    Args:
        old: The pen in hand; None if unknown.
        seen: What `blank` makes of the wanted pen.
    """
    if old is None or seen.attributes:
        return seen
    near = for_erasing(old, seen)
    # A blank in the colour of the text (Textual's cursor) is the text's pen, reversed.
    same_colour = seen.background and old.foreground[1:] == seen.background[1:]
    if same_colour and old.attributes <= _KEEPS_COLOURS:
        reversed_ = old._replace(attributes=old.attributes | {REVERSE})
        return min(reversed_, near, key=lambda pen: len(change(old, pen)))
    return near


def for_erasing(old: Pen | None, seen: Pen) -> Pen:
    """The pen nearest to an old one that erases to a background."""
    if old is None:
        return seen
    return Pen(old.attributes & _INK, old.foreground, seen.background)


Cell = tuple[str, Pen]
"""A character and its pen; the second cell of a wide character has an empty text."""


Line = list[Cell | None]
"""What a line of the terminal shows; None is a cell that is not known."""


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
