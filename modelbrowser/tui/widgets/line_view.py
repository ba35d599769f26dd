"""Lines of text that scroll: what the views of sheets and of code share."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class LineView(ScrollView, can_focus=True):
    """Shows lines that were laid out before; a subclass makes them (`lay_out`)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False, id="view.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="view.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="view.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="view.page-down"),
        Binding("home,g", "scroll_home", "Top", show=False, id="view.top"),
        Binding("end,G", "scroll_end", "End", show=False, id="view.end"),
    ]

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._lines: list[Content] = []

    def lay_out(self) -> None:
        """Make the lines, in the colours and for the width of now, and `show_lines` them."""
        raise NotImplementedError

    def show_lines(self, lines: list[Content], width: int = 0) -> None:
        """Show other lines.

        Args:
            lines: All of them, from the top.
            width: How far one can scroll to the side, in cells; 0 where all fit.
        """
        self._lines = lines
        self.virtual_size = Size(width, len(lines))
        self.refresh()

    def notify_style_update(self) -> None:
        """Take the colours of a new theme."""
        super().notify_style_update()
        if self._lines:
            # Later, because the styles of the parts come after the widget's own.
            self.call_later(self.lay_out)

    def render_line(self, y: int) -> Strip:
        """Draw the line at `y` of the visible part."""
        style = self.visual_style
        width = self.scrollable_content_region.width
        left, top = self.scroll_offset
        if top + y >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        strip = Strip(self._lines[top + y].render_segments(style))
        return strip.crop_extend(left, left + width, style.rich_style)
