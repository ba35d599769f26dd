"""The app: its main screen, and the keys that work everywhere.

Other screens are imported when they are first opened, which keeps startup fast.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, partial

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import Screen
from textual.theme import Theme

from modelbrowser import __version__
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.session import LookupSession
from modelbrowser.terminal.ascii import AsciiApp
from modelbrowser.terminal.clipboard import ClipboardApp, CopyFinished
from modelbrowser.terminal.input import BackgroundReported
from modelbrowser.terminal.rendering import DiffRenderingApp
from modelbrowser.tui.options import TuiOptions
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.themes import DARK, LIGHT, role_colors, split_stylesheet
from modelbrowser.tui.widgets.bars import NOTICE_SECONDS, BarApp

HISTORY_SECONDS = 0.5
"""How long quitting may wait for another program that writes to the history."""

THEME = "theme"
"""The name of the theme among the preferences."""

KEY_NAMES = {f"f{number}": f"F{number}" for number in range(1, 25)} | {
    "delete": "Del",
    "end": "End",
    "escape": "Esc",
    "home": "Home",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "space": "Space",
    "tab": "Tab",
}
"""The names of keys as printed on the keyboard."""


class ModelBrowserApp(DiffRenderingApp, AsciiApp, ClipboardApp, BarApp):
    """Looks up Claude models on one screen; the others open over it.

    Args:
        session: Looks up models; closed by the caller.
        options: What the command line and the settings ask for.
        no_color: Whether to use no colors at all.
        is_light: Whether the background seems to be light, until the terminal reports its color.
    """

    TITLE = "modelbrowser"
    VERSION = __version__

    # It would never end if the release of the mouse button is lost or goes to another screen.
    ENABLE_SELECT_AUTO_SCROLL = False

    CSS, _OTHER_STYLES = split_stylesheet()

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (112, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-usual"), (36, "-tall")]

    BINDINGS = [
        Binding("f1,question_mark", "help", "Help", id="help",
                tooltip="Show keys, terms and file locations"),
        Binding("ctrl+q,q", "quit", "Quit", priority=False, id="quit", tooltip="Quit modelbrowser"),
        Binding("ctrl+p,colon", "command_palette", "Commands", id="palette",
                tooltip="Search all commands"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="suspend",
                tooltip="Suspend to the shell; fg resumes"),
    ]  # fmt: skip

    def __init__(
        self,
        session: LookupSession,
        options: TuiOptions,
        *,
        no_color: bool = False,
        is_light: bool = False,
    ) -> None:
        # Textual decides about colors once, in its constructor.
        super().__init__(ansi_color=True if no_color else None)
        self._session = session
        self._options = options
        self._asked_to_quit = False
        self.animation_level = "none"
        # The theme from the settings, else the one chosen last, if it can be shown.
        names = (options.theme, options.preferences.get(THEME))
        self._chosen_theme = next((name for name in names if name in self._usable_themes), None)
        self._shown_theme = self._chosen_theme
        self.suit_background(is_light=is_light)
        if options.keys:
            from modelbrowser.tui.keymap import make_keymap

            self.keymap = make_keymap(options.keys, options.files["Settings"], type(self))

    def get_default_screen(self) -> Screen[None]:
        """Make the main screen."""
        options = self._options
        if options.theme and options.theme not in self._usable_themes:
            notice = (
                f"{options.theme} isn't used: this terminal has only 16 colors."
                if options.theme in self.available_themes
                else f"Unknown theme: {options.theme}. "
                "Choose one with the Theme command in the palette."
            )
            options = replace(options, notices=(*options.notices, notice))
        if not self._session.connection.can_send:
            # The dialog for the key opens at once.
            self._add_other_styles()
        screen = LookupScreen(self._session, options)
        # The classes for the terminal's size. Textual sets them after the first styles, and
        # would apply all styles again.
        width, height = self.size
        sizes = ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS))
        for size, breakpoints in sizes:
            screen.add_class(max(each for each in breakpoints if each[0] <= size)[1], update=False)
        return screen

    @on(events.Ready)
    def _add_other_styles(self) -> None:
        """Read the styles that the first paint doesn't need, which takes 16 ms."""
        self.stylesheet.add_source(self._OTHER_STYLES, ("", "other screens"))
        self.stylesheet.parse()

    @cached_property
    def available_themes(self) -> dict[str, Theme]:
        """All themes by name, ours first. Textual asks for them with each style that it applies."""
        return {theme.name: theme for theme in (DARK, LIGHT)} | super().available_themes

    def get_css_variables(self) -> dict[str, str]:
        """Return the stylesheet's colors: Textual's, overridden by our roles."""
        return super().get_css_variables() | role_colors(
            self.current_theme, self.console.color_system
        )

    def suit_background(self, *, is_light: bool) -> None:
        """Choose the automatic theme for the terminal; show it unless another one is shown."""
        family = "ansi" if self.console.color_system == "standard" else "modelbrowser"
        self._automatic_theme = f"{family}-{'light' if is_light else 'dark'}"
        self._show_theme(self._shown_theme)

    def _show_theme(self, name: str | None) -> None:
        """Show a theme, or the automatic one, which follows the terminal."""
        self._shown_theme = name
        self.theme = name or self._automatic_theme

    @property
    def _usable_themes(self) -> set[str]:
        """The themes that can be chosen: with 16 colors, only those that use just these.

        In others, text in the nearest of the 16 colors may be illegible.
        """
        has_few = self.console.color_system == "standard"
        return {name for name, it in self.available_themes.items() if it.ansi or not has_few}

    @property
    def has_sent(self) -> bool:
        """Whether a request was ever sent, for a lookup or the list."""
        return self._session.has_sent

    async def on_unmount(self) -> None:
        """Finish pending writes to the history."""
        await self._session.history.aclose(HISTORY_SECONDS)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """List the palette's commands: the screen's and the app's, wherever the focus is."""
        found: dict[str, SystemCommand] = {}
        for node in (screen, self):
            for binding in self.bindings_in_force(node.BINDINGS):
                is_command = (
                    binding.description
                    and binding.id
                    and "." not in binding.id
                    and binding.id != "palette"
                )
                if is_command and node.check_action(binding.action, ()):
                    help_ = f"{self.get_key_display(binding):<3} {binding.tooltip}"
                    run = partial(self.run_action, binding.action, node)
                    command = SystemCommand(binding.description, help_, run)
                    found.setdefault(binding.description, command)
        yield from found.values()
        yield SystemCommand(
            "Theme", "Choose a theme, with a live preview", self.action_change_theme
        )

    def action_help(self) -> None:
        """Open the help."""
        from modelbrowser.tui.keymap import key_places
        from modelbrowser.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(key_places(self.BINDINGS), self._options.files))

    def get_key_display(self, binding: Binding) -> str:
        """Return a key's name as printed on the keyboard."""
        return KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    def action_change_theme(self) -> None:
        """Open the list of themes, and keep the chosen one."""
        from modelbrowser.tui.screens.choices import AUTOMATIC, ThemeChoice, ThemeScreen

        def show(name: str) -> None:
            self._show_theme(name if name != AUTOMATIC else None)

        def keep(choice: ThemeChoice | None) -> None:
            show(choice[0] if choice else self._chosen_theme or AUTOMATIC)
            if choice:
                name = choice[0]
                self._chosen_theme = self._shown_theme
                self._options.preferences.set(THEME, name)
                if self._options.theme not in (None, name):
                    self.show_notice(
                        SafeText("For this session only: your settings specify another theme.")
                    )
                elif self._chosen_theme and name not in self._usable_themes:
                    self.show_notice(
                        SafeText("For this session only: this terminal has only 16 colors.")
                    )

        themes, chosen = self.available_themes.values(), self._chosen_theme or AUTOMATIC
        self.push_screen(ThemeScreen(themes, chosen, show), keep)

    def action_help_quit(self) -> None:
        """Copy text selected with the mouse, if any; otherwise, quit on the second Ctrl+C."""
        selected = self.screen.get_selected_text()
        self.screen.clear_selection()
        if self._asked_to_quit and not selected:
            self.exit()
            return
        self._asked_to_quit = True
        self.set_timer(NOTICE_SECONDS, self._forget_quit)
        if selected:
            self.copy_to_clipboard(selected, multiline=True)
        else:
            self.show_notice(SafeText("Press ^c again to quit."), is_lasting=True)

    def action_command_palette(self) -> None:
        """Open the palette."""
        from modelbrowser.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    @on(BackgroundReported)
    def _follow_background(self, event: BackgroundReported) -> None:
        """Adapt to the background that the terminal reports."""
        self.suit_background(is_light=event.is_light)

    @on(CopyFinished)
    def _show_copy_result(self, event: CopyFinished) -> None:
        """Show whether a copy succeeded."""
        self.show_notice(sanitize(event.result))

    def _forget_quit(self) -> None:
        self._asked_to_quit = False
