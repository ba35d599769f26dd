"""The themes that the app can wear."""

from collections.abc import Iterable

from textual.content import Content
from textual.theme import Theme

from modelbrowser.presentation.plain import plain
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content

AUTOMATIC = "automatic"
"""Chosen in the place of a theme; no theme may have this name."""

NAME_WIDTH = 20
"""Of the column of names, in cells."""


class ThemeList(RowList[tuple[str, str]]):
    """One theme a line, with a mark at the one that is on; at the top, to choose none."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        """Make the list.

        Args:
            themes: In the order in which they are listed.
        """
        super().__init__()
        kinds = (
            (t.name, "16 colours" if t.ansi else "dark" if t.dark else "light") for t in themes
        )
        self._kinds = ((AUTOMATIC, "the terminal's"), *kinds)

    def row(self, index: int) -> Content:
        """A theme's name, and what it is for."""
        name, kind = self.rows[index]
        mark = ">" if index == self.cursor else " "
        return content(plain(f"{mark} {name:<{NAME_WIDTH}} {kind}"))

    def choose(self, name: str) -> None:
        """Start with the cursor on a theme, or on `AUTOMATIC`."""
        self.show_rows(self._kinds)
        self.cursor = [name for name, _ in self._kinds].index(name)
