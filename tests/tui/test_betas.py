"""The list of betas: read, select, filter, add, remove."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.apps import KEY, ask, drawn, lookup_screen, make_app, running, until, until_drawn
from support.models_server import models_server
from textual.events import AppBlur, AppFocus

from modelbrowser.domain.betas import DOCUMENTED_BETAS, KNOWN_BETAS
from modelbrowser.presentation.sanitize import sanitize
from modelbrowser.tui.widgets.betas import BetaFilter, BetaList
from modelbrowser.tui.widgets.inputs import ModelInput
from modelbrowser.tui.widgets.report_view import LookupView
from modelbrowser.tui.widgets.text import clip, content, wrap

NEWER = tuple(KNOWN_BETAS.values())[len(DOCUMENTED_BETAS) :]
"""The betas beyond the reference."""

VALUES = [beta.value for beta in DOCUMENTED_BETAS]


@pytest.mark.anyio
async def test_values_in_the_order_of_the_reference() -> None:
    """The documented values are listed in the order of the API reference, none selected."""
    async with running(make_app()) as pilot:
        assert re.findall(r"\[ \] ([a-z0-9-]+?)-20", drawn(pilot)) == [v[:-11] for v in VALUES]
        assert f"0 of {len(VALUES)} selected" in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15), (30, 40)])
async def test_each_row_has_its_state(size: tuple[int, int]) -> None:
    """Each row ends with its state; if a value is too long, its date is cut, never the state."""
    async with running(make_app(own_betas=("my-own-2027-01-01",)), size) as pilot:
        await pilot.press("ctrl+t")
        rows = lookup_screen(pilot).betas.list
        width = rows.scrollable_content_region.width
        for index, value in enumerate(rows.rows):
            line = rows.row(index).plain
            beta = KNOWN_BETAS.get(value)
            state = f" {beta.state if beta else 'custom'} "
            assert len(line) == width
            assert line.endswith(state)
            shown = line.removesuffix(state).removeprefix("[ ] ").rstrip()
            assert shown == value or value.startswith(shown.removesuffix("…"))
            assert shown == value or len(f"[ ] {value}{state}") > width


@pytest.mark.anyio
async def test_the_verdict_takes_the_place_of_the_state() -> None:
    """After an answer an accepted beta has a check mark, as long as it stays selected."""
    value = "skills-2025-10-02"
    async with running(make_app(selected_betas=(value,))) as pilot:
        assert re.search(rf"\[x\] {value} +GA │", drawn(pilot))
        await ask(pilot, "claude-haiku-4-5")
        assert re.search(rf"\[x\] {value} +✓ │", drawn(pilot))
        await pilot.press("tab", "end", "space")
        assert re.search(rf"\[ \] {value} +GA │", drawn(pilot))


@pytest.mark.anyio
async def test_selected_values_come_first_if_not_all_are_in_sight() -> None:
    """If the list scrolls, the selected values come first once it loses the focus."""
    async with running(make_app(), (80, 24)) as pilot:
        rows = lookup_screen(pilot).betas.list
        await pilot.press("ctrl+t", "end", "space", "up", "up", "space")
        assert list(rows.rows) == VALUES
        await pilot.press("ctrl+t")
        first = [VALUES[-3], VALUES[-1]]
        assert list(rows.rows) == [*first, *(value for value in VALUES if value not in first)]
        assert re.findall(r"\[(.)\]", drawn(pilot)) == ["x", "x", " "]
        await pilot.click(BetaList, offset=(6, 2))
        assert rows.selected == (VALUES[0], *first)
        await pilot.press("ctrl+t")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert list(rows.rows) == VALUES


@pytest.mark.anyio
async def test_what_is_described() -> None:
    """With the focus, the value under the cursor is described; otherwise, the selected ones."""
    skills, mcp = KNOWN_BETAS["skills-2025-10-02"], KNOWN_BETAS["mcp-client-2025-11-20"]
    async with running(make_app()) as pilot:
        betas = lookup_screen(pilot).betas

        def described() -> str:
            return str(betas.meaning.visual).lower()

        await pilot.press("ctrl+t", "end", "space")
        assert skills.meaning.lower() in described()
        await pilot.press("home")
        assert DOCUMENTED_BETAS[0].meaning.lower() in described()
        await pilot.press("ctrl+t")
        assert skills.meaning.lower() in described()
        betas.list.select_only((skills.value, mcp.value))
        await pilot.pause()
        assert described() == f"mcp-client: {mcp.meaning}. skills: {skills.meaning}.".lower()


@pytest.mark.anyio
async def test_a_description_that_is_cut_says_so() -> None:
    """Descriptions that need more lines than there are end with an ellipsis, after a whole word."""
    betas = DOCUMENTED_BETAS[:4]
    async with running(make_app(), (80, 24)) as pilot:
        lookup_screen(pilot).betas.list.select_only(tuple(beta.value for beta in betas))
        await pilot.pause()
        words = " ".join(str(lookup_screen(pilot).betas.meaning.visual).split())
        assert words.endswith(" …")
        whole = " ".join(f"{beta.value[:-11]}: {beta.meaning}." for beta in betas)
        assert f"{whole} ".startswith(words.removesuffix("…"))
        assert words.removesuffix("…") in " ".join(drawn(pilot).replace("│", " ").split())


@given(st.text("a b\u4e2d-"), st.integers(2, 20), st.integers(1, 4))
def test_clipped_text_fits(text: str, width: int, height: int) -> None:
    """A clipped text has at most as many lines as there are, and is unchanged if it fits."""
    whole = content(sanitize(text))
    clipped = clip(whole, width, height)
    assert len(wrap(clipped, width)) <= height
    if len(wrap(whole, width)) > height:
        assert clipped.plain.endswith("…")
        assert whole.plain.startswith(clipped.plain.removesuffix("…").rstrip())
    else:
        assert clipped == whole


@pytest.mark.anyio
async def test_the_states_are_explained_where_there_is_room() -> None:
    """At 120x40, the words beside the betas are explained until one is selected."""
    words = {beta.state for beta in DOCUMENTED_BETAS} - {"beta"}
    async with running(make_app(), (120, 40)) as pilot:
        assert all(f"{word}: " in drawn(pilot) for word in words)
        await pilot.press("ctrl+t", "space", "ctrl+t")
        assert not any(f"{word}: " in drawn(pilot) for word in words)
    async with running(make_app(), (80, 24)) as pilot:
        assert not any(f"{word}: " in drawn(pilot) for word in words)


@pytest.mark.anyio
async def test_tab_space_and_enter() -> None:
    """Tab goes from the input to the betas and on, Space selects, Enter looks up."""
    async with running(make_app()) as pilot:
        lookup_screen(pilot).input.value = "claude-haiku-4-5"
        places = [type(pilot.app.focused)]
        for _ in range(3):
            await pilot.press("tab")
            places.append(type(pilot.app.focused))
        assert places == [ModelInput, BetaList, LookupView, ModelInput]
        await pilot.press("tab", "down", "space", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        screen = drawn(pilot)
    assert f"[x] {VALUES[1]}" in screen
    assert f"[ ] {VALUES[0]}" in screen
    assert f"1 of {len(VALUES)} selected" in screen
    assert "claude-haiku-4-5-20251001" in screen
    assert f"Betas      ✓ {VALUES[1]}" in screen


@pytest.mark.anyio
async def test_space_selects_and_deselects() -> None:
    """A selected value has a mark in its box, not only another color."""
    async with running(make_app()) as pilot:
        await pilot.press("tab", "space")
        assert re.findall(r"\[x\] (\S+)", drawn(pilot)) == VALUES[:1]
        await pilot.press("x")
        assert re.findall(r"\[x\] (\S+)", drawn(pilot)) == []


@pytest.mark.anyio
async def test_a_click_selects() -> None:
    """A click selects a value."""
    async with running(make_app()) as pilot:
        await pilot.click(BetaList, offset=(6, 3))
        assert re.findall(r"\[x\] (\S+)", drawn(pilot)) == VALUES[3:4]


@pytest.mark.anyio
async def test_the_highlighted_value_is_explained() -> None:
    """What the value under the cursor turns on, and its status, are shown in full."""
    async with running(make_app()) as pilot:
        await pilot.press("tab")
        for row, beta in enumerate(DOCUMENTED_BETAS):
            lookup_screen(pilot).betas.list.cursor = row
            await pilot.pause()
            said = _said(drawn(pilot))
            assert beta.meaning.lower() in said.lower()
            assert beta.status.lower() in said.lower()


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_every_explanation_is_whole(size: tuple[int, int]) -> None:
    """No explanation of a known value is cut in a smaller terminal."""
    async with running(make_app(selected_betas=tuple(KNOWN_BETAS)), size) as pilot:
        await pilot.press("ctrl+t")
        for row, beta in enumerate(KNOWN_BETAS.values()):
            lookup_screen(pilot).betas.list.cursor = row
            await pilot.pause()
            said = " ".join(line.strip("│ ") for line in drawn(pilot).splitlines())
            assert beta.meaning.lower() in said.lower()
            assert beta.status.lower() in said.lower()


@pytest.mark.anyio
async def test_the_filter_finds_every_newer_value() -> None:
    """Each newer value is found by its name, and is not listed otherwise."""
    async with running(make_app()) as pilot:
        screen = lookup_screen(pilot)
        listed = set(screen.betas.list.rows)
        assert not {beta.value for beta in NEWER} & listed
        await pilot.press("tab", "slash")
        for beta in NEWER:
            screen.betas.filter.value = beta.value
            await pilot.pause()
            assert screen.betas.list.current == beta.value
            assert f"[ ] {beta.value[:30]}" in drawn(pilot)


@pytest.mark.anyio
async def test_a_newer_value_stays_while_it_is_selected() -> None:
    """A value that was found by the filter and selected stays in the list without the filter."""
    async with running(make_app()) as pilot:
        await pilot.press("tab", "slash")
        lookup_screen(pilot).betas.filter.value = "webhooks"
        await pilot.press("enter", "slash", "escape")
        assert pilot.app.focused is lookup_screen(pilot).betas.list
        assert re.findall(r"\[x\] (\S+)", drawn(pilot)) == ["webhooks-2026-10-07"]
        assert "[ ] skills-2025-10-02" in drawn(pilot)


@pytest.mark.anyio
async def test_escape_empties_the_filter_before_it_leaves() -> None:
    """Esc in the filtered list clears the filter; the next Esc goes to the input."""
    async with running(make_app()) as pilot:
        screen = lookup_screen(pilot)
        await pilot.press("tab", "slash")
        screen.betas.filter.value = "mcp"
        await pilot.press("enter", "escape")
        assert screen.betas.list.has_focus
        assert screen.betas.list.row_count == len(VALUES)
        await pilot.press("escape")
        assert screen.input.has_focus


@pytest.mark.anyio
async def test_a_custom_value_is_added_and_removed() -> None:
    """Enter in the filter adds a new value, selected; Del removes it."""
    async with running(make_app()) as pilot:
        await pilot.press("tab", "slash")
        lookup_screen(pilot).betas.filter.value = "my-own-2027-01-01"
        await pilot.pause()
        assert 'Press Enter to add "my-own-2027-01-01".' in _said(drawn(pilot))
        await pilot.press("enter")
        assert "[x] my-own-2027-01-01" in drawn(pilot)
        assert "Press Del to remove it." in _said(drawn(pilot))
        assert "Del Remove" in drawn(pilot)
        await pilot.press("delete")
        assert "my-own-2027-01-01" not in drawn(pilot)
        assert f"0 of {len(VALUES)} selected" in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 15)])
async def test_the_filter_keeps_the_focus_in_another_window(size: tuple[int, int]) -> None:
    """After a while in another window, next to this one, typed text still goes to the filter."""
    async with running(make_app(), (120, 40)) as pilot:
        await pilot.press("ctrl+t", "slash")
        pilot.app.post_message(AppBlur())
        await pilot.resize_terminal(*size)
        await pilot.pause()
        pilot.app.post_message(AppFocus())
        await pilot.pause()
        await pilot.press("q")
        assert lookup_screen(pilot).betas.filter.value == "q"


@pytest.mark.anyio
async def test_the_cursor_stays_in_another_window() -> None:
    """After a while in another window, next to this one, Space acts on the same beta."""
    async with running(make_app(), (80, 24)) as pilot:
        await pilot.press("ctrl+t", "down", "space", "down")
        betas = lookup_screen(pilot).betas.list
        current = betas.current
        pilot.app.post_message(AppBlur())
        # As when the terminal splits the window.
        await pilot.resize_terminal(80, 18)
        pilot.app.post_message(AppFocus())
        await pilot.pause()
        assert betas.current == current


@pytest.mark.anyio
async def test_row_18_an_invalid_value_is_explained() -> None:
    """Row 18: a value that cannot be sent is rejected with the reason, and not added."""
    async with running(make_app()) as pilot:
        screen = lookup_screen(pilot)
        await pilot.press("tab", "slash")
        for typed in ("a,b-2025-01-01", "two words", "caf\u00e9-2025-01-01", "a\x1b[m", "x" * 300):
            screen.betas.filter.value = typed
            await pilot.press("enter")
            assert "That's not a valid beta." in _said(drawn(pilot))
            assert isinstance(pilot.app.focused, BetaFilter)
            assert screen.betas.list.selected == ()


@pytest.mark.anyio
async def test_row_9_a_key_is_not_a_beta_value() -> None:
    """Row 9: a key typed into the filter is rejected, and removed from the screen."""
    async with running(make_app()) as pilot:
        screen = lookup_screen(pilot)
        await pilot.press("tab", "slash")
        screen.betas.filter.value = KEY
        await pilot.press("enter")
        assert "That looks like an API key. It was not sent or stored." in drawn(pilot)
        assert screen.betas.list.selected == ()
        assert KEY not in drawn(pilot)


@pytest.mark.anyio
async def test_row_17_all_are_sent_in_the_lists_order() -> None:
    """Row 17: each selected value is sent once, in the order of the list, custom ones last."""
    async with models_server() as server:
        server.gives("claude-x")
        app = make_app(server.connection, own_betas=("own-b-2027-01-01", "own-a-2027-01-01"))
        async with running(app) as pilot:
            boxes = lookup_screen(pilot).betas.list
            # Selected from the last to the first: they are sent in another order.
            for row in reversed(range(boxes.row_count)):
                boxes.cursor = row
                boxes.action_toggle_beta()
            await ask(pilot, "claude-x")
            assert f"{len(VALUES) + 2} of {len(VALUES) + 2} selected" in drawn(pilot)
    assert server.requested == [("claude-x", (*VALUES, "own-b-2027-01-01", "own-a-2027-01-01"))]


@pytest.mark.anyio
async def test_each_value_goes_alone() -> None:
    """Each documented value, and a custom one, is sent alone if it alone is selected."""
    async with models_server() as server:
        server.gives("claude-x")
        app = make_app(server.connection, own_betas=("own-2027-01-01",))
        async with running(app) as pilot:
            await ask(pilot, "claude-x")
            await pilot.press("tab")
            for value in (*VALUES, "own-2027-01-01"):
                await pilot.press("space", "enter")
                await pilot.app.workers.wait_for_complete()
                await pilot.pause()
                assert f"Betas      {value} " in drawn(pilot)
                await pilot.press("space", "down")
    values = (*VALUES, "own-2027-01-01")
    assert server.requested == [("claude-x", betas) for betas in ((), *((v,) for v in values))]


@pytest.mark.anyio
async def test_row_20_refused_values_are_marked() -> None:
    """Row 20: a rejected value is marked, the error names it, and Space deselects it."""
    async with running(make_app(own_betas=("no-such-2027-01-01",))) as pilot:
        boxes = lookup_screen(pilot).betas.list
        boxes.add("no-such-2027-01-01")
        boxes.cursor = 0
        boxes.action_toggle_beta()
        await ask(pilot, "claude-haiku-4-5")
        screen = drawn(pilot)
        assert "─ Rejected ─" in screen
        assert re.search(r"\[x\] no-such-2027-01-01 +✗ │", screen)
        assert f"[x] {VALUES[0]}" in screen
        assert "`no-such-2027-01-01`" in screen
        await pilot.press("tab", "end")
        assert "Rejected. Press Space to deselect it." in _said(drawn(pilot))
        await pilot.press("space")
        assert "[ ] no-such-2027-01-01" in drawn(pilot)
        assert "Custom beta." in _said(drawn(pilot))
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "[ ] no-such-2027-01-01" in drawn(pilot)
        assert "→ this model today" in drawn(pilot)


def _said(screen: str) -> str:
    """Return the text of the right column, on one line."""
    right = (line.rpartition("││")[2].strip("│ ") for line in screen.splitlines())
    return " ".join(part for part in right if part and part not in KNOWN_BETAS)


@pytest.mark.anyio
async def test_a_rejected_custom_value_is_scrolled_to() -> None:
    """The cursor moves to the first rejected value, which is visible."""
    own = "my-own-2027-01-01"
    async with models_server() as server:
        server.rejects("claude-a", 400, f"Unexpected value(s) `{own}` for the header")
        app = make_app(server.connection, selected_betas=(own,))
        async with running(app, (80, 24)) as pilot:
            await ask(pilot, "claude-a")
            assert re.search(rf"\[x\] {own} +✗ ", drawn(pilot))
            assert f"Rejected: {own}." in drawn(pilot)


@pytest.mark.anyio
async def test_a_value_of_the_settings_is_only_off_for_now() -> None:
    """A notice says that a removed value is still in the settings; the count changes."""
    async with running(make_app(own_betas=("my-own-2027-01-01",))) as pilot:
        assert f"0 of {len(VALUES) + 1} selected" in drawn(pilot)
        await pilot.press("tab", "end", "delete")
        assert "Removed for this session; it's still in your settings." in drawn(pilot)
        assert f"0 of {len(VALUES)} selected" in drawn(pilot)


@pytest.mark.anyio
async def test_enter_selects_the_one_that_was_found() -> None:
    """Enter in the filter selects the value if it found one, else it goes to the list."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+t", "slash", *"1m", "enter")
        await until_drawn(pilot, "[x] context-1m-2025-08-07")
        await pilot.press("slash", "backspace", "backspace", *"computer", "enter")
        await until(pilot, lambda: pilot.app.focused is lookup_screen(pilot).betas.list)
        assert lookup_screen(pilot).betas.list.selected == ("context-1m-2025-08-07",)


@pytest.mark.anyio
async def test_a_value_that_is_too_long_ends_in_an_ellipsis() -> None:
    """In a terminal narrower than a value, the value is cut with a mark at its end."""
    async with running(make_app(own_betas=("x" * 50 + "-2027-01-01",)), (30, 24)) as pilot:
        await pilot.press("ctrl+t", "end")
        await until_drawn(pilot, "[ ] xxxx")
        (row,) = [line for line in drawn(pilot).splitlines() if "xxxx" in line]
        assert row.rstrip("│ ▁▂▃▄▅▆▇█").endswith("x… custom")
