"""The watch on screen: started in a dialog, silent until something changes, then noisy."""

import asyncio
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support import answers
from support.apps import (
    NOW,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    until,
    until_chosen,
    until_drawn,
)
from support.canary import Home, python
from support.models_server import models_server
from support.program import PATIENCE
from support.servers import Conversation, RawServer
from support.visit import QUIT, answered
from textual.events import AppBlur, AppFocus

from modelbrowser.domain.query import ModelQuery
from modelbrowser.history.database import HistoryDatabase
from modelbrowser.history.history import History
from modelbrowser.presentation.clock import make_clock
from modelbrowser.state import Watch
from modelbrowser.tui.screens.choices import WatchScreen

_HURRIED = """
import asyncio
sleep = asyncio.sleep
asyncio.sleep = lambda seconds: sleep(seconds / 3000)
"""
"""Before the program is imported: a minute takes 20 ms."""


@pytest.mark.anyio
async def test_a_watch_from_the_dialog_to_its_end() -> None:
    """W asks for the interval; the bar shows it, a change marks the title, Esc ends the watch."""
    ends = asyncio.Semaphore(0)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await ends.acquire()

    async with models_server() as server:
        server.gives("claude-a", id="claude-a-1", lifecycle="active")
        app = make_app(server.connection, pause=pause)
        async with running(app) as pilot:
            screen = lookup_screen(pilot)
            assert "watch" not in drawn(pilot)
            await ask(pilot, "claude-a")
            await pilot.press("tab", "tab", "W")
            await until(pilot, lambda: isinstance(pilot.app.screen, WatchScreen))
            await until_chosen(pilot, "every 5 minutes")
            await pilot.press("down", "enter")
            await until(pilot, lambda: pauses == [600])
            await until_drawn(pilot, "checking every 10 min")
            # A lookup of the watch isn't shown; what has changed is.
            before = screen.state
            ends.release()
            await until(pilot, lambda: len(pauses) == 2)
            assert screen.state is before
            server.gives("claude-a", id="claude-a-1", lifecycle="deprecated")
            ends.release()
            await until(pilot, lambda: len(pauses) == 3)
            await until_drawn(pilot, "─ Changed: ")
            assert f"changed {NOW:%Y-%m-%d} 13:00" in drawn(pilot)
            await pilot.press("escape")
            await until(pilot, lambda: screen.current_watch is None)
            assert "hanged" not in drawn(pilot)
            # The next Esc goes back, as without a watch.
            await pilot.press("escape")
            assert screen.input.has_focus


@pytest.mark.anyio
async def test_a_result_on_the_next_day() -> None:
    """When a watch looks up the model on another day, its dates are worded for that day."""
    tomorrow = NOW + timedelta(days=1)
    async with models_server() as server:
        server.gives("claude-a", lifecycle="deprecated", retires_at=tomorrow.isoformat())
        app = make_app(server.connection)
        async with running(app) as pilot:
            screen = lookup_screen(pilot)
            await ask(pilot, "claude-a")
            await until_drawn(pilot, "Retires tomorrow.")
            screen.detail._clock = make_clock(ZoneInfo("UTC"), {}, now=lambda: tomorrow)
            screen.current_watch = Watch(ModelQuery("claude-a"), 5, day=tomorrow.date())
            await until_drawn(pilot, "Past its retirement date.")


@pytest.mark.anyio
async def test_a_result_of_the_day_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a watch, a result stays worded for its day, which it names on the next one."""
    tomorrow = NOW + timedelta(days=1)
    async with models_server() as server:
        server.gives("claude-a", lifecycle="deprecated", retires_at=tomorrow.isoformat())
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            await until_drawn(pilot, "Retires tomorrow.")
            monkeypatch.setattr("support.apps.NOW", tomorrow)
            pilot.app.post_message(AppBlur())
            pilot.app.post_message(AppFocus())
            await until_drawn(pilot, f"From {NOW:%Y-%m-%d}: press ^r to refresh")
            await pilot.press("tab", "tab", "p")
            await until_drawn(pilot, "Pinned.")
            assert "Retires tomorrow." in drawn(pilot)
            await pilot.press("escape", "ctrl+r")
            await until_drawn(pilot, "Past its retirement date.")
            assert "From " not in drawn(pilot)


@pytest.mark.anyio
async def test_a_result_of_the_day_before_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """West of UTC, dates are worded for another day in the afternoon: the result names its time."""
    async with models_server() as server:
        server.gives("claude-a")
        app = make_app(server.connection, zone="America/Los_Angeles")
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            await until_drawn(pilot, "claude-a")
            monkeypatch.setattr("support.apps.NOW", NOW + timedelta(hours=13))
            pilot.app.post_message(AppBlur())
            await until_drawn(pilot, "From 04:00: press ^r to refresh")


@pytest.mark.anyio
async def test_the_history_on_the_next_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a watch goes on over midnight, the lookups of the day before get their date."""
    tomorrow = NOW + timedelta(days=1)
    async with models_server() as server:
        server.gives("claude-a")
        app = make_app(server.connection, history=History(tmp_path / "history.db"))
        async with running(app) as pilot:
            screen = lookup_screen(pilot)
            await ask(pilot, "claude-a")
            await until_drawn(pilot, "✓ 13:00")
            monkeypatch.setattr("support.apps.NOW", tomorrow)
            screen.current_watch = Watch(ModelQuery("claude-a"), 5, day=tomorrow.date())
            await until_drawn(pilot, "✓ 2026-11-29")


@pytest.mark.anyio
async def test_another_lookup_and_another_interval() -> None:
    """A lookup ends the watch; the dialog starts with the present interval, Esc leaves it."""
    async with models_server() as server:
        server.gives("claude-a")
        gate = asyncio.Event()
        app = make_app(server.connection, pause=lambda _seconds: gate.wait())
        async with running(app) as pilot:
            screen = lookup_screen(pilot)
            await pilot.press("tab", "W")
            assert pilot.app.screen is screen
            await pilot.press("ctrl+l")
            await ask(pilot, "claude-a")
            await pilot.press("tab", "tab", "W", "home", "enter")
            await until_drawn(pilot, "checking every 1 min")
            await pilot.press("W")
            await until_chosen(pilot, "every minute")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert screen.current_watch
            await pilot.press("ctrl+r")
            await until(pilot, lambda: screen.current_watch is None)
            assert "checking" not in drawn(pilot)


def test_a_watch_in_a_real_terminal(tmp_path: Path) -> None:
    """No byte is written until the alias moves; then the bell and the title, restored on exit."""
    model_id = "claude-a-1"
    lookups = threading.Semaphore(0)

    def answer(conversation: Conversation) -> None:
        if conversation.path.endswith("claude-a"):
            conversation.send(answers.model(id=model_id))
            lookups.release()
        else:
            conversation.send(answers.page())

    home = Home(tmp_path)
    with (
        RawServer(answer) as server,
        home.screen(
            "claude-a", command=python(_HURRIED), ANTHROPIC_BASE_URL=server.url
        ) as terminal,
    ):
        terminal.wait_for(lambda: answered(terminal) and "claude-a-1" in terminal.text)
        terminal.feed(b"\t\tW")
        terminal.wait_for(" every 5 minutes")
        terminal.feed(b"\x1b[H\r")
        terminal.wait_for("checking every 1 min")
        for _ in range(3):
            assert lookups.acquire(timeout=PATIENCE)
        while terminal._read(0):
            pass
        written = len(terminal.output)
        for _ in range(6):
            assert lookups.acquire(timeout=PATIENCE)
        while terminal._read(0):
            pass
        assert terminal.output[written:] == b""
        assert b"\x1b]2;" not in terminal.output
        model_id = "claude-a-2"
        terminal.wait_for("Changed: ")
        terminal.wait_for(b"\x07\x1b[22;2t\x1b]2;claude-a has changed\x07")
        assert "claude-a-2" in terminal.text
        terminal.feed(b"\x1a")
        terminal.wait_for(b"\x1b[23;2t")
        terminal.wait_for(lambda: 1049 in terminal.modes)
        terminal.feed(QUIT)
        assert terminal.wait_exit() == 0
        assert terminal.output.count(b"\x1b[23;2t") == 1
        assert terminal.is_as_found
    database = HistoryDatabase(home.folder / ".local/share/modelbrowser/history.db", 5)
    with closing(database):
        entries = database.recent(9)
    assert [entry.resolved_id for entry in entries] == ["claude-a-2", "claude-a-1"]
    assert entries[0].moved
