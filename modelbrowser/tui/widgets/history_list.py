"""Earlier lookups: a list of them, and the pane below the result."""

from collections.abc import Sequence

from textual import getters
from textual.binding import Binding
from textual.style import Style

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.lists import (
    NARROW_HISTORY,
    Column,
    columns_that_fit,
    history_columns,
)
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.widgets.bars import BarApp
from modelbrowser.tui.widgets.lists import ColumnList
from modelbrowser.tui.widgets.text import content

_OPENS_HISTORY = Style.from_meta({"@click": "screen.history"})
"""The style of text that opens the history screen when clicked."""


class HistoryList(ColumnList[HistoryEntry]):
    """Lookups, newest first; their hosts are shown only if there are several."""

    BINDINGS = [
        Binding("enter", "screen.repeat", "Repeat", id="history.repeat",
                tooltip="Repeat the lookup, with the same betas"),
    ]  # fmt: skip

    def __init__(self, clock: Clock) -> None:
        self._columns = {it: history_columns(clock, is_narrow=it) for it in (True, False)}
        super().__init__([*self._columns[True], *self._columns[False]])
        self._hosts: set[str] = set()

    @property
    def oldest(self) -> int | None:
        """The lowest ID in the list."""
        return min((entry.id for entry in self.rows if entry.id), default=None)

    @property
    def is_near_end(self) -> bool:
        """Whether the cursor or the last visible row is less than a page from the end."""
        height = self.scrollable_content_region.height
        return max(self.cursor, self.scroll_offset.y + height) + height >= self.row_count

    def show_entries(self, entries: tuple[HistoryEntry, ...]) -> None:
        """Replace all lookups; if the list has the focus, the cursor stays on its lookup."""
        current = self.current.id if self.current and self.is_in_use else None
        self._hosts = set()
        self.reset_widths()
        self.rows = ()
        self.append_entries(entries)
        ids = [entry.id for entry in entries]
        self.cursor = ids.index(current) if current in ids else 0

    def append_entries(self, entries: tuple[HistoryEntry, ...]) -> None:
        """Add older lookups at the end."""
        self._hosts.update(entry.host for entry in entries)
        self.measure(entries)
        self.show_rows((*self.rows, *entries))

    def columns_in(self, width: int) -> Sequence[Column[HistoryEntry]]:
        """Choose the columns for a width in cells."""
        columns = self._columns[width < NARROW_HISTORY]
        return columns_that_fit(columns if len(self._hosts) > 1 else columns[:-1], width)


class HistoryPane(HistoryList):
    """The newest lookups over the current connection, if there is room for the pane."""

    app = getters.app(BarApp)

    def on_mount(self) -> None:
        """Show the title, and the key that opens the whole history."""
        self.border_title = content(SafeText("History"))
        key = self.app.key_for("history")
        self.border_subtitle = content(SafeText(f"{key} all"), _OPENS_HISTORY)
