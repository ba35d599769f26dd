"""Shows code as it is: not wrapped, so that what is copied by hand is right too."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from modelbrowser.presentation.plain import plain
from modelbrowser.snippets.highlight import Span
from modelbrowser.tui.widgets.text import content

LONGEST = 4096
"""What is shown of one line, in characters."""

TAB = 4
"""How wide a tab is shown, in cells; it is copied as it is."""


class CodeView(ScrollView, can_focus=True):
    """Lines of highlighted text that scroll both ways."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "code--plain",
        "code--comment",
        "code--string",
        "code--keyword",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False, id="code.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="code.down"),
        Binding("left,h", "scroll_left", "Left", show=False, id="code.left"),
        Binding("right,l", "scroll_right", "Right", show=False, id="code.right"),
        Binding("pageup", "page_up", "Page up", show=False, id="code.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="code.page-down"),
        Binding("home,g", "scroll_home", "Top", show=False, id="code.top"),
        Binding("end,G", "scroll_end", "End", show=False, id="code.end"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[Span] = []
        self._lines: list[Content] = []

    def show(self, spans: Iterable[Span]) -> None:
        """Show other code, from its beginning."""
        self._spans = list(spans)
        self._lay_out()
        self.scroll_home(animate=False)

    def notify_style_update(self) -> None:
        """Take the colours of a new theme."""
        super().notify_style_update()
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        """Draw the line at `y` of the visible part."""
        style = self.visual_style
        width = self.scrollable_content_region.width
        left, top = self.scroll_offset
        if top + y >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        strip = Strip(self._lines[top + y].render_segments(style))
        return strip.crop_extend(left, left + width, style.rich_style)

    def _lay_out(self) -> None:
        lines = [Content("")]
        for span in self._spans:
            style = self.get_visual_style(f"code--{span.kind}", partial=True)
            texts = span.text.expandtabs(TAB).split("\n")
            first, *rest = (content(plain(text, LONGEST), style) for text in texts)
            lines[-1] += first
            lines += rest
        self._lines = lines
        width = max(line.cell_length for line in lines)
        self.virtual_size = Size(width, len(lines))
        self.refresh()
