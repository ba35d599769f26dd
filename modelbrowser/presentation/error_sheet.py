"""A lookup that failed, as a sheet."""

from collections.abc import Iterator

from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.lookup_sheet import beta_row, request_row
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.presentation.sheet import Row, Sheet

_LONGEST = 4 * MAX_LENGTH
"""A sentence quotes foreign text at most a few times, each a model ID's length."""


def sheet_of_error(error: ModelBrowserError, query: ModelQuery | None = None) -> Sheet:
    """What happened, what to do, and what was asked.

    Args:
        error: What happened.
        query: The question; None where there was none to send.
    """
    words = (error.message, error.remedy)
    return Sheet(
        title=plain(error.title),
        tone="bad",
        sentences=tuple(plain(text, _LONGEST) for text in words if text),
        rows=tuple(_rows(error, query)),
    )


def _rows(error: ModelBrowserError, query: ModelQuery | None) -> Iterator[Row]:
    if query:
        yield Row(Plain("Asked"), plain(query.model_id, MAX_LENGTH))
        yield beta_row(query.betas)
    if error.request_id:
        yield request_row(error.request_id)
