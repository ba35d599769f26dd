"""The list of beta values, each with a checkbox."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from modelbrowser.domain import betas
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content


class BetaList(RowList[str]):
    """The values of `anthropic-beta`, to be selected.

    The documented ones and custom ones are always listed; the newer ones only while they are
    selected or match the filter.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"beta-list--selected", "beta-list--rejected"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x", "toggle_beta", "Tick", id="betas.tick", tooltip="Tick, or untick"),
        Binding("slash", "screen.filter_betas", "Filter", key_display="/", id="betas.filter",
                tooltip="Type a part of a value, or a new one"),
        # Without an ID: the help takes it from the screen.
        Binding("ctrl+t", "screen.swap", "Back"),
        Binding(
            "delete,backspace", "remove", "Remove", key_display="Del", id="betas.remove",
            tooltip="Take a value of your own off the list",
        ),
    ]  # fmt: skip

    filter: var[str] = var("")
    """Only values that contain this text are listed; if empty, the usual ones."""

    rejected: var[frozenset[str]] = var(frozenset[str]())
    """Values that the API rejected in the response on screen."""

    class Removed(Message):
        """A custom value was removed from the list."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    class Changed(Message):
        """The selection has changed."""

    def __init__(self, own: tuple[str, ...] = (), selected: tuple[str, ...] = ()) -> None:
        """Make the list.

        Args:
            own: Custom values, as parsed by `parse_beta`.
            selected: Values that are selected at the start, likewise parsed.
        """
        super().__init__()
        known = betas.KNOWN_BETAS
        self._own = [value for value in dict.fromkeys((*own, *selected)) if value not in known]
        self._ticked = set(selected)

    def on_mount(self) -> None:
        """List the usual values."""
        self._list_rows()

    @property
    def selected(self) -> tuple[str, ...]:
        """The selected values, in the order in which they are sent."""
        return tuple(value for value in (*betas.KNOWN_BETAS, *self._own) if value in self._ticked)

    @property
    def offered(self) -> int:
        """The number of values that are listed without a filter."""
        return len(betas.DOCUMENTED_BETAS) + len(self._own)

    def row(self, index: int) -> Content:
        """Draw a checkbox and a value; a rejected one has a mark in the box."""
        value = self.rows[index]
        is_selected = value in self._ticked
        style = self.get_visual_style("beta-list--selected", partial=True) if is_selected else ""
        if self.is_rejected(value):
            rejected = self.get_visual_style("beta-list--rejected", partial=True)
            return content(SafeText("[!] ")) + content(sanitize(value), rejected)
        return content(SafeText("[x] " if is_selected else "[ ] "), style) + content(
            sanitize(value)
        )

    def add(self, value: str) -> None:
        """List a parsed value, select it, and move the cursor to it."""
        if value not in betas.KNOWN_BETAS and value not in self._own:
            self._own.append(value)
        self._set_ticked(value, selected=True)
        self._list_rows()
        self.cursor = self.rows.index(value)

    def select_only(self, values: tuple[str, ...]) -> None:
        """Select exactly these parsed values; unknown ones become custom values."""
        self._own += [v for v in values if v not in betas.KNOWN_BETAS and v not in self._own]
        self._ticked = set(values)
        self._list_rows()
        self._tell()

    def deselect(self, values: frozenset[str]) -> None:
        """Deselect some values."""
        self._ticked -= values
        self._tell()

    def is_own(self, value: str | None) -> bool:
        """Whether a value is a custom one."""
        return value in self._own

    def is_rejected(self, value: str | None) -> bool:
        """Whether a value was rejected by the API and is still selected."""
        return value in self.rejected and value in self._ticked

    def watch_filter(self) -> None:
        """List the values that match the filter."""
        self._list_rows()
        self.cursor = 0

    def watch_rejected(self) -> None:
        """Mark the rejected values, and scroll to the first of them."""
        self.show_rows(self.rows)
        if rejected := [value for value in self.rows if self.is_rejected(value)]:
            self.cursor = self.rows.index(rejected[0])

    def action_toggle_beta(self) -> None:
        """Select the value under the cursor, or deselect it."""
        if value := self.current:
            self._set_ticked(value, selected=value not in self._ticked)

    def action_remove(self) -> None:
        """Remove a custom value from the list."""
        value = self.current
        if value in self._own:
            self._own.remove(value)
            self._ticked.discard(value)
            self._list_rows()
            self._tell()
            self.post_message(self.Removed(value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to remove custom values only."""
        del parameters
        return self.is_own(self.current) if action == "remove" else True

    def on_click(self, event: events.Click) -> None:
        """Select the value that was clicked, or deselect it."""
        if self.scroll_offset.y + event.y < self.row_count:
            super().on_click(event)
            self.action_toggle_beta()

    def _set_ticked(self, value: str, *, selected: bool) -> None:
        (self._ticked.add if selected else self._ticked.discard)(value)
        self.rejected -= {value}
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.post_message(self.Changed())

    def _list_rows(self) -> None:
        """List the values that match, in their usual order."""
        documented = {beta.value for beta in betas.DOCUMENTED_BETAS}
        wanted = self.filter.strip().lower()
        self.show_rows(
            value
            for value in (*betas.KNOWN_BETAS, *self._own)
            if (
                wanted in value.lower()
                if wanted
                else value in documented or value in self._own or value in self._ticked
            )
        )
