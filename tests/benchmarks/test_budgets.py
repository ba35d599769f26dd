"""The short form of `python -m benchmarks`: what does not depend on the machine's mood."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import measures, programs, table
from benchmarks.programs import Program
from benchmarks.server import Server, serving

pytestmark = pytest.mark.xdist_group("budgets")

LIMITS = {line.figure: line.limit for line in table.LINES if not line.against}
"""What each figure may be at most, as the table has it."""

LATE = {"argparse", "httpx", "pydantic", "sqlite3", "modelbrowser.snippets.languages"}
"""What the first paint, with an empty command line, does not wait for; nor for other screens."""

SCREENS = {"base", "lookup", "lookup_keys"}
"""The first screen, and what it is made of."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on loopback."""
    with serving() as running:
        yield running


@pytest.fixture
def program(server: Server, tmp_path: Path) -> Program:
    """The program, asking that server."""
    return programs.modelbrowser(tmp_path, **server.environ)


@pytest.fixture(scope="module")
def visit(server: Server, tmp_path_factory: pytest.TempPathFactory) -> measures.Figures:
    """The figures of one visit."""
    folder = tmp_path_factory.mktemp("visit")
    return measures.visit(programs.modelbrowser(folder, **server.environ))


@pytest.mark.parametrize("step", ["bytes to start", "bytes per key", "bytes for the palette"])
def test_few_bytes_for_a_visit(visit: measures.Figures, step: str) -> None:
    """Start, ten letters and the palette each write less than they may."""
    _keeps(visit, step)


def test_few_bytes_for_tab(visit: measures.Figures) -> None:
    """No step of a round of Tab writes more than it may."""
    _keeps(visit, "bytes for Tab")


def test_few_bytes_for_a_lookup(program: Program) -> None:
    """An answer that changes about eight lines writes less than it may."""
    figures = measures.next_lookups(program)
    assert figures["lines per lookup"] >= 8
    _keeps(figures, "bytes per lookup")


def test_idle_is_idle(program: Program) -> None:
    """Nobody touches anything: nothing is written, and the process sleeps."""
    (figures,) = measures.idle([program], seconds=3)
    _keeps(figures, "bytes per idle minute", "wake-ups")


def test_no_key_is_lost(program: Program, server: Server) -> None:
    """What is typed before the start, and bursts with Enter in them, arrive as typed."""
    _keeps(measures.lost_keys(program, server, bursts=5), "lost keys")


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


def _keeps(figures: dict[str, float], *names: str) -> None:
    """What does not keep its limit is named, with both."""
    broken = {name: (figures[name], LIMITS[name]) for name in names if figures[name] > LIMITS[name]}
    assert broken == {}
