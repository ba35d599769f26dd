"""The top bar and the bottom bar of every screen.

The top bar shows the host, the source of the key and the time zone. The bottom bar shows the keys
that work now, each in a fixed place, and notices.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from textual import events, getters
from textual.app import App
from textual.binding import Binding, BindingsMap, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.message import Message
from textual.reactive import reactive, var
from textual.screen import Screen
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.query import KEY_FOUND, MAX_LENGTH, looks_like_key
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import format_minute
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record
from modelbrowser.state import Found, Watch
from modelbrowser.terminal.pastes import PLAIN_SILENCE
from modelbrowser.tui.widgets.text import content

NAME = SafeText("modelbrowser")

ITEM_SEPARATOR, NARROW_ITEM_SEPARATOR = SafeText("  ·  "), SafeText(" · ")
"""The separators between items of the top bar; the second one if space is short."""

KEY_GAP, NARROW_KEY_GAP = 3, 2
"""The gap between two keys, in cells; the second one below `NARROW_KEYS_WIDTH`."""

NARROW_WIDTH = 60
"""Below this width, in cells, the end of the bottom bar has only the most important key."""

NARROW_KEYS_WIDTH = 100
"""Below this width, in cells, keys are closer together."""

END_ACTIONS = ("quit", "help")
"""Actions whose keys are always shown, at the end."""

ONLY_NOW = Binding.Group("only now")
"""Keys that are offered only in some states; they come after all others, and are hidden
otherwise."""

IF_ROOM = Binding.Group("if room")
"""Keys that are shown only if all others fit."""

TEXT_SECONDS = 3.0
"""A pause this long, in seconds, ends an API key that the terminal sends letter by letter."""

_KEY_START = re.compile(r"(.*(?<![\w-]))?sk-$")
"""What was typed, if an API key begins; without what the key is part of, as in `/task-budgets`."""

NOTICE_SECONDS = 5.0
"""How long a notice is shown in place of the keys, if no key ends it."""

Items = tuple[tuple[SafeText, ...], ...]
"""The items, most important first, each in several forms, longest first."""

PARTS = ("steady", "if room", "focus", "only now", "end")
"""The parts of the bottom bar, from the left: keys of the screen and the app, which are dimmed if
they are not offered; the two groups; keys of the focused widget; `END_ACTIONS`."""

KEPT_FIRST = ("end", "only now", "focus", "steady", "if room")
"""The order in which room is given to the parts."""


class BarKey(Record):
    """A key on the bottom bar.

    Attributes:
        part: One of `PARTS`.
        number: Sorts the keys of a part.
        drawn: The key and what it does.
        is_offered: Whether it does that now.
    """

    part: str
    number: int
    drawn: Content
    is_offered: bool


class BarApp(App[None]):
    """An app whose screens share a top bar, a bottom bar for keys and notices, and custom keys.

    An API key that is typed where no text field has the focus is dropped; if a field gets the
    focus meanwhile, the rest is masked.
    """

    top_bar_items: var[Items] = var[Items](())
    """The items of the top bar, after the program's name."""

    keymap: Mapping[str, str] = MappingProxyType({})
    """The custom keys, by the IDs of their bindings."""

    holds_key: Callable[[str], bool] = staticmethod(looks_like_key)
    """Whether a text contains an API key, and must not be shown."""

    noticed: "KeyBar | None" = None
    """The bar with a notice that the next key ends."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._with_own_keys: WeakSet[DOMNode] = WeakSet()
        # The last keys, and for each letter of an API key the one that it starts with.
        self._typed: deque[events.Key] = deque(maxlen=64)
        self._key_starts: WeakKeyDictionary[events.Event, events.Key] = WeakKeyDictionary()
        self._typed_in_fields: WeakSet[events.Event] = WeakSet()

    def bindings_in_force(self, bindings: Iterable[BindingType]) -> Iterator[Binding]:
        """Return bindings with the keys in effect, one binding per key."""
        for binding in Binding.make_bindings(bindings):
            if keys := self.keymap.get(binding.id or ""):
                yield from (binding.with_key(key) for key in keys.split(","))
            else:
                yield binding

    def key_for(self, action: str) -> SafeText:
        """Return the text for the key of an action on the main screen."""
        bindings = self.bindings_in_force(self.screen_stack[0].BINDINGS)
        keys = (self.get_key_display(each) for each in bindings if each.action == action)
        return SafeText(next(keys, ""))

    def key_in_words(self, id_: str, bindings: Iterable[BindingType]) -> SafeText:
        """Return the name of a key in a sentence, by the ID of its binding."""
        key = next(each.key for each in self.bindings_in_force(bindings) if each.id == id_)
        return SafeText("Enter" if key == "enter" else self.get_key_display(Binding(key, "")))

    def apply_keymap(self, node: DOMNode) -> None:
        """Apply the custom keys to a node.

        Textual's own keymap would remove the keys of actions that share a key with a changed
        one, and would not let a custom key that replaces a letter work in a text field.
        """
        if self.keymap and node not in self._with_own_keys:
            self._with_own_keys.add(node)
            bindings = (binding for _, binding in node._bindings)  # noqa: SLF001 - no public name
            node._bindings = BindingsMap(self.bindings_in_force(bindings))  # noqa: SLF001 - as above

    def post_message(self, message: Message) -> bool:
        """Recognize a typed API key by its start, if possible before a letter acts as a command.

        All keys that arrive at once are posted before the first one is handled.
        """
        if isinstance(message, events.Key) and not message.is_forwarded:
            typed = self._typed
            seconds = TEXT_SECONDS if typed and typed[-1].is_printable else PLAIN_SILENCE
            if typed and message.time - typed[-1].time > seconds:
                typed.clear()
            start = self._key_starts.get(typed[-1]) if typed else None
            if not message.is_printable:
                is_key = start and (start.key == "enter" or self.holds_key(_text_of(typed)))
                # The next line may be the rest of the key.
                start = message if is_key and message.key == "enter" else None
                typed.clear()
            typed.append(message)
            letters, printable = [message], [each for each in typed if each.is_printable]
            text = _text_of(printable)
            if found := _KEY_START.search(text):
                start, letters = printable[-len("sk-")], printable[found.start() :]
            elif not start and self.holds_key(text):
                start, letters = printable[0], printable
            if start:
                self._key_starts.update(dict.fromkeys(letters, start))
        return super().post_message(message)

    async def on_event(self, event: events.Event) -> None:
        """Drop an API key typed outside the text fields; clear a notice at the next key."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            # Restores the focus. Textual does that after a key only, and loses a paste.
            self.app_focus = True
            field = self.focused if isinstance(self.focused, Input) else None
            if field and isinstance(event, events.Key) and event.is_printable:
                self._typed_in_fields.add(event)
            start = self._key_starts.get(event)
            is_rest = start is not None and start not in self._typed_in_fields
            if field and is_rest:
                field.password = True
            elif is_rest or (
                not field and isinstance(event, events.Paste) and self.holds_key(event.text)
            ):
                self.show_notice(SafeText(KEY_FOUND))
                return
        if isinstance(event, events.Key) and self.noticed:
            self.noticed.clear_notice()
        await super().on_event(event)

    def watch_top_bar_items(self) -> None:
        """Redraw the bars. If they watched the items themselves, closed ones would be kept."""
        for screen in self.screen_stack:
            screen.query(TopBar).refresh()

    def watch_app_focus(self, app_focus: bool) -> None:  # noqa: FBT001 - Textual's own signature
        """Give a screen a focus if it was opened while another window had it."""
        if app_focus and not self.focused:
            self.screen.focus_next()

    def show_notice(self, notice: SafeText, *, is_lasting: bool = False) -> None:
        """Show a notice on the bottom bar of the topmost screen that has one."""
        for screen in reversed(self.screen_stack):
            if bars := screen.query(KeyBar):
                bars.first().show_notice(notice, is_lasting=is_lasting)
                return


def _text_of(keys: Iterable[events.Key]) -> str:
    return "".join(key.character or "" for key in keys)


class TopBar(Widget):
    """The app's items on one line, each in the longest form that fits."""

    COMPONENT_CLASSES = {"top-bar--name"}

    app = getters.app(BarApp)

    def render(self) -> Content:
        """Draw the items; if they don't fit, the last ones are shortened first, then left out."""
        width = self.content_size.width
        room = width - len(NAME) - 1
        items = [list(forms) for forms in self.app.top_bar_items]
        separator = ITEM_SEPARATOR
        while items and _line(items, separator).cell_length > room:
            shortened = next((forms for forms in reversed(items) if len(forms) > 1), None)
            if separator is ITEM_SEPARATOR:
                separator = NARROW_ITEM_SEPARATOR
            elif shortened:
                del shortened[0]
            else:
                del items[-1]
        right = _line(items, separator)
        name = content(NAME, self.get_visual_style("top-bar--name", partial=True))
        return name.pad_right(width - len(NAME) - right.cell_length) + right


class NoticeAboveBar(Static):
    """A notice that is too long for the bar, over the lines above it."""


class KeyBar(Widget):
    """The keys that work with the current focus, as many as fit; or a notice, for a while.

    A key keeps its place from state to state. The keys of the screen and the app come first,
    then those of the focused widget, then those that are offered in some states only.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"key-bar--key", "key-bar--not-offered", "key-bar--notice"}

    notice: reactive[SafeText] = reactive(NOTHING)
    """Shown in place of all keys but those at the end, or above the bar; may be empty."""

    # Otherwise Textual underlines what can be clicked.
    auto_links: var[bool] = var(default=False)

    app = getters.app(BarApp)
    _timer: Timer | None = None
    _above: NoticeAboveBar | None = None
    _held: tuple[SafeText, ...] = ()

    def on_mount(self) -> None:
        """Follow the bindings and the topmost screen."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())
        self.app.screen_change_signal.subscribe(self, self._follow_screen)

    def show_notice(self, notice: SafeText, *, is_lasting: bool = False) -> None:
        """Show a notice; if another screen covers this one, once it is back.

        Args:
            notice: The notice.
            is_lasting: Whether it stays for `NOTICE_SECONDS`, or else until the next key.
        """
        if not self.screen.is_active:
            self._held = tuple(dict.fromkeys((*self._held, notice)))
            return
        if self._timer:
            self._timer.stop()
        self.notice = notice
        self.app.noticed = None if is_lasting else self
        self._timer = self.set_timer(NOTICE_SECONDS, self.clear_notice)

    def watch_notice(self) -> None:
        """Show a notice above the bar if it is too long for the bar's current width."""
        if self._above:
            self._above.remove()
            self._above = None
        # At startup, the width is not known before.
        self.call_after_refresh(self._show_above)

    on_resize = watch_notice

    def _show_above(self) -> None:
        # Not attached if the screen is closing, or the app is ending.
        is_needed = self.notice and self.is_attached and not self._above
        if is_needed and self.notice not in self.render().plain:
            self._above = NoticeAboveBar(content(self.notice))
            self.screen.mount(self._above)

    def _follow_screen(self, current: Screen[object]) -> None:
        """Clear a notice that would be out of date later, or show those that arrived meanwhile."""
        if current is not self.screen:
            self.clear_notice()
        elif self._held:
            self.show_notice(SafeText(" ".join(self._held)))
            self._held = ()

    def render(self) -> Content:
        """Draw the keys that fit; or, in place of all but those at the end, a notice that fits."""
        width = self.content_size.width
        gap = KEY_GAP if width >= NARROW_KEYS_WIDTH else NARROW_KEY_GAP
        fitting = self._fitting(width, gap)
        at_end = [key for key in fitting if key.part == "end"]
        start = width - sum(key.drawn.cell_length + gap for key in at_end) + gap
        line = content(self.notice, self.get_visual_style("key-bar--notice", partial=True))
        if not 0 < line.cell_length <= start - gap:
            line = Content("")
            for key in fitting[: len(fitting) - len(at_end)]:
                line = line.pad_right(gap if line else 0) + key.drawn
        for key in at_end:
            line = line.pad_right(start - line.cell_length) + key.drawn
            start = line.cell_length + gap
        return line

    def _fitting(self, room: int, gap: int) -> list[BarKey]:
        """Choose the keys that fit, and sort them by their places."""
        fitting: list[BarKey] = []
        keys = self._keys(room)
        for key in sorted(keys, key=lambda key: (KEPT_FIRST.index(key.part), key.number)):
            taken = key.drawn.cell_length + (gap if fitting else 0)
            if taken <= room:
                room -= taken
                fitting.append(key)
        return sorted(fitting, key=lambda key: PARTS.index(key.part))

    def clear_notice(self) -> None:
        """Show the keys again."""
        self.notice = NOTHING
        if self.app.noticed is self:
            self.app.noticed = None

    def _keys(self, width: int) -> list[BarKey]:
        """Return the keys that have a place now."""
        keys: dict[str, BarKey] = {}
        slots: dict[str, str] = {}
        active = self.screen.active_bindings.values()
        offered = [each.binding for each in active if each.enabled and each.binding.show]
        # Enter first; in a text field, keys that Textual's has, too, would come before it.
        offered.sort(key=lambda binding: binding.key != "enter")
        offered_keys = {binding.key for binding in offered}
        offered_words = {binding.description for binding in offered}
        for number, binding in enumerate(self._steady_bindings()):
            if binding.description in offered_words and binding.key not in offered_keys:
                # Another key does it here: Enter saves while a file name is typed.
                continue
            action, display = _action(binding), self.app.get_key_display(binding)
            # Actions that share a key and are never offered at the same time share a place.
            slot = slots.setdefault(display, action)
            slots.setdefault(action, slot)
            style = self.get_visual_style("key-bar--not-offered", partial=True)
            drawn = content(SafeText(f"{display} {binding.description}"), style)
            keys.setdefault(slot, BarKey("steady", number, drawn, is_offered=False))
        at_end: Sequence[str] = END_ACTIONS
        if width < NARROW_WIDTH:
            # The way back or, if there is none, the help.
            at_end = [_action(each) for each in offered if each.key == "escape"] or ["help"]
        for binding in offered:
            action, display = _action(binding), self.app.get_key_display(binding)
            # A widget's action replaces the screen's action with the same key.
            slot = slots.get(action, slots.get(display, action))
            replaced = keys.get(slot, BarKey("focus", len(keys), Content(""), is_offered=False))
            if replaced.is_offered:
                continue
            part, number = replaced.part, replaced.number
            if action in at_end:
                part, number = "end", at_end.index(action)
            elif binding.group:
                part = binding.group.description
            drawn = content(SafeText(display), self.get_visual_style("key-bar--key", partial=True))
            drawn += content(SafeText(f" {binding.description}"))
            drawn = drawn.pad_right(max(0, replaced.drawn.cell_length - drawn.cell_length))
            click = Style.from_meta({"@click": f"app.simulate_key({binding.key!r})"})
            keys[slot] = BarKey(part, number, drawn.stylize(click), is_offered=True)
        return list(keys.values())

    def _steady_bindings(self) -> Iterator[Binding]:
        """Return the bindings of the screen and the app that are shown in every state."""
        nodes = (self.screen,) if self.screen.is_modal else (self.screen, self.app)
        for node in nodes:
            for binding in self.app.bindings_in_force(node.BINDINGS):
                if binding.show and binding.group is None:
                    yield binding


def _line(items: list[list[SafeText]], separator: SafeText) -> Content:
    """Join the items, each in its first form."""
    return content(separator).join(content(forms[0]) for forms in items if forms[0])


def _action(binding: Binding) -> str:
    """The name of an action, whether it is bound by the screen, the app, or one of its widgets."""
    return binding.action.rpartition(".")[2]


def top_bar_items(
    connection: Connection, clock: Clock, pinned: Found | None, watch: Watch | None
) -> Items:
    """Return the top bar's items for a connection, a pinned answer, a watch and a time zone."""
    credential = connection.credential
    if connection.demo:
        where: Items = ((SafeText(f"demo data from {load_catalog().as_of}"), SafeText("demo")),)
    else:
        source = sanitize(credential.source) if credential else SafeText("no API key")
        if credential and credential.profile:
            source = SafeText(f"profile: {sanitize(credential.profile)}")
        where = ((sanitize(connection.host),), (source, NOTHING))
    watched = (_watch_forms(watch, clock),) if watch else ()
    pinned_id = sanitize(pinned.lookup.model.id, MAX_LENGTH) if pinned else NOTHING
    compared = ((SafeText(f"pinned: {pinned_id}"), SafeText("pinned")),) if pinned else ()
    offset = (clock.offset,) if len(clock.offset) < len(clock.name) else ()
    return (where[0], *watched, *compared, *where[1:], (clock.label, clock.name, *offset))


def _watch_forms(watch: Watch, clock: Clock) -> tuple[SafeText, ...]:
    if problem := watch.problem:
        return sanitize(f"watch: {problem[0].lower()}{problem[1:]}"), SafeText("watching")
    if watch.changed_at:
        return SafeText(f"changed {format_minute(watch.changed_at, clock)}"), SafeText("changed")
    return SafeText(f"checking every {watch.minutes} min"), SafeText("watching")
