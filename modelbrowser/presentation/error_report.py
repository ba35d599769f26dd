"""The report of a failure."""

from collections.abc import Iterator

from modelbrowser.domain.candidates import Candidate
from modelbrowser.domain.catalogue import load_catalogue
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.domain.retirement import Retirement
from modelbrowser.presentation.formatting import format_day
from modelbrowser.presentation.reports import Report, Row, alias_move_sentence, beta_row
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.state import Failed, Retired

QUERY_LABEL = SafeText("Query")
"""The label of the model ID or alias that was looked up."""

_MAX_SENTENCE = 4 * MAX_LENGTH
"""In characters. A sentence quotes foreign text a few times, each as long as a model ID."""


def error_report(failed: Failed) -> Report:
    """The report of a failure: what happened, what to do, and the query if there was one."""
    meant, known = failed.suggestions, failed.known
    if failed.alias_move and known and known.last_seen:
        known = None  # the move describes the same lookup, and says more
    facts = _known(known) if known else ()
    advice = f"Did you mean {meant[0].name}?" if meant else failed.error.remedy
    words = (failed.error.message, failed.reason, *facts, advice)
    return Report(
        title=sanitize(failed.error.title),
        tone="bad",
        sentences=(
            *(sanitize(text, _MAX_SENTENCE) for text in words if text),
            *((alias_move_sentence(failed.alias_move),) if failed.alias_move else ()),
        ),
        rows=(*_suggested(meant), *_rows(failed)),
    )


def _known(known: Candidate) -> Iterator[str]:
    """Say what is known of a name that isn't retired, true whatever today's date is."""
    if known.last_seen:
        yield f"You last looked it up on {format_day(known.last_seen)} UTC."
    if known.lifecycle == "deprecated":
        day = known.retires_at
        date = f"; its retirement date is {format_day(day)}" if day else ""
        yield f"{known.name} is deprecated{date}."
        if known.successor:
            yield f"Its successor is {known.successor}."


def _note(known: Candidate) -> str:
    """What is known of a name, in a few words that are true whatever today's date is."""
    day = format_day(known.retires_at) if known.retires_at else ""
    match known.lifecycle:
        case "retired":
            note = f"retired on {day}" if day else "retired"
        case "deprecated":
            note = f"retires {day}" if day else "deprecated"
        case _:
            return f"last seen {format_day(known.last_seen)}" if known.last_seen else ""
    return f"{note}, successor {known.successor}" if known.successor else note


def _suggested(suggestions: tuple[Candidate, ...]) -> Iterator[Row]:
    label = SafeText("Suggestion")
    for candidate in suggestions:
        note = _note(candidate)
        yield Row(label, sanitize(f"{candidate.name}, {note}" if note else candidate.name))
        label = NOTHING


def retired_report(retired: Retired) -> Report:
    """The report of a retired model: since when, what to use instead, and where that is from."""
    error, model = retired.error, retired.error.retirement
    return Report(
        title=sanitize(error.title),
        tone="bad",
        sentences=(
            *(sanitize(text, _MAX_SENTENCE) for text in (error.message, error.remedy) if text),
            *((alias_move_sentence(retired.alias_move),) if retired.alias_move else ()),
        ),
        rows=(*_retirement(model), *_rows(retired)),
    )


def _retirement(model: Retirement) -> Iterator[Row]:
    if model.model_id != model.name:
        yield Row(SafeText("ID"), sanitize(model.model_id, MAX_LENGTH))
    yield Row(SafeText("Name"), sanitize(model.display_name))
    for label, moment in (("Deprecated", model.deprecated_at), ("Retired", model.retired_at)):
        if moment:
            yield Row(SafeText(label), SafeText(f"{format_day(moment)} UTC"))
    if model.successor:
        yield Row(SafeText("Successor"), sanitize(model.successor, MAX_LENGTH))
    built_in = SafeText(f"built-in data from {load_catalogue().as_of}")
    if model.source == "built-in":
        yield Row(SafeText("Source"), built_in)
    else:
        yield Row(SafeText("Source"), SafeText("the API's list of models"))
        if model.successor:
            yield Row(NOTHING, SafeText(f"{built_in} (successor)"))


def _rows(failed: Failed | Retired) -> Iterator[Row]:
    if failed.query:
        yield Row(QUERY_LABEL, sanitize(failed.query.model_id, MAX_LENGTH))
        yield beta_row(failed.query.betas)
    if failed.error.request_id:
        yield Row(SafeText("Request ID"), sanitize(failed.error.request_id), "dim")
