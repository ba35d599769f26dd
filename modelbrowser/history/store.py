"""Every lookup is remembered: what the service asks the history for."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from modelbrowser.domain.history_entry import Entry
from modelbrowser.history.errors import HistoryError, HistoryOffError
from modelbrowser.history.worker import Worker

R = TypeVar("R")

BUSY_TIMEOUT = 5.0
"""How long a write waits while another instance writes, in seconds."""


class History:
    """The lookups of this person, in one SQLite file that many instances share.

    Nothing is opened before the first use. All work is done in one thread of its own, in
    the order in which it was asked for, so waiting for it never blocks the event loop.
    Every method but `aclose` raises `HistoryError` where it cannot be done.

    Args:
        path: Where the file is, or will be.
        busy_timeout: How long to wait while another instance writes, in seconds.
    """

    def __init__(self, path: Path, busy_timeout: float = BUSY_TIMEOUT) -> None:
        self._worker = Worker(partial(_Opened, path, busy_timeout))
        self._closed = False
        self._notice = ""

    @property
    def notice(self) -> str:
        """What a person should know about the file, in a sentence; may be empty.

        Set once the file was opened: that it is off, read-only, or was set aside.
        """
        return self._notice

    async def record(self, entry: Entry) -> int:
        """Remember a lookup and return its number: then not even a kill loses it.

        What looks like an API key is refused. A caller that is cancelled does not stop it.
        """
        return await self._run(lambda opened: opened.lookups.record(entry))

    async def recent(
        self, limit: int, before: int | None = None, host: str | None = None, *, demo: bool = False
    ) -> tuple[Entry, ...]:
        """The newest lookups, newest first.

        Args:
            limit: The most entries.
            before: Only those older than the entry of this number.
            host: Only those of this host.
            demo: Those of the demo, instead of the real ones.
        """
        return await self._run(lambda opened: opened.lookups.recent(limit, before, host, demo=demo))

    async def last_resolution(
        self, host: str, model_id: str, *, demo: bool = False
    ) -> Entry | None:
        """The newest lookup of a name on a host that found a model.

        Args:
            host: Who was asked.
            model_id: The name, as it was sent.
            demo: The demo's, instead of the real ones.
        """
        return await self._run(
            lambda opened: opened.lookups.last_resolution(host, model_id, demo=demo)
        )

    async def names(self, host: str, limit: int = 1000, *, demo: bool = False) -> tuple[Entry, ...]:
        """The newest lookup of each name that found a model on a host, newest first.

        Args:
            host: Whose.
            limit: Among how many of the newest lookups; older ones are not read, so that
                however long the history is, this takes as long.
            demo: The demo's, instead of the real ones.
        """
        return await self._run(lambda opened: opened.lookups.names(host, limit, demo=demo))

    async def count(self) -> int:
        """How many lookups are remembered, the demo's too."""
        return await self._run(lambda opened: opened.lookups.count())

    async def delete(self, number: int) -> None:
        """Forget the lookup of this number."""
        await self._run(lambda opened: opened.lookups.delete(number))

    async def clear(self) -> None:
        """Forget all lookups, the demo's too, and make the file small."""
        await self._run(lambda opened: opened.lookups.clear())

    async def aclose(self, timeout: float = 1.0) -> None:  # noqa: ASYNC109 - a bound, not a deadline to raise at
        """Write what is still to be written and close the file.

        Args:
            timeout: The longest wait, in seconds; what is not written by then is lost.
        """
        if self._closed or not self._worker.started:
            self._closed = True
            return
        self._closed = True
        # A history that never opened has nothing to close.
        with contextlib.suppress(TimeoutError, HistoryError):
            async with asyncio.timeout(timeout):
                await self._worker.run(lambda opened: opened.lookups.database.close())
        self._worker.stop()

    async def _run(self, job: Callable[["_Opened"], R]) -> R:
        if self._closed:
            raise HistoryError("History is closed.")

        def noticing(opened: _Opened) -> R:
            try:
                return job(opened)
            finally:
                self._notice = opened.lookups.database.notice

        try:
            return await self._worker.run(noticing)
        except HistoryOffError as error:
            self._notice = error.message
            raise


class _Opened:
    """What lives in the history's thread."""

    def __init__(self, path: Path, busy_timeout: float) -> None:
        try:
            # Here, because SQLite's import would cost every start some milliseconds.
            from modelbrowser.history.lookups import Lookups
        except ImportError as error:
            raise HistoryOffError("History is off: this Python has no SQLite.") from error
        self.lookups = Lookups(path, busy_timeout)
