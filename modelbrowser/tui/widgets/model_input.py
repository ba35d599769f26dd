"""Where one types the model ID or alias."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester, SuggestionReady

from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.plain import Plain
from modelbrowser.tui.widgets.text import content
from modelbrowser.tui.widgets.text_input import TextInput

LABEL = Plain("Model ID or alias")


class Names(Suggester):
    """Completes what is typed to the first name that begins with it."""

    def __init__(self) -> None:
        # Not cached: the names come later than the first keys.
        super().__init__(use_cache=False)
        self.names: tuple[str, ...] = ()
        self.asked = ""
        """What was asked for last, in lower case: it is complete."""

    async def get_suggestion(self, value: str) -> str | None:
        """The whole name, to be shown behind the cursor; None where there is none."""
        fitting = [name for name in self.names if name.lower().startswith(value)]
        if value == self.asked or any(name.lower() == value for name in fitting):
            # More behind a name that is complete would look as if it had been typed.
            return None
        # What a terminal would obey is not offered: a suggestion is drawn as it is.
        return next((name for name in fitting if name.isascii() and name.isprintable()), None)


class ModelInput(TextInput):
    """One line of text; Enter looks it up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Without an id: the help has it from the screen.
        Binding("enter", "screen.look_up", "Look up", key_display="⏎"),
        Binding("right", "cursor_right", "Complete", show=False, id="input.complete",
                tooltip="At the end: take the completion that stands behind the cursor"),
        Binding("up", "walk(1)", "Earlier", show=False, id="input.earlier",
                tooltip="The name that was asked for before"),
        Binding("down", "walk(-1)", "Later", show=False, id="input.later",
                tooltip="The name that was asked for after, at last what you typed"),
    ]  # fmt: skip

    class LinesIgnored(Message):
        """More than one line was pasted; only the first was taken."""

    def __init__(self, value: str = "") -> None:
        """Make the input.

        Args:
            value: What stands in it at first.
        """
        # Longer than a model ID may be, so that a refusal can say so, but not without end.
        self._names = Names()
        self.past: tuple[str, ...] = ()
        """What was asked for before, the newest first."""
        self._walk: tuple[str, ...] = ("",)
        self._place = 0
        super().__init__(
            value,
            placeholder="for example claude-sonnet-4-5",
            max_length=2 * MAX_LENGTH,
            suggester=self._names,
            id="ask",
        )
        self.border_title = content(LABEL)

    @property
    def names(self) -> tuple[str, ...]:
        """What is offered as completion, the best first."""
        return self._names.names

    @names.setter
    def names(self, names: tuple[str, ...]) -> None:
        self._names.names = names

    def put(self, text: str) -> None:
        """Let another text stand here, with the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)

    def settle(self) -> None:
        """Offer nothing behind what stands here: it is asked for as it is."""
        self._names.asked = self.value.casefold()
        self.post_message(SuggestionReady(self.value, ""))

    def action_walk(self, steps: int) -> None:
        """Put a name there that was asked for earlier, or later; at last what was typed."""
        if self._place == 0 or self.value != self._walk[self._place]:
            self._walk = (self.value, *_fresh(self.past, self.value))
            self._place = 0
        self._place = max(0, min(self._place + steps, len(self._walk) - 1))
        self.put(self._walk[self._place])

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


def _fresh(past: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """The names to walk, each once; not those that a terminal would obey."""
    names = (name for name in past if name.isascii() and name.isprintable())
    return tuple(dict.fromkeys(name for name in names if name != typed))
