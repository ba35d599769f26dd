"""A terminal that can be inspected, cell by cell."""

from typing import Any, NamedTuple

import pyte

_ALTERNATE_SCREEN = 1049
_ATTRIBUTES = ("bold", "italics", "underscore", "strikethrough", "reverse", "blink")


class Look(NamedTuple):
    """How a cell looks."""

    text: str
    foreground: str
    background: str
    attributes: frozenset[str]


class Emulator(pyte.Screen):
    """pyte's screen, with an alternate screen that starts empty."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._stream = pyte.Stream(self)
        self.feed("\x1b[?7l")

    def feed(self, output: str) -> None:
        """Draw what a program writes."""
        self._stream.feed(output)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch a mode on."""
        super().set_mode(*modes, **kwargs)
        if _ALTERNATE_SCREEN in modes:
            self.erase_in_display(2)

    def picture(self) -> list[list[Look]]:
        """The look of all cells, line by line."""
        return [[look(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]

    def text(self) -> str:
        """The visible characters."""
        # Not pyte's own display: it fails on the second half of a wide character whose
        # first half was written over.
        rows, columns = range(self.lines), range(self.columns)
        return "\n".join("".join(self.buffer[y][x].data for x in columns) for y in rows)

    def place(self) -> tuple[int, int]:
        """The cursor's column and line; after the last column counts as on it."""
        return min(self.cursor.x, self.columns - 1), self.cursor.y


def look(char: pyte.screens.Char) -> Look:
    """How a cell looks: a blank shows its background, a reversed one its foreground."""
    attributes = frozenset(name for name in _ATTRIBUTES if getattr(char, name))
    if char.data == " ":
        if attributes <= {"bold"}:
            return Look(" ", "", char.bg, frozenset())
        if attributes == {"reverse"} and char.fg != "default":
            return Look(" ", "", char.fg, frozenset())
    if char.data.startswith(" "):
        # A mark without a letter joins the blank before it, in a color that wasn't chosen.
        return Look(char.data, "", char.bg, attributes - {"bold", "italics"})
    return Look(char.data, char.fg, char.bg, attributes)
