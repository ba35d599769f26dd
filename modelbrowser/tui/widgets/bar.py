"""The top line: which host gets the key, where the key came from, whose zone the times are in."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from modelbrowser.presentation.plain import Plain
from modelbrowser.tui.widgets.text import content

NAME = Plain("modelbrowser")
GAP = 2
"""Between two items, in cells; 80 columns hold the usual host, variable and zone."""


class Bar(Widget):
    """Items on one line; those that do not fit are left out, from the right."""

    items: reactive[tuple[Plain, ...]] = reactive(())
    """What follows the program's name, the most important first."""

    def __init__(self, items: tuple[Plain, ...] = ()) -> None:
        """Make the line.

        Args:
            items: What follows the program's name from the start.
        """
        super().__init__()
        self.set_reactive(Bar.items, items)

    def render(self) -> Content:
        """As many items as fit."""
        line = content(NAME, "bold")
        for item in self.items:
            more = line + Content(" " * GAP) + content(item)
            if more.cell_length > self.content_size.width:
                break
            line = more
        return line
