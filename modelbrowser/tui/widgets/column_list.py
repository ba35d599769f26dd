"""A list in columns: as many as fit, each as wide as its texts need."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeVar

from textual.content import Content
from textual.reactive import var

from modelbrowser.presentation.lists import GAP, Column, column_widths, columns_that_fit
from modelbrowser.presentation.sanitize import NOTHING, SafeText
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content

T = TypeVar("T")


class ColumnList(RowList[T]):
    """Rows in columns.

    The widths are computed once for the rows and the width of the list, not for each row drawn.
    """

    HAS_MARK: ClassVar[bool] = False
    """Whether the cursor's row has a mark in front, which is seen without the focus, too."""

    head: var[SafeText] = var(NOTHING)
    """The titles, aligned with the rows; empty if there are no rows."""

    def __init__(self, columns: Sequence[Column[T]]) -> None:
        """Make the list.

        Args:
            columns: All columns, the most important first.
        """
        super().__init__()
        self.columns = columns
        self._needed: dict[Column[T], int] = {}
        self._layout: tuple[tuple[Column[T], int], ...] = ()
        self._laid_out_for = -1

    def on_mount(self) -> None:
        """Follow the scrollbar: it takes a cell from the columns."""
        self.watch(self, "show_vertical_scrollbar", self._update_head, init=False)

    def on_resize(self) -> None:
        """Show the titles of the columns that fit now."""
        self._update_head()

    def show_rows(self, rows: Iterable[T]) -> None:
        """Replace all rows, and lay out the columns for them."""
        super().show_rows(rows)
        self._laid_out_for = -1
        self._update_head()

    @property
    def shown_columns(self) -> tuple[tuple[Column[T], int], ...]:
        """The columns that fit, each with its width in cells."""
        width = self.scrollable_content_region.width - len(self._mark(0))
        # Here and not in a handler of Resize: the rows may be drawn before that comes.
        if width != self._laid_out_for:
            self._laid_out_for = width
            columns = self.columns_in(width)
            usual = [column.width for column in columns]
            needed = [self._width_needed(column) for column in columns]
            self._layout = tuple(zip(columns, column_widths(usual, needed, width), strict=True))
        return self._layout

    def measure(self, rows: Iterable[T]) -> None:
        """Make the columns wide enough for these rows, if there is room."""
        rows = tuple(rows)
        for column in self.columns:
            widths = (content(column.text(row)).cell_length for row in rows)
            self._needed[column] = max([self._width_needed(column), *widths])

    def forget_widths(self) -> None:
        """Forget what earlier rows needed."""
        self._needed.clear()

    def columns_in(self, width: int) -> Sequence[Column[T]]:
        """Choose the columns for a width in cells."""
        return columns_that_fit(self.columns, width)

    def least_width(self, column: Column[T]) -> int:
        """Return the width of a column, in cells, that no row was measured for."""
        return len(column.title)

    def title(self, column: Column[T]) -> str:
        """Return what stands over a column."""
        return column.title

    def row(self, index: int) -> Content:
        """Draw a row, each text cut or padded to the width of its column."""
        row = self.rows[index]
        line = content(self._mark(index))
        for column, width in self.shown_columns:
            cell = content(column.text(row)).truncate(width, ellipsis=True)
            line += cell.pad_right(width - cell.cell_length + GAP)
        return line.rstrip()

    def _mark(self, index: int) -> SafeText:
        if not self.HAS_MARK:
            return NOTHING
        return SafeText("> " if index == self.cursor else "  ")

    def _update_head(self) -> None:
        titles = [self.title(column).ljust(width + GAP) for column, width in self.shown_columns]
        self.head = SafeText("".join(titles)) if self.row_count else NOTHING

    def _width_needed(self, column: Column[T]) -> int:
        return self._needed.get(column, self.least_width(column))
