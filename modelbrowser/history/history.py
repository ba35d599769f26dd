"""The history of lookups, for lookups and screens; it never blocks the event loop."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.history import HistoryError

R = TypeVar("R")
T = TypeVar("T")

BUSY_TIMEOUT = 5.0
"""How long a write waits while another instance writes, in seconds."""

BRIEF_WAIT, SCRIPT_WAIT = 0.25, 2.0
"""How long a finished lookup waits for the history on screen and in a script, in seconds: a script
may run many times at once, and the move of an alias that it misses is never reported."""

NAMES_SEARCHED = 1000
"""How many of the newest lookups are searched for names to suggest."""


class History:
    """The lookups made so far, in one SQLite file that many instances share.

    All work is done in one thread, in the order of the calls: it never blocks the event loop,
    and reads see what was recorded before them. Nothing is opened before the first use.

    There are two kinds of operations. Those for lookups (`record`, `last_resolution`, `names`)
    are best effort: they never fail, and delay a result only briefly. Those for screens (`recent`,
    `count`, `delete`, `clear`) raise `HistoryError` if they fail.

    Args:
        path: The location of the file, which may not exist yet. With None, nothing is kept:
            every read is empty, and every write does nothing.
        busy_timeout: How long to wait while another instance writes, in seconds.
        wait: How long a finished lookup waits, in seconds.

    Attributes:
        notice: A sentence about the open file that the user should know, for example that it
            is read-only, or that a damaged one was set aside; may be empty.
        on_notice: Called with a sentence when a best-effort operation fails or there is
            something to know about the file; once per sentence.
    """

    def __init__(
        self, path: Path | None, busy_timeout: float = BUSY_TIMEOUT, wait: float = BRIEF_WAIT
    ) -> None:
        self.on_notice: Callable[[str], None] = lambda _sentence: None
        self._path = path
        self._busy_timeout, self._wait = busy_timeout, wait
        self.notice = ""
        self._shown: set[str] = set()
        self._attempts: set[asyncio.Task[object]] = set()
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._unrecorded: SimpleQueue[HistoryEntry] = SimpleQueue()
        self._thread: Thread | None = None
        self._is_loaded = False
        self._is_closed = False

    @property
    def is_kept(self) -> bool:
        """Whether lookups are kept at all."""
        return self._path is not None

    # Best effort, for lookups.

    def record(self, entry: HistoryEntry) -> None:
        """Record a lookup in the background, unless it looks like it holds an API key."""
        if self.is_kept:
            self._unrecorded.put(entry)
            self._attempt(partial(self._record_all, self._unrecorded))

    def last_resolution(
        self, host: str, model_id: str, *, demo: bool
    ) -> asyncio.Future[HistoryEntry | None]:
        """Start a search for the newest lookup of a name, real or the demo's, that found a model.

        Returns:
            The search, to be awaited with `wait_briefly`; its result is None if there is no
            such lookup, or it can't be read.
        """
        return self._attempt(lambda: self._database.last_resolution(host, model_id, demo=demo))

    async def names(self, host: str, *, demo: bool) -> tuple[HistoryEntry, ...]:
        """Return the newest lookup of each name that found a model on a host, newest first.

        They are the real ones or the demo's; none if they can't be read in time.
        """
        names = self._attempt(lambda: self._database.names(host, NAMES_SEARCHED, demo=demo))
        return await self.wait_briefly(names) or ()

    async def wait_briefly(self, search: asyncio.Future[T | None]) -> T | None:
        """Return a search's result; None if it takes longer than `wait`."""
        if not search.done():
            await asyncio.wait((search,), timeout=self._wait)
        if search.done():
            return search.result()
        self._wait = BRIEF_WAIT  # it may hang, and there may be thousands of names
        return None

    # Strict, for screens.

    async def recent(
        self, limit: int, before: int | None = None, host: str | None = None, *, demo: bool = False
    ) -> tuple[HistoryEntry, ...]:
        """Return the newest lookups, newest first.

        Args:
            limit: The maximum number of entries.
            before: Return only entries older than the one with this number.
            host: Return only entries for this host, given as `Connection.address`.
            demo: Return the demo's entries instead of the real ones.
        """
        return await self._submit(lambda: self._database.recent(limit, before, host, demo=demo), ())

    async def count(self) -> int:
        """Return the number of lookups, the demo's included."""
        return await self._submit(lambda: self._database.count(), 0)

    async def delete(self, number: int) -> None:
        """Delete the lookup with this number."""
        await self._submit(lambda: self._database.delete(number), None)

    async def clear(self) -> None:
        """Delete all lookups, the demo's included, and shrink the file."""
        # Lookups recorded from now on must not be written too early, and then deleted.
        self._unrecorded = SimpleQueue()
        await self._submit(lambda: self._database.clear(), None)

    async def aclose(self, timeout: float = BUSY_TIMEOUT) -> None:  # noqa: ASYNC109 - a bound, not a deadline to raise at
        """Finish pending writes, for at most `timeout` seconds, and close the file."""
        if self._thread and not self._is_closed:
            closing = self._submit(lambda: self._database.close(), None)
            self._jobs.put(None)
            # A history that never opened has nothing to close.
            with contextlib.suppress(HistoryError):
                try:
                    async with asyncio.timeout(timeout):
                        await closing
                except TimeoutError:
                    self._show("Not everything was recorded in history: it took too long.")
        self._is_closed = True

    def _attempt(self, job: Callable[[], T]) -> asyncio.Future[T | None]:
        """Start a job. If it fails, its result is None, and the failure becomes a notice."""
        # Submitted now rather than in the task, so jobs keep the order of the calls.
        pending = self._submit(job, None)
        if not self.is_kept:
            return pending

        async def outcome() -> T | None:
            try:
                result = await pending
            except HistoryError as error:
                self._show(error.message)
                return None
            self._show(self.notice)
            return result

        task = asyncio.create_task(outcome())
        self._attempts.add(task)
        task.add_done_callback(self._attempts.discard)
        return task

    def _show(self, sentence: str) -> None:
        if sentence and sentence not in self._shown:
            self._shown.add(sentence)
            self.on_notice(sentence)

    def _submit(self, job: Callable[[], T], if_off: R) -> asyncio.Future[T | R]:
        """Queue a job for the thread, which does it even if nothing waits for it anymore.

        If nothing is kept, the result is `if_off`.
        """
        if not self.is_kept:
            # Not wrapped: that would wake the event loop twice per lookup.
            off: asyncio.Future[T | R] = asyncio.get_running_loop().create_future()
            off.set_result(if_off)
            return off
        future: Future[T | R] = Future()
        # It can't be canceled from now on, so a record is never dropped.
        future.set_running_or_notify_cancel()

        def work() -> None:
            try:
                future.set_result(self._do(job))
            except BaseException as error:  # noqa: BLE001 - raised where it is awaited
                future.set_exception(error)

        if self._is_closed:
            future.set_exception(HistoryError("History is closed."))
        else:
            if self._thread is None:
                # A daemon, unlike the threads of a pool: a job that hangs never keeps the program
                # from exiting.
                self._thread = Thread(target=self._work, name="history", daemon=True)
                self._thread.start()
            self._jobs.put(work)
        return asyncio.wrap_future(future)

    def _record_all(self, unrecorded: SimpleQueue[HistoryEntry]) -> None:
        """Write everything that is waiting in one transaction: each one waits for the disk."""
        if entries := [unrecorded.get() for _ in range(unrecorded.qsize())]:
            self._database.record(*entries)

    def _work(self) -> None:
        """Do the jobs one after another, in the thread."""
        while job := self._jobs.get():
            job()

    def _do(self, job: Callable[[], T]) -> T:
        if not self._is_loaded:
            try:
                # Lazy import: keeps startup fast.
                from modelbrowser.history.database import HistoryDatabase
            except ImportError as error:
                raise HistoryError("History is off: this Python has no SQLite.") from error
            assert self._path  # noqa: S101 - without a path there are no jobs
            self._database = HistoryDatabase(self._path, self._busy_timeout)
            self._is_loaded = True
        try:
            return job()
        finally:
            self.notice = self._database.notice
