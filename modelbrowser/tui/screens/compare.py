"""Two answers side by side: the pinned one and the newest."""

from functools import partial
from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from modelbrowser.presentation.comparison import Comparison
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.screens.base import DismissOnce
from modelbrowser.tui.widgets.bars import Bar, KeyBar
from modelbrowser.tui.widgets.report_view import ReportView
from modelbrowser.tui.widgets.text import content


class CompareScreen(DismissOnce, Screen[bool | str]):
    """Two reports; the result is whether to keep the pin, or the first letter of another name."""

    # Side by side from 80 columns, half of a usual terminal for each.
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (80, "-wide")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(True)", "Back", key_display="Esc", id="compare.close",
                tooltip="Back to the answer; the pinned one stays pinned"),
        Binding("ctrl+l", "dismiss('')", "Another name", id="compare.input",
                tooltip="To the input; typing another name goes there by itself"),
        Binding("u", "dismiss(False)", "Unpin", id="compare.unpin",
                tooltip="Back to the answer, and compare no more"),
    ]  # fmt: skip

    left = getters.query_one("#left", ReportView)
    right = getters.query_one("#right", ReportView)

    def __init__(self, comparison: Comparison) -> None:
        """Make the screen.

        Args:
            comparison: The two sheets, the pinned one on the left.
        """
        super().__init__()
        self._comparison = comparison

    def compose(self) -> ComposeResult:
        """Lay out the verdict, the two reports and the keys."""
        yield Bar()
        yield Static(content(self._comparison.summary), id="verdict")
        with Container(id="pair"):
            yield ReportView(id="left")
            yield ReportView(id="right")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the reports, and let them scroll together."""
        self.left.report = self._comparison.left
        self.left.border_subtitle = content(SafeText("pinned"))
        self.right.report = self._comparison.right
        for one, other in ((self.left, self.right), (self.right, self.left)):
            self.watch(one, "scroll_y", partial(_follow, one, other), init=False)

    def on_key(self, event: events.Key) -> None:
        """Go back to the input with the first letter of another name."""
        is_name = event.character and event.character.isalnum()
        # This event comes before the bindings are tried.
        if is_name and event.key not in self.active_bindings:
            event.stop()
            self.dismiss(event.character)


def _follow(moved: ReportView, other: ReportView) -> None:
    """Scroll the other report to the same line; a shorter one stays at its end."""
    is_at_its_end = moved.scroll_y >= moved.max_scroll_y
    if not (is_at_its_end and other.scroll_y > moved.scroll_y):
        # Not animated: a later step of the animation would undo the next scroll.
        other.scroll_target_y = other.scroll_y = moved.scroll_y
