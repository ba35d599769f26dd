"""Runs the real program repeatedly in one terminal, and ends it at a different time each time.

    python -m support.pty_storm NUMBER@TURN... -- ARGUMENT...

A moment is a signal and the turn of the event loop in which it comes. At every turn the window
changes its size, also while the program ends. Before each run a line says "next"; after it
one says how it ended, and what of Textual's was raised after the signal. All runs are children
of one process that has imported everything, so they take a fraction of a start.
"""

import fcntl
import os
import struct
import sys
import termios
from importlib import import_module
from itertools import count, cycle
from pathlib import Path
from typing import Any

from modelbrowser import cli
from modelbrowser.terminal import environment

SIZES = ((120, 40), (80, 24), (30, 8), (61, 19), (1, 1), (200, 60))
"""All widths and heights at which the layout changes, and one that is too small."""

SCREENS = Path("modelbrowser/tui/screens")


def main(*arguments: str) -> int:
    """Run the program once for each moment."""
    environment.prepare(os.environ)
    for path in SCREENS.glob("[a-z]*.py"):
        import_module(f"modelbrowser.tui.screens.{path.stem}")
    cut = arguments.index("--")
    before = termios.tcgetattr(0)
    for moment in arguments[:cut]:
        _resize(*SIZES[0])
        _say(f"next {moment}.")
        child = os.fork()
        if not child:
            number, turn = map(int, moment.split("@"))
            _run(number, turn, arguments[cut + 1 :])
        _, status = os.waitpid(child, 0)
        settings = "as found" if termios.tcgetattr(0) == before else "changed"
        _say(f"ended {moment}: {os.waitstatus_to_exitcode(status)} {settings}.")
    return 0


def _run(number: int, turn: int, arguments: tuple[str, ...]) -> None:
    """Run the program in a loop that sends it the signal at its turn."""
    guard: Any = import_module("modelbrowser.terminal.guard")
    make_loop, handle = guard.make_app_event_loop, guard.GuardedApp._handle_exception
    late: list[str] = []

    def stormy_loop() -> Any:
        loop = make_loop()
        sizes, turns, run_once = cycle(SIZES), count(1), loop._run_once

        def one_turn() -> None:
            _resize(*next(sizes))
            if next(turns) == turn:
                os.kill(os.getpid(), number)
            run_once()

        loop._run_once = one_turn
        return loop

    def note(app: object, error: Exception) -> None:
        late.append(type(getattr(error, "error", error)).__name__)
        handle(app, error)

    guard.make_app_event_loop = stormy_loop
    guard.GuardedApp._handle_exception = note
    code = cli.main(arguments)
    for name in late:
        _say(f"raised {name}")
    os._exit(code)


def _resize(columns: int, lines: int) -> None:
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
