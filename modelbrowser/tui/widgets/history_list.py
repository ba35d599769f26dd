"""Earlier lookups, one a line, the newest first."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from modelbrowser.domain.history_entry import Entry
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.lists import (
    GAP,
    Column,
    column_widths,
    columns_that_fit,
    history_columns,
)
from modelbrowser.presentation.plain import Plain
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content, in_columns


class HistoryList(RowList[Entry]):
    """Lookups in columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Repeat", key_display="⏎", id="history.repeat",
                tooltip="Look the same up again, with the same betas"),
    ]  # fmt: skip

    class Chosen(Message):
        """The person wants to repeat a lookup."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, clock: Clock) -> None:
        """Make the list.

        Args:
            clock: In whose zone times are shown.
        """
        super().__init__()
        self._every = history_columns(clock)
        self._hosts: set[str] = set()
        self._wanted = self._titles()

    @property
    def oldest(self) -> int | None:
        """The number of the last one listed."""
        return self.rows[-1].id if self.rows else None

    @property
    def is_near_end(self) -> bool:
        """Whether the last one listed may soon come in sight."""
        height = self.scrollable_content_region.height
        return max(self.cursor, self.scroll_offset.y + height) + height >= self.row_count

    @property
    def head(self) -> Plain:
        """The columns' titles, aligned with the rows."""
        columns = self._columns()
        return Plain("".join(column.title.ljust(width + GAP) for column, width in columns))

    def show(self, entries: Iterable[Entry]) -> None:
        """List others; a cursor that keys act on stays on its lookup."""
        number = self.current.id if self.current and self.has_focus else None
        self._hosts = set()
        self._wanted = self._titles()
        self.show_rows(self._measured(entries))
        numbers = [entry.id for entry in self.rows]
        self.cursor = numbers.index(number) if number in numbers else 0

    def append(self, entries: Iterable[Entry]) -> None:
        """List older ones, below."""
        self.show_rows((*self.rows, *self._measured(entries)))

    def drop(self, entry: Entry) -> None:
        """List one no longer."""
        self.show_rows(other for other in self.rows if other != entry)

    def row(self, index: int) -> Content:
        """A lookup's columns."""
        entry = self.rows[index]
        columns = self._columns()
        return in_columns(((column.text(entry), width) for column, width in columns), GAP)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell of the wheel too: other rows are in sight."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def action_choose(self) -> None:
        """Tell which lookup is under the cursor."""
        if entry := self.current:
            self.post_message(self.Chosen(entry))

    def _measured(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries, after their hosts and the widths of their cells have been noted."""
        for entry in entries:
            self._hosts.add(entry.host)
            for column in self._every:
                width = content(column.text(entry)).cell_length
                self._wanted[column] = max(self._wanted[column], width)
            yield entry

    def _columns(self) -> Iterable[tuple[Column[Entry], int]]:
        """Those that are in sight, each with its width in cells."""
        room = self.scrollable_content_region.width
        columns = columns_that_fit(self._every if len(self._hosts) > 1 else self._every[:-1], room)
        usual = [column.width for column in columns]
        wanted = [self._wanted[column] for column in columns]
        return zip(columns, column_widths(usual, wanted, room), strict=True)

    def _titles(self) -> dict[Column[Entry], int]:
        """How wide the columns of an empty list are, in cells."""
        return {column: len(column.title) for column in self._every}
