"""How does the app copy? It sends, and says what became of it."""

import os

from modelbrowser.presentation.plain import Plain, visible
from modelbrowser.tui.terminal import clipboard
from modelbrowser.tui.terminal.guard import GuardedApp


class CopyingApp(GuardedApp):
    """An app that copies by way of the terminal."""

    def say(self, words: Plain) -> None:
        """Say something for a while."""
        raise NotImplementedError

    def copy_to_clipboard(self, text: str, *, multiline: bool = False) -> None:
        """Send a text to the clipboard of the terminal, and keep it for ctrl+v in here.

        Args:
            text: What to copy.
            multiline: Whether line breaks are allowed, as in code.
        """
        # Inputs have one line, and draw it as it is.
        self._clipboard = visible(text.partition("\n")[0])
        self.run_worker(self._copy(text, multiline=multiline), group="clipboard", exclusive=True)

    async def _copy(self, text: str, *, multiline: bool) -> None:
        outcome = await clipboard.copy(text, self._write, os.environ, multiline=multiline)
        self.say(outcome.words)

    def _write(self, sequence: str) -> None:
        if self._driver:
            self._driver.write(sequence)
