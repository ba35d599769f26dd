"""All models: find one and look it up."""

from collections.abc import Sequence

from textual import getters, on, work
from textual.binding import Binding
from textual.content import Content
from textual.reactive import var
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input, Static

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.lists import (
    MODEL_COLUMNS,
    UNDATED_COLUMNS,
    Column,
    has_letters_in_order,
    model_columns,
)
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.presentation.timeline import Scale, shared_scale
from modelbrowser.session import LookupSession
from modelbrowser.tui.screens.base import ScreenMixin
from modelbrowser.tui.widgets.bars import IF_ROOM
from modelbrowser.tui.widgets.inputs import TextInput
from modelbrowser.tui.widgets.lists import ColumnList, RowList
from modelbrowser.tui.widgets.text import content

CHART_FROM, MIN_CHART_WIDTH = 97, 36
"""The list has a chart from the first width on; the chart is at least the second. In cells."""


class ModelFilter(TextInput):
    """Filters the list as the user types; the arrow keys still move in the list."""

    BINDINGS = [
        Binding("enter", "screen.choose", "Look up", id="models.choose",
                tooltip="Look up this model"),
        Binding("down", "screen.in_list('move(1)')", "Down", show=False),
        Binding("up", "screen.in_list('move(-1)')", "Up", show=False),
        Binding("tab", "screen.to_list", "List", id="models.list", group=IF_ROOM,
                tooltip="Go from the filter to the list"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(placeholder="Filter by ID or name", max_length=256)
        self.border_title = content(SafeText("Models"))


class ModelList(ColumnList[ModelInfo]):
    """Models, in the API's order or sorted by a column, with their lives as a chart.

    Attributes:
        models: All models, including those that the filter hides.
    """

    # The filter moves the cursor, and chooses the row under it.
    CURSOR_ALWAYS_SHOWN = True

    BINDINGS = [
        Binding("slash", "screen.filter", "Filter", id="models.filter", group=IF_ROOM,
                tooltip="Go from the list to the filter"),
    ]  # fmt: skip

    filter: var[str] = var("")
    """The text that the ID or the name must contain."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(MODEL_COLUMNS)
        self._now = clock.now()
        self.models: tuple[ModelInfo, ...] = ()
        self._column: Column[ModelInfo] | None = None
        self._is_reversed = False
        self._scale: Scale | None = None

    def show_models(self, models: tuple[ModelInfo, ...]) -> None:
        """List other models; the cursor stays on its model, or moves to the top if it is gone.

        On the best match of the filter, it stays at the top.
        """
        is_best = self.filter and self.cursor == 0
        current = self.current.id if self.current and not is_best else None
        self.models = models
        self._scale = None
        # Only the longest ID is measured, because there may be thousands of models.
        self._needed = {column: column.width for column in MODEL_COLUMNS}
        self.measure([max(models, key=lambda model: len(model.id))] if models else [])
        self._arrange()
        ids = [model.id for model in self.rows]
        self.cursor = ids.index(current) if current in ids else 0

    def columns_in(self, width: int) -> Sequence[Column[ModelInfo]]:
        """Choose the columns for a width in cells."""
        if width < CHART_FROM:
            return model_columns(width)
        fits = self._needed_by(MODEL_COLUMNS) <= width - MIN_CHART_WIDTH
        return MODEL_COLUMNS if fits else UNDATED_COLUMNS

    def room_for_columns(self, width: int) -> int:
        """Leave the rest of a wide list to the chart, on a scale for all models."""
        if width < CHART_FROM:
            self._scale = None
            return width
        columns = self.columns_in(width)
        room = min(self._needed_by(columns), width - MIN_CHART_WIDTH)
        if self._scale is None or self._scale.width != width - room:
            self._scale = shared_scale(self.models, self._now, width - room)
        return room - columns[-1].gap

    def _needed_by(self, columns: Sequence[Column[ModelInfo]]) -> int:
        return sum(self.needed_width(each) + each.gap for each in columns)

    def title(self, column: Column[ModelInfo]) -> str:
        """Return the title of a column, with an arrow if the list is sorted by it."""
        arrow = " ↓" if self._is_reversed else " ↑"
        return f"{column.title}{arrow if column is self._column else ''}"

    def update_header(self) -> None:
        """Show the titles, and the years above the chart."""
        super().update_header()
        if self.header and self._scale:
            line = str(self.header)
            for year, cell in self._scale.years:
                line = f"{line:<{len(self.header) + cell}}{year}"
            self.header = SafeText(line)

    def row(self, index: int) -> Content:
        """Draw a model and, in a wide list, its life, on the scale of the chart."""
        line = super().row(index)
        if self._scale is None:
            return line
        spans = self._scale.place(self.rows[index]).line()
        if index != self.cursor:
            # Today is at the same cell on all lines.
            spans = tuple(
                each._replace(tone="dim") if each.tone == "strong" else each for each in spans
            )
        return line.pad_right(self._chart_start - line.cell_length) + self.draw_spans(spans)

    def render_line(self, y: int) -> Strip:
        """Draw one visible line; below the last row, label the chart's line for today."""
        below = self.scroll_offset.y + y - self.row_count
        words = ("│", "today")
        if not self._scale or not self.row_count or not 0 <= below < len(words):
            return super().render_line(y)
        style = self.get_visual_style("row-list--dim")
        length = len(words[below])
        cell = min(self._scale.today - length // 2, self._scale.width - length)
        start = self._chart_start + cell
        return self.draw_line(content(SafeText(f"{'':{start}}{words[below]}")), style)

    def watch_filter(self) -> None:
        """List the models that match."""
        self._arrange()
        self.cursor = 0

    def action_sort(self) -> None:
        """Sort by the next visible column, or after the last one, in the API's order."""
        columns = [column for column, _ in self.shown_columns if column.title]
        following = columns.index(self._column) + 1 if self._column in columns else 0
        self._column = columns[following] if following < len(columns) else None
        self._arrange()

    def action_reverse(self) -> None:
        """Reverse the order."""
        self._is_reversed = not self._is_reversed
        self._arrange()

    @property
    def _chart_start(self) -> int:
        """The first cell of the chart."""
        return sum(width + column.gap for column, width in self.shown_columns)

    def _arrange(self) -> None:
        wanted = self.filter.strip().lower()
        shown = list(self.models)
        if wanted:
            texts = {model.id: f"{model.id} {model.display_name}".lower() for model in shown}
            shown = [model for model in shown if has_letters_in_order(texts[model.id], wanted)]
            # Those that contain the text as it was typed come first.
            shown.sort(key=lambda model: wanted not in texts[model.id])
        if self._column is not None:
            shown.sort(key=self._column.order)
        if self._is_reversed:
            shown.reverse()
        if wanted:
            # In any order, the one with that ID or name comes first.
            shown.sort(key=lambda m: wanted not in (m.id.lower(), m.display_name.lower()))
        self.show_rows(shown)


class ModelsScreen(ScreenMixin, Screen[str | None]):
    """A filter above a list; the result is the ID to look up."""

    AUTO_FOCUS = "ModelFilter"

    BINDINGS = [
        Binding("enter", "choose", "Look up", id="models.choose", tooltip="Look up this model"),
        Binding("ctrl+t", "show_retired(True)", "Show retired", id="models.retired",
                tooltip="Show or hide retired models"),
        Binding("ctrl+t", "show_retired(False)", "Hide retired", id="models.retired",
                tooltip="Show or hide retired models"),
        Binding("s", "in_list('sort')", "Sort", id="models.sort",
                tooltip="Sort by the next column"),
        Binding("r", "in_list('reverse')", "Reverse", id="models.reverse",
                tooltip="Reverse the order"),
        Binding("escape", "dismiss", "Back", id="models.close", tooltip="Go back to the result"),
        Binding("ctrl+r", "reload", "Refresh", id="models.reload", group=IF_ROOM,
                tooltip="Request the list again"),
    ]  # fmt: skip

    filter = getters.query_one(ModelFilter)
    list = getters.query_one(ModelList)
    header = getters.query_one("#header", Static)

    def __init__(self, session: LookupSession, clock: Clock) -> None:
        super().__init__(ModelFilter(), Static(id="header"), ModelList(clock))
        self._session = session
        self._with_retired = False
        self._error: ModelBrowserError | None = None
        self._is_loading = False

    def on_mount(self) -> None:
        """Load the list."""
        self.watch(self.list, "header", lambda titles: self.header.update(content(titles)))
        self._load()

    @work(exclusive=True, group="models")
    async def _load(self, *, again: bool = False) -> None:
        """Show the list that is kept, which may be days old, until the API's list arrives."""
        self.filter.border_subtitle = content(SafeText("loading"))
        self.list.empty_text = SafeText("Loading the list…")
        self._is_loading = True
        retired = self._with_retired
        if kept := self._session.known.lists.get(retired):
            self.list.show_models(kept)
        try:
            models = await self._session.list_models(retired=retired, again=again)
        except ModelBrowserError as error:
            self._error = error
        else:
            self._error = None
            self.list.show_models(models)
        self._is_loading = False
        self._show_count()
        if self._error and self.list.models and not self.filter.styles.border_top[0]:
            # There is no frame to say it in.
            self.key_bar.show_notice(self._count(), is_lasting=True)

    @on(RowList.Moved)
    def _show_count(self) -> None:
        """Show how many are listed, or why none are."""
        if not self._is_loading:
            self.filter.border_subtitle = content(self._count())
            self.list.empty_text = self._why_empty()

    def _count(self) -> SafeText:
        models = self.list.models
        count = f"{self.list.row_count:,} of {len(models):,}"
        if error := self._error:
            what = f"{count}, out of date" if models else "not loaded"
            return sanitize(f"{what}: {error.title[:1].lower()}{error.title[1:]}")
        if self._with_retired and not any(model.lifecycle == "retired" for model in models):
            # A model without a status may be retired.
            is_certain = all(model.lifecycle for model in models)
            count += ", none retired" if is_certain else ", retired ones unknown"
        return SafeText(count)

    def _why_empty(self) -> SafeText:
        if self._error and not self.list.models:
            sentences = (self._error.message, self._error.remedy)
            return SafeText("\n".join(sanitize(each, 600) for each in sentences if each))
        if wanted := self.filter.value.strip():
            quoted = "" if self.filter.password else f' "{wanted}"'
            return sanitize(f"No models match{quoted}.", 300)
        return SafeText("The list is empty.")

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self.list.filter = event.value

    def action_choose(self) -> None:
        """Look up the model under the cursor."""
        if model := self.list.current:
            self.dismiss(model.id)

    def action_to_list(self) -> None:
        """Focus the list."""
        self.set_focus(self.list)

    def action_filter(self) -> None:
        """Focus the filter."""
        self.set_focus(self.filter)

    async def action_in_list(self, action: str) -> None:
        """Run an action of the list, wherever the focus is."""
        await self.list.run_action(action)

    def action_show_retired(self, wanted: bool) -> None:  # noqa: FBT001 - an action's argument
        """Show or hide the retired models."""
        self._with_retired = wanted
        self._load()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to show or to hide the retired models, whichever makes a difference."""
        return action != "show_retired" or parameters != (self._with_retired,)

    def action_reload(self) -> None:
        """Request the list again."""
        self._load(again=True)
