"""The standard streams: results on standard output, messages on standard error."""

import contextlib
import errno
import sys
from io import TextIOWrapper
from typing import TextIO

from modelbrowser.errors import ModelBrowserError

BROKEN_PIPE = 141
"""The exit code if the reader closed the pipe: 128 plus the number of SIGPIPE."""


class OutputError(ModelBrowserError):
    """Standard output can't be written."""

    title = "Output failed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Can't write output: {reason}.")


class ReaderGoneError(Exception):
    """The reader of standard output closed the pipe, as `head` does; nothing to report."""


def write_stdout(text: str) -> None:
    """Write a result to standard output.

    Characters that can't be encoded are written as escapes.

    Raises:
        OutputError: If it can't be written.
        ReaderGoneError: If its reader has left.
    """
    stream = open_output()
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError from error
    except OSError as error:
        reason = "no space left on device" if error.errno == errno.ENOSPC else "writing failed"
        raise OutputError(reason) from error


def open_output() -> TextIO:
    """Return standard output, or raise an `OutputError` if it is closed."""
    if not is_open(sys.stdout):
        raise OutputError("standard output is closed")
    return sys.stdout


def write_stderr(text: str) -> None:
    """Write to standard error, if it is open. If that fails, nothing can be done about it."""
    if is_open(sys.stderr):
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def is_open(stream: TextIO | None) -> bool:
    """Whether a standard stream is open; for a closed one, Python has None."""
    return stream is not None


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is a terminal."""
    return stream is not None and stream.isatty()
