"""Compares the pinned answer and the newest one in a table."""

from collections.abc import Iterator
from itertools import zip_longest

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style

from modelbrowser.presentation.comparison import Comparison
from modelbrowser.presentation.sanitize import NOTHING, SafeText
from modelbrowser.tui.screens.base import ScreenMixin
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.text import content, wrap

FIELDS_STACKED_BELOW = 70
"""Below this width, in cells, the two values of a field are stacked; above it, IDs fit."""

COMPARED_GAP = 2
"""The gap between two columns, and before a value under its label, in cells."""

WIDEST = 48
"""The maximum width of a column of values, in cells: wider ones would be too far apart."""

MARKS = {True: SafeText("≠ "), False: SafeText("  ")}
"""The marks before the labels of fields that differ, and of fields that don't."""


class ComparisonView(LineView):
    """A table of labels, pinned values and new values; equal values are dim."""

    COMPONENT_CLASSES = {"comparison--head", "comparison--different", "comparison--same"}

    def __init__(self, comparison: Comparison) -> None:
        super().__init__()
        self._comparison = comparison

    def lay_out(self) -> None:
        """Draw the title, the names, and each field."""
        self.border_title = content(self._comparison.title)
        width = self.text_width
        if width:
            self.show_lines(list(self._draw(width)))

    def _draw(self, width: int) -> Iterator[Content]:
        head = self._component_style("head")
        if not self.styles.border_top[0]:
            yield content(self._comparison.title, head)
        pinned, new = self._comparison.names
        fields = self._comparison.fields
        label_width = max(len(field.label) for field in fields) + len(MARKS[True])
        names = (SafeText(f"{pinned} (pinned)"), SafeText(f"{new} (new)"))
        yield from self._row((NOTHING, *names), head, width, label_width)
        for field in fields:
            style = self._component_style("different" if field.differs else "same")
            label = SafeText(MARKS[field.differs] + field.label)
            texts = (label, field.pinned, field.new)
            yield from self._row(texts, style, width, label_width)

    def _row(
        self, texts: tuple[SafeText, ...], style: Style, width: int, column: int
    ) -> Iterator[Content]:
        """Draw a label and two values next to it, or under it in a narrow view."""
        if width < FIELDS_STACKED_BELOW:
            label, *values = texts
            if label:
                yield content(label, style)
            for value in dict.fromkeys(values):
                for line in wrap(content(value, style), width - 2 * COMPARED_GAP):
                    yield Content(" " * 2 * COMPARED_GAP) + line
            return
        column = min(column, width // 3)
        half = min((width - column) // 2 - COMPARED_GAP, WIDEST)
        widths = (column, half, half)
        pairs = zip(texts, widths, strict=True)
        cells = [wrap(content(text, style), width) for text, width in pairs]
        for parts in zip_longest(*cells, fillvalue=Content("")):
            line = Content("")
            for part, each in zip(parts, widths, strict=True):
                line += part.pad_right(each + COMPARED_GAP - part.cell_length)
            yield line.rstrip()

    def _component_style(self, name: str) -> Style:
        return self.get_visual_style(f"comparison--{name}", partial=True)


class CompareScreen(ScreenMixin, Screen[bool | str]):
    """The comparison. Its result is whether to keep the pin, or the first letter of a new name."""

    BINDINGS = [
        Binding("escape", "dismiss(True)", "Back", id="compare.close",
                tooltip="Go back to the result and keep the pin"),
        Binding("ctrl+l", "dismiss('')", "Input", id="compare.input",
                tooltip="Go to the input (or just start typing)"),
        Binding("u", "dismiss(False)", "Unpin", id="compare.unpin",
                tooltip="Go back to the result and remove the pin"),
    ]  # fmt: skip

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(ComparisonView(comparison))

    def on_key(self, event: events.Key) -> None:
        """Go back to the input with the first letter of a new name."""
        is_name = event.character and event.character.isalnum()
        # This event comes before the bindings are tried.
        if is_name and event.key not in self.active_bindings:
            event.stop()
            self.dismiss(event.character)
