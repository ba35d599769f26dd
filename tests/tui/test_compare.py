"""The comparison of a pinned answer with the newest one."""

import re

import pytest
from support.apps import ask, drawn, lookup_screen, make_app, running, until, until_drawn
from support.models_server import models_server
from textual.events import AppBlur, AppFocus
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from modelbrowser.state import Found
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.models import ModelsScreen
from modelbrowser.tui.screens.palette import Palette

SONNET, OPUS = "claude-sonnet-4-5", "claude-opus-4-5"


async def _pin(pilot: Pilot[None], model_id: str) -> None:
    """Look up and pin, with the focus on the answer."""
    await ask(pilot, model_id)
    lookup_screen(pilot).detail.focus()
    await pilot.press("p")


async def _compare(pilot: Pilot[None]) -> CompareScreen:
    """Pin one and look up the other."""
    await _pin(pilot, SONNET)
    lookup_screen(pilot).input.focus()
    await ask(pilot, OPUS)
    await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
    screen = pilot.app.screen
    assert isinstance(screen, CompareScreen)
    return screen


@pytest.mark.anyio
async def test_the_next_answer_is_compared() -> None:
    """After p, the next answer is shown beside the pinned one, with differences counted."""
    async with running(make_app()) as pilot:
        await _compare(pilot)
        text = drawn(pilot)
    assert "─ 6 differences ─" in text
    assert re.search(f" {SONNET} \\(pinned\\) +{OPUS} \\(new\\) ", text)
    assert re.search(" ≠ ID +claude-sonnet-4-5-20250929 +claude-opus-4-5-20251101 ", text)
    assert re.search("   Context +200,000 tokens +200,000 tokens ", text)
    assert text.count("≠") == 6


@pytest.mark.anyio
@pytest.mark.parametrize("width", [120, 80, 75, 74, 40])
async def test_two_columns_from_75_cells(width: int) -> None:
    """The values are side by side from 75 columns on, and stacked below that, in full."""
    async with running(make_app(), (width, 40)) as pilot:
        await _compare(pilot)
        _, *lines = drawn(pilot).splitlines()
    pinned, new = (
        next(n for n, line in enumerate(lines) if model_id in line)
        for model_id in ("claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101")
    )
    assert (pinned == new) is (width >= 75)


@pytest.mark.anyio
async def test_the_pin_is_removed_from_the_input() -> None:
    """In a field where u is text, Esc removes the pin."""
    async with running(make_app()) as pilot:
        await _pin(pilot, SONNET)
        await pilot.press("escape")
        assert lookup_screen(pilot).pinned is None
        assert "Unpinned." in drawn(pilot)


@pytest.mark.anyio
async def test_one_model_with_and_without_a_beta() -> None:
    """The same model with a beta is compared like any other, and its betas are marked."""
    async with running(make_app()) as pilot:
        await _pin(pilot, SONNET)
        lookup_screen(pilot).betas.list.focus()
        await pilot.press("space", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        text = drawn(pilot)
    assert f"{SONNET}, 1 beta (new)" in text
    assert "─ 1 difference ─" in text
    assert re.search("≠ Betas +none +message-batches-2024-09-24 ", text)


@pytest.mark.anyio
async def test_what_does_not_fit_scrolls() -> None:
    """A table that is longer than the screen scrolls to its end."""
    async with running(make_app(), (40, 15)) as pilot:
        await _compare(pilot)
        assert "Betas" not in drawn(pilot)
        await pilot.press("G")
        await until_drawn(pilot, "Betas")


@pytest.mark.anyio
async def test_esc_keeps_the_pin_and_u_removes_it() -> None:
    """The bar shows the pinned ID; Esc goes back with the pin, u without it."""
    pinned = f"pinned: {SONNET}-20250929"
    async with running(make_app()) as pilot:
        await _compare(pilot)
        assert pinned in drawn(pilot)
        await pilot.press("escape")
        assert pilot.app.screen is lookup_screen(pilot)
        assert pinned in drawn(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await pilot.press("u")
        await pilot.pause()
        assert pilot.app.screen is lookup_screen(pilot)
        assert "Unpinned." in drawn(pilot)
        assert "pinned:" not in drawn(pilot)
        await ask(pilot, SONNET)
        assert pilot.app.screen is lookup_screen(pilot)


@pytest.mark.anyio
async def test_u_removes_the_pin_on_the_main_screen() -> None:
    """With a pinned answer, the bottom line offers u, which unpins it."""
    async with running(make_app()) as pilot:
        await _pin(pilot, SONNET)
        assert "Pinned. Type another name to compare." in drawn(pilot)
        # The key for the successor is free until there are two answers to compare.
        assert "^n look it up" in drawn(pilot)
        assert lookup_screen(pilot).check_action("unpin", ())
        await pilot.press("tab", "u")
        assert not lookup_screen(pilot).check_action("unpin", ())
        assert "pinned: " not in drawn(pilot)


@pytest.mark.anyio
async def test_only_an_answer_can_be_pinned() -> None:
    """Before an answer and after a failure, p shows that there is nothing to pin."""
    async with running(make_app()) as pilot:
        await _pin(pilot, "claude-nothing")
        assert "Nothing to pin" in drawn(pilot)
        assert "The demo has no model with that name." in drawn(pilot)
        assert "p Pin" not in drawn(pilot)
        assert lookup_screen(pilot).pinned is None


@pytest.mark.anyio
async def test_a_failure_is_not_compared() -> None:
    """A failed lookup keeps the pin and opens nothing; the next answer is compared."""
    async with running(make_app()) as pilot:
        await _pin(pilot, SONNET)
        lookup_screen(pilot).input.focus()
        await ask(pilot, "claude-nothing")
        assert pilot.app.screen is lookup_screen(pilot)
        await ask(pilot, OPUS)
        assert isinstance(pilot.app.screen, CompareScreen)


@pytest.mark.anyio
@pytest.mark.parametrize(("key", "kind"), [("ctrl+o", ModelsScreen), ("ctrl+p", Palette)])
async def test_a_result_takes_no_keys_from_another_screen(
    key: str, kind: type[Screen[object]]
) -> None:
    """Row 303: an answer that arrives under another screen opens none, and changes no input."""
    async with models_server() as server:
        server.gives("claude-a")
        held = server.holds("claude-b")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            await _pin(pilot, "claude-a")
            screen.input.value = "claude-b"
            await pilot.press("enter")
            await until(pilot, lambda: len(server.requested) == 2)
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, kind))
            cover = pilot.app.screen
            await pilot.press("x")
            held.gate.set()
            await until(pilot, lambda: isinstance(screen.state, Found))
            await pilot.press("y", "z")
            assert pilot.app.screen is cover
            assert cover.query_one(Input).value == "xyz"
            await pilot.press("escape")
            assert screen.input.value == "claude-b"
            # The comparison waits behind a notice and a key.
            await until_drawn(pilot, "Press ^n to compare with the pinned result.")
            await pilot.press("ctrl+n")
            assert isinstance(pilot.app.screen, CompareScreen)


@pytest.mark.anyio
@pytest.mark.parametrize("place", ["input", "filter", "filter, then another window"])
async def test_a_result_takes_no_keys_from_a_text_field(place: str) -> None:
    """Row 303: an answer that arrives while something is typed opens nothing."""
    async with models_server() as server:
        server.gives("claude-a")
        held = server.holds("claude-b")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            await _pin(pilot, "claude-a")
            screen.input.value = "claude-b"
            await pilot.press("enter")
            await until(pilot, lambda: len(server.requested) == 2)
            await pilot.press(*(["x"] if place == "input" else ["tab", "slash", "x"]))
            if "window" in place:
                pilot.app.post_message(AppBlur())
                await until(pilot, lambda: not pilot.app.app_focus)
            held.gate.set()
            await until(pilot, lambda: isinstance(screen.state, Found))
            pilot.app.post_message(AppFocus())
            await pilot.press("y")
            assert pilot.app.screen is screen
            typed = screen.input if place == "input" else screen.betas.filter
            assert typed.value.endswith("xy")
            await until_drawn(pilot, "Press ^n to compare with the pinned result.")


@pytest.mark.anyio
async def test_the_comparison_can_be_opened_again() -> None:
    """Ctrl+N compares an answer with the pinned one again, if it is another one."""
    async with running(make_app()) as pilot:
        await _pin(pilot, SONNET)
        assert not lookup_screen(pilot).check_action("compare", ())
        await ask(pilot, OPUS)
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await pilot.press("escape")
        await until_drawn(pilot, "^n Compare")
        await pilot.press("ctrl+n")
        assert isinstance(pilot.app.screen, CompareScreen)
