"""A window with a program in it: what the program writes, and what the window shows."""

import os
from codecs import getincrementaldecoder
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self

import pexpect
from support.emulator import Emulator
from support.program import PATIENCE, ROOT

REPLIES = {"\x1b[?2026$p": "\x1b[?2026;2$y", "\x1b[c": "\x1b[?62;22c"}
"""What the window replies to a query."""


class Window:
    """Runs a program in a pseudo-terminal that an emulator draws.

    Args:
        argv: The program.
        environ: Additions to the environment.
        columns: The window's width.
        lines: The window's height.
    """

    def __init__(
        self, argv: list[str], environ: dict[str, str], columns: int = 80, lines: int = 24
    ) -> None:
        self.screen = Emulator(columns, lines)
        self.output = ""
        self._decoder = getincrementaldecoder("utf-8")()
        base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        base |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        base |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            argv[0], argv[1:], env=base | environ, dimensions=(lines, columns), timeout=PATIENCE
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._child.close(force=True)

    def send(self, keys: str) -> None:
        """Press keys."""
        self._child.send(keys)

    def resize(self, columns: int, lines: int) -> None:
        """Change the window's size."""
        self.screen.resize(lines, columns)
        self._child.setwinsize(lines, columns)

    def wait_for_title(self, title: str) -> None:
        """Read until the program has set a title that starts with this text."""
        self._wait(lambda: self.screen.title.startswith(title), title)

    def wait_for_text(self, text: str) -> None:
        """Read until the window shows a text."""
        self._wait(lambda: text in self.screen.text(), text)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Read until a condition holds."""
        self._wait(is_so, is_so.__name__)

    def wait_for_end(self) -> int:
        """Read until the program has ended; its exit code."""
        deadline = monotonic() + PATIENCE
        while self._read():
            assert monotonic() < deadline, f"still there:\n{self.screen.text()}"
        self._child.close()
        return int(self._child.exitstatus or 0)

    def _wait(self, is_there: Callable[[], bool], what: str) -> None:
        deadline = monotonic() + PATIENCE
        while not is_there():
            assert monotonic() < deadline, f"{what!r} was not shown:\n{self.screen.text()}"
            assert self._read(), f"ended before {what!r}:\n{self.screen.text()}"

    def _read(self) -> bool:
        """Read and draw once; return whether more may come."""
        try:
            data = self._child.read_nonblocking(65536, timeout=PATIENCE)
        except pexpect.EOF:
            return False
        text = self._decoder.decode(data)
        self.output += text
        for query, reply in REPLIES.items():
            if query in text:
                self.send(reply)
        # pyte would print a part of it.
        self.screen.feed(text.replace("\x1b[?2026$p", ""))
        return True
