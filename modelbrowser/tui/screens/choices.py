"""Dialogs with a list to choose from: a theme, a profile, the interval of a watch."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import Static

from modelbrowser.domain.connection import ProfileOption
from modelbrowser.presentation.formatting import Span
from modelbrowser.presentation.lists import Column
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.screens.base import QUIT_KEYS, ScreenMixin
from modelbrowser.tui.widgets.history_list import HistoryPane
from modelbrowser.tui.widgets.lists import ChoiceList, RowList
from modelbrowser.tui.widgets.text import content

AUTOMATIC = "automatic"
"""The choice of the theme that suits the terminal; no theme has this name."""

MINUTES, USUAL_MINUTES = (1, 2, 5, 10, 15, 30, 60), 5
"""The intervals to choose from, in minutes, and the one under the cursor at first."""

ThemeChoice = tuple[str, str]
"""The name of a theme, or `AUTOMATIC`, and what it is for."""

T = TypeVar("T")
R = TypeVar("R")


class ChoiceScreen(ScreenMixin, ModalScreen[R], Generic[T, R]):
    """A list in a dialog.

    Args:
        title: The title of the dialog.
        columns: The columns of the list.
        choices: All rows; at least one.
        current: The index of the row under the cursor at first.
        below: What is below the list.
    """

    AUTO_FOCUS = "ChoiceList"

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[T]],
        choices: Sequence[T],
        current: int,
        *below: Widget,
    ) -> None:
        self.list = ChoiceList(columns)
        super().__init__(self.list, *below)
        self._title = SafeText(title)
        self._choices = choices
        self._current = current

    @property
    def choice(self) -> T:
        """The row under the cursor."""
        return self._choices[self.list.cursor]

    def on_mount(self) -> None:
        """Name the dialog, and start at the choice in use."""
        dialog = self.query_one("#dialog")
        dialog.add_class("choices")
        dialog.border_title = content(self._title)
        self.list.measure(self._choices)
        self.list.show_rows(self._choices)
        self.list.cursor = self._current

    def action_choose(self) -> None:
        """Return the row under the cursor."""
        self.dismiss(self.choice)


class ThemeScreen(ChoiceScreen[ThemeChoice, ThemeChoice | None]):
    """Previews the theme under the cursor; the result is the one to keep, or None.

    Args:
        themes: All themes.
        chosen: The theme chosen so far, or `AUTOMATIC`.
        show: Shows a theme, by its name or `AUTOMATIC`.
    """

    BINDINGS = [
        Binding("enter", "choose", "Keep", id="theme.keep", tooltip="Use this theme from now on"),
        Binding("escape", "dismiss", "Back", id="theme.restore",
                tooltip="Go back to the previous theme"),
        *QUIT_KEYS,
    ]  # fmt: skip

    def __init__(self, themes: Iterable[Theme], chosen: str, show: Callable[[str], None]) -> None:
        columns = (
            Column[ThemeChoice](SafeText("Theme"), 16, lambda choice: sanitize(choice[0])),
            Column[ThemeChoice](SafeText("For"), 14, lambda choice: sanitize(choice[1])),
        )
        choices = [(AUTOMATIC, "your terminal")]
        choices += [
            (it.name, "16 colors" if it.ansi else "dark" if it.dark else "light") for it in themes
        ]
        names = [name for name, _ in choices]
        super().__init__("Theme", columns, choices, names.index(chosen))
        self._show = show

    def on_mount(self) -> None:
        """Leave the history below in sight, if there is one."""
        below = self.app.screen_stack[-2]
        self.set_class(bool(below.query(HistoryPane).exclude(".-off")), "-above-history")

    @on(RowList.Moved)
    def _preview(self) -> None:
        if self.is_active:
            self._show(self.choice[0])


class ProfileScreen(ChoiceScreen[ProfileOption, ProfileOption | None]):
    """The ant CLI profiles, each with the host that gets its token.

    The result is the chosen profile, if it can be used.

    Args:
        choices: All profiles; at least one.
        current: The name of the one in use, if any.
    """

    BINDINGS = [
        Binding("enter", "choose", "Use", id="profile.use",
                tooltip="Use this profile's token for this session"),
        Binding("escape", "dismiss", "Back", id="profile.back",
                tooltip="Keep the current credential"),
        *QUIT_KEYS,
    ]  # fmt: skip

    def __init__(self, choices: Sequence[ProfileOption], current: str | None) -> None:
        columns = (Column(SafeText("Profile"), 16, _name), Column(SafeText("Host"), 20, _host))
        names = [choice.name for choice in choices]
        at = names.index(current) if current in names else 0
        super().__init__("Switch profile", columns, choices, at, Static(id="note"))

    @on(RowList.Moved)
    def _show_note(self) -> None:
        """Show why the profile under the cursor can't be used, or what to know about using it."""
        note = sanitize(" ".join(self.choice.notices), 600)
        self.query_one("#note", Static).update(content(note))
        self.refresh_bindings()

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to use a profile only if it can be used."""
        return None if action == "choose" and not self.choice.connection else True


class WatchScreen(ChoiceScreen[int, int | None]):
    """How often a model is looked up again while it is watched; the result is in minutes.

    Args:
        current: The interval of the current watch, in minutes, if there is one.
    """

    BINDINGS = [
        Binding("enter", "choose", "Watch", id="watch.start",
                tooltip="Look up the model this often; ring the bell if it changes"),
        Binding("escape", "dismiss", "Back", id="watch.close", tooltip="Keep the current setting"),
        *QUIT_KEYS,
    ]  # fmt: skip

    def __init__(self, current: int | None) -> None:
        columns = [Column(SafeText("Interval"), 24, _interval)]
        super().__init__("Watch", columns, MINUTES, MINUTES.index(current or USUAL_MINUTES))


def _name(choice: ProfileOption) -> Span:
    return Span(sanitize(choice.name), "normal" if choice.connection else "dim")


def _host(choice: ProfileOption) -> Span:
    if choice.connection:
        return Span(sanitize(choice.connection.host))
    return Span(SafeText("can't be used"), "dim")


def _interval(minutes: int) -> SafeText:
    return SafeText("every minute" if minutes == 1 else f"every {minutes} minutes")
