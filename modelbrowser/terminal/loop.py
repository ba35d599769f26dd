"""Which event loop does the app run on? One that nothing can keep from ending."""

import asyncio
import concurrent.futures
import selectors
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_GRACE = 0.3


def new_loop() -> asyncio.AbstractEventLoop:
    """Make an event loop for a terminal and for calls that may hang."""
    # select, because kqueue and epoll refuse some terminals; there are few descriptors.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    loop.set_default_executor(DaemonExecutor())
    return loop


class DaemonExecutor(concurrent.futures.ThreadPoolExecutor):
    """Gives each call a daemon thread, so a name that does not resolve delays no exit."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: set[concurrent.futures.Future[Any]] = set()

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> concurrent.futures.Future[T]:
        """Start the call."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
                future.set_exception(error)
            else:
                future.set_result(result)

        self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        threading.Thread(target=call, daemon=True, name=f"call {fn!r:.40}").start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the parent's
        """Let calls that are nearly done finish (a row being written), for 0.3 s at most."""
        if wait:
            concurrent.futures.wait(list(self._calls), timeout=_GRACE)
        super().shutdown(wait=wait, cancel_futures=cancel_futures)
