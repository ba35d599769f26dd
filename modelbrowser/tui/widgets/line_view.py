"""Lines of text that scroll: the base class of the views for reports and code."""

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class LineView(ScrollView, can_focus=True):
    """Lines that are laid out in advance, by a subclass's `lay_out`."""

    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="view.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="view.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="view.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="view.page-down"),
        Binding("home,g", "scroll_home", "Top", show=False, id="view.top"),
        Binding("end,G", "scroll_end", "End", show=False, id="view.end"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Content] = []

    def on_resize(self) -> None:
        """Wrap the lines to the new width."""
        self.lay_out()

    @property
    def text_width(self) -> int:
        """The width of text that is wrapped, in cells: a blank keeps it off the scrollbar."""
        return max(0, self.scrollable_content_region.width - 1)

    def lay_out(self) -> None:
        """Make the lines for the current colors and width, and show them with `show_lines`."""
        raise NotImplementedError

    def show_lines(self, lines: list[Content], width: int = 0) -> None:
        """Replace all lines.

        The width is that of the longest line, in cells, or 0 if the view does not scroll sideways.
        """
        self._lines = lines
        self.virtual_size = Size(width, len(lines))
        self.refresh()

    def notify_style_update(self) -> None:
        """Lay out the lines again with the colors of a new theme."""
        super().notify_style_update()
        if self._lines:
            # Later, because the styles of the component classes are updated after the widget's own.
            self.call_later(self.lay_out)

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        style = self.visual_style
        width = self.scrollable_content_region.width
        left, top = self.scroll_offset
        if top + y >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        strip = Strip(self._lines[top + y].render_segments(style))
        return strip.crop_extend(left, left + width, style.rich_style)
