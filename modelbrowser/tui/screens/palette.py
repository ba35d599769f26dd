"""The command palette: Textual's, but it runs what was typed, and doesn't crash."""

from contextlib import suppress
from inspect import isawaitable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.command import Command, CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.errors import NoWidget
from textual.style import Style
from textual.theme import Theme
from textual.widgets import Input, LoadingIndicator
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerCancelled

from modelbrowser.tui.screens.base import QUIT_KEYS, ScreenMixin
from modelbrowser.tui.widgets.bars import KeyBar
from modelbrowser.tui.widgets.inputs import TextInput


class PaletteInput(CommandInput, TextInput):
    """Textual's field, so styles and queries find it, with the behavior of ours."""

    BINDINGS = [
        # The screen has this key too, but Textual's Input binds Enter itself, before the screen.
        Binding("enter", "screen.choose", "Run"),
    ]


class PaletteList(CommandList):
    """Textual's list, with the row under the cursor reversed if there is no color for it."""

    def on_click(self, event: events.Click) -> None:
        """Ignore a click on a row that is gone: Textual would fail."""
        if event.style.meta.get("option", -1) >= self.option_count:
            event.prevent_default()

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return Textual's style, which is never reversed."""
        style = super().get_visual_style(*component_classes, partial=partial)
        is_cursor = "option-list--option-highlighted" in component_classes
        if not (is_cursor and self.app.native_ansi_color):
            return style
        # Of 16 colors, bold ones may be brighter: black text would be gray.
        return style + Style(reverse=True, bold=False)


class Palette(ScreenMixin, CommandPalette):
    """Runs what was typed; scrolls by pages only once the list was drawn, unlike Textual's.

    Textual's runs a command that doesn't fit the text if Enter comes right after it, and crashes if
    it scrolls earlier.
    """

    _text = ""
    _search: Worker[None] | None = None

    BINDINGS = [
        Binding("enter", "choose", "Run"),
        Binding("escape", "escape", "Close"),
        Binding("f1", "app.help", show=False),
        *QUIT_KEYS,
    ]

    def compose(self) -> ComposeResult:
        """Lay out the palette as Textual does, and its keys, which replace those of the screen."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                yield PaletteInput(placeholder="Search for commands…", select_on_focus=False)
            with Vertical(id="--results"):
                yield PaletteList()
                yield LoadingIndicator()
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow a change of the theme, and keep the indicator from waking the program.

        Textual updates the screen below the palette and not the palette. The indicator is never
        shown.
        """
        self.app.theme_changed_signal.subscribe(self, self._apply_theme)
        # There is none if the program ends meanwhile.
        for indicator in self.query(LoadingIndicator):
            indicator.auto_refresh = None

    def on_unmount(self) -> None:
        """Stop following the theme: until its next change, the signal would keep this screen."""
        self.app.theme_changed_signal.unsubscribe(self)

    def on_click(self, event: events.Click) -> None:
        """Ignore a click whose place is gone, because the window shrank: Textual would fail."""
        try:
            self.get_widget_at(event.screen_x, event.screen_y)
        except NoWidget:
            event.prevent_default()

    def _apply_theme(self, _: Theme) -> None:
        self.app.stylesheet.update(self)
        if self.is_active:
            # The descriptions in the list have the colors of the theme in which they were found.
            self._gather_commands(self._text)

    def _gather_commands(self, search_value: str) -> Worker[None]:
        self._search = search = super()._gather_commands(search_value)
        return search

    @on(Input.Changed)
    def _input(self, event: Input.Changed) -> None:
        """Search for what is typed, in place of Textual's method of this name."""
        event.stop()
        event.prevent_default()
        self._find_commands(event.input)

    def _find_commands(self, field: Input) -> None:
        """Search for what is typed by now, unless that was done."""
        text = field.value.strip()
        # Text may still arrive while the palette closes.
        if text != self._text and self.is_active:
            self._text = text
            self._gather_commands(text)

    async def on_key(self, event: events.Key) -> None:
        """Before a key acts on the list, search for what was typed before."""
        if not event.is_printable:
            self._find_commands(self.query_one(PaletteInput))
            while self._search and not self._search.is_finished:
                # Another search may replace it.
                with suppress(WorkerCancelled):
                    await self._search.wait()

    async def action_choose(self) -> None:
        """Run the command under the cursor."""
        field = self.query_one(PaletteInput)
        if field.holds_key:
            await field.action_submit()
            return
        commands = self.query_one(CommandList)
        if commands.highlighted is not None:
            command = commands.get_option_at_index(commands.highlighted)
            self.dismiss()
            # At once, so that the next key is for what it opens, unlike in Textual.
            if isinstance(command, Command) and isawaitable(done := command.hit.command()):
                await done

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Show at once that nothing was found, if there was a search."""
        if search_value:
            nothing = Option("No matching commands", id=self._NO_MATCHES, disabled=True)
            self.query_one(CommandList).add_option(nothing)
            self._list_visible = True

    def _action_command_list(self, action: str) -> None:
        commands = self.query_one(CommandList)
        if commands.size.height or not action.startswith("page"):
            super()._action_command_list(action)
