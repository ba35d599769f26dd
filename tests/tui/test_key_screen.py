"""The dialog for an API key: what it says, what it accepts, and that the key is never seen."""

import socket
from dataclasses import replace

import pytest
from support.apps import (
    KEY,
    NO_KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    shown_id,
    until,
    until_drawn,
)
from support.models_server import models_server
from textual import events

from modelbrowser.state import Failed, Found
from modelbrowser.tui.screens.key import KeyInput, KeyScreen
from modelbrowser.tui.screens.lookup import LookupScreen


@pytest.mark.anyio
async def test_row_22_a_missing_key_is_reported_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 22: without a key, the variable and the machine are named before anything is sent."""
    monkeypatch.setattr(socket, "gethostname", lambda: "sea\x1b[2Jhost")
    async with running(make_app(NO_KEY), (80, 24)) as pilot:
        await until_drawn(pilot, "No API key")
        assert "No credential on this machine (sea\\x1b[2Jhost):" in drawn(pilot)
        assert "no API key" in drawn(pilot)


@pytest.mark.anyio
async def test_a_key_is_copied_from_another_window() -> None:
    """If another window is used before the dialog is there, a key can be typed afterward."""
    async with running(make_app()) as pilot:
        await pilot.press("down")
        for event in (events.Key("K", "K"), events.AppBlur()):
            pilot.app.post_message(event)
        await until(pilot, lambda: isinstance(pilot.app.screen, KeyScreen))
        pilot.app.post_message(events.AppFocus())
        await pilot.press(*"sk-ant")
        assert pilot.app.screen.query_one(KeyInput).value == "sk-ant"


@pytest.mark.anyio
async def test_a_typed_key_is_used_and_never_drawn() -> None:
    """A typed key is sent to the server; the bar shows its source, but no part of the key."""
    async with models_server() as server:
        server.gives("claude-a")
        app = make_app(replace(server.connection, credential=None))
        async with running(app) as pilot:
            await until(pilot, lambda: isinstance(app.screen, KeyScreen))
            app.screen.query_one(KeyInput).value = f" {KEY}\n"
            await pilot.pause()
            seen = [drawn(pilot)]
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, LookupScreen))
            seen.append(drawn(pilot))
            await ask(pilot, "claude-a")
            seen.append(drawn(pilot))
            assert "manual entry" in seen[-1]
            assert shown_id(pilot) == "claude-a"
    assert server.keys == [KEY]
    assert not any("canary" in screen or KEY in screen for screen in seen)


@pytest.mark.anyio
async def test_row_24_a_malformed_key_is_rejected() -> None:
    """Rows 23 and 24: a malformed key is rejected, not repeated, and removed from the field."""
    app = make_app(NO_KEY)
    async with running(app) as pilot:
        await until(pilot, lambda: isinstance(app.screen, KeyScreen))
        for typed in ("", "sk-ant-caf\u00e9", "sk-ant-a b", "sk-ant-\x1b[31m"):
            app.screen.query_one(KeyInput).value = typed
            await pilot.press("enter")
            assert "Malformed API key" in drawn(pilot)
            assert "sk-ant-" not in drawn(pilot).replace("sk-ant-…", "")
            assert isinstance(app.screen, KeyScreen)


@pytest.mark.anyio
async def test_a_typed_key_cannot_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C and Ctrl+X in the field of the key write nothing to the terminal."""
    app = make_app(NO_KEY)
    sent: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", sent.append)
    async with running(app) as pilot:
        await until(pilot, lambda: isinstance(app.screen, KeyScreen))
        app.screen.query_one(KeyInput).value = KEY
        await pilot.press("shift+home", "ctrl+c", "ctrl+x")
    assert sent == []


@pytest.mark.anyio
async def test_from_no_key_to_the_demo() -> None:
    """Ctrl+D switches to the demo, which the bar names with its date."""
    app = make_app(NO_KEY)
    async with running(app) as pilot:
        await until(pilot, lambda: isinstance(app.screen, KeyScreen))
        await pilot.press("ctrl+d")
        await until_drawn(pilot, "demo data from 2026-11-29")
        await ask(pilot, "claude-haiku-4-5")
        assert "claude-haiku-4-5-20251001" in drawn(pilot)


@pytest.mark.anyio
async def test_the_program_without_a_key() -> None:
    """Esc closes the dialog; a lookup then asks for the key again, and is sent with it."""
    async with models_server() as server:
        server.gives("claude-a")
        app = make_app(replace(server.connection, credential=None))
        async with running(app) as pilot:
            await until(pilot, lambda: isinstance(app.screen, KeyScreen))
            await pilot.press("escape")
            assert isinstance(app.screen, LookupScreen)
            lookup_screen(pilot).input.value = "claude-a"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, KeyScreen))
            assert server.requested == []
            app.screen.query_one(KeyInput).value = KEY
            await pilot.press("enter")
            await until(pilot, lambda: shown_id(pilot) == "claude-a")
    assert [asked for asked, _ in server.requested] == ["claude-a"]


@pytest.mark.anyio
async def test_the_bar_names_host_and_key() -> None:
    """The bar shows the host and the source of the key, never a character of it."""
    async with models_server() as server, running(make_app(server.connection)) as pilot:
        bar = drawn(pilot).splitlines()[0]
        assert f"127.0.0.1:{server.port}  ·  ANTHROPIC_API_KEY  ·  Europe/Paris" in bar
        assert "canary" not in drawn(pilot)


@pytest.mark.anyio
async def test_another_key_after_a_rejected_one() -> None:
    """After a rejected key, Ctrl+N asks for another one and repeats the lookup with it."""
    async with models_server() as server:
        server.rejects("claude-a", 401, "invalid x-api-key")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            assert "Invalid API key" in drawn(pilot)
            assert "^n Change key" in drawn(pilot)
            server.gives("claude-a")
            await pilot.press("ctrl+n")
            await until(pilot, lambda: "Change API key" in drawn(pilot))
            pilot.app.screen.query_one(KeyInput).value = f"{KEY}-2"
            await pilot.press("enter")
            await until(pilot, lambda: shown_id(pilot) == "claude-a")
            assert "manual entry" in drawn(pilot)
    assert server.keys[-1] == f"{KEY}-2"


@pytest.mark.anyio
async def test_from_the_demo_to_a_key() -> None:
    """K asks for a key at any time; with one, lookups go to the API and not to the demo."""
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(replace(server.connection, demo=True))) as pilot:
            await pilot.press("tab", "K")
            await until(pilot, lambda: "Change API key" in drawn(pilot))
            pilot.app.screen.query_one(KeyInput).value = KEY
            await pilot.press("enter")
            await until(pilot, lambda: "manual entry" in drawn(pilot))
            await ask(pilot, "claude-a")
            assert shown_id(pilot) == "claude-a"


@pytest.mark.anyio
async def test_the_ways_out_stay_in_sight() -> None:
    """After a malformed key, the dialog still shows everything that can be done."""
    app = make_app(NO_KEY)
    async with running(app, (80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, KeyScreen))
        await pilot.press("a", "space", "b", "enter")
        screen = drawn(pilot)
    assert "Malformed API key" in screen
    assert "Paste your API key below." in screen
    assert "Or press ^d for the demo" in screen


@pytest.mark.anyio
async def test_a_key_pasted_over_two_lines() -> None:
    """A paste of several lines is reported: the key may be cut off."""
    app = make_app(NO_KEY)
    async with running(app) as pilot:
        await until(pilot, lambda: isinstance(app.screen, KeyScreen))
        app.screen.query_one(KeyInput).post_message(events.Paste(" sk-ant-abc \n"))
        await pilot.pause()
        assert "Pasted the first line" not in drawn(pilot)
        app.screen.query_one(KeyInput).post_message(events.Paste("sk-ant-abc\ndef"))
        await until_drawn(pilot, "Pasted the first line only; the key may be incomplete.")


@pytest.mark.anyio
async def test_the_demo_is_not_offered_in_the_demo() -> None:
    """In the demo, the dialog offers only the key."""
    async with running(make_app()) as pilot:
        await pilot.press("tab", "K")
        await until_drawn(pilot, "Change API key")
        assert "^d" not in drawn(pilot)
        assert "Esc Back" in drawn(pilot)
        await pilot.press("space", "enter")
        await until_drawn(pilot, "Malformed API key")
        assert "^d" not in drawn(pilot)


@pytest.mark.anyio
async def test_a_gateway_takes_its_own_key() -> None:
    """For a gateway, the dialog names it, and not where keys for the Claude API are made."""
    connection = replace(NO_KEY, base_url="https://gw.example/api")
    async with running(make_app(connection), (80, 24)) as pilot:
        await until_drawn(pilot, "Paste your API key for gw.example below.")
        assert "platform.claude.com" not in drawn(pilot)
        assert "sk-ant-" not in drawn(pilot)
        await pilot.press("enter")
        await until_drawn(pilot, "Malformed API key")
        assert "platform.claude.com" not in drawn(pilot)


@pytest.mark.anyio
async def test_a_model_id_is_not_a_key() -> None:
    """A model ID in the key field is rejected, with a message that says so."""
    app = make_app(NO_KEY)
    async with running(app) as pilot:
        await until(pilot, lambda: isinstance(app.screen, KeyScreen))
        await pilot.press(*"claude-opus-4-5", "enter")
        await until_drawn(pilot, "That's a model ID, not an API key.")
        assert isinstance(app.screen, KeyScreen)
        assert "Esc Skip" in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("way_out", ["key", "demo"])
async def test_another_connection_during_a_lookup(way_out: str) -> None:
    """Row 301: a new key or the demo cancels a lookup that is under way, and nothing crashes."""
    async with models_server() as server:
        server.holds("claude-a")
        async with running(make_app(server.connection)) as pilot:
            lookup_screen(pilot).input.value = "claude-a"
            await pilot.press("enter")
            await until(pilot, lambda: server.requested)
            await pilot.press("tab", "K")
            await until_drawn(pilot, "Change API key")
            if way_out == "demo":
                await pilot.press("ctrl+d")
            else:
                pilot.app.screen.query_one(KeyInput).value = f"{KEY}-2"
                await pilot.press("enter")
            await until_drawn(pilot, "─ Canceled ─")
            await ask(pilot, "claude-haiku-4-5")
            assert isinstance(lookup_screen(pilot).state, Found | Failed)
    wanted = [KEY] if way_out == "demo" else [KEY, f"{KEY}-2"]
    assert server.keys == wanted


@pytest.mark.anyio
@pytest.mark.parametrize("way_out", ["key", "demo", "none"])
async def test_a_notice_from_the_start_outlasts_the_key_dialog(way_out: str) -> None:
    """Row 304: a notice about the settings is shown once the dialog is closed."""
    notice = "The time zone Nonsense/Zone is not known."
    async with running(make_app(NO_KEY, notices=(notice,))) as pilot:
        await until_drawn(pilot, "No API key")
        assert notice not in drawn(pilot)
        if way_out == "key":
            pilot.app.screen.query_one(KeyInput).value = KEY
        await pilot.press({"key": "enter", "demo": "ctrl+d", "none": "escape"}[way_out])
        await until_drawn(pilot, notice)


@pytest.mark.anyio
@pytest.mark.parametrize("leaves_demo", [True, False])
async def test_another_connection_is_announced(*, leaves_demo: bool) -> None:
    """Row 305: a new connection removes the old answer, pin and names, and a notice names it."""
    async with models_server() as server:
        server.gives("claude-haiku-4-5")
        if leaves_demo:
            server.holds_list()
        there = server.connection
        async with running(make_app(replace(there, demo=leaves_demo))) as pilot:
            screen = lookup_screen(pilot)
            await until(pilot, lambda: ("claude-demo-" in drawn(pilot)) is leaves_demo)
            await ask(pilot, "claude-haiku-4-5")
            assert isinstance(screen.state, Found)
            screen.action_pin()
            await pilot.press("tab", "K")
            await until_drawn(pilot, "Change API key")
            if leaves_demo:
                await pilot.press(*"abc", "enter")
                await until_drawn(pilot, f"Lookups now go to {there.host}.")
            else:
                await pilot.press("ctrl+d")
                await until_drawn(pilot, "Lookups now use demo data.")
            assert "─ Ready ─" in drawn(pilot)
            assert shown_id(pilot) == ""
            assert screen.pinned is None
            await until(pilot, lambda: ("claude-demo-" in drawn(pilot)) is not leaves_demo)
            # The name is still in the input.
            assert screen.input.value == "claude-haiku-4-5"
