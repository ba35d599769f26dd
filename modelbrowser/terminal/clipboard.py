"""How does a text reach the clipboard of the person, who may sit at another machine?"""

import asyncio
import base64
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from textual.message import Message

from modelbrowser.terminal.app import GuardedApp
from modelbrowser.terminal.compatibility import CLIPBOARD
from modelbrowser.terminal.pastes import sanitize_paste

LIMIT = 100_000
"""The longest text that is copied, in bytes; some terminals drop more in silence."""

_PATIENCE = 2.0
_TMUX = ("tmux", "load-buffer", "-w", "-")
# GNU screen cuts off longer strings.
_SCREEN_CHUNK = 240


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a copy, as far as it is known.

    Attributes:
        is_sent: Whether anything was sent.
        words: A sentence for the person.
    """

    is_sent: bool
    words: str


SENT = Outcome(is_sent=True, words="Sent to your terminal's clipboard.")
"""No promise, because a terminal never answers whether it obeyed."""

IN_TMUX = Outcome(is_sent=True, words="Copied to tmux's buffer, and passed on to your terminal.")
COPIED = Outcome(is_sent=True, words="Copied to the clipboard.")
NOTHING = Outcome(is_sent=False, words="Nothing to copy.")
TOO_LONG = Outcome(
    is_sent=False, words=f"Not copied: longer than a terminal takes ({LIMIT:,} bytes)."
)
NOT_PRINTABLE = Outcome(
    is_sent=False, words="Not copied: it contains characters that cannot be printed."
)


async def copy(
    text: str,
    write: Callable[[str], None],
    environ: Mapping[str, str],
    *,
    multiline: bool = False,
) -> Outcome:
    """Send a text to the clipboard of the terminal that the person sits at.

    Args:
        text: What to copy.
        write: Writes to the terminal.
        environ: The environment, which tells what lies between here and the terminal.
        multiline: Whether line breaks and tabs are allowed, as in code.
    """
    if not text:
        return NOTHING
    layout = "\n\t" if multiline else ""
    if not all(character.isprintable() or character in layout for character in text):
        return NOT_PRINTABLE
    data = text.encode()
    if len(data) > LIMIT:
        return TOO_LONG
    if _is_local_mac(environ) and await _pipe(data, environ, "pbcopy"):
        return COPIED
    # By default tmux drops what a program sends to the clipboard, so tmux itself is asked.
    if environ.get("TMUX") and await _pipe(data, environ, *_TMUX):
        return IN_TMUX
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode()}\a"
    write("".join(_wrap_for_screen(sequence)) if environ.get("STY") else sequence)
    return SENT


def _is_local_mac(environ: Mapping[str, str]) -> bool:
    is_remote = environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
    return sys.platform == "darwin" and not is_remote


def _wrap_for_screen(sequence: str) -> Iterator[str]:
    """Let GNU screen hand a sequence on to the terminal around it."""
    for start in range(0, len(sequence), _SCREEN_CHUNK):
        yield f"\x1bP{sequence[start : start + _SCREEN_CHUNK]}\x1b\\"


async def _pipe(data: bytes, environ: Mapping[str, str], *command: str) -> bool:
    """Whether a command took the data, within 2 seconds."""
    devnull = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=devnull, stderr=devnull, env=environ
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.communicate(data)
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode == 0


class CopyFinished(Message, bubble=False):
    """Sent to the app when a copy has been made or refused.

    Args:
        outcome: What became of it.
    """

    def __init__(self, outcome: Outcome) -> None:
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
        if not CLIPBOARD.is_available():
            super().copy_to_clipboard(text)
            self.post_message(CopyFinished(SENT))
            return
        # Inputs have one line, and draw it as it is.
        self._clipboard = sanitize_paste(text.partition("\n")[0])
        self.run_worker(self._copy(text, multiline=multiline), group="clipboard", exclusive=True)

    async def _copy(self, text: str, *, multiline: bool) -> None:
        outcome = await copy(text, self._write, os.environ, multiline=multiline)
        self.post_message(CopyFinished(outcome))

    def _write(self, sequence: str) -> None:
        if self._driver:
            self._driver.write(sequence)
