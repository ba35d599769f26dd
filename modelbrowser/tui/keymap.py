"""Custom keys, from `[keys]` in the settings: all IDs, and the validation.

The settings refer to a key by the `id` of its `Binding`. Bindings with the same `id` change
together.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from textual.binding import Binding, BindingType, InvalidBinding
from textual.dom import DOMNode
from textual.keys import (
    KEY_ALIASES,
    KEY_NAME_REPLACEMENTS,
    Keys,
    key_to_character,
)
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from modelbrowser.domain.query import looks_like_key
from modelbrowser.errors import SettingsError
from modelbrowser.tui.screens.choices import ProfileScreen, ThemeScreen, WatchScreen
from modelbrowser.tui.screens.code import CodeView, ExchangeScreen, FileNameInput, SnippetScreen
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.help import HelpScreen, HelpView, Place
from modelbrowser.tui.screens.history import HistoryScreen, QuestionScreen
from modelbrowser.tui.screens.key import KeyInput, KeyScreen
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.screens.models import ModelFilter, ModelList, ModelsScreen
from modelbrowser.tui.widgets.betas import BetaFilter, BetaList
from modelbrowser.tui.widgets.history_list import HistoryList, HistoryPane
from modelbrowser.tui.widgets.inputs import ModelInput
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.lists import ChoiceList, RowList
from modelbrowser.tui.widgets.report_view import LookupView, ReportView

FOCUSABLE: Mapping[type[Screen[Any]], tuple[type[Widget], ...]] = {
    LookupScreen: (ModelInput, BetaList, BetaFilter, LookupView, HistoryPane),
    ModelsScreen: (ModelFilter, ModelList),
    HistoryScreen: (HistoryList,),
    SnippetScreen: (ChoiceList, CodeView, FileNameInput),
    ExchangeScreen: (CodeView,),
    CompareScreen: (ReportView,),
    KeyScreen: (KeyInput,),
    ProfileScreen: (ChoiceList,),
    ThemeScreen: (ChoiceList,),
    WatchScreen: (ChoiceList,),
    QuestionScreen: (ReportView,),
    HelpScreen: (HelpView,),
}
"""The widgets that can have the focus on each screen."""

_MODIFIERS = frozenset({"ctrl", "alt", "shift", "super", "meta", "hyper"})
_FUNCTION_KEY = re.compile(r"f([1-9]|1[0-2])")
_NAMES = frozenset(key.value for key in Keys) - {"return", "ctrl-at", "<any>", "<ignore>"}
"""The names of keys that terminals send."""

_CHARACTERS = frozenset(KEY_NAME_REPLACEMENTS.values())
"""Textual's names for characters that differ from Unicode's, such as `slash`."""

_CANONICAL = {alias: key for key, aliases in KEY_ALIASES.items() for alias in aliases}
_SENT_AS = {"alt+b": "ctrl+left", "alt+f": "ctrl+right", "ctrl+h": "backspace", "ctrl+j": "enter"}
"""Keys that terminals send as others."""

_HOW = "Use keys such as ctrl+x, f5, space, P or question_mark; separate multiple keys with commas."


def key_places(app: list[BindingType]) -> Iterator[Place]:
    """Return every place where keys work.

    The app's own bindings are passed, because this module can't import it.
    """
    models = [*ModelFilter.BINDINGS, *ModelList.BINDINGS, *ModelsScreen.BINDINGS]
    yield LookupScreen, "Main screen", LookupScreen.BINDINGS
    yield LookupScreen, "Everywhere", app
    yield LookupScreen, "Input", ModelInput.BINDINGS
    yield LookupScreen, "Betas", [*BetaList.BINDINGS, *BetaFilter.BINDINGS]
    yield LookupScreen, "Lists", RowList.BINDINGS
    yield HistoryScreen, "History", [*HistoryList.BINDINGS, *HistoryScreen.BINDINGS]
    yield ModelsScreen, "Models", models
    yield SnippetScreen, "Copy as code", SnippetScreen.BINDINGS
    yield ExchangeScreen, "Request and response", ExchangeScreen.BINDINGS
    yield CompareScreen, "Compare", CompareScreen.BINDINGS
    yield LookupScreen, "Result and code", LineView.BINDINGS
    yield None, "Code", CodeView.BINDINGS
    yield None, "Save as", FileNameInput.BINDINGS
    yield None, "API key", KeyInput.BINDINGS
    yield None, "Profiles", ProfileScreen.BINDINGS
    yield None, "Themes", ThemeScreen.BINDINGS
    yield None, "Watch", WatchScreen.BINDINGS
    yield None, "Confirmation", QuestionScreen.BINDINGS
    yield None, "Help", HelpScreen.BINDINGS


def make_keymap(keys: Iterable[tuple[str, str]], path: str, app: type[DOMNode]) -> dict[str, str]:
    """Validate custom keys, and return them with Textual's names.

    Args:
        keys: The ID and the keys, separated by commas, of each binding to change.
        path: The file in which they are set.
        app: The app's class.

    Raises:
        SettingsError: If there is no such ID or key, or if two bindings have the same key in the
            same place.
    """
    listed = [binding for _, _, bindings in key_places(app.BINDINGS) for binding in bindings]
    default = _keys_by_name(Binding.make_bindings(listed))
    own = {}
    for id_, text in keys:
        if id_ not in default or looks_like_key(id_):
            nearest = get_close_matches(id_, default, n=1)
            remedy = f"Did you mean {nearest[0]}?" if nearest else "docs/keys.md lists all IDs."
            named = "" if looks_like_key(id_) else f": {id_}"
            raise SettingsError(f"[keys] in {path} has an unknown ID{named}.", remedy)
        try:
            given = [each.key for each in Binding.make_bindings([Binding(text, "")])]
            own[id_] = [spelling for key in given for spelling in _spellings(key)]
        except InvalidBinding:
            own[id_] = [""]
        # The value is not quoted: it may be an API key in the wrong place.
        if "" in own[id_]:
            raise _error(id_, path, "no such key", _HOW)
        for key in filter(_SENT_AS.get, own[id_]):
            raise _error(id_, path, f"terminals send {key} as {_SENT_AS[key]}")
    for screen, widgets in FOCUSABLE.items():
        for widget in widgets:
            classes = (widget, screen) if issubclass(screen, ModalScreen) else (widget, screen, app)
            for id_, why in _problems(own, default, classes):
                raise _error(id_, path, why)
    return {id_: ",".join(found) for id_, found in own.items()}


def _spellings(key: str) -> list[str]:
    """Return the names by which Textual may report a key; an empty one if there is no such key."""
    *modifiers, name = key.split("+")
    is_known = name in _NAMES or _is_text(name)
    if not (is_known and _MODIFIERS.issuperset(modifiers) and len(modifiers) == len({*modifiers})):
        return [""]
    if len(name) == 1:
        if modifiers == ["shift"]:
            modifiers, name = [], name.upper()
        elif modifiers == ["alt"] and name.isupper():
            modifiers.append("shift")
        name = next(iter(Binding.make_bindings([Binding(name, "")]))).key
    key = "+".join((*sorted(modifiers), name.lower())) if modifiers else name
    key = _CANONICAL.get(key, key)
    spellings = ["ctrl+space", "ctrl+@"] if key == "ctrl+at" else [key]
    if "shift" in modifiers and (number := _FUNCTION_KEY.fullmatch(name.lower())):
        # Most terminals keep counting: they send shift+f1 as f13.
        others = sorted({*modifiers} - {"shift"})
        spellings.append("+".join((*others, f"f{int(number[1]) + 12}")))
    return spellings


def _is_text(key: str) -> bool:
    character = key_to_character(key)
    return key in _CHARACTERS or (character is not None and character.isprintable())


def _problems(
    own: Mapping[str, list[str]],
    default: Mapping[str, set[str]],
    classes: tuple[type[DOMNode], ...],
) -> Iterator[tuple[str, str]]:
    """Find the IDs whose keys can't be used while a widget has the focus, and why.

    Args:
        own: The custom keys by ID.
        default: The default keys by ID.
        classes: Those of the widget, its screen and, unless that is modal, the app.
    """
    here = _keys_by_name(binding for each in classes for binding in _bindings(each))
    for id_ in own.keys() & here.keys():
        # Actions that share a default key are never offered at the same time.
        for name in here.keys() - {id_}:
            if not default[id_] & default.get(name, here[name]):
                for key in sorted(set(own[id_]).intersection(own.get(name, here[name]))):
                    used = f'is already used by "{name}"' if name else "is reserved"
                    yield id_, f"{key} {used}"
    if issubclass(classes[0], Input):
        for id_ in own.keys() & _keys_by_name(_bindings(classes[0])):
            if text := next(filter(_is_text, own[id_]), None):
                yield id_, f"{text} would be typed into text fields"


def _keys_by_name(bindings: Iterable[Binding]) -> dict[str, set[str]]:
    """Collect keys by the ID of their binding; without an ID, by its description, if any."""
    keys: dict[str, set[str]] = {}
    for binding in bindings:
        keys.setdefault(binding.id or binding.description, set()).add(binding.key)
    return keys


def _bindings(node: type[DOMNode]) -> Iterator[Binding]:
    """Return the bindings of a class with those that it inherits."""
    return (binding for _, binding in node._merged_bindings or ())  # noqa: SLF001 - no public name


def _error(id_: str, path: str, why: str, remedy: str = "") -> SettingsError:
    return SettingsError(f"{id_} under [keys] in {path} can't be used: {why}.", remedy)
