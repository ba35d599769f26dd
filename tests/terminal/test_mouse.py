"""The mouse: used, or left to the terminal."""

import sys

import pytest
from support.pty_session import session

MODES = {1000, 1002, 1003, 1005, 1006, 1015, 1016}
"""The modes in which a terminal reports the mouse."""

USED = {1000, 1002, 1006}
"""Buttons, motion with one of them pressed, decimal coordinates."""

PROGRAM = (sys.executable, "-m", "modelbrowser", "--demo")


@pytest.mark.parametrize(("options", "expected"), [((), USED), (("--no-mouse",), set())])
def test_the_mouse_is_left_alone(options: tuple[str, ...], expected: set[int]) -> None:
    """With `--no-mouse` the terminal keeps the mouse, and keys do everything."""
    with session([*PROGRAM, *options]) as terminal:
        terminal.wait_for("Model ID or alias")
        assert terminal.modes & MODES == expected
        terminal.feed(b"claude-haiku-4-5\r")
        terminal.wait_for("claude-haiku-4-5-20251001")
        terminal.feed(b"\x11")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_found
