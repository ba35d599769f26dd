"""The mouse: used, or left to the terminal."""

import base64
import re
import sys

import pytest
from support.pty_session import session

MODES = {1000, 1002, 1003, 1005, 1006, 1015, 1016}
"""The modes in which a terminal reports the mouse."""

USED = {1000, 1002, 1006}
"""Buttons, motion with one of them pressed, decimal coordinates."""

PROGRAM = (sys.executable, "-m", "modelbrowser", "--demo")


@pytest.mark.parametrize(
    ("options", "env", "expected"),
    [((), {}, USED), (("--no-mouse",), {}, set()), ((), {"STY": "1.pts-0.host"}, set())],
    ids=["used", "--no-mouse", "GNU screen"],
)
def test_the_mouse_is_left_alone(
    options: tuple[str, ...], env: dict[str, str], expected: set[int]
) -> None:
    """With `--no-mouse` and in GNU screen, the terminal keeps the mouse; its pointer, always."""
    with session([*PROGRAM, *options], env=env) as terminal:
        terminal.wait_for("Model ID or alias")
        assert terminal.modes & MODES == expected
        terminal.feed(b"claude-haiku-4-5\r")
        terminal.wait_for("claude-haiku-4-5-20251001")
        terminal.feed(b"\x11")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_found
        assert b"\x1b]22;" not in terminal.output


def _drag(start: tuple[int, int], end: tuple[int, int]) -> bytes:
    """Drag from a column and a line, counted from 1, to others."""
    (x, y), (to_x, to_y) = start, end
    return f"\x1b[<0;{x};{y}M\x1b[<32;{to_x};{to_y}M\x1b[<0;{to_x};{to_y}m".encode()


@pytest.mark.parametrize(
    ("line", "shown"),
    [(12, "Press ^c again to quit."), (1, "Sent to your terminal's clipboard")],
    ids=["answer", "top line"],
)
def test_quitting_after_a_drag(line: int, shown: str) -> None:
    """Row 207: after each drag Ctrl+C copies what is selected, if that is text; the next quits."""
    with session(PROGRAM) as terminal:
        terminal.wait_for("Model ID or alias")
        terminal.feed(b"claude-haiku-4-5\r")
        terminal.wait_for("claude-haiku-4-5-20251001")
        terminal.feed(_drag((2, line), (13, line)) + b"\x03")
        terminal.wait_for(shown)
        copied = []
        if line == 1:
            terminal.feed(_drag((2, line), (6, line)) + b"\x03")
            terminal.wait_for(b"\x1b]52;c;" + base64.b64encode(b"model"))
            copied = [base64.b64encode(text) for text in (b"modelbrowser", b"model")]
        assert re.findall(rb"\x1b\]52;c;([^\a]*)", terminal.output) == copied
        terminal.feed(b"\x03")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize("keys", ["\tw", "\x0f"], ids=["response", "models"])
def test_quitting_after_a_drag_on_any_screen(keys: str) -> None:
    """Row 207: after a drag on another screen, the second Ctrl+C quits, too."""
    with session(PROGRAM) as terminal:
        terminal.wait_for("Model ID or alias")
        terminal.feed(b"claude-haiku-4-5\r")
        terminal.wait_for("claude-haiku-4-5-20251001")
        terminal.feed(keys.encode())
        terminal.wait_for(lambda: "Esc " in terminal.text)
        terminal.feed(_drag((3, 6), (20, 8)) + b"\x03")
        terminal.wait_for("Press ^c again to quit.")
        terminal.feed(b"\x03")
        assert terminal.wait_exit() == 0
