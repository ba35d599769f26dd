"""The standard streams: names on standard input, results on output, messages on error.

Another program that shares a pipe may have made it non-blocking, as Node.js does. Then Python
reads what is there, and drops what the pipe doesn't accept at once. So these functions wait.
"""

import contextlib
import errno
import os
import select
import sys
from typing import TextIO

from modelbrowser.errors import ModelBrowserError
from modelbrowser.terminal.environment import uses_utf8

BROKEN_PIPE = 141
"""The exit code if the reader closed the pipe: 128 plus the number of SIGPIPE."""

_CHUNK = 64 * 1024
"""How much is read at a time, in bytes: what a pipe holds."""


class OutputError(ModelBrowserError):
    """Standard output can't be written."""

    title = "Output failed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Can't write output: {reason}.")


class ReaderGoneError(Exception):
    """The reader of standard output closed the pipe, as `head` does; nothing to report."""


def read_stdin(limit: int) -> bytes:
    """Read standard input to its end, or a little beyond a limit; raise OSError if that fails."""
    content = bytearray()
    while True:
        try:
            chunk = os.read(sys.stdin.fileno(), _CHUNK)
        except BlockingIOError:
            select.select([sys.stdin], [], [])
            continue
        content += chunk
        if not chunk or len(content) > limit:
            return bytes(content)


def write_stdout(text: str) -> None:
    """Write a result to standard output.

    Raises:
        OutputError: If it can't be written.
        ReaderGoneError: If its reader has left.
    """
    stream = require_stdout()
    try:
        _write(stream, text)
    except BrokenPipeError as error:
        raise ReaderGoneError from error
    except OSError as error:
        reason = "no space left on device" if error.errno == errno.ENOSPC else "write error"
        raise OutputError(reason) from error


def require_stdout() -> TextIO:
    """Return standard output, or raise an `OutputError` if it is closed."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    return sys.stdout


def write_stderr(text: str) -> None:
    """Write to standard error, if it is open. If that fails, nothing can be done about it."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    """Write a text; characters that can't be encoded are written as escapes."""
    rest = memoryview(text.encode(encoding_of(stream), "backslashreplace"))
    # With PYTHONUNBUFFERED, there is no buffer around the stream.
    raw = getattr(stream.buffer, "raw", stream.buffer)
    while rest:
        written = raw.write(rest)
        if written is None:
            select.select([], [raw], [])
        else:
            rest = rest[written:]


def encoding_of(stream: TextIO) -> str:
    """Return what a stream is written in: ASCII on a terminal that doesn't use UTF-8.

    In the C locale, Python uses UTF-8 nevertheless. Such a terminal takes some of its bytes for
    control characters.
    """
    if stream.encoding == "utf-8" and stream.isatty() and not uses_utf8(os.environ):
        return "ascii"
    return stream.encoding


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is a terminal; for a closed one, Python has None."""
    return stream is not None and stream.isatty()
