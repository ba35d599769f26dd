"""What the program changes in the environment before Textual reads it."""

import io

import pytest

from modelbrowser.terminal import environment

QUIET = {"TEXTUAL_DISABLE_KITTY_KEY": "1", "TEXTUAL_SMOOTH_SCROLL": "0"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, QUIET),
        ({"TEXTUAL_DISABLE_KITTY_KEY": "0"}, {**QUIET, "TEXTUAL_DISABLE_KITTY_KEY": "0"}),
        ({"TEXTUAL_LOG": "x", "TEXTUAL_PRESS": "q", "TEXTUAL": "devtools"}, QUIET),
        ({"TEXTUAL_DEVTOOLS_HOST": "x", "TEXTUAL_SCREENSHOT": "1"}, QUIET),
        ({"TEXTUAL_THEME": "nord"}, {**QUIET, "TEXTUAL_THEME": "nord"}),
        ({"TEXTUAL_COLOR_SYSTEM": "bogus"}, QUIET),
        ({"TEXTUAL_COLOR_SYSTEM": "256"}, {**QUIET, "TEXTUAL_COLOR_SYSTEM": "256"}),
        ({"NO_COLOR": ""}, QUIET),
        ({"COLUMNS": "²", "LINES": "9" * 5000, "ESCDELAY": "9" * 400, "TEXTUAL_FPS": "x"}, QUIET),
        ({"TEXTUAL_DIM_FACTOR": "9" * 400, "TEXTUAL_FPS": "999999999"}, QUIET),
        ({"COLUMNS": "80", "ESCDELAY": "25"}, {**QUIET, "COLUMNS": "80", "ESCDELAY": "25"}),
        ({"NO_COLOR": "1"}, {**QUIET, "NO_COLOR": "1"}),
        ({"TERM": "xterm"}, {**QUIET, "TERM": "xterm"}),
        ({"TERM": "foot-extra"}, {**QUIET, "TERM": "foot-extra", "COLORTERM": "truecolor"}),
        ({"STY": "1.host", "COLORTERM": "truecolor"}, {**QUIET, "STY": "1.host"}),
        (
            {"STY": "1.host", "TMUX": "socket,1,0", "COLORTERM": "truecolor"},
            {**QUIET, "STY": "1.host", "TMUX": "socket,1,0", "COLORTERM": "truecolor"},
        ),
        (
            {"TERM": "xterm-ghostty", "COLORTERM": ""},
            {**QUIET, "TERM": "xterm-ghostty", "COLORTERM": "truecolor"},
        ),
        (
            {"TERM": "alacritty", "COLORTERM": "no"},
            {**QUIET, "TERM": "alacritty", "COLORTERM": "no"},
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_prepare(given: dict[str, str], expected: dict[str, str]) -> None:
    """Row 27: variables that could write keys to disk are removed; what Textual needs is set."""
    environ = dict(given)
    environment.prepare(environ)
    environment.prepare(environ)
    assert environ == expected


@pytest.mark.parametrize(
    ("value", "is_light"),
    [("0;15", True), ("0;default;15", True), ("0;7", True), ("15;0", False), ("", False)],
)
def test_a_light_background(value: str, is_light: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """COLORFGBG says whether the background is light."""
    assert environment.is_light({"COLORFGBG": value}) is is_light


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "UTF8"])
def test_stream(encoding: str) -> None:
    """Row 94: afterwards, a stream of any encoding can write box characters."""
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding=encoding)
    environment.use_utf8(stream)
    environment.use_utf8(None)
    stream.write("▔")
    stream.flush()
    assert buffer.getvalue() == "▔".encode()
