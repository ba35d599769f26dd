"""The top line and the bottom line of every screen.

The top line shows the host, the source of the key and the time zone; the bottom line the keys
that work now, or a notice.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar
from weakref import WeakSet

from textual import events, getters
from textual.app import App
from textual.binding import Binding, BindingsMap, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.reactive import reactive, var
from textual.screen import Screen
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from modelbrowser.domain.catalogue import load_catalogue
from modelbrowser.domain.connection import Connection
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.tui.widgets.text import content

NAME = SafeText("modelbrowser")

ITEM_GAP = 2
"""The gap between two items of the top line, in cells."""

KEY_GAP, NARROW_KEY_GAP = 3, 2
"""The gap between two keys, in cells; the second one below `NARROW_WIDTH`."""

NARROW_WIDTH = 60
"""Below this width, in cells, the bottom line has only the most important keys at its end."""

END_ACTIONS = ("quit", "help")
"""Actions whose keys are always shown, at the end."""

NOTICE_SECONDS = 5.0
"""How long a notice is shown instead of the keys."""

Items = tuple[tuple[SafeText, ...], ...]
"""The items, the most important first; the forms of each, the longest first."""


class BarApp(App[None]):
    """An app whose screens have the same top line, and a bottom line for notices."""

    bar_items: var[Items] = var[Items](())
    """What the bars show after the program's name."""

    keymap: Mapping[str, str] = MappingProxyType({})
    """The keys that differ from the default, by the IDs of their bindings."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._with_own_keys: WeakSet[DOMNode] = WeakSet()

    def bindings_in_force(self, bindings: Iterable[BindingType]) -> Iterator[Binding]:
        """Return bindings, one for each key, with the keys that are in force."""
        for binding in Binding.make_bindings(bindings):
            if keys := self.keymap.get(binding.id or ""):
                yield from (binding.with_key(key) for key in keys.split(","))
            else:
                yield binding

    def apply_keymap(self, node: DOMNode) -> None:
        """Give a node the keys in force.

        Textual's own keymap would take the keys of the actions that share one with a changed
        one, and would not let a letter's new key work in a text field.
        """
        if self.keymap and node not in self._with_own_keys:
            self._with_own_keys.add(node)
            bindings = (binding for _, binding in node._bindings)  # noqa: SLF001 - no public name
            node._bindings = BindingsMap(self.bindings_in_force(bindings))  # noqa: SLF001 - as above

    def show_notice(self, notice: SafeText) -> None:
        """Show a notice on the bottom line of the uppermost screen that has one."""
        for screen in reversed(self.screen_stack):
            if bars := screen.query(KeyBar):
                bars.first().show_notice(notice)
                return


class Bar(Widget):
    """The items of the app on one line, each in the longest form that fits."""

    app = getters.app(BarApp)

    def on_mount(self) -> None:
        """Follow the items."""
        self.watch(self.app, "bar_items", self._redraw, init=False)

    def _redraw(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """Draw the items; if they do not fit, the last are shortened first, then left out."""
        items = [list(forms) for forms in self.app.bar_items]
        while items and self._line(items).cell_length > self.content_size.width:
            shortened = next((forms for forms in reversed(items) if len(forms) > 1), None)
            if shortened:
                del shortened[0]
            else:
                del items[-1]
        return self._line(items)

    def _line(self, items: list[list[SafeText]]) -> Content:
        shown = [content(forms[0]) for forms in items if forms[0]]
        return Content(" " * ITEM_GAP).join([content(NAME, "bold"), *shown])


class KeyBar(Widget):
    """The keys that work where the focus is, as many as fit; or a notice, for a while."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--notice"}

    notice: reactive[SafeText] = reactive(NOTHING)
    """Shown instead of the keys; may be empty."""

    _timer: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[range, str]] = []
        self._held: tuple[SafeText, ...] = ()

    def on_mount(self) -> None:
        """Follow the bindings, and the uppermost screen."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())
        self.app.screen_change_signal.subscribe(self, self._follow_screen)

    def show_notice(self, notice: SafeText) -> None:
        """Show a notice for a while; if another screen covers this one, once it is back."""
        if not self.screen.is_active:
            self._held = (*self._held, notice)
            return
        if self._timer:
            self._timer.stop()
        self.notice = notice
        self._timer = self.set_timer(NOTICE_SECONDS, self.clear_notice)

    def _follow_screen(self, current: Screen[object]) -> None:
        """Clear a notice that would be out of date later, or show those that came meanwhile."""
        if current is not self.screen:
            self.clear_notice()
        elif self._held:
            self.show_notice(SafeText(" ".join(self._held)))
            self._held = ()

    def render(self) -> Content:
        """Draw the notice, or as many keys as fit."""
        width = self.content_size.width
        if self.notice:
            notice = content(self.notice, self._component_style("key-bar--notice"))
            return notice.truncate(width, ellipsis=True)
        gap = KEY_GAP if width >= NARROW_WIDTH else NARROW_KEY_GAP
        line = Content("")
        self._places = []
        for item, press in self._fitting(width, gap):
            start = line.cell_length + (gap if line else 0)
            line = line.pad_right(start - line.cell_length) + item
            self._places.append((range(start, line.cell_length), press))
        return line

    def _fitting(self, width: int, gap: int) -> list[tuple[Content, str]]:
        """Choose the keys that fit beside those at the end; each as drawn, and as pressed."""
        keys = self._keys()
        end: tuple[str, ...] = END_ACTIONS
        if width < NARROW_WIDTH:
            # The way back, or if there is none, the help.
            back = [action for action, (_, _, press) in keys.items() if press == "escape"]
            end = (*back[:1],) or END_ACTIONS[1:]
        fitting: list[tuple[Content, str]] = []
        at_end = [self._item(*keys[action]) for action in end if action in keys]
        room = width - sum(item.cell_length + gap for item, _ in at_end)
        for action, key in keys.items():
            if action in end:
                continue
            item = self._item(*key)
            taken = item[0].cell_length + (gap if fitting else 0)
            if taken <= room:
                room -= taken
                fitting.append(item)
        return fitting + at_end

    def _item(self, key: str, description: str, press: str) -> tuple[Content, str]:
        shown = content(SafeText(key), self._component_style("key-bar--key"))
        return shown + content(SafeText(f" {description}")), press

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        x = event.x - self.styles.padding.left
        for cells, press in self._places:
            if x in cells:
                self.app.simulate_key(press)

    def clear_notice(self) -> None:
        """Show the keys again."""
        self.notice = NOTHING

    def _keys(self) -> dict[str, tuple[str, str, str]]:
        """Return, by action, the key as drawn, the description, and the key as pressed."""
        shown: dict[str, tuple[str, str, str]] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and not self._is_typed(binding.key):
                key = self.app.get_key_display(binding)
                shown.setdefault(binding.action, (key, binding.description, binding.key))
        return shown

    def _is_typed(self, key: str) -> bool:
        """Whether the focused widget takes a key as text."""
        focused = self.screen.focused
        return bool(focused and focused.check_consume_key(key, key_to_character(key)))

    def _component_style(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)


def connection_items(connection: Connection, clock: Clock, pinned: SafeText = NOTHING) -> Items:
    """Return the items for a connection, a pinned answer and a time zone.

    Args:
        connection: The connection of the next lookup.
        clock: The clock whose time zone times are shown in.
        pinned: The ID that the next answers are compared with, if any.
    """
    if connection.demo:
        items: Items = ((SafeText(f"demo data from {load_catalogue().as_of}"), SafeText("demo")),)
    else:
        credential = connection.credential
        if credential and credential.profile:
            source = f"profile: {sanitize(credential.profile)}"
        else:
            source = f"key: {sanitize(credential.source) if credential else 'none'}"
        items = ((sanitize(connection.host),), (SafeText(source), NOTHING))
    if pinned:
        items = (items[0], (SafeText(f"pinned: {pinned}"), SafeText("pinned")), *items[1:])
    times = (SafeText(f"times: {clock.label}"), clock.label, clock.name, clock.offset)
    return (*items, times)
