"""A lookup that failed, as a sheet."""

from collections.abc import Iterator

from modelbrowser.domain.candidates import Candidate
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.lookup_sheet import beta_row, request_row
from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.presentation.sheet import Row, Sheet
from modelbrowser.presentation.verdict import drift_words
from modelbrowser.state import Failed

ASKED = Plain("Asked")
"""The label of the question."""

_LONGEST = 4 * MAX_LENGTH
"""A sentence quotes foreign text at most a few times, each a model ID's length."""


def sheet_of_error(failed: Failed) -> Sheet:
    """What happened, what to do, and what was asked where there is a question."""
    meant, known = failed.suggestions, failed.known
    fact = f"{known.name} is known as {known.note}." if known and known.note else ""
    advice = f"Did you mean {meant[0].name}?" if meant else failed.error.remedy
    words = (failed.error.message, fact, advice)
    return Sheet(
        title=plain(failed.error.title),
        tone="bad",
        sentences=(
            *(plain(text, _LONGEST) for text in words if text),
            *((drift_words(failed.drift),) if failed.drift else ()),
        ),
        rows=(*_suggested(meant), *_rows(failed)),
    )


def _suggested(suggestions: tuple[Candidate, ...]) -> Iterator[Row]:
    label = Plain("Nearest")
    for candidate in suggestions:
        note = f", {candidate.note}" if candidate.note else ""
        yield Row(label, plain(f"{candidate.name}{note}"))
        label = NOTHING


def _rows(failed: Failed) -> Iterator[Row]:
    if failed.query:
        yield Row(ASKED, plain(failed.query.model_id, MAX_LENGTH))
        yield beta_row(failed.query.betas)
    if failed.error.request_id:
        yield request_row(failed.error.request_id)
