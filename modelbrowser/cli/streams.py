"""The answer on standard output, words on standard error, and what if they are gone."""

import contextlib
import errno
import sys
from io import TextIOWrapper
from typing import TextIO

from modelbrowser.errors import ExitCode, ModelBrowserError

BROKEN_PIPE = 141
"""What a program exits with whose reader went away: 128 and the number of SIGPIPE."""


class OutputError(ModelBrowserError):
    """Standard output could not be written."""

    title = "Output failed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Could not write the result: {reason}.")


class ReaderGoneError(Exception):
    """The reader of standard output went away, as `head` does: nothing to report."""


def put(answer: str) -> int:
    """Write the answer to standard output, and give the exit code of a success.

    What the output's encoding does not have is written as an escape.

    Raises:
        OutputError: If it could not be written.
        ReaderGoneError: If nobody reads it.
    """
    stream = open_output()
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    try:
        stream.write(answer)
        stream.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError from error
    except OSError as error:
        reason = "no space is left" if error.errno == errno.ENOSPC else "the output failed"
        raise OutputError(reason) from error
    return ExitCode.FOUND


def open_output() -> TextIO:
    """Standard output.

    Raises:
        OutputError: If it is closed.
    """
    if not is_open(sys.stdout):
        raise OutputError("standard output is closed")
    return sys.stdout


def say(words: str) -> None:
    """Write words to standard error, where anybody listens."""
    if is_open(sys.stderr):
        with contextlib.suppress(OSError):
            sys.stderr.write(words)
            sys.stderr.flush()


def is_open(stream: TextIO | None) -> bool:
    """Whether a standard stream is there: Python has None for one that was closed."""
    return stream is not None


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is a terminal."""
    return stream is not None and stream.isatty()
