"""Earlier lookups, one a line, the newest first."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.lists import Column, columns_that_fit, history_columns
from modelbrowser.tui.widgets.column_list import ColumnList


class HistoryList(ColumnList[HistoryEntry]):
    """Lookups; their hosts are named only if there are several."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Repeat", key_display="⏎", id="history.repeat",
                tooltip="Look the same up again, with the same betas"),
    ]  # fmt: skip

    class Chosen(Message):
        """The person wants to repeat a lookup."""

        def __init__(self, entry: HistoryEntry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, clock: Clock) -> None:
        """Make the list.

        Args:
            clock: In whose zone times are shown.
        """
        super().__init__(history_columns(clock))
        self._hosts: set[str] = set()

    @property
    def oldest(self) -> int | None:
        """The number of the last one listed."""
        return self.rows[-1].id if self.rows else None

    @property
    def is_near_end(self) -> bool:
        """Whether the last one listed may soon come in sight."""
        height = self.scrollable_content_region.height
        return max(self.cursor, self.scroll_offset.y + height) + height >= self.row_count

    def show(self, entries: Iterable[HistoryEntry]) -> None:
        """List others; a cursor that keys act on stays on its lookup."""
        number = self.current.id if self.current and self.has_focus else None
        self._hosts = set()
        self.forget_widths()
        self._list((), entries)
        numbers = [entry.id for entry in self.rows]
        self.cursor = numbers.index(number) if number in numbers else 0

    def append(self, entries: Iterable[HistoryEntry]) -> None:
        """List older ones, below."""
        self._list(self.rows, entries)

    def drop(self, entry: HistoryEntry) -> None:
        """List one no longer."""
        self.show_rows(other for other in self.rows if other != entry)

    def columns_in(self, width: int) -> Sequence[Column[HistoryEntry]]:
        """Choose the columns for a width in cells."""
        columns = self.columns if len(self._hosts) > 1 else self.columns[:-1]
        return columns_that_fit(columns, width)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell of the wheel too: other rows are in sight."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def action_choose(self) -> None:
        """Tell which lookup is under the cursor."""
        if entry := self.current:
            self.post_message(self.Chosen(entry))

    def _list(self, newer: tuple[HistoryEntry, ...], older: Iterable[HistoryEntry]) -> None:
        older = tuple(older)
        self._hosts.update(entry.host for entry in older)
        self.measure(older)
        self.show_rows((*newer, *older))
