"""The last lookups on this host, under the answer."""

from textual import work
from textual.message import Message
from textual.style import Style

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.lists import HISTORY_EMPTY
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.session import LookupSession
from modelbrowser.tui.widgets.history_list import HistoryList
from modelbrowser.tui.widgets.text import content

SHOWN = 8
"""How many lookups stand in the pane."""

READ = 200
"""How many lookups are read, for those who walk them in the input."""


_OPENS_ALL = Style.from_meta({"@click": "screen.history"})
"""On what looks as if it could be clicked."""


class HistoryPane(HistoryList):
    """Reads the history in the background, and shows the newest of it where there is room."""

    class Loaded(Message):
        """The history was read.

        Args:
            entries: The last lookups on this host, the newest first.
            notice: What the person should know of the file; may be empty.
        """

        def __init__(self, entries: tuple[HistoryEntry, ...], notice: SafeText) -> None:
            super().__init__()
            self.entries = entries
            self.notice = notice

    def __init__(self, session: LookupSession, clock: Clock) -> None:
        """Make the pane.

        Args:
            session: Gives the lookups over its connection.
            clock: In whose zone times are shown.
        """
        super().__init__(clock)
        self._session = session
        self.border_title = content(SafeText("History"))
        self.border_subtitle = content(SafeText("^g all"), _OPENS_ALL)
        # No room is lost to a history that is off.
        self.set_class(not session.keeps_history, "-off")

    @work(exclusive=True, group="history")
    async def load(self) -> None:
        """Show the newest lookups, the one that was just answered included."""
        if not self._session.keeps_history:
            return
        try:
            entries = await self._session.recent(READ)
        except ModelBrowserError as error:
            self.words = sanitize(error.message)
            self.show(())
            return
        # Else it is gone, or about to be.
        if not self.is_running:
            return
        self.words = HISTORY_EMPTY
        self.show(entries[:SHOWN])
        self.post_message(self.Loaded(entries, sanitize(self._session.history_notice)))
