"""What a terminal shows for the bytes that it receives, and its modes."""

import re

import pyte

ON_AT_FIRST = {7, 25}
"""The private modes that a shell has on: line wrap, cursor."""

_MODES = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
# pyte would print a part of these.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[(?:\?[\d;]*\$p|[<>=][\d;]*u)|\x1bP.*?\x1b\\", re.DOTALL)
_UNFINISHED = re.compile(rb"\x1b(?:\[[<=>?]?[\d;:]*[ -/]*)?\Z")


class DrawnScreen:
    """Draws a growing output."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns = columns
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = 0

    def resize(self, columns: int, lines: int) -> None:
        """Change the size."""
        self.columns = columns
        self._screen.resize(lines, columns)

    def draw_from(self, start: int) -> None:
        """Start again with an empty screen, and leave out all output before a position."""
        self._screen.reset()
        self._drawn = start

    def text(self, output: bytes) -> str:
        """Draw the new part of all output so far; return the screen as text."""
        fresh = output[self._drawn :]
        if cut := _UNFINISHED.search(fresh):
            fresh = fresh[: cut.start()]
        self._drawn += len(fresh)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", fresh))
        return "\n".join(self._screen.display)


def modes_on(output: bytes) -> set[int]:
    """The private modes that are on after that output."""
    state = dict.fromkeys(ON_AT_FIRST, True)
    for number, is_on in mode_changes(output):
        state[number] = is_on
    return {number for number, is_on in state.items() if is_on}


def mode_changes(output: bytes) -> list[tuple[int, bool]]:
    """Every private mode that was set (True) or reset (False), in order."""
    changes = _MODES.findall(output)
    return [(int(number), end == b"h") for all_, end in changes for number in all_.split(b";")]
