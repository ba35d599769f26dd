"""What is to be read while there is no answer: before, during and after waiting for one."""

from math import ceil

from modelbrowser.domain.lookup import Retry
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.presentation.sheet import Sheet

SLOW = 5.0
"""After how many seconds a person is told that the API has not answered yet."""

_ESC = Plain("Esc cancels.")


def idle_sheet() -> Sheet:
    """Before the first lookup."""
    return Sheet(
        title=Plain("Ready"),
        sentences=(
            Plain("Type a model ID or an alias, then press Enter."),
            Plain("The answer says what it stands for, since when, and until when."),
            Plain("Ticked beta values are sent along: does the API accept them from you?"),
        ),
    )


def pending_sheet(query: ModelQuery, waited: float, timeout: float) -> Sheet:
    """While the question is on its way.

    Args:
        query: The question.
        waited: How long it has been, in seconds.
        timeout: The deadline of the lookup, in seconds.
    """
    slow = Plain(f"The API has not answered yet. The lookup stops by itself after {timeout:g} s.")
    return Sheet(
        title=Plain("Looking up"),
        sentences=(
            Plain(f"{_asked(query)}, {int(waited)} s so far."),
            *((slow,) if waited >= SLOW else ()),
            _ESC,
        ),
    )


def retrying_sheet(query: ModelQuery, retry: Retry, waited: float) -> Sheet:
    """Between a failed try and the next.

    Args:
        query: The question.
        retry: Why and when it is asked again.
        waited: How long it has been since the retry was announced, in seconds.
    """
    left = max(0, ceil(retry.wait - waited))
    when = f"in {left} s" if left else "now"
    return Sheet(
        title=Plain("Trying again"),
        tone="warning",
        sentences=(
            plain(retry.reason),
            Plain(f"{_asked(query)}: try {retry.number} of {retry.of} {when}."),
            _ESC,
        ),
    )


def cancelled_sheet(query: ModelQuery) -> Sheet:
    """After the person stopped waiting."""
    return Sheet(
        title=Plain("Cancelled"),
        sentences=(
            Plain(f"The lookup of {_asked(query)} was cancelled."),
            Plain("Enter looks up again."),
        ),
    )


def _asked(query: ModelQuery) -> Plain:
    return plain(query.model_id, MAX_LENGTH)
