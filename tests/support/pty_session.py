"""A command in a real pty: what it draws, what it leaves behind, how it ends."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal

from support import pty_app
from support.program import PATIENCE, PROGRAM, ROOT, Child, fork, take_terminal
from support.pty_screen import ON_AT_FIRST, DrawnScreen, modes_on

from benchmarks.usage import is_asleep
from modelbrowser.__main__ import start

APP = (sys.executable, "-m", "support.pty_app")
"""The program that the tests of the terminal package run."""

RENDERING = "MODELBROWSER_RENDERING"
"""The variable for differential rendering; `stock` in the tests' environment applies here too."""


REPLIES = {b"\x1b[c": b"\x1b[?62;22c"}
"""A terminal's replies to queries: the minimum that all terminals send."""


class PtySession:
    """A running command, and the terminal that it runs in.

    The programs of this project run in a copy of the tests' process, if nothing depends on how
    they are started. A test can say what to run in a copy, whatever the environment (`copy`), or
    that nothing is (False).

    Attributes:
        output: Every byte that the command wrote so far.
        process: The command.
    """

    def __init__(
        self,
        command: Sequence[str] = APP,
        *,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        is_controlling: bool = True,
        typed_ahead: bytes = b"",
        replies: Mapping[bytes, bytes] = REPLIES,
        cwd: Path = ROOT,
        copy: Callable[[], object] | Literal[False] | None = None,
    ) -> None:
        self.output = b""
        self._replies = replies
        self._screen = DrawnScreen(*size)
        self._master, slave = pty.openpty()
        self._slave_name = os.ttyname(slave)
        os.set_blocking(self._master, False)
        self.resize(*size)
        self.settings_before = self._settings()
        if typed_ahead:
            os.write(self._master, typed_ahead)

        whole = {**_usual(), **(env or {})}
        program = next((it for it in _PROGRAMS if (*command[: len(it)],) == it), ())
        if copy is None and program and cwd == ROOT and not _affects_starts(whole):
            copy = _PROGRAMS[program]
        self.process: subprocess.Popen[bytes] | Child
        if copy:
            self.process = fork(
                *command[len(program) :],
                env=whole,
                streams=(slave,) * 3,
                run=copy,
                is_controlling=is_controlling,
            )
        else:
            self.process = subprocess.Popen(
                command,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
                preexec_fn=partial(take_terminal, 0) if is_controlling else None,  # noqa: PLW1509 - the tests have no threads here
                cwd=cwd,
                env=whole,
            )
        os.close(slave)
        self._ended = os.pidfd_open(self.process.pid)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self._screen.text(self.output)

    @property
    def modes(self) -> set[int]:
        """The private modes that are on."""
        return modes_on(self.output)

    @property
    def is_as_found(self) -> bool:
        """Whether modes and line settings are the same as before the command."""
        return self.modes == ON_AT_FIRST and self._settings() == self.settings_before

    def feed(self, keys: bytes) -> None:
        """Type, while reading what the command writes."""
        while keys:
            readable, writable, _ = select.select([self._master], [self._master], [], PATIENCE)
            if writable:
                keys = keys[os.write(self._master, keys) :]
            if readable:
                self._read(0)
            assert readable or writable, "the command reads nothing"

    def type_blindly(self, keys: bytes) -> None:
        """Type, while reading nothing."""
        os.write(self._master, keys)

    def write_as_another(self, data: bytes) -> None:
        """Write to the terminal as another program does."""
        with open(self._slave_name, "wb", buffering=0) as terminal:  # noqa: PTH123 - unbuffered
            terminal.write(data)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if columns and lines:
            self._screen.resize(columns, lines)

    def wait_for(self, what: str | bytes | Callable[[], bool]) -> None:
        """Read until a text is on the screen, bytes were written, or a condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not self._holds(what):
            if not self._read(deadline - time.monotonic()) and time.monotonic() >= deadline:
                raise AssertionError(f"never saw {what!r}:\n{self.text}\n{self.output[-400:]!r}")

    def draw_from(self, start: int) -> None:
        """Leave out all output before a position: megabytes take seconds to draw."""
        self._screen.draw_from(start)

    def wait_for_full_paint(self) -> None:
        """Read until a whole line of a box was drawn, which happens only in a full paint."""
        start = len(self.output)
        self.wait_for(lambda: self.output.count("▁".encode(), start) >= self._screen.columns // 2)

    def has_ended(self, within: float) -> bool:
        """Whether the command ends within this many seconds; its output is read meanwhile."""
        deadline = time.monotonic() + within
        while not select.select([self._ended], [], [], 0)[0]:
            if (left := deadline - time.monotonic()) <= 0:
                return False
            self._read(left, also=self._ended)
        return True

    def wait_exit(self) -> int:
        """Read until the command has ended; its exit code."""
        assert self.has_ended(PATIENCE), f"still there:\n{self.text}"
        while self._master >= 0 and self._read(0):
            pass
        return self.process.wait()

    def wait_stopped(self) -> None:
        """Wait until the command is stopped, as by Ctrl+Z."""
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def send(self, number: int) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def wait_asleep(self, *, is_stalled: bool = False) -> None:
        """Wait until nothing but an event can wake the command: no thread waits for a time.

        Args:
            is_stalled: Whether to read nothing meanwhile.
        """
        deadline = time.monotonic() + PATIENCE
        while not is_asleep(self.process.pid):
            assert time.monotonic() < deadline, "the command goes on waiting for a time"
            assert self.process.poll() is None, "the command has ended"
            if is_stalled:
                select.select([self._ended], [], [], 0.05)
            else:
                self._read(0.05)

    def hang_up(self) -> None:
        """Hang up the terminal."""
        os.close(self._master)
        self._master = -1

    def close(self) -> None:
        """End everything."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
        os.close(self._ended)
        if self._master >= 0:
            os.close(self._master)

    def _holds(self, what: str | bytes | Callable[[], bool]) -> bool:
        if callable(what):
            return what()
        return what in self.text if isinstance(what, str) else what in self.output

    def _read(self, limit: float, also: int | None = None) -> bool:
        """Read once, if anything comes within the limit, in seconds."""
        if self._master < 0:
            select.select([also] if also else [], [], [], max(0.0, limit))
            return False
        wanted = [self._master] if also is None else [self._master, also]
        readable, _, _ = select.select(wanted, [], [], max(0.0, limit))
        if self._master not in readable:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            # The command has ended; wait for that alone.
            select.select([also] if also else [], [], [], max(0.0, limit))
            return False
        start = len(self.output)
        self.output += data
        for query, reply in self._replies.items():
            # It may have arrived in two parts.
            if query in self.output[max(0, start + 1 - len(query)) :]:
                self.type_blindly(reply)
        return bool(data)

    def _settings(self) -> list[Any]:
        return termios.tcgetattr(self._master)


@contextmanager
def session(command: Sequence[str] = APP, **options: Any) -> Iterator[PtySession]:
    """Run a command in a pty until the block ends."""
    running = PtySession(command, **options)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def app(*arguments: str, **options: Any) -> Iterator[PtySession]:
    """Run the program until the block ends; it is running when the block begins."""
    with session([*APP, *arguments], **options) as running:
        running.wait_for("Ready")
        yield running


def _usual() -> dict[str, str]:
    """The environment that a test changes."""
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    if RENDERING in os.environ:
        # All tests can be run with stock output.
        kept[RENDERING] = os.environ[RENDERING]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": paths}


def _affects_starts(environ: Mapping[str, str]) -> bool:
    """Whether Python or Textual reads something unusual in an environment before `main` runs."""
    usual = _usual()
    return any(_AT_START.match(it) and environ[it] != usual.get(it) for it in environ)


def _run_small() -> int:
    """Run the small app as `python -m` does."""
    return pty_app.main(*sys.argv[1:])


_PROGRAMS: dict[tuple[str, ...], Callable[[], object]] = {APP: _run_small, PROGRAM: start}
_AT_START = re.compile("ESCDELAY|LANG|LC_|PYTHON|TERM_PROGRAM|TEXTUAL")
