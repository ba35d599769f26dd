"""What the pictures and the recording of the documentation show, and how the app gets there."""

import html
import re
from dataclasses import dataclass

WIDE, USUAL, SMALL = (120, 40), (80, 24), (40, 15)
"""Columns and rows."""

TWO_BETAS = ("context-1m-2025-08-07", "skills-2025-10-02")

CELL = 12.2
"""The width of a cell in Textual's SVGs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One file, the steps to what it shows, and the words that prove it.

    Attributes:
        name: The file's name, without `.svg`.
        size: Columns and rows.
        shows: What its caption promises, as drawn: each text is on one line of the picture.
        betas: Ticked from the start.
        model_id: Typed and looked up, if given.
        keys: Pressed after that.
        theme: The theme's name; None for the app's own.
        remembered: Earlier lookups, one a day, the oldest first: the query, and the ID that it
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


PICTURES = (
    Picture(
        name="lookup",
        size=WIDE,
        betas=TWO_BETAS,
        model_id="claude-sonnet-4-5",
        shows=(
            "Found, alias resolved",
            "claude-sonnet-4-5-20250929",
            "Released   2025-09-29 02:00 CEST (UTC+02:00)",
            "2025-09-29 00:00 UTC, 1 year ago",
            "Status     deprecated on 2026-09-30 UTC",
            "retires 2026-11-30 UTC (tomorrow)",
            "Betas      context-1m-2025-08-07, skills-2025-10-02",
            "2 of 19 selected",
        ),
    ),
    Picture(
        name="alias",
        size=USUAL,
        model_id="claude-haiku-4-5",
        shows=(
            "Found, alias resolved",
            "claude-haiku-4-5 resolves to claude-haiku-4-5-20251001.",
            "Status     active",
        ),
    ),
    Picture(
        name="error",
        size=USUAL,
        model_id="claude-sonnet-45",
        shows=("Not found", "Did you mean claude-sonnet-4-5?"),
    ),
    Picture(
        name="betas",
        size=WIDE,
        betas=TWO_BETAS,
        keys=("ctrl+t", *["down"] * 8, "space", *["down"] * 4),
        shows=(
            "[x] files-api-2025-04-14",
            "[x] context-1m-2025-08-07",
            "[x] skills-2025-10-02",
            "Thinking between tool calls",
            "3 of 19 selected",
        ),
    ),
    Picture(
        name="light",
        size=WIDE,
        betas=TWO_BETAS,
        model_id="claude-sonnet-4-5",
        theme="textual-light",
        shows=("Found, alias resolved", "claude-sonnet-4-5-20250929"),
    ),
    Picture(
        name="small",
        size=SMALL,
        model_id="claude-haiku-4-5",
        shows=("Found, alias resolved", "claude-haiku-4-5-20251001"),
    ),
    Picture(
        name="models",
        size=USUAL,
        keys=("ctrl+o", "ctrl+t", *"sonnet"),
        shows=(
            "All models",
            "listed, retired too",
            "claude-sonnet-4-6           2026-02-17  active",
            "claude-sonnet-4-20250514    2025-05-22  retired 2026-06-15",
        ),
    ),
    Picture(
        name="history",
        size=USUAL,
        keys=("ctrl+g", "down"),
        remembered=(
            ("claude-opus-4-0", "claude-opus-4-20250514"),
            ("claude-sonnet-latest", "claude-sonnet-5"),
            ("claude-sonet-4-5", None),
            ("claude-haiku-4-5", "claude-haiku-4-5-20251001"),
            ("claude-sonnet-latest", "claude-sonnet-5-5"),
            ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ),
        shows=(
            "History",
            "claude-sonnet-latest  moved: claude-sonnet-5-5",
            "moved from claude-sonnet-5.",
            "6 listed, of the demo",
        ),
    ),
    Picture(
        name="snippet",
        size=USUAL,
        model_id="claude-sonnet-4-5",
        keys=("tab", "c", "down"),
        shows=("Copy as", "> Python", 'client.models.retrieve("claude-sonnet-4-5")'),
    ),
    Picture(
        name="compare",
        size=USUAL,
        model_id="claude-haiku-4-5",
        # After the pin the focus is on the input; the second Tab goes to the betas again.
        keys=("tab", "p", "tab", "space", "enter"),
        shows=(
            "1 of 7 lines differs.",
            "claude-haiku-4-5",
            "claude-haiku-4-5, 1 beta",
            "≠ Betas",
            "message-batches-2024-09-24",
            "pinned",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One frame of the recording, in the usual size.

    Attributes:
        keys: Pressed before it.
        seconds: How long it is shown.
        shows: What it is for, as drawn.
    """

    keys: tuple[str, ...]
    seconds: float
    shows: str


STEPS = (
    Step((), 1.5, "Ready"),
    Step(tuple("clau"), 0.3, "clau"),
    Step(tuple("de-h"), 0.3, "claude-h"),
    Step(tuple("aiku"), 0.3, "claude-haiku"),
    Step(tuple("-4-5"), 1.0, "claude-haiku-4-5"),
    Step(("enter",), 4.0, "claude-haiku-4-5-20251001"),
    Step(("ctrl+t",), 0.8, "Message Batches"),
    Step(("down",), 0.5, "Reuse of a prompt prefix"),
    Step(("down",), 0.8, "First computer-use tools"),
    Step(("space",), 1.5, "[x] computer-use-2024-10-22"),
    Step(("enter",), 3.0, "Betas      computer-use-2024-10-22"),
    Step(("ctrl+p",), 1.5, "Browse earlier lookups"),
    Step(tuple("mod"), 1.5, "Browse all available models"),
    Step(("enter",), 1.5, "claude-fable-5-2"),
    Step(tuple("opus"), 1.2, "6 listed"),
    Step(("down", "down"), 1.2, "6 listed"),
    Step(("enter",), 4.0, "Model ID, not an alias."),
)

STILL = 5
"""The frame that is shown if nothing may move: the first answer."""

_SEGMENT = re.compile(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*clip-path[^>]*>([^<]*)')


def text_of(svg: str) -> str:
    """The text of a picture, line by line, each text in its column."""
    lines: dict[float, str] = {}
    segments = [(float(y), float(x), text) for x, y, text in _SEGMENT.findall(svg)]
    for y, x, text in sorted(segments):
        line = lines.get(y, "").ljust(round(x / CELL))
        lines[y] = line + html.unescape(text).replace("\N{NO-BREAK SPACE}", " ")
    return "\n".join(line.rstrip() for line in lines.values())
