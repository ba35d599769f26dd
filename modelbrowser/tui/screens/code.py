"""The code screens: the request as code in a language of choice, and as it was sent."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import get_args

from rich.segment import Segment
from textual import getters, on
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input

from modelbrowser.domain.lookup import Exchange
from modelbrowser.domain.query import ModelQuery
from modelbrowser.preferences import Preferences
from modelbrowser.presentation.exchange_text import body_text, exchange_text, support_bundle
from modelbrowser.presentation.lists import Column
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.snippets.highlight import CodeKind, CodeSpan, highlight
from modelbrowser.snippets.languages import LANGUAGES, Language
from modelbrowser.snippets.request import SnippetRequest
from modelbrowser.terminal.clipboard import ClipboardApp
from modelbrowser.tui.new_file import (
    NameTakenError,
    SaveError,
    display_path,
    find_free_name,
    save_new_file,
)
from modelbrowser.tui.screens.base import ScreenMixin
from modelbrowser.tui.widgets.inputs import TextInput
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.lists import ChoiceList, RowList
from modelbrowser.tui.widgets.text import content

LANGUAGE = "language"
"""The name of the preference for the language."""

MAX_LINE_LENGTH = 4096
"""The longest part of a line that is shown, in characters."""

CONTINUATION_MARK = "…"
"""Drawn at an edge if the line continues beyond it."""

TAB_WIDTH = 4
"""The width of a tab, in cells; it is copied as a tab."""


class CodeView(LineView):
    """Highlighted lines that scroll in both directions, not wrapped, so copies are correct."""

    COMPONENT_CLASSES = {f"code--{kind}" for kind in (*get_args(CodeKind), "more")}

    BINDINGS = [
        Binding("left,h", "scroll_left", "Left", show=False, id="code.left"),
        Binding("right,l", "scroll_right", "Right", show=False, id="code.right"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[CodeSpan] = []
        self._lengths: list[int] = []

    def show(self, spans: Iterable[CodeSpan]) -> None:
        """Show code, from its beginning."""
        self._spans = list(spans)
        self.lay_out()
        self.scroll_home(animate=False)

    def lay_out(self) -> None:
        """Join the spans into lines, each span in its color."""
        lines = [Content("")]
        for span in self._spans:
            style = self.get_visual_style(f"code--{span.kind}", partial=True)
            texts = span.text.expandtabs(TAB_WIDTH).split("\n")
            first, *rest = (content(sanitize(text, MAX_LINE_LENGTH), style) for text in texts)
            lines[-1] += first
            lines += rest
        self._lengths = [line.cell_length for line in lines]
        self.show_lines(lines, max(self._lengths))

    def render_line(self, y: int) -> Strip:
        """Draw one visible line, with a mark at each edge if it continues beyond it."""
        strip = super().render_line(y)
        left, top = self.scroll_offset
        length = self._lengths[top + y] if top + y < len(self._lengths) else 0
        width = strip.cell_length
        style = self.get_visual_style("code--more").rich_style
        mark = Strip([Segment(CONTINUATION_MARK, style)])
        if length > left + width:
            strip = Strip.join([strip.crop(0, width - 1), mark])
        if left and length > left:
            strip = Strip.join([mark, strip.crop(1)])
        return strip


class LanguageList(ChoiceList[Language]):
    """All languages; the marked one is shown."""

    def __init__(self) -> None:
        title = Column[Language](SafeText("Language"), 10, lambda each: SafeText(each.title))
        super().__init__([title])
        self.border_title = content(SafeText("Copy as"))


class FileNameInput(TextInput):
    """The field for the name of a new file; hidden until it is needed."""

    BINDINGS = [
        Binding("enter", "submit", "Save", id="file.save"),
        Binding("escape", "screen.close_file", "Cancel", id="file.close"),
    ]

    def __init__(self) -> None:
        super().__init__(max_length=1024)
        self.display = False
        self.border_title = content(SafeText("Save as"))


class SnippetScreen(ScreenMixin, Screen[None]):
    """A list of languages, and the request in the language under the cursor.

    Args:
        requests: The request with the typed ID and, if that is an alias, with the resolved ID.
        preferences: Keeps the language for the next run.
    """

    AUTO_FOCUS = "LanguageList"

    BINDINGS = [
        Binding("enter,c,ctrl+y", "copy", "Copy", key_display="⏎", id="snippet.copy",
                tooltip="Copy the code to the clipboard"),
        Binding("s", "save", "Save", id="snippet.save", tooltip="Save the code to a new file"),
        Binding("i", "swap_id", "Alias/ID", id="snippet.id",
                tooltip="Switch between the alias and the resolved ID"),
        Binding("right", "scroll(8)", "More", show=False, id="snippet.right",
                tooltip="Scroll right to see the rest of long lines"),
        Binding("left", "scroll(-8)", "Left", show=False, id="snippet.left", tooltip="Scroll left"),
        Binding("escape", "dismiss", "Back", id="snippet.close", tooltip="Go back to the result"),
    ]  # fmt: skip

    app = getters.app(ClipboardApp)
    languages = getters.query_one(LanguageList)
    code = getters.query_one(CodeView)
    file = getters.query_one(FileNameInput)

    def __init__(self, requests: tuple[SnippetRequest, ...], preferences: Preferences) -> None:
        super().__init__(Horizontal(LanguageList(), CodeView(), id="snippet"), FileNameInput())
        self._requests = requests
        self._preferences = preferences
        self._chosen = 0

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
        self.file.set_text(find_free_name(f"lookup.{self._language.file_extension}"))
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
            path = save_new_file(name, self._text)
        except SaveError as error:
            if isinstance(error, NameTakenError):
                self.file.value = find_free_name(name)
                self.file.action_select_all()
            self.key_bar.show_notice(error.notice)
            return
        self._preferences.set(LANGUAGE, self._language.name)
        self.action_close_file()
        self.key_bar.show_notice(SafeText(f"Saved to {display_path(path)}."))

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer the other ID only if there is one, and only saving while a file name is typed."""
        if action == "swap_id" and len(self._requests) == 1:
            return False
        return action not in {"copy", "save", "swap_id"} or not self.file.display


class ExchangeScreen(ScreenMixin, Screen[None]):
    """The exchange as text."""

    BINDINGS = [
        Binding("c,ctrl+y", "copy_body", "Copy JSON", key_display="c", id="exchange.copy",
                tooltip="Copy the response body to the clipboard"),
        Binding("b", "copy_bundle", "Copy for support", id="exchange.support",
                tooltip="Copy for support: status, request ID, betas and versions"),
        Binding("escape", "dismiss", "Back", id="exchange.close", tooltip="Go back to the result"),
    ]  # fmt: skip

    app = getters.app(ClipboardApp)
    code = getters.query_one(CodeView)

    def __init__(self, query: ModelQuery, exchange: Exchange) -> None:
        super().__init__(CodeView())
        self._query = query
        self._exchange = exchange

    def on_mount(self) -> None:
        """Show the text."""
        self.code.border_title = content(SafeText("Request and response"))
        self.code.show(self._spans())

    def _spans(self) -> Iterator[CodeSpan]:
        """Make the request line and the status stand out from the headers."""
        is_ok = self._exchange.status == HTTPStatus.OK
        kinds: list[CodeKind] = ["start"] * (2 if self._exchange.demo else 1)
        kinds.append("good" if is_ok else "bad")
        *heads, body = exchange_text(self._exchange).split("\n\n", len(kinds))
        for kind, head in zip(kinds, heads, strict=True):
            start, *headers = head.splitlines(keepends=True)
            yield CodeSpan(kind, start)
            yield CodeSpan("comment", "".join((*headers, "\n\n")))
        yield CodeSpan("plain", body)

    def action_copy_body(self) -> None:
        """Copy the JSON of the response to the clipboard."""
        self.app.copy_to_clipboard(body_text(self._exchange.body, ascii_only=True), multiline=True)

    def action_copy_bundle(self) -> None:
        """Copy what support needs to the clipboard."""
        self.app.copy_to_clipboard(support_bundle(self._query, self._exchange), multiline=True)
