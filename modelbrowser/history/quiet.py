"""The history in a lookup's company: slow or broken, it never keeps an answer back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from modelbrowser.domain.history_entry import Entry
from modelbrowser.history.errors import HistoryError
from modelbrowser.history.store import History

PATIENCE = 0.25
"""How long an answer that is there waits for what the history knows, in seconds."""

R = TypeVar("R")


class QuietHistory:
    """Asks and tells the history without ever failing or delaying a lookup.

    Args:
        history: The store; None where lookups are not remembered.

    Attributes:
        on_trouble: Told what could not be read or kept; once for the same words.
    """

    def __init__(self, history: History | None) -> None:
        self._history = history
        self._writing: set[asyncio.Task[None]] = set()
        self._told = ""
        self.on_trouble: Callable[[HistoryError], None] = lambda _error: None

    async def last_resolution(self, host: str, asked: str, *, demo: bool) -> Entry | None:
        """The last lookup of a name that found a model; None where it is not known in time."""
        if not self._history:
            return None
        return await self._patiently(self._history.last_resolution(host, asked, demo=demo), None)

    async def names(self, host: str, *, demo: bool) -> tuple[Entry, ...]:
        """The last lookup of each name; nothing where it is not known in time."""
        if not self._history:
            return ()
        return await self._patiently(self._history.names(host, demo=demo), ())

    def record(self, entry: Entry) -> None:
        """Remember a lookup, in the background."""
        if self._history:
            task = asyncio.create_task(self._record(self._history, entry))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def aclose(self) -> None:
        """Wait a moment for what is still to be written."""
        if self._writing:
            await asyncio.wait(self._writing, timeout=1.0)
        if self._history:
            await self._history.aclose()

    async def _record(self, history: History, entry: Entry) -> None:
        try:
            await history.record(entry)
        except HistoryError as error:
            self._tell(error)

    async def _patiently(self, asking: Awaitable[R], otherwise: R) -> R:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asking
        except TimeoutError:
            return otherwise
        except HistoryError as error:
            self._tell(error)
            return otherwise

    def _tell(self, error: HistoryError) -> None:
        if error.message != self._told:
            self._told = error.message
            self.on_trouble(error)
