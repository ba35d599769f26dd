"""The bottom line: the keys that work here, and for a moment what just happened."""

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.keys import key_to_character
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from modelbrowser.presentation.sanitize import NOTHING, SafeText
from modelbrowser.tui.widgets.text import content

GAP, NARROW_GAP = 3, 2
"""Between two keys, in cells; the second below `NARROW`."""

NARROW = 60
"""In cells."""

LAST = ("quit", "help")
"""Actions that always have their place, at the right of the others."""

NOTICE_SECONDS = 5.0
"""How long a notice stands in the place of the keys."""


class KeyBar(Widget):
    """The shown bindings of where the focus is; those that do not fit are left out."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--notice"}

    notice: reactive[SafeText] = reactive(NOTHING)
    """Said in the place of the keys, for a while."""

    _timer: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[range, str]] = []
        self._held: tuple[SafeText, ...] = ()

    def on_mount(self) -> None:
        """Follow the bindings, and which screen is uppermost."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())
        self.app.screen_change_signal.subscribe(self, self._follow_screen)

    def say(self, notice: SafeText) -> None:
        """Say something for a while; under another screen, once this one is back."""
        if not self.screen.is_active:
            self._held = (*self._held, notice)
            return
        if self._timer:
            self._timer.stop()
        self.notice = notice
        self._timer = self.set_timer(NOTICE_SECONDS, self.hush)

    def _follow_screen(self, current: Screen[object]) -> None:
        """Take a notice away that would be out of date later, and show those that came since."""
        if current is not self.screen:
            self.hush()
        elif self._held:
            self.say(SafeText(" ".join(self._held)))
            self._held = ()

    def render(self) -> Content:
        """The notice, or as many keys as fit."""
        width = self.content_size.width
        if self.notice:
            notice = content(self.notice, self._part("key-bar--notice"))
            return notice.truncate(width, ellipsis=True)
        gap = GAP if width >= NARROW else NARROW_GAP
        line = Content("")
        self._places = []
        for item, press in self._fitting(width, gap):
            start = line.cell_length + (gap if line else 0)
            line = line.pad_right(start - line.cell_length) + item
            self._places.append((range(start, line.cell_length), press))
        return line

    def _fitting(self, width: int, gap: int) -> list[tuple[Content, str]]:
        """Keys as shown and as pressed: as many as there is room for beside those at the end."""
        keys = self._keys()
        last: tuple[str, ...] = LAST
        if width < NARROW:
            # The way back, or where there is none all that there is to know.
            back = [action for action, (_, _, press) in keys.items() if press == "escape"]
            last = (*back[:1],) or LAST[1:]
        fitting: list[tuple[Content, str]] = []
        at_end = [self._item(*keys[action]) for action in last if action in keys]
        room = width - sum(item.cell_length + gap for item, _ in at_end)
        for action, key in keys.items():
            if action in last:
                continue
            item = self._item(*key)
            taken = item[0].cell_length + (gap if fitting else 0)
            if taken <= room:
                room -= taken
                fitting.append(item)
        return fitting + at_end

    def _item(self, key: str, description: str, press: str) -> tuple[Content, str]:
        shown = content(SafeText(key), self._part("key-bar--key"))
        return shown + content(SafeText(f" {description}")), press

    def on_click(self, event: events.Click) -> None:
        """Press the key that the person points at."""
        x = event.x - self.styles.padding.left
        for cells, press in self._places:
            if x in cells:
                self.app.simulate_key(press)

    def hush(self) -> None:
        """Show the keys again."""
        self.notice = NOTHING

    def _keys(self) -> dict[str, tuple[str, str, str]]:
        """Of each shown action once: key as shown, description and key as pressed."""
        shown: dict[str, tuple[str, str, str]] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and not self._is_typed(binding.key):
                key = self.app.get_key_display(binding)
                shown.setdefault(binding.action, (key, binding.description, binding.key))
        return shown

    def _is_typed(self, key: str) -> bool:
        """Whether a key is text where the focus is, and so does nothing else."""
        focused = self.screen.focused
        return bool(focused and focused.check_consume_key(key, key_to_character(key)))

    def _part(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)
