"""With an unsupported version of Textual, the program runs and says what is off."""

import ast
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.other_textual import install
from support.program import ROOT
from support.pty_session import APP, PtySession, session
from support.pty_small import CANARY

from modelbrowser.terminal import compatibility
from modelbrowser.terminal.compatibility import SUPPORTED, is_textual_supported, unsupported_notice

pytestmark = pytest.mark.xdist_group("other Textual")

README = (ROOT / "modelbrowser/terminal/README.md").read_text("utf-8")

_ROW = re.compile(r"^\|[^|]*\|([^|]*`[^|]*)\|", re.MULTILINE)

LISTED = {
    part
    for names in _ROW.findall(README.partition("| Feature |")[2])
    for name in re.findall(r"`([\w.]+)`", names)
    for part in name.split(".")
}
"""Every private name that the package uses, as its README lists them."""

RENAMED = sorted(name for name in LISTED if name.startswith("_") and name != "_driver")
"""Names that can be renamed in Textual's sources alone; widgets use the other one."""

PALETTE = ["_NO_MATCHES", "_action_command_list", "_start_no_matches_countdown"]
"""What the program's palette uses of Textual's, except a name that watchers contain."""

CRASH = "modelbrowser: error: Internal error. Nothing was sent."


def paths(folder: Path) -> dict[str, str]:
    """An environment in which the Textual of a folder comes first."""
    return {
        "PYTHONPATH": f"{folder}:{ROOT}:{ROOT / 'tests'}",
        "XDG_STATE_HOME": str(folder),
        "HOME": str(folder),
    }


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Textual that is newer, with all private names that the package uses renamed."""
    return install(tmp_path_factory.mktemp("renamed"), "8.2.9", [*RENAMED, *PALETTE])


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Textual that is newer, and has all names."""
    return install(tmp_path_factory.mktemp("newer"), "8.2.9")


def quit_at_once(running: PtySession) -> None:
    """Quit, and check that everything is as it should be."""
    running.feed(b"\x11")
    assert running.wait_exit() == 0
    assert running.is_as_found


def test_a_newer_version(newer: Path) -> None:
    """Row 214: a newer Textual draws the standard way, and the program says so and works."""
    program = (*APP[:2], "modelbrowser", "--demo")
    with session(program, env=paths(newer), size=(140, 40)) as running:
        running.wait_for(f"Textual 8.2.9 is installed, not {SUPPORTED}. Turned off: differential")
        running.feed(b"claude-haiku-4-5\r")
        running.wait_for("claude-haiku-4-5-20251001")
        quit_at_once(running)


def test_renamed_names(renamed: Path) -> None:
    """Row 214: if a newer Textual has other private names, the program says the same, and works."""
    program = (*APP[:2], "modelbrowser", "--demo")
    with session(program, env=paths(renamed), size=(240, 40)) as running:
        running.wait_for(f"Textual 8.2.9 is installed, not {SUPPORTED}.")
        running.feed(b"claude-haiku-4-5\r")
        running.wait_for("claude-haiku-4-5-20251001")
        running.feed(b"\x19")
        running.wait_for(b"\x1b]52;c;")
        running.feed(b"\x10theme")
        running.wait_for("Choose a theme")
        running.feed(b"\r")
        running.wait_for("textual-light")
        running.feed(b"\x1b")
        running.wait_for("claude-haiku-4-5-20251001")
        quit_at_once(running)


@pytest.mark.parametrize("key", [b"\x1bOQ", b"\x1bOR", b"\x1b[15~", b"\x1b[17~"], ids=repr)
def test_no_locals_whatever_is_renamed(key: bytes, renamed: Path) -> None:
    """Row 214: after an internal error, no local is shown, even without Textual's hooks."""
    with session(APP, env=paths(renamed)) as running:
        running.wait_for("Ready")
        running.feed(key)
        assert running.wait_exit() == 1
        assert running.is_as_found
        assert running.output.count(CRASH.encode()) == 1
        assert b"Traceback" not in running.output
        assert CANARY.encode() not in running.output


def test_signals_whatever_is_renamed(renamed: Path) -> None:
    """Row 214: a signal ends the program with 128+n, even if none of Textual's hooks exist."""
    with session(APP, env=paths(renamed)) as running:
        running.wait_for("Ready")
        running.send(signal.SIGTERM)
        assert running.wait_exit() == 128 + signal.SIGTERM
        assert running.is_as_found


def test_nothing_is_off_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 214: with the supported version there is no notice; with none known there is one."""
    assert unsupported_notice() == ""
    assert is_textual_supported()
    monkeypatch.setattr(compatibility, "LIBRARY", tmp_path)
    assert not is_textual_supported()
    assert unsupported_notice().startswith("Textual of an unknown version is installed")


def test_the_readme_lists_every_private_name() -> None:
    """Row 214: the package uses no private name of Textual or Rich that its README doesn't list."""
    own, used = set(), set()
    for tree in _trees():
        for node in ast.walk(tree):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    own.add(name)
                case ast.Attribute(attr=name, ctx=ast.Store()):
                    own.add(name)
                case ast.Attribute(attr=name):
                    used.add(name)
                case ast.ImportFrom(module=str(module), names=names) if "._" in module:
                    used |= {alias.name for alias in names} | set(module.split("."))
    private = {name for name in used if name.startswith("_") and not name.endswith("__")}
    assert private - own - LISTED == {"_exit", "_replace"}  # of `os` and of named tuples


def _trees() -> Iterator[ast.Module]:
    """The package's syntax trees."""
    for path in sorted((ROOT / "modelbrowser/terminal").glob("*.py")):
        yield ast.parse(path.read_text("utf-8"))
