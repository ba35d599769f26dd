"""Snapshots of each state of a lookup, each looked at before it was committed."""

import asyncio

import httpx
import pytest
from support.apps import NO_KEY, WITH_KEY, ask, drawn, lookup_screen, make_app, until, until_drawn
from support.looks import MEDIUM, SIZES, SMALL, WIDE, Compare, Size, Steps
from textual.pilot import Pilot

from modelbrowser.tui.widgets.report_view import LookupView


@SIZES
def test_ready(size: Size, snap_compare: Compare) -> None:
    """Before the first lookup."""

    async def steps(pilot: Pilot[None]) -> None:
        await until_drawn(pilot, "Type a model ID or alias")

    assert snap_compare(make_app(), terminal_size=size, run_before=steps)


@SIZES
def test_found_alias(size: Size, snap_compare: Compare) -> None:
    """An alias of a model that is about to retire."""
    assert snap_compare(
        make_app(), terminal_size=size, run_before=_asked("claude-sonnet-4-5", "→ this model today")
    )


@SIZES
def test_found_id(size: Size, snap_compare: Compare) -> None:
    """A model ID without a date, with two betas."""
    app = make_app(selected_betas=("files-api-2025-04-14", "webhooks-2026-10-07"))
    assert snap_compare(
        app, terminal_size=size, run_before=_asked("claude-sonnet-5-5", "not an alias")
    )


@SIZES
def test_not_found(size: Size, snap_compare: Compare) -> None:
    """An unknown name."""
    assert snap_compare(
        make_app(), terminal_size=size, run_before=_asked("claude-sonet-4-5", "Not found")
    )


@SIZES
def test_refused_beta(size: Size, snap_compare: Compare) -> None:
    """A rejected beta, marked in the list."""

    async def steps(pilot: Pilot[None]) -> None:
        await _asked("claude-haiku-4-5", "Rejected")(pilot)
        await pilot.press("ctrl+t")
        await until_drawn(pilot, " ✗")

    app = make_app(selected_betas=("skills-2025-10-02", "no-such-2027-01-01"))
    assert snap_compare(app, terminal_size=size, run_before=steps)


@SIZES
def test_no_key(size: Size, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key."""
    monkeypatch.setattr("socket.gethostname", lambda: "workstation")

    async def steps(pilot: Pilot[None]) -> None:
        await until_drawn(pilot, "No API key")

    assert snap_compare(make_app(NO_KEY), terminal_size=size, run_before=steps)


@SIZES
def test_stale(size: Size, snap_compare: Compare) -> None:
    """An answer to another name than the one in the input."""

    async def steps(pilot: Pilot[None]) -> None:
        await _asked("claude-opus-4-5", "→ this model today")(pilot)
        lookup_screen(pilot).input.value = "claude-opus-5-5"
        await pilot.pause()
        assert "Press Enter to look up the new name" in drawn(pilot)

    assert snap_compare(make_app(), terminal_size=size, run_before=steps)


@SIZES
def test_help(size: Size, snap_compare: Compare) -> None:
    """The help."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press("f1")
        await until_drawn(pilot, "Type a model ID or alias and")

    assert snap_compare(make_app(), terminal_size=size, run_before=steps)


def test_pending(snap_compare: Compare) -> None:
    """Before the response."""

    async def hang(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError("It never comes to that.")

    app = make_app(WITH_KEY, transport=httpx.MockTransport(hang))
    assert snap_compare(app, terminal_size=MEDIUM, run_before=_waiting("Looking up"))


def test_retrying(snap_compare: Compare) -> None:
    """Before the second attempt."""
    app = make_app(WITH_KEY, transport=httpx.MockTransport(_overloaded))
    assert snap_compare(app, terminal_size=MEDIUM, run_before=_waiting("Retrying"))


def test_cancelled(snap_compare: Compare) -> None:
    """After Esc."""

    async def steps(pilot: Pilot[None]) -> None:
        await _waiting("Retrying")(pilot)
        await pilot.press("escape")
        await until_drawn(pilot, "─ Canceled ─")

    app = make_app(WITH_KEY, transport=httpx.MockTransport(_overloaded))
    assert snap_compare(app, terminal_size=MEDIUM, run_before=steps)


def test_offline(snap_compare: Compare) -> None:
    """Without a network."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("", request=request) from OSError(101, "Network is unreachable")

    app = make_app(WITH_KEY, transport=httpx.MockTransport(fail))
    assert snap_compare(app, terminal_size=MEDIUM, run_before=_asked("claude-haiku-4-5", "Offline"))


def test_filter(snap_compare: Compare) -> None:
    """The filter, and the value that it found."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press("ctrl+t", "slash")
        lookup_screen(pilot).betas.filter.value = "user-profiles"
        await until(pilot, lambda: drawn(pilot).count("[ ]") == 4)

    assert snap_compare(make_app(), terminal_size=WIDE, run_before=steps)


def test_betas_small(snap_compare: Compare) -> None:
    """The betas in a small terminal, with a custom one."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press("ctrl+t", "end", "space")
        await until_drawn(pilot, "[x] own-2027-01-01")

    app = make_app(own_betas=("own-2027-01-01",))
    assert snap_compare(app, terminal_size=SMALL, run_before=steps)


@pytest.mark.parametrize("size", [MEDIUM, SMALL], ids=["medium", "small"])
def test_palette(size: Size, snap_compare: Compare) -> None:
    """The palette."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press("ctrl+p")
        await until_drawn(pilot, "K   Use another API key")

    assert snap_compare(make_app(), terminal_size=size, run_before=steps)


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark"])
def test_themes(theme: str, snap_compare: Compare) -> None:
    """The same answer in another theme."""
    app = make_app(theme=theme, selected_betas=("skills-2025-10-02",))
    assert snap_compare(
        app, terminal_size=WIDE, run_before=_asked("claude-sonnet-4-5", "→ this model today")
    )


def test_light_error(snap_compare: Compare) -> None:
    """An error on a light background."""
    app = make_app(theme="textual-light")
    assert snap_compare(
        app, terminal_size=MEDIUM, run_before=_asked("claude-sonet-4-5", "Not found")
    )


def test_no_color(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without colors, words, boxes and the underline show everything."""
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(pilot: Pilot[None]) -> None:
        await _asked("claude-sonnet-4-5", "→ this model today")(pilot)
        await pilot.press("ctrl+t")

    app = make_app(no_color=True, selected_betas=("skills-2025-10-02",))
    assert snap_compare(app, terminal_size=WIDE, run_before=steps)


def _overloaded(_request: httpx.Request) -> httpx.Response:
    """Respond with an error, and ask for a retry in 8 seconds."""
    return httpx.Response(529, headers={"retry-after": "8"}, stream=httpx.ByteStream(b""))


def _asked(model_id: str, title: str) -> Steps:
    """Look up, and check the title of the result."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ask(pilot, model_id)
        assert title in drawn(pilot)

    return steps


def _waiting(title: str) -> Steps:
    """Look up, wait until the wait is shown, and stop its seconds."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        lookup_screen(pilot).input.value = "claude-haiku-4-5"
        await pilot.press("enter")
        await until_drawn(pilot, f"─ {title} ─")
        detail = lookup_screen(pilot).query_one(LookupView)
        assert detail._timer
        detail._timer.stop()
        detail._seconds_waited = 0
        detail._update_report()

    return steps
