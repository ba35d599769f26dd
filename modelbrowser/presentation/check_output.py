"""The output of a check: a line or an object for each name, and a summary."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import is_past_date
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import retirement_words
from modelbrowser.presentation.json_output import VERSION, host_fields, json_line
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.state import Failed, Found, Outcome

CheckState = Literal[
    "active",
    "retiring",
    "deprecated",
    "retired",
    "not-found",
    "not-a-model-id",
    "unknown",
    "failed",
]
"""The states of a name in a check, in the order of the summary."""

_STATE_WIDTH = 16
"""The width of the states, in cells, including the gap after them."""

_IN_SUMMARY: dict[CheckState, tuple[str, str]] = {
    "active": ("active", "active"),
    "retiring": ("retires within {days}", "retire within {days}"),
    "deprecated": ("deprecated", "deprecated"),
    "retired": ("retired", "retired"),
    "not-found": ("not found", "not found"),
    "not-a-model-id": ("not a model ID", "not model IDs"),
    "unknown": ("without a known status", "without a known status"),
    "failed": ("not checked", "not checked"),
}
"""What the summary calls one name in a state, and several."""


def check_state(
    lifecycle: str | None, retires_at: datetime | None, now: datetime, within: int | None
) -> CheckState:
    """Return the state of a model that exists or existed; all times are aware.

    A retirement date counts if it is at most `within` days from now; with None it doesn't.
    """
    match lifecycle:
        case "retired":
            return "retired"
        case _ if within is not None and is_past_date(retires_at, now + timedelta(days=within)):
            return "retiring"
        case "active" | "deprecated":
            return lifecycle
        case _:
            return "unknown"


def check_line(state: CheckState, asked: str | None, outcome: Outcome, clock: Clock) -> str:
    """Format the line of a name: its state, the name, and the details.

    The name is None if it must not be shown.
    """
    name = "(not shown)" if asked is None else sanitize(asked, MAX_LENGTH).replace(" ", "\\x20")
    text = f"{state:<{_STATE_WIDTH}}{name}  {_details(outcome, clock)}"
    return f"{text.rstrip()}\n"


def _details(outcome: Outcome, clock: Clock) -> SafeText:
    if isinstance(outcome, Failed):
        words = _failure(outcome, clock)
    elif isinstance(outcome, Found):
        model = outcome.lookup.model
        words = (
            f"resolves to {model.id}" if outcome.lookup.is_alias else "",
            _dates(model.lifecycle, model.retires_at, clock),
            f"successor {outcome.successor}" if outcome.successor else "",
        )
    else:
        retirement = outcome.error.retirement
        words = (
            _dates("retired", retirement.model.retires_at, clock),
            f"successor {retirement.successor}" if retirement.successor else "",
        )
    return sanitize("; ".join(filter(None, words)), 4 * MAX_LENGTH)


def _failure(failed: Failed, clock: Clock) -> tuple[str, ...]:
    """Say why a name failed, and what was probably meant."""
    if not failed.suggestions:
        return (failed.reason or failed.error.message,)
    best = failed.suggestions[0]
    dates = _dates(best.lifecycle, best.retires_at, clock)
    status = dates or (f"is {best.lifecycle}" if best.lifecycle else "")
    meant = f"{best.name}, which {status}" if status else best.name
    if failed.reason.endswith(f" {best.name}."):
        return (failed.reason.replace(f" {best.name}.", f" {meant}."),)
    return (f"{failed.reason} Did you mean {meant}?".lstrip(),)


def _dates(lifecycle: str | None, retires_at: datetime | None, clock: Clock) -> str:
    return "".join(retirement_words(lifecycle, retires_at, clock))


def summary_text(counts: Mapping[CheckState, int], within: int | None) -> str:
    """Format the number of names of each state, and the days within which a date counted.

    For example `14 names: 10 active, 2 retire within 60 days, 1 retired`.
    """
    total = sum(counts.values())
    days = "1 day" if within == 1 else f"{within} days"
    parts = [
        f"{counts[state]} {words[counts[state] != 1].format(days=days)}"
        for state, words in _IN_SUMMARY.items()
        if counts.get(state)
    ]
    names = "1 name" if total == 1 else f"{total} names"
    return f"{names}: {', '.join(parts)}\n" if parts else f"{names}\n"


def summary_json(
    counts: Mapping[CheckState, int],
    within: int | None,
    fail_on: tuple[str, ...],
    exit_code: int,
    connection: Connection,
) -> str:
    """Format the same as an object, with the kinds of `--fail-on` and the exit code."""
    by_state = {state.replace("-", "_"): counts.get(state, 0) for state in get_args(CheckState)}
    fields: dict[str, Any] = {
        "version": VERSION,
        "summary": {"names": sum(counts.values()), **by_state},
        "retiring_within": within,
        "fail_on": fail_on,
        "exit_code": exit_code,
        **host_fields(connection),
    }
    return json_line(fields)
