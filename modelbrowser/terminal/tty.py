"""The terminal itself: its modes, its line discipline, and output that never blocks."""

import asyncio
import errno
import os
import selectors
import sys
import termios
import threading
import time
from collections.abc import Callable
from typing import Any

from textual import constants

# Not kqueue or epoll, which don't support some terminals; on macOS, neither does poll. But select
# supports only the first 1,024 descriptors, of which a shell may pass on many.
Selector = selectors.PollSelector if sys.platform == "linux" else selectors.SelectSelector

_IFLAG, _LFLAG, _CC = 0, 3, 6

_ALTERNATE_SCREEN, _CURSOR, _FOCUS_REPORTS, _BRACKETED_PASTE, _LINE_WRAP = 1049, 25, 1004, 2004, 7
_SYNCHRONIZED_OUTPUT = 2026

_MOUSE = (1000, 1002, 1006)
"""Buttons, motion while one is pressed, and decimal coordinates.

Motion without a button isn't reported: over a slow connection, reports would reach the shell's
prompt if the mouse moves while the program quits.
"""

_ORIGIN, _SIDE_MARGINS = 6, 69
_DRAWING = "\x0f\x1b(B\x1b[4l\x1b[r"
"""ASCII instead of line-drawing characters, no insert mode, no margins."""

_ALL_MOTION = 1003
"""Motion even without a button, which another program may have left on."""

_OTHER_COORDINATES = (1005, 1015, 1016)
"""Other coordinate formats. Terminals use the one that was set last, or else decimals."""

_KITTY_FLAGS = 0b11001
"""Disambiguated keys, all keys as sequences, with their text (kitty keyboard protocol)."""

_WITHOUT_QUERIES = ("linux", "vt100", "dumb")
"""Terminals that may print a query or a title; their background is dark or unknown."""

LAST_QUERY = "\x1b[c"
"""The query for device attributes, which every terminal replies to, after everything before it."""

END_SYNCHRONIZED = f"\x1b[?{_SYNCHRONIZED_OUTPUT}l"
"""Ends a synchronized frame whose end was never sent."""


def enter_sequence(*, mouse: bool) -> str:
    """Return the sequence that enters the alternate screen and sets modes and keyboard protocol."""
    parts = [_set(_ALTERNATE_SCREEN), mode_sequence(mouse=mouse)]
    if _has_keyboard_protocols():
        # After entering the alternate screen, which has its own flags: a killed program may have
        # left some on, and Ctrl+Q would be unknown.
        parts.append(f"\x1b[>{0 if constants.DISABLE_KITTY_KEY else _KITTY_FLAGS}u")
    return "".join(parts)


def query_sequence() -> str:
    """Return the queries for synchronized output and the background color.

    It is empty for terminals that can't reply. Otherwise, the last query is one that every
    terminal replies to, and replies come in order: after that reply, no others will come.
    """
    if os.environ.get("TERM") in _WITHOUT_QUERIES:
        return ""
    # Terminal.app would print a "p" instead of ignoring the query.
    is_apple = os.environ.get("TERM_PROGRAM") == "Apple_Terminal"
    synchronized = "" if is_apple else f"\x1b[?{_SYNCHRONIZED_OUTPUT}$p"
    return f"{synchronized}\x1b]11;?\x1b\\{LAST_QUERY}"


def mode_sequence(*, mouse: bool) -> str:
    """Return the sequence that sets the modes for drawing and input, whatever they were."""
    on = (_FOCUS_REPORTS, _BRACKETED_PASTE)
    off = (_CURSOR, _LINE_WRAP, _ORIGIN, _SIDE_MARGINS, _ALL_MOTION, *(() if mouse else _MOUSE))
    return _DRAWING + _reset(*off) + _set(*on, *(_MOUSE if mouse else ()))


def leave_sequence() -> str:
    """Return the sequence that undoes `enter_sequence`."""
    # Between two updates, the style may have a color. The screen is cleared because mosh has no
    # alternate screen, nor does GNU screen by default: the prompt would be among our output.
    parts = [keyboard_restore_sequence(), "\x1b[m\x1b[H\x1b[J"]
    mouse = (*_MOUSE, _ALL_MOTION, *_OTHER_COORDINATES)
    parts.append(_reset(_FOCUS_REPORTS, _BRACKETED_PASTE, *mouse))
    parts += [_reset(_ALTERNATE_SCREEN), _set(_LINE_WRAP, _CURSOR)]
    return "".join(parts)


def title_sequence(title: str) -> str:
    """Return the sequence that saves the window's title and sets a new one; empty restores it."""
    if os.environ.get("TERM") in _WITHOUT_QUERIES:
        return ""
    return f"\x1b[22;2t\x1b]2;{title}\x07" if title else "\x1b[23;2t"


def keyboard_restore_sequence() -> str:
    """Return the sequence that restores the keyboard protocol from before `enter_sequence`."""
    return "\x1b[<u" if _has_keyboard_protocols() else ""


def _has_keyboard_protocols() -> bool:
    """Whether the terminal ignores unknown sequences, which older Linux consoles print."""
    return os.environ.get("TERM") != "linux"


class LineDiscipline:
    """The kernel's settings for a terminal: the original ones, and raw mode.

    Args:
        fd: The descriptor of the terminal that keys come from.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._found: list[Any] | None = None

    def make_raw(self) -> None:
        """Turn on raw mode, which delivers every key. The first call saves the settings."""
        try:
            self._found = self._found or termios.tcgetattr(self._fd)
            raw = termios.tcgetattr(self._fd)
            raw[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            raw[_IFLAG] &= ~(
                termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
            )
            # Read separately, so that its list of characters is not the saved one.
            raw[_CC][termios.VMIN] = 1
            termios.tcsetattr(self._fd, termios.TCSANOW, raw)
        except termios.error:
            # The terminal is gone; reading will report it.
            return

    def restore(self) -> None:
        """Restore the settings, and drop unread input, so no late reply reaches the shell."""
        if self._found is None:
            return
        try:
            termios.tcflush(self._fd, termios.TCIFLUSH)
            termios.tcsetattr(self._fd, termios.TCSANOW, self._found)
        except termios.error:
            return


def _set(*modes: int) -> str:
    return f"\x1b[?{';'.join(map(str, modes))}h"


def _reset(*modes: int) -> str:
    return f"\x1b[?{';'.join(map(str, modes))}l"


MAX_PENDING = 4 * 1024 * 1024
"""The maximum number of bytes queued for a terminal that doesn't read: dozens of screens."""

_CANCEL = b"\x18"
"""CAN, which ends a sequence that was cut off."""

_BUSY = {errno.EAGAIN, errno.EWOULDBLOCK}

_SEIZE_SECONDS = 0.5
"""How long a write of the event loop may take before it counts as stuck, even on a busy machine."""


def open_nonblocking(fd: int) -> int | None:
    """Open the terminal behind a descriptor again, for writing that doesn't block.

    The descriptor itself is shared with the shell, which expects it to block.

    Returns:
        A descriptor for the caller to close, or None if the terminal can't be opened.
    """
    flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
    # After `su`, the terminal's own name may be inaccessible, but /dev/tty often isn't.
    for name in (_name(fd), "/dev/tty"):
        try:
            return os.open(name, flags)
        except OSError:
            continue
    return None


class TerminalOutput:
    """Writes without ever blocking the event loop; what the terminal doesn't accept is queued.

    The thread that ends a stuck program may use it, too, after `seize`.

    Args:
        fd: The descriptor from `open_nonblocking`; this object closes it.
        on_overflow: Called when the terminal reads again after more than `MAX_PENDING` was queued
            and dropped, so everything must be redrawn.
    """

    def __init__(self, fd: int, on_overflow: Callable[[], None]) -> None:
        self._fd = fd
        self._on_overflow = on_overflow
        self._has_overflowed = False
        self._loop = asyncio.get_running_loop()
        self._pending = bytearray()
        # A bytearray can't be resized while another thread is writing from it.
        self._lock = threading.RLock()
        self._owner: int | None = None
        self._is_waiting = False
        self._is_gone = False

    def seize(self) -> bool:
        """Write nothing more for threads other than this one.

        Returns:
            Whether this one can write; False if another one is stuck in it.
        """
        self._owner = threading.get_ident()
        return self._lock.acquire(timeout=_SEIZE_SECONDS)

    def write(self, text: str) -> None:
        """Queue text, to be sent by the next `flush`."""
        if self._is_seized:
            return
        with self._lock:
            self._pending += text.encode("utf-8", "replace")
            if len(self._pending) > MAX_PENDING:
                self._pending[:] = _CANCEL
                self._has_overflowed = True

    def flush(self) -> None:
        """Send what the terminal accepts now; the event loop sends the rest later."""
        self._send()
        if self._pending and not self._is_waiting:
            self._is_waiting = True
            self._loop.add_writer(self._fd, self._on_writable)

    def drain(self, seconds: float) -> bool:
        """Wait until everything is sent, for at most `seconds`.

        Returns:
            Whether everything was sent.
        """
        deadline = time.monotonic() + seconds
        self._send()
        while self._pending and (left := deadline - time.monotonic()) > 0:
            with Selector() as selector:
                selector.register(self._fd, selectors.EVENT_WRITE)
                selector.select(left)
            self._send()
        return not self._pending

    def discard(self) -> None:
        """Drop what the terminal hasn't read yet."""
        with self._lock:
            self._pending.clear()
            try:
                termios.tcflush(self._fd, termios.TCOFLUSH)
            except termios.error:
                self._is_gone = True

    def close(self) -> None:
        """Close the descriptor; what is still queued is lost."""
        self._stop_waiting()
        with self._lock:
            self._is_gone = True
            os.close(self._fd)

    def _on_writable(self) -> None:
        self._send()
        if not self._pending:
            self._stop_waiting()
            if self._has_overflowed:
                self._has_overflowed = False
                self._on_overflow()

    def _stop_waiting(self) -> None:
        if self._is_waiting:
            self._is_waiting = False
            self._loop.remove_writer(self._fd)

    @property
    def _is_seized(self) -> bool:
        """Whether this thread may not write anymore."""
        return self._owner not in {None, threading.get_ident()}

    def _send(self) -> None:
        if self._is_seized:
            return
        with self._lock:
            try:
                while self._pending and not self._is_gone:
                    del self._pending[: os.write(self._fd, self._pending)]
            except OSError as error:
                # Anything but "not now" means that the terminal is gone.
                self._is_gone = error.errno not in _BUSY
            if self._is_gone:
                self._pending.clear()


def _name(fd: int) -> str:
    try:
        return os.ttyname(fd)
    except OSError:
        return "/dev/tty"
