"""The base class of all text fields, and the field for a model ID or alias."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual import events, getters
from textual.actions import SkipAction
from textual.binding import Binding
from textual.geometry import Size
from textual.reactive import Reactive, var
from textual.suggester import Suggester, SuggestionReady
from textual.widgets import Input
from textual.widgets.input import Selection

from modelbrowser.domain.query import KEY_FOUND, MAX_LENGTH, may_hold_key
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.widgets.bars import ONLY_NOW, BarApp
from modelbrowser.tui.widgets.text import content


class TextInput(Input):
    """One line of text. Ctrl+C copies a selected part, and quits if all text is selected.

    An API key is masked, never copied, and submitted only in the field for it.
    """

    ASKS_FOR_KEY: ClassVar[bool] = False
    """Whether the field is for an API key."""

    BINDINGS = [
        Binding("alt+backspace,ctrl+backspace", "delete_left_word", show=False),
    ]

    # A blinking cursor would write to the terminal while nothing happens.
    cursor_blink = var(default=False, init=False)

    # No text changes the layout of the screen, which Textual would do again at every key: 3 ms.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    app = getters.app(BarApp)

    def watch_value(self, value: str) -> None:
        """Mask an API key from its first characters on, and what is left of it."""
        is_rest_of_key = self.password and value != ""
        is_key = may_hold_key(value) or self.app.holds_key(value)
        self.password = self.ASKS_FOR_KEY or is_key or is_rest_of_key

    def action_copy(self) -> None:
        """Copy the selected part and deselect it, so the next Ctrl+C quits.

        Raises:
            SkipAction: If all text is selected. The app does that itself, so that new text
                replaces the old; then Ctrl+C is meant to quit. Also if the text is masked,
                because a copy would be written to the terminal.
        """
        is_whole = self.select_on_focus and self.selected_text == self.value
        if self.password or is_whole:
            raise SkipAction
        super().action_copy()
        self.selection = Selection.cursor(self.cursor_position)

    def action_cut(self) -> None:
        """Cut the selected part, unless the text is masked."""
        if not self.password:
            super().action_cut()

    @property
    def holds_key(self) -> bool:
        """Whether the text is an API key, or what is left of one, and the field is not for it."""
        return not self.ASKS_FOR_KEY and (self.password or self.app.holds_key(self.value))

    def set_text(self, text: str) -> None:
        """Replace the text, and move the cursor to its end."""
        # What is left of a key stays masked, but this is another text.
        self.password = False
        self.value = text
        self.cursor_position = len(self.value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a part of the text; in place of all of it comes another text."""
        value, is_masked = self.value, self.password
        if value and sorted((start, end)) == [0, len(value)]:
            self.password = self.ASKS_FOR_KEY
        super().replace(text, start, end)
        if self.value == value:
            # It is the same text, or the other one was too long.
            self.password = is_masked

    async def action_submit(self) -> None:
        """Submit the text; an API key in the wrong field is removed instead."""
        if self.holds_key:
            self.value = ""
            self.app.show_notice(SafeText(KEY_FOUND))
        else:
            await super().action_submit()


class NameCompleter(Suggester):
    """Completes what is typed to the first name that begins with it."""

    def __init__(self) -> None:
        # Not cached, because the names are loaded after the first keys.
        super().__init__(use_cache=False)
        self.names: tuple[str, ...] = ()
        """The names to complete to, best first."""
        self.looked_up = ""
        """The last query, case-folded; it needs no completion."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole name to show behind the cursor, or None."""
        fitting = [name for name in self.names if name.lower().startswith(value)]
        if value == self.looked_up or any(name.lower() == value for name in fitting):
            # Text after a complete name would look as if it had been typed.
            return None
        return next(_drawable(fitting), None)


class ModelInput(TextInput):
    """A text field; Enter looks up its text."""

    BINDINGS = [
        # The screen has this key too, but Textual's Input binds Enter itself, before the screen.
        Binding("enter", "screen.look_up", "Look up", id="look-up"),
        Binding("right", "cursor_right", "Complete", show=False, id="input.complete",
                tooltip="At the end of the text: accept the completion"),
        Binding("up", "history_step(1)", "Earlier", show=False, id="input.earlier",
                tooltip="Recall the previous lookup"),
        Binding("down", "history_step(-1)", "Later", show=False, id="input.later",
                tooltip="Recall the next lookup, then what you were typing"),
        Binding("escape", "screen.unpin", "Unpin", id="input.unpin", group=ONLY_NOW,
                tooltip="With a pinned result: remove the pin"),
    ]  # fmt: skip

    def __init__(self, value: str = "") -> None:
        self.completions = NameCompleter()
        self.earlier: tuple[str, ...] = ()
        """Earlier queries, newest first."""
        self._steps: tuple[str, ...] = ("",)
        self._step = 0
        super().__init__(
            value,
            placeholder="e.g. claude-haiku-4-5",
            # Longer than a model ID may be, so that the error can say so.
            max_length=2 * MAX_LENGTH,
            suggester=self.completions,
            id="ask",
        )
        self.border_title = content(SafeText("Model ID or alias"))

    def hide_completion(self) -> None:
        """Hide the completion of this text, because it is looked up as typed."""
        # The next Down leads to the result.
        self._step = 0
        self.completions.looked_up = self.value.casefold()
        self.post_message(SuggestionReady(self.value, ""))

    def action_history_step(self, steps: int) -> None:
        """Step through earlier queries; after the newest comes what was being typed."""
        is_walking = self._step and self.value == self._steps[self._step]
        if steps < 0 and not is_walking:
            # After what is being typed comes only the result.
            raise SkipAction
        if not is_walking:
            others = (name for name in _drawable(self.earlier) if name != self.value)
            # A key is not brought back.
            self._steps = ("" if self.holds_key else self.value, *dict.fromkeys(others))
            self._step = 0
        self._step = max(0, min(self._step + steps, len(self._steps) - 1))
        self.set_text(self._steps[self._step])

    def _on_paste(self, event: events.Paste) -> None:
        """Insert the first line that is not blank, trimmed, and report the others."""
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        if lines:
            start, end = self.selection
            self.replace(lines[0][: 2 * MAX_LENGTH], min(start, end), max(start, end))
        if len(lines) > 1:
            self.app.show_notice(SafeText("Pasted the first line only."))
        event.stop()
        event.prevent_default()


def _drawable(names: Iterable[str]) -> Iterator[str]:
    """Leave out names with control characters, because Textual draws this text unchanged."""
    return (name for name in names if name.isascii() and name.isprintable())
