"""Differential rendering shows the same as stock Textual."""

from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from support.compositor_updates import HOSTILE, TEXTS, ColorSystem, console, sizes, updates
from support.emulator import Emulator
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.geometry import Offset, Region
from textual.strip import Strip

from modelbrowser.terminal.ansi import UnsupportedUpdateError
from modelbrowser.terminal.diff import DiffRenderer
from modelbrowser.terminal.rendering import WriteInterceptor

SCRIBBLE = "\x1b[1;4;35;43m\x1b[H" + "#" * 40 + "\x1b[m"


@dataclass
class Screens:
    """A terminal that stock Textual draws on, and one that the renderer draws on."""

    columns: int
    lines: int
    colors: ColorSystem
    fills: bool

    def __post_init__(self) -> None:
        self.stock = Emulator(self.columns, self.lines)
        self.ours = Emulator(self.columns, self.lines)
        self.console = console(self.colors)
        self.renderer = DiffRenderer(erases_color=self.fills)
        self.tap = WriteInterceptor(self.ours.feed, self.renderer)
        self.by_others(SCRIBBLE)

    def by_others(self, output: str) -> None:
        """Write something that doesn't come from an update."""
        self.stock.feed(output)
        self.tap(output)

    def resize(self, columns: int, lines: int) -> None:
        """Resize the window, and with it the app."""
        self.columns, self.lines = columns, lines
        self.stock.resize(lines, columns)
        self.ours.resize(lines, columns)
        self.renderer.invalidate()

    def update(self, update: CompositorUpdate, cursor: Offset) -> str:
        """Show an update on both, the stock way if need be, and return what was written."""
        stock = update.render_segments(self.console) + Control.move_to(*cursor).segment.text
        self.stock.feed(stock)
        try:
            output = self.renderer.render(update, cursor, self.console)
        except UnsupportedUpdateError:
            self.tap(stock)
            return stock
        self.tap.stock(output)
        return output

    def check(self) -> None:
        """Check that both show the same."""
        assert self.ours.picture() == self.stock.picture()
        assert self.ours.place() == self.stock.place()


@settings(max_examples=150)
@given(st.data())
def test_same_picture(data: st.DataObject) -> None:
    """Whatever is drawn, by the app or by others, at any size, is the same as with stock output."""
    screens = Screens(
        *data.draw(sizes),
        data.draw(st.sampled_from(["standard", "256", "truecolor"])),
        data.draw(st.booleans()),
    )
    frame: list[Strip] = []
    for _ in range(data.draw(st.integers(1, 6))):
        event = data.draw(st.sampled_from(["update"] * 8 + ["resize", "alternate", "bell", "text"]))
        if event == "resize":
            screens.resize(*data.draw(sizes))
        elif event == "alternate":
            screens.by_others("\x1b[?1049l\x1b[?1049h")
        elif event == "bell":
            screens.by_others("\x07\x1b]52;c;YQ==\x07\x1b]2;title\x1b\\\x1b[?2026h")
        elif event == "text":
            screens.by_others("x\x1b[2;2Hy")
        else:
            update = data.draw(updates(screens.columns, screens.lines, frame, TEXTS + HOSTILE))
            cursor = Offset(
                data.draw(st.integers(0, screens.columns - 1)),
                data.draw(st.integers(0, screens.lines - 1)),
            )
            screens.update(update, cursor)
        screens.check()


def test_a_blank_beside_a_brighter_text() -> None:
    """A blank has its own color, not the bright one with the same last digit."""
    screens = Screens(8, 1, "standard", fills=False)
    strip = Strip(
        [
            Segment("text", Style.parse("bright_black on white")),
            Segment(" ", Style.parse("on black")),
            Segment("abc"),
        ]
    )
    screens.update(LayoutUpdate([[strip]], Region(0, 0, 8, 1)), Offset(0, 0))
    screens.check()


def test_blanks_beside_dim_text() -> None:
    """A blank isn't dim because the text before it is: GNU screen may underline what is dim."""
    screens = Screens(8, 1, "standard", fills=True)
    strip = Strip([Segment("dim", Style(dim=True)), Segment(" x   ")])
    output = screens.update(LayoutUpdate([[strip]], Region(0, 0, 8, 1)), Offset(0, 0))
    assert "dim\x1b[m x" in output


def test_a_wide_character_in_place_of_another() -> None:
    """The cell after a wide character is drawn in its place if both change."""
    screens = Screens(8, 1, "standard", fills=False)
    for text in ("漢aXcdefg", "字aYcdefg", "漢bYcdefg", "漢bYcdefX"):
        lines: list[Iterable[Strip]] = [[Strip([Segment(text)]).crop(0, 8)]]
        screens.update(LayoutUpdate(lines, Region(0, 0, 8, 1)), Offset(0, 0))
        screens.check()


def test_a_mark_that_joins_a_wide_character_above() -> None:
    """A combining character at the start of a line joins the end of the line above."""
    screens = Screens(2, 3, "standard", fills=False)
    for below in ("\u0301 ", "  "):
        lines: list[Iterable[Strip]] = [[Strip([Segment(it)])] for it in ("漢", below, "  ")]
        screens.update(LayoutUpdate(lines, Region(0, 0, 2, 3)), Offset(0, 0))
        screens.check()
