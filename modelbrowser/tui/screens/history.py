"""All earlier lookups: repeat one, delete one, or clear the history after a confirmation."""

from textual import getters, on, work
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.lists import HISTORY_EMPTY, HISTORY_OFF, describe_entry
from modelbrowser.presentation.reports import Report, clear_history_prompt
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.session import LookupSession
from modelbrowser.tui.screens.base import QUIT_KEYS, ScreenMixin
from modelbrowser.tui.widgets.history_list import HistoryList
from modelbrowser.tui.widgets.lists import RowList
from modelbrowser.tui.widgets.report_view import ReportView
from modelbrowser.tui.widgets.text import content

PAGE = 200
"""The number of lookups to read at a time."""


class QuestionScreen(ScreenMixin, ModalScreen[bool]):
    """Asks a question. Enter does nothing, so nothing is confirmed by accident."""

    BINDINGS = [
        Binding("y", "dismiss(True)", "Yes", id="question.yes"),
        Binding("n,escape", "dismiss(False)", "No", key_display="n", id="question.no"),
        *QUIT_KEYS,
    ]

    def __init__(self, report: Report) -> None:
        super().__init__(ReportView(report))


class HistoryScreen(ScreenMixin, Screen[HistoryEntry | None]):
    """A list that reads older lookups as the cursor moves down; its result is one to repeat.

    Args:
        session: The session that keeps the history.
        clock: The current time, and the time zone of dates.
    """

    AUTO_FOCUS = "HistoryList"

    BINDINGS = [
        # The list's binding, repeated here for its place on the bottom bar.
        Binding("enter", "repeat", "Repeat", id="history.repeat",
                tooltip="Repeat the lookup, with the same betas"),
        Binding("escape,ctrl+g", "dismiss", "Back", key_display="Esc", id="history.close",
                tooltip="Go back to the result"),
        Binding("d,delete", "delete", "Delete", id="delete",
                tooltip="Delete this lookup from the history"),
        Binding("D", "clear", "Clear", id="clear", tooltip="Delete all lookups"),
    ]  # fmt: skip

    list = getters.query_one(HistoryList)
    frame = getters.query_one("#frame", Vertical)
    header = getters.query_one("#header", Static)

    def __init__(self, session: LookupSession, clock: Clock) -> None:
        frame = Vertical(Static(id="header"), HistoryList(clock), id="frame")
        super().__init__(frame, Static(id="entry"))
        self._session = session
        self._clock = clock
        self._demo = session.connection.demo
        self._read_before: int | None = None
        self._has_older = False

    def on_mount(self) -> None:
        """Read the newest lookups."""
        self.frame.border_title = content(SafeText("History"))
        # The mouse can scroll to the end, too.
        self.watch(self.list, "scroll_y", self._show_current, init=False)
        self.watch(self.list, "header", lambda titles: self.header.update(content(titles)))
        if self._session.history.is_kept:
            self._read()
        else:
            self.list.empty_text = HISTORY_OFF

    @work(exclusive=True, group="history")
    async def _read(self) -> None:
        """Read the next older lookups."""
        self._read_before = self.list.oldest
        try:
            older = await self._session.recent(PAGE, self._read_before, on_every_host=True)
        except ModelBrowserError as error:
            self._show_error(error)
            return
        self.list.empty_text = HISTORY_EMPTY
        self._has_older = len(older) == PAGE
        self.list.append_entries(older)
        if notice := self._session.history.notice:
            self.key_bar.show_notice(sanitize(notice))

    @on(RowList.Moved)
    def _show_current(self) -> None:
        """Show the details of the current lookup, and read more before the end is reached."""
        current = self.list.current
        count = self.list.row_count
        noun = f"{'lookup' if count == 1 else 'lookups'}{' (demo)' if self._demo else ''}"
        at_least = "+" if self._has_older else ""
        self.frame.border_subtitle = content(SafeText(f"{count:,}{at_least} {noun}"))
        details = describe_entry(current, self._clock) if current else NOTHING
        self.query_one("#entry", Static).update(content(details))
        self.refresh_bindings()
        if self.list.is_near_end and self.list.oldest != self._read_before:
            self._read()

    def action_repeat(self) -> None:
        """Return the lookup under the cursor, to be repeated."""
        if entry := self.list.current:
            self.dismiss(entry)

    @work(group="delete")
    async def action_delete(self) -> None:
        """Delete the lookup under the cursor."""
        entry = self.list.current
        if entry and entry.id is not None:
            self.list.show_rows(other for other in self.list.rows if other != entry)
            try:
                await self._session.history.delete(entry.id)
            except ModelBrowserError as error:
                self._show_error(error)
                self._reload()
            else:
                self.key_bar.show_notice(SafeText(f"Deleted {sanitize(entry.model_id, 256)}."))

    @work(exclusive=True, group="clear")
    async def action_clear(self) -> None:
        """Delete all lookups, after a confirmation."""
        try:
            report = clear_history_prompt(await self._session.history.count(), demo=self._demo)
            if await self.app.push_screen_wait(QuestionScreen(report)):
                await self._session.history.clear()
                self._reload()
                self.key_bar.show_notice(SafeText("History cleared."))
        except ModelBrowserError as error:
            self._show_error(error)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to repeat and to delete only if the list isn't empty."""
        return None if action in {"repeat", "delete", "clear"} and not self.list.rows else True

    def _reload(self) -> None:
        self.list.show_entries(())
        self._read()

    def _show_error(self, error: ModelBrowserError) -> None:
        """Show an error in the empty list, and on the bottom line."""
        self.list.empty_text = sanitize(error.message)
        self.key_bar.show_notice(sanitize(error.message))
