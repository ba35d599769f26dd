"""The same pictures in a second terminal, tmux, which knows more attributes than pyte."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rich.control import Control
from support.compositor_updates import TEXTS, console, updates
from support.program import PATIENCE
from support.programs import program
from textual.geometry import Offset
from textual.strip import Strip

from modelbrowser.terminal.diff import DiffRenderer

COLUMNS, LINES = 24, 6
TOKEN = re.compile(r"\x1b\[([\d;:]*)m|\x1b\][^\x1b]*\x1b\\|(.)", re.DOTALL)
OFF = {"22": "12", "23": "3", "24": "4", "25": "5", "27": "7", "28": "8", "29": "9"}
INK = frozenset({"1", "2", "3", "8"})

Look = tuple[str, frozenset[str], str, str]


class Tmux:
    """A tmux server for these tests alone.

    Args:
        folder: Where its socket and what it shows lie.
    """

    def __init__(self, folder: Path) -> None:
        self._program = program("tmux")
        self._folder = folder
        self._environ = {"TMUX_TMPDIR": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        self._count = 0

    def run(self, *arguments: str) -> str:
        """Run a tmux command, and return its output."""
        return subprocess.run(
            [self._program, "-L", "private", "-f", "/dev/null", *arguments],
            env=self._environ, check=True, capture_output=True, encoding="utf-8",
        ).stdout  # fmt: skip

    def show(self, output: str) -> list[list[Look]]:
        """Return what a window shows after some output, line by line."""
        self._count += 1
        name, file = f"window{self._count}", self._folder / f"output{self._count}"
        # capture-pane leaves out what was erased after the last character of a line.
        ends = "".join(f"\x1b[{y + 1};{COLUMNS + 1}H|" for y in range(LINES))
        done = f"\x1b]2;{name} done\x1b\\"
        file.write_text(f"\x1b[?7l{output}\x1b[m{ends}{done}", newline="")
        command = f"stty raw; cat {file}; read -r nothing"
        self.run("new-session", "-ds", name, "-x", str(COLUMNS + 1), "-y", str(LINES + 1), command)
        deadline = monotonic() + PATIENCE
        while self.run("display", "-pt", name, "#{pane_title}") != f"{name} done\n":
            assert monotonic() < deadline
        picture = [looks(line) for line in self.run("capture-pane", "-eNpt", name).splitlines()]
        self.run("kill-session", "-t", name)
        return picture


@pytest.fixture(scope="module")
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tmux]:
    """A server that outlives its windows."""
    server = Tmux(tmp_path_factory.mktemp("tmux"))
    server.run("new-session", "-ds", "keep", ";", "set", "-g", "allow-rename", "on")
    yield server
    server.run("kill-server")


def looks(line: str) -> list[Look]:
    """The cells of a captured line, as they are seen."""
    attributes: set[str] = set()
    colors = {"3": "", "4": ""}
    cells = []
    for sgr, char in TOKEN.findall(line):
        if char:
            cells.append(look(char, frozenset(attributes), colors["3"], colors["4"]))
            continue
        codes = iter((sgr or "0").split(";"))
        for code in codes:
            if code in {"", "0"}:
                attributes.clear()
                colors = {"3": "", "4": ""}
            elif code in OFF:
                attributes -= set(OFF[code])
            elif code in {"38", "48"}:
                values = [next(codes)]
                values += [next(codes) for _ in range(1 if values == ["5"] else 3)]
                colors[code[0]] = "8;" + ";".join(values)
            elif code[0] in "34" and len(code) == 2:
                colors[code[0]] = code[1:].replace("9", "")
            elif code[0] in "91" and len(code) >= 2:
                colors["3" if code[0] == "9" else "4"] = "bright" + code[-1]
            else:
                attributes.add(code)
    return cells


def look(char: str, attributes: frozenset[str], foreground: str, background: str) -> Look:
    """What is seen of a cell: a blank shows its background, a reversed one its foreground."""
    if char == " " and attributes <= INK:
        return char, frozenset(), "", background
    if char == " " and attributes <= {"3", "7"} and foreground and background:
        return char, frozenset(), "", foreground
    return char, attributes, foreground, background


@settings(
    max_examples=10,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_same_picture_in_tmux(tmux: Tmux, data: st.DataObject) -> None:
    """After a number of updates tmux shows the same cells as after stock output."""
    renderer, drawing = DiffRenderer(erases_color=data.draw(st.booleans())), console("truecolor")
    frame: list[Strip] = []
    stock = ours = ""
    for _ in range(4):
        update = data.draw(updates(COLUMNS, LINES, frame, TEXTS))
        stock += update.render_segments(drawing) + Control.move_to(0, 0).segment.text
        ours += renderer.render(update, Offset(0, 0), drawing)
    assert tmux.show(ours) == tmux.show(stock)
