"""A terminal for a program: it draws, replies as a modern terminal does, and counts bytes.

Times are those at which output was read. Drawing is postponed until the output pauses, so that
the slow emulator neither delays the reading nor competes with the program.
"""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import pyte

from benchmarks.usage import is_asleep

SIZE = (80, 24)
PATIENCE = 60.0
"""How long a program may take for anything, in seconds."""

_PAUSE = 0.001
_SLICE = 512

_ESCAPE = re.compile(
    rb"\x1b(?:\[(?P<prefix>[<=>?]?)(?P<numbers>[\d;:]*)(?P<middle>[ -/]*)(?P<final>[@-~])"
    rb"|[\]PX^_](?P<string>.*?)(?:\x1b\\|\x07))",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[<=>?]?[\d;:]*[ -/]*|[\]PX^_](?:[^\x1b\x07]|\x1b(?!\\))*)?\Z")

_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[0c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>1;10;0c",
    b"\x1b[>q": b"\x1bP>|benchmark(1)\x1b\\",
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;2$y",
    b"\x1b[?2048h": b"\x1b[48;%d;%d;480;800t" % SIZE[::-1],
    b"\x1b]10;?\x1b\\": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    b"\x1b]11;?\x1b\\": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
}


class Ended(Exception):  # noqa: N818 - what happened, in one word
    """A program didn't do what was expected in time."""


class Terminal:
    """A running program, and the terminal that it runs in.

    Args:
        command: The program and its arguments.
        environ: Its whole environment; it runs in its home.
        typed_ahead: What is typed before the program is even started.

    Attributes:
        started: When the program was started.
        written: How many bytes it wrote so far.
        last: When it wrote last.
    """

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], typed_ahead: bytes = b""
    ) -> None:
        self._screen = pyte.Screen(*SIZE)
        self._stream = pyte.ByteStream(self._screen)
        self._tail = b""
        self._undrawn: deque[tuple[float, bytes, bool]] = deque()
        self._master, slave = pty.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE[::-1], 0, 0))
        self.type(typed_ahead)
        self.written = 0
        self.started = self.last = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environ,
            cwd=environ["HOME"],
            start_new_session=True,
        )
        os.close(slave)
        self._ended = os.pidfd_open(self._process.pid)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    def type(self, keys: bytes) -> float:
        """Type keys; return the time."""
        moment = time.perf_counter()
        os.write(self._master, keys)
        return moment

    def wait_for(self, shown: str | Callable[[], bool], patience: float = PATIENCE) -> float:
        """Read until a text is on the screen, or a condition holds; return when it was written.

        Raises:
            Ended: If it never comes.
        """
        holds = shown if callable(shown) else lambda: shown in self.text
        deadline = time.perf_counter() + patience
        if not self._undrawn and holds():
            return time.perf_counter()
        while time.perf_counter() < deadline:
            if self._read(_PAUSE if self._undrawn else deadline - time.perf_counter()):
                continue
            while self._undrawn:
                moment, data, is_last = self._undrawn.popleft()
                self._stream.feed(data)
                if is_last and holds():
                    return moment
                if select.select([self._master], [], [], 0)[0]:
                    break
            else:
                if self._has_ended():
                    break
        raise Ended(f"never seen: {shown}\n{self.text}")

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing was written for `quiet` seconds; don't wait for a blinking cursor."""
        deadline = time.perf_counter() + max(1.0, 3 * quiet)
        self.stay(quiet)
        while (left := self.last + quiet - time.perf_counter()) > 0:
            if time.perf_counter() > deadline:
                break
            self.stay(left)

    def wait_asleep(self) -> None:
        """Read and draw until nothing but an event can wake the program."""
        deadline = time.perf_counter() + PATIENCE
        while not is_asleep(self.pid):
            if self._has_ended() or time.perf_counter() > deadline:
                raise Ended(f"never asleep\n{self.text}")
            self.stay(0.05)
        self.stay(0)

    def stay(self, seconds: float) -> None:
        """Read and draw for this many seconds."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            if not self._read(left) and self._has_ended():
                break
        while self._undrawn:
            self._stream.feed(self._undrawn.popleft()[1])

    def wait_exit(self) -> float:
        """Read until the program has ended; when that was."""
        deadline = time.perf_counter() + PATIENCE
        while not self._has_ended():
            if time.perf_counter() > deadline:
                raise Ended(f"still there\n{self.text}")
            select.select([self._master, self._ended], [], [], PATIENCE)
            self._read(0)
        return time.perf_counter()

    def close(self) -> None:
        """End everything."""
        self._process.kill()
        self._process.wait()
        os.close(self._ended)
        os.close(self._master)

    def _has_ended(self) -> bool:
        return bool(select.select([self._ended], [], [], 0)[0])

    def _read(self, limit: float) -> bool:
        """Read once, if anything arrives within the limit, in seconds."""
        if not select.select([self._master, self._ended], [], [], max(0.0, limit))[0]:
            return False
        moment = time.perf_counter()
        data = b""
        # What fails is the end of the program, which is noticed elsewhere.
        with suppress(OSError):
            if select.select([self._master], [], [], 0)[0]:
                data = os.read(self._master, 65536)
        if not data:
            return False
        self.written += len(data)
        self.last = moment
        drawn = self._answer(data)
        for start in range(0, max(1, len(drawn)), _SLICE):
            part = drawn[start : start + _SLICE]
            self._undrawn.append((moment, part, start + _SLICE >= len(drawn)))
        return True

    def _answer(self, data: bytes) -> bytes:
        """Reply to queries in the output; return the rest for the emulator to draw."""
        data = self._tail + data
        cut = _UNFINISHED.search(data)
        self._tail = data[cut.start() :] if cut else b""

        def take(match: re.Match[bytes]) -> bytes:
            if match[0] in _ANSWERS:
                self.type(_ANSWERS[match[0]])
            elif match[0] == b"\x1b[6n":
                cursor = self._screen.cursor
                self.type(b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1))
            if match[0] in {b"\x1b[?1049h", b"\x1b[?1049l"}:
                # The emulator has one screen; the other one is empty at first.
                return b"\x1b[H\x1b[2J"
            # The emulator would print a part of the others.
            is_known = match["final"] and not match["middle"] and match["prefix"] in {b"", b"?"}
            return match[0] if is_known else b""

        return _ESCAPE.sub(take, data[: cut.start()] if cut else data)


@contextmanager
def running(
    command: Sequence[str], environ: Mapping[str, str], typed_ahead: bytes = b""
) -> Iterator[Terminal]:
    """Run a program in a terminal until the block ends."""
    terminal = Terminal(command, environ, typed_ahead)
    try:
        yield terminal
    finally:
        terminal.close()
