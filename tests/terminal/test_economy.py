"""Does writing only what changed show the same picture as stock Textual does?"""

from dataclasses import dataclass
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from support.emulator import Emulator
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Offset, Region
from textual.strip import Strip

from modelbrowser.tui.terminal.economy.app import Tap
from modelbrowser.tui.terminal.economy.painter import Painter
from modelbrowser.tui.terminal.economy.pen import NotUnderstoodError
from modelbrowser.tui.terminal.economy.updates import read

COLOURS = [None, "default", "red", "bright_blue", "color(7)", "color(100)", "#1e1e1e", "#e0e0e0"]
FLAGS = ["bold", "dim", "italic", "underline", "strike", "reverse", "blink", "underline2"]
TEXTS = [
    *(" ", " " * 12, "     ", "a", "b", "model", "─", "│", "é", "漢", "字漢", "한", "｡"),
    *(
        "e\u0301",
        "\u0301",
        "👍",
        "👍🏽",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "\u200b",
        "🇫🇷",
        "क्षि",
        "שלום",
    ),
    *("\ue0b0", "\xa0", "\u3000", "\t", "\b", "\n", "\x7f"),
]
SCRIBBLE = "\x1b[1;4;35;43m\x1b[H" + "#" * 40 + "\x1b[m"

styles = st.builds(
    lambda colour, background, flags, link: Style(
        color=colour, bgcolor=background, link=link, **dict.fromkeys(flags, True)
    ),
    st.sampled_from(COLOURS),
    st.sampled_from(COLOURS),
    st.sets(st.sampled_from(FLAGS), max_size=3),
    st.sampled_from([None, None, None, None, None, "https://example.com"]),
)
segments = st.tuples(st.sampled_from(TEXTS), st.none() | styles).map(lambda pair: Segment(*pair))


@dataclass
class Screens:
    """A terminal that stock Textual draws on, and one that the painter draws on."""

    columns: int
    lines: int
    colours: str
    fills: bool

    def __post_init__(self) -> None:
        self.stock = Emulator(self.columns, self.lines)
        self.ours = Emulator(self.columns, self.lines)
        self.console = Console(
            file=StringIO(), color_system=self.colours, force_terminal=True, _environ={}
        )
        self.painter = Painter(erases_colour=self.fills)
        self.tap = Tap(self.ours.feed, self.painter)
        self.by_others(SCRIBBLE)

    def by_others(self, output: str) -> None:
        """Something that does not come from an update is written."""
        self.stock.feed(output)
        self.tap(output)

    def resize(self, columns: int, lines: int) -> None:
        """The terminal's window changes, and with it the app's size."""
        self.columns, self.lines = columns, lines
        self.stock.resize(lines, columns)
        self.ours.resize(lines, columns)
        self.painter.forget()

    def update(self, update: CompositorUpdate, cursor: Offset) -> str:
        """Show an update on both, the stock way where the painter refuses; what it wrote."""
        stock = update.render_segments(self.console) + Control.move_to(*cursor).segment.text
        self.stock.feed(stock)
        try:
            output = self.painter.paint(*read(update), cursor, self.console)
        except NotUnderstoodError:
            self.tap(stock)
            return stock
        self.tap.stock(output)
        return output

    def check(self) -> None:
        """Both show the same."""
        assert self.ours.picture() == self.stock.picture()
        assert self.ours.place() == self.stock.place()


@st.composite
def frames(draw: st.DrawFn, columns: int, lines: int) -> list[Strip]:
    """A whole screen, as the compositor has it."""
    rows = st.lists(segments, max_size=6).map(lambda row: Strip(row).adjust_cell_length(columns))
    return draw(st.lists(rows, min_size=lines, max_size=lines))


@st.composite
def updates(draw: st.DrawFn, columns: int, lines: int, old: list[Strip]) -> CompositorUpdate:
    """An update to a screen: whole or in spans; some of its lines are as they were."""
    kept = draw(st.sets(st.integers(0, lines - 1)))
    new = draw(frames(columns, lines))
    old[:] = [old[y] if y in kept and len(old) == lines else row for y, row in enumerate(new)]
    inner = st.integers(1, max(1, columns - 1))
    cuts = [sorted({0, columns, *draw(st.sets(inner, max_size=3))}) for _ in range(lines)]
    chops = [
        dict(zip(cut, row.divide(cut[1:]), strict=False))
        for cut, row in zip(cuts, old, strict=True)
    ]
    if draw(st.booleans()):
        return LayoutUpdate([row.values() for row in chops], Region(0, 0, columns, lines))
    spans = []
    for y in sorted(draw(st.sets(st.integers(0, lines - 1), min_size=1))):
        first = draw(st.integers(0, columns - 1))
        last = draw(st.integers(first + 1, columns))
        spans.append((y, first, last))
    return ChopsUpdate(chops, spans, [cut[1:] for cut in cuts])


sizes = st.tuples(st.integers(2, 30), st.integers(1, 4))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_same_picture(data: st.DataObject) -> None:
    """Whatever is drawn, by whomever, at any size: the same cells and cursor as stock."""
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
            update = data.draw(updates(screens.columns, screens.lines, frame))
            cursor = Offset(
                data.draw(st.integers(0, screens.columns - 1)),
                data.draw(st.integers(0, screens.lines - 1)),
            )
            screens.update(update, cursor)
        screens.check()
