"""The budgets that don't depend on a clock: bytes, wake-ups, lost keys and early imports."""

import statistics
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks import programs, table
from benchmarks.measures import BACKSPACE, END, ENTER, LEFT, LETTERS, TAB
from benchmarks.programs import CTRL_P, Program
from benchmarks.server import Server, serving
from benchmarks.terminal import Terminal

pytestmark = pytest.mark.xdist_group("budgets")

LIMITS = {line.figure: line.limit for line in table.LINES if not line.against}
"""The most that each figure may be, as the table has it."""

LATE = {"argparse", "httpx", "pydantic", "sqlite3", "modelbrowser.snippets.languages"}
"""What the first paint, with an empty command line, does not wait for; nor for other screens."""

SCREENS = {"base", "lookup"}
"""The first screen, and what it is made of."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on loopback."""
    with serving() as running:
        yield running


@pytest.fixture
def program(server: Server, tmp_path: Path) -> Program:
    """The program, with that server as its API."""
    return programs.modelbrowser(tmp_path, server.environ)


def test_few_bytes_for_a_visit(program: Program) -> None:
    """Starting, ten letters, a round of Tab and the palette each stay within their budgets."""
    sizes: list[int] = []
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        terminal.wait_asleep()
        _keeps("bytes to start", terminal.written)
        for end in range(1, len(LETTERS) + 1):
            before = terminal.written
            terminal.type(LETTERS[end - 1].encode())
            terminal.wait_for(LETTERS[:end])
            terminal.wait_asleep()
            sizes.append(terminal.written - before)
        _keeps("bytes per key", statistics.median(sizes))
        # The fourth deselects the text, too: coming back to the input selects it.
        for _ in range(4):
            before = terminal.written
            terminal.type(TAB)
            terminal.wait_for(partial(_has_written, terminal, before))
            terminal.wait_asleep()
            _keeps("bytes for Tab", terminal.written - before)
        before = terminal.written
        terminal.type(CTRL_P)
        terminal.wait_for("^o  ")
        # Nothing wakes it there, either.
        terminal.wait_asleep()
        _keeps("bytes for the palette", terminal.written - before)


def _has_written(terminal: Terminal, before: int) -> bool:
    return terminal.written > before


def test_few_bytes_for_a_lookup(program: Program) -> None:
    """A result that changes about eight lines stays within its budget."""
    changed: list[int] = []
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        for number in range(10, 15):
            name = f"bench-{number}"
            terminal.type(BACKSPACE * len(name) + name.encode())
            terminal.wait_for(f" {name} ")
            terminal.wait_asleep()
            before, picture = terminal.written, terminal.text.splitlines()
            terminal.type(ENTER)
            terminal.wait_for(f"Model {name}")
            terminal.wait_asleep()
            both = zip(picture, terminal.text.splitlines(), strict=True)
            if number > 10:
                changed.append(sum(old != new for old, new in both))
                _keeps("bytes per lookup", terminal.written - before)
    assert max(changed) >= 8


def test_idle_is_idle(program: Program) -> None:
    """After startup and after a lookup, nothing wakes the program, and it writes no byte."""
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        terminal.wait_asleep()
        terminal.type(b"bench-10" + ENTER)
        terminal.wait_for("Model bench-10")
        terminal.wait_asleep()


def test_no_key_is_lost(program: Program) -> None:
    """What is typed before the start, and bursts with Enter in them, arrive as typed."""
    texts = [f"burst-{number}" for number in range(6)]
    with program.running(typed_ahead=texts[0].encode() + ENTER) as terminal:
        terminal.wait_for(f"Model {texts[0]}")
        for text in texts[1:]:
            clear = END + BACKSPACE * len(text)
            typed = (text[:-2] + text[-1:]).encode() + LEFT + text[-2:-1].encode()
            terminal.type(clear + typed + ENTER)
            terminal.wait_for(f"Model {text}")


def test_the_first_paint_waits_for_few_modules(program: Program, tmp_path: Path) -> None:
    """Client, history, code to copy and the other screens are imported after the first paint."""
    noted = tmp_path / "modules"
    environ = program.environ | {"PYTHONPATH": f"{programs.ROOT}:{programs.ROOT / 'tests'}"}
    command = (sys.executable, "-m", "support.first_paint", str(noted))
    with Program("noting", command, program.shows, environ).running() as terminal:
        terminal.wait_for(program.shows)
    loaded = set(noted.read_text().split())
    assert loaded & LATE == set()
    screens = {name.rpartition(".")[2] for name in loaded if ".tui.screens." in name}
    assert screens <= SCREENS
    assert "textual.widgets._input" in loaded


def _keeps(figure: str, value: float) -> None:
    """Assert that a figure is within its limit."""
    assert value <= LIMITS[figure], figure
