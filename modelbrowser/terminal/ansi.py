"""ANSI output: how a cell looks, and the shortest sequences that draw cells.

The README lists what each shortcut saves, in bytes.
"""

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

_REVERSE = "7"

_CODES = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "reverse": _REVERSE,
    "strike": "9",
}
"""The codes of Rich's attributes that all terminals agree on."""

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", _REVERSE: "27", "9": "29"}
"""The codes that turn them off."""

_OTHERS = ("blink2", "conceal", "underline2", "frame", "encircle", "overline")
"""Rich's other attributes, which are drawn the stock way."""

_INVISIBLE_ON_BLANKS = frozenset({"1"})
"""Attributes that don't change how a blank looks. GNU screen underlines dim, reverses italic."""

_SHORTEST_ERASE = 10
"""The number of blanks from which erasing them and moving on is shorter than printing them."""

_SHORTEST_TAIL = 4
"""The number of blanks from which erasing to the end of the line is shorter than printing."""


class UnsupportedUpdateError(Exception):
    """An update that can't be expressed cell by cell."""


class CellStyle(NamedTuple):
    """The attributes and colors that a terminal draws with.

    Attributes:
        attributes: SGR codes such as "1" for bold.
        foreground: SGR parameters such as "38;2;1;2;3"; empty for the default.
        background: SGR parameters such as "48;5;7"; empty for the default.
    """

    attributes: frozenset[str]
    foreground: str
    background: str


DEFAULT_STYLE = CellStyle(frozenset(), "", "")

Cell = tuple[str, CellStyle]
"""A character and its style; the second cell of a wide character has empty text."""

CellLine = list[Cell | None]
"""The cells of a line on the terminal; None is a cell with unknown content."""


@lru_cache(maxsize=1024)
def cell_style(style: Style, color_system: ColorSystem) -> CellStyle:
    """The style of a cell that has one of Rich's styles, on a terminal with this color system.

    Raises:
        UnsupportedUpdateError: If the style has an attribute that not all terminals know.
    """
    if any(getattr(style, name) for name in _OTHERS):
        raise UnsupportedUpdateError
    attributes = {code for name, code in _CODES.items() if getattr(style, name)}
    colors = (style.color, True), (style.bgcolor, False)
    foreground, background = (
        ";".join(color.downgrade(color_system).get_ansi_codes(is_foreground))
        if color and not color.is_default
        else ""
        for color, is_foreground in colors
    )
    return CellStyle(frozenset(attributes), foreground, background)


@lru_cache(maxsize=1024)
def blank_style(style: CellStyle) -> CellStyle:
    """The part of a style that is visible on a blank: the background, unless lined or reversed."""
    if style.attributes <= _INVISIBLE_ON_BLANKS:
        return CellStyle(frozenset(), "", style.background)
    return style


@lru_cache(maxsize=4096)
def sgr_change(old: CellStyle | None, new: CellStyle) -> str:
    """The shortest sequence that changes one style to another; None is an unknown style."""
    if old == new:
        return ""
    every = (*sorted(new.attributes, key=int), *filter(None, (new.foreground, new.background)))
    from_reset = f"\x1b[{';'.join(('0', *every))}m" if every else "\x1b[m"
    if old is None:
        return from_reset
    off = {_OFF[code] for code in old.attributes - new.attributes}
    # The same code turns off bold and dim.
    kept = {code for code in old.attributes & new.attributes if _OFF[code] not in off}
    codes = [*sorted(off), *sorted(new.attributes - kept)]
    if new.foreground != old.foreground:
        codes.append(new.foreground or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    from_old = f"\x1b[{';'.join(codes)}m"
    return min(from_old, from_reset, key=len)


@lru_cache(maxsize=4096)
def style_for_blank(current: CellStyle | None, wanted: CellStyle) -> CellStyle:
    """The style closest to the current one that draws a blank as wanted.

    Args:
        current: The current style; None if unknown.
        wanted: What `blank_style` returns for the wanted style.
    """
    if current and wanted == blank_style(current):
        return current
    if current is None or wanted.attributes:
        return wanted
    near = style_for_erasing(current, wanted)
    # A blank in the color of the text (Textual's cursor) is the text's style, reversed.
    is_text_color = current.foreground == f"3{wanted.background[1:]}"
    if is_text_color and current.attributes <= {_REVERSE}:  # Bold may brighten it.
        reversed_ = current._replace(attributes=current.attributes | {_REVERSE})
        return min(reversed_, near, key=lambda style: len(sgr_change(current, style)))
    return near


def style_for_erasing(current: CellStyle | None, wanted: CellStyle) -> CellStyle:
    """The style closest to the current one that erases to a background."""
    if current is None:
        return wanted
    attributes = current.attributes & _INVISIBLE_ON_BLANKS
    return CellStyle(attributes, current.foreground, wanted.background)


class AnsiWriter:
    """Collects output, and tracks the style and cursor after it.

    Args:
        erases_color: Whether erasing fills with the current background, whatever its color.
    """

    def __init__(self, *, erases_color: bool) -> None:
        self._erases_color = erases_color
        self.reset()

    def reset(self) -> None:
        """Drop the collected output; style and cursor become unknown."""
        self._output: list[str] = []
        self._style: CellStyle | None = None
        self._x: int | None = None
        self._y: int | None = None

    def take(self) -> str:
        """Return the collected output, and start over."""
        output, self._output = "".join(self._output), []
        return output

    def reset_style(self) -> str:
        """Return the sequence that changes the style to the default one; may be empty."""
        old, self._style = self._style, DEFAULT_STYLE
        return sgr_change(old, DEFAULT_STYLE)

    def write_stock(self, x: int, y: int, output: str) -> None:
        """Add output that starts and ends with the default style; the cursor is then unknown."""
        self.move(x, y)
        self._output += (self.reset_style(), output)
        self._x = self._y = None

    def draw(self, y: int, shown: CellLine, wanted: CellLine) -> None:
        """Draw the cells of a line that differ.

        Args:
            y: The line, from 0.
            shown: What it shows.
            wanted: What it should show; None is a cell that may keep its content.
        """
        x = 0
        while x < len(wanted):
            width = 2 if x + 1 < len(wanted) and _is_second(wanted[x + 1]) else 1
            cell = wanted[x]
            if cell is None or wanted[x : x + width] == shown[x : x + width]:
                x += width
                continue
            if (
                (self._x, self._y) == (x - 1, y)
                and self._style
                and shown[x - 1] == (" ", blank_style(self._style))
            ):
                # A third of the bytes needed to move over it.
                self._output.append(" ")
                self._x = x
            self.move(x, y)
            length = self._erase(x, cell, shown, wanted) or self._print(cell, width)
            x += length
            if x == len(wanted):
                # After the last column, terminals differ on where the cursor is.
                self._x = None

    def move(self, x: int, y: int) -> None:
        """Move the cursor to a column and a line, from 0."""
        if (self._x, self._y) == (x, y):
            return
        # A move to another line is absolute: output of other programs does less harm then.
        ways = [_csi("H", y + 1, x + 1)]
        if y == self._y and self._x is not None:
            gap = x - self._x
            ways.append(_csi("C", gap) if gap > 0 else "\b" * -gap)
        self._output.append(min(ways, key=len))
        self._x, self._y = x, y

    def _print(self, cell: Cell, width: int) -> int:
        """Print a character, and return its width."""
        character, style = cell
        if character == " ":
            style = style_for_blank(self._style, style)
        self._change_style(style)
        self._output.append(character)
        # Older terminals draw emoji in one cell.
        is_emoji = width > 1 and not character.isalpha()
        self._x = None if is_emoji or self._x is None else self._x + width
        return width

    def _erase(self, x: int, blank: Cell, shown: CellLine, wanted: CellLine) -> int:
        """Erase the blanks from a column on, and return how many; 0 if printing is better."""
        character, style = blank
        if character != " " or style.attributes or (style.background and not self._erases_color):
            return 0
        if x and wanted[x - 1] is None:
            # Possibly half of a wide character; some terminals keep it if the other half is erased.
            return 0
        width = len(wanted)
        end = next((column for column in range(x, width) if wanted[column] != blank), width)
        changed = [column for column in range(x, end) if shown[column] != blank]
        if end == width:
            if len(changed) < _SHORTEST_TAIL:
                return 0
            self._change_style(style_for_erasing(self._style, style))
            self._output.append("\x1b[K")
            return end - x
        count = changed[-1] + 1 - x
        if wanted[x + count] is None:
            count -= 1
        if count < _SHORTEST_ERASE:
            return 0
        self._change_style(style_for_erasing(self._style, style))
        self._output.append(_csi("X", count))
        return count

    def _change_style(self, style: CellStyle) -> None:
        self._output.append(sgr_change(self._style, style))
        self._style = style


def _is_second(cell: Cell | None) -> bool:
    """Whether a cell is the second one of a wide character."""
    return cell is not None and not cell[0]


def _csi(final: str, *numbers: int) -> str:
    """A control sequence; trailing ones (the default) are left out."""
    wanted = list(numbers)
    while wanted and wanted[-1] == 1:
        wanted.pop()
    return f"\x1b[{';'.join(map(str, wanted))}{final}"
