"""A result belongs to its question, whatever comes when."""

import re

import pytest
from support.apps import KEY, ask, drawn, lookup_screen, make_app, running, until, until_drawn
from support.models_server import model, models_server

from modelbrowser.state import Cancelled, Found, Pending
from modelbrowser.tui.widgets import model_detail
from modelbrowser.tui.widgets.model_detail import ModelDetail


@pytest.mark.anyio
async def test_row_78_a_slow_answer_never_replaces_a_newer_one() -> None:
    """Rows 78 and 81: A is asked, then B; only B is ever shown, and B's wait stays B's."""
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
            assert "claude-b is not an alias" in drawn(pilot)


@pytest.mark.anyio
async def test_row_79_an_edit_marks_the_answer() -> None:
    """Row 79: another ID or other ticks than were asked mark the answer; undoing them unmarks."""
    mark = "an earlier answer"
    async with running(make_app()) as pilot:
        screen = lookup_screen(pilot)
        await ask(pilot, "claude-haiku-4-5")
        assert mark not in drawn(pilot)
        screen.input.value = "claude-haiku-4"
        await pilot.pause()
        assert mark in drawn(pilot)
        screen.input.value = "claude-haiku-4-5 "
        await pilot.pause()
        assert mark not in drawn(pilot)
        await pilot.press("tab", "space")
        assert mark in drawn(pilot)
        await pilot.press("space")
        assert mark not in drawn(pilot)


@pytest.mark.anyio
async def test_row_79_the_wait_changes_nothing_until_it_is_spoken_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 79: the earlier answer stays, marked, and is not drawn again for an answer at once."""
    monkeypatch.setattr(model_detail, "WAIT_SHOWN_AFTER", 60)
    async with models_server() as server:
        server.gives("claude-a")
        held = server.holds("claude-b")
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            await ask(pilot, "claude-a")
            screen.input.value = "claude-b"
            await until_drawn(pilot, "an earlier answer")
            drawn_again: list[ModelDetail] = []
            with monkeypatch.context() as patch:
                patch.setattr(ModelDetail, "refresh", lambda pane, **_: drawn_again.append(pane))
                await pilot.press("enter")
                await until(pilot, lambda: len(server.requested) == 2)
            assert drawn_again == []
            assert "an earlier answer" in drawn(pilot)
            assert "claude-a is not an alias" in drawn(pilot)
            held.gate.set()
            await until_drawn(pilot, "claude-b is not an alias")
            assert "an earlier answer" not in drawn(pilot)


@pytest.mark.anyio
async def test_row_79_an_edit_during_the_wait_marks_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 79: asked again, and edited before the answer came: the one on screen is marked."""
    monkeypatch.setattr(model_detail, "WAIT_SHOWN_AFTER", 60)
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            held = server.holds("claude-a")
            await pilot.press("ctrl+r")
            await until(pilot, lambda: len(server.requested) == 2)
            assert "an earlier answer" not in drawn(pilot)
            lookup_screen(pilot).input.value = "claude-b"
            await until_drawn(pilot, "an earlier answer")
            held.gate.set()


@pytest.mark.anyio
async def test_row_79_a_wait_that_is_spoken_of_is_no_earlier_answer() -> None:
    """Row 79: once the wait is spoken of, nothing is marked; what comes too late is."""
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
            assert "an earlier answer" not in drawn(pilot)
            held.gate.set()
            await until_drawn(pilot, "claude-b is not an alias")
            assert "an earlier answer" in drawn(pilot)


@pytest.mark.anyio
async def test_row_63_a_failure_takes_the_old_answer_away() -> None:
    """Rows 63 and 79: after a failing lookup nothing of the answer before is on screen."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await ask(pilot, "claude-nonesuch")
        screen = drawn(pilot)
    assert "─ Not found ─" in screen
    assert "claude-haiku-4-5-20251001" not in screen
    assert "claude-nonesuch" in screen
    assert "Request ID req_demo_" in screen


@pytest.mark.anyio
async def test_row_63_one_key_takes_the_nearest_name() -> None:
    """Row 63: the name that was probably meant is offered, and ctrl+n looks it up."""
    async with running(make_app(), (40, 15)) as pilot:
        await ask(pilot, "claude-haiku-4-6")
        assert "Did you mean claude-haiku-4-5?" in drawn(pilot)
        assert "^n Nearest" in drawn(pilot)
        await pilot.press("ctrl+n")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert lookup_screen(pilot).input.value == "claude-haiku-4-5"
        assert "claude-haiku-4-5-20251001" in drawn(pilot)


@pytest.mark.anyio
async def test_one_key_looks_up_the_successor() -> None:
    """After “Retired”, ctrl+n looks up the documented successor, where there is one."""
    async with models_server() as server:
        server.gives("claude-sonnet-5-5")
        past = {"lifecycle": "retired", "retires_at": "2026-11-01T00:00:00Z"}
        server.holds_list(model(id="claude-sonnet-4-5-20250929", **past)).gate.set()
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-opus-4-1")
            assert "─ Retired ─" in drawn(pilot)
            assert "^n" not in drawn(pilot)
            await ask(pilot, "claude-sonnet-4-5")
            assert "Use its documented successor, claude-sonnet-5-5." in drawn(pilot)
            assert "built-in data from 2026-11-22 (successor)" in drawn(pilot)
            assert "^n Successor" in drawn(pilot)
            await pilot.press("ctrl+n")
            await until_drawn(pilot, "claude-sonnet-5-5 is not an alias")
            assert lookup_screen(pilot).input.value == "claude-sonnet-5-5"


@pytest.mark.anyio
async def test_row_20_one_key_unticks_what_was_refused() -> None:
    """Row 20: ctrl+n unticks the refused value only, and asks again."""
    app = make_app(selected_betas=("skills-2025-10-02", "no-such-2027-01-01"))
    async with running(app) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        assert "^n Untick" in drawn(pilot)
        await pilot.press("ctrl+n")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Betas      skills-2025-10-02 " in drawn(pilot)
        assert "[ ] no-such-2027-01-01" in drawn(pilot)


@pytest.mark.anyio
async def test_rows_1_to_8_what_is_no_model_id() -> None:
    """Rows 1 to 8: what cannot be an ID is refused in words, in the old answer's place."""
    rejected = {
        "   ": "No model ID was given.",
        "..": ".. is not a model ID.",
        "claude\u202ex": "U+202E (right-to-left override)",
        "a\ud800": "U+D800",
        "x" * 300: "too long for a model ID (limit 256)",
    }
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            for typed, words in rejected.items():
                await ask(pilot, "claude-a")
                assert "claude-a is not an alias" in drawn(pilot)
                await ask(pilot, typed)
                assert words in drawn(pilot)
                assert "claude-a is not an alias" not in drawn(pilot)
    assert len(server.requested) == len(rejected)


@pytest.mark.anyio
async def test_row_9_a_key_in_the_input() -> None:
    """Row 9: a key typed as a model ID is not sent, and leaves the screen."""
    async with models_server() as server, running(make_app(server.connection)) as pilot:
        await ask(pilot, KEY)
        assert "That looks like an API key. It was not sent or stored." in drawn(pilot)
        assert KEY not in drawn(pilot)
    assert server.requested == []


@pytest.mark.anyio
async def test_row_80_the_list_and_a_lookup_do_not_wait_for_each_other() -> None:
    """Row 80: a lookup is answered while the list is on its way, and the list comes even so."""
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
async def test_row_70_a_list_that_fails_is_no_trouble_to_a_lookup() -> None:
    """Row 70: where the list is refused, a lookup is answered, and nothing is said of the list."""
    async with models_server() as server:
        server.listed.status = 403
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            assert "claude-a is not an alias" in drawn(pilot)
            assert lookup_screen(pilot).key_bar.notice == ""


@pytest.mark.anyio
async def test_row_82_enter_held_down() -> None:
    """Row 82: fifty times Enter is one request while the answer is on its way."""
    async with models_server() as server:
        held = server.holds("claude-a")
        async with running(make_app(server.connection)) as pilot:
            lookup_screen(pilot).input.value = "claude-a"
            await pilot.press(*["enter"] * 50)
            await until(pilot, lambda: server.requested)
            held.gate.set()
            await until(pilot, lambda: isinstance(lookup_screen(pilot).state, Found))
            assert "claude-a is not an alias" in drawn(pilot)
    assert len(server.requested) == 1


@pytest.mark.anyio
async def test_escape_cancels() -> None:
    """Esc stops the wait, says so, and what comes late is not shown; Enter asks again."""
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
            await until_drawn(pilot, "─ Cancelled ─")
            assert isinstance(screen.state, Cancelled)
            assert "Esc Cancel" not in drawn(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(screen.state, Found))
    assert len(server.requested) == 2


@pytest.mark.anyio
async def test_ctrl_r_asks_the_answered_question_again() -> None:
    """ctrl+r sends the question on screen again, not what was typed since."""
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            lookup_screen(pilot).input.value = "claude-b"
            await pilot.press("ctrl+r")
            await pilot.app.workers.wait_for_complete()
    assert [asked for asked, _ in server.requested] == ["claude-a", "claude-a"]


@pytest.mark.anyio
async def test_row_84_an_answer_after_the_end() -> None:
    """Rows 83 and 84: quitting while a lookup is on its way ends without an error."""
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
async def test_the_wait_is_spoken_of_and_the_retry_explained() -> None:
    """A wait says what is asked and how to stop; a retry says why, which try and when."""
    async with models_server() as server:
        server.holds("claude-a")
        server.refuses("claude-b", 529, "Overloaded", **{"retry-after": "9"})
        async with running(make_app(server.connection)) as pilot:
            screen = lookup_screen(pilot)
            screen.input.value = "claude-a"
            await pilot.press("enter")
            await until_drawn(pilot, "─ Looking up ─")
            assert re.search(r"claude-a, \d s so far\.", drawn(pilot))
            assert "Esc cancels." in drawn(pilot)
            screen.input.value = "claude-b"
            await pilot.press("enter")
            await until_drawn(pilot, "─ Trying again ─")
            assert "The service is overloaded (529)." in drawn(pilot)
            assert re.search(r"claude-b: try 2 of 3 in \d s\.", drawn(pilot))
            await pilot.press("escape")
            await until_drawn(pilot, "─ Cancelled ─")
