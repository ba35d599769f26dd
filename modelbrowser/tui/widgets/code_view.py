"""Shows code as it is: not wrapped, so that what is copied by hand is right too."""

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from modelbrowser.presentation.plain import plain
from modelbrowser.snippets.highlight import Span
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.text import content

LONGEST = 4096
"""What is shown of one line, in characters."""

MORE = "…"
"""Stands at the edge where a line goes on beyond it."""

TAB = 4
"""How wide a tab is shown, in cells; it is copied as it is."""


class CodeView(LineView):
    """Lines of highlighted text that scroll both ways."""

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
        self._spans: list[Span] = []
        self._lengths: list[int] = []

    def show(self, spans: Iterable[Span]) -> None:
        """Show other code, from its beginning."""
        self._spans = list(spans)
        self.lay_out()
        self.scroll_home(animate=False)

    def lay_out(self) -> None:
        """Put the spans together to lines, each in its colour."""
        lines = [Content("")]
        for span in self._spans:
            style = self.get_visual_style(f"code--{span.kind}", partial=True)
            texts = span.text.expandtabs(TAB).split("\n")
            first, *rest = (content(plain(text, LONGEST), style) for text in texts)
            lines[-1] += first
            lines += rest
        self._lengths = [line.cell_length for line in lines]
        self.show_lines(lines, max(self._lengths))

    def render_line(self, y: int) -> Strip:
        """Draw a line; what goes on beyond an edge has a mark there."""
        strip = super().render_line(y)
        left, top = self.scroll_offset
        length = self._lengths[top + y] if top + y < len(self._lengths) else 0
        width = strip.cell_length
        style = self.get_visual_style("code--more").rich_style
        mark = Strip([Segment(MORE, style)])
        if length > left + width:
            strip = Strip.join([strip.crop(0, width - 1), mark])
        if left and length > left:
            strip = Strip.join([mark, strip.crop(1)])
        return strip
