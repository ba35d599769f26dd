"""A list that draws only the lines in sight: as fast with 10,000 rows as with ten."""

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from modelbrowser.presentation.sanitize import NOTHING, SafeText
from modelbrowser.tui.widgets.text import content

T = TypeVar("T")


class RowList(ScrollView, Generic[T], can_focus=True):
    """Rows of one line each, one of them under the cursor.

    A subclass draws a row (`row`). `show_rows` is the only way to set the rows, because a list
    scrolls by the height that it reports to Textual there.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--row", "row-list--cursor", "row-list--words"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("pageup", "move_page(-1)", "Page up", show=False, id="list.page-up"),
        Binding("pagedown", "move_page(1)", "Page down", show=False, id="list.page-down"),
        Binding("home,g", "first", "First", show=False, id="list.first"),
        Binding("end,G", "last", "Last", show=False, id="list.last"),
    ]

    CURSOR_ALWAYS_SHOWN: ClassVar[bool] = False
    """Whether the cursor is shown without the focus, too, because keys act on its row anyway."""

    cursor: reactive[int] = reactive(0)
    """The index of the row that keys act on."""

    words: reactive[SafeText] = reactive(NOTHING)
    """Shown if there are no rows; wrapped."""

    class Moved(Message):
        """The cursor is on another row, or the rows have changed."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[T, ...] = ()

    @property
    def rows(self) -> tuple[T, ...]:
        """All rows, from the top."""
        return self._rows

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self._rows)

    @property
    def current(self) -> T | None:
        """The row under the cursor; None if the list is empty."""
        return self._rows[self.cursor] if self._rows else None

    def show_rows(self, rows: Iterable[T]) -> None:
        """Replace all rows; the cursor keeps its index, or moves to the last row."""
        self._rows = tuple(rows)
        self.virtual_size = Size(0, len(self._rows))
        self.cursor = self.cursor
        self.refresh()
        self.post_message(self.Moved())

    def row(self, index: int) -> Content:
        """Draw a row on one line."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw one visible line of the rows, or of the text for an empty list."""
        if not self.row_count:
            return self._render_words(y)
        index = self.scroll_offset.y + y
        classes = ["row-list--row"]
        if index == self.cursor and (self.has_focus or self.CURSOR_ALWAYS_SHOWN):
            classes.append("row-list--cursor")
        style = self.get_visual_style(*classes)
        width = self.scrollable_content_region.width
        if index >= self.row_count:
            return Strip.blank(width, style.rich_style)
        segments = self.row(index).truncate(width, ellipsis=True).render_segments(style)
        return Strip(segments).adjust_cell_length(width, style.rich_style)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.row_count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw the two rows that changed, and scroll to the cursor."""
        for index in (old, new):
            self.refresh_row(index)
        self._scroll_to_cursor()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._scroll_to_cursor()

    def on_focus(self) -> None:
        """Show the cursor: it is drawn only if keys would act on it."""
        self.refresh_row(self.cursor)

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh_row(self.cursor)

    def refresh_row(self, index: int) -> None:
        """Redraw one row."""
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def action_move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        self.cursor += rows

    def action_move_page(self, pages: int) -> None:
        """Move the cursor by a number of pages, less a row each."""
        self.cursor += pages * max(1, self.scrollable_content_region.height - 1)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = self.row_count - 1

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row that was clicked."""
        # None on the border, which is not a row.
        offset = event.get_content_offset(self)
        if offset is not None:
            self.cursor = self.scroll_offset.y + offset.y

    def _render_words(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        style = self.get_visual_style("row-list--words")
        lines = content(self.words).wrap(width)
        if y >= len(lines):
            return Strip.blank(width, style.rich_style)
        strip = Strip(lines[y].render_segments(style))
        return strip.adjust_cell_length(width, style.rich_style)

    def _scroll_to_cursor(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
