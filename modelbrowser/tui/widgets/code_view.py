"""Shows code as it is: not wrapped, so that what is copied by hand is right too."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from modelbrowser.presentation.plain import plain
from modelbrowser.snippets.highlight import Span
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.text import content

LONGEST = 4096
"""What is shown of one line, in characters."""

TAB = 4
"""How wide a tab is shown, in cells; it is copied as it is."""


class CodeView(LineView):
    """Lines of highlighted text that scroll both ways."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "code--plain",
        "code--comment",
        "code--string",
        "code--keyword",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "scroll_left", "Left", show=False, id="code.left"),
        Binding("right,l", "scroll_right", "Right", show=False, id="code.right"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[Span] = []

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
        self.show_lines(lines, max(line.cell_length for line in lines))
