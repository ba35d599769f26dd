"""An API key that is typed, or pasted as if typed, outside of the text fields."""

import pytest
from support.apps import (
    NO_KEY,
    ask,
    lookup_screen,
    make_app,
    running,
    until,
    until_chosen,
    until_drawn,
)
from support.models_server import models_server
from textual import events
from textual.widgets import Input

from modelbrowser.domain.query import KEY_FOUND
from modelbrowser.terminal.input import InputParser
from modelbrowser.tui.screens.key import KeyInput

KEY = "sk-ant-api03-ZZCANARYqzx7Wv9Lk2Pm4Nt6Rb8YdAAhhTTggQQ"
"""A key other than the one in use, with letters that are commands on every screen."""


@pytest.mark.parametrize(
    ("way", "text", "size"),
    [
        ("down", KEY, 1),
        ("down", KEY, 5),
        ("down", f"export ANTHROPIC_API_KEY={KEY}", 99),
        ("f1", KEY, 1),
        ("ctrl+t", KEY, 99),
        ("ctrl+g", KEY, 1),
        ("ctrl+t,c", KEY, 5),
        ("ctrl+o,tab", KEY, 99),
    ],
)
@pytest.mark.anyio
async def test_key_in_no_field(
    way: str, text: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 9: outside of fields, a key runs no commands, however many letters arrive at once."""
    async with models_server() as server:
        app = make_app(server.connection)
        copied: list[str] = []
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        server.holds("claude-a").gate.set()
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            await pilot.press(*way.split(","))
            await until(pilot, lambda: app.focused and not isinstance(app.focused, Input))
            screen, parser = app.screen, InputParser()
            for start in range(0, len(text), size):
                for message in parser.feed(text[start : start + size].encode()):
                    app.post_message(message)
                await pilot.pause()
            await until_drawn(pilot, KEY_FOUND)
            assert (app.screen, copied) == (screen, [])
            assert lookup_screen(pilot).input.value == "claude-a"
            await pilot.press("escape", "escape", "ctrl+l", "down", "p")
            await until_drawn(pilot, "Pinned.")
        assert len(server.requested) == 1


@pytest.mark.anyio
async def test_key_pasted_in_no_field() -> None:
    """Row 9: a key pasted outside of fields is rejected in one sentence."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("down")
        pilot.app.post_message(events.Paste(KEY))
        await until_drawn(pilot, KEY_FOUND)


@pytest.mark.parametrize("sent", [KEY, f"\x1b[200~{KEY}\x1b[201~"])
@pytest.mark.anyio
async def test_key_sent_to_a_window_without_the_focus(sent: str) -> None:
    """The dialog for an API key takes one while another window has the focus."""
    async with running(make_app(NO_KEY)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, KeyInput))
        for message in InputParser().feed(f"\x1b[O{sent}".encode()):
            pilot.app.post_message(message)
        await until(pilot, lambda: pilot.app.screen.query_one(KeyInput).value == KEY)


@pytest.mark.anyio
async def test_name_that_contains_the_start_of_a_key() -> None:
    """A filter for `task-` that arrives together with the key that opens it is no API key."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+t")
        for message in InputParser().feed(b"/task-budgets\r"):
            pilot.app.post_message(message)
        await until_chosen(pilot, "task-budgets-2026-03-13")


@pytest.mark.anyio
async def test_commands_after_a_key() -> None:
    """After a key, a letter is a command again once a pause or another key ended it."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("down", *"sk-ant-")
        await until_drawn(pilot, KEY_FOUND)
        later = events.Key("p", "p")
        object.__setattr__(later, "time", later.time + 60)
        pilot.app.post_message(later)
        await until_drawn(pilot, "Pinned.")
