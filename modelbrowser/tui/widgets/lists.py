"""Lists that draw only visible lines: as fast with 10,000 rows as with ten."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic, TypeVar, get_args

from textual import events, on
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from modelbrowser.presentation.formatting import Span, Tone
from modelbrowser.presentation.lists import Column, column_widths, columns_that_fit
from modelbrowser.presentation.sanitize import NOTHING, SafeText
from modelbrowser.tui.widgets.text import content, wrap

T = TypeVar("T")


class RowList(ScrollView, Generic[T], can_focus=True):
    """Rows of one line each, with a cursor.

    A subclass draws a row (`row`). `show_rows` is the only way to set the rows, because a list
    scrolls by the height that it reports to Textual there.
    """

    COMPONENT_CLASSES = {
        "row-list--row",
        "row-list--cursor",
        "row-list--empty",
        *(f"row-list--{tone}" for tone in get_args(Tone)),
    }

    BINDINGS = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("pageup", "move_page(-1)", "Page up", show=False, id="list.page-up"),
        Binding("pagedown", "move_page(1)", "Page down", show=False, id="list.page-down"),
        Binding("home,g", "first", "First", show=False, id="list.first"),
        Binding("end,G", "last", "Last", show=False, id="list.last"),
    ]

    CURSOR_ALWAYS_SHOWN: ClassVar[bool] = False
    """Whether the cursor is shown even without the focus, because keys act on its row anyway."""

    cursor: var[int] = var(0)
    """The index of the row that keys act on."""

    empty_text: reactive[SafeText] = reactive(NOTHING)
    """The text that is shown, wrapped, if there are no rows."""

    class Moved(Message):
        """The cursor is on another row, or the rows have changed."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[T, ...] = ()
        """All rows, from the top."""

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @property
    def current(self) -> T | None:
        """The row under the cursor; None if the list is empty."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def is_in_use(self) -> bool:
        """Whether the list has the focus, or gets it back when another window loses it."""
        return self.has_focus or self.app._last_focused_on_app_blur is self  # noqa: SLF001 - no public name

    def show_rows(self, rows: Iterable[T]) -> None:
        """Replace all rows; the cursor keeps its index, or moves to the last row."""
        self.rows = tuple(rows)
        self.virtual_size = Size(0, self.row_count)
        self.cursor = self.cursor
        self.refresh()
        self.post_message(self.Moved())

    def row(self, index: int) -> Content:
        """Draw a row on one line."""
        raise NotImplementedError

    def draw_spans(self, spans: Iterable[Span]) -> Content:
        """Draw the parts of a text, each in the color of its tone."""
        styles = (
            (text, self.get_visual_style(f"row-list--{tone}", partial=True)) for text, tone in spans
        )
        return Content("").join(content(text, style) for text, style in styles)

    def draw_line(self, line: Content, style: Style) -> Strip:
        """Draw a line as wide as the list; it may be empty."""
        strip = Strip(line.render_segments(style) if line else ())
        return strip.adjust_cell_length(self.scrollable_content_region.width, style.rich_style)

    def render_line(self, y: int) -> Strip:
        """Draw one visible line of the rows, or of the text for an empty list."""
        width = self.scrollable_content_region.width
        if not self.rows:
            lines = wrap(content(self.empty_text), width)
            line = lines[y] if y < len(lines) else Content("")
            return self.draw_line(line, self.get_visual_style("row-list--empty"))
        index = self.scroll_offset.y + y
        style = self.get_visual_style("row-list--row")
        if index == self.cursor and (self.has_focus or self.CURSOR_ALWAYS_SHOWN):
            style = self.get_visual_style("row-list--row", "row-list--cursor")
            if self.app.native_ansi_color:
                # 16 colors have no shade for the background, and NO_COLOR has none at all.
                # Bold ones may be brighter: black text would be gray.
                style += Style(bold=False, reverse=True)
        if index >= self.row_count:
            return self.draw_line(Content(""), style)
        row = self.row(index).truncate(width, ellipsis=True)
        if style.reverse:
            # A color would become the background's.
            row = content(SafeText(row.plain))
        return self.draw_line(row, style)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.row_count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw the two rows that changed, and scroll to the cursor."""
        for index in (old, new):
            self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))
        self._scroll_to_cursor()
        self.post_message(self.Moved())

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's own signature
        """Place the terminal's cursor, without scrolling, because a click may be pending."""
        super().watch_has_focus(has_focus)
        self._place_terminal_cursor()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Keep the terminal's cursor on the row when the list is scrolled."""
        super().watch_scroll_y(old_value, new_value)
        self._place_terminal_cursor()

    def action_move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        self.cursor += rows

    def action_move_page(self, pages: int) -> None:
        """Move the cursor by a number of pages, minus a row each."""
        self.cursor += pages * max(1, self.scrollable_content_region.height - 1)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = self.row_count - 1

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row that was clicked."""
        # None on the border, which isn't a row.
        offset = event.get_content_offset(self)
        if offset is not None:
            self.cursor = self.scroll_offset.y + offset.y

    @on(events.Resize)
    def _scroll_to_cursor(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self._place_terminal_cursor()

    def _place_terminal_cursor(self) -> None:
        """Put the terminal's cursor, which is hidden, on the row: screen readers follow it."""
        if self.has_focus:
            row = Offset(0, self.cursor - self.scroll_offset.y)
            self.app.cursor_position = self.content_region.offset + row


class ColumnList(RowList[T]):
    """Rows in columns.

    The widths are computed once for the rows and the width of the list, not for each row drawn.

    Args:
        columns: All columns, the most important first.
    """

    header: var[SafeText] = var(NOTHING)
    """The titles, aligned with the rows; empty if there are no rows."""

    def __init__(self, columns: Sequence[Column[T]]) -> None:
        super().__init__()
        self.columns = columns
        self._needed: dict[Column[T], int] = {}
        self._layout: tuple[tuple[Column[T], int], ...] = ()
        self._laid_out_for = -1

    def on_mount(self) -> None:
        """Follow the scrollbar: it takes a cell from the columns."""
        self.watch(self, "show_vertical_scrollbar", self.update_header, init=False)

    def show_rows(self, rows: Iterable[T]) -> None:
        """Replace all rows, and lay out the columns for them."""
        super().show_rows(rows)
        self._laid_out_for = -1
        self.update_header()

    @property
    def shown_columns(self) -> tuple[tuple[Column[T], int], ...]:
        """The columns that fit, each with its width in cells."""
        width = self.scrollable_content_region.width
        # Here rather than in a Resize handler, because the rows may be drawn before that.
        if width != self._laid_out_for:
            self._laid_out_for = width
            columns = self.columns_in(width)
            usual = [column.width for column in columns]
            needed = [self.needed_width(column) for column in columns]
            room = self.room_for_columns(width) - sum(column.gap for column in columns[:-1])
            self._layout = tuple(zip(columns, column_widths(usual, needed, room), strict=True))
        return self._layout

    def measure(self, rows: Iterable[T]) -> None:
        """Make the columns wide enough for these rows, if there is room."""
        rows = tuple(rows)
        for column in self.columns:
            widths = (content(column.text(row)).cell_length for row in rows)
            self._needed[column] = max([self.needed_width(column), *widths])

    def reset_widths(self) -> None:
        """Forget the widths that earlier rows needed."""
        self._needed.clear()

    def columns_in(self, width: int) -> Sequence[Column[T]]:
        """Choose the columns for a width in cells."""
        return columns_that_fit(self.columns, width)

    def room_for_columns(self, width: int) -> int:
        """Return how many cells of a row are available for the columns."""
        return width

    def title(self, column: Column[T]) -> str:
        """Return the title of a column."""
        return column.title

    def row(self, index: int) -> Content:
        """Draw a row, each text cut or padded to the width of its column."""
        row = self.rows[index]
        line = Content("")
        for column, width in self.shown_columns:
            cell = self.draw_spans(column.spans(row)).truncate(width, ellipsis=True)
            line += cell.pad_right(width - cell.cell_length + column.gap)
        return line.rstrip()

    def update_header(self) -> None:
        """Show the titles of the columns."""
        titles = [self.title(each).ljust(width + each.gap) for each, width in self.shown_columns]
        self.header = SafeText("".join(titles)) if self.row_count else NOTHING

    def on_resize(self) -> None:
        """Show the titles of the columns that fit now."""
        self.update_header()

    def needed_width(self, column: Column[T]) -> int:
        """Return the width of the widest measured text in a column, in cells."""
        return self._needed.get(column, len(column.title))


class ChoiceList(ColumnList[T]):
    """A list to choose a row from."""

    CURSOR_ALWAYS_SHOWN = True
