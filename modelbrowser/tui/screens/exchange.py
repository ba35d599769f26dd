"""Shows the request and the response, without the key."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from modelbrowser.domain.lookup import Exchange
from modelbrowser.domain.query import ModelQuery
from modelbrowser.presentation.exchange_text import body_text, exchange_text, support_bundle
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.snippets.highlight import CodeSpan
from modelbrowser.terminal.clipboard import ClipboardApp
from modelbrowser.tui.screens.base import DismissOnce
from modelbrowser.tui.widgets.bars import KeyBar, TopBar
from modelbrowser.tui.widgets.code_view import CodeView
from modelbrowser.tui.widgets.text import content


class ExchangeScreen(DismissOnce, Screen[None]):
    """The exchange as text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,ctrl+y", "copy_body", "Copy JSON", key_display="c", id="exchange.copy",
                tooltip="Copy the response body to the clipboard"),
        Binding("b", "copy_bundle", "Copy for support", id="exchange.support",
                tooltip="Copy for support: status, request ID, betas and versions"),
        Binding("escape", "dismiss", "Back", key_display="Esc", id="exchange.close",
                tooltip="Go back to the result"),
    ]  # fmt: skip

    app = getters.app(ClipboardApp)
    code = getters.query_one(CodeView)

    def __init__(self, query: ModelQuery, exchange: Exchange) -> None:
        super().__init__()
        self._query = query
        self._exchange = exchange

    def compose(self) -> ComposeResult:
        """Lay out the text and the keys."""
        yield TopBar()
        yield CodeView()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the text."""
        self.code.border_title = content(SafeText("Request and response"))
        self.code.show([CodeSpan("plain", exchange_text(self._exchange))])

    def action_copy_body(self) -> None:
        """Copy the JSON of the response to the clipboard."""
        self.app.copy_to_clipboard(body_text(self._exchange.body, ascii_only=True), multiline=True)

    def action_copy_bundle(self) -> None:
        """Copy what support needs to the clipboard."""
        self.app.copy_to_clipboard(support_bundle(self._query, self._exchange), multiline=True)
