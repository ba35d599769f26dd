"""The dialog for an API key: enter one for this session, or switch to the demo."""

import os
import socket
from dataclasses import replace

from textual import events, getters, on
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import (
    MANUAL_ENTRY,
    MAX_KEY_LENGTH,
    InvalidCredentialError,
    parse_credential,
)
from modelbrowser.presentation.reports import change_key_prompt, no_key_prompt
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.screens.base import QUIT_KEYS, ScreenMixin
from modelbrowser.tui.widgets.inputs import TextInput
from modelbrowser.tui.widgets.report_view import ReportView
from modelbrowser.tui.widgets.text import content


class KeyInput(TextInput):
    """A masked field for a key, which is kept in memory only.

    Args:
        placeholder: How such a key begins; empty if that isn't known.
    """

    ASKS_FOR_KEY = True

    BINDINGS = [
        Binding("enter", "submit", "Use key", id="key.use"),
        Binding("ctrl+d", "screen.choose_demo", "Demo", id="key.demo",
                tooltip="Use demo data: no key, no network"),
        Binding("escape", "screen.skip", "Skip", id="key.skip"),
        Binding("escape", "screen.keep_key", "Back", id="key.back"),
    ]  # fmt: skip

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, max_length=2 * MAX_KEY_LENGTH)
        self.border_title = content(SafeText("API key"))

    def _on_paste(self, event: events.Paste) -> None:
        """Report that the key may have been cut off."""
        if len(event.text.split()) > 1 and len(event.text.strip().splitlines()) > 1:
            self.app.show_notice(SafeText("Pasted the first line only; the key may be incomplete."))


class KeyScreen(ScreenMixin, ModalScreen[Connection | None]):
    """Shows which variable is missing on which machine, and asks for a key.

    Args:
        connection: The connection so far: with a key, without one, or the demo. The result is
            that connection with the typed key, or the demo.
    """

    AUTO_FOCUS = "KeyInput"

    BINDINGS = QUIT_KEYS

    view = getters.query_one(ReportView)
    key = getters.query_one(KeyInput)

    def __init__(self, connection: Connection) -> None:
        # Even in the demo, the key is for the API or a gateway.
        is_api = replace(connection, demo=False).is_api
        super().__init__(ReportView(), KeyInput("sk-ant-…" if is_api else ""))
        self._connection = connection
        self._gateway = None if is_api else sanitize(connection.host)

    def on_mount(self) -> None:
        """Show what is missing, and where."""
        self.view.can_focus = False
        if self._connection.can_send:
            self._ask()
        else:
            reason = self._connection.no_credential or "ANTHROPIC_API_KEY is not set."
            reason = f"{reason} {self._connection.no_credential_remedy}".rstrip()
            by_ssh = bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))
            host = sanitize(socket.gethostname())
            self.view.report = no_key_prompt(
                host,
                sanitize(reason, 600),
                self._demo_key,
                by_ssh=by_ssh,
                gateway=self._gateway,
            )

    def _ask(self, error: InvalidCredentialError | None = None) -> None:
        in_demo = self._connection.demo
        self.view.report = change_key_prompt(
            error, self._demo_key, in_demo=in_demo, gateway=self._gateway
        )

    @property
    def _demo_key(self) -> SafeText:
        return self.key.app.key_in_words("key.demo", KeyInput.BINDINGS)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer the demo only outside of the demo, and the appropriate way back."""
        offered = {
            "choose_demo": not self._connection.demo,
            "skip": not self._connection.can_send,
            "keep_key": self._connection.can_send,
        }
        return offered.get(action, True)

    def action_choose_demo(self) -> None:
        """Switch to the demo."""
        self.dismiss(replace(self._connection, demo=True))

    def action_keep_key(self) -> None:
        """Keep the connection as it is."""
        self.dismiss(None)

    action_skip = action_keep_key

    @on(Input.Submitted)
    def _use_key(self) -> None:
        """Return what was typed, if it can be a key."""
        typed = self.key.value
        # Not left in the widget, whose attributes Textual may print.
        self.key.value = ""
        try:
            credential = parse_credential(typed, source=MANUAL_ENTRY)
        except InvalidCredentialError as error:
            self._ask(error)
        else:
            self.dismiss(replace(self._connection, credential=credential, demo=False))
