"""Goes through the whole program, as a person who wants to see everything."""

from collections.abc import Callable

from support.pty_session import PtySession

COPY_ID, HISTORY, MODELS, PALETTE = b"\x19", b"\x07", b"\x0f", b"\x10"
ESCAPE, QUIT = b"\x1b", b"\x11"


def visit_all_screens(running: PtySession) -> None:
    """Open every screen and leave it again, and copy whatever can be copied there."""

    def press(key: bytes, *then: str) -> None:
        running.feed(key)
        running.wait_for(lambda: any(words in running.text for words in then))

    def leave(is_left: Callable[[], bool]) -> None:
        running.feed(ESCAPE)
        running.wait_for(is_left)

    def home() -> bool:
        # Both ends of the screen, because it may be read while it is half drawn.
        return "─ Model ID or alias ─" in running.text and "Esc Back" not in running.text

    press(COPY_ID, "Sent to your", "Nothing to copy")
    press(MODELS, "All models")
    leave(home)
    press(HISTORY, "D Forget all", "Nothing was looked up yet", "Esc Back")
    leave(home)
    # Not waited for: what was said of the copy hides the keys for seconds. Keys keep their order.
    running.feed(b"\t")
    press(b"w", "What was sent, and the answer", "Nothing came back yet")
    if "What was sent" in running.text:
        press(b"b", "Sent to your", "Not copied")
        press(b"c", "Sent to your", "Not copied")
        leave(home)
    press(b"c", "Copy as")
    press(b"\x1b[B\r", "Sent to your")
    leave(home)
    press(b"?", "Esc Close")
    leave(lambda: "Esc Close" not in running.text)
    press(PALETTE, "Search")
    leave(lambda: "Search" not in running.text)


def answered(running: PtySession) -> bool:
    """Whether the lookup that was asked for at the start has come to an end."""
    waiting = ("─ Ready ─", "─ Looking up ─", "─ Trying again ─")
    return "─ Model ID" in running.text and not any(title in running.text for title in waiting)
