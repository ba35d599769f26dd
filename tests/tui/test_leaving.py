"""A screen that leaves takes no other along, wherever it lies and however often it is told to."""

from importlib import import_module
from typing import Any

import pytest
from support.apps import NO_KEY, ask, lookup_screen, make_app, running, until
from support.sources import PACKAGE
from textual.screen import Screen

from modelbrowser.presentation.reports import Report
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.exchange import ExchangeScreen
from modelbrowser.tui.screens.help import HelpScreen
from modelbrowser.tui.screens.history import HistoryScreen
from modelbrowser.tui.screens.key import KeyScreen
from modelbrowser.tui.screens.leaving import LeavesAlone
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.screens.models import ModelsScreen
from modelbrowser.tui.screens.palette import Palette
from modelbrowser.tui.screens.question import QuestionScreen
from modelbrowser.tui.screens.snippet import SnippetScreen
from modelbrowser.tui.screens.theme import ThemeScreen

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
    rooms = [import_module(f"modelbrowser.tui.screens.{name}") for name in names]
    found = {v for room in rooms for v in vars(room).values() if isinstance(v, type)}
    ours = {v for v in found if issubclass(v, Screen) and v.__module__.startswith("modelbrowser")}
    return {v for v in ours if v is not LookupScreen}


def test_every_screen_leaves_alone() -> None:
    """Every screen but the first one is made to leave alone, and is tried below."""
    assert all(issubclass(screen, LeavesAlone) for screen in _all_screens())
    assert _all_screens() == {*ACTIONS.values(), CompareScreen, KeyScreen, QuestionScreen}


@pytest.mark.anyio
async def test_a_covered_screen_stays() -> None:
    """Under another screen none leaves; once uncovered it does, once, with its result."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        lookup_screen(pilot).action_pin()
        await ask(pilot, "claude-opus-4-5")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await _leave(pilot.app.screen)
        for action, kind in ACTIONS.items():
            await pilot.app.run_action(action, lookup_screen(pilot))
            assert isinstance(pilot.app.screen, kind)
            await _leave(pilot.app.screen)
        for screen in (
            KeyScreen(NO_KEY),
            QuestionScreen(Report(title=SafeText("Sure?"), tone="warning")),
        ):
            await pilot.app.push_screen(screen)
            await _leave(screen)


async def _leave(screen: Screen[Any]) -> None:
    """Leave it while it is covered, while it is not, and again."""
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
