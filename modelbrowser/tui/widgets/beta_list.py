"""The checkboxes of the `anthropic-beta` values, and nothing but the list of them."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from modelbrowser.domain import betas
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content


class BetaList(RowList[str]):
    """Values of `anthropic-beta`, each with a box to tick.

    The documented ones and those of the person's own are always there; the newer ones
    when they are ticked or when the filter asks for them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"beta-list--ticked", "beta-list--refused"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x", "tick", "Tick", id="betas.tick", tooltip="Tick, or untick"),
        Binding("slash", "screen.filter_betas", "Filter", key_display="/", id="betas.filter",
                tooltip="Type a part of a value, or a new one"),
        # Without an id: the help has it from the screen.
        Binding("ctrl+t", "screen.swap", "Back"),
        Binding(
            "delete,backspace", "remove", "Remove", key_display="Del", id="betas.remove",
            tooltip="Take a value of your own off the list",
        ),
    ]  # fmt: skip

    filter: var[str] = var("")
    """Only values that hold this text are listed; empty: the documented and one's own."""

    refused: var[frozenset[str]] = var(frozenset[str]())
    """Values that the API refused in the answer on screen."""

    class Removed(Message):
        """A value of the person's own was taken off the list."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    class Changed(Message):
        """Other values are ticked than before."""

    def __init__(self, own: tuple[str, ...] = (), ticked: tuple[str, ...] = ()) -> None:
        """Make the list.

        Args:
            own: Values of the person's own, checked.
            ticked: Values that are ticked from the start, checked.
        """
        super().__init__()
        known = betas.KNOWN
        self._own = [value for value in dict.fromkeys((*own, *ticked)) if value not in known]
        self._ticked = set(ticked)

    def on_mount(self) -> None:
        """List what there is."""
        self._list_rows()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ticked values, in the order in which they are sent."""
        return tuple(value for value in (*betas.KNOWN, *self._own) if value in self._ticked)

    @property
    def offered(self) -> int:
        """How many values are listed where nothing is filtered."""
        return len(betas.DOCUMENTED) + len(self._own)

    def row(self, index: int) -> Content:
        """A box and a value; a refused one says so."""
        value = self.rows[index]
        is_ticked = value in self._ticked
        style = self.get_visual_style("beta-list--ticked", partial=True) if is_ticked else ""
        if self.is_refused(value):
            refused = self.get_visual_style("beta-list--refused", partial=True)
            return content(Plain("[!] ")) + content(plain(value), refused)
        return content(Plain("[x] " if is_ticked else "[ ] "), style) + content(plain(value))

    def add(self, value: str) -> None:
        """List a checked value of the person's own, ticked, with the cursor on it."""
        if value not in betas.KNOWN and value not in self._own:
            self._own.append(value)
        self._set_ticked(value, ticked=True)
        self._list_rows()
        self.cursor = self.rows.index(value)

    def tick_exactly(self, values: tuple[str, ...]) -> None:
        """Tick these checked values and no others; unknown ones become the person's own."""
        self._own += [v for v in values if v not in betas.KNOWN and v not in self._own]
        self._ticked = set(values)
        self._list_rows()
        self._tell()

    def untick(self, values: frozenset[str]) -> None:
        """Untick some values."""
        self._ticked -= values
        self._tell()

    def is_own(self, value: str | None) -> bool:
        """Whether a value is one of the person's own."""
        return value in self._own

    def is_refused(self, value: str | None) -> bool:
        """Whether a value is one that the API refused, and still ticked."""
        return value in self.refused and value in self._ticked

    def watch_filter(self) -> None:
        """List what the filter lets pass."""
        self._list_rows()
        self.cursor = 0

    def watch_refused(self) -> None:
        """Mark the refused ones, and bring the first of them into sight."""
        self.show_rows(self.rows)
        if refused := [value for value in self.rows if self.is_refused(value)]:
            self.cursor = self.rows.index(refused[0])

    def action_tick(self) -> None:
        """Tick the value under the cursor, or untick it."""
        if value := self.current:
            self._set_ticked(value, ticked=value not in self._ticked)

    def action_remove(self) -> None:
        """Take a value of the person's own off the list."""
        value = self.current
        if value in self._own:
            self._own.remove(value)
            self._ticked.discard(value)
            self._list_rows()
            self._tell()
            self.post_message(self.Removed(value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to remove only what can be removed."""
        del parameters
        return self.is_own(self.current) if action == "remove" else True

    def on_click(self, event: events.Click) -> None:
        """Tick what the person points at."""
        if self.scroll_offset.y + event.y < self.row_count:
            super().on_click(event)
            self.action_tick()

    def _set_ticked(self, value: str, *, ticked: bool) -> None:
        (self._ticked.add if ticked else self._ticked.discard)(value)
        self.refused -= {value}
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.post_message(self.Changed())

    def _list_rows(self) -> None:
        """Work out which values are listed, in their order."""
        documented = {beta.value for beta in betas.DOCUMENTED}
        wanted = self.filter.strip().lower()
        self.show_rows(
            value
            for value in (*betas.KNOWN, *self._own)
            if (
                wanted in value.lower()
                if wanted
                else value in documented or value in self._own or value in self._ticked
            )
        )
