"""Updates like those of Textual's compositor, with any text, style and size."""

from io import StringIO
from typing import Any, Literal

from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

ColorSystem = Literal["standard", "256", "truecolor"]
"""The colors of a terminal, as Rich calls them."""

COLORS = [None, "default", "red", "bright_blue", "color(7)", "color(100)", "#1e1e1e", "#e0e0e0"]
FLAGS = ["bold", "dim", "italic", "underline", "strike", "reverse", "blink"]
RARE_FLAGS = ["underline2", "overline", "conceal", "blink2", "frame", "encircle"]
TEXTS = [
    *(
        " ",
        " " * 12,
        "     ",
        "a",
        "b",
        "model",
        "─",
        "│",
        "é",
        "漢",
        "字漢",
        "한",
        "｡",
        "🔎",
        "🔎a",
    ),
    *("e\u0301", "👍🏽", "👩\u200d👩\u200d👧", "❤\ufe0f", "a\u200bb", "🇫🇷", "क्षि", "שלום"),
    *("\ue0b0", "\xa0", "\u3000"),
]
HOSTILE = ["\u0301", "\t", "\b", "\n", "\x7f"]
"""Marks without a letter, and controls."""


def _style(
    color: str | None, background: str | None, flags: set[str], rare: str, link: str | None
) -> Style:
    switched_on: dict[str, Any] = dict.fromkeys({*flags, rare} - {""}, True)
    return Style(color=color, bgcolor=background, link=link, **switched_on)


styles = st.builds(
    _style,
    st.sampled_from(COLORS),
    st.sampled_from(COLORS),
    st.sets(st.sampled_from(FLAGS), max_size=3),
    st.sampled_from([""] * 12 + RARE_FLAGS),
    st.sampled_from([None] * 12 + ["https://example.com"]),
)
sizes = st.tuples(st.integers(2, 30), st.integers(1, 4))


def console(colors: ColorSystem) -> Console:
    """What Textual draws with.

    Args:
        colors: How many there are.
    """
    return Console(file=StringIO(), color_system=colors, force_terminal=True, _environ={})


@st.composite
def updates(
    draw: st.DrawFn, columns: int, lines: int, frame: list[Strip], texts: list[str]
) -> CompositorUpdate:
    """An update to a screen: whole or in spans; some of its lines are as they were.

    Args:
        draw: Hypothesis.
        columns: The screen's width.
        lines: The screen's height.
        frame: What the compositor had; brought up to date.
        texts: What segments are made of.
    """
    segments = st.tuples(st.sampled_from(texts), st.none() | styles).map(lambda it: Segment(*it))
    rows = st.lists(segments, max_size=6).map(lambda row: Strip(row).adjust_cell_length(columns))
    new = draw(st.lists(rows, min_size=lines, max_size=lines))
    kept = draw(st.sets(st.integers(0, lines - 1))) if len(frame) == lines else set()
    frame[:] = [frame[y].adjust_cell_length(columns) if y in kept else new[y] for y in range(lines)]
    inner = st.sets(st.integers(1, max(1, columns - 1)), max_size=3)
    cuts = [sorted({0, columns, *draw(inner)}) for _ in range(lines)]
    chops = [
        dict(zip(cut, row.divide(cut[1:]), strict=False))
        for cut, row in zip(cuts, frame, strict=True)
    ]
    if draw(st.booleans()):
        return LayoutUpdate([row.values() for row in chops], Region(0, 0, columns, lines))
    spans = []
    for y in sorted(draw(st.sets(st.integers(0, lines - 1), min_size=1))):
        first = draw(st.integers(0, columns - 1))
        spans.append((y, first, draw(st.integers(first + 1, columns))))
    return ChopsUpdate(chops, spans, [cut[1:] for cut in cuts])
