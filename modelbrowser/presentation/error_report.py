"""The reports of a failure and of a retired model."""

from collections.abc import Iterator
from dataclasses import replace

from modelbrowser.domain.candidates import Candidate
from modelbrowser.domain.catalog import KnownModel, Retirement, load_catalog
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.answer_report import (
    alias_move_sentence,
    beta_row,
    response_row,
    successor_advice,
)
from modelbrowser.presentation.formatting import (
    Span,
    Spans,
    format_day,
    format_utc_day,
    lifecycle_tone,
)
from modelbrowser.presentation.reports import Advice, Report, Row, Suggestion, rows_of
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.state import Failed, Retired

QUERY_LABEL = SafeText("Query")
"""The label of the model ID or alias that was looked up."""

_MAX_SENTENCE = 4 * MAX_LENGTH
"""In characters. A sentence may quote several texts, each as long as a model ID."""


def error_report(failed: Failed | Retired) -> Report:
    """Make the report of a failure: what happened, what to do with which key, and the details."""
    if isinstance(failed, Retired):
        return _retired_report(failed)
    title = sanitize(failed.error.title)
    return Report(
        title=title,
        tone="bad",
        heading=sanitize(failed.query.model_id, MAX_LENGTH) if failed.query else NOTHING,
        chips=(Span(SafeText(title.upper()), "bad"),) if failed.query else (),
        sentences=tuple(_causes(failed, on_screen=True)),
        advice=(_cure(failed),),
        suggestions=tuple(
            Suggestion(
                each.name,
                sanitize(_state(each) or _role(each, failed.suggestions[0])),
                lifecycle_tone(each.lifecycle),
            )
            for each in failed.suggestions
        ),
        rows=(
            *rows_of("Suggestion", _suggested(failed.suggestions)),
            *_query_rows(failed),
            *_details(failed),
        ),
    )


def failure_sentences(failed: Failed | Retired) -> tuple[SafeText, ...]:
    """Say what happened and what to do, for output without keys."""
    if isinstance(failed, Retired):
        words = [failed.error.message, failed.remedy]
        move = (alias_move_sentence(failed.alias_move),) if failed.alias_move else ()
        return (*(sanitize(text, _MAX_SENTENCE) for text in words if text), *move)
    meant = failed.suggestions
    cure = f"Did you mean {meant[0].name}?" if meant else failed.remedy
    causes = list(_causes(failed))
    moved = [causes.pop()] if failed.alias_move else []
    return (*causes, *((sanitize(cure, _MAX_SENTENCE),) if cure else ()), *moved)


def _causes(failed: Failed, *, on_screen: bool = False) -> Iterator[SafeText]:
    """Say what happened, what the name's form means, and what is known about it.

    The demo has a different sentence on screen only: its printed output is like the API's.
    """
    message, exchange = failed.error.message, failed.exchange
    if on_screen and exchange and exchange.demo and failed.error.kind == "not_found":
        message = "The demo has no model with that name."
    known = failed.known
    if failed.alias_move and known and known.last_seen:
        known = None  # the move describes the same lookup, and says more
    words = (message, failed.reason, *(_known(known) if known else ()))
    yield from (sanitize(text, _MAX_SENTENCE) for text in words if text)
    if failed.alias_move:
        yield alias_move_sentence(failed.alias_move)


def _cure(failed: Failed) -> Advice:
    """Say what to do, and which key does it."""
    if failed.suggestions:
        # The names are below it.
        does = SafeText("look it up" if len(failed.suggestions) == 1 else "look up the first")
        return Advice((Span(SafeText("Did you mean:")),), does, "accept_suggestion")
    if failed.rejected_betas:
        return Advice((), SafeText("deselect these betas and try again"), "deselect_rejected")
    line = (Span(sanitize(failed.remedy, _MAX_SENTENCE)),) if failed.remedy else ()
    if failed.error.is_about_key:
        return Advice(line, SafeText("change the key and try again"), "change_key")
    if failed.query:
        return Advice(line, SafeText("try again"), "refresh")
    return Advice(line)


def _known(known: Candidate) -> Iterator[str]:
    """Say what is known about a name that isn't retired, in words that stay true over time."""
    if known.last_seen:
        yield f"You last looked it up on {format_day(known.last_seen)} UTC."
    if known.lifecycle == "deprecated":
        day = known.retires_at
        date = f"; its retirement date is {format_day(day)}" if day else ""
        yield f"{known.name} is deprecated{date}."
        if known.successor:
            yield f"Its successor is {known.successor}."


def _state(known: Candidate) -> str:
    """The status of a name, in a few words that stay true over time."""
    day = format_day(known.retires_at)
    match known.lifecycle:
        case "retired":
            return f"retired on {day}" if day else "retired"
        case "deprecated":
            return f"retires {day}" if day else "deprecated"
        case _:
            return f"last seen {format_day(known.last_seen)}" if known.last_seen else ""


def _role(known: Candidate, first: Candidate) -> str:
    """The relation of a name to the first suggestion."""
    return f"successor of {first.name}" if known.name == first.successor else ""


def _suggested(suggestions: tuple[Candidate, ...]) -> Iterator[SafeText]:
    for candidate in suggestions:
        state = _state(candidate)
        successor = f"successor {candidate.successor}" if state and candidate.successor else ""
        yield sanitize(", ".join(filter(None, (candidate.name, state, successor))))


def _retired_report(retired: Retired) -> Report:
    """Make the report of a retired model: its dates, what to use instead, and the sources."""
    error, known = retired.error, retired.error.retirement
    name, model = known.name, known.model
    return Report(
        title=sanitize(error.title),
        tone="bad",
        heading=sanitize(name, MAX_LENGTH),
        chips=(Span(SafeText("RETIRED"), "bad"),),
        subheading=sanitize(model.display_name),
        details=tuple(_kind(name, model)),
        model=model,
        now=retired.exchange.finished_at if retired.exchange else None,
        sentences=(alias_move_sentence(retired.alias_move),) if retired.alias_move else (),
        advice=(_replacement(known),),
        rows=(*_retirement(known), *_query_rows(retired), *_details(retired)),
    )


def _replacement(known: Retirement) -> Advice:
    """Say when it was retired, and which model to use instead."""
    day = known.model.retires_at
    gone = (Span(SafeText(f"Retired on {format_day(day)}." if day else "Retired."), "bad"),)
    if known.successor:
        return successor_advice(gone, known.successor)
    if not known.newest:
        return Advice((*gone, Span(SafeText("  No successor is documented."))))
    newest = Span(sanitize(known.newest, MAX_LENGTH), "strong")
    line = (*gone, Span(SafeText(f"  Newest {sanitize(known.model.line or '')} model: ")), newest)
    return Advice(line, SafeText("look it up"), "accept_suggestion")


def _kind(name: str, model: ModelInfo) -> Iterator[Spans]:
    if model.line:
        yield (Span(sanitize(model.line), "dim"),)
    if model.id != name:
        yield (Span(SafeText(f"alias for {sanitize(model.id, MAX_LENGTH)}"), "dim"),)


def _retirement(known: Retirement) -> Iterator[Row]:
    model = known.model
    if model.id != known.name:
        yield Row(SafeText("ID"), sanitize(model.id, MAX_LENGTH), drawn=())
    yield Row(SafeText("Name"), sanitize(model.display_name), drawn=())
    for label, moment in (("Deprecated", model.deprecated_at), ("Retired", model.retires_at)):
        if moment:
            yield Row(SafeText(label), format_utc_day(moment), drawn=())
    if known.successor:
        yield Row(SafeText("Successor"), sanitize(known.successor, MAX_LENGTH), drawn=())
    built_in = SafeText(f"built-in data from {load_catalog().as_of}")
    if isinstance(model, KnownModel):
        yield Row(SafeText("Source"), built_in, "dim")
    else:
        yield Row(SafeText("Source"), SafeText("the API's list of models"), "dim")
        if known.successor:
            yield Row(NOTHING, SafeText(f"{built_in} (successor)"), "dim")


def _query_rows(failed: Failed | Retired) -> Iterator[Row]:
    if failed.query:
        yield Row(QUERY_LABEL, sanitize(failed.query.model_id, MAX_LENGTH), drawn=())
        betas = failed.query.betas
        yield replace(beta_row(betas), tone="dim", drawn=None if betas else ())


def _details(failed: Failed | Retired) -> Iterator[Row]:
    """The details of the response, for support."""
    rejection, exchange = failed.error.rejection, failed.exchange
    if exchange:
        status = f"{exchange.status} {rejection.type or ''}" if rejection else f"{exchange.status}"
        yield response_row(exchange, sanitize(status.strip()))
    elif failed.error.request_id:
        yield Row(SafeText("Request ID"), sanitize(failed.error.request_id), "dim")
