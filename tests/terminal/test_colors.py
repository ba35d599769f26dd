"""The program's text is readable: its colors in an emulator, with xterm's palette."""

import sys
from collections.abc import Iterator
from itertools import chain

import pytest
from support.emulator import Look
from support.terminal_window import Window
from textual.color import Color

from modelbrowser.tui.themes import FAINT_CONTRAST, TEXT_CONTRAST, contrast

_NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
_USUAL = ("000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5")
_BRIGHT = ("7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff")
XTERM = dict(zip(_NAMES, _USUAL, strict=True)) | {
    f"bright{name}": color for name, color in zip(_NAMES, _BRIGHT, strict=True)
}
"""The colors of xterm by pyte's names."""

FAINT = {"brightblack", "6c6c6c", "767676", "808080", "949494"}
"""For rules, placeholders, and keys that do nothing now."""

QUESTIONS = {
    "claude-opus-5": "claude-opus-5",
    "claude-sonnet-4-5": "claude-sonnet-4-5-20250929",
    "claude-3-opus-20240229": "Retired",
    "claude-sonet": "Not found",
}
"""A model that is active, one that retires soon, one that is retired, and none."""


def _colors(look: Look, *, is_light: bool) -> tuple[Color, Color]:
    """The foreground and the background of a cell."""
    usual = ("000000", "ffffff") if is_light else ("e5e5e5", "000000")
    names = [
        default if name == "default" else XTERM.get(name.replace("bfight", "bright"), name)
        for name, default in zip((look.foreground, look.background), usual, strict=True)
    ]
    if "reverse" in look.attributes:
        names.reverse()
    foreground, background = (Color.parse(f"#{name}") for name in names)
    return foreground, background


def _unreadable(window: Window, *, is_light: bool) -> Iterator[tuple[str, str, str, float]]:
    """The characters whose contrast is too low, with their colors."""
    for look in chain.from_iterable(window.screen.picture()):
        if not look.text.isascii() or not look.text.strip():
            # A blank, or a line.
            continue
        if {"bold", "reverse"} <= look.attributes and look.background in {"default", *XTERM}:
            # PuTTY draws bold text in the brighter color: of black, that is gray.
            yield look.text, look.foreground, look.background, 1.0
        found = contrast(*_colors(look, is_light=is_light))
        if found < (FAINT_CONTRAST if look.foreground in FAINT else TEXT_CONTRAST):
            yield look.text, look.foreground, look.background, found


@pytest.mark.parametrize("term", ["xterm", "xterm-256color"])
@pytest.mark.parametrize("background", ["ffff", "0000"])
def test_everything_can_be_read(term: str, background: str) -> None:
    """Rows 209 and 211: with 16 and 256 colors, on white and on black, nothing is too pale."""
    is_light = background == "ffff"
    program = [sys.executable, "-m", "modelbrowser", "--demo", "--no-history"]
    with Window(program, {"TERM": term, "COLORTERM": ""}, 112, 36) as window:
        window.wait_for_text("Model ID or alias")
        window.send(f"\x1b]11;rgb:{'/'.join([background] * 3)}\x1b\\")
        for name, shown in QUESTIONS.items():
            window.send(f"\x15\x0b{name}\r")
            window.wait_for_text(shown)
            window.wait_until(lambda: not list(_unreadable(window, is_light=is_light)))
        for keys, shown in ((" \x14\x1b[B", "Reuse of a prompt prefix"), ("\x10", "Search for")):
            window.send(keys)
            window.wait_for_text(shown)
            window.wait_until(lambda: not list(_unreadable(window, is_light=is_light)))


def _has_gray_bars(window: Window) -> bool:
    """Whether the first and the last line have a background without a hue."""
    bars = (*window.screen.picture()[0], *window.screen.picture()[-1])
    return all(len({*look.background[:2], *look.background[2:]}) <= 2 for look in bars)


def test_gray_bars() -> None:
    """Row 211: with 256 colors the bars are gray, as they are with more."""
    program = [sys.executable, "-m", "modelbrowser", "--demo", "--no-history"]
    with Window(program, {"TERM": "xterm-256color", "COLORTERM": ""}) as window:
        window.wait_for_text("Model ID or alias")
        window.wait_until(lambda: _has_gray_bars(window))
