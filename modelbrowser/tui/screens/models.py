"""All models: find one and look it up."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input, Static

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.matching import fuzzy_score
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.lists import (
    MODEL_COLUMNS,
    NARROW_MODEL_COLUMNS,
    Column,
    model_columns,
)
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.session import LookupSession
from modelbrowser.tui.screens.base import DismissOnce
from modelbrowser.tui.widgets.bars import Bar, KeyBar
from modelbrowser.tui.widgets.lists import ColumnList, RowList
from modelbrowser.tui.widgets.text import content
from modelbrowser.tui.widgets.text_input import TextInput


class ModelFilter(TextInput):
    """Narrows the list as one types; the arrows move in the list all the while."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.choose", "Look up", key_display="⏎", id="models.choose",
                tooltip="Take the model into the input and look it up"),
        Binding("down", "screen.move(1)", "Down", show=False),
        Binding("up", "screen.move(-1)", "Up", show=False),
        Binding("tab", "screen.to_list", "To the list", key_display="Tab", id="models.list",
                tooltip="From the filter to the list"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(placeholder="part of an ID or a name", max_length=256, id="model-filter")
        self.border_title = content(SafeText("All models: IDs, no aliases"))


class ModelList(ColumnList[ModelInfo]):
    """Models, in the API's order or sorted by a column."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"model-list--retired"}

    # The filter beside it moves the cursor, and takes what is under it.
    CURSOR_ALWAYS_SHOWN = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.choose", "Look up", key_display="⏎", id="models.choose",
                tooltip="Take the model into the input and look it up"),
        Binding("s", "sort", "Sort", id="models.sort", tooltip="Sort by the next column"),
        Binding("r", "reverse", "Reverse", id="models.reverse", tooltip="Turn the order round"),
        Binding("slash", "screen.filter", "Filter", key_display="/", id="models.filter",
                tooltip="From the list to the filter"),
    ]  # fmt: skip

    filter: var[str] = var("")
    """What the ID or the name must hold."""

    def __init__(self) -> None:
        super().__init__((*MODEL_COLUMNS, *NARROW_MODEL_COLUMNS))
        self._models: tuple[ModelInfo, ...] = ()
        self._column: Column[ModelInfo] | None = None
        self._is_reversed = False

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """All of them, those that the filter leaves out too."""
        return self._models

    def show_models(self, models: tuple[ModelInfo, ...]) -> None:
        """List other models."""
        self._models = models
        self.reset_widths()
        # Not all of them: there may be thousands.
        lengths = (lambda model: len(model.id), lambda model: len(model.display_name))
        self.measure(max(models, key=length) for length in lengths if models)
        self._arrange()

    def least_width(self, column: Column[ModelInfo]) -> int:
        """Return the usual width, in cells, because few of the models are measured."""
        return column.width

    def columns_in(self, width: int) -> Sequence[Column[ModelInfo]]:
        """Choose the columns for a width in cells."""
        return model_columns(width)

    def title(self, column: Column[ModelInfo]) -> str:
        """Return the title of a column, with an arrow if the list is sorted by it."""
        arrow = " ↓" if self._is_reversed else " ↑"
        return f"{column.title}{arrow if column is self._column else ''}"

    def row(self, index: int) -> Content:
        """Draw a model; a retired one is dim, besides being called so."""
        line = super().row(index)
        if self.rows[index].lifecycle == "retired":
            line = line.stylize(self.get_visual_style("model-list--retired", partial=True))
        return line

    def watch_filter(self) -> None:
        """List what fits."""
        self._arrange()
        self.cursor = 0

    def action_sort(self) -> None:
        """Sort by the next column in sight, after the last one in the API's order."""
        columns = [column for column, _ in self.shown_columns]
        following = columns.index(self._column) + 1 if self._column in columns else 0
        self._column = columns[following] if following < len(columns) else None
        self._arrange()

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._is_reversed = not self._is_reversed
        self._arrange()

    def _arrange(self) -> None:
        wanted = self.filter.strip().lower()
        shown = list(self._models)
        if wanted:
            fits = [(fuzzy_score(wanted, f"{m.id} {m.display_name}".lower()), m) for m in shown]
            found = [(score, model) for score, model in fits if score is not None]
            shown = [model for _, model in sorted(found, key=lambda pair: pair[0])]
        if self._column is not None:
            shown.sort(key=self._column.order)
        if self._is_reversed:
            shown.reverse()
        self.show_rows(shown)


class ModelsScreen(DismissOnce, Screen[str | None]):
    """A filter over a list; what it returns is the ID to look up."""

    AUTO_FOCUS = "ModelFilter"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back", key_display="Esc", id="models.close",
                tooltip="Back to the answer"),
        Binding("ctrl+t", "toggle_retired", "Retired too", id="models.retired",
                tooltip="List the retired models as well, or no longer"),
        Binding("ctrl+r", "reload", "Ask again", id="models.reload",
                tooltip="Ask the API for the list again"),
    ]  # fmt: skip

    filter = getters.query_one(ModelFilter)
    list = getters.query_one(ModelList)
    header = getters.query_one("#header", Static)

    def __init__(self, session: LookupSession) -> None:
        """Make the screen.

        Args:
            session: Gives the list.
        """
        super().__init__()
        self._session = session
        self._with_retired = False
        self._error: ModelBrowserError | None = None
        self._is_loading = False

    def compose(self) -> ComposeResult:
        """Lay out the filter, the list and the keys."""
        yield Bar()
        yield ModelFilter()
        yield Static(id="header")
        yield ModelList()
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask for the list, if it is not there already."""
        self.watch(self.list, "header", lambda titles: self.header.update(content(titles)))
        self._load()

    @work(exclusive=True, group="models")
    async def _load(self, *, again: bool = False) -> None:
        """List what the API gives; after a failure, what there was before."""
        self.filter.border_subtitle = content(SafeText("loading"))
        self.list.empty_text = SafeText("Loading the list.")
        self._is_loading = True
        try:
            models = await self._session.list_models(retired=self._with_retired, again=again)
        except ModelBrowserError as error:
            self._error = error
        else:
            self._error = None
            self.list.show_models(models)
        self._is_loading = False
        self._tell()

    @on(RowList.Moved)
    def _tell(self) -> None:
        """Say how many are listed, or why none are."""
        if not self._is_loading:
            self.filter.border_subtitle = content(self._count())
            self.list.empty_text = self._why_empty()

    def _count(self) -> SafeText:
        count = f"{self.list.row_count:,} listed"
        if error := self._error:
            old = f"{count}, out of date" if self.list.models else "no list"
            return sanitize(f"{old}: {error.title.lower()}")
        if not self._with_retired:
            return SafeText(count)
        is_any = any(model.lifecycle == "retired" for model in self.list.models)
        return SafeText(f"{count}, {'retired too' if is_any else 'none retired'}")

    def _why_empty(self) -> SafeText:
        if self._error and not self.list.models:
            return sanitize(f"{self._error.message} {self._error.remedy}", 600)
        if wanted := self.list.filter.strip():
            return sanitize(f"No ID and no name holds “{wanted}”.", 300)
        return SafeText("The API lists no model.")

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self.list.filter = event.value

    def action_choose(self) -> None:
        """Look up the model under the cursor."""
        if model := self.list.current:
            self.dismiss(model.id)

    def action_move(self, rows: int) -> None:
        """Move in the list."""
        self.list.action_move(rows)

    def action_to_list(self) -> None:
        """Give the keys to the list."""
        self.set_focus(self.list)

    def action_filter(self) -> None:
        """Give the keys to the filter."""
        self.set_focus(self.filter)

    def action_toggle_retired(self) -> None:
        """List the retired models as well, or no longer."""
        self._with_retired = not self._with_retired
        self._load()

    def action_reload(self) -> None:
        """Ask the API for the list again."""
        self._load(again=True)
