"""The themes that the app can wear."""

from collections.abc import Iterable

from textual.content import Content
from textual.theme import Theme

from modelbrowser.presentation.plain import plain
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content

NAME_WIDTH = 22
"""Of the column of names, in cells."""


class ThemeList(RowList):
    """One theme a line, with a mark at the one that is on."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        """Make the list.

        Args:
            themes: In the order in which they are listed.
        """
        super().__init__()
        self._themes = tuple(themes)

    @property
    def row_count(self) -> int:
        """How many themes there are."""
        return len(self._themes)

    @property
    def current(self) -> str:
        """The name of the theme under the cursor."""
        return self._themes[self.cursor].name

    def row(self, index: int) -> Content:
        """A theme's name, and what it is for."""
        theme = self._themes[index]
        mark = ">" if index == self.cursor else " "
        kind = "16 colours" if theme.ansi else "dark" if theme.dark else "light"
        return content(plain(f"{mark} {theme.name:<{NAME_WIDTH}} {kind}"))

    def choose(self, name: str) -> None:
        """Start with the cursor on a theme."""
        self.cursor = [theme.name for theme in self._themes].index(name)
        self.rows_changed()
