"""Screens end cleanly: only themselves, once, and without leaving workers."""

import asyncio
import gc
import sqlite3
import weakref
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from support.apps import NO_KEY, ask, drawn, lookup_screen, make_app, running, until
from support.models_server import models_server
from support.sources import PACKAGE
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from modelbrowser.domain.connection import ProfileOption
from modelbrowser.history.history import History
from modelbrowser.presentation.reports import Report
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.screens.base import ScreenMixin
from modelbrowser.tui.screens.choices import ProfileScreen, ThemeScreen, WatchScreen
from modelbrowser.tui.screens.code import ExchangeScreen, SnippetScreen
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.help import HelpScreen
from modelbrowser.tui.screens.history import HistoryScreen, QuestionScreen
from modelbrowser.tui.screens.key import KeyScreen
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.screens.models import ModelsScreen
from modelbrowser.tui.screens.palette import Palette
from modelbrowser.tui.widgets.bars import KeyBar

ACTIONS = {
    "screen.models": ModelsScreen,
    "screen.history": HistoryScreen,
    "screen.snippet": SnippetScreen,
    "screen.exchange": ExchangeScreen,
    "app.help": HelpScreen,
    "app.change_theme": ThemeScreen,
    "app.command_palette": Palette,
}
"""What opens each screen; the others are opened by hand, or by the answer to be compared."""


def _all_screens() -> set[type]:
    names = (path.stem for path in (PACKAGE / "tui" / "screens").glob("[a-z]*.py"))
    screens = [import_module(f"modelbrowser.tui.screens.{name}") for name in names]
    found = {v for screen in screens for v in vars(screen).values() if isinstance(v, type)}
    ours = {v for v in found if issubclass(v, Screen) and v.__module__.startswith("modelbrowser")}
    # A base of others is none that opens.
    return {v for v in ours if v is not LookupScreen and not v.__subclasses__()}


def test_every_screen_ends_cleanly() -> None:
    """Every screen stops its workers, and all but the main screen dismiss only themselves."""
    assert issubclass(LookupScreen, ScreenMixin)
    assert all(issubclass(screen, ScreenMixin) for screen in _all_screens())
    others = {CompareScreen, KeyScreen, ProfileScreen, QuestionScreen, WatchScreen}
    assert _all_screens() == {*ACTIONS.values(), *others}


@pytest.mark.anyio
async def test_a_covered_screen_stays() -> None:
    """A covered screen isn't dismissed; once uncovered, it is, with its result."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        lookup_screen(pilot).action_pin()
        await ask(pilot, "claude-opus-4-5")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await _end(pilot.app.screen)
        for action, kind in ACTIONS.items():
            await pilot.app.run_action(action, lookup_screen(pilot))
            assert isinstance(pilot.app.screen, kind)
            await _end(pilot.app.screen)
        for screen in (
            KeyScreen(NO_KEY),
            ProfileScreen((ProfileOption("work", None, ()),), None),
            QuestionScreen(Report(title=SafeText("Sure?"), tone="warning")),
        ):
            await pilot.app.push_screen(screen)
            await _end(screen)


async def _end(screen: Screen[Any]) -> None:
    """Dismiss it while it is covered, while it is not, and again."""
    app, results = screen.app, list[object]()
    screen._result_callbacks[-1].callback = results.append
    stack = app.screen_stack
    cover = KeyScreen(NO_KEY)
    await app.push_screen(cover)
    screen.dismiss("covered")
    assert app.screen_stack == [*stack, cover]
    await cover.dismiss(None)
    left = screen.dismiss("uncovered")
    screen.dismiss("refresh")
    await left
    assert app.screen_stack == stack[:-1]
    assert results == ["uncovered"]


class _Gate(Widget):
    """A widget that holds up the end of its screen.

    Attributes:
        may_end: Lets it end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.may_end = asyncio.Event()

    async def on_unmount(self) -> None:
        """Wait until it may end."""
        await self.may_end.wait()


async def _removed_widgets(screen: Screen[Any], end: Callable[[], object]) -> _Gate:
    """Remove a screen, and return when its widgets are gone but the screen is not."""
    gate = _Gate()
    await screen.mount(gate)
    tasks = [child.task for child in screen.children if child is not gate]
    end()
    await asyncio.wait(tasks)
    assert screen.is_attached
    assert list(screen.children) == [gate]
    return gate


async def _end_of(worker: Worker[Any]) -> None:
    assert worker._task
    await asyncio.wait((worker._task,))


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["answer", "list"])
async def test_row_84_a_late_response_finds_no_widgets(what: str) -> None:
    """Row 84: an answer or a list that arrives while the app exits doesn't look for widgets."""
    async with models_server() as server:
        held = server.holds("claude-a") if what == "answer" else server.holds_list()
        app = make_app(server.connection)
        async with running(app) as pilot:
            screen = lookup_screen(pilot)
            if what == "answer":
                await app.workers.wait_for_complete()
                screen.input.value = "claude-a"
                await pilot.press("enter")
                await until(pilot, lambda: server.requested)
            group = "lookup" if what == "answer" else "names"
            await until(pilot, lambda: [each for each in app.workers if each.group == group])
            (worker,) = (each for each in app.workers if each.group == group)
            endings: list[asyncio.Task[None]] = []
            gate = await _removed_widgets(
                screen, lambda: endings.append(asyncio.create_task(app._shutdown()))
            )
            try:
                held.gate.set()
                await _end_of(worker)
            finally:
                gate.may_end.set()
                await endings[0]


@pytest.mark.anyio
async def test_row_84_a_late_list() -> None:
    """Row 84: a list that arrives while its screen is removed doesn't look for widgets."""
    async with models_server() as server:
        held = server.holds_list()
        app = make_app(server.connection)
        async with running(app) as pilot:
            await pilot.press("ctrl+o")
            await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
            screen = app.screen
            (worker,) = (worker for worker in app.workers if worker.node is screen)
            gate = await _removed_widgets(screen, lambda: screen.dismiss(None))
            try:
                held.gate.set()
                await _end_of(worker)
            finally:
                gate.may_end.set()
            await until(pilot, lambda: not screen.is_attached)


@pytest.mark.anyio
async def test_row_84_a_late_history(tmp_path: Path) -> None:
    """Row 84: a history that is read while its screen is removed doesn't look for widgets."""
    path = tmp_path / "history.db"
    history = History(path, busy_timeout=60)
    app = make_app(history=history)
    async with running(app) as pilot:
        await app.workers.wait_for_complete()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await pilot.press("ctrl+g")
            await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
            screen = app.screen
            (worker,) = (worker for worker in app.workers if worker.node is screen)
            gate = await _removed_widgets(screen, lambda: screen.dismiss(None))
        try:
            await _end_of(worker)
        finally:
            gate.may_end.set()
        await until(pilot, lambda: not screen.is_attached)


@pytest.mark.anyio
async def test_a_palette_that_closes() -> None:
    """While the palette closes, it starts no search, and another one can open."""
    app = make_app()
    async with running(app) as pilot:
        await pilot.press("ctrl+p", "p")
        palette = app.screen
        assert isinstance(palette, Palette)
        search, field = palette._search, palette.query_one(Input)
        palette.dismiss(None)
        field.value = "pin"
        palette._find_commands(field)
        palette._apply_theme(app.current_theme)
        assert palette._search is search
        app.action_command_palette()
        await until(pilot, lambda: not palette.is_attached)


@pytest.mark.anyio
async def test_no_screen_opens_while_the_app_ends() -> None:
    """What a key or the palette opens after the program began to end would have no widgets."""
    async with running(make_app(NO_KEY)) as pilot:
        before = list(pilot.app.screen_stack)
        assert isinstance(pilot.app, ModelBrowserApp)
        pilot.app.exit_code = 0
        pilot.app.action_help()
        assert pilot.app.screen_stack == before


@pytest.mark.anyio
async def test_a_long_notice_is_laid_out_too_late() -> None:
    """What is called after a refresh may find that the screen has closed in the meantime."""
    async with running(make_app(NO_KEY), (40, 15)) as pilot:
        bar = pilot.app.screen.query_one(KeyBar)
        bar.show_notice(SafeText("A notice that is too long for the bar of a narrow screen."))
        bar._show_above()
        assert pilot.app.screen.query("NoticeAboveBar")
        await bar.remove()
        bar._show_above()


@pytest.mark.anyio
@pytest.mark.parametrize("keys", ["ctrl+p", "ctrl+o", "ctrl+g", "f1", "down c", "down K"])
async def test_a_closed_screen_is_not_kept(keys: str) -> None:
    """Nothing of a screen stays in memory after another one was opened and closed."""
    parts: list[weakref.ref[Widget]] = []
    async with running(make_app(), (100, 30)) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        for opened in (keys, "ctrl+l down W"):
            await pilot.press(*opened.split())
            screen = pilot.app.screen
            parts = parts or [weakref.ref(each) for each in screen.query("*")]
            # Textual keeps these, with the lines drawn.
            caches = [each._styles_cache for each in (screen, *screen.query("*"))]
            assert drawn(pilot)
            assert any(cache._cache for cache in caches)
            await pilot.press("escape")
            await pilot.pause()
            assert not any(cache._cache for cache in caches)
        del screen
        gc.collect()
        assert [each for part in parts if (each := part())] == []
