"""A view of a report: heading, sentences and labeled values, wrapped to the width."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style

from modelbrowser.presentation.formatting import Tone
from modelbrowser.presentation.reports import Report, Row
from modelbrowser.presentation.sanitize import NOTHING, SafeText
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.text import content

MIN_LABEL_WIDTH = 11
"""The minimum width of the labels' column, in cells, including the gap after it."""

HANGING_INDENT = 2
"""The indent of a value's continuation lines, in cells; without it they look like values."""

STACKED_BELOW = 44
"""Below this width, in cells, a value is drawn under its label."""


class ReportView(LineView):
    """A report, with a scrollbar if it is longer than the view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "report--title",
        "report--heading",
        "report--label",
        "report--normal",
        "report--good",
        "report--warning",
        "report--bad",
        "report--dim",
        "report--head",
    }

    report: reactive[Report] = reactive(Report(title=SafeText("Ready")))
    """The report that is drawn."""

    note: reactive[SafeText] = reactive(NOTHING)
    """Shown in the border, or under the title if there is no border; may be empty."""

    def watch_report(self) -> None:
        """Draw the new report, from its top."""
        self.lay_out()
        self.scroll_home(animate=False)

    def watch_note(self) -> None:
        """Draw the new note."""
        self.border_subtitle = content(self.note)
        self.lay_out()

    def on_resize(self) -> None:
        """Wrap the report to the new width."""
        self.lay_out()

    def lay_out(self) -> None:
        """Draw the title and the parts, with blank lines between the parts if there is room."""
        self.border_title = content(self.report.title, self._tone_style(self.report.tone))
        width = self.scrollable_content_region.width
        if width:
            parts = [list(part) for part in self._parts(self.report, width)]
            parts = [part for part in parts if part]
            # Only if all parts fit with them.
            room = self.scrollable_content_region.height - sum(map(len, parts))
            gap = [Content("")] if room >= len(parts) - 1 else []
            self.show_lines([line for part in parts for line in (*gap, *part)][len(gap) :])

    def _parts(self, report: Report, width: int) -> Iterator[Iterable[Content]]:
        """Draw the parts of a report, as lines of at most `width` cells."""
        if not self.styles.border_top[0]:
            # Without a border there is no other place for the title and the note.
            title = content(
                report.title, self._tone_style(report.tone) + self._component_style("report--title")
            )
            note = content(self.note, self._tone_style("warning"))
            yield [title, *(note.wrap(width) if self.note else [])]
        head = content(report.heading, self._component_style("report--heading")).fold(width)
        yield (head if report.heading else []) + (
            content(report.subheading).wrap(width) if report.subheading else []
        )
        for sentence in report.sentences:
            yield content(sentence).wrap(width)
        labels = max(
            (content(row.label).cell_length + 1 for row in report.rows if row.tone != "head"),
            default=0,
        )
        column = max(labels, MIN_LABEL_WIDTH)
        yield (line for row in report.rows for line in self._draw_row(row, width, column))

    def _draw_row(self, row: Row, width: int, label_width: int) -> Iterator[Content]:
        """Draw a label and its value beside it, or under it in a narrow view."""
        if row.tone == "head":
            yield from content(row.label, self._tone_style(row.tone)).wrap(width)
            return
        label = content(row.label, self._component_style("report--label"))
        value = content(row.value, self._tone_style(row.tone))
        if width < STACKED_BELOW:
            if row.label:
                yield label
            label, label_width = Content(""), HANGING_INDENT
        column = label.pad_right(label_width - label.cell_length)
        for line in _hanging(value, width - label_width):
            yield column + line
            column = Content(" " * label_width)

    def _tone_style(self, tone: Tone) -> Style:
        return self._component_style(f"report--{tone}")

    def _component_style(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)


def _hanging(value: Content, width: int) -> Iterator[Content]:
    """Wrap a value, its continuation lines indented."""
    lines = value.wrap(width)
    if len(lines) > 1:
        lines = value.wrap(width - HANGING_INDENT)
    indent = Content("")
    for line in lines:
        yield indent + line
        indent = Content(" " * HANGING_INDENT)
