"""The input: where the cursor is after a name was put there, and how one walks from it."""

from pathlib import Path

import pytest
from support.apps import ask, drawn, lookup_screen, make_app, running, until

from modelbrowser.history.store import History
from modelbrowser.tui.screens.history import HistoryScreen
from modelbrowser.tui.screens.models import ModelsScreen


@pytest.mark.anyio
async def test_a_chosen_model_is_followed_by_the_cursor() -> None:
    """After a choice in the list of models the next key is typed behind the name."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-opus-5")
        await pilot.press("ctrl+l", "ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ModelsScreen))
        await until(pilot, lambda: "claude-haiku-4-5-20251001" in drawn(pilot))
        await pilot.press(*"haiku45", "enter")
        await until(pilot, lambda: pilot.app.screen is lookup_screen(pilot))
        await pilot.press("x")
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5-20251001x"


@pytest.mark.anyio
async def test_a_repeated_lookup_is_followed_by_the_cursor(tmp_path: Path) -> None:
    """After a choice in the history the next key is typed behind the name."""
    async with running(make_app(history=History(tmp_path / "h.db"))) as pilot:
        await ask(pilot, "claude-haiku-4-5-20251001")
        await ask(pilot, "claude-opus-5")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: "claude-haiku-4-5-20251001" in drawn(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.screen is lookup_screen(pilot))
        await pilot.press("x")
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5-20251001x"


@pytest.mark.anyio
async def test_the_nearest_name_is_followed_by_the_cursor() -> None:
    """After ctrl+n the next key is typed behind the name that was taken."""
    async with running(make_app()) as pilot:
        await pilot.press(*"claude-haiku-45", "enter")
        await until(pilot, lambda: "Did you mean claude-haiku-4-5?" in drawn(pilot))
        await pilot.press("ctrl+n", "x")
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5x"


@pytest.mark.anyio
async def test_ctrl_l_selects_what_stands_there() -> None:
    """ctrl+l makes way for another name, from elsewhere and from the input itself."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("ctrl+l", "a")
        await pilot.press("tab", "ctrl+l", "b")
        assert lookup_screen(pilot).input.value == "b"
