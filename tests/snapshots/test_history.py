"""Snapshots of the history, each looked at before it was committed."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.apps import NOW, ask, lookup_screen, make_app, until, until_drawn
from support.looks import MEDIUM, SIZES, WIDE, Compare, Size
from textual.pilot import Pilot

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.history.database import HistoryDatabase
from modelbrowser.history.history import History
from modelbrowser.tui.screens.history import HistoryScreen

LOOKUPS = (
    ("claude-sonnet-4-0", "claude-sonnet-4-20250514", ()),
    ("claude-sonet-4-5", None, ()),
    ("claude-opus-5", "claude-opus-5", ("context-1m-2025-08-07", "skills-2025-10-02")),
    ("claude-sonnet-4-0", "claude-sonnet-4-20260101", ("files-api-2025-04-14",)),
    ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929", ()),
)
"""The queries, one a day, with what each resolved to and its betas."""


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Make a history with an alias that moved and a name that was not found."""
    path = tmp_path / "history.db"
    with closing(HistoryDatabase(path, busy_timeout=5)) as database:
        for day, (asked, resolved_id, betas) in enumerate(LOOKUPS):
            entry = HistoryEntry(
                looked_up_at=NOW - timedelta(days=len(LOOKUPS) - day),
                model_id=asked,
                host="api.anthropic.com",
                betas=betas,
                demo=True,
                resolved_id=resolved_id,
                outcome="found" if resolved_id else "not_found",
            )
            database.record(entry)
    return History(path)


async def open_history(pilot: Pilot[None]) -> None:
    """Open the history, with the cursor on the alias that moved."""
    await pilot.pause()
    await pilot.press("ctrl+g")
    await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen)
    await until(pilot, lambda: screen.list.row_count == len(LOOKUPS))
    await pilot.press("down")
    await until_drawn(pilot, "; previously")


@SIZES
def test_history(size: Size, history: History, snap_compare: Compare) -> None:
    """All lookups, the cursor on the alias that moved."""

    async def steps(pilot: Pilot[None]) -> None:
        await open_history(pilot)
        await history.aclose()

    app = make_app(history=history)
    assert snap_compare(app, terminal_size=size, run_before=steps)


def test_question(history: History, snap_compare: Compare) -> None:
    """The question before the history is cleared."""

    async def steps(pilot: Pilot[None]) -> None:
        await open_history(pilot)
        await pilot.press("D")
        await until_drawn(pilot, "Delete all 5 lookups")
        await history.aclose()

    app = make_app(history=history)
    assert snap_compare(app, terminal_size=MEDIUM, run_before=steps)


def test_pane(history: History, snap_compare: Compare) -> None:
    """The last lookups, below the answer."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ask(pilot, "claude-haiku-4-5")
        await until(pilot, lambda: lookup_screen(pilot).history.row_count == len(LOOKUPS) + 1)
        await history.aclose()

    app = make_app(history=history)
    assert snap_compare(app, terminal_size=WIDE, run_before=steps)
