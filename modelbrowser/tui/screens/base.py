"""What screens share: their frame, their end, and the keys that quit from a modal one."""

from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.errors import NoWidget
from textual.events import Event, MouseEvent, Resize
from textual.messages import Prune
from textual.widget import Widget

from modelbrowser.tui.widgets.bars import KeyBar, TopBar

QUIT_KEYS: list[BindingType] = [
    Binding("ctrl+q", "app.quit", "Quit", id="quit"),
    Binding("ctrl+z", "app.suspend_process", "Suspend", show=False, id="suspend"),
]
"""Part of the bindings of every modal screen, where the app's own don't work."""


class ScreenMixin:
    """Put this before Textual's class in the bases of each screen.

    It is not a screen itself (so `self` is `Any`): Textual looks for styles along the first bases,
    and would miss those of `ModalScreen`.

    Args:
        parts: The widgets between the bars; of a dialog, those above its keys.
        options: Those of Textual's class.
    """

    key_bar = getters.query_one(KeyBar)

    def __init__(self, *parts: Widget, **options: Any) -> None:
        super().__init__(**options)
        self._parts = parts

    @property
    def _binding_chain(self: Any) -> list[tuple[DOMNode, BindingsMap]]:
        """Textual's property, with custom keys."""
        for node in (self.focused or self).ancestors_with_self:
            self.app.apply_keymap(node)
        chain: list[tuple[DOMNode, BindingsMap]] = super()._binding_chain  # type: ignore[misc] # of Screen
        return chain

    def action_copy_text(self: Any) -> None:
        """Copy selected text, or ask to quit.

        Textual's own action gets stuck on an empty selection.
        """
        self.app.action_help_quit()

    async def _on_resize(self: Any, event: Resize) -> None:
        """Drop a resize that a later one has superseded.

        A screen that is laid out at a different size posts that size to itself. Two sizes in its
        queue would follow each other forever, in one turn of the event loop.
        """
        if event.size != self.app.size:
            event.prevent_default()

    def _forward_event(self: Any, event: Event) -> None:
        """Drop a mouse event from beyond the layout, or on a widget that was removed since then.

        Textual would remove the focus, or fail. A field that was hidden while the mouse button was
        held in it gets no further events.
        """
        if self.app.mouse_captured and not self.app.mouse_captured.region:
            self.app.capture_mouse(None)
        if isinstance(event, MouseEvent) and not self.app.mouse_captured:
            try:
                widget, _ = self.get_widget_at(event.x, event.y)
            except NoWidget:
                return
            if widget.parent is None:
                return
        super()._forward_event(event)  # type: ignore[misc] # of Screen

    async def on_prune(self: Any, event: Prune) -> None:
        """Stop the workers before the widgets are removed, and drop the lines drawn.

        Textual stops them afterward. In between, a worker could continue and look for widgets
        that are gone. It keeps the lines of up to 1,024 widgets: some 100 MB.
        """
        del event
        self.workers.cancel_node(self)
        for widget in self.walk_children(with_self=True):
            widget._styles_cache.clear()  # noqa: SLF001 - no public name

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Return a result if this is the topmost screen; otherwise do nothing.

        Textual removes whichever screen is topmost. A key press or click that was queued while a
        screen closed, or while another one opened over it, would close the wrong one.
        """
        screen: Any = super()
        return screen.dismiss(result) if screen.is_active else AwaitComplete()

    def compose(self: Any) -> ComposeResult:
        """Lay out the parts and the bars; over a dialog, the top bar of the screen below stays."""
        if self.is_modal:
            yield Vertical(*self._parts, id="dialog")
        else:
            yield TopBar()
            yield from self._parts
        yield KeyBar()
