"""In any order of events, a result is shown with its own query."""

import re
from dataclasses import replace

import pytest
from support.apps import (
    KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    shown_id,
    until,
    until_drawn,
)
from support.models_server import model, models_server

from modelbrowser.domain.credential import parse_credential
from modelbrowser.state import Cancelled, Found, Pending
from modelbrowser.tui.widgets import report_view
from modelbrowser.tui.widgets.report_view import LookupView

NEW_NAME = "Press Enter to look up the new name"


@pytest.mark.anyio
async def test_row_78_a_slow_answer_never_replaces_a_newer_one() -> None:
    """Rows 78 and 81: of lookups A, then B, only B's wait and B's answer are shown."""
    async with models_server() as server:
        slow, fast = server.holds("claude-a", id="claude-a-1"), server.holds("claude-b")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            screen.input.value = "claude-a"
            await pilot.press("enter")
            await until(pilot, lambda: len(server.requested) == 1)
            screen.input.value = "claude-b"
            await pilot.press("enter")
            await until(pilot, lambda: len(server.requested) == 2)
            slow.gate.set()
            await until_drawn(pilot, "Looking up")
            assert isinstance(screen.state, Pending)
            assert screen.state.query.model_id == "claude-b"
            fast.gate.set()
            await until(pilot, lambda: isinstance(screen.state, Found))
            assert "claude-a-1" not in drawn(pilot)
            assert shown_id(pilot) == "claude-b"


@pytest.mark.anyio
async def test_row_79_an_edit_marks_the_answer() -> None:
    """Row 79: an edit of the name or the betas marks the answer; undoing it removes the mark."""
    mark = "Out of date"
    async with running(make_app()) as pilot:
        screen = lookup_screen(pilot)
        await ask(pilot, "claude-haiku-4-5")
        assert mark not in drawn(pilot)
        screen.input.value = "claude-haiku-4"
        await pilot.pause()
        assert NEW_NAME in drawn(pilot)
        screen.input.value = "claude-haiku-4-5 "
        await pilot.pause()
        assert NEW_NAME not in drawn(pilot)
        await pilot.press("tab", "space")
        assert mark in drawn(pilot)
        await pilot.press("space")
        assert mark not in drawn(pilot)


@pytest.mark.anyio
async def test_without_a_name_nothing_is_out_of_date() -> None:
    """An empty input offers no key, which would only ask for a name; the ID is still copied."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("backspace")
        await pilot.pause()
        assert "Out of date" not in drawn(pilot)
        await pilot.press("tab", "space")
        assert "Out of date" not in drawn(pilot)
        await pilot.press("ctrl+y")
        await until_drawn(pilot, "Sent to your terminal's clipboard")


@pytest.mark.anyio
async def test_row_79_a_short_wait_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 79: until the wait is shown, the earlier answer stays, marked, and is not redrawn."""
    monkeypatch.setattr(report_view, "WAIT_SHOWN_AFTER", 60)
    async with models_server() as server:
        server.gives("claude-a")
        held = server.holds("claude-b")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            await ask(pilot, "claude-a")
            screen.input.value = "claude-b"
            await until_drawn(pilot, NEW_NAME)
            drawn_again: list[LookupView] = []
            with monkeypatch.context() as patch:
                patch.setattr(LookupView, "refresh", lambda pane, **_: drawn_again.append(pane))
                await pilot.press("enter")
                await until(pilot, lambda: len(server.requested) == 2)
            assert drawn_again == []
            assert NEW_NAME in drawn(pilot)
            assert shown_id(pilot) == "claude-a"
            held.gate.set()
            await until(pilot, lambda: shown_id(pilot) == "claude-b")
            assert NEW_NAME not in drawn(pilot)


@pytest.mark.anyio
async def test_row_79_an_edit_during_the_wait_marks_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 79: an edit while the lookup is repeated marks the answer on screen."""
    monkeypatch.setattr(report_view, "WAIT_SHOWN_AFTER", 60)
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            held = server.holds("claude-a")
            await pilot.press("ctrl+r")
            await until(pilot, lambda: len(server.requested) == 2)
            assert NEW_NAME not in drawn(pilot)
            lookup_screen(pilot).input.value = "claude-b"
            await until_drawn(pilot, NEW_NAME)
            held.gate.set()


@pytest.mark.anyio
@pytest.mark.parametrize("is_over", [True, False])
async def test_row_79_a_wait_is_counted_once(
    monkeypatch: pytest.MonkeyPatch,
    is_over: bool,  # noqa: FBT001 - a case
) -> None:
    """Row 79: a wait that is shown late or twice is counted once, or not at all if it is over."""
    monkeypatch.setattr(report_view, "WAIT_SHOWN_AFTER", 60)
    async with models_server() as server:
        server.holds("claude-a")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            screen.input.value = "claude-a"
            await pilot.press("enter")
            # As its timer does; the answer may come before it is called.
            for _ in range(2):
                screen.detail.call_next(screen.detail._show_wait)
            if is_over:
                screen.action_cancel()
            await pilot.pause()
            timers = [
                each for each in screen.detail._timers if each._task and not each._task.done()
            ]
            assert len(timers) == (0 if is_over else 1)


@pytest.mark.anyio
async def test_row_79_a_wait_that_is_shown_is_not_marked() -> None:
    """Row 79: the report of the wait is not marked, but a result after an edit is."""
    async with models_server() as server:
        server.gives("claude-a")
        held = server.holds("claude-b")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            await ask(pilot, "claude-a")
            screen.input.value = "claude-b"
            await pilot.press("enter")
            screen.input.value = "claude-c"
            await until_drawn(pilot, "Looking up")
            assert NEW_NAME not in drawn(pilot)
            held.gate.set()
            await until(pilot, lambda: shown_id(pilot) == "claude-b")
            assert NEW_NAME in drawn(pilot)


@pytest.mark.anyio
async def test_row_63_a_failure_takes_the_old_answer_away() -> None:
    """Rows 63 and 79: a failed lookup removes the answer before from the screen."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await ask(pilot, "claude-nonesuch")
        screen = drawn(pilot)
    assert "─ Not found ─" in screen
    assert "claude-haiku-4-5-20251001" not in screen
    assert "claude-nonesuch" in screen
    assert "Response   404 not_found_error · " in screen


@pytest.mark.anyio
async def test_row_63_one_key_looks_up_the_suggestion() -> None:
    """Row 63: the name that was probably meant is suggested, and Ctrl+N looks it up."""
    async with running(make_app(), (40, 15)) as pilot:
        await ask(pilot, "claude-haiku-4-6")
        assert "1 claude-haiku-4-5" in drawn(pilot)
        assert "^n Suggestion" in drawn(pilot)
        await pilot.press("ctrl+n")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5"
        assert "claude-haiku-4-5-20251001" in drawn(pilot)


@pytest.mark.anyio
async def test_a_look_alike_character_is_named_and_replaced() -> None:
    """A name with a Cyrillic letter is rejected, and Ctrl+N looks up the name without it."""
    async with running(make_app()) as pilot:
        await ask(pilot, "cl\u0430ude-haiku-4-5")
        assert "(cyrillic small letter a)" in drawn(pilot)
        assert "1 claude-haiku-4-5" in drawn(pilot)
        await pilot.press("ctrl+n")
        await until_drawn(pilot, "claude-haiku-4-5-20251001")


@pytest.mark.anyio
async def test_one_key_looks_up_the_successor() -> None:
    """After “Retired”, Ctrl+N looks up the documented successor, if there is one."""
    async with models_server() as server:
        server.gives("claude-sonnet-5-5")
        past = {"lifecycle": "retired", "retires_at": "2026-11-01T00:00:00Z"}
        retired = model(id="claude-sonnet-4-5-20250929", **past)
        server.holds_list(retired, model(id="claude-sonnet-5-5")).gate.set()
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-opus-4-1")
            assert "─ Retired ─" in drawn(pilot)
            assert "^n Successor" in drawn(pilot)
            await ask(pilot, "claude-2.1")
            assert "No successor is known." in drawn(pilot)
            assert "^n" not in drawn(pilot)
            server.gives("claude-sonnet-5-5")
            await ask(pilot, "claude-3-sonnet-20240229")
            assert "Newest known sonnet" in drawn(pilot)
            assert "^n Suggestion" in drawn(pilot)
            assert "^n Successor" not in drawn(pilot)
            await pilot.press("ctrl+n")
            await until(pilot, lambda: shown_id(pilot) == "claude-sonnet-5-5")
            await ask(pilot, "claude-sonnet-4-5")
            assert "Successor: claude-sonnet-5-5" in drawn(pilot)
            assert "built-in data from 2026-11-29 (successor)" in drawn(pilot)
            assert "^n Successor" in drawn(pilot)
            await pilot.press("ctrl+n")
            await until(pilot, lambda: shown_id(pilot) == "claude-sonnet-5-5")
            assert lookup_screen(pilot).input.value == "claude-sonnet-5-5"


@pytest.mark.anyio
async def test_row_20_one_key_deselects_the_rejected_betas() -> None:
    """Row 20: Ctrl+N deselects the rejected beta only, also if it was selected again since then."""
    app = make_app(selected_betas=("skills-2025-10-02", "no-such-2027-01-01"))
    async with running(app) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        assert "^n Deselect" in drawn(pilot)
        lookup_screen(pilot).betas.list.add("no-such-2027-01-01")
        await pilot.press("ctrl+n")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Betas      ✓ skills-2025-10-02 accepted" in drawn(pilot)
        assert "[ ] no-such-2027-01-01" in drawn(pilot)


@pytest.mark.anyio
async def test_rows_1_to_8_malformed_model_ids() -> None:
    """Rows 1 to 8: a malformed model ID is rejected with its reason, in place of the answer."""
    rejected = {
        "   ": "Enter a model ID, e.g. claude-haiku-4-5.",
        "..": ".. is not a model ID.",
        "claude\u202ex": "(right-to-left override)",
        "a\ud800": "U+D800",
        "x" * 300: "too long for a model ID (limit: 256 characters)",
    }
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            for typed, words in rejected.items():
                await ask(pilot, "claude-a")
                assert shown_id(pilot) == "claude-a"
                await ask(pilot, typed)
                assert words in drawn(pilot)
                assert shown_id(pilot) != "claude-a"
    assert len(server.requested) == len(rejected)


@pytest.mark.anyio
@pytest.mark.parametrize("key", [KEY, "gw-canary-0123456789"])
async def test_row_9_a_key_in_the_input(key: str) -> None:
    """Row 9: a key typed as a model ID is masked, not sent, and removed from the screen."""
    async with models_server() as server:
        credential = parse_credential(key, "ANTHROPIC_API_KEY")
        app = make_app(replace(server.connection, credential=credential))
        async with running(app) as pilot:
            lookup_screen(pilot).input.value = key
            await until_drawn(pilot, "•" * len(key))
            await ask(pilot, key)
            assert "That looks like an API key. It was not sent or stored." in drawn(pilot)
            assert "Leave the input and press K to use it for this session." in drawn(pilot)
            assert key not in drawn(pilot)
            assert lookup_screen(pilot).input.value == ""
    assert server.requested == []


@pytest.mark.anyio
async def test_row_9_what_is_left_of_a_key_stays_masked() -> None:
    """Row 9: deleting the beginning of a key doesn't unmask the rest; another name is shown."""
    async with running(make_app()) as pilot:
        name = lookup_screen(pilot).input
        name.value = KEY
        await pilot.press("home", *["delete"] * 8)
        assert (name.value, name.password) == (KEY[8:], True)
        name.set_text("claude-a")
        assert not name.password
        name.value = KEY
        await pilot.press("end", "ctrl+u", "x")
        assert (name.value, name.password) == ("x", False)


@pytest.mark.anyio
async def test_row_80_the_list_and_a_lookup_do_not_wait_for_each_other() -> None:
    """Row 80: a lookup is answered while the list is under way, and the list arrives later."""
    async with models_server() as server:
        listed = server.holds_list(model(id="claude-b-20270101"))
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            screen.input.value = "claude-a"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(screen.state, Found))
            listed.gate.set()
            await until(pilot, lambda: screen.input.completions.names)
            screen.input.value = "claude-b"
            await until_drawn(pilot, "claude-b-20270101")


@pytest.mark.anyio
async def test_row_70_lookups_work_without_a_list() -> None:
    """Row 70: if the list is rejected, lookups are answered, and there is no notice."""
    async with models_server() as server:
        server.listed.status = 403
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            assert shown_id(pilot) == "claude-a"
            assert lookup_screen(pilot).key_bar.notice == ""


@pytest.mark.anyio
async def test_row_82_enter_held_down() -> None:
    """Row 82: pressing Enter fifty times while a lookup is under way sends one request."""
    async with models_server() as server:
        held = server.holds("claude-a")
        async with running(make_app(server.connection)) as pilot:
            lookup_screen(pilot).input.value = "claude-a"
            await pilot.press(*["enter"] * 50)
            await until(pilot, lambda: server.requested)
            held.gate.set()
            await until(pilot, lambda: isinstance(lookup_screen(pilot).state, Found))
            assert shown_id(pilot) == "claude-a"
    assert len(server.requested) == 1


@pytest.mark.anyio
async def test_escape_cancels() -> None:
    """Esc cancels; a late answer is not shown; Enter repeats the lookup."""
    async with models_server() as server:
        held = server.holds("claude-a")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            screen.input.value = "claude-a"
            await pilot.press("enter")
            await until(pilot, lambda: server.requested)
            await until_drawn(pilot, "Esc Cancel")
            await pilot.press("escape")
            held.gate.set()
            await until_drawn(pilot, "─ Canceled ─")
            assert isinstance(screen.state, Cancelled)
            assert "Esc Cancel" not in drawn(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(screen.state, Found))
    assert len(server.requested) == 2


@pytest.mark.anyio
async def test_ctrl_r_repeats_the_lookup_on_screen() -> None:
    """Ctrl+R repeats the lookup on screen, whatever has been typed since."""
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            lookup_screen(pilot).input.value = "claude-b"
            await pilot.press("ctrl+r")
            await pilot.app.workers.wait_for_complete()
    assert [asked for asked, _ in server.requested] == ["claude-a", "claude-a"]


@pytest.mark.anyio
async def test_row_84_an_answer_after_quitting() -> None:
    """Rows 83 and 84: quitting while a lookup is under way causes no error."""
    async with models_server() as server:
        held = server.holds("claude-a")
        app = make_app(server.connection)
        async with running(app) as pilot:
            lookup_screen(pilot).input.value = "claude-a"
            await pilot.press("enter")
            await until(pilot, lambda: server.requested)
            await pilot.press("ctrl+q")
            held.gate.set()
    assert app.return_code == 0


@pytest.mark.anyio
async def test_waits_and_retries_are_explained() -> None:
    """A wait shows the name and how to cancel; a retry its reason, its number and its delay."""
    async with models_server() as server:
        server.holds("claude-a")
        server.rejects("claude-b", 529, "Overloaded", **{"retry-after": "9"})
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            screen.input.value = "claude-a"
            await pilot.press("enter")
            await until_drawn(pilot, "─ Looking up ─")
            assert re.search(r"Looking up claude-a… \(\d s\)", drawn(pilot))
            assert "Press Esc to cancel." in drawn(pilot)
            screen.input.value = "claude-b"
            await pilot.press("enter")
            await until_drawn(pilot, "─ Retrying ─")
            assert "The service is overloaded (529)." in drawn(pilot)
            assert re.search(r"Retrying claude-b: attempt 2 of 3 in \d s\.", drawn(pilot))
            await pilot.press("escape")
            await until_drawn(pilot, "─ Canceled ─")
