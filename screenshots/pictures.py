"""What the documentation's pictures and recording show, and how the app gets there."""

import html
import re
from dataclasses import dataclass, replace

USUAL = (80, 24)
"""Columns and rows."""

TWO_BETAS = ("files-api-2025-04-14", "skills-2025-10-02")

CELL = 12.2
"""The width of a cell in Textual's SVGs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: its file, the steps to what it shows, and the words that prove it.

    Attributes:
        name: The file's name, without `.svg`.
        size: Columns and rows.
        shows: What its caption promises, as drawn: each text is on one line of the picture.
        betas: The initially selected betas.
        model_id: The model ID or alias to look up first, if any.
        keys: Pressed after that.
        theme: The theme's name; None for the app's own.
        remembered: Earlier lookups, one per day, oldest first: the query, and the ID that it
            resolved to, if it was found.
    """

    name: str
    size: tuple[int, int]
    shows: tuple[str, ...]
    betas: tuple[str, ...] = ()
    model_id: str | None = None
    keys: tuple[str, ...] = ()
    theme: str | None = None
    remembered: tuple[tuple[str, str | None], ...] = ()


ANSWER = Picture(
    name="answer",
    size=(120, 25),
    betas=TWO_BETAS,
    model_id="claude-opus-4-5",
    shows=(
        "claude-opus-4-5-20251101",
        "DEPRECATED",
        "released",
        "2025-11-24",
        "today 2026-11-30 ↓",
        "deprecated    retires",
        "2026-11-23  2027-01-22",
        "Retires in 53 days.  No successor is known.",
        "✓ skills-2025-10-02 accepted",
    ),
)
"""The first picture of the README, which is also drawn light."""

PICTURES = (
    ANSWER,
    replace(ANSWER, name="answer-light", theme="modelbrowser-light"),
    Picture(
        name="betas",
        size=(120, 30),
        betas=("files-api-2025-04-14", "skills-2025-10-02"),
        model_id="claude-haiku-4-5",
        keys=("ctrl+t",),
        shows=(
            "[x] files-api-2025-04-14                 ✓",
            "✓ files-api-2025-04-14  ✓ skills-2025-10-02 accepted",
            "2 of 19 selected",
        ),
    ),
    Picture(
        name="models",
        size=(100, 24),
        keys=("ctrl+o", "ctrl+t", *"opus-"),
        shows=("claude-opus-4-6 ", "deprecated", "retired", "2025      2026", "today"),
    ),
    Picture(
        name="history",
        size=(100, 20),
        keys=("ctrl+g", "down"),
        remembered=(
            ("claude-opus-4-6", "claude-opus-4-6"),
            ("claude-demo-latest", "claude-opus-5"),
            ("claude-sonet-5-5", None),
            ("claude-haiku-4-5", "claude-haiku-4-5-20251001"),
            ("claude-demo-latest", "claude-opus-5-5"),
            ("claude-sonnet-5-5", "claude-sonnet-5-5"),
        ),
        shows=("✗ 2026-11-26", "not found", "↷ 2026-11-28", "was claude-opus-5", "✓ 2026-11-29"),
    ),
    Picture(
        name="compare",
        size=(100, 24),
        model_id="claude-haiku-4-5",
        # After the pin the focus is on the input, with the name selected.
        keys=("tab", "p", *"claude-haiku-5-5", "enter"),
        shows=(
            "5 differences",
            "claude-haiku-4-5 (pinned)",
            "claude-haiku-5-5 (new)",
            "≠ Context   200,000 tokens                            1,000,000 tokens",
            "Europe/Paris",
        ),
    ),
    Picture(
        name="suggestions",
        size=USUAL,
        model_id="claude-sonet-5-5",
        shows=("Not found", "Did you mean:", "1 claude-sonnet-5-5"),
    ),
    Picture(
        name="snippet",
        size=(100, 24),
        model_id="claude-haiku-4-5",
        keys=("tab", "c", "down"),
        shows=("Copy as", "Python", 'client.models.retrieve("claude-haiku-4-5")'),
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One frame of the recording, in the usual size.

    Attributes:
        keys: Pressed before it.
        seconds: How long it is shown.
        shows: The text that it must show.
    """

    keys: tuple[str, ...]
    seconds: float
    shows: str


STEPS = (
    Step((*"claude-haiku-4-5", "enter"), 1.8, "claude-haiku-4-5-20251001"),
    Step((*"claude-o",), 0.3, "claude-o"),
    Step((*"psu",), 0.3, "claude-opsu"),
    Step((*"-4-5",), 0.6, "claude-opsu-4-5"),
    Step(("enter",), 1.8, "Not found"),
    Step(("ctrl+n",), 3.0, "claude-opus-4-5-20251101"),
    Step(("ctrl+y",), 2.0, "clipboard"),
)
"""A result, a typo, the suggestion, which is deprecated, and a copy: ten seconds at most."""

STILL = 5
"""The frame to show if nothing may move: the deprecated model."""

_SEGMENT = re.compile(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*clip-path[^>]*>([^<]*)')


def text_of(svg: str) -> str:
    """The text of a picture, line by line, each text in its column."""
    lines: dict[float, str] = {}
    segments = [(float(y), float(x), text) for x, y, text in _SEGMENT.findall(svg)]
    for y, x, text in sorted(segments):
        line = lines.get(y, "").ljust(round(x / CELL))
        lines[y] = line + html.unescape(text).replace("\N{NO-BREAK SPACE}", " ")
    return "\n".join(line.rstrip() for line in lines.values())
