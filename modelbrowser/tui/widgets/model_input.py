"""The input for a model ID or alias."""

from typing import ClassVar

from textual import events, getters
from textual.binding import Binding, BindingType
from textual.suggester import Suggester, SuggestionReady

from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.widgets.bars import BarApp
from modelbrowser.tui.widgets.text import content
from modelbrowser.tui.widgets.text_input import TextInput

LABEL = SafeText("Model ID or alias")
LINES_IGNORED = SafeText("Several lines were pasted: only the first was taken.")


class Names(Suggester):
    """Completion to the first name that begins with what is typed."""

    def __init__(self) -> None:
        # Not cached, because the names are loaded after the first keys.
        super().__init__(use_cache=False)
        self.names: tuple[str, ...] = ()
        self.model_id = ""
        """The last query, case-folded; it needs no completion."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole name to show behind the cursor, or None."""
        fitting = [name for name in self.names if name.lower().startswith(value)]
        if value == self.model_id or any(name.lower() == value for name in fitting):
            # Text behind a complete name would look as if it had been typed.
            return None
        # Names that hold control characters are left out: a suggestion is drawn unsanitized.
        return next((name for name in fitting if name.isascii() and name.isprintable()), None)


class ModelInput(TextInput):
    """A text field; Enter looks up what is in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Without an ID: the help takes it from the screen.
        Binding("enter", "screen.look_up", "Look up", key_display="⏎"),
        Binding("right", "cursor_right", "Complete", show=False, id="input.complete",
                tooltip="At the end: take the completion that stands behind the cursor"),
        Binding("up", "walk(1)", "Earlier", show=False, id="input.earlier",
                tooltip="The name that was asked for before"),
        Binding("down", "walk(-1)", "Later", show=False, id="input.later",
                tooltip="The name that was asked for after, at last what you typed"),
    ]  # fmt: skip

    app = getters.app(BarApp)

    def __init__(self, value: str = "") -> None:
        """Make the input.

        Args:
            value: The initial text.
        """
        self._names = Names()
        self.past: tuple[str, ...] = ()
        """Earlier queries, the newest first."""
        self._walk: tuple[str, ...] = ("",)
        self._place = 0
        super().__init__(
            value,
            placeholder="for example claude-sonnet-4-5",
            # More than a model ID may have, so that the error can say so.
            max_length=2 * MAX_LENGTH,
            suggester=self._names,
            id="ask",
        )
        self.border_title = content(LABEL)

    @property
    def names(self) -> tuple[str, ...]:
        """The names offered as completions, the best first."""
        return self._names.names

    @names.setter
    def names(self, names: tuple[str, ...]) -> None:
        self._names.names = names

    def put(self, text: str) -> None:
        """Replace the text, and move the cursor to its end."""
        self.value = text
        self.cursor_position = len(self.value)

    def settle(self) -> None:
        """Remove the completion: the text is looked up as it is."""
        self._names.model_id = self.value.casefold()
        self.post_message(SuggestionReady(self.value, ""))

    def action_walk(self, steps: int) -> None:
        """Step through the earlier queries; the step after the newest is what was typed."""
        if self._place == 0 or self.value != self._walk[self._place]:
            self._walk = (self.value, *_fresh(self.past, self.value))
            self._place = 0
        self._place = max(0, min(self._place + steps, len(self._walk) - 1))
        self.put(self._walk[self._place])

    def _on_paste(self, event: events.Paste) -> None:
        """Insert the first line that is not blank, trimmed, and report the others."""
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        if lines:
            start, end = self.selection
            self.replace(lines[0][: 2 * MAX_LENGTH], min(start, end), max(start, end))
        if len(lines) > 1:
            self.app.show_notice(LINES_IGNORED)
        event.stop()
        event.prevent_default()


def _fresh(past: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """Return the names to step through, each once, without those that hold control characters."""
    names = (name for name in past if name.isascii() and name.isprintable())
    return tuple(dict.fromkeys(name for name in names if name != typed))
