"""The help: the keys by place, and the words that this program uses."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from modelbrowser.presentation.plain import NOTHING, Plain
from modelbrowser.tui.help_sheet import Place, help_sheet
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.exchange import ExchangeScreen
from modelbrowser.tui.screens.history import HistoryScreen
from modelbrowser.tui.screens.leaving import LeavesAlone
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
from modelbrowser.tui.widgets.text import content


class HelpScreen(LeavesAlone, ModalScreen[None]):
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
        self._everywhere = everywhere
        self._display = display
        self._files = files

    def compose(self) -> ComposeResult:
        """Lay out the sheet and the keys."""
        with Vertical(id="dialog"):
            yield SheetView()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the sheet, and whether there is more of it."""
        below = type(self.app.screen_stack[-2])
        # The main screen has the most keys: there, what the words mean comes before them.
        here = [place for screen, place in self._places() if screen is below is not LookupScreen]
        elsewhere = [place for _, place in self._places() if place not in here]
        self.view.sheet = help_sheet(here, elsewhere, self._display, self._files)
        for attribute in ("scroll_y", "show_vertical_scrollbar"):
            self.watch(self.view, attribute, self._tell_more)

    def _tell_more(self) -> None:
        is_more = self.view.scroll_y < self.view.max_scroll_y
        self.view.border_subtitle = content(Plain("PgDn more") if is_more else NOTHING)

    def _places(self) -> Iterator[tuple[type[Screen[Any]], Place]]:
        """Where keys work, each with the screen that it belongs to."""
        models = [*ModelFilter.BINDINGS, *ModelList.BINDINGS, *ModelsScreen.BINDINGS]
        yield LookupScreen, ("Asking", LookupScreen.BINDINGS)
        yield LookupScreen, ("Everywhere", self._everywhere)
        yield LookupScreen, ("Model ID or alias", ModelInput.BINDINGS)
        yield LookupScreen, ("Betas", [*BetaList.BINDINGS, *BetaFilter.BINDINGS])
        yield LookupScreen, ("Lists", RowList.BINDINGS)
        yield HistoryScreen, ("History", [*HistoryList.BINDINGS, *HistoryScreen.BINDINGS])
        yield ModelsScreen, ("All models", models)
        yield SnippetScreen, ("Copy as code", SnippetScreen.BINDINGS)
        yield ExchangeScreen, ("What was sent", ExchangeScreen.BINDINGS)
        yield CompareScreen, ("Two answers", CompareScreen.BINDINGS)
        yield LookupScreen, ("Answer", LineView.BINDINGS)
