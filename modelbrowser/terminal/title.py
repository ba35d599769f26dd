"""The title of the terminal's window, which can be marked for a while."""

import os

_WITHOUT_TITLE = ("linux", "vt100", "dumb")
"""Values of TERM for terminals without a title, which may draw what they don't understand."""


def mark_title(title: str) -> str:
    """Return what keeps the title for later and sets another one."""
    return _sequence(f"\x1b[22;2t\x1b]2;{title}\x07")


def restore_title() -> str:
    """Return what sets the title that was kept."""
    return _sequence("\x1b[23;2t")


def _sequence(sequence: str) -> str:
    return "" if os.environ.get("TERM") in _WITHOUT_TITLE else sequence
