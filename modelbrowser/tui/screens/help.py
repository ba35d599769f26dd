"""The help: the keys by place, and the words that this program uses."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from modelbrowser.presentation.sheet import Sheet
from modelbrowser.tui.widgets.key_bar import KeyBar
from modelbrowser.tui.widgets.sheet_view import SheetView


class HelpScreen(ModalScreen[None]):
    """A sheet that scrolls, over the screen that it explains."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", key_display="Esc", id="help.close")
    ]

    view = getters.query_one(SheetView)

    def __init__(self, sheet: Sheet) -> None:
        """Make the screen.

        Args:
            sheet: What it says.
        """
        super().__init__()
        self._sheet = sheet

    def compose(self) -> ComposeResult:
        """Lay out the sheet and the keys."""
        with Vertical(id="dialog"):
            yield SheetView()
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the sheet."""
        self.view.sheet = self._sheet
