"""The choice of a theme, with a preview of the one under the cursor."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.theme import Theme

from modelbrowser.presentation.lists import Column
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.screens.base import QUIT_KEYS, DismissOnce
from modelbrowser.tui.widgets.bars import KeyBar
from modelbrowser.tui.widgets.lists import ColumnList, RowList
from modelbrowser.tui.widgets.text import content

AUTOMATIC = "automatic"
"""The choice of no theme: the one that suits the terminal; no theme has this name."""

ThemeChoice = tuple[str, str]
"""The name of a theme, or `AUTOMATIC`, and what it suits."""


class ThemeList(ColumnList[ThemeChoice]):
    """All themes; the marked one is previewed."""

    CURSOR_ALWAYS_SHOWN = True

    def __init__(self) -> None:
        super().__init__(
            [
                Column(SafeText("Theme"), 19, lambda choice: sanitize(choice[0])),
                Column(SafeText("For"), 14, lambda choice: sanitize(choice[1])),
            ]
        )
        self.border_title = content(SafeText("Theme"))


class ThemeScreen(DismissOnce, ModalScreen[str | None]):
    """A list of themes; its result is the theme to keep, `AUTOMATIC`, or None for no change."""

    AUTO_FOCUS = "ThemeList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep", key_display="⏎", id="theme.keep",
                tooltip="Use this theme from now on"),
        Binding("escape", "restore", "Back", key_display="Esc", id="theme.restore",
                tooltip="Go back to the previous theme"),
        *QUIT_KEYS,
    ]  # fmt: skip

    list = getters.query_one(ThemeList)

    def __init__(self, chosen: str, fitting: str) -> None:
        """Make the screen.

        Args:
            chosen: The theme that is kept now, or `AUTOMATIC`.
            fitting: The theme that suits the terminal.
        """
        super().__init__()
        self._chosen = chosen
        self._fitting = fitting

    def compose(self) -> ComposeResult:
        """Lay out the list and the keys."""
        with Vertical(id="dialog"):
            yield ThemeList()
        yield KeyBar()

    def on_mount(self) -> None:
        """List the themes, with the cursor on the current one."""
        self._before = self.app.theme
        themes = self.app.available_themes.values()
        self.list.show_rows([(AUTOMATIC, "the terminal's"), *map(_choice_of, themes)])
        names = [name for name, _ in self.list.rows]
        self.list.cursor = names.index(self._chosen)

    @on(RowList.Moved)
    def _preview(self) -> None:
        """Preview the theme under the cursor."""
        chosen = self._choice
        self.app.theme = self._fitting if chosen == AUTOMATIC else chosen

    @property
    def _choice(self) -> str:
        """The theme under the cursor, or `AUTOMATIC`."""
        return self.list.rows[self.list.cursor][0]

    def action_keep(self) -> None:
        """Keep the theme under the cursor."""
        self.dismiss(self._choice)

    def action_restore(self) -> None:
        """Restore the theme from before the preview."""
        self.app.theme = self._before
        self.dismiss(None)


def _choice_of(theme: Theme) -> ThemeChoice:
    return theme.name, "16 colors" if theme.ansi else "dark" if theme.dark else "light"
