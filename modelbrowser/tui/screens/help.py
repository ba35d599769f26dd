"""The help: the keys by place, and the words that this program uses."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from modelbrowser.tui.help import help_sheet
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.exchange import ExchangeScreen
from modelbrowser.tui.screens.history import HistoryScreen
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.screens.models import ModelFilter, ModelsScreen
from modelbrowser.tui.screens.quitting import QUITTING
from modelbrowser.tui.screens.snippet import SnippetScreen
from modelbrowser.tui.widgets.beta_list import BetaList
from modelbrowser.tui.widgets.beta_pane import BetaFilter
from modelbrowser.tui.widgets.history_list import HistoryList
from modelbrowser.tui.widgets.key_bar import KeyBar
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.model_input import ModelInput
from modelbrowser.tui.widgets.model_list import ModelList
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.sheet_view import SheetView


class HelpScreen(ModalScreen[None]):
    """A sheet that scrolls, over the screen that it explains."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", key_display="Esc",
                id="help.close"),
        *QUITTING,
    ]  # fmt: skip

    view = getters.query_one(SheetView)

    def __init__(
        self,
        everywhere: Iterable[BindingType],
        display: Callable[[Binding], str],
        files: Mapping[str, str],
    ) -> None:
        """Make the screen.

        Args:
            everywhere: The app's own bindings.
            display: How a key is written.
            files: What is kept where.
        """
        super().__init__()
        places = (
            ("Asking", LookupScreen.BINDINGS),
            ("Everywhere", everywhere),
            ("Model ID or alias", ModelInput.BINDINGS),
            ("Betas", [*BetaList.BINDINGS, *BetaFilter.BINDINGS]),
            ("Lists", RowList.BINDINGS),
            ("History", [*HistoryList.BINDINGS, *HistoryScreen.BINDINGS]),
            ("All models", [*ModelFilter.BINDINGS, *ModelList.BINDINGS, *ModelsScreen.BINDINGS]),
            ("Copy as code", SnippetScreen.BINDINGS),
            ("What was sent", ExchangeScreen.BINDINGS),
            ("Two answers", CompareScreen.BINDINGS),
            ("Answer", LineView.BINDINGS),
        )
        self._sheet = help_sheet(places, display, files)

    def compose(self) -> ComposeResult:
        """Lay out the sheet and the keys."""
        with Vertical(id="dialog"):
            yield SheetView()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the sheet."""
        self.view.sheet = self._sheet
