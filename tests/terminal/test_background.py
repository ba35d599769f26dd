"""The background that a terminal reports: the theme follows it, and no reply reaches the shell."""

import re
import sys
from pathlib import Path

import pytest
from support.pty_session import APP, REPLIES, session
from support.terminal_window import Window
from textual.message import Message

from modelbrowser.terminal.input import BackgroundReported, InputParser, RepliesEnded

WHITE, BLACK = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:0000/0000/0000\x1b\\"
PROGRAM = [sys.executable, "-m", "modelbrowser", "--demo"]


def _parse(reply: bytes) -> list[Message]:
    """What a reply is, whole or byte by byte."""
    parser = InputParser()
    apart = [it for byte in reply for it in parser.feed(bytes([byte]))]
    whole = list(InputParser().feed(reply))
    assert [*map(repr, whole)] == [*map(repr, apart)]
    return whole


@pytest.mark.parametrize(
    ("color", "is_light"),
    [
        ("rgb:ffff/ffff/ffff", True),
        ("rgb:fdfd/f6f6/e3e3", True),
        ("rgb:ff/ff/ff", True),
        ("rgb:f/f/f", True),
        ("rgba:EEEE/EEEE/EEEE/8000", True),
        ("rgb:0000/0000/0000", False),
        ("rgb:0000/2b2b/3636", False),
        ("rgb:0000/0000/eeee", False),
    ],
)
@pytest.mark.parametrize("end", [b"\x1b\\", b"\x07"], ids=["ST", "BEL"])
def test_colors(color: str, is_light: bool, end: bytes) -> None:  # noqa: FBT001 - a parameter of the test
    """A background is light or dark, in all the forms in which terminals report it."""
    (message,) = _parse(b"\x1b]11;" + color.encode() + end)
    assert isinstance(message, BackgroundReported)
    assert message.is_light == is_light


@pytest.mark.parametrize(
    "reply",
    [
        b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1b]11;?\x1b\\",
        b"\x1b]11;rgb:fffff/0/0\x1b\\",
        b"\x1b]11;rgb://\x1b\\",
        b"\x1b]11;rgb:ffff/ffff/ffff" + b"f" * 1000 + b"\x1b\\",
        b"\x1bP11;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1b]11;rgb:ffff/ffff/ffff\x18",
    ],
    ids=repr,
)
def test_other_strings(reply: bytes) -> None:
    """No other string is a background."""
    assert not any(isinstance(it, BackgroundReported) for it in _parse(reply))


def _is_light(window: Window) -> bool:
    """Whether the middle of the window is light."""
    return window.screen.picture()[12][40].background >= "808080"


@pytest.mark.parametrize(
    ("environ", "reply", "is_light"),
    [
        ({}, WHITE, True),
        ({}, BLACK, False),
        ({}, "", False),
        ({"COLORFGBG": "0;15"}, "", True),
        ({"COLORFGBG": "0;15"}, BLACK, False),
        ({"MODELBROWSER_RENDERING": "stock"}, WHITE, True),
    ],
)
def test_the_theme_follows(environ: dict[str, str], reply: str, *, is_light: bool) -> None:
    """The theme is light or dark as the terminal says, until then as COLORFGBG says."""
    with Window(PROGRAM, environ) as window:
        window.wait_for_text("Model ID or alias")
        window.send(f"{reply}opus")
        window.wait_for_text("opus")
        window.wait_until(lambda: _is_light(window) == is_light)


def test_a_chosen_theme_stays(tmp_path: Path) -> None:
    """A theme in the settings is shown whatever the background is."""
    (tmp_path / "config.toml").write_text('theme = "nord"')
    with Window(PROGRAM, {"MODELBROWSER_CONFIG": str(tmp_path / "config.toml")}) as window:
        window.wait_for_text("Model ID or alias")
        window.send(f"{WHITE}opus\x0c")
        window.wait_for_text("opus")
        assert not _is_light(window)


@pytest.mark.parametrize("term", ["linux", "vt100", "dumb"])
def test_no_query(term: str) -> None:
    """No queries are sent to terminals that may print them."""
    with session(env={"TERM": term}) as running:
        running.wait_for("Ready")
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert not re.search(rb"\x1b\]11|\x1b\[c|\$p", running.output)


SHELL = ["sh", "-c", f'{" ".join(APP)} patient; echo prompt; read -r line; echo "read <$line>"']
"""The program, and then a shell's prompt."""


def test_quitting_before_the_reply() -> None:
    """Row 201: a terminal's reply that comes after quitting doesn't reach the prompt."""
    with session(SHELL, replies={}) as running:
        running.wait_for("Ready")
        running.feed(b"\x11")
        running.wait_for(b"\x1b[?1049l")
        running.feed(WHITE.encode())
        running.feed(b"\x1b[?62;22c")
        running.wait_for("prompt")
        running.feed(b"typed\n")
        running.wait_for("read <typed>")


def test_quitting_while_the_wheel_turns() -> None:
    """Row 205: reports of the mouse that come after quitting don't reach the prompt."""
    replies = dict(REPLIES)
    with session(SHELL, replies=replies) as running:
        running.wait_for("Ready")
        replies.clear()
        wheel = b"\x1b[<64;2;2M"
        running.feed(wheel + b"\x11")
        running.wait_for(b"\x1b[?1049l")
        running.feed(wheel)
        running.feed(b"\x1b[?62;22c")
        running.wait_for("prompt")
        running.feed(b"typed\n")
        running.wait_for("read <typed>")


@pytest.mark.parametrize(
    ("reply", "kinds"),
    [("\x1b[?62;22c", [RepliesEnded]), ("\x1b[?6c", [RepliesEnded]), ("\x1b[?62c", [])],
    ids=["xterm", "st", "mosh"],
)
def test_the_reply_that_ends_the_wait(reply: str, kinds: list[type[Message]]) -> None:
    """Row 205: the last reply ends the wait, but not mosh's, which mouse reports may follow."""
    assert [type(it) for it in _parse(reply.encode())] == kinds


def test_a_terminal_without_replies() -> None:
    """A terminal that never replies delays the end by half a second at most."""
    with session(replies={}) as running:
        running.wait_for("Ready")
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.is_as_found
