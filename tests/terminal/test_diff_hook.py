"""When differential rendering works, when it is off, and what it does with other output."""

import sys
from io import StringIO

import pytest
from rich.console import Console
from rich.segment import Segment
from support.compositor_updates import console
from support.emulator import Emulator
from support.terminal_window import Window
from textual._compositor import CompositorUpdate, InlineUpdate, LayoutUpdate
from textual.geometry import Offset, Region
from textual.strip import Strip

from modelbrowser.terminal import compatibility
from modelbrowser.terminal.ansi import UnsupportedUpdateError
from modelbrowser.terminal.diff import DiffRenderer, erases_to_background
from modelbrowser.terminal.rendering import SYNC_START, DiffRenderingApp, WriteInterceptor

APP = [sys.executable, "-m", "support.diff_app"]
RED = Strip([Segment("red  ", Console(file=StringIO()).get_style("red"))])


def layout(*strips: Strip) -> LayoutUpdate:
    """A whole screen of five columns."""
    return LayoutUpdate([[strip] for strip in strips], Region(0, 0, 5, len(strips)))


def paint(renderer: DiffRenderer, update: CompositorUpdate) -> str:
    """The output for an update."""
    return renderer.render(update, Offset(0, 0), console("truecolor"))


def test_wanted_with_the_proven_version() -> None:
    """It works with the installed version of Textual, which is the supported one."""
    assert DiffRenderingApp()._renderer


def test_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    """MODELBROWSER_RENDERING=stock turns it off; so does Emacs' terminal, or another Textual."""
    monkeypatch.setenv("MODELBROWSER_RENDERING", "stock")
    assert not DiffRenderingApp()._renderer
    monkeypatch.delenv("MODELBROWSER_RENDERING")
    assert DiffRenderingApp()._renderer
    monkeypatch.setenv("TERM", "eterm-color")
    assert not DiffRenderingApp()._renderer
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(compatibility, "SUPPORTED", "0")
    assert not DiffRenderingApp()._renderer


def test_nothing_for_nothing() -> None:
    """An update that changes no cell writes no byte."""
    renderer = DiffRenderer(erases_color=True)
    assert paint(renderer, layout(RED))
    assert not paint(renderer, layout(Strip(list(RED))))


def test_forgets() -> None:
    """After `invalidate` everything is written again."""
    renderer = DiffRenderer(erases_color=True)
    first = paint(renderer, layout(RED))
    renderer.invalidate()
    assert paint(renderer, layout(RED)) == first


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b2J", "a\nb", "\x7f"])
def test_refuses_controls(text: str) -> None:
    """Row 71: an update with a control is left to stock output, and the picture is unknown then."""
    renderer = DiffRenderer(erases_color=True)
    first = paint(renderer, layout(RED))
    with pytest.raises(UnsupportedUpdateError):
        paint(renderer, layout(Strip([Segment(text)])))
    assert paint(renderer, layout(RED)) == first


def test_refuses_other_updates() -> None:
    """Updates of another kind are left to stock output."""
    with pytest.raises(UnsupportedUpdateError):
        paint(DiffRenderer(erases_color=True), InlineUpdate([RED]))
    with pytest.raises(UnsupportedUpdateError):
        paint(DiffRenderer(erases_color=True), LayoutUpdate([[RED]], Region(1, 0, 5, 1)))


def test_other_output_has_the_default_pen() -> None:
    """Other output is drawn with the default style, which stock Textual leaves too."""
    screen = Emulator(5, 2)
    renderer = DiffRenderer(erases_color=True)
    tap = WriteInterceptor(screen.feed, renderer)
    tap.stock(paint(renderer, layout(RED)))
    tap("\x1b[2Hx")
    assert screen.buffer[1][0].fg == "default"


@pytest.mark.parametrize("data", ["\x07", "\x1b]52;c;YQ==\x07", "\x1b]2;title\x1b\\", SYNC_START])
def test_some_output_passes_untouched(data: str) -> None:
    """Bell, clipboard, title and modes pass as they are, and the picture is still known."""
    written: list[str] = []
    renderer = DiffRenderer(erases_color=True)
    tap = WriteInterceptor(written.append, renderer)
    paint(renderer, layout(RED))
    tap(data)
    assert written == [data]
    assert not paint(renderer, layout(RED))


@pytest.mark.parametrize(
    ("environ", "fills"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "xterm-256color", "STY": "1.host"}, False),
        ({"TERM": "xterm-256color", "TMUX": "socket,1,0"}, False),
        ({}, False),
    ],
)
def test_erases_in_color_only_if_known(environ: dict[str, str], fills: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Only terminals that are known to fill with the background are erased in color."""
    assert erases_to_background(environ) is fills


def test_never_erases_in_color_otherwise() -> None:
    """If that is not known, colored blanks are written as blanks."""
    blue = Strip([Segment(" " * 40, Console(file=StringIO()).get_style("on blue"))])
    update = LayoutUpdate([[blue]], Region(0, 0, 40, 1))
    assert " " * 40 in paint(DiffRenderer(erases_color=False), update)
    assert "\x1b[K" in paint(DiffRenderer(erases_color=True), update)


def test_frames_and_style_at_the_end() -> None:
    """Large updates are synchronized if the terminal knows that; on exit the style is reset."""
    with Window(APP, {}) as window:
        window.wait_for_text("^p palette")
        window.send("\x10")
        window.wait_for_text("Quit the application")
        window.send("\x1b\x1b")
        # Ctrl+Q right after ESC might be taken for Alt, or come to the palette.
        window.wait_until(lambda: "Quit the application" not in window.screen.text())
        window.send("\x11")
        assert window.wait_for_end() == 0
        assert window.output.count(SYNC_START) >= 1
        assert window.screen.cursor.attrs.bg == "default"
        assert window.screen.cursor.attrs.fg == "default"
