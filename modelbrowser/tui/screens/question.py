"""The dialog that asks before something is deleted, to be answered by y or n."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from modelbrowser.presentation.reports import Report
from modelbrowser.tui.screens.base import QUIT_KEYS, DismissOnce
from modelbrowser.tui.widgets.bars import KeyBar
from modelbrowser.tui.widgets.report_view import ReportView


class QuestionScreen(DismissOnce, ModalScreen[bool]):
    """Asks a question. Enter does nothing, so that nothing is confirmed by accident."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes", id="question.yes"),
        Binding("n,escape", "dismiss(False)", "No", key_display="n", id="question.no"),
        *QUIT_KEYS,
    ]

    def __init__(self, report: Report) -> None:
        """Make the screen.

        Args:
            report: The question.
        """
        super().__init__()
        self._report = report

    def compose(self) -> ComposeResult:
        """Lay out the question and the keys."""
        with Vertical(id="dialog"):
            yield ReportView()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the question."""
        self.query_one(ReportView).report = self._report
