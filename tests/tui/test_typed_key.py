"""An API key that is typed, or pasted as if typed, where none is asked for."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.apps import (
    NO_KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    until,
    until_drawn,
)
from support.models_server import models_server
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from modelbrowser.domain.credential import parse_credential
from modelbrowser.domain.query import KEY_FOUND
from modelbrowser.terminal.input import InputParser
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.key import KeyInput
from modelbrowser.tui.widgets.betas import BetaList
from modelbrowser.tui.widgets.inputs import TextInput

KEY = "sk-ant-api03-ZZCANARYqzx7Wv9Lk2Pm4Nt6Rb8YdAAhhTTggQQ"
"""A key other than the one in use, with letters that are commands on every screen."""

TOKEN = "TzLs9JfAe4Ui6zNmHd7Vp2xYb0RtE"  # noqa: S105 - a canary
"""The credential in use, with the letters of commands near its end."""

FIELDS = {"input": "ctrl+l", "betas": "ctrl+t,slash", "file name": "down,c,s"}
"""The keys that open a field in which Enter uses the text."""


async def type_text(pilot: Pilot[None], text: str, size: int = 1) -> None:
    """Type a text as a terminal sends it, that many letters at once, until all are handled."""
    app, parser = pilot.app, InputParser()
    assert isinstance(app, ModelBrowserApp)
    for start in range(0, len(text), size):
        for message in parser.feed(text[start : start + size].encode()):
            app.post_message(message)
        await until(
            pilot,
            lambda: not (app.message_queue_size or app._waiting or app._is_key_in_flight),
        )


async def paste_rest(pilot: Pilot[None]) -> TextInput:
    """Paste a key into the field with the focus, and delete its beginning."""
    field = field_of(pilot)
    pilot.app.post_message(events.Paste(KEY))
    await until(pilot, lambda: KEY in field.value)
    field.delete(0, 13)
    return field


def field_of(pilot: Pilot[None]) -> TextInput:
    """The text field with the focus."""
    assert isinstance(pilot.app.focused, TextInput)
    return pilot.app.focused


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
        ("down", TOKEN, 99),
        ("ctrl+t", TOKEN, 99),
    ],
)
@pytest.mark.anyio
async def test_key_in_no_field(
    way: str, text: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 9: outside of fields, a key runs no commands, however many letters arrive at once."""
    async with models_server() as server:
        credential = parse_credential(TOKEN, "ANTHROPIC_AUTH_TOKEN")
        app = make_app(replace(server.connection, credential=credential))
        copied: list[str] = []
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        server.holds("claude-a").gate.set()
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            await pilot.press(*way.split(","))
            await until(pilot, lambda: app.focused and not isinstance(app.focused, Input))
            screen = app.screen
            await type_text(pilot, text, size)
            await until_drawn(pilot, KEY_FOUND)
            assert (app.screen, copied) == (screen, [])
            assert lookup_screen(pilot).input.value == "claude-a"
            await pilot.press("escape", "escape", "ctrl+l", "down", "p")
            await until_drawn(pilot, "Pinned.")
        assert len(server.requested) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("sent", [KEY, f"\x1b[200~{KEY}\x1b[201~"])
async def test_key_right_behind_the_command_that_asks_for_it(sent: str) -> None:
    """K opens the dialog for a key that arrives in the same read."""
    async with running(make_app()) as pilot:
        await pilot.press("tab")
        await type_text(pilot, f"K{sent}", 999)
        await until(pilot, lambda: isinstance(pilot.app.focused, KeyInput))
        await until(pilot, lambda: field_of(pilot).value == KEY)


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


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("down,c", "sk-or-v1-9f3b1c7de02a4586"),
        ("down", "TzLsp9JfAe4Ui6z"),
    ],
)
@pytest.mark.anyio
async def test_key_whose_start_opened_a_field(
    way: str, text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Row 9: if the first letters of a key opened a field, what it gets is masked and rejected."""
    monkeypatch.chdir(tmp_path)
    async with models_server() as server:
        server.gives("claude-a")
        credential = parse_credential(text, "ANTHROPIC_AUTH_TOKEN")
        in_use = replace(server.connection, credential=credential)
        app = make_app(in_use if way == "down" else server.connection)
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            await pilot.press(*way.split(","))
            await type_text(pilot, text)
            assert field_of(pilot).password
            assert text[-8:] not in drawn(pilot)
            await pilot.press("enter")
            await until_drawn(pilot, KEY_FOUND)
            assert field_of(pilot).value == ""
        assert len(server.requested) == 1
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("lines", [2, 3])
@pytest.mark.parametrize("has_key", [True, False])
@pytest.mark.anyio
async def test_key_in_lines(*, has_key: bool, lines: int) -> None:
    """Row 9: what follows a line break in a key, in its dialog or the input, is never used."""
    async with models_server() as server:
        app = make_app(
            server.connection if has_key else replace(server.connection, credential=None)
        )
        async with running(app) as pilot:
            await until(pilot, lambda: isinstance(app.focused, TextInput))
            parser, text = InputParser(), "\r".join([KEY[:30], KEY[30:41], KEY[41:]][:lines])
            for letter in f"{text}\r\x14":
                for message in parser.feed(letter.encode()):
                    app.post_message(message)
            await until(pilot, lambda: isinstance(app.focused, BetaList))
            assert lookup_screen(pilot).input.value == ""
            await pilot.press("ctrl+l")
            await ask(pilot, "claude-a")
        assert server.requested == [("claude-a", ())]


@pytest.mark.anyio
async def test_field_clicked_within_a_key() -> None:
    """Row 9: a field that is clicked after the first letters of a key masks and rejects the rest.

    What another click puts there is not masked.
    """
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("down")
        await type_text(pilot, KEY[:20], 20)
        await pilot.click("#ask")
        await type_text(pilot, KEY[20:], 20)
        assert KEY[-8:] not in drawn(pilot)
        lookup_screen(pilot).input.set_text("claude-opus-5")
        assert not field_of(pilot).password


@pytest.mark.parametrize(
    ("way", "name"),
    [
        ("down,c", "stask-3.py"),
        ("ctrl+t", "/task-budgets-2026-03-13"),
        ("ctrl+l", "task-3"),
        ("ctrl+l", "opus-mt-sk-en"),
    ],
)
@pytest.mark.parametrize("size", [1, 99])
@pytest.mark.anyio
async def test_name_with_the_letters_of_a_key(way: str, name: str, size: int) -> None:
    """A name in a field is not a key because of what is in the middle of a word.

    What is typed elsewhere after it is no key either.
    """
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press(*way.split(","))
        await type_text(pilot, name, size)
        assert field_of(pilot).value == name.lstrip("/").replace("stask", "task")
        assert not field_of(pilot).password
        if way == "ctrl+l":
            pilot.app.set_focus(lookup_screen(pilot).detail)
            await type_text(pilot, "p")
            await until_drawn(pilot, "Pinned.")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.anyio
async def test_what_is_left_of_a_key(
    field: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Row 9: what is left of a key is rejected like a key; after that, another text is used."""
    monkeypatch.chdir(tmp_path)
    async with models_server() as server:
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            await pilot.press(*FIELDS[field].split(","))
            rest = await paste_rest(pilot)
            assert (rest.value, rest.password) == (KEY[13:], True)
            await pilot.press("enter")
            await until_drawn(pilot, KEY_FOUND)
            assert field_of(pilot).value == ""
            await pilot.press("x")
            assert not field_of(pilot).password
        assert len(server.requested) == 1
    assert [*tmp_path.iterdir()] == []


@pytest.mark.anyio
async def test_what_is_left_of_a_key_is_not_brought_back() -> None:
    """Row 9: stepping to an earlier lookup and back doesn't unmask what is left of a key."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        field = await paste_rest(pilot)
        await pilot.press("up", "down")
        assert (field.value, field.password) == ("", False)


@pytest.mark.anyio
async def test_what_is_left_of_a_key_under_a_comparison() -> None:
    """Row 9: coming back from a comparison doesn't unmask what is left of a key."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-opus-5")
        await pilot.press("down", "p")
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("ctrl+l")
        rest = await paste_rest(pilot)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await pilot.press("ctrl+l")
        assert (rest.value, rest.password) == (KEY[13:], True)


@pytest.mark.parametrize(
    ("field", "keys"), [("input", "ctrl+l,x"), ("input", "end,shift+home,x"), ("file name", "s")]
)
@pytest.mark.anyio
async def test_text_in_place_of_a_key(field: str, keys: str) -> None:
    """A text that replaces a masked one is not masked."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press(*FIELDS[field].split(","))
        assert (await paste_rest(pilot)).password
        if field == "file name":
            await pilot.press("escape")
        await pilot.press(*keys.split(","))
        assert not field_of(pilot).password


@pytest.mark.parametrize("pasted", [KEY[13:], "x" * 2000], ids=["same", "too long"])
@pytest.mark.anyio
async def test_same_or_too_long_text_in_place_of_a_key(pasted: str) -> None:
    """A paste over a masked text that leaves it as it is doesn't unmask it."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press(*FIELDS["betas"].split(","))
        field = await paste_rest(pilot)
        field.replace(pasted, 0, len(field.value))
        assert (field.value, field.password) == (KEY[13:], True)


@pytest.mark.anyio
async def test_key_in_the_palette() -> None:
    """Enter removes a key from the palette's field, and says so."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.focused, TextInput))
        field = field_of(pilot)
        field.value = KEY
        await pilot.press("enter")
        assert field.value == ""
        await until_drawn(pilot, KEY_FOUND)


@pytest.mark.anyio
@pytest.mark.parametrize("before", ["\x10", "\t", "\x1b[B"])
async def test_what_is_pressed_before_a_key_is_no_part_of_it(before: str) -> None:
    """A name in the field stays as it is, although a key follows in the same read."""
    async with running(make_app()) as pilot:
        screen = lookup_screen(pilot)
        await pilot.press(*"claude-a")
        await type_text(pilot, before + KEY, 99)
        assert (screen.input.value, screen.input.password) == ("claude-a", False)
