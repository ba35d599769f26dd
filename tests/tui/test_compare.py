"""The comparison of a pinned answer with the newest."""

from functools import partial

import pytest
from support.apps import ask, drawn, lookup_screen, make_app, running, until, until_drawn
from support.models_server import models_server
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from modelbrowser.state import Found
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.models import ModelsScreen
from modelbrowser.tui.screens.palette import Palette
from modelbrowser.tui.widgets.report_view import ReportView

SONNET, OPUS = "claude-sonnet-4-5", "claude-opus-4-5"


async def _pin(pilot: Pilot[None], model_id: str) -> None:
    """Look up and pin, with the focus on the answer."""
    await ask(pilot, model_id)
    lookup_screen(pilot).query_one("#detail").focus()
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
    """After p, the next answer opens beside the pinned one, with differences marked and counted."""
    async with running(make_app()) as pilot:
        screen = await _compare(pilot)
        text = drawn(pilot)
        assert screen.left.region.y == screen.right.region.y
    assert f"─ {SONNET} ─" in text
    assert f"─ {OPUS} ─" in text
    assert "5 of 7 lines differ." in text
    assert text.count("≠ ID") == 2
    assert text.count("claude-opus-4-5-20251101") == 1


@pytest.mark.anyio
@pytest.mark.parametrize(("width", "beside"), [(80, True), (79, False), (59, False)])
async def test_two_columns_from_80_cells(width: int, beside: bool) -> None:  # noqa: FBT001 - a case
    """The two are side by side from 80 columns on, otherwise one below the other."""
    async with running(make_app(), (width, 24)) as pilot:
        screen = await _compare(pilot)
        assert (screen.left.region.y == screen.right.region.y) is beside
        assert (screen.left.region.x == screen.right.region.x) is not beside


@pytest.mark.anyio
async def test_one_model_with_and_without_a_beta() -> None:
    """The same model with a beta is compared like any other, and the line of betas is marked."""
    async with running(make_app()) as pilot:
        await _pin(pilot, SONNET)
        lookup_screen(pilot).betas.list.focus()
        await pilot.press("space", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        text = drawn(pilot)
    assert f"─ {SONNET}, 1 beta ─" in text
    assert "1 of 7 lines differs." in text
    assert text.count("≠ Betas") == 2


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
        assert "Pinned: the next one is compared." in drawn(pilot)
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
            await until_drawn(pilot, "Press ^n to compare the answer with the pinned one.")
            await pilot.press("ctrl+n")
            assert isinstance(pilot.app.screen, CompareScreen)


@pytest.mark.anyio
@pytest.mark.parametrize("place", ["input", "filter"])
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
            held.gate.set()
            await until(pilot, lambda: isinstance(screen.state, Found))
            await pilot.press("y")
            assert pilot.app.screen is screen
            typed = screen.input if place == "input" else screen.betas.filter
            assert typed.value.endswith("xy")
            await until_drawn(pilot, "Press ^n to compare the answer with the pinned one.")


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


def _is_at_end(one: ReportView, other: ReportView) -> bool:
    """Whether one is at its end, and the other where that is, as far as it goes."""
    follows = other.scroll_y == min(one.scroll_y, other.max_scroll_y)
    return one.scroll_y == one.max_scroll_y > 2 and follows


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(80, 12), (40, 15)])
async def test_both_scroll_together(size: tuple[int, int]) -> None:
    """When one is scrolled, the other shows the same lines, as far as it has them."""
    async with running(make_app(), size) as pilot:
        screen = await _compare(pilot)
        for one, other in ((screen.left, screen.right), (screen.right, screen.left)):
            one.focus()
            await pilot.press("j", "j")
            await until(pilot, lambda: screen.left.scroll_y == screen.right.scroll_y == 2)
            await pilot.press("G")
            await until(pilot, partial(_is_at_end, one, other))
            await pilot.press("g")
            await until(pilot, lambda: screen.left.scroll_y == screen.right.scroll_y == 0)
