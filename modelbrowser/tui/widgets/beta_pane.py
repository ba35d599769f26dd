"""The pane of betas: the filter, the list, and what the value under the cursor means."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.query import (
    MAX_LENGTH,
    InvalidBetaError,
    has_beta_form,
    looks_like_key,
    parse_beta,
)
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.widgets.beta_list import BetaList
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content
from modelbrowser.tui.widgets.text_input import TextInput


class BetaFilter(TextInput):
    """The field that filters the list, or adds a custom value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Take", key_display="⏎", id="filter.take",
                tooltip="In the filter: tick the one that it found, or add a new value"),
        Binding("down", "leave", "To the list", show=False, id="filter.leave",
                tooltip="In the filter: to what it found"),
        Binding("escape", "close", "Close", key_display="Esc", id="filter.close",
                tooltip="Empty the filter"),
    ]  # fmt: skip

    class Left(Message):
        """The focus is to go to the list."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="/ filters, or adds a value",
            compact=True,
            max_length=2 * MAX_LENGTH,
            id="filter",
        )
        # Not in Tab's order: it would come between the input and the list.
        self.can_focus = False

    def open(self) -> None:
        """Take the focus."""
        self.can_focus = True
        self.screen.set_focus(self)

    def on_blur(self) -> None:
        """Leave Tab's order."""
        self.can_focus = False

    def on_click(self) -> None:
        """Take the focus on a click."""
        self.open()

    def action_leave(self) -> None:
        """Go to the list, and keep the filter."""
        self.post_message(self.Left())

    def action_close(self) -> None:
        """Clear the filter, and go to the list."""
        self.value = ""
        self.post_message(self.Left())


class BetaPane(Vertical):
    """The betas of the next lookup."""

    class Said(Message):
        """A notice that is to stay when the cursor moves."""

        def __init__(self, words: SafeText) -> None:
            super().__init__()
            self.words = words

    filter = getters.query_one(BetaFilter)
    list = getters.query_one(BetaList)
    meaning = getters.query_one("#meaning", Static)

    def __init__(self, own: tuple[str, ...] = (), selected: tuple[str, ...] = ()) -> None:
        """Make the pane.

        Args:
            own: Custom values, as parsed by `parse_beta`.
            selected: Values that are selected at the start, likewise parsed.
        """
        super().__init__(id="betas")
        self._own = own
        self._ticked = selected
        self.border_title = content(SafeText("anthropic-beta"))

    def compose(self) -> ComposeResult:
        """Lay out the filter, the list and the meaning."""
        yield BetaFilter()
        yield BetaList(self._own, self._ticked)
        yield Static(id="meaning")

    def on_mount(self) -> None:
        """Show how many values are selected."""
        self._count()

    def open_filter(self) -> None:
        """Give the filter the focus."""
        self.filter.open()

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self.list.filter = event.value
        self.filter.set_class(bool(event.value), "-used")
        self._explain()

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        """Add what was typed if it is a new value; select what it found if that is one value."""
        event.stop()
        typed = event.value.strip()
        if typed and typed not in KNOWN_BETAS and (not self.list.row_count or has_beta_form(typed)):
            try:
                value = parse_beta(typed)
            except InvalidBetaError as error:
                self._refuse(typed, sanitize(f"{error.message} {error.remedy}", limit=400))
                return
            self.filter.value = ""
            self.list.filter = ""
            self.list.add(value)
        elif typed and self.list.row_count == 1 and self.list.current:
            self.list.add(self.list.current)
        self.screen.set_focus(self.list)

    @on(BetaFilter.Left)
    def _leave_filter(self) -> None:
        self.screen.set_focus(self.list)

    @on(BetaList.Changed)
    def _count(self) -> None:
        self._explain()
        selected = len(self.list.selected)
        self.border_subtitle = content(
            SafeText(f"{selected} ticked" if selected else f"none of {self.list.offered} ticked")
        )

    @on(BetaList.Removed)
    def _tell_removed(self, event: BetaList.Removed) -> None:
        if event.value in self._own:
            self.post_message(
                self.Said(SafeText("Off the list for this run; the settings keep it."))
            )

    @on(RowList.Moved)
    def _explain(self) -> None:
        """Show what the value under the cursor turns on, and its status."""
        typed = self.filter.value.strip()
        if value := self.list.current:
            self._say(content(self._meaning_of(value)))
        elif looks_like_key(typed):
            self._say(content(SafeText("No known value.")))
        else:
            self._say(content(sanitize(f"No known value. Enter adds “{typed}”.")))
        self.refresh_bindings()

    def _meaning_of(self, value: str) -> SafeText:
        if self.list.is_rejected(value):
            return SafeText("Refused by the API in this answer. Space unticks it.")
        if beta := KNOWN_BETAS.get(value):
            return SafeText(
                " ".join(_sentence(part) for part in (beta.meaning, beta.status) if part)
            )
        unusual = "" if has_beta_form(value) else " Not of the usual form name-YYYY-MM-DD."
        return SafeText(f"A value of your own.{unusual} Del removes it.")

    def _refuse(self, typed: str, words: SafeText) -> None:
        if looks_like_key(typed):
            self.filter.value = ""
            # Not left on screen, because it may be a key.
            self.post_message(self.Said(words))
        else:
            self._say(content(words))

    def _say(self, words: Content) -> None:
        self.meaning.update(words)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
