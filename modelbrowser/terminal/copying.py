"""How does the app copy? It sends, and says what became of it."""

import os

from textual.message import Message

from modelbrowser.terminal import clipboard
from modelbrowser.terminal.guard import GuardedApp
from modelbrowser.terminal.pastes import sanitize_paste


class CopyFinished(Message, bubble=False):
    """Sent to the app when a copy has been made or refused.

    Args:
        outcome: What became of it.
    """

    def __init__(self, outcome: clipboard.Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class CopyingApp(GuardedApp):
    """An app that copies by way of the terminal, and posts `CopyFinished`."""

    def copy_to_clipboard(self, text: str, *, multiline: bool = False) -> None:
        """Send a text to the clipboard of the terminal, and keep it for ctrl+v in here.

        Args:
            text: What to copy.
            multiline: Whether line breaks are allowed, as in code.
        """
        # Inputs have one line, and draw it as it is.
        self._clipboard = sanitize_paste(text.partition("\n")[0])
        self.run_worker(self._copy(text, multiline=multiline), group="clipboard", exclusive=True)

    async def _copy(self, text: str, *, multiline: bool) -> None:
        outcome = await clipboard.copy(text, self._write, os.environ, multiline=multiline)
        self.post_message(CopyFinished(outcome))

    def _write(self, sequence: str) -> None:
        if self._driver:
            self._driver.write(sequence)
