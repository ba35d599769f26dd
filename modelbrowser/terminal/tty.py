"""Which modes of the terminal are switched on, and how is it put back as it was found?"""

import asyncio
import errno
import os
import select
import termios
import time
from collections.abc import Callable
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


LIMIT = 4 * 1024 * 1024
"""How much waits for a terminal that does not read, in bytes: dozens of full screens."""

_CANCEL = b"\x18"
"""CAN ends whatever sequence was cut off in the middle."""

_BUSY = {errno.EAGAIN, errno.EWOULDBLOCK}


def open_own(fd: int) -> int | None:
    """Open the terminal behind a descriptor a second time, without blocking writes.

    The descriptor itself is shared with the shell, for which it must go on to block.

    Returns:
        A descriptor to be closed, or None where the terminal cannot be opened.
    """
    flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
    # After `su` the terminal's own name may be closed to us; /dev/tty never is.
    for name in (_name(fd), "/dev/tty"):
        try:
            return os.open(name, flags)
        except OSError:
            continue
    return None


class TerminalOutput:
    """Writes without ever blocking the event loop; what the terminal does not take waits.

    Args:
        fd: The terminal, opened by `open_own`; this object closes it.
        on_lost: Called when the terminal reads again after too much had waited, and was
            dropped: everything has to be drawn anew.
    """

    def __init__(self, fd: int, on_lost: Callable[[], None]) -> None:
        self._fd = fd
        self._on_lost = on_lost
        self._has_lost = False
        self._loop = asyncio.get_running_loop()
        self._pending = bytearray()
        self._is_waiting = False
        self._is_gone = False

    def write(self, text: str) -> None:
        """Queue text, to be sent by the next `flush`."""
        self._pending += text.encode("utf-8", "replace")
        if len(self._pending) > LIMIT:
            self._pending[:] = _CANCEL
            self._has_lost = True

    def flush(self) -> None:
        """Send as much as the terminal takes now; the loop sends the rest later."""
        self._send()
        if self._pending and not self._is_waiting:
            self._is_waiting = True
            self._loop.add_writer(self._fd, self._on_writable)

    def drain(self, limit: float) -> bool:
        """Wait until everything is sent, for at most `limit` seconds.

        Returns:
            Whether everything was sent.
        """
        deadline = time.monotonic() + limit
        self._send()
        while self._pending and (left := deadline - time.monotonic()) > 0:
            select.select([], [self._fd], [], left)
            self._send()
        return not self._pending

    def discard(self) -> None:
        """Forget what the terminal has not read yet."""
        self._pending.clear()
        try:
            termios.tcflush(self._fd, termios.TCOFLUSH)
        except termios.error:
            self._is_gone = True

    def close(self) -> None:
        """Close the terminal; what is still queued is lost."""
        self._stop_waiting()
        os.close(self._fd)

    def _on_writable(self) -> None:
        self._send()
        if not self._pending:
            self._stop_waiting()
            if self._has_lost:
                self._has_lost = False
                self._on_lost()

    def _stop_waiting(self) -> None:
        if self._is_waiting:
            self._is_waiting = False
            self._loop.remove_writer(self._fd)

    def _send(self) -> None:
        try:
            while self._pending and not self._is_gone:
                del self._pending[: os.write(self._fd, self._pending)]
        except OSError as error:
            # Anything but "not now" means that nobody is there to read any more.
            self._is_gone = error.errno not in _BUSY
        if self._is_gone:
            self._pending.clear()


def _name(fd: int) -> str:
    try:
        return os.ttyname(fd)
    except OSError:
        return "/dev/tty"
