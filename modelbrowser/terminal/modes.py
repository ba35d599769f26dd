"""Which modes of the terminal are switched on, and how is it put back as it was found?"""

import os
import termios
from typing import Any

from textual import constants

_IFLAG, _LFLAG, _CC = 0, 3, 6

_MOUSE = (1000, 1003, 1015, 1006)
_ALTERNATE_SCREEN, _CURSOR, _FOCUS_REPORTS, _BRACKETED_PASTE, _LINE_WRAP = 1049, 25, 1004, 2004, 7
_SYNCHRONIZED_OUTPUT = 2026

# Disambiguated keys, all keys as escapes, with their text (Kitty keyboard protocol).
_KITTY_FLAGS = 0b11001

END_SYNCHRONIZED = f"\x1b[?{_SYNCHRONIZED_OUTPUT}l"
"""Ends a frame whose end was never sent."""


def enter(*, mouse: bool) -> str:
    """What switches the modes on, and asks whether frames can be synchronized."""
    parts = [_set(_ALTERNATE_SCREEN)]
    if mouse:
        parts += [_set(mode) for mode in _MOUSE]
    parts += [_reset(_CURSOR), _set(_FOCUS_REPORTS), _set(_BRACKETED_PASTE), _reset(_LINE_WRAP)]
    if not constants.DISABLE_KITTY_KEY:
        parts.append(f"\x1b[>{_KITTY_FLAGS}u")
    if os.environ.get("TERM_PROGRAM") != "Apple_Terminal":
        # That one writes a "p" on the screen instead of ignoring the question.
        parts.append(f"\x1b[?{_SYNCHRONIZED_OUTPUT}$p")
    return "".join(parts)


def leave(*, mouse: bool) -> str:
    """What switches off again everything that `enter` switched on."""
    # Between two updates the pen may be left coloured.
    parts = ["\x1b[m"] if constants.DISABLE_KITTY_KEY else ["\x1b[m\x1b[<u"]
    parts += [_set(_LINE_WRAP), _reset(_BRACKETED_PASTE), _reset(_FOCUS_REPORTS)]
    if mouse:
        parts += [_reset(mode) for mode in _MOUSE]
    parts += [_reset(_ALTERNATE_SCREEN), _set(_CURSOR)]
    return "".join(parts)


class LineDiscipline:
    """The kernel's settings of a terminal, as found and raw.

    Args:
        fd: The terminal that keys come from.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._found: list[Any] | None = None

    def make_raw(self) -> None:
        """Let every key come as it is; the first call remembers what was found."""
        try:
            self._found = self._found or termios.tcgetattr(self._fd)
            raw = termios.tcgetattr(self._fd)
            raw[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            raw[_IFLAG] &= ~(
                termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
            )
            # A list of its own, because the found one shares nothing with it.
            raw[_CC][termios.VMIN] = 1
            termios.tcsetattr(self._fd, termios.TCSANOW, raw)
        except termios.error:
            # The terminal is gone; reading will say so.
            return

    def restore(self) -> None:
        """Put back what was found; late answers of the terminal do not reach the shell."""
        if self._found is None:
            return
        try:
            termios.tcflush(self._fd, termios.TCIFLUSH)
            termios.tcsetattr(self._fd, termios.TCSANOW, self._found)
        except termios.error:
            return


def _set(mode: int) -> str:
    return f"\x1b[?{mode}h"


def _reset(mode: int) -> str:
    return f"\x1b[?{mode}l"
