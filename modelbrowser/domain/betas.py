"""Known values of `anthropic-beta`, with what each turns on and its state.

To add one, add a row to `betas.txt`. On the Models endpoint, a beta rarely changes the response;
sending it shows whether the API accepts it from the user's organization. `oauth-2025-04-20` is
not listed, because it is sent with every OAuth token.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

from modelbrowser.record import Record

State = Literal["GA", "beta", "old", "ended", "special"]

STATES: dict[str, str] = {
    "GA": "needs no header",
    "old": "is superseded",
    "ended": "has no effect",
    "special": "needs special access",
}
"""What the states mean, except `beta`. GA is generally available; a beta has also ended if its
models are retired."""


class KnownBeta(Record):
    """A known beta.

    Attributes:
        value: As sent in the header.
        state: Its state in one word.
        meaning: What it turns on, in a few words.
        status: More about its state, in a few words; may be empty.
    """

    value: str
    state: State
    meaning: str
    status: str = ""


def _parse(rows: str) -> Iterator[KnownBeta]:
    """Parse the rows of a paragraph of the file; the first line is a comment."""
    for row in rows.splitlines()[1:]:
        value, state, *words = row.split(" | ")
        yield KnownBeta(value.rstrip(), cast("State", state.rstrip()), *words)


_TEXT = Path(__file__).with_name("betas.txt").read_text("utf-8")
_, _documented, _newer = _TEXT.split("\n\n")

DOCUMENTED_BETAS = tuple(_parse(_documented))
"""The betas of the reference ("Header Parameters"), in its order."""

KNOWN_BETAS: dict[str, KnownBeta] = {
    beta.value: beta for beta in (*DOCUMENTED_BETAS, *_parse(_newer))
}
"""All known betas, by value: also those that today's official SDKs know beyond the reference."""
