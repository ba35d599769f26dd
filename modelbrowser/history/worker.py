"""A thread of its own for what blocks: one job after another, never in the way."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Worker(Generic[T]):
    """Runs jobs on something that lives in one thread, made there on first use.

    The thread is a daemon, so a job that hangs never keeps the program from ending; a
    pool of the standard library would.

    Args:
        make: Makes the something; where it fails, the job does, and the next tries again.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: T | None = None
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    @property
    def started(self) -> bool:
        """Whether there ever was a job."""
        return self._thread is not None

    async def run(self, job: Callable[[T], R]) -> R:
        """Wait for a job; it is done even where nobody waits any longer."""
        future: Future[R] = Future()
        # From now on it cannot be cancelled: what is to be recorded is recorded.
        future.set_running_or_notify_cancel()

        def work() -> None:
            try:
                future.set_result(job(self._ready()))
            except BaseException as error:  # noqa: BLE001 - handed to the one who waits
                future.set_exception(error)

        if self._thread is None:
            self._thread = Thread(target=self._work, name="history", daemon=True)
            self._thread.start()
        self._jobs.put(work)
        return await asyncio.wrap_future(future)

    def stop(self) -> None:
        """End the thread after the jobs that it has."""
        self._jobs.put(None)

    def _ready(self) -> T:
        if self._made is None:
            self._made = self._make()
        return self._made

    def _work(self) -> None:
        while job := self._jobs.get():
            job()
