"""Copy as code: the request on screen, in a language of choice."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from modelbrowser.preferences import Preferences
from modelbrowser.presentation.lists import Column
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.snippets.highlight import highlight
from modelbrowser.snippets.languages import LANGUAGES, Language
from modelbrowser.snippets.request import SnippetRequest
from modelbrowser.terminal.clipboard import ClipboardApp
from modelbrowser.tui.new_file import (
    AlreadyThereError,
    NotSavedError,
    display_path,
    free_name,
    save,
)
from modelbrowser.tui.screens.base import DismissOnce
from modelbrowser.tui.widgets.bars import KeyBar, TopBar
from modelbrowser.tui.widgets.code_view import CodeView
from modelbrowser.tui.widgets.inputs import TextInput
from modelbrowser.tui.widgets.lists import ChoiceList, RowList
from modelbrowser.tui.widgets.text import content

LANGUAGE = "language"
"""The name of the preference for the language."""


class LanguageList(ChoiceList[Language]):
    """All languages; the marked one is shown."""

    def __init__(self) -> None:
        title = Column[Language](SafeText("Language"), 10, lambda each: SafeText(each.title))
        super().__init__(SafeText("Copy as"), [title])


class FileName(TextInput):
    """The field for the name of a new file; hidden until it is needed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Save", key_display="⏎", id="file.save"),
        Binding("escape", "screen.close_file", "Cancel", key_display="Esc", id="file.close"),
    ]

    def __init__(self) -> None:
        super().__init__(max_length=1024, id="file")
        self.display = False
        self.border_title = content(SafeText("Save as"))


class SnippetScreen(DismissOnce, Screen[None]):
    """A list of languages, and the request in the language under the cursor.

    Args:
        requests: The request with the typed ID and, if that is an alias, with the resolved ID.
        preferences: Keeps the language for the next run.
    """

    AUTO_FOCUS = "LanguageList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c,ctrl+y", "copy", "Copy", key_display="⏎", id="snippet.copy",
                tooltip="Copy the code to the clipboard"),
        Binding("s", "save", "Save", id="snippet.save", tooltip="Save the code to a new file"),
        Binding("i", "swap_id", "Alias/ID", id="snippet.id",
                tooltip="Switch between the alias and the resolved ID"),
        Binding("right", "scroll(8)", "More", show=False, id="snippet.right",
                tooltip="Scroll right to see the rest of long lines"),
        Binding("left", "scroll(-8)", "Left", show=False, id="snippet.left",
                tooltip="Scroll left"),
        Binding("escape", "dismiss", "Back", key_display="Esc", id="snippet.close",
                tooltip="Go back to the result"),
    ]  # fmt: skip

    app = getters.app(ClipboardApp)
    languages = getters.query_one(LanguageList)
    code = getters.query_one(CodeView)
    file = getters.query_one(FileName)
    key_bar = getters.query_one(KeyBar)

    def __init__(self, requests: tuple[SnippetRequest, ...], preferences: Preferences) -> None:
        super().__init__()
        self._requests = requests
        self._preferences = preferences
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Lay out the languages next to the code."""
        yield TopBar()
        with Horizontal(id="snippet"):
            yield LanguageList()
            yield CodeView()
        yield FileName()
        yield KeyBar()

    def on_mount(self) -> None:
        """Start with the language that was copied or saved last."""
        self.languages.show_rows(LANGUAGES)
        names = [language.name for language in LANGUAGES]
        last = self._preferences.get(LANGUAGE)
        self.languages.cursor = names.index(last) if last in names else 0
        self._show()

    @on(RowList.Moved)
    def _show(self) -> None:
        """Show the code in the language under the cursor."""
        language = self._language
        request = self._requests[self._chosen]
        self.code.border_title = content(sanitize(request.model_id))
        self.code.border_subtitle = content(SafeText(language.install_hint))
        self.code.show(highlight(self._text, language.syntax))

    @property
    def _language(self) -> Language:
        return self.languages.rows[self.languages.cursor]

    @property
    def _text(self) -> str:
        return self._language.write(self._requests[self._chosen])

    def action_copy(self) -> None:
        """Copy the code to the clipboard, and remember the language."""
        self._preferences.set(LANGUAGE, self._language.name)
        self.app.copy_to_clipboard(self._text, multiline=True)

    def action_swap_id(self) -> None:
        """Switch between the alias and the resolved ID."""
        self._chosen = (self._chosen + 1) % len(self._requests)
        self._show()

    def action_scroll(self, columns: int) -> None:
        """Scroll the code sideways while the list has the focus."""
        self.code.scroll_relative(x=columns, animate=False)

    def action_save(self) -> None:
        """Ask for a file name."""
        self.file.value = free_name(f"lookup.{self._language.file_extension}")
        self.file.display = True
        self.set_focus(self.file)
        self.refresh_bindings()

    def action_close_file(self) -> None:
        """Close the file name field."""
        self.file.display = False
        self.set_focus(self.languages)
        self.refresh_bindings()

    @on(Input.Submitted)
    def _write_file(self, event: Input.Submitted) -> None:
        """Write the code to a new file."""
        name = event.value.strip()
        if not name:
            self.key_bar.show_notice(SafeText("Enter a file name."))
            return
        try:
            path = save(name, self._text)
        except NotSavedError as error:
            if isinstance(error, AlreadyThereError):
                self.file.value = free_name(name)
                self.file.action_select_all()
            self.key_bar.show_notice(error.notice)
            return
        self._preferences.set(LANGUAGE, self._language.name)
        self.action_close_file()
        self.key_bar.show_notice(SafeText(f"Saved to {display_path(path)}."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other ID only if there is one, and only saving while a file name is typed."""
        del parameters
        match action:
            case "swap_id":
                return len(self._requests) > 1 and not self.file.display
            case "copy" | "save":
                return not self.file.display
            case _:
                return True
