"""What a signal does while there is no screen to be left behind."""

import asyncio
import os
import signal
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


def end_at_signals() -> None:
    """End at once on SIGINT and SIGTERM, unless they are ignored: there is nothing to undo."""
    for number in _NUMBERS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def make_loop() -> asyncio.AbstractEventLoop:
    """An event loop that these signals wake.

    A signal that comes just before a loop goes to sleep is otherwise noticed when it wakes.
    """
    # Not asyncio.run: it waits for threads that look up a host's name, deadline or not.
    loop = asyncio.new_event_loop()
    for number in _NUMBERS:
        if signal.getsignal(number) is _end:
            loop.add_signal_handler(number, _end, number, None)
    return loop


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)
