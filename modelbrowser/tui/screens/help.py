"""The help: the keys by screen, and what the words mean."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from modelbrowser.presentation.reports import Report, Row
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.tui.new_file import MAX_PATH_LENGTH
from modelbrowser.tui.screens.base import QUIT_KEYS, DismissOnce
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.exchange import ExchangeScreen
from modelbrowser.tui.screens.history import HistoryScreen
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.screens.models import ModelFilter, ModelList, ModelsScreen
from modelbrowser.tui.screens.snippet import SnippetScreen
from modelbrowser.tui.widgets.bars import BarApp, KeyBar
from modelbrowser.tui.widgets.betas import BetaFilter, BetaList
from modelbrowser.tui.widgets.history_list import HistoryList
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.lists import RowList
from modelbrowser.tui.widgets.model_input import ModelInput
from modelbrowser.tui.widgets.report_view import ReportView
from modelbrowser.tui.widgets.text import content

SENTENCES = """\
Type a model ID or an alias and press Enter: the answer tells for which model it stands today.
A ticked beta value is a probe: the API refuses those that it does not know, or that your \
organisation may not use. The answer itself stays the same.
Nothing is sent while you type: a lookup is, when you press Enter or ^r, or choose a name. \
The list of all models is asked for at the start.
Single letters, ? and : work outside text fields.
"""

WORDS = {
    "model ID": "The name of one model, and always of the same one",
    "alias": "A name that stands for a model ID; it can move to another",
    "beta value": "Asks for a feature, in the header anthropic-beta",
    "active": "Answers, and is not on its way out",
    "deprecated": "Still answers, until the day that it retires",
    "retired": "Answers no more",
    "overdue": "The day that it was to retire on has passed",
    "family": "What a model and its successors have in common: opus, sonnet",
    "context": "How many tokens a model reads and writes at most",
}
"""A glossary, one line each."""


class HelpScreen(DismissOnce, ModalScreen[None]):
    """A report that scrolls, over the screen that it explains."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", key_display="Esc",
                id="help.close"),
        *QUIT_KEYS,
    ]  # fmt: skip

    app = getters.app(BarApp)
    view = getters.query_one(ReportView)

    def __init__(self, files: Mapping[str, str]) -> None:
        """Make the screen.

        Args:
            files: The paths of the program's files, each under what it holds.
        """
        super().__init__()
        self._files = files

    def compose(self) -> ComposeResult:
        """Lay out the report and the keys."""
        with Vertical(id="dialog"):
            yield ReportView()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the report, and whether there is more of it below."""
        self.view.report = Report(
            title=SafeText("Help"),
            sentences=tuple(map(SafeText, SENTENCES.splitlines())),
            rows=tuple(self._rows()),
        )
        for attribute in ("scroll_y", "show_vertical_scrollbar"):
            self.watch(self.view, attribute, self._update_more)

    def _update_more(self) -> None:
        is_more = self.view.scroll_y < self.view.max_scroll_y
        self.view.border_subtitle = content(SafeText("PgDn more") if is_more else NOTHING)

    def _rows(self) -> Iterator[Row]:
        """The keys of the screen below, the words, the keys of the other screens, the files."""
        below = type(self.app.screen_stack[-2])
        elsewhere: list[Row] = []
        seen: set[str] = set()
        for screen, name, bindings in help_places(self.app.BINDINGS):
            rows = [*_head(name), *self._keys(bindings, seen)]
            # The main screen has the most keys: there, the words come first.
            if screen is below is not LookupScreen:
                yield from rows
            else:
                elsewhere += rows
        yield from _head("Words")
        yield from (Row(SafeText(word), SafeText(meaning)) for word, meaning in WORDS.items())
        yield from elsewhere
        if self._files:
            yield from _head("Files")
            for what, path in self._files.items():
                yield Row(SafeText(what), sanitize(path, MAX_PATH_LENGTH))

    def _keys(self, bindings: list[BindingType], seen: set[str]) -> Iterator[Row]:
        """Each action that has an ID, with all its keys, unless another place has it."""
        keys: dict[str, dict[str, None]] = {}
        listed = [each for each in self.app.bindings_in_force(bindings) if each.id not in seen]
        for binding in listed:
            if binding.id and binding.description:
                seen.add(binding.id)
                meaning = binding.tooltip or binding.description
                keys.setdefault(meaning, {})[self.app.get_key_display(binding)] = None
        return (Row(SafeText(" ".join(keys[each])), SafeText(each)) for each in keys)


def help_places(
    app: list[BindingType],
) -> Iterator[tuple[type[Screen[Any]], str, list[BindingType]]]:
    """Return the places whose keys the help lists: the screen, a name, and its bindings.

    Args:
        app: The app's own bindings.
    """
    models = [*ModelFilter.BINDINGS, *ModelList.BINDINGS, *ModelsScreen.BINDINGS]
    yield LookupScreen, "Asking", LookupScreen.BINDINGS
    yield LookupScreen, "Everywhere", app
    yield LookupScreen, "Model ID or alias", ModelInput.BINDINGS
    yield LookupScreen, "Betas", [*BetaList.BINDINGS, *BetaFilter.BINDINGS]
    yield LookupScreen, "Lists", RowList.BINDINGS
    yield HistoryScreen, "History", [*HistoryList.BINDINGS, *HistoryScreen.BINDINGS]
    yield ModelsScreen, "All models", models
    yield SnippetScreen, "Copy as code", SnippetScreen.BINDINGS
    yield ExchangeScreen, "What was sent", ExchangeScreen.BINDINGS
    yield CompareScreen, "Two answers", CompareScreen.BINDINGS
    yield LookupScreen, "Answer", LineView.BINDINGS


def _head(name: str) -> list[Row]:
    return [Row(NOTHING, NOTHING), Row(SafeText(name), NOTHING, "head")]
