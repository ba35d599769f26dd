"""The answer on standard output, words on standard error, and what if they are gone."""

import contextlib
import errno
import sys
from io import TextIOWrapper
from typing import TextIO

from modelbrowser.errors import ExitCode

BROKEN_PIPE = 141
"""What a program exits with whose reader went away: 128 and the number of SIGPIPE."""


def put(answer: str) -> int:
    """Write the answer to standard output, and tell what to exit with.

    What the output's encoding does not have is written as an escape.
    """
    stream = sys.stdout
    if not is_open(stream):
        say("Could not write the result: standard output is closed.\n")
        return ExitCode.INTERNAL
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    try:
        stream.write(answer)
        stream.flush()
    except BrokenPipeError:
        return BROKEN_PIPE
    except OSError as error:
        why = "no space is left" if error.errno == errno.ENOSPC else "the output failed"
        say(f"Could not write the result: {why}.\n")
        return ExitCode.INTERNAL
    return ExitCode.FOUND


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
