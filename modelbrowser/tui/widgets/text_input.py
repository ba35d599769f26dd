"""What all fields for text share that is not Textual's."""

from textual.actions import SkipAction
from textual.widgets import Input


class TextInput(Input):
    """One line of text; ctrl+c copies a part of it, and quits where all of it is selected."""

    def action_copy(self) -> None:
        """Copy a part.

        Raises:
            SkipAction: If all is selected: the program does that by itself, for what is typed
                next to take its place.
        """
        if self.selected_text == self.value:
            raise SkipAction
        super().action_copy()
