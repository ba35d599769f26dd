"""All models: filtered, sorted, one a line."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from modelbrowser.domain.matching import fit
from modelbrowser.domain.model import ModelInfo
from modelbrowser.presentation.lists import (
    GAP,
    MODEL_COLUMNS,
    NARROW_MODEL_COLUMNS,
    Column,
    column_widths,
    model_columns,
)
from modelbrowser.presentation.plain import Plain
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content, in_columns


class ModelList(RowList[ModelInfo]):
    """Models in columns."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"model-list--retired"}

    # The filter beside it moves the cursor, and takes what is under it.
    IS_ALWAYS_AT_HAND = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Look up", key_display="⏎", id="models.choose",
                tooltip="Take the model into the input and look it up"),
        Binding("s", "sort", "Sort", id="models.sort", tooltip="Sort by the next column"),
        Binding("r", "reverse", "Reverse", id="models.reverse", tooltip="Turn the order round"),
        Binding("slash", "screen.filter", "Filter", key_display="/", id="models.filter",
                tooltip="From the list to the filter"),
    ]  # fmt: skip

    filter: var[str] = var("")
    """What the ID or the name must hold."""

    class Chosen(Message):
        """The person wants to look a model up."""

        def __init__(self, model: ModelInfo) -> None:
            super().__init__()
            self.model = model

    class Sorted(Message):
        """The order, or what is listed, has changed."""

    def __init__(self) -> None:
        super().__init__()
        self._models: tuple[ModelInfo, ...] = ()
        every = (*MODEL_COLUMNS, *NARROW_MODEL_COLUMNS)
        self._wanted = {column: column.width for column in every}
        self._column: Column[ModelInfo] | None = None
        self._is_reversed = False

    @property
    def head(self) -> Plain:
        """The columns' titles, aligned with the rows; the sorting one is marked."""
        arrow = " ↓" if self._is_reversed else " ↑"
        return Plain(
            "".join(
                f"{column.title}{arrow if column is self._column else ''}".ljust(width + GAP)
                for column, width in self._widths()
            )
        )

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """All of them, those that the filter leaves out too."""
        return self._models

    def show(self, models: tuple[ModelInfo, ...]) -> None:
        """List other models."""
        self._models = models
        # Not all of them are measured: there may be many.
        longest = [max(models, key=_id_length), max(models, key=_name_length)] if models else []
        for column in self._wanted:
            widths = (content(column.text(model)).cell_length for model in longest)
            self._wanted[column] = max([column.width, *widths])
        self._arrange()

    def row(self, index: int) -> Content:
        """A model's columns; a retired one looks it, besides saying it."""
        model = self.rows[index]
        columns = self._widths()
        line = in_columns(((column.text(model), width) for column, width in columns), GAP)
        if model.lifecycle == "retired":
            line = line.stylize(self.get_visual_style("model-list--retired", partial=True))
        return line

    def on_resize(self) -> None:
        """Show the columns that fit now."""
        self.post_message(self.Sorted())

    def watch_filter(self) -> None:
        """List what fits."""
        self._arrange()
        self.cursor = 0

    def action_choose(self) -> None:
        """Tell which model is under the cursor."""
        if model := self.current:
            self.post_message(self.Chosen(model))

    def action_sort(self) -> None:
        """Sort by the next column in sight, at last as the API gave it."""
        columns = self._columns
        following = columns.index(self._column) + 1 if self._column in columns else 0
        self._column = columns[following] if following < len(columns) else None
        self._arrange()

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._is_reversed = not self._is_reversed
        self._arrange()

    @property
    def _columns(self) -> Sequence[Column[ModelInfo]]:
        """Those that are in sight."""
        return model_columns(self.scrollable_content_region.width)

    def _widths(self) -> Iterable[tuple[Column[ModelInfo], int]]:
        """The columns in sight, each with its width in cells."""
        columns = self._columns
        usual = [column.width for column in columns]
        wanted = [self._wanted[column] for column in columns]
        room = self.scrollable_content_region.width
        return zip(columns, column_widths(usual, wanted, room), strict=True)

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
        self.post_message(self.Sorted())


def _id_length(model: ModelInfo) -> int:
    return len(model.id)


def _name_length(model: ModelInfo) -> int:
    return len(model.display_name)
