"""All lists keep the cursor visible at every size, and know their height."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from support.apps import (
    NOW,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    until,
    until_chosen,
)
from textual.pilot import Pilot

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.history.history import History
from modelbrowser.preferences import Preferences
from modelbrowser.snippets.languages import LANGUAGES
from modelbrowser.tui.widgets.lists import RowList

OpenList = Callable[[Pilot[None]], Awaitable[None]]
"""Opens a list and gives it the focus."""


async def open_betas(pilot: Pilot[None]) -> None:
    """The betas of the main screen."""
    await pilot.press("ctrl+t")


async def open_history(pilot: Pilot[None]) -> None:
    """All earlier lookups."""
    await pilot.press("ctrl+g")


async def open_languages(pilot: Pilot[None]) -> None:
    """The languages of the code screen."""
    await ask(pilot, "claude-haiku-4-5")
    lookup_screen(pilot).betas.list.focus()
    await pilot.press("c")


async def open_models(pilot: Pilot[None]) -> None:
    """All models, including retired ones."""
    await pilot.press("ctrl+o", "ctrl+t", "tab")


async def open_themes(pilot: Pilot[None]) -> None:
    """The first themes; each one that the cursor passes is previewed, which takes 0.1 s."""
    for name in [*pilot.app.available_themes][10:]:
        del pilot.app.available_themes[name]
    pilot.app.action_change_theme()


LISTS = [open_betas, open_history, open_languages, open_models, open_themes]
SIZES = pytest.mark.parametrize(
    "size", [(120, 40), (80, 10), (40, 15)], ids=["120x40", "80x10", "40x15"]
)
ROWS = 45
"""Lookups in the history: more than fit on any of these screens."""


async def focused_list(pilot: Pilot[None], open_list: OpenList) -> RowList[Any]:
    """Open a list and wait until it has the focus and its rows."""
    await open_list(pilot)
    await until(pilot, lambda: isinstance(pilot.app.focused, RowList))
    rows = pilot.app.focused
    assert isinstance(rows, RowList)
    await until(pilot, lambda: rows.row_count)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return rows


def line_of_cursor(pilot: Pilot[None], rows: RowList[Any]) -> str:
    """What is drawn on the line of the cursor; fails if that is outside the list."""
    line = rows.cursor - rows.scroll_offset.y
    x, y, width, height = rows.scrollable_content_region
    assert 0 <= line < height, f"row {rows.cursor} is out of sight"
    return drawn(pilot).splitlines()[y + line].ljust(x + width)[x : x + width]


def beginning_of(rows: RowList[Any], row: int) -> str:
    """The part of a row that is never cut."""
    return str(rows.row(row)).strip()[:10]


def history_of(path: Path, count: int) -> History:
    """A history with that many lookups of the demo."""
    history = History(path)
    for number in range(count):
        entry = HistoryEntry(
            looked_up_at=NOW - timedelta(days=1),
            model_id=f"claude-{number}",
            host="api.anthropic.com",
            demo=True,
            resolved_id=f"claude-{number}-20260101",
        )
        history.record(entry)
    return history


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("open_list", "size"),
    # Only the history is drawn differently at that width.
    [(open_history, (120, 12)), *product(LISTS, [(80, 10), (40, 15)])],
    ids=lambda value: value.__name__ if callable(value) else "{}x{}".format(*value),
)
async def test_the_cursor_is_always_in_sight(
    open_list: OpenList, size: tuple[int, int], tmp_path: Path
) -> None:
    """Down to the last row, and up to the first: each row is drawn while the cursor is on it.

    The list scrolls no further than it must: at its end its last row is on its last line.
    """
    history = history_of(tmp_path / "history.db", size[1])
    async with running(make_app(history=history), size) as pilot:
        rows = await focused_list(pilot, open_list)
        await pilot.press("home")
        for row in range(rows.row_count):
            assert rows.cursor == row
            assert beginning_of(rows, row) in line_of_cursor(pilot, rows)
            await pilot.press("down")
        height = rows.scrollable_content_region.height
        hidden = max(0, rows.row_count - height)
        assert rows.max_scroll_y == rows.scroll_offset.y == hidden
        # Over the upper edge, if there is anything above it.
        await pilot.press(*["up"] * min(height, rows.row_count - 1))
        assert rows.scroll_offset.y == max(0, hidden - 1)
        assert beginning_of(rows, rows.cursor) in line_of_cursor(pilot, rows)
        await pilot.press("home")
        assert (rows.cursor, rows.scroll_offset.y) == (0, 0)
        await pilot.press("end")
        assert beginning_of(rows, rows.row_count - 1) in line_of_cursor(pilot, rows)


@pytest.mark.anyio
@pytest.mark.parametrize("open_list", LISTS)
async def test_the_cursor_stays_in_sight_when_the_terminal_shrinks(
    open_list: OpenList, tmp_path: Path
) -> None:
    """When the terminal shrinks, the row under the cursor is still drawn."""
    history = history_of(tmp_path / "history.db", 40)
    async with running(make_app(history=history), (80, 40)) as pilot:
        rows = await focused_list(pilot, open_list)
        await pilot.press("end")
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        assert beginning_of(rows, rows.cursor) in line_of_cursor(pilot, rows)


@pytest.mark.anyio
@SIZES
async def test_a_remembered_language_is_in_sight(size: tuple[int, int], tmp_path: Path) -> None:
    """The language that was copied last is drawn, with its mark, when the code is opened."""
    preferences = Preferences(tmp_path / "choices")
    preferences.set("language", LANGUAGES[-1].name)
    async with running(make_app(preferences=preferences), size) as pilot:
        await open_languages(pilot)
        await until_chosen(pilot, f"{LANGUAGES[-1].title}")


@pytest.mark.anyio
@SIZES
async def test_no_language_is_cut(size: tuple[int, int]) -> None:
    """The list of languages has room for its mark, its longest title and its scrollbar."""
    async with running(make_app(), size) as pilot:
        await open_languages(pilot)
        for language in LANGUAGES:
            await until_chosen(pilot, f"{language.title}")
            await pilot.press("down")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("open_list", "columns", "narrow"),
    [
        (open_models, {"ID": "claude-", "Status": "active"}, 2),
        # Details take the place of the result.
        (open_history, {"Query": "claude-", "Result": "claude-"}, 1),
    ],
    ids=["models", "history"],
)
async def test_titles_stand_over_their_columns(
    open_list: OpenList, columns: dict[str, str], narrow: int, tmp_path: Path
) -> None:
    """At each width that the terminal gets, each title begins where the texts below it begin."""
    history = history_of(tmp_path / "history.db", ROWS)
    async with running(make_app(history=history), (120, 40)) as pilot:
        rows = await focused_list(pilot, open_list)
        # To a model whose release date is known.
        await pilot.press(*["down"] * 2)
        for size, least in (((80, 24), 2), ((60, 24), narrow), ((120, 12), 2), ((40, 15), narrow)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            lines = drawn(pilot).splitlines()
            top = rows.scrollable_content_region.y
            head, row = lines[top - 1], lines[top + rows.cursor - rows.scroll_offset.y]
            shown = [title for title in columns if title in head]
            assert len(shown) >= least
            for title in shown:
                assert row[head.index(title) :].startswith(columns[title])
