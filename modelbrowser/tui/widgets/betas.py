"""The betas pane: a filter, a table, and the meaning of the value under the cursor."""

import re

from textual import events, getters, on
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive, var
from textual.widgets import Input, Static

from modelbrowser.domain.betas import DOCUMENTED_BETAS, KNOWN_BETAS, STATES
from modelbrowser.domain.query import MAX_LENGTH, InvalidBetaError, has_beta_form, parse_beta
from modelbrowser.presentation.formatting import Span, Tone
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.widgets.bars import ONLY_NOW, BarApp
from modelbrowser.tui.widgets.inputs import TextInput
from modelbrowser.tui.widgets.lists import RowList
from modelbrowser.tui.widgets.text import clip, content

_DATE = re.compile(r"-\d{4}-\d{2}-\d{2}$")

_STATES = SafeText("; ".join(f"{state}: {meaning}" for state, meaning in STATES.items()))


class BetaList(RowList[str]):
    """The values of `anthropic-beta`, to select from.

    Documented and custom values are always listed; newer ones only while they are selected or
    match the filter. If not all rows are visible, selected ones come first, so what is sent is
    visible. The order changes only while the list doesn't have the focus.

    Args:
        custom: Custom values from the settings, as parsed by `parse_beta`.
        selected: The initially selected values, as parsed by `parse_beta`.
    """

    BINDINGS = [
        Binding("space,x", "toggle_beta", "Select", id="betas.select",
                tooltip="Select or deselect a beta"),
        Binding("slash", "screen.filter_betas", "Filter", id="betas.filter",
                tooltip="Filter the betas, or add one"),
        Binding("delete,backspace", "remove", "Remove", key_display="Del", id="betas.remove",
                group=ONLY_NOW, tooltip="Remove a custom beta from the list"),
    ]  # fmt: skip

    filter: var[str] = var("")
    """Only values that contain this text are listed; if empty, the usual ones."""

    rejected: var[frozenset[str]] = var(frozenset[str]())
    """Values that the API rejected in the response on screen."""

    accepted: reactive[frozenset[str]] = reactive(frozenset[str]())
    """Values that the API accepted in the response on screen."""

    app = getters.app(BarApp)

    class Changed(Message):
        """The selection has changed."""

    def __init__(self, custom: tuple[str, ...] = (), selected: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._in_settings = frozenset(custom)
        self._custom = [v for v in dict.fromkeys((*custom, *selected)) if v not in KNOWN_BETAS]
        self._selected = set(selected)

    def on_mount(self) -> None:
        """List the usual values."""
        self._list_rows()

    @property
    def selected(self) -> tuple[str, ...]:
        """The selected values, in the order in which they are sent."""
        return tuple(value for value in (*KNOWN_BETAS, *self._custom) if value in self._selected)

    @property
    def offered(self) -> int:
        """The number of values listed without a filter."""
        return len(DOCUMENTED_BETAS) + len(self._custom)

    def row(self, index: int) -> Content:
        """Draw a checkbox, a value and its state; if the value is too long, its date is cut."""
        value = self.rows[index]
        # One color under the cursor: easier to see, and fewer bytes when it moves.
        dim: Tone = "strong" if self.has_focus and index == self.cursor else "dim"
        is_selected = value in self._selected
        box = Span(SafeText("[x] "), "good") if is_selected else Span(SafeText("[ ] "), dim)
        date = _DATE.search(value)
        name = Span(sanitize(value[: date.start()] if date else value))
        parts = (name, Span(SafeText(date.group()), dim)) if date else (name,)
        # The blank keeps the state off the scrollbar.
        state = self.draw_spans([self._state(value, dim), Span(SafeText(" "))])
        room = self.scrollable_content_region.width - state.cell_length - 1
        line = self.draw_spans((box, *parts)).truncate(max(room, 0), ellipsis=True)
        return line.pad_right(max(room + 1 - line.cell_length, 0)) + state

    def _state(self, value: str, dim: Tone) -> Span:
        """Return the state of a value in one word, or the API's verdict on it."""
        if value in self._selected & self.rejected:
            return Span(SafeText("✗"), "bad")
        if value in self._selected & self.accepted:
            return Span(SafeText("✓"), "good")
        beta = KNOWN_BETAS.get(value)
        state = beta.state if beta else "custom"
        return Span(SafeText(state), "normal" if state in {"beta", "special"} else dim)

    def add(self, value: str) -> None:
        """List a parsed value, select it, and move the cursor to it."""
        if value not in KNOWN_BETAS and value not in self._custom:
            self._custom.append(value)
        self._set_selected(value, is_selected=True)
        self._list_rows()
        self.cursor = self.rows.index(value)

    def select_only(self, values: tuple[str, ...]) -> None:
        """Select exactly these parsed values; unknown ones become custom values."""
        self._custom += [v for v in values if v not in KNOWN_BETAS and v not in self._custom]
        self._selected = set(values)
        self._list_rows()
        self._announce_change()

    def deselect(self, values: frozenset[str]) -> None:
        """Deselect some values."""
        self._selected -= values
        self.sort()
        self._announce_change()

    def is_rejected(self, value: str) -> bool:
        """Whether a value was rejected by the API and is still selected."""
        return value in self.rejected and value in self._selected

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's own signature
        """Sort the rows when the list is left."""
        super().watch_has_focus(has_focus)
        if self.is_mounted:
            self.sort()

    def sort(self) -> None:
        """Sort the rows by selection, if the height of the list requires it."""
        if not self.is_in_use:
            self._list_rows()

    def on_resize(self) -> None:
        """Sort the rows for the new height."""
        self.sort()

    def watch_filter(self) -> None:
        """List the values that match the filter."""
        self._list_rows()
        self.cursor = 0

    def watch_rejected(self) -> None:
        """Mark the rejected values, and scroll to the first of them."""
        self.refresh()
        self.post_message(self.Moved())
        if rejected := [value for value in self.rows if self.is_rejected(value)]:
            self.cursor = self.rows.index(rejected[0])

    def action_toggle_beta(self) -> None:
        """Select or deselect the value under the cursor."""
        if value := self.current:
            self._set_selected(value, is_selected=value not in self._selected)

    def action_remove(self) -> None:
        """Remove the custom value under the cursor from the list."""
        value = self.current
        if value in self._custom:
            self._custom.remove(value)
            self._selected.discard(value)
            self.show_rows(other for other in self.rows if other != value)
            self._announce_change()
            if value in self._in_settings:
                notice = SafeText("Removed for this session; it's still in your settings.")
                self.app.show_notice(notice)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to remove custom values only."""
        return self.current in self._custom if action == "remove" else True

    def on_click(self, event: events.Click) -> None:
        """Select or deselect the value that was clicked."""
        if self.scroll_offset.y + event.y < self.row_count:
            super().on_click(event)
            self.action_toggle_beta()

    def _set_selected(self, value: str, *, is_selected: bool) -> None:
        (self._selected.add if is_selected else self._selected.discard)(value)
        self.rejected -= {value}
        self._announce_change()

    def _announce_change(self) -> None:
        self.refresh()
        self.post_message(self.Changed())

    def _list_rows(self) -> None:
        """List the values that match, selected ones first if not all rows are visible."""
        wanted = self.filter.strip().lower()
        usual = {*(beta.value for beta in DOCUMENTED_BETAS), *self._custom, *self._selected}
        rows = [
            value
            for value in (*KNOWN_BETAS, *self._custom)
            if (wanted in value.lower() if wanted else value in usual)
        ]
        is_cut = len(rows) > self.scrollable_content_region.height
        if is_cut:
            rows.sort(key=lambda value: value not in self._selected)
        current = self.current
        self.show_rows(rows)
        if current in rows:
            self.cursor = 0 if is_cut and not self.is_in_use else rows.index(current)


class BetaFilter(TextInput):
    """The field that filters the list or adds a custom value."""

    BINDINGS = [
        Binding("enter", "submit", "Select", id="filter.submit",
                tooltip="In the filter: select the only match, or add a new beta"),
        Binding("down", "leave", "List", show=False, id="filter.leave",
                tooltip="In the filter: go to the matches"),
        Binding("escape", "close", "Close", id="filter.close", tooltip="Clear the filter"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(compact=True, max_length=2 * MAX_LENGTH)

    def on_mount(self) -> None:
        """Name the key that leads here."""
        key = self.app.key_in_words("betas.filter", BetaList.BINDINGS)
        self.placeholder = f"{key} to filter or add a beta"

    def action_leave(self) -> None:
        """Go to the list, and keep the filter."""
        self.screen.set_focus(self.screen.query_one(BetaList))

    def action_close(self) -> None:
        """Clear the filter, and go to the list."""
        self.value = ""
        self.action_leave()


class BetaPane(Vertical):
    """The betas of the next lookup."""

    app = getters.app(BarApp)
    filter = getters.query_one(BetaFilter)
    list = getters.query_one(BetaList)
    meaning = getters.query_one("#meaning", Static)

    def __init__(self, betas: BetaList) -> None:
        super().__init__(BetaFilter(), betas, Static(id="meaning"))
        self.border_title = content(SafeText("Betas"))

    @on(Input.Changed)
    def _filter_list(self, event: Input.Changed) -> None:
        event.stop()
        self.list.filter = event.value
        self.filter.set_class(bool(event.value), "-used")
        self._show_meaning()

    @on(Input.Submitted)
    def _take_value(self, event: Input.Submitted) -> None:
        """Add the typed text if it is a new value; select the match if there is only one."""
        event.stop()
        typed = event.value.strip()
        if typed and typed not in KNOWN_BETAS and (not self.list.row_count or has_beta_form(typed)):
            try:
                value = parse_beta(typed)
            except InvalidBetaError as error:
                self._describe(sanitize(f"{error.message} {error.remedy}", limit=400))
                return
            self.filter.value = ""
            self.list.filter = ""
            self.list.add(value)
        elif typed and self.list.row_count == 1 and self.list.current:
            self.list.add(self.list.current)
        self.screen.set_focus(self.list)

    @on(events.Mount)
    @on(BetaList.Changed)
    def _update_count(self) -> None:
        self._show_meaning()
        selected = len(self.list.selected)
        offered = max(self.list.offered, selected)
        self.border_subtitle = content(SafeText(f"{selected} of {offered} selected"))

    @on(RowList.Moved)
    @on(events.Resize)
    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _show_meaning(self) -> None:
        """Describe the value under the cursor; without the focus, the selection.

        If nothing is selected, say what the states mean, if there is room for all values.
        """
        self._describe(self._meaning())
        self.refresh_bindings()

    def _describe(self, text: SafeText) -> None:
        width, height = self.meaning.content_size
        # Before the first layout, there is no room to fill.
        whole = content(text)
        self.meaning.update(clip(whole, width, height) if height else whole)

    def _meaning(self) -> SafeText:
        if not (self.list.has_focus or self.filter.has_focus):
            selected = self.list.selected
            if rejected := [value for value in selected if self.list.is_rejected(value)]:
                return sanitize(f"Rejected: {', '.join(rejected)}.", 600)
            height = self.list.scrollable_content_region.height
            if not selected and self.list.row_count <= height:
                return _STATES
            known = [KNOWN_BETAS[value] for value in selected if value in KNOWN_BETAS]
            if len(known) == 1:
                return self._meaning_of(known[0].value)
            return SafeText(" ".join(f"{_DATE.sub('', b.value)}: {b.meaning}." for b in known))
        if self.list.current:
            return self._meaning_of(self.list.current)
        typed = self.filter.value.strip()
        key = self.app.key_in_words("filter.submit", BetaFilter.BINDINGS)
        add = "" if self.filter.password else f' Press {key} to add "{typed}".'
        return sanitize(f"Not a known beta.{add}")

    def _meaning_of(self, value: str) -> SafeText:
        if self.list.is_rejected(value):
            key = self.app.key_in_words("betas.select", BetaList.BINDINGS)
            return SafeText(f"Rejected. Press {key} to deselect it.")
        if beta := KNOWN_BETAS.get(value):
            sentences = (_sentence(part) for part in (beta.meaning, beta.status) if part)
            return SafeText(" ".join(sentences))
        unusual = "" if has_beta_form(value) else " Not in the usual form name-YYYY-MM-DD."
        key = self.app.key_in_words("betas.remove", BetaList.BINDINGS)
        return SafeText(f"Custom beta.{unusual} Press {key} to remove it.")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
