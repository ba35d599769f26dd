"""The history: in the pane, on its screen, and by Up and Down in the input."""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.apps import (
    DEMO,
    NOW,
    WITH_KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    until,
    until_drawn,
)
from support.models_server import models_server
from textual.pilot import Pilot

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.history.database import HistoryDatabase
from modelbrowser.history.history import History
from modelbrowser.tui.screens.history import PAGE, HistoryScreen, QuestionScreen
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.widgets.betas import BetaList
from modelbrowser.tui.widgets.history_list import HistoryPane
from modelbrowser.tui.widgets.inputs import ModelInput
from modelbrowser.tui.widgets.report_view import LookupView

HOST = "api.anthropic.com"


def entry(asked: str, **fields: Any) -> HistoryEntry:
    """Make a demo lookup that found a model; a given field replaces the default."""
    usual: dict[str, Any] = {
        "looked_up_at": NOW - timedelta(days=1),
        "model_id": asked,
        "host": HOST,
        "demo": True,
        "resolved_id": f"{asked}-20260101",
    }
    return HistoryEntry(**(usual | fields))


def remember(path: Path, entries: Iterable[HistoryEntry]) -> History:
    """Make a history of these lookups, the last one the newest."""
    with closing(HistoryDatabase(path, busy_timeout=5)) as database:
        for each in entries:
            database.record(each)
    return History(path)


def kept(path: Path) -> list[str]:
    """Return the demo lookups that a later start finds, the newest first."""
    with closing(HistoryDatabase(path, busy_timeout=5)) as database:
        return [each.model_id for each in database.recent(1000, demo=True)]


async def open_history(pilot: Pilot[None]) -> HistoryScreen:
    """Open the screen, and wait for its first page."""
    await pilot.press("ctrl+g")
    await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen)
    await until(pilot, lambda: screen.list.row_count or screen.list.empty_text)
    return screen


def rows(pilot: Pilot[None]) -> list[str]:
    """Return the rows of the pane."""
    pane = lookup_screen(pilot).history
    return [str(pane.row(index)).rstrip() for index in range(pane.row_count)]


@pytest.mark.anyio
async def test_the_pane_follows_each_lookup(tmp_path: Path) -> None:
    """A new lookup becomes the first row, in local time, and no pane moves or grows."""
    async with running(make_app(history=History(tmp_path / "h.db"))) as pilot:
        screen = lookup_screen(pilot)
        await until_drawn(pilot, "No lookups yet.")
        places = [screen.query_one(kind).region for kind in (LookupView, HistoryPane)]
        await ask(pilot, "claude-haiku-4-5")
        await until(pilot, lambda: screen.history.row_count == 1)
        await ask(pilot, "claude-nonesuch")
        await until(pilot, lambda: screen.history.row_count == 2)
        assert rows(pilot) == [
            "✗ 13:00       claude-nonesuch     not found",
            "✓ 13:00       claude-haiku-4-5    claude-haiku-4-5-20251001",
        ]
        assert "─ History ─" in drawn(pilot)
        assert places == [screen.query_one(kind).region for kind in (LookupView, HistoryPane)]


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 19), (40, 15)])
async def test_the_head_stands_over_its_columns(size: tuple[int, int], tmp_path: Path) -> None:
    """Each title begins where its column does, no title is cut, and the count is shown."""
    asked = entry("claude-x", looked_up_at=NOW, resolved_id="claude-y", betas=("a", "b"))
    history = remember(tmp_path / "h.db", [asked])
    async with running(make_app(history=history), size) as pilot:
        await open_history(pilot)
        await until_drawn(pilot, "claude-x")
        lines = drawn(pilot).splitlines()
        number = next(n for n, line in enumerate(lines) if "When" in line)
        head, row = lines[number : number + 2]
        result = ("Result", "claude-y") if size[0] > 60 else ("Details", "a, b")
        for title, text in (("When", "13:00"), ("Query", "claude-x"), result):
            assert head.index(title) == row.index(text)
        if size[0] >= 80:
            assert head.index("Details") == row.index("a, b")
            assert "1 lookup (demo)" in drawn(pilot)


@pytest.mark.anyio
async def test_a_long_query_takes_the_space_that_answers_leave(tmp_path: Path) -> None:
    """In the small pane, a query is cut only if the results need the space."""
    history = remember(
        tmp_path / "h.db", [entry("no-such-claude-sonnet-5", outcome="not_found", resolved_id=None)]
    )
    async with running(make_app(history=history)) as pilot:
        await until_drawn(pilot, "no-such-claude-sonnet-5  not found")


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(80, 24), (120, 30), (99, 40), (40, 15)])
async def test_the_pane_needs_room(size: tuple[int, int], tmp_path: Path) -> None:
    """In a small terminal there is no pane, and Tab skips it."""
    async with running(make_app(history=History(tmp_path / "h.db")), size) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        assert "─ History ─" not in drawn(pilot)
        assert lookup_screen(pilot).history not in lookup_screen(pilot).focus_chain


@pytest.mark.anyio
async def test_the_panes_frame_opens_the_history(tmp_path: Path) -> None:
    """A click on “^g all” opens the history; one next to it does nothing."""
    async with running(make_app(history=History(tmp_path / "h.db"))) as pilot:
        await until_drawn(pilot, "^g all")
        lines = drawn(pilot).splitlines()
        y = next(n for n, line in enumerate(lines) if "^g all" in line)
        x = lines[y].index("^g all")
        await pilot.click(offset=(x - 5, y))
        assert pilot.app.screen is lookup_screen(pilot)
        await pilot.click(offset=(x + 2, y))
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))


@pytest.mark.anyio
async def test_tab_goes_to_the_history_last(tmp_path: Path) -> None:
    """Tab goes from the input to the betas, the answer and the history, and back to the input."""
    async with running(make_app(history=History(tmp_path / "h.db"))) as pilot:
        places = []
        for _ in range(4):
            await pilot.press("tab")
            places.append(type(pilot.app.focused))
    assert places == [BetaList, LookupView, HistoryPane, ModelInput]


@pytest.mark.anyio
async def test_enter_in_the_pane_repeats(tmp_path: Path) -> None:
    """Enter on a row of the pane repeats the lookup, and another name can be typed at once."""
    history = remember(tmp_path / "h.db", map(entry, ["claude-opus-4-5", "claude-opus-5"]))
    async with running(make_app(history=history)) as pilot:
        screen = lookup_screen(pilot)
        await until(pilot, lambda: screen.history.row_count == 2)
        screen.history.focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.history.row_count == 3)
        assert screen.input.value == "claude-opus-4-5"
        assert "claude-opus-4-5-20251101" in drawn(pilot)
        await pilot.press("x")
        assert screen.input.value == "x"


@pytest.mark.anyio
async def test_a_repeated_lookup_has_the_same_betas(tmp_path: Path) -> None:
    """A repeated lookup sends exactly the betas that it had, custom ones included."""
    path = tmp_path / "h.db"
    async with models_server() as server:
        server.gives("claude-x")
        host = server.connection.host
        betas = ("files-api-2025-04-14", "own-2027-01-01")
        real = {"host": host, "demo": False}
        history = remember(path, [entry("claude-x", betas=betas, **real)])
        app = make_app(server.connection, history=history, selected_betas=("skills-2025-10-02",))
        async with running(app) as pilot:
            await open_history(pilot)
            await pilot.press("enter")
            await until(
                pilot, lambda: server.requested and server.requested[-1] == ("claude-x", betas)
            )
            assert lookup_screen(pilot).betas.list.selected == betas
            await until_drawn(pilot, "[x] own-2027-01-01")


@pytest.mark.anyio
async def test_a_deleted_lookup_is_gone(tmp_path: Path) -> None:
    """The key d deletes the lookup under the cursor: here, in the pane, and after a restart."""
    path = tmp_path / "h.db"
    history = remember(path, map(entry, ["claude-a", "claude-b", "claude-c"]))
    async with running(make_app(history=history)) as pilot:
        screen = await open_history(pilot)
        await pilot.press("down", "d")
        assert screen.list.row_count == 2
        await until_drawn(pilot, "Deleted claude-b.")
        assert drawn(pilot).count("claude-b") == 1
        await pilot.press("delete", "escape")
        pane = lookup_screen(pilot).history
        await until(pilot, lambda: pane.row_count == 1)
        assert "claude-c" in rows(pilot)[0]
    assert kept(path) == ["claude-c"]


@pytest.mark.anyio
async def test_row_118_all_are_deleted_after_a_question(tmp_path: Path) -> None:
    """Row 118: D asks, with the number; n, Esc and Enter keep all; y clears all, completion too."""
    path = tmp_path / "h.db"
    history = remember(path, map(entry, ["claude-a", "claude-b"]))
    async with running(make_app(history=history)) as pilot:
        await until(pilot, lambda: "claude-a" in lookup_screen(pilot).input.completions.names)
        screen = await open_history(pilot)
        for keys in (("n",), ("escape",), ("enter", "n")):
            await pilot.press("D")
            await until_drawn(pilot, "Delete all 2 lookups")
            assert "This clears the history file" in drawn(pilot)
            assert "This list shows only demo lookups." in drawn(pilot)
            await pilot.press(*keys)
            assert pilot.app.screen is screen
            assert screen.list.row_count == 2
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionScreen))
        await pilot.press("y")
        await until_drawn(pilot, "No lookups yet.")
        await pilot.press("escape")
        await until(pilot, lambda: lookup_screen(pilot).history.row_count == 0)
        await until(pilot, lambda: "claude-a" not in lookup_screen(pilot).input.completions.names)
    assert kept(path) == []


@pytest.mark.anyio
async def test_a_moved_alias_is_reported_after_a_restart(tmp_path: Path) -> None:
    """After a restart, an alias that resolves to another model is reported as moved."""
    path = tmp_path / "h.db"
    async with models_server() as server:
        server.gives("claude-x", id="claude-x-1")
        async with running(make_app(server.connection, history=History(path))) as pilot:
            await ask(pilot, "claude-x")
            assert "→ this model today" in drawn(pilot)
        server.gives("claude-x", id="claude-x-2")
        async with running(make_app(server.connection, history=History(path))) as pilot:
            await ask(pilot, "claude-x")
            await until(pilot, lambda: lookup_screen(pilot).history.row_count == 2)
            screen = drawn(pilot)
            assert "─ Alias moved ─" in screen
            assert "claude-x-1" in screen
            assert re.fullmatch("↷ 13:00 +claude-x +claude-x-2 +was claude-x-1", rows(pilot)[0])
            await open_history(pilot)
            await until_drawn(pilot, "claude-x resolved to claude-x-2; previously claude-x-1.")


@pytest.mark.anyio
async def test_what_the_demo_made_up_is_in_order(tmp_path: Path) -> None:
    """The earlier lookup that the demo pretends to remember is below those that came later."""
    async with running(make_app(history=History(tmp_path / "h.db"))) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await ask(pilot, "claude-demo-latest")
        await until(pilot, lambda: lookup_screen(pilot).history.row_count == 3)
        signs = [re.findall(r"\S+", row)[:3] for row in rows(pilot)]
        assert signs == [
            ["↷", "13:00", "claude-demo-latest"],
            ["✓", "13:00", "claude-haiku-4-5"],
            ["✓", "2026-11-22", "claude-demo-latest"],
        ]


@pytest.mark.anyio
async def test_up_and_down_step_through_the_queries(tmp_path: Path) -> None:
    """Up and Down step through the queries, the newest first, each once; the draft is kept."""
    asked = ["claude-a", "claude-b", "claude-a", "claude-c", "claude-\x1b[2J"]
    history = remember(tmp_path / "h.db", map(entry, asked))
    async with running(make_app(history=history), (80, 24)) as pilot:
        box = lookup_screen(pilot).input
        await until(pilot, lambda: box.earlier)
        await pilot.press(*"my")
        seen = []
        for key in ("up", "up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            seen.append(box.value)
        await pilot.press("up", "x", "up", "down")
        assert box.has_focus
        # One more leads to the result.
        await pilot.press("down")
        assert not box.has_focus
    assert [value.removeprefix("claude-") for value in seen] == [*"cabbac", "my"]
    assert box.value == "claude-cx"


@pytest.mark.anyio
async def test_up_in_an_empty_input(tmp_path: Path) -> None:
    """Up in an empty input brings the last query, and Down empties the input again."""
    history = remember(tmp_path / "h.db", map(entry, ["claude-a", "claude-b"]))
    async with running(make_app(history=history)) as pilot:
        box = lookup_screen(pilot).input
        await until(pilot, lambda: box.earlier)
        seen = []
        for key in ("up", "up", "down", "down"):
            await pilot.press(key)
            seen.append(box.value)
    assert seen == ["claude-b", "claude-a", "claude-b", ""]


@pytest.mark.anyio
async def test_up_after_a_lookup_goes_to_the_one_before(tmp_path: Path) -> None:
    """The current query is skipped; once another is looked up, Down leads to the result."""
    async with running(make_app(history=History(tmp_path / "h.db"))) as pilot:
        box = lookup_screen(pilot).input
        for name in ("claude-haiku-4-5", "claude-opus-5"):
            await ask(pilot, name)
        await until(pilot, lambda: box.earlier == ("claude-opus-5", "claude-haiku-4-5"))
        await pilot.press("up", "enter", "down")
        assert box.value == "claude-haiku-4-5"
        assert not box.has_focus


@pytest.mark.anyio
async def test_older_lookups_are_read_as_the_cursor_goes_down(tmp_path: Path) -> None:
    """Only the newest are read at first; the others when the cursor nears the end."""
    path, count = tmp_path / "h.db", 3 * PAGE + 7
    history = remember(path, [entry("claude-0")])
    with closing(sqlite3.connect(path)) as file, file:
        file.executemany(
            "INSERT INTO lookup (asked_at, asked, host, betas, demo) VALUES (?, ?, ?, '', 1)",
            [(NOW.isoformat(), f"claude-{number}", HOST) for number in range(1, count)],
        )
    async with running(make_app(history=history), (80, 24)) as pilot:
        screen = await open_history(pilot)
        assert screen.list.row_count == PAGE
        assert f"{PAGE}+ lookups (demo)" in drawn(pilot)

        async def reach(rows: int) -> None:
            await pilot.press("end")
            await until(pilot, lambda: screen.list.row_count == rows)

        for rows in (2 * PAGE, 3 * PAGE, count):
            await reach(rows)
        await pilot.press("end")
        await until(
            pilot, lambda: screen.list.current and screen.list.current.model_id == "claude-0"
        )
        assert f"{count} lookups (demo)" in drawn(pilot)


@pytest.mark.anyio
async def test_the_demos_lookups_are_kept_apart(tmp_path: Path) -> None:
    """The demo lists only its own lookups, and other hosts only theirs."""
    path = tmp_path / "h.db"
    real = [entry("claude-r", demo=False), entry("claude-s", demo=False, host="gateway.example")]
    remember(path, [entry("claude-d"), *real])
    for connection, pane, listed in (
        (DEMO, ["claude-d"], {"claude-d"}),
        (WITH_KEY, ["claude-r"], {"claude-r", "claude-s", "gateway.example"}),
    ):
        async with running(make_app(connection, history=History(path))) as pilot:
            lower = lookup_screen(pilot).history
            await until(pilot, lambda: lower.row_count)  # noqa: B023 - done before the next round
            assert [row.split()[2] for row in rows(pilot)] == pane
            await open_history(pilot)
            words = {"claude-d", "claude-r", "claude-s", "gateway.example"}
            assert {word for word in words if word in drawn(pilot)} == listed


@pytest.mark.anyio
async def test_a_history_that_is_off_says_so() -> None:
    """Without a history the screen says why, and offers no deletion."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        assert "─ History ─" not in drawn(pilot)
        await open_history(pilot)
        assert "History is off (--no-history" in drawn(pilot)
        assert not lookup_screen(pilot).app.screen.check_action("delete", ())
        await pilot.press("d", "D", "enter", "escape")
        assert isinstance(pilot.app.screen, LookupScreen)


@pytest.mark.anyio
async def test_row_110_a_directory_instead_of_the_file(tmp_path: Path) -> None:
    """Row 110: a directory instead of the file is reported in the pane and on the screen."""
    words = "History is off: its path is a folder."
    async with running(make_app(history=History(tmp_path))) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await until(pilot, lambda: drawn(pilot).count(words) == 2)
        assert "claude-haiku-4-5-20251001" in drawn(pilot)
        await open_history(pilot)
        await until(pilot, lambda: drawn(pilot).count(words) == 2)


@pytest.mark.anyio
async def test_row_108_a_lookup_that_is_not_recorded_is_reported(tmp_path: Path) -> None:
    """Row 108: if the file stays locked, the answer is shown, with a notice."""
    path = tmp_path / "h.db"
    remember(path, [entry("claude-a")])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with running(make_app(history=History(path, busy_timeout=0.01))) as pilot:
            await ask(pilot, "claude-haiku-4-5")
            await until_drawn(pilot, "Not recorded in history: another program is using it")
            assert "claude-haiku-4-5-20251001" in drawn(pilot)


@pytest.mark.anyio
async def test_row_109_a_damaged_file_is_reported_at_the_start(tmp_path: Path) -> None:
    """Row 109: a damaged file is reported on the bottom line, and kept."""
    path = tmp_path / "h.db"
    path.write_bytes(b"no database at all" * 1000)
    async with running(make_app(history=History(path))) as pilot:
        await until_drawn(pilot, "History was damaged; moved it to h.damaged-1.db")


@pytest.mark.anyio
async def test_row_77_hostile_rows(tmp_path: Path) -> None:
    """Row 77: rows that another program wrote are drawn sanitized, and are not sent."""
    bad = "claude\x1b]0;x\x07[bold]"
    hostile = entry(bad, resolved_id=bad, host=bad, betas=(bad,), outcome=bad)
    history = remember(tmp_path / "h.db", [hostile, entry("a", host=bad)])
    async with running(make_app(history=history)) as pilot:
        await open_history(pilot)
        await pilot.press("down")
        await until_drawn(pilot, "claude\\x1b]0;x\\x07[bold] resolved to the same ID")
        assert "\x1b" not in drawn(pilot)
        await pilot.press("enter")
        await until_drawn(pilot, "That's not a valid beta.")
        assert lookup_screen(pilot).input.value == ""


@pytest.mark.anyio
async def test_the_history_is_in_the_palette(tmp_path: Path) -> None:
    """The commands are in the palette, and the keys on the bar, while they can be used."""
    history = remember(tmp_path / "h.db", [entry("claude-a")])
    async with running(make_app(history=history), (80, 24)) as pilot:
        app = pilot.app
        assert "History" in {command.title for command in app.get_system_commands(app.screen)}
        await open_history(pilot)
        names = {command.title for command in app.get_system_commands(app.screen)}
        assert names >= {"Delete", "Clear"}
        line = drawn(pilot).splitlines()[-1]
        assert all(words in line for words in ("⏎ Repeat", "Esc Back", "F1 Help", "^q Quit"))


@pytest.mark.anyio
async def test_a_click_moves_the_cursor(tmp_path: Path) -> None:
    """A click on a row moves the cursor there; one on the frame or the titles does nothing."""
    history = remember(tmp_path / "h.db", [entry(name) for name in ("a", "b", "c")])
    async with running(make_app(history=history)) as pilot:
        screen = await open_history(pilot)
        await pilot.click(screen.frame, offset=(4, 3))
        assert screen.list.cursor == 1
        for no_row in (0, 1):
            await pilot.click(screen.frame, offset=(4, no_row))
            assert screen.list.cursor == 1
