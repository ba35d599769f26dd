"""Custom keys: they work everywhere, and are validated before the screen opens."""

import ast
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from support.apps import (
    DEMO,
    NO_KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    until,
    until_drawn,
)
from support.canary import Home
from support.models_server import models_server
from support.pty_session import session
from support.sources import modules
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

from modelbrowser.domain.connection import Connection
from modelbrowser.errors import SettingsError
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.keymap import FOCUSABLE, key_places, make_keymap
from modelbrowser.tui.screens.help import HelpScreen
from modelbrowser.tui.screens.models import ModelsScreen

PATH = "/etc/xdg/config.toml"
LISTED = [
    binding
    for _, _, bindings in key_places(ModelBrowserApp.BINDINGS)
    for binding in Binding.make_bindings(bindings)
]


def app_with(connection: Connection = DEMO, **keys: str) -> ModelBrowserApp:
    """Make the app with custom keys; a dot in an ID is written as two underscores."""
    own = tuple((id_.replace("__", ".").replace("_", "-"), text) for id_, text in keys.items())
    return make_app(connection, keys=own, files={"Settings": PATH})


def keymap(*keys: tuple[str, str]) -> dict[str, str]:
    """Return the checked keymap."""
    return make_keymap(keys, PATH, ModelBrowserApp)


@pytest.mark.anyio
async def test_own_keys_work_and_are_shown() -> None:
    """A custom key replaces the default; the bottom bar, the help and the palette show it."""
    async with running(app_with(pin="f5", copy_id="f6,f7", help="f2"), (200, 60)) as pilot:
        screen = lookup_screen(pilot)
        await ask(pilot, "claude-haiku-4-5")
        line = drawn(pilot).splitlines()[-1]
        assert "F6 Copy ID" in line
        assert "^y" not in line
        await pilot.press("tab", "tab", "p")
        assert screen.pinned is None
        await pilot.press("f5")
        assert screen.pinned
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        assert isinstance(pilot.app.screen, HelpScreen)
        labels = [term for each in pilot.app.screen.view.sections for term, _ in each.entries]
        assert {"F5", "F6 F7", "F2"} <= set(labels)
        assert "p" not in labels
        await pilot.press("escape", "ctrl+p")
        await pilot.pause()
        pilot.app.screen.query_one(Input).value = "Pin"
        await until_drawn(pilot, "F5  ")


@pytest.mark.anyio
async def test_a_widgets_keys_change_too() -> None:
    """Keys of a list, and of a screen that opens over the main one, can be changed."""
    async with running(app_with(models__sort="o", list__down="v", models="f3")) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, ModelsScreen))
        screen = pilot.app.screen
        assert isinstance(screen, ModelsScreen)
        await until(pilot, lambda: screen.list.row_count)
        first = screen.list.rows[0]
        await pilot.press("tab", "v")
        assert screen.list.cursor == 1
        await pilot.press("down", "o")
        assert screen.list.cursor == 1
        await until(pilot, lambda: screen.list.rows[0] != first)


@pytest.mark.anyio
async def test_actions_that_share_a_key_change_alone() -> None:
    """If one of the actions of ctrl+n or Esc gets another key, the others keep theirs."""
    async with running(app_with(successor="f8", cancel="f9", copy_name="f4")) as pilot:
        await ask(pilot, "claude-opus-4-1")
        assert "F8 look it up" in drawn(pilot)
        await ask(pilot, "claude-sonet-4-5")
        await pilot.press("ctrl+n")
        await until_drawn(pilot, "claude-sonnet-4-5-20250929")
        await pilot.press("tab", "escape")
        assert lookup_screen(pilot).input.has_focus
        await ask(pilot, "claude-nonesuch-4")
        await pilot.press("f4")
        # From the input, too, where the default key is text.
        assert lookup_screen(pilot).input.has_focus
        assert "Nothing to copy." in drawn(pilot)


@pytest.mark.anyio
async def test_sentences_name_the_keys_in_force() -> None:
    """Sentences, notes, placeholders and borders name the key that works."""
    async with running(app_with(NO_KEY, key__demo="f8")) as pilot:
        await until_drawn(pilot, "Or press F8 for the demo")
    keys = {"look_up": "f5", "lookup__answer": "f7", "filter__submit": "f9"}
    keys |= {"betas__remove": "f12", "betas__filter": "f13", "view__page_down": "f14"}
    async with running(app_with(DEMO, **keys), (120, 30)) as pilot:
        await until_drawn(pilot, "(press F7, then a number)")
        assert "then press F5." in drawn(pilot)
        assert "F13 to filter or add a beta" in drawn(pilot)
        await pilot.press("tab", "f13", *"own")
        await until_drawn(pilot, 'Press F9 to add "own".')
        await pilot.press("f9")
        await until_drawn(pilot, "Press F12 to")
        await pilot.press("f1")
        await until_drawn(pilot, "F14 more")
        assert "press F5 to see" in drawn(pilot)
    async with models_server() as server:
        server.holds("claude-a")
        async with running(app_with(server.connection, cancel="f6")) as pilot:
            lookup_screen(pilot).input.value = "claude-a"
            await pilot.press("enter")
            await until_drawn(pilot, "Press F6 to cancel.")


def test_no_sentence_has_a_fixed_key() -> None:
    """No text on screen contains a fixed key, except for Ctrl+C, which can't be changed."""
    fixed = []
    for path, tree in modules().items():
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if path.startswith(("tui/", "presentation/")) and isinstance(node, ast.Constant):
                text = "" if id(node) in docstrings else str(node.value)
                fixed += re.findall(r"\b[Pp]ress ([^\s{]+)", text)
    assert fixed == ["^c"]


@pytest.mark.parametrize(
    ("id_", "text", "message"),
    [
        ("pinn", "f5", f"[keys] in {PATH} has an unknown ID: pinn."),
        ("pin", "ctrl+", "no such key"),
        ("pin", "", "no such key"),
        ("pin", "f5,,", "no such key"),
        ("pin", "strg+x", "no such key"),
        ("pin", "ctrl+ctrl+x", "no such key"),
        ("pin", "control-x", "no such key"),
        ("pin", "<any>", "no such key"),
        ("pin", "alt+return", "no such key"),
        ("pin", "alt+f", "terminals send alt+f as ctrl+right"),
        ("pin", "f5,ctrl+H", "terminals send ctrl+h as backspace"),
        ("pin", "c", 'c is already used by "snippet"'),
        ("pin", "x", 'x is already used by "betas.'),
        ("models", "ctrl+e", 'ctrl+e is already used by "Go to end"'),
        ("models", "ctrl+m", 'enter is already used by "'),
        ("models", "ctrl+i", 'tab is already used by "Focus Next"'),
        ("pin", "1", "1 is reserved"),
        ("look-up", "y", "y would be typed into text fields"),
        ("key.use", "space", "space would be typed into text fields"),
        ("question.yes", "ctrl+q", 'ctrl+q is already used by "quit"'),
    ],
)
def test_what_cannot_be_a_key_is_refused(id_: str, text: str, message: str) -> None:
    """An unknown ID, an unknown key and a clash are errors that name the file and the ID."""
    with pytest.raises(SettingsError) as caught:
        keymap((id_, text))
    assert message in caught.value.message
    assert f"[keys] in {PATH}" in caught.value.message
    assert id_ in caught.value.message


def test_two_own_keys_that_clash() -> None:
    """Two changed keys clash with each other, but may trade places."""
    with pytest.raises(SettingsError, match=r'f5 is already used by "(pin|refresh)"'):
        keymap(("pin", "f5"), ("refresh", "f5"))
    traded = keymap(("pin", "c"), ("snippet", "p"))
    assert (traded["pin"], traded["snippet"]) == ("c", "p")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("?", "question_mark"),
        (" f5 , P ", "f5,P"),
        ("shift+p", "P"),
        ("shift+?", "question_mark"),
        ("ctrl+B", "ctrl+b"),
        ("alt+ü", "alt+ü"),
        ("alt+A", "alt+shift+a"),
        ("ctrl+]", "ctrl+right_square_bracket"),
        ("ctrl+space", "ctrl+space,ctrl+@"),
        ("ctrl+@", "ctrl+space,ctrl+@"),
        ("shift+ctrl+x", "ctrl+shift+x"),
        ("ctrl+alt+f5", "alt+ctrl+f5"),
        ("shift+f5", "shift+f5,f17"),
        ("shift+ctrl+f12", "ctrl+shift+f12,ctrl+f24"),
    ],
)
def test_a_key_can_be_written_in_several_ways(text: str, key: str) -> None:
    """Characters, names and modifiers become the name that a key press has."""
    other = keymap(("help", "f1"), ("quit", "ctrl+q"), ("profile", "f2"), ("pin", text))
    assert other["pin"] == key


def test_the_defaults_do_not_clash() -> None:
    """Every default key is accepted if it is set."""
    defaults: dict[str, list[str]] = {}
    for binding in LISTED:
        if binding.id and binding.key not in defaults.setdefault(binding.id, []):
            defaults[binding.id].append(binding.key)
    own = {id_: ",".join(keys) for id_, keys in defaults.items()}
    assert keymap(*own.items()).items() >= own.items()


def _classes(node: type[DOMNode]) -> list[type[DOMNode]]:
    found = [each for sub in node.__subclasses__() for each in (sub, *_classes(sub))]
    return [each for each in found if each.__module__.startswith("modelbrowser.tui")]


def test_every_id_has_a_place() -> None:
    """Every binding with an ID is listed, and its class is checked for clashes."""
    listed = {binding.id for binding in LISTED}
    checked: set[Any] = {*FOCUSABLE, ModelBrowserApp}
    checked |= {base for widgets in FOCUSABLE.values() for each in widgets for base in each.__mro__}
    for node in _classes(DOMNode):
        ids = {b.id for b in Binding.make_bindings(vars(node).get("BINDINGS", ())) if b.id}
        assert ids <= listed
        assert node in checked or ids <= {"quit", "suspend"}


def test_in_a_real_terminal(tmp_path: Path) -> None:
    """The program reads `[keys]` of config.toml, and ends with exit code 3 if they are wrong."""
    home = Home(tmp_path)
    config = tmp_path / "keys.toml"
    config.write_text('[keys]\nquit = "f10"\nmodels.sort = "o"\n')
    command = (sys.executable, "-m", "modelbrowser", "--demo")
    env = home.environment(MODELBROWSER_CONFIG=str(config))
    with session(command, env=env, size=(120, 40)) as terminal:
        terminal.wait_for("F10 Quit")
        terminal.feed(b"\x1b[21~")
        terminal.wait_exit()
    assert terminal.process.returncode == 0
    config.write_text('[keys]\nquit = "ctrl+p"\n')
    with session(command, env=env, size=(120, 40)) as terminal:
        terminal.wait_exit()
    assert terminal.process.returncode == 3
    assert "quit under [keys] in" in terminal.text
    assert 'ctrl+p is already used by "palette".' in terminal.text.replace("\n", "")
