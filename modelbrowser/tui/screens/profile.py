"""The choice of a profile of the ant CLI."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from modelbrowser.domain.connection import ProfileChoice
from modelbrowser.presentation.lists import Column
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.screens.base import QUIT_KEYS, DismissOnce
from modelbrowser.tui.widgets.bars import KeyBar
from modelbrowser.tui.widgets.lists import ColumnList, RowList
from modelbrowser.tui.widgets.text import content


class ProfileList(ColumnList[ProfileChoice]):
    """The profiles, each with the host that gets its token."""

    CURSOR_ALWAYS_SHOWN = True

    def __init__(self) -> None:
        super().__init__(
            [
                Column(SafeText("Profile"), 24, lambda choice: sanitize(choice.name)),
                Column(SafeText("Host"), 32, _host),
            ]
        )
        self.border_title = content(SafeText("Switch profile"))


class ProfileScreen(DismissOnce, ModalScreen[ProfileChoice | None]):
    """A list of profiles; its result is the chosen one, if that can be used."""

    AUTO_FOCUS = "ProfileList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Use", key_display="⏎", id="profile.use",
                tooltip="Use the token of this profile for this session"),
        Binding("escape", "dismiss", "Back", key_display="Esc", id="profile.back",
                tooltip="Keep the current credential"),
        *QUIT_KEYS,
    ]  # fmt: skip

    list = getters.query_one(ProfileList)

    def __init__(self, choices: Sequence[ProfileChoice], current: str | None) -> None:
        """Make the screen.

        Args:
            choices: All profiles; at least one.
            current: The name of the one in use, if any.
        """
        super().__init__()
        self._choices = choices
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out the list and the keys."""
        with Vertical(id="dialog"):
            yield ProfileList()
            yield Static(id="note")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start with the profile in use."""
        self.list.show_rows(self._choices)
        names = [choice.name for choice in self._choices]
        self.list.cursor = names.index(self._current) if self._current in names else 0

    @on(RowList.Moved)
    def _show_note(self) -> None:
        """Show why the profile under the cursor can't be used, or what to know if it is."""
        notices = self.list.current.notices if self.list.current else ()
        self.query_one("#note", Static).update(content(sanitize(" ".join(notices), 600)))

    def action_choose(self) -> None:
        """Use the profile under the cursor, if it can be used."""
        choice = self.list.current
        if choice and choice.connection:
            self.dismiss(choice)


def _host(choice: ProfileChoice) -> SafeText:
    return sanitize(choice.connection.host) if choice.connection else SafeText("can't be used")
