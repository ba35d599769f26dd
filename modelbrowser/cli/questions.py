"""Which models are asked for: those of the command line, and of standard input for `-`."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from modelbrowser.cli.arguments import STDIN, UsageError
from modelbrowser.cli.streams import is_open
from modelbrowser.domain.query import parse_beta


@dataclass(frozen=True, slots=True)
class Questions:
    """What the one-shot command asks.

    Attributes:
        names: Model IDs and aliases as they were given, in order, not checked yet.
        betas: Values of `anthropic-beta`, as `parse_beta` lets them pass.
        is_one: Whether there can be one answer only: a failure is none, and goes to standard
            error in the same form.
    """

    names: tuple[str, ...]
    betas: tuple[str, ...]
    is_one: bool


def read_questions(models: tuple[str, ...], betas: Iterable[str]) -> Questions:
    """Take the arguments, and in the place of `-` the lines of standard input.

    Raises:
        InvalidBetaError: If a beta value cannot be one: it would go along with all.
        UsageError: If standard input is closed.
    """
    return Questions(
        names=tuple(_names(models)),
        betas=tuple(dict.fromkeys(parse_beta(beta) for beta in betas)),
        is_one=len(models) == 1 and models != (STDIN,),
    )


def _names(models: tuple[str, ...]) -> Iterator[str]:
    for model in models:
        if model == STDIN:
            yield from _lines()
        else:
            yield model


def _lines() -> Iterator[str]:
    """The lines of standard input that are not blank."""
    if not is_open(sys.stdin):
        raise UsageError("- reads model IDs from standard input, which is closed.")
    # What is no UTF-8 becomes a character that no model ID has, and is refused as such.
    text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    return (line.strip() for line in text.splitlines() if line.strip())
