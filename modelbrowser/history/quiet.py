"""The history in a lookup's company: slow or broken, it never keeps an answer back."""

import asyncio
from collections.abc import Callable

from modelbrowser.domain.history_entry import Entry
from modelbrowser.history.errors import HistoryError
from modelbrowser.history.store import History

PATIENCE = 0.25
"""How long an answer that is there waits for what the history knows, in seconds."""

CLOSING = 0.5
"""How long the end of the program waits for what is still to be written, in seconds."""


class QuietHistory:
    """Asks and tells the history without ever failing or delaying a lookup.

    Args:
        history: The store; None where lookups are not remembered.

    Attributes:
        on_trouble: Told in a sentence what could not be read or kept, or that the file was
            set aside; once for the same words.
    """

    def __init__(self, history: History | None) -> None:
        self._history = history
        self._writing: set[asyncio.Task[None]] = set()
        self._told = ""
        self.on_trouble: Callable[[str], None] = lambda _words: None

    def last_resolution(self, host: str, asked: str, *, demo: bool) -> asyncio.Task[Entry | None]:
        """Start to look for the last lookup of a name that found a model; see `settle`.

        Args:
            host: Who was asked.
            asked: The name, as it was sent.
            demo: Whether to look among the demo's lookups, instead of the real ones.
        """
        return asyncio.create_task(self._last_resolution(host, asked, demo=demo))

    async def settle(self, finding: asyncio.Task[Entry | None]) -> Entry | None:
        """What was looked for; None where it is still not found after a moment."""
        done, _ = await asyncio.wait((finding,), timeout=PATIENCE)
        return finding.result() if done else None

    async def names(self, host: str, *, demo: bool) -> tuple[Entry, ...]:
        """The last lookup of each name; nothing where it is not known in time."""
        if not self._history:
            return ()
        try:
            async with asyncio.timeout(PATIENCE):
                names = await self._history.names(host, demo=demo)
        except TimeoutError:
            return ()
        except HistoryError as error:
            self._tell(error.message)
            return ()
        self._tell(self._history.notice)
        return names

    def record(self, entry: Entry) -> None:
        """Remember a lookup, in the background."""
        if self._history:
            task = asyncio.create_task(self._record(self._history, entry))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def aclose(self) -> None:
        """Wait a moment for what is still to be written."""
        # What was just given to be written is in the store's queue after this.
        await asyncio.sleep(0)
        if self._history:
            await self._history.aclose(timeout=CLOSING)

    async def _last_resolution(self, host: str, asked: str, *, demo: bool) -> Entry | None:
        if not self._history:
            return None
        try:
            return await self._history.last_resolution(host, asked, demo=demo)
        except HistoryError as error:
            self._tell(error.message)
            return None

    async def _record(self, history: History, entry: Entry) -> None:
        try:
            await history.record(entry)
        except HistoryError as error:
            self._tell(error.message)
        else:
            self._tell(history.notice)

    def _tell(self, words: str) -> None:
        if words and words != self._told:
            self._told = words
            self.on_trouble(words)
