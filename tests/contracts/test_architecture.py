"""The paths of a lookup in docs/architecture.md: few files, and functions that really run."""

import ast
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType

import pytest
from support.apps import ask, make_app, running
from support.program import ROOT
from support.samples import LASTING_ALIAS
from support.sources import PACKAGE, modules

from modelbrowser.cli import main, oneshot

pytestmark = pytest.mark.xdist_group("sources")

_DOCUMENT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
_STEP = re.compile(r"^\d\. `([\w/]+\.py)`: (.+)$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_FUNCTION = re.compile(r"`([\w.]+)\(\)`")

PATHS = {
    title: [(file, _FUNCTION.findall(text)) for file, text in _STEP.findall(path)]
    for title, path in re.findall(r"^### (From .+)\n\n((?:\d\. .+\n)+)", _DOCUMENT, re.MULTILINE)
}
"""The steps of each path: a file, and the functions that are named in it."""

KEYS = ("terminal/input.py",)
"""Steps that only a real terminal takes."""


def test_every_path_has_at_most_six_files() -> None:
    """Four paths lead from the key press and the command line to the request, and back."""
    assert [len(steps) <= 6 for steps in PATHS.values()] == [True] * 4


@pytest.mark.parametrize("path", PATHS)
def test_the_functions_of_a_path_exist(path: str) -> None:
    """Each function is in the file of its step."""
    missing = [
        (file, name)
        for file, names in PATHS[path]
        for name in names
        if name not in set(_functions(modules()[file]))
    ]
    assert missing == []


def test_the_names_beyond_the_paths_exist() -> None:
    """What the document names beyond the paths is a name in the code."""
    beyond = _DOCUMENT.partition("### Beyond these paths")[2].partition("\n## ")[0]
    named = re.findall(r"`((?:\w+\.)*\w+)`", re.sub(r"`[\w/]+\.py`", "", beyond))
    known = {word for file in PACKAGE.rglob("*.py") for word in _WORD.findall(file.read_text())}
    assert named
    assert [name for name in named if not set(name.split(".")) <= known] == []


@pytest.mark.anyio
async def test_a_lookup_on_the_screen_takes_its_paths() -> None:
    """All functions of the first two paths run when a name is typed and looked up."""
    async with running(make_app()) as pilot:
        with _calls() as called:
            await ask(pilot, LASTING_ALIAS)
    assert _not_called(called, *list(PATHS)[:2]) == []


def test_a_lookup_on_the_command_line_takes_its_paths(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All functions of the last two paths run when a name is given and printed."""
    with closing(oneshot.make_event_loop()) as loop, _calls() as called:
        monkeypatch.setattr(oneshot, "make_event_loop", lambda: loop)
        assert main([LASTING_ALIAS, "--demo", "--plain", "--no-history"]) == 0
    assert LASTING_ALIAS in capsys.readouterr().out
    assert _not_called(called, *list(PATHS)[2:]) == []


def _functions(tree: ast.Module) -> Iterator[str]:
    """The names of all functions in a module; those of methods also with their class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in _functions(ast.Module(node.body, [])))


@contextmanager
def _calls() -> Iterator[set[tuple[str, str]]]:
    """Note the file and the name of every function of the program that is called."""
    called: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(PACKAGE)):
            file = code.co_filename.removeprefix(f"{PACKAGE}/")
            called.update({(file, code.co_qualname), (file, code.co_name)})

    before = sys.getprofile()
    sys.setprofile(note)
    threading.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
        threading.setprofile(None)


def _not_called(called: set[tuple[str, str]], *paths: str) -> list[tuple[str, str]]:
    """The functions of some paths that were not called."""
    steps = [(file, name) for path in paths for file, names in PATHS[path] for name in names]
    return [step for step in steps if step[0] not in KEYS and step not in called]
