"""All models: filtered, sorted, one a line."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import var

from modelbrowser.domain.matching import fit
from modelbrowser.domain.model import ModelInfo
from modelbrowser.presentation.lists import (
    MODEL_COLUMNS,
    NARROW_MODEL_COLUMNS,
    Column,
    model_columns,
)
from modelbrowser.tui.widgets.column_list import ColumnList


class ModelList(ColumnList[ModelInfo]):
    """Models, in the API's order or sorted by a column."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"model-list--retired"}

    # The filter beside it moves the cursor, and takes what is under it.
    IS_ALWAYS_AT_HAND = True

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

    def show(self, models: tuple[ModelInfo, ...]) -> None:
        """List other models."""
        self._models = models
        self.forget_widths()
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
            fits = [(fit(wanted, f"{m.id} {m.display_name}".lower()), m) for m in shown]
            found = [(score, model) for score, model in fits if score is not None]
            shown = [model for _, model in sorted(found, key=lambda pair: pair[0])]
        if self._column is not None:
            shown.sort(key=self._column.order)
        if self._is_reversed:
            shown.reverse()
        self.show_rows(shown)
