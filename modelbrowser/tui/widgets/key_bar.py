"""The bottom line: the keys that work here, and for a moment what just happened."""

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.keys import key_to_character
from textual.reactive import reactive
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from modelbrowser.presentation.plain import NOTHING, Plain
from modelbrowser.tui.widgets.text import content

GAP = 3
"""Between two keys, in cells."""

NOTICE_SECONDS = 5.0
"""How long a notice stands in the place of the keys."""


class KeyBar(Widget):
    """The shown bindings of where the focus is; those that do not fit are left out."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--notice"}

    notice: reactive[Plain] = reactive(NOTHING)
    """Said in the place of the keys, for a while."""

    _timer: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[range, str]] = []

    def on_mount(self) -> None:
        """Follow the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def say(self, notice: Plain) -> None:
        """Say something for a while."""
        if self._timer:
            self._timer.stop()
        self.notice = notice
        self._timer = self.set_timer(NOTICE_SECONDS, self._say_no_more)

    def render(self) -> Content:
        """The notice, or as many keys as fit."""
        width = self.content_size.width
        if self.notice:
            notice = content(self.notice, self._part("key-bar--notice"))
            return notice.truncate(width, ellipsis=True)
        line = Content("")
        self._places = []
        for key, description, press in self._keys():
            item = content(Plain(key), self._part("key-bar--key")) + content(
                Plain(f" {description}")
            )
            start = line.cell_length + (GAP if line else 0)
            if start + item.cell_length > width:
                break
            line = line.pad_right(start - line.cell_length) + item
            self._places.append((range(start, line.cell_length), press))
        return line

    def on_click(self, event: events.Click) -> None:
        """Press the key that the person points at."""
        x = event.x - self.styles.padding.left
        for cells, press in self._places:
            if x in cells:
                self.app.simulate_key(press)

    def _say_no_more(self) -> None:
        self.notice = NOTHING

    def _keys(self) -> list[tuple[str, str, str]]:
        """Key as shown, description and key as pressed, of each shown action once."""
        shown: dict[str, tuple[str, str, str]] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and not self._is_typed(binding.key):
                key = self.app.get_key_display(binding)
                shown.setdefault(binding.action, (key, binding.description, binding.key))
        return list(shown.values())

    def _is_typed(self, key: str) -> bool:
        """Whether a key is text where the focus is, and so does nothing else."""
        focused = self.screen.focused
        return bool(focused and focused.check_consume_key(key, key_to_character(key)))

    def _part(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)
