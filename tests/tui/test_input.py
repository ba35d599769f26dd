"""The input: what the next keys do after a name was entered."""

from pathlib import Path

import pytest
from support.apps import ask, drawn, lookup_screen, make_app, running, shown_id, until, until_drawn
from support.models_server import models_server
from textual import events

from modelbrowser.history.history import History
from modelbrowser.state import Found
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.history import HistoryScreen
from modelbrowser.tui.screens.models import ModelsScreen


@pytest.mark.anyio
async def test_after_a_chosen_model_another_name_can_be_typed() -> None:
    """After choosing a model from the list, the next keys type a new name."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-opus-5")
        await pilot.press("ctrl+l", "ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ModelsScreen))
        await until(pilot, lambda: "claude-haiku-4-5-20251001" in drawn(pilot))
        await pilot.press(*"haiku45", "enter")
        await until(pilot, lambda: pilot.app.screen is lookup_screen(pilot))
        await until_drawn(pilot, "dated model ID")
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5-20251001"
        await pilot.press(*"xyz")
        assert lookup_screen(pilot).input.value == "xyz"


@pytest.mark.anyio
async def test_after_a_repeated_lookup_another_name_can_be_typed(tmp_path: Path) -> None:
    """After choosing from the history, the next keys type a new name."""
    async with running(make_app(history=History(tmp_path / "h.db"))) as pilot:
        await ask(pilot, "claude-haiku-4-5-20251001")
        await ask(pilot, "claude-opus-5")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        await until(pilot, lambda: "claude-haiku-4-5-20251001" in drawn(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.screen is lookup_screen(pilot))
        await until_drawn(pilot, "dated model ID")
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5-20251001"
        await pilot.press(*"xyz")
        assert lookup_screen(pilot).input.value == "xyz"


@pytest.mark.anyio
async def test_one_name_after_the_other() -> None:
    """After an answer the next keys replace the name; after a failure they edit it."""
    async with running(make_app()) as pilot:
        await pilot.press(*"claude-haiku-4-5", "enter")
        await until_drawn(pilot, "claude-haiku-4-5-20251001")
        await pilot.press(*"claude-opus-4-55", "enter")
        await until_drawn(pilot, "Not found")
        await pilot.press("backspace", "enter")
        await until_drawn(pilot, "claude-opus-4-5 → this model today")
        assert lookup_screen(pilot).input.value == "claude-opus-4-5"


@pytest.mark.anyio
async def test_the_suggestion_replaces_the_wrong_name() -> None:
    """After ctrl+n the input has the suggestion, with the cursor at its end."""
    async with running(make_app()) as pilot:
        await pilot.press(*"claude-haiku-45", "enter")
        await until_drawn(pilot, "1 claude-haiku-4-5")
        await pilot.press("ctrl+n", "end", "x")
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5x"


@pytest.mark.anyio
async def test_text_typed_meanwhile_is_kept() -> None:
    """An answer selects nothing if another name is being typed."""
    async with models_server() as server:
        answer = server.holds("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await pilot.press(*"claude-a", "enter", "b")
            answer.gate.set()
            await until(pilot, lambda: shown_id(pilot) == "claude-a")
            await pilot.press("c")
            assert lookup_screen(pilot).input.value == "claude-abc"


@pytest.mark.anyio
@pytest.mark.parametrize("is_screen", [True, False], ids=["screen", "window"])
async def test_a_name_is_selected_behind_something_else(*, is_screen: bool) -> None:
    """An answer that comes behind another screen or window selects the name, too."""
    async with models_server() as server:
        answer = server.holds("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await pilot.press(*"claude-a", "enter")
            screen = lookup_screen(pilot)
            if is_screen:
                await pilot.press("ctrl+o")
                await until(pilot, lambda: isinstance(pilot.app.screen, ModelsScreen))
            else:
                pilot.app.post_message(events.AppBlur())
                await until(pilot, lambda: not pilot.app.app_focus)
            answer.gate.set()
            await until(pilot, lambda: isinstance(screen.state, Found))
            if is_screen:
                await pilot.press("escape")
            else:
                pilot.app.post_message(events.AppFocus())
                await until(pilot, lambda: screen.input.has_focus)
            await pilot.press(*"new")
            assert screen.input.value == "new"


@pytest.mark.anyio
async def test_a_name_that_is_selected_whole_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """ctrl+c twice quits, also after an answer; a selected part of the name is copied, once."""
    app = make_app()
    copied: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    async with running(app) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("end", "shift+left", "shift+left", "ctrl+c")
        assert copied == ["-5"]
        await pilot.press("ctrl+c")
        assert copied == ["-5"]
        await until_drawn(pilot, "Press ^c again to quit.")
        await pilot.press("ctrl+l", "ctrl+c")
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 0
    assert copied == ["-5"]


@pytest.mark.anyio
async def test_a_name_can_be_typed_over_a_comparison() -> None:
    """Over a comparison, the next name goes to the input, and the pin stays."""
    async with running(make_app(), (120, 40)) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("tab", "p", *"claude-opus-5", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await pilot.press(*"claude-sonnet-5")
        assert lookup_screen(pilot).input.value == "claude-sonnet-5"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await pilot.press("ctrl+l", "x")
        assert lookup_screen(pilot).input.value == "x"
        await until_drawn(pilot, "pinned: claude-haiku-4-5-20251001")


@pytest.mark.anyio
async def test_ctrl_l_selects_the_text() -> None:
    """ctrl+l selects the text, from the input and from elsewhere, so that typing replaces it."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("ctrl+l", "a")
        await pilot.press("tab", "ctrl+l", "b")
        assert lookup_screen(pilot).input.value == "b"


@pytest.mark.anyio
async def test_only_the_first_pasted_line_is_used() -> None:
    """Of several pasted lines, only the first goes into the input, with a notice."""
    async with running(make_app()) as pilot:
        lookup_screen(pilot).input.post_message(
            events.Paste("\n  claude-haiku-4-5 \nclaude-opus-4-5\n")
        )
        await until_drawn(pilot, "Pasted the first line only.")
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5"
