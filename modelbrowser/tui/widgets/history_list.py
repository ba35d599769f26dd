"""Earlier lookups: a list of them, and the pane below the result."""

from collections.abc import Iterable, Sequence

from textual import getters, work
from textual.binding import Binding
from textual.message import Message
from textual.style import Style

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.lists import (
    HISTORY_EMPTY,
    NARROW_HISTORY,
    Column,
    columns_that_fit,
    history_columns,
)
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.session import LookupSession
from modelbrowser.tui.widgets.bars import BarApp
from modelbrowser.tui.widgets.lists import ColumnList
from modelbrowser.tui.widgets.text import content

PANE_ROWS = 6
"""The number of lookups that the pane shows."""

RECENT = 200
"""The number of lookups that the pane reads; the input steps through them."""

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

    def show_entries(self, entries: Iterable[HistoryEntry]) -> None:
        """Replace all lookups; if the list has the focus, the cursor stays on its lookup."""
        current = self.current.id if self.current and self.has_focus else None
        self._hosts = set()
        self.reset_widths()
        self._extend((), entries)
        ids = [entry.id for entry in self.rows]
        self.cursor = ids.index(current) if current in ids else 0

    def append_entries(self, entries: Iterable[HistoryEntry]) -> None:
        """Add older lookups at the end."""
        self._extend(self.rows, entries)

    def remove_entry(self, entry: HistoryEntry) -> None:
        """Remove a lookup from the list."""
        self.show_rows(other for other in self.rows if other != entry)

    def columns_in(self, width: int) -> Sequence[Column[HistoryEntry]]:
        """Choose the columns for a width in cells."""
        columns = self._columns[width < NARROW_HISTORY]
        return columns_that_fit(columns if len(self._hosts) > 1 else columns[:-1], width)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Post `Moved` also if the mouse scrolls, because other rows become visible."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def _extend(self, newer: tuple[HistoryEntry, ...], older: Iterable[HistoryEntry]) -> None:
        older = tuple(older)
        self._hosts.update(entry.host for entry in older)
        self.measure(older)
        self.show_rows((*newer, *older))


class HistoryPane(HistoryList):
    """The newest lookups over the current connection, if there is room for the pane."""

    app = getters.app(BarApp)

    class Loaded(Message):
        """The history was read.

        Args:
            entries: The last lookups over this connection, the newest first.
        """

        def __init__(self, entries: tuple[HistoryEntry, ...]) -> None:
            super().__init__()
            self.entries = entries

    def __init__(self, session: LookupSession, clock: Clock) -> None:
        super().__init__(clock)
        self._session = session
        self.border_title = content(SafeText("History"))
        # If the history is off, the pane takes no room.
        self.set_class(not session.history.is_kept, "-off")

    def on_mount(self) -> None:
        """Show the key that opens the whole history."""
        super().on_mount()
        key = self.app.key_for("history")
        self.border_subtitle = content(SafeText(f"{key} all"), _OPENS_HISTORY)

    @work(exclusive=True, group="history")
    async def load(self) -> None:
        """Show the newest lookups, including the one that just ended."""
        if not self._session.history.is_kept:
            return
        try:
            entries = await self._session.recent(RECENT)
        except ModelBrowserError as error:
            self.empty_text = sanitize(error.message)
            self.show_entries(())
            return
        # Otherwise the pane is gone, or about to be.
        if not self.is_running:
            return
        self.empty_text = HISTORY_EMPTY
        self.show_entries(entries[:PANE_ROWS])
        self.post_message(self.Loaded(entries))
