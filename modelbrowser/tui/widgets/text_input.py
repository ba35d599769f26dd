"""The text field that the app's fields are made of."""

from typing import ClassVar

from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widgets import Input
from textual.widgets.input import Selection


class TextInput(Input):
    """One line of text; ctrl+c copies a part of it, and quits if all of it is selected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+backspace,ctrl+backspace", "delete_left_word", show=False),
    ]

    # A cursor that blinks would write to the terminal while nothing happens.
    cursor_blink = var(default=False, init=False)

    def action_copy(self) -> None:
        """Copy the selected part, once: nothing is selected then, and the next ctrl+c quits.

        Raises:
            SkipAction: If all is selected. The app selects a whole text by itself, so that the
                next one replaces it; then ctrl+c is meant to quit.
        """
        if self.selected_text == self.value:
            raise SkipAction
        super().action_copy()
        self.selection = Selection.cursor(self.cursor_position)
