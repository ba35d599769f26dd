"""However the program ends, the terminal is restored, the exit code says why, and nothing leaks."""

import os
import re
import signal
import stat
import sys
import threading
from itertools import cycle
from pathlib import Path

import pytest
from support.program import PATIENCE
from support.pty_screen import mode_changes
from support.pty_session import APP, app, session
from support.pty_small import CANARY
from support.visit import MODELS, PALETTE

from modelbrowser.terminal import guard
from modelbrowser.terminal.app import GuardedApp


def test_ctrl_q() -> None:
    """Ctrl+Q restores the terminal, and exits with 0."""
    with app() as running:
        assert running.modes > {1000, 1049, 2004}
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.is_as_found


def test_modes_are_set_once() -> None:
    """Every mode is set once at the start, and restored once at the end."""
    with app() as running:
        running.feed(b"\x11")
        running.wait_exit()
        changes = mode_changes(running.output)
    on = {number for number, is_on in changes if is_on}
    off = [number for number, is_on in changes if not is_on]
    # Never used; another program may have left it on.
    assert {number for number in off if off.count(number) > 1} == {1003}
    assert on - {1000, 1002, 1004, 1006, 1049, 2004} == {7, 25}


def test_many_inherited_descriptors() -> None:
    """The program runs and ends even if it inherits more than 1,024 descriptors."""
    with app("descriptors") as running:
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.is_as_found


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT], ids=lambda n: n.name
)
def test_signals(number: signal.Signals) -> None:
    """Rows 85 and 87: a signal leaves the terminal restored; the exit code is 128+n."""
    with app() as running:
        running.send(number)
        assert running.wait_exit() == 128 + number
        assert running.is_as_found


STORM = (sys.executable, "-m", "support.pty_storm")
TURNS = (2, 10, *range(24, 31))
"""At the start, while the first screen is made, and while the other one opens over it."""


def test_signals_in_a_storm(tmp_path: Path) -> None:
    """Row 85: a signal while screens open and the window is resized ends the program as any other.

    A screen that is opening gets to the end of that, and finds its widgets.
    """
    numbers, keys = cycle((signal.SIGTERM, signal.SIGHUP)), cycle((MODELS, PALETTE, PALETTE))
    ends = {f"{number:d}@{turn}": 128 + number for number, turn in zip(numbers, TURNS)}  # noqa: B905 - the one ends, the other does not
    with session([*STORM, *ends, "--", "claude-x", "--demo"], env={"HOME": str(tmp_path)}) as runs:
        for name in ends:
            runs.wait_for(f"next {name}.".encode())
            runs.feed(next(keys))
            runs.wait_for(f"ended {name}: ".encode())
        assert runs.wait_exit() == 0
        ends_seen = re.findall(r"ended (\S+): (.*)\.", runs.output.decode())
        assert ends_seen == [(name, f"{code} as found") for name, code in ends.items()]
        assert runs.is_as_found
        assert re.findall(r"raised (\w+)", runs.output.decode()) == []
    assert not list(tmp_path.rglob("crash-report.txt"))


@pytest.mark.parametrize("number", [None, signal.SIGTERM], ids=str)
def test_with_textuals_own_driver(number: signal.Signals | None) -> None:
    """With Textual's own driver the program runs, and ends as it should."""
    with app("other Textual") as running:
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        if number:
            running.send(number)
        else:
            running.feed(b"\x11")
        assert running.wait_exit() == (128 + number if number else 0)
        assert b"\x1b[>0u" not in running.output
        assert running.is_as_found


@pytest.mark.parametrize("is_controlling", [True, False], ids=["hangup", "no hangup"])
def test_terminal_gone(*, is_controlling: bool) -> None:
    """Row 86: when the terminal is gone, with or without a signal, the process exits with 129."""
    with app(is_controlling=is_controlling) as running:
        running.hang_up()
        assert running.wait_exit() == 128 + signal.SIGHUP


def test_a_terminal_that_cannot_be_opened_again() -> None:
    """Row 86: also after `su USER -c`, the program ends if the terminal goes, without SIGHUP."""
    with app("unopenable", is_controlling=False) as running:
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        running.hang_up()
        assert running.wait_exit() == 128 + signal.SIGHUP


def test_terminal_gone_during_startup(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the terminal was closed before the app runs, it doesn't run, also without SIGHUP."""
    monkeypatch.setattr(os, "isatty", {}.get)
    assert guard.run(GuardedApp()) == 128 + signal.SIGHUP


@pytest.mark.parametrize("is_ending", [False, True])
def test_one_of_two_ends_the_process(*, is_ending: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The watchdog reports nothing if the process is ending by then: a crash is reported once."""
    app, done, ending = GuardedApp(), list[object](), threading.Lock()
    monkeypatch.setattr(guard, "_exit_code", done.append)
    monkeypatch.setattr(os, "_exit", done.append)
    if is_ending:
        ending.acquire()
    guard._force_exit(app, ending)
    assert done == ([] if is_ending else [app, None])
    assert ending.locked()


def test_the_watchdog_ends_the_process_whatever_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends even if the terminal can't be restored: its other thread waits for that."""
    done = list[int]()
    monkeypatch.setattr(guard, "_restore_terminal", {}.pop)
    monkeypatch.setattr(os, "_exit", done.append)
    app = GuardedApp()
    app.exit_code = 7
    with pytest.raises(KeyError):
        guard._force_exit(app, threading.Lock())
    assert done == [7]


def test_signal_while_a_write_blocks() -> None:
    """Row 92: SIGTERM also ends the process if its output can block, as after `su USER -c`."""
    with app("blocked") as running:
        running.send(signal.SIGTERM)
        assert running.process.wait(PATIENCE) == 128 + signal.SIGTERM


def test_no_report_into_a_missing_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If there is no home folder, none is created for the report of a crash."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    assert guard.write_crash_report(ValueError(), "program", "1") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", ["resolver", "hang", "stuck"])
def test_nothing_delays_the_prompt(fault: str) -> None:
    """Rows 38 and 83: nothing delays the prompt, not even a hanging resolver."""
    with app(fault) as running:
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.is_as_found


def test_the_screen_is_left_once() -> None:
    """If the program waits for a reply as it is ended, the shell's screen isn't cleared."""
    with app("late", replies={}) as running:
        running.send(signal.SIGTERM)
        assert running.wait_exit() == 128 + signal.SIGTERM
        assert mode_changes(running.output).count((1049, False)) == 1
        assert running.is_as_found


@pytest.mark.parametrize("number", [None, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_no_thread_to_spare(number: signal.Signals | None) -> None:
    """If no thread can be started, the program still ends as any other."""
    with app("threads") as running:
        if number:
            running.send(number)
        else:
            running.feed(b"\x11")
        assert running.wait_exit() == (128 + number if number else 0)
        assert running.is_as_found


@pytest.mark.parametrize("fault", ["stuck", "drawing"])
def test_signal_while_stuck(fault: str) -> None:
    """SIGTERM ends the process even if it hangs or goes on drawing during its exit."""
    with app(fault) as running:
        running.send(signal.SIGTERM)
        assert running.wait_exit() == 128 + signal.SIGTERM
        assert running.is_as_found


@pytest.mark.parametrize(
    ("fault", "key", "kind"),
    [
        ("", b"\x1bOQ", "builtins.RuntimeError"),
        ("", b"\x1bOR", "builtins.RuntimeError"),
        ("", b"\x1b[15~", "builtins.RuntimeError"),
        ("", b"\x1b[17~", "textual.css.query.NoMatches"),
        # Also while the program exits.
        ("", b"\x1b[19~", "textual.css.query.NoMatches"),
        ("mount", b"", "builtins.MemoryError"),
        ("loop", b"", "builtins.RuntimeError"),
        ("render", b"", "builtins.RuntimeError"),
    ],
    ids=["handler", "worker", "callback", "query", "late query", "mount", "loop", "render"],
)
def test_internal_error(fault: str, key: bytes, kind: str, tmp_path: Path) -> None:
    """Row 95: an internal error prints one line, with nothing that could contain the key.

    A limit of the system is named.
    """
    env = {"XDG_STATE_HOME": str(tmp_path), "TEXTUAL_DEBUG": "1", "TEXTUAL": "debug"}
    with session([*APP, *([fault] if fault else [])], env=env) as running:
        if key:
            running.wait_for("Ready")
            running.feed(key)
        assert running.wait_exit() == 1
        assert running.is_as_found
        report = tmp_path / "modelbrowser" / "crash-report.txt"
        last = running.output.rpartition(b"\x1b[?7;25h")[2].decode()
        what = "Out of memory." if "Memory" in kind else "Internal error."
        assert last == f"modelbrowser: error: {what} Nothing was sent. Report: {report}\r\n"
        assert CANARY.encode() not in running.output
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert kind in report.read_text()
        assert CANARY not in report.read_text()


def test_internal_error_after_a_request(tmp_path: Path) -> None:
    """Row 95: the line says if a request had been sent, and if no report could be written."""
    state = tmp_path / "file"
    state.touch()
    with app("resolver", env={"XDG_STATE_HOME": str(state)}) as running:
        running.feed(b"\x1bOQ")
        assert running.wait_exit() == 1
        running.wait_for(b"A request was sent. No report could be written.\r\n")


def test_nothing_typed_reaches_the_disk(tmp_path: Path) -> None:
    """Row 27: no environment variable makes Textual write what is typed to disk."""
    variables = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_LOG": str(tmp_path / "log"),
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_DEVTOOLS": "1",
    }
    with app(env={**variables, "HOME": str(tmp_path)}, cwd=tmp_path) as running:
        running.feed(CANARY.encode())
        running.wait_for(CANARY)
        running.feed(b"\x11")
        assert running.wait_exit() == 0
    assert not list(tmp_path.iterdir())
