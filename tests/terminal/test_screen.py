"""Stopped and continued, stalled, resized: the screen is complete, and keys work."""

import signal

import pytest
from support import pty_app
from support.program import PATIENCE
from support.pty_session import APP, app, session
from support.pty_small import FLOOD

from modelbrowser.terminal.tty import MAX_PENDING

CANCEL = b"\x18"
"""Written in the place of what was dropped: ends a sequence that was cut off."""


def test_suspend_without_a_shell() -> None:
    """Row 88: where no shell could continue the program, as in `ssh -t host`, Ctrl+Z is ignored."""
    with app() as running:
        before = running.text
        running.feed(b"\x1a")
        running.wait_for(b"\x1b[?1049l")
        running.wait_for(lambda: running.text == before)
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.is_as_found


@pytest.mark.parametrize("how", ["ignored", "blocked"])
def test_suspend_that_is_off(how: str) -> None:
    """Row 88: if what started the program ignores or blocks SIGTSTP, so does the program."""

    def start() -> int:
        if how == "ignored":
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        else:
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTSTP])
        return pty_app.main()

    with session(copy=start) as running:
        running.wait_for("Ready")
        running.feed(b"\x1aopus\r")
        running.wait_for("submitted <opus>")
        assert b"\x1b[?1049l" not in running.output


def test_stray_continue() -> None:
    """Row 88: SIGCONT takes over the terminal again, whether the process was stopped or not."""
    with app() as running:
        for is_stopped in (False, False, True, False):
            if is_stopped:
                running.send(signal.SIGSTOP)
                running.wait_stopped()
            running.send(signal.SIGCONT)
            running.wait_for_full_paint()
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.is_as_found


SHELL = ("bash", "--norc", "--noprofile", "-i")
ITS_MODES = {7, 25, 2004}


@pytest.mark.parametrize("command", ["{}", "sh -c '{}; exit $?'"], ids=["alone", "in a script"])
def test_job_control(command: str) -> None:
    """Row 88: in a shell, Ctrl+Z, bg, fg and kill work as with any program.

    What is typed right after Ctrl+Z never reaches the program.
    """
    with session(SHELL, env={"PS1": "prompt> ", "HISTFILE": ""}) as running:
        running.wait_for("prompt> ")
        running.feed(command.format(" ".join(APP)).encode() + b"\r")
        running.wait_for("Ready")
        before = running.text
        running.feed(b"\x1aopus\r")
        running.wait_for(b"Stopped")
        running.wait_for(lambda: running.modes == ITS_MODES)
        running.feed(b"bg; until [[ $(jobs -l) == *output* ]]; do :; done; echo it waits\r")
        running.wait_for(b"\nit waits")
        running.feed(b"fg\r")
        running.wait_for_full_paint()
        running.wait_for(lambda: running.text == before)
        running.feed(b"haiku\r")
        running.wait_for("submitted <haiku>")
        running.feed(b"\x1a")
        running.wait_for(lambda: running.output.endswith(b"\x1b[?2004hprompt> "))
        running.feed(b"kill %1; while jobs %1; do :; done; echo it is gone\r")
        running.wait_for(b"\nit is gone")


def test_stalled_terminal_recovers() -> None:
    """Row 92: what a terminal didn't read is kept, and drawn when it reads again."""
    with app() as running:
        running.feed(b"\x1bOS")
        running.wait_for(b"xxxx")
        running.type_blindly(b"opus\r")
        running.wait_for("submitted <opus>")


def test_long_stalled_terminal_recovers() -> None:
    """Row 92: what waits for a terminal is limited; when it reads again, everything is drawn."""
    with app() as running:
        for _ in range(MAX_PENDING // FLOOD + 2):
            running.type_blindly(b"\x1bOS")
        running.type_blindly(b"opus\r")
        running.wait_asleep(is_stalled=True)
        running.wait_for(CANCEL)
        running.draw_from(running.output.rindex(CANCEL))
        running.wait_for("submitted <opus>")
        running.wait_for("▁" * 70)
        assert len(running.output) < MAX_PENDING // 2
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.is_as_found


def test_stalled_terminal_does_not_stop_a_signal() -> None:
    """Row 92: SIGTERM ends the process while the terminal reads nothing."""
    with app() as running:
        running.feed(b"\x1bOS")
        running.wait_for(b"xxxx")
        running.send(signal.SIGTERM)
        assert running.process.wait(PATIENCE) == 128 + signal.SIGTERM
        assert running.wait_exit() == 128 + signal.SIGTERM
        assert running.is_as_found


@pytest.mark.parametrize("size", [(10, 3), (1, 1), (0, 0)], ids=str)
def test_tiny(size: tuple[int, int]) -> None:
    """Row 93: in a window of any size, even from the start, the program runs and exits."""
    with session(size=size) as running:
        running.wait_for(lambda: 1049 in running.modes)
        running.resize(80, 24)
        running.wait_for("Ready")
        running.resize(*size)
        running.resize(80, 24)
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        running.feed(b"\x11")
        assert running.wait_exit() == 0


def test_many_resizes() -> None:
    """Row 93: after 400 resizes in a row the screen is whole."""
    with app() as running:
        for number in range(400):
            running.resize(1 + number * 7 % 120, 1 + number * 3 % 40)
        running.resize(80, 24)
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_boxes_in_any_locale(encoding: str) -> None:
    """Row 94: box characters are drawn whatever encoding Python is set to."""
    env = {"PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0"}
    with app(env=env) as running:
        assert "▁▁▁" in running.text
        assert "\\u2581" not in running.text


def test_no_idle_wake_ups() -> None:
    """After startup, only the user's actions wake the program."""
    with app() as running:
        running.feed(b"a")
        running.wait_for("a")
        running.wait_asleep()
        running.feed(b"b")
        running.wait_for("ab")
        running.wait_asleep()
