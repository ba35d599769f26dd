"""Where one types the model ID or alias."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.plain import Plain
from modelbrowser.tui.widgets.text import content

LABEL = Plain("Model ID or alias")


class Names(Suggester):
    """Completes what is typed to the first name that begins with it."""

    def __init__(self) -> None:
        # Not cached: the names come later than the first keys.
        super().__init__(use_cache=False)
        self.names: tuple[str, ...] = ()

    async def get_suggestion(self, value: str) -> str | None:
        """The whole name, to be shown behind the cursor; None where there is none."""
        fitting = (name for name in self.names if name.lower().startswith(value) and name != value)
        # What a terminal would obey is not offered: a suggestion is drawn as it is.
        return next((name for name in fitting if name.isascii() and name.isprintable()), None)


class ModelInput(Input):
    """One line of text; Enter looks it up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.look_up", "Look up", key_display="⏎", id="input.look-up"),
        Binding("alt+backspace,ctrl+backspace", "delete_left_word", show=False),
    ]

    class LinesIgnored(Message):
        """More than one line was pasted; only the first was taken."""

    def __init__(self, value: str = "") -> None:
        """Make the input.

        Args:
            value: What stands in it at first.
        """
        # Longer than a model ID may be, so that a refusal can say so, but not without end.
        self._names = Names()
        super().__init__(
            value,
            placeholder="claude-sonnet-4-5",
            max_length=2 * MAX_LENGTH,
            suggester=self._names,
            id="ask",
        )
        self.cursor_blink = False
        self.border_title = content(LABEL)

    @property
    def names(self) -> tuple[str, ...]:
        """What is offered as completion, the best first."""
        return self._names.names

    @names.setter
    def names(self, names: tuple[str, ...]) -> None:
        self._names.names = names

    def _on_paste(self, event: events.Paste) -> None:
        """Take the first line that is not blank, trimmed, and say what was left out."""
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        if lines:
            start, end = self.selection
            self.replace(lines[0][: 2 * MAX_LENGTH], min(start, end), max(start, end))
        if len(lines) > 1:
            self.post_message(self.LinesIgnored())
        event.stop()
        event.prevent_default()
