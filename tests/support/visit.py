"""Visits all screens of the program."""

import re
from collections.abc import Callable

from support.pty_session import PtySession

COPY_ID, HISTORY, MODELS, PALETTE = b"\x19", b"\x07", b"\x0f", b"\x10"
ESCAPE, QUIT = b"\x1b", b"\x11"
TO_INPUT = b"\x0c"
EMPTY = b"\x15\x0b"
"""Deletes what is on either side of the input's cursor."""


def visit_all_screens(running: PtySession) -> None:
    """Open every screen and leave it again, and copy whatever can be copied there."""
    visit_responses(running)
    _press(running, HISTORY, "D Clear", "No lookups yet", "Esc Back")
    _leave(running, lambda: _is_home(running))
    # Not awaited: the notice about the copy hides the keys for seconds. Keys keep their order.
    running.feed(b"\t")
    _press(running, b"c", "Copy as")
    _press(running, b"\x1b[B\r", "Sent to your")
    _leave(running, lambda: _is_home(running))
    _press(running, b"?", "Esc Close")
    _leave(running, lambda: "Esc Close" not in running.text)
    _press(running, PALETTE, "Search")
    _leave(running, lambda: "Search" not in running.text)


def visit_responses(running: PtySession) -> None:
    """Open the two screens that show what a server sent, and copy what can be copied there."""
    _press(running, COPY_ID, "Sent to your", "Nothing to copy")
    _press(running, MODELS, "Filter by ID or name")
    _leave(running, lambda: _is_home(running))
    visit_exchange(running, b"b", b"c")


def visit_exchange(running: PtySession, *copying: bytes) -> None:
    """Open the request and its response, and press keys there that copy.

    If there was no response, the program says so, and there is nothing to open.
    """
    running.feed(TO_INPUT + b"\t")
    _press(running, b"w", "Request and response", "No response yet")
    if "Request and response" in running.text:
        for key in copying:
            _press(running, key, "Sent to your", "Not copied")
        _leave(running, lambda: _is_home(running))
    running.feed(TO_INPUT)


def look_up(running: PtySession, name: str) -> None:
    """Look up a model ID, and wait until the history shows the result.

    Args:
        running: The program, in a window that is wide enough for the history.
        name: A name that was not looked up yet, of at most 17 characters: the history shows it
            whole.
    """
    running.feed(TO_INPUT + EMPTY + name.encode() + b"\r")
    running.wait_for(lambda: bool(re.search(rf"\d +{name}  ", running.text)) and answered(running))


def answered(running: PtySession) -> bool:
    """Whether the latest lookup has ended."""
    waiting = ("─ Ready ─", "─ Looking up ─", "─ Retrying ─")
    return "─ Model ID" in running.text and not any(title in running.text for title in waiting)


def _is_home(running: PtySession) -> bool:
    # Both ends of the screen, because it may be read while it is half drawn.
    return "─ Model ID or alias ─" in running.text and "Esc Back" not in running.text


def _press(running: PtySession, key: bytes, *then: str) -> None:
    running.feed(key)
    running.wait_for(lambda: any(words in running.text for words in then))


def _leave(running: PtySession, is_left: Callable[[], bool]) -> None:
    running.feed(ESCAPE)
    running.wait_for(is_left)
