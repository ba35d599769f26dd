"""A lookup that failed, as a sheet."""

from collections.abc import Iterator

from modelbrowser.domain.candidates import Candidate
from modelbrowser.domain.drift import Drift
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.lookup_sheet import beta_row, request_row
from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.presentation.sheet import Row, Sheet
from modelbrowser.presentation.verdict import drift_words

_LONGEST = 4 * MAX_LENGTH
"""A sentence quotes foreign text at most a few times, each a model ID's length."""


def sheet_of_error(
    error: ModelBrowserError,
    query: ModelQuery | None = None,
    suggestions: tuple[Candidate, ...] = (),
    known: Candidate | None = None,
    drift: Drift | None = None,
) -> Sheet:
    """What happened, what to do, and what was asked.

    Args:
        error: What happened.
        query: The question; None where there was none to send.
        suggestions: The names that were probably meant, best first.
        known: What is publicly known of the asked name.
        drift: What the name stood for, where it stood for a model once.
    """
    meant = (f"Did you mean {suggestions[0].name}?",) if suggestions else ()
    fact = (f"{known.name} is known as {known.note}.",) if known and known.note else ()
    words = (error.message, *fact, *(meant or (error.remedy,)))
    return Sheet(
        title=plain(error.title),
        tone="bad",
        sentences=(
            *(plain(text, _LONGEST) for text in words if text),
            *((drift_words(drift),) if drift else ()),
        ),
        rows=(*_suggested(suggestions), *_rows(error, query)),
    )


def _suggested(suggestions: tuple[Candidate, ...]) -> Iterator[Row]:
    label = Plain("Nearest")
    for candidate in suggestions:
        note = f", {candidate.note}" if candidate.note else ""
        yield Row(label, plain(f"{candidate.name}{note}"))
        label = NOTHING


def _rows(error: ModelBrowserError, query: ModelQuery | None) -> Iterator[Row]:
    if query:
        yield Row(Plain("Asked"), plain(query.model_id, MAX_LENGTH))
        yield beta_row(query.betas)
    if error.request_id:
        yield request_row(error.request_id)
