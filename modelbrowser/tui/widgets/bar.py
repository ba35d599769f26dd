"""The top line, the same on every screen: the host, the source of the key, the time zone."""

from textual import getters
from textual.app import App
from textual.content import Content
from textual.reactive import var
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
"""The items, the most important first; the forms of each, the longest first."""


class BarApp(App[None]):
    """An app whose bars all show the same items."""

    bar_items: var[Items] = var[Items](())
    """What the bars show after the program's name."""


class Bar(Widget):
    """The items of the app on one line, each in the longest form that fits."""

    app = getters.app(BarApp)

    def on_mount(self) -> None:
        """Follow the items."""
        self.watch(self.app, "bar_items", self._redraw, init=False)

    def _redraw(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """Draw the items; if they do not fit, the last are shortened first, then left out."""
        items = [list(forms) for forms in self.app.bar_items]
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
    """Return the items for a connection, a pinned answer and a time zone.

    Args:
        connection: The connection of the next lookup.
        clock: The clock whose time zone times are shown in.
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
