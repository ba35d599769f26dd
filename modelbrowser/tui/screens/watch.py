"""The choice of how often a model is looked up again while it is watched."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from modelbrowser.presentation.lists import Column
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.screens.base import QUIT_KEYS, DismissOnce
from modelbrowser.tui.widgets.bars import KeyBar
from modelbrowser.tui.widgets.lists import ColumnList
from modelbrowser.tui.widgets.text import content

MINUTES = (1, 2, 5, 10, 15, 30, 60)
"""The pauses to choose from, in minutes."""

USUAL_MINUTES = 5
"""The pause under the cursor at first."""


class IntervalList(ColumnList[int]):
    """The pauses between two lookups."""

    CURSOR_ALWAYS_SHOWN = True

    def __init__(self) -> None:
        super().__init__([Column(SafeText("Interval"), 24, _interval)])
        self.border_title = content(SafeText("Watch"))


class WatchScreen(DismissOnce, ModalScreen[int | None]):
    """A list of intervals; its result is the chosen one, in minutes."""

    AUTO_FOCUS = "IntervalList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Watch", key_display="⏎", id="watch.start",
                tooltip="Look it up this often; ring the bell when it changes"),
        Binding("escape", "dismiss", "Back", key_display="Esc", id="watch.close",
                tooltip="Keep the current setting"),
        *QUIT_KEYS,
    ]  # fmt: skip

    list = getters.query_one(IntervalList)

    def __init__(self, current: int | None) -> None:
        """Make the screen.

        Args:
            current: The interval of the present watch, in minutes, if there is one.
        """
        super().__init__()
        self._current = current or USUAL_MINUTES

    def compose(self) -> ComposeResult:
        """Lay out the list and the keys."""
        with Vertical(id="dialog"):
            yield IntervalList()
        yield KeyBar()

    def on_mount(self) -> None:
        """Start with the present interval."""
        self.list.show_rows(MINUTES)
        self.list.cursor = MINUTES.index(self._current)

    def action_choose(self) -> None:
        """Return the interval under the cursor."""
        self.dismiss(self.list.current)


def _interval(minutes: int) -> SafeText:
    return SafeText("every minute" if minutes == 1 else f"every {minutes} minutes")
