"""A question that is answered by y or n before something is lost."""

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
    """Says what would be done; Enter does nothing, so that no key does it by chance."""

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
        """Ask."""
        self.query_one(ReportView).report = self._report
