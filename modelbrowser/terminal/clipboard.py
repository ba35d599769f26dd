"""Copies to the clipboard of the user's terminal, which may be on another machine."""

import asyncio
import base64
import os
import sys
from collections.abc import Callable, Iterator, Mapping

from textual.message import Message

from modelbrowser.terminal.app import GuardedApp
from modelbrowser.terminal.compatibility import is_textual_supported
from modelbrowser.terminal.pastes import sanitize_paste

MAX_COPY = 100_000
"""The longest text that is copied, in bytes; some terminals silently drop longer ones."""

_TOOL_SECONDS = 2.0
"""How long a tool may take to accept the text, in seconds."""

_LAST_SECONDS = 0.3
"""How long quitting may wait for a tool, in seconds."""

_TMUX = ("tmux", "load-buffer", "-w", "-")

_SCREEN_CHUNK = 240
"""The longest string that GNU screen passes on in one piece."""

SENT = "Sent to your terminal's clipboard (if supported)."
"""Not "copied", because a terminal never confirms it."""

IN_TMUX = "Copied to the tmux buffer and sent to your terminal's clipboard (if supported)."
"""tmux sends nothing if it knows of no clipboard in the terminal: `rxvt-unicode`, `linux`."""

COPIED = "Copied to the clipboard."
NOTHING_TO_COPY = "Nothing to copy."
TOO_LONG = f"Not copied: too long for a terminal ({MAX_COPY:,} bytes)."
NOT_PRINTABLE = "Not copied: it contains unprintable characters."


async def copy(
    text: str,
    write: Callable[[str], None],
    environ: Mapping[str, str],
    *,
    multiline: bool = False,
) -> str:
    """Send a text to the clipboard of the user's terminal, and return the result in a sentence.

    Args:
        text: What to copy.
        write: Writes to the terminal.
        environ: The environment, which shows what is between this program and the terminal.
        multiline: Whether line breaks and tabs are allowed, as in code.
    """
    if not text:
        return NOTHING_TO_COPY
    layout = "\n\t" if multiline else ""
    if not all(character.isprintable() or character in layout for character in text):
        return NOT_PRINTABLE
    data = text.encode()
    if len(data) > MAX_COPY:
        return TOO_LONG
    # By default, tmux drops what programs send to the clipboard, but not its own buffers.
    is_in_tmux = environ.get("TMUX") and await _pipe(data, environ, *_TMUX)
    for command in _local_tools(environ):
        if await _pipe(data, environ, *command):
            return COPIED
    if is_in_tmux:
        return IN_TMUX
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode()}\a"
    write("".join(_wrap_for_screen(sequence)) if environ.get("STY") else sequence)
    return SENT


def _local_tools(environ: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The commands that may reach this machine's clipboard, if the user is at this machine."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return
    if sys.platform == "darwin":
        yield ("pbcopy",)
    if environ.get("WAYLAND_DISPLAY"):
        yield ("wl-copy", "--type", "text/plain")
    if environ.get("DISPLAY"):
        yield ("xclip", "-selection", "clipboard", "-in")
        yield ("xsel", "--clipboard", "--input")


def _wrap_for_screen(sequence: str) -> Iterator[str]:
    """Wrap a sequence so that GNU screen passes it on to the outer terminal."""
    for start in range(0, len(sequence), _SCREEN_CHUNK):
        yield f"\x1bP{sequence[start : start + _SCREEN_CHUNK]}\x1b\\"


async def _pipe(data: bytes, environ: Mapping[str, str], *command: str) -> bool:
    """Whether a command accepted the data within 2 seconds."""
    devnull = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=devnull,
            stderr=devnull,
            env=environ,
            # Most tools keep running to serve pastes, even while this program is stopped.
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_TOOL_SECONDS):
            await process.communicate(data)
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode == 0


class CopyFinished(Message, bubble=False):
    """Sent to the app when a copy is finished or was rejected.

    Args:
        result: The result, in a sentence.
    """

    def __init__(self, result: str) -> None:
        super().__init__()
        self.result = result


class ClipboardApp(GuardedApp):
    """An app that copies through the terminal, and posts `CopyFinished`."""

    _copying: asyncio.Task[str] | None = None

    async def on_exit_app(self) -> None:
        """Finish the last copy before the terminal is restored: it may be what gets the text."""
        if self._copying:
            await asyncio.wait([self._copying], timeout=_LAST_SECONDS)

    def copy_to_clipboard(self, text: str, *, multiline: bool = False) -> None:
        """Send text to the terminal's clipboard, and keep it for Ctrl+V in the app.

        Args:
            text: What to copy.
            multiline: Whether line breaks are allowed, as in code.
        """
        if not is_textual_supported():
            super().copy_to_clipboard(text)
            self.post_message(CopyFinished(SENT))
            return
        # Inputs have one line, and draw their text unchanged.
        self._clipboard = sanitize_paste(text.partition("\n")[0])
        if self._copying:
            self._copying.cancel()
        self._copying = asyncio.create_task(
            copy(text, self._write, os.environ, multiline=multiline)
        )
        self._copying.add_done_callback(self._report)

    def _report(self, copying: asyncio.Task[str]) -> None:
        if not copying.cancelled():
            self.post_message(CopyFinished(copying.result()))

    def _write(self, sequence: str) -> None:
        if self._driver:
            self._driver.write(sequence)
