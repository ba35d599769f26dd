"""Draws the pictures of the documentation from the running app, on demo data.

    python screenshots/draw.py [FOLDER]

Time, zone, size and waiting times are fixed, so the same app always gives the same files.
"""
# ruff: noqa: E402 - the environment comes first

import asyncio
import html
import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import boxes
from pictures import CELL, PICTURES, Picture, text_of

from modelbrowser.terminal import environment

# Independent of the environment in which the pictures are drawn.
for variable in ("NO_COLOR", "TMUX", "STY", "DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(variable, None)
os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
environment.prepare(os.environ)

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.errors import APIStatusError
from modelbrowser.api.retries import TimeFunctions
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.lookup import LookupResult, Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.history.history import History
from modelbrowser.presentation.clock import make_clock
from modelbrowser.session import LookupSession
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.options import TuiOptions
from modelbrowser.tui.widgets.inputs import ModelInput

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Paris")
ELAPSED = 0.214
"""The time that every lookup reports, in seconds."""


_TEXT = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" '
    r'textLength="[\d.]+" clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_WORDS = re.compile(r"\S+(?: \S+)*")
"""Text between blanks that are only spacing."""

_BASELINE = 18.5
"""How far the baseline is below the upper edge of the cells in Textual's SVGs."""


async def draw(picture: Picture) -> str:
    """Draw one picture, as SVG.

    Raises:
        NotShownError: If something that the picture should show was not drawn.
    """
    with TemporaryDirectory() as folder:
        history = History(Path(folder) / "history.db" if picture.remembered else None)
        _remember(history, picture)
        svg = await _drawn(picture, demo_app(history, picture.betas, picture.theme))
    check(picture.name, svg, picture.shows)
    return svg


async def _drawn(picture: Picture, app: ModelBrowserApp) -> str:
    async with app.run_test(size=picture.size) as pilot:
        # One after the other, because a lookup knows more names once the list is there.
        await app.workers.wait_for_complete()
        if picture.model_id:
            app.screen.query_one(ModelInput).insert_text_at_cursor(picture.model_id)
            await pilot.press("enter")
            await app.workers.wait_for_complete()
        for key in picture.keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
        await pilot.pause()
        return fixed(app.export_screenshot())


def _remember(history: History, picture: Picture) -> None:
    """Put the earlier lookups into the history."""
    for days, (asked, resolved_id) in zip(
        range(len(picture.remembered), 0, -1), picture.remembered, strict=True
    ):
        entry = HistoryEntry(
            looked_up_at=NOW - timedelta(days=days),
            model_id=asked,
            host=Connection().host,
            demo=True,
            resolved_id=resolved_id,
            outcome="found" if resolved_id else "not_found",
        )
        history.record(entry)


def demo_app(
    history: History, betas: tuple[str, ...] = (), theme: str | None = None
) -> ModelBrowserApp:
    """The app on demo data, at a fixed moment.

    Args:
        history: Records the lookups.
        betas: The initially selected betas.
        theme: The theme's name; None for the app's own.
    """
    options = TuiOptions(
        clock=make_clock(ZONE, {}, now=lambda: NOW), selected_betas=betas, theme=theme
    )
    session = LookupSession(Connection(demo=True), _TimelessClient, history)
    return ModelBrowserApp(session, options)


class _TimelessClient(ModelsClient):
    """The client with a frozen clock, for which every lookup takes the same time."""

    def __init__(self, connection: Connection) -> None:
        clock = TimeFunctions(now=lambda: NOW, monotonic=lambda: 0.0, jitter=lambda: 0.0)
        super().__init__(connection, DemoTransport(clock), clock)

    async def retrieve(self, query: ModelQuery, on_retry: Callable[[Retry], None]) -> LookupResult:
        try:
            lookup = await super().retrieve(query, on_retry)
        except APIStatusError as error:
            error.exchange = replace(error.exchange, elapsed=ELAPSED)
            raise
        return replace(lookup, exchange=replace(lookup.exchange, elapsed=ELAPSED))


def check(name: str, svg: str, shows: Iterable[str]) -> None:
    """Check that a picture shows what its caption promises.

    Args:
        name: The picture's name in the error.
        svg: The picture.
        shows: Texts that must be in it, each on one line.

    Raises:
        NotShownError: If one of them is missing.
    """
    drawn = text_of(svg)
    if missing := [text for text in shows if text not in drawn]:
        raise NotShownError(f"{name} does not show {missing}, but:\n{drawn}")


class NotShownError(Exception):
    """A picture doesn't show what its caption promises."""


def fixed(svg: str) -> str:
    """An SVG without the parts that differ from drawing to drawing, or depend on a font."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = _TEXT.sub(_parts, svg)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _parts(found: re.Match[str]) -> str:
    """A text as its words, each at its place, and its lines, blocks and dots as a path."""
    style, x, y = found["style"], float(found["x"]), float(found["y"])
    text = html.unescape(found["text"]).replace("\N{NO-BREAK SPACE}", " ")
    path, place = "", 0
    for character, run in groupby(text):
        count = len(list(run))
        if boxes.is_drawn(character):
            path += boxes.path_of(character, count, x + place * CELL, y - _BASELINE)
        place += count
    parts = [f'<path class="{style}" d="{path}"/>'] if path else []
    text = "".join(" " if boxes.is_drawn(character) else character for character in text)
    for words in _WORDS.finditer(text):
        escaped = html.escape(words[0], quote=False).replace(" ", "&#160;")
        parts.append(
            f'<text class="{style}" x="{x + words.start() * CELL:g}" y="{y:g}" '
            f'textLength="{len(words[0]) * CELL:g}" clip-path="{found["clip"]}">{escaped}</text>'
        )
    return "".join(parts)


def main() -> None:
    """Write all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for picture in PICTURES:
        path = folder / f"{picture.name}.svg"
        path.write_text(asyncio.run(draw(picture)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
