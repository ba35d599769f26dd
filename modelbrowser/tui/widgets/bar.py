"""The top line: which host gets the key, where the key came from, whose zone the times are in."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from modelbrowser.domain.catalogue import load_catalogue
from modelbrowser.domain.connection import Connection
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.tui.widgets.text import content

NAME = SafeText("modelbrowser")
GAP = 2
"""Between two items, in cells."""

Items = tuple[tuple[SafeText, ...], ...]
"""The most important first; of each its forms, the longest first, the last one may be empty."""


class Bar(Widget):
    """Items on one line, each in the longest form that there is room for."""

    items: reactive[Items] = reactive(())
    """What follows the program's name."""

    def __init__(self, items: Items = ()) -> None:
        """Make the line.

        Args:
            items: What follows the program's name from the start.
        """
        super().__init__()
        self.set_reactive(Bar.items, items)

    def render(self) -> Content:
        """The items; from the right, as it must be, in a shorter form or left out."""
        items = [list(forms) for forms in self.items]
        while items and self._line(items).cell_length > self.content_size.width:
            shortened = next((forms for forms in reversed(items) if len(forms) > 1), None)
            if shortened:
                del shortened[0]
            else:
                del items[-1]
        return self._line(items)

    def _line(self, items: list[list[SafeText]]) -> Content:
        shown = [content(forms[0]) for forms in items if forms[0]]
        return Content(" " * GAP).join([content(NAME, "bold"), *shown])


def connection_items(connection: Connection, clock: Clock, pinned: SafeText = NOTHING) -> Items:
    """Say where requests go, with whose key, what is pinned, and whose zone the times are in.

    Args:
        connection: Where requests go.
        clock: The clock that times are shown by.
        pinned: The ID that the next answers are compared with, if any.
    """
    if connection.demo:
        items: Items = ((SafeText(f"demo data of {load_catalogue().as_of}"), SafeText("demo")),)
    else:
        credential = connection.credential
        source = sanitize(credential.source) if credential else "none"
        items = ((sanitize(connection.host),), (SafeText(f"key: {source}"), NOTHING))
    if pinned:
        items = (items[0], (SafeText(f"pinned: {pinned}"), SafeText("pinned")), *items[1:])
    times = (SafeText(f"times: {clock.label}"), clock.label, clock.name, clock.offset)
    return (*items, times)
