"""What a signal does while there is no screen to be left behind."""

import os
import signal
from types import FrameType


def end_at_signals() -> None:
    """End at once on SIGINT and SIGTERM, unless they are ignored: there is nothing to undo."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)
