"""What is visible at each size; no size breaks anything."""

import re

import pytest
from support.apps import (
    NO_KEY,
    WITH_KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    strips,
    until,
    until_drawn,
)
from support.models_server import models_server
from textual.events import Click, Key, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.pilot import Pilot

from modelbrowser.domain.betas import DOCUMENTED_BETAS
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.screens.code import CodeView
from modelbrowser.tui.screens.palette import Palette, PaletteList
from modelbrowser.tui.widgets.betas import BetaFilter, BetaList
from modelbrowser.tui.widgets.inputs import ModelInput

ID = "claude-sonnet-4-5-20250929"
RELEASED = "2025-09-29 02:00 CEST"


@pytest.mark.anyio
async def test_wide() -> None:
    """At 120x40, the betas are next to the result, with their filter and all values."""
    async with running(make_app(), (120, 40)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        screen = drawn(pilot)
    assert _is_whole(screen, ID, RELEASED, "req_demo_", "/ to filter or add a beta")
    assert screen.count("[ ]") == len(DOCUMENTED_BETAS)
    assert any(ID in line and "[ ]" in line for line in screen.splitlines())


@pytest.mark.anyio
async def test_medium() -> None:
    """At 80x24, the input, the result and the betas are stacked."""
    async with running(make_app(), (80, 24)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        screen = drawn(pilot)
    assert _is_whole(screen, ID, RELEASED, "Model ID or alias", "─ Betas ─")
    assert screen.index("Model ID or alias") < screen.index(ID) < screen.index("[ ] message-batch")
    assert "to filter or add" not in screen


@pytest.mark.anyio
async def test_small() -> None:
    """At 40x15 one pane is shown at a time, without borders; ctrl+t swaps; nothing is cut."""
    async with running(make_app(), (40, 15)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        screen = drawn(pilot)
        assert _is_whole(screen, ID, "DEPRECATED")
        assert "[ ]" not in screen
        assert "─" not in screen
        await pilot.press("ctrl+t")
        assert isinstance(pilot.app.focused, BetaList)
        assert ID not in drawn(pilot)
        assert "[ ] message-batches-2024-09-24" in drawn(pilot)
        await pilot.press("ctrl+t")
        assert isinstance(pilot.app.focused, ModelInput)
        assert ID in drawn(pilot)
        assert "[ ]" not in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(40, 15), (120, 15)])
async def test_small_without_colors(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without colors too, a small terminal has no borders, and the typed text is visible."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(make_app(no_color=True), size) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        for key in ("ctrl+l", "ctrl+t"):
            await pilot.press(key)
            screen = drawn(pilot)
            assert " claude-haiku-4-5" in screen.splitlines()[1]
            assert not set("┏┃─│") & set(screen)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_continuation_lines_are_indented(size: tuple[int, int]) -> None:
    """A value on several lines does not look like several values."""
    async with models_server() as server:
        server.gives("claude-x", words=" ".join(["word"] * 30))
        async with running(make_app(server.connection), size) as pilot:
            await ask(pilot, "claude-x")
            await pilot.press("down", "end")
            lines = [line for line in drawn(pilot).splitlines() if "word word" in line]
    first, *others = [line.index("word word") for line in lines]
    assert "words" in lines[0] or first in {others[0], others[0] + len('words: "')}
    assert len(set(others)) == 1


@pytest.mark.anyio
async def test_bars_without_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without colors, the rest of a bar is dashed, and what is the largest is named."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(make_app(no_color=True)) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        assert re.search("200,000 input tokens   ━+╌+  largest 1M", drawn(pilot))


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_nothing_moves_from_answer_to_answer(size: tuple[int, int]) -> None:
    """The ID, or the name that failed, is always on the same line, also if it is out of date."""
    lines: set[int] = set()
    async with running(make_app(selected_betas=("no-such-2027-01-01",)), size) as pilot:
        await ask(pilot, "claude-opus-5")
        lines.add(_line_of(pilot, "claude-opus-5"))
        lookup_screen(pilot).betas.list.select_only(())
        for name in ("claude-opus-5", "claude-opus-4-1", "claude-nothing", "!"):
            await ask(pilot, name)
            lines.add(_line_of(pilot, name))
        lookup_screen(pilot).input.value = "claude-opus-6"
        await pilot.pause()
        assert "Press Enter" in drawn(pilot)
        lines.add(_line_of(pilot, "!"))
    assert len(lines) == 1


def _line_of(pilot: Pilot[None], text: str) -> int:
    """The first line below the input that begins with a text."""
    lines = drawn(pilot).splitlines()
    return next(n for n, line in enumerate(lines) if n > 2 and line[1:].strip().startswith(text))


@pytest.mark.anyio
async def test_a_check_mark_stays_with_its_beta() -> None:
    """A line is broken only between facts, without a separator at its end."""
    betas = ("files-api-2025-04-14", "skills-2025-10-02")
    async with running(make_app(selected_betas=betas), (40, 40)) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        lines = [line.strip() for line in drawn(pilot).splitlines()]
    checked = [line[line.index("✓") :].removesuffix(" accepted") for line in lines if "✓" in line]
    assert checked == [f"✓ {beta}" for beta in betas]
    assert not [line for line in lines if line.endswith("·")]


@pytest.mark.anyio
async def test_small_looks_up_from_the_betas() -> None:
    """At 40x15 Enter in the betas looks up and shows the answer instead of the betas."""
    async with running(make_app(model_id="claude-opus-4-5"), (40, 15)) as pilot:
        await pilot.press("ctrl+t", "space", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "claude-opus-4-5-20251101" in drawn(pilot)


@pytest.mark.anyio
async def test_a_usual_answer_fits_at_80x24() -> None:
    """At 80x24, a result fits without scrolling, from the ID to the request ID."""
    async with running(make_app(selected_betas=("skills-2025-10-02",)), (80, 24)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        screen = drawn(pilot)
    timeline = ("●━━━", "2025-09-29 released", "2026-09-30 deprecated", "2026-11-30 retires")
    limits = "200,000 input tokens · 64,000 output tokens"
    betas = "✓ skills-2025-10-02 accepted"
    assert _is_whole(screen, ID, "DEPRECATED", *timeline, limits, betas, RELEASED, "req_demo_")
    assert "Retires tomorrow.  Successor: claude-sonnet-5-5   ^n look it up" in screen


@pytest.mark.anyio
@pytest.mark.parametrize(("size", "is_whole"), [((120, 40), True), ((80, 24), False)])
async def test_capabilities_are_cut_before_anything_scrolls(
    size: tuple[int, int], *, is_whole: bool
) -> None:
    """If only the capabilities don't fit, they are cut to one line, and the rest is visible."""
    yes, no = {"supported": True}, {"supported": False}
    names = (
        "batch",
        "citations",
        "code_execution",
        "pdf_input",
        "structured_outputs",
        "web_search",
    )
    async with models_server() as server:
        capabilities = dict.fromkeys(names, yes) | {"thinking": yes, "effort": no}
        dates = {"deprecated_at": "2026-09-30T00:00:00Z", "retires_at": "2026-11-30T00:00:00Z"}
        server.gives("claude-x", capabilities=capabilities, lifecycle="deprecated", **dates)
        async with running(make_app(server.connection), size) as pilot:
            await ask(pilot, "claude-x")
            screen = drawn(pilot)
    assert re.search("Supports +thinking", screen)
    assert "Response   " in screen
    assert ("✗ effort" in screen) is is_whole
    assert ("web search" in screen) is is_whole


@pytest.mark.anyio
async def test_the_most_needed_comes_first_if_everything_scrolls() -> None:
    """With one line too many at 80x24, the betas, the release and the response are in sight."""
    async with models_server() as server:
        dates = {"deprecated_at": "2026-09-30T00:00:00Z", "retires_at": "2026-11-30T00:00:00Z"}
        server.gives(
            "claude-x",
            lifecycle="deprecated",
            max_tokens=1,
            capabilities={key: {"supported": True} for key in ("batch", "thinking")},
            allowed_fallback_models=["claude-y"],
            surprise="unknown",
            **dates,
        )
        async with running(make_app(server.connection), (80, 24)) as pilot:
            await ask(pilot, "claude-x")
            rows = re.findall("│ (Fallbacks|Betas|Released|Response|Supports)  ", drawn(pilot))
            assert rows == ["Betas", "Released", "Fallbacks", "Response"]
            await pilot.press("tab", "tab", "end")
            await until_drawn(pilot, "Supports   thinking, batch")


@pytest.mark.anyio
async def test_there_are_names_to_choose_at_40x15() -> None:
    """At 40x15, what to type takes two lines, and the names have the others."""
    async with running(make_app(), (40, 15)) as pilot:
        await until_drawn(pilot, "a deprecated model")
        assert "Type a model ID or alias" in drawn(pilot)
        assert re.findall(r"^ (\d) claude-", drawn(pilot), re.MULTILINE) == ["1", "2", "3"]


@pytest.mark.anyio
async def test_the_most_important_is_seen_at_40x15() -> None:
    """At 40x15, the ID, its status, the dates and the advice are visible; the rest scrolls."""
    async with running(make_app(), (40, 15)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        screen = drawn(pilot)
        dates = ("2025-09-29", "2026-09-30", "2026-11-30")
        assert _is_whole(screen, ID, "DEPRECATED", *dates, "Retires tomorrow.", "^n look it up")
        assert "req_demo_" not in screen
        await pilot.press("down", "end")
        assert "req_demo_" in drawn(pilot)
        await ask(pilot, "claude-sonet-4-5")
        assert _is_whole(drawn(pilot), "1 claude-sonnet-4-5", "  retires 2026-11-30")


@pytest.mark.anyio
async def test_the_bars_shorten_from_the_right() -> None:
    """What does not fit is shortened or left out, the least important first; Help always fits."""
    shown = {}
    for width in (100, 80, 70, 44, 36):
        async with running(make_app(WITH_KEY, zone="America/New_York"), (width, 24)) as pilot:
            lines = drawn(pilot).splitlines()
            shown[width] = (lines[0].strip(), lines[-1].strip())
    host, key, zone = "api.anthropic.com", "ANTHROPIC_API_KEY", "America/New_York"
    items = {
        width: re.split(" +· +", bar.removeprefix("modelbrowser").strip())
        for width, (bar, _) in shown.items()
    }
    assert items == {
        100: [host, key, zone],
        80: [host, key, zone],
        70: [host, key, "UTC-05:00"],
        44: [host, "UTC-05:00"],
        36: [host],
    }
    keys = "⏎ Look up  ^t Betas  ^o Models  ^y Copy ID  ^p Commands"
    assert shown[80][1] == f"{keys}       ^q Quit  F1 Help"
    assert shown[44][1] == "⏎ Look up  ^t Betas  ^o Models     F1 Help"


@pytest.mark.anyio
async def test_a_pinned_answer_is_named_at_80_columns() -> None:
    """The top line names the pinned answer before the source of the key, and keeps the zone."""
    async with models_server() as server:
        server.gives("claude-sonnet-4-5", id="claude-sonnet-4-5-20250929")
        async with running(make_app(server.connection), (80, 24)) as pilot:
            await ask(pilot, "claude-sonnet-4-5")
            await pilot.press("tab", "p")
            await until_drawn(pilot, "pinned: claude-sonnet-4-5-20250929")
            assert "UTC+01:00" in drawn(pilot).splitlines()[0]
        async with running(make_app(server.connection, zone="UTC"), (80, 24)) as pilot:
            await ask(pilot, "claude-sonnet-4-5")
            await pilot.press("tab", "p")
            await until_drawn(pilot, "pinned: claude-sonnet-4-5-20250929")
            assert drawn(pilot).splitlines()[0].endswith("· UTC")


@pytest.mark.anyio
async def test_the_betas_leave_with_the_focus() -> None:
    """If the betas cover the answer, Tab brings the answer back."""
    async with running(make_app(), (40, 15)) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("ctrl+t")
        assert "claude-haiku-4-5-20251001" not in drawn(pilot)
        await pilot.press("tab")
        assert "claude-haiku-4-5-20251001" in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("keys", [("tab",), ("ctrl+t",), ("ctrl+t", "slash", "m")], ids=" ".join)
@pytest.mark.parametrize("small", [(100, 19), (40, 15)])
async def test_row_206_the_focus_survives_any_size(
    keys: tuple[str, ...], small: tuple[int, int]
) -> None:
    """Row 206: the betas keep the focus, and stay visible, when the terminal shrinks and grows."""
    async with running(make_app(), (100, 30)) as pilot:
        await pilot.press(*keys)
        focused = pilot.app.focused
        assert focused
        for size in (small, (100, 30), (120, 40), small):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert pilot.app.focused is focused
            assert focused.region.area
            assert "message-batches" in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 19), (80, 24), (40, 15)])
async def test_row_206_no_focus_on_what_is_hidden(size: tuple[int, int]) -> None:
    """Row 206: if the terminal is too small for the history pane, the focus moves elsewhere."""
    async with running(make_app(), (120, 40)) as pilot:
        lookup_screen(pilot).history.focus()
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: pilot.app.focused is lookup_screen(pilot).input)


@pytest.mark.anyio
@pytest.mark.parametrize("key", ["ctrl+g", "ctrl+o", "f1", "ctrl+t"])
async def test_the_mouse_outside_leaves_the_focus(key: str) -> None:
    """A mouse report that is older than a resize, so beyond the screen, leaves the focus alone."""
    async with running(make_app()) as pilot:
        await pilot.press(key)
        await pilot.pause()
        focused = pilot.app.focused
        assert focused
        for kind in (MouseScrollDown, MouseScrollUp, MouseDown, MouseUp):
            event = kind(None, 200, 3, 0, 0, 0, shift=False, meta=False, ctrl=False)
            pilot.app.post_message(event)
            await pilot.pause()
            assert pilot.app.focused is focused


@pytest.mark.anyio
async def test_a_field_that_goes_releases_the_mouse() -> None:
    """If a field goes while the mouse button is held in it, the next click works."""
    async with running(make_app(), (80, 24)) as pilot:
        await pilot.press("ctrl+t", "slash")
        await pilot.mouse_down(BetaFilter)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not lookup_screen(pilot).betas.filter.region)
        await pilot.mouse_up(ModelInput)
        assert pilot.app.focused is lookup_screen(pilot).input


@pytest.mark.anyio
async def test_the_mouse_button_scrolls_nothing() -> None:
    """A view doesn't scroll by itself while the mouse button is held near its end."""
    async with running(make_app(), (80, 16)) as pilot:
        await ask(pilot, ID)
        await pilot.press("down", "w")
        await pilot.pause()
        view = pilot.app.screen.query_one(CodeView)
        await pilot.mouse_down(view, offset=(5, 2))
        x, y = view.region.bottom_right_inclusive - (5, 1)
        pilot.app.post_message(MouseMove(None, x, y, 0, 1, 1, shift=False, meta=False, ctrl=False))
        await pilot.pause()
        assert view.max_scroll_y
        assert view.scroll_y == 0


@pytest.mark.anyio
async def test_a_double_click_in_the_palette_that_arrives_at_once() -> None:
    """Over a slow link, both clicks may arrive before the first one is handled: one counts."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+p")
        await until_drawn(pilot, "Browse all available models")
        x, y, *_ = pilot.app.screen.query_one(PaletteList).region.translate((3, 4))
        for kind in (MouseDown, MouseUp) * 2:
            event = kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False)
            pilot.app.post_message(event)
        await until(pilot, lambda: not isinstance(pilot.app.screen, Palette))
        await pilot.pause()


@pytest.mark.anyio
async def test_a_click_beside_the_palette_before_the_window_shrank() -> None:
    """A click that is handled only after its place is gone isn't an error."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+p")
        palette = pilot.app.screen
        x, y = palette.size
        palette.post_message(Click(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False))
        await pilot.pause()
        assert pilot.app.screen is palette


@pytest.mark.anyio
async def test_a_click_on_a_notice_that_a_key_has_just_ended() -> None:
    """A click right after a key, on a long notice that this key ended, isn't an error."""
    async with running(make_app(), (50, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, ModelBrowserApp)
        app.show_notice(SafeText("A notice that is too long for the bar of a narrow screen."))
        await until(pilot, lambda: app.screen.query("NoticeAboveBar"))
        x, y = app.screen.query_one("NoticeAboveBar").region.offset
        app.post_message(Key("home", None))
        for kind in (MouseDown, MouseMove, MouseUp):
            app.post_message(kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False))
        await until(pilot, lambda: not app.screen.query("NoticeAboveBar"))
        await pilot.pause()
        # Or the result, if what is under the notice was drawn before the click arrived.
        assert app.focused in {lookup_screen(pilot).input, lookup_screen(pilot).detail}


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(1, 1), (10, 3), (3, 40)])
async def test_row_93_any_size(size: tuple[int, int]) -> None:
    """Row 93: in a tiny terminal a lookup, the help and the betas raise no error."""
    async with running(make_app(), size) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        await pilot.press("ctrl+t", "f1", "escape")
        assert {strip.cell_length for strip in strips(pilot)} == {size[0]}


SCREENS = {
    "answer": (),
    "betas": ("ctrl+t",),
    "palette": ("ctrl+p", "t"),
    "models": ("ctrl+o",),
    "history": ("ctrl+g",),
    "help": ("tab", "question_mark"),
    "code": ("tab", "c"),
    "exchange": ("tab", "w"),
    "compare": ("tab", "p", "ctrl+l", "ctrl+u", *"claude-opus-5", "enter"),
    "themes": ("ctrl+p", *"theme", "enter"),
    "key": ("ctrl+p", *"api key", "enter"),
}


@pytest.mark.anyio
@pytest.mark.parametrize("screen", SCREENS)
async def test_row_93_any_width(screen: str) -> None:
    """Row 93: no screen raises an error at any of the widths that leave no room for text."""
    async with running(make_app(), (80, 12)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        await pilot.press(*SCREENS[screen])
        for width in range(1, 20):
            await pilot.resize_terminal(width, 12)
            strips(pilot)


@pytest.mark.anyio
async def test_row_93_a_huge_terminal() -> None:
    """Row 93: at 500x500 everything is drawn, with the keys on the last line."""
    async with running(make_app(), (500, 500)) as pilot:
        lines = drawn(pilot).splitlines()
    assert len(lines) == 500
    assert "^p Commands" in lines[-1]


@pytest.mark.anyio
async def test_row_93_no_key_at_any_size() -> None:
    """Row 93: the screen for the key fits, or is cut, at any size."""
    for size in ((1, 1), (10, 3)):
        async with running(make_app(NO_KEY), size) as pilot:
            assert {strip.cell_length for strip in strips(pilot)} == {size[0]}


@pytest.mark.anyio
async def test_row_93_a_storm_of_sizes() -> None:
    """Row 93: after many changes of the size, the last one is drawn completely."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        for n in range(1, 25, 4):
            await pilot.resize_terminal(5 * n, n)
            await pilot.resize_terminal(200 - 5 * n, 50 - n)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert _is_whole(drawn(pilot), ID, RELEASED, "[ ] message-batches-2024-09-24")


def _is_whole(screen: str, *texts: str) -> bool:
    """Whether each text is on one line."""
    missing = [text for text in texts if text not in screen]
    assert missing == []
    return True
