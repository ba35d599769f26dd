"""A view of code. Lines aren't wrapped, so code copied with the mouse is correct too."""

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from modelbrowser.presentation.sanitize import sanitize
from modelbrowser.snippets.highlight import CodeSpan
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.text import content

MAX_LINE_LENGTH = 4096
"""The longest part of a line that is shown, in characters."""

CONTINUATION_MARK = "…"
"""Drawn at an edge if the line continues beyond it."""

TAB_WIDTH = 4
"""The width of a tab, in cells; it is copied as a tab."""


class CodeView(LineView):
    """Highlighted lines that scroll in both directions."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "code--plain",
        "code--comment",
        "code--string",
        "code--keyword",
        "code--more",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "scroll_left", "Left", show=False, id="code.left"),
        Binding("right,l", "scroll_right", "Right", show=False, id="code.right"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[CodeSpan] = []
        self._lengths: list[int] = []

    def show(self, spans: Iterable[CodeSpan]) -> None:
        """Show code, from its beginning."""
        self._spans = list(spans)
        self.lay_out()
        self.scroll_home(animate=False)

    def lay_out(self) -> None:
        """Join the spans into lines, each span in its color."""
        lines = [Content("")]
        for span in self._spans:
            style = self.get_visual_style(f"code--{span.kind}", partial=True)
            texts = span.text.expandtabs(TAB_WIDTH).split("\n")
            first, *rest = (content(sanitize(text, MAX_LINE_LENGTH), style) for text in texts)
            lines[-1] += first
            lines += rest
        self._lengths = [line.cell_length for line in lines]
        self.show_lines(lines, max(self._lengths))

    def render_line(self, y: int) -> Strip:
        """Draw one visible line, with a mark at each edge if it continues beyond it."""
        strip = super().render_line(y)
        left, top = self.scroll_offset
        length = self._lengths[top + y] if top + y < len(self._lengths) else 0
        width = strip.cell_length
        style = self.get_visual_style("code--more").rich_style
        mark = Strip([Segment(CONTINUATION_MARK, style)])
        if length > left + width:
            strip = Strip.join([strip.crop(0, width - 1), mark])
        if left and length > left:
            strip = Strip.join([mark, strip.crop(1)])
        return strip
