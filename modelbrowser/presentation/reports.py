"""Reports: the text of every state of a lookup, independent of where it is shown.

The detail pane draws a report and `--plain` prints one; neither knows its content.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

from modelbrowser.domain.candidates import Candidate
from modelbrowser.domain.history_entry import Drift
from modelbrowser.domain.lookup import Exchange, Lookup, Retry
from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import (
    capability_names,
    format_age,
    format_day,
    format_duration,
    format_local,
    format_utc,
    is_utc,
    lifecycle_lines,
)
from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.state import Failed

Tone = Literal["normal", "good", "warning", "bad", "dim", "head"]
"""What a color may emphasize; the words say it too. A row of tone "head" has no value."""


@dataclass(frozen=True, slots=True)
class Row:
    """A labeled value. If the label is empty, the value continues the row above."""

    label: Plain
    value: Plain
    tone: Tone = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A title, a heading, sentences, and labeled values.

    Attributes:
        title: The state, in two to four words.
        tone: Whether the state is good or bad news.
        heading: The resolved ID, on a line of its own and never shortened. May be empty.
        subheading: The display name. May be empty.
        sentences: Paragraphs, each to be wrapped.
        rows: Labeled values, aligned with each other.
    """

    title: Plain
    tone: Tone = "normal"
    heading: Plain = NOTHING
    subheading: Plain = NOTHING
    sentences: tuple[Plain, ...] = ()
    rows: tuple[Row, ...] = ()


SLOW_AFTER = 5.0
"""The wait, in seconds, after which the report says that the API has not answered yet."""

_HOW_TO_CANCEL = Plain("Esc cancels.")


def idle_sheet() -> Sheet:
    """The report before the first lookup."""
    return Sheet(
        title=Plain("Ready"),
        sentences=(
            Plain("Type a model ID or an alias, then press Enter."),
            Plain("The answer says what it stands for, since when, and until when."),
            Plain("Ticked beta values are sent along: does the API accept them from you?"),
        ),
    )


def pending_sheet(query: ModelQuery, waited: float, timeout: float) -> Sheet:
    """The report while a request is under way.

    Args:
        query: The query.
        waited: The time since it was sent, in seconds.
        timeout: The deadline of the lookup, in seconds.
    """
    slow = Plain(f"The API has not answered yet. The lookup stops by itself after {timeout:g} s.")
    return Sheet(
        title=Plain("Looking up"),
        sentences=(
            Plain(f"{_asked(query)}, {int(waited)} s so far."),
            *((slow,) if waited >= SLOW_AFTER else ()),
            _HOW_TO_CANCEL,
        ),
    )


def retrying_sheet(query: ModelQuery, retry: Retry, waited: float) -> Sheet:
    """The report between a failed attempt and the next.

    Args:
        query: The query.
        retry: Why and when it is sent again.
        waited: The time since the retry was announced, in seconds.
    """
    left = max(0, ceil(retry.wait - waited))
    when = f"in {left} s" if left else "now"
    return Sheet(
        title=Plain("Trying again"),
        tone="warning",
        sentences=(
            plain(retry.reason),
            Plain(f"{_asked(query)}: try {retry.number} of {retry.of} {when}."),
            _HOW_TO_CANCEL,
        ),
    )


def cancelled_sheet(query: ModelQuery) -> Sheet:
    """The report after the user has canceled a lookup."""
    return Sheet(
        title=Plain("Cancelled"),
        sentences=(
            Plain(f"The lookup of {_asked(query)} was cancelled."),
            Plain("Enter looks up again."),
        ),
    )


def _asked(query: ModelQuery) -> Plain:
    return plain(query.model_id, MAX_LENGTH)


RESPONSE_LABEL = Plain("Answered")
"""The label of the time and the request ID: the one row that is not about the model."""


def sheet_of_lookup(
    lookup: Lookup, clock: Clock, drift: Drift | None = None, *, with_age: bool = True
) -> Sheet:
    """The report of an answer: everything the API said about the model, and the betas sent.

    Args:
        lookup: The query and the answer.
        clock: The time zone of dates.
        drift: The ID that the name resolved to last time, if it was another one.
        with_age: Whether to say how long ago the release was.
    """
    model = lookup.model
    return Sheet(
        title=Plain("Found, alias moved") if drift else _title(lookup),
        tone="warning" if drift else "good",
        heading=plain(model.id, MAX_LENGTH),
        subheading=plain(model.display_name),
        sentences=(_verdict(lookup), *((_drift_sentence(drift),) if drift else ())),
        rows=(
            *_released(model, clock, with_age=with_age),
            *_lifecycle(model, clock),
            *_limits(model),
            beta_row(lookup.query.betas),
            _response(lookup.exchange),
            *_facts(model),
            *_other(model),
        ),
    )


def beta_row(betas: tuple[str, ...]) -> Row:
    """The beta values that were sent."""
    return Row(Plain("Betas"), _joined(betas) if betas else Plain("none sent"))


def request_row(request_id: str) -> Row:
    """The API's ID for the request."""
    return Row(Plain("Request ID"), plain(request_id), "dim")


def _released(model: ModelInfo, clock: Clock, *, with_age: bool) -> Iterator[Row]:
    label = Plain("Released")
    moment = model.released_at
    if moment is None:
        yield Row(label, Plain("unknown (the API gives no release date)"), "dim")
        return
    if not is_utc(moment, clock):
        yield Row(label, format_local(moment, clock))
        label = NOTHING
    how_long = format_age(moment, clock) if with_age else NOTHING
    # The age is on this line, because the one above is the longest of all without it.
    yield Row(label, Plain(f"{format_utc(moment)}, {how_long}" if how_long else format_utc(moment)))


def _lifecycle(model: ModelInfo, clock: Clock) -> Iterator[Row]:
    label = Plain("Lifecycle")
    for words in lifecycle_lines(model, clock):
        yield Row(label, words, lifecycle_tone(model))
        label = NOTHING


def _limits(model: ModelInfo) -> Iterator[Row]:
    limits = ((model.max_input_tokens, "in"), (model.max_tokens, "out"))
    given = [(f"{count:,}", way) for count, way in limits if count is not None]
    # "200,000 tokens in, 64,000 out": the unit is given once.
    parts = [f"{n} {way}" if i else f"{n} tokens {way}" for i, (n, way) in enumerate(given)]
    if parts:
        yield Row(Plain("Context"), Plain(", ".join(parts)))


def _facts(model: ModelInfo) -> Iterator[Row]:
    """The optional fields; one that the API leaves out has no row."""
    if model.line:
        yield Row(Plain("Family"), plain(model.line))
    if model.capabilities:
        yes, no = capability_names(model.capabilities)
        yield Row(Plain("Supports"), yes or Plain("none of the capabilities it names"))
        if no:
            yield Row(NOTHING, Plain(f"not: {no}"))
    if model.allowed_fallback_models:
        yield Row(Plain("Fallbacks"), _joined(model.allowed_fallback_models))


def _other(model: ModelInfo) -> Iterator[Row]:
    """The fields that this program doesn't know, as sent."""
    # Lazy import: keeps startup fast.
    import json

    label = Plain("Also told")
    for name, value in model.extra.items():
        text = json.dumps(value, ensure_ascii=False, default=str)
        yield Row(label, Plain(f"{plain(name)}: {plain(text)}"))
        label = NOTHING


def _response(exchange: Exchange) -> Row:
    tries = f" on try {exchange.tries}" if exchange.tries > 1 else ""
    name = f", {plain(exchange.request_id)}" if exchange.request_id else ""
    return Row(RESPONSE_LABEL, Plain(f"in {format_duration(exchange.elapsed)}{tries}{name}"), "dim")


def _joined(names: tuple[str, ...]) -> Plain:
    return Plain(", ".join(plain(name) for name in names))


_DATED = re.compile(r".*-\d{8}")


def _title(lookup: Lookup) -> Plain:
    """The kind of answer, in a few words."""
    return Plain("Found, alias resolved" if lookup.is_alias else "Found, already an ID")


def _verdict(lookup: Lookup) -> Plain:
    """Whether the name is an alias, and what it resolves to (wire contract, "Alias rules")."""
    asked = plain(lookup.query.model_id)
    if lookup.is_alias:
        return Plain(f"{asked} is an alias; today it stands for {plain(lookup.model.id)}.")
    if _DATED.fullmatch(lookup.model.id):
        return Plain(f"{asked} is a dated ID, not an alias: it stands for this model only.")
    return Plain(f"{asked} is not an alias: it is the model's own ID, without a date.")


def _drift_sentence(drift: Drift) -> Plain:
    """What a name resolved to when it was last looked up, which is no longer so."""
    was = f"It stood for {plain(drift.was, MAX_LENGTH)} when it was last looked up here, on "
    day = format_day(drift.last_seen)
    gone = "" if drift.now else " The API no longer knows the name."
    return Plain(f"{was}{day} UTC.{gone}")


_TONES: dict[str, Tone] = {"active": "good", "deprecated": "warning", "retired": "bad"}


def lifecycle_tone(model: ModelInfo) -> Tone:
    """The tone of the lifecycle; `normal` for one that this program doesn't know."""
    return _TONES.get(model.lifecycle or "", "normal")


QUERY_LABEL = Plain("Asked")
"""The label of the model ID or alias that was looked up."""

_MAX_SENTENCE = 4 * MAX_LENGTH
"""In characters. A sentence quotes foreign text a few times, each as long as a model ID."""


def sheet_of_error(failed: Failed) -> Sheet:
    """The report of a failure: what happened, what to do, and the query if there was one."""
    meant, known = failed.suggestions, failed.known
    if failed.drift and known and known.last_seen:
        known = None  # the drift describes the same lookup, and says more
    facts = _known(known) if known else ()
    advice = f"Did you mean {meant[0].name}?" if meant else failed.error.remedy
    words = (failed.error.message, *facts, advice)
    return Sheet(
        title=plain(failed.error.title),
        tone="bad",
        sentences=(
            *(plain(text, _MAX_SENTENCE) for text in words if text),
            *((_drift_sentence(failed.drift),) if failed.drift else ()),
        ),
        rows=(*_suggested(meant), *_rows(failed)),
    )


def _known(known: Candidate) -> Iterator[str]:
    """Say what is known of a name, in sentences that are true whatever today's date is."""
    day = format_day(known.retires_at) if known.retires_at else ""
    match known.lifecycle:
        case "retired":
            yield f"{known.name} was retired on {day}." if day else f"{known.name} is retired."
        case "deprecated":
            date = f"; its retirement date is {day}" if day else ""
            yield f"{known.name} is deprecated{date}."
        case _:
            if known.last_seen:
                yield f"You last looked it up on {format_day(known.last_seen)} UTC."
            return
    if known.successor:
        yield f"Its successor is {known.successor}."


def _note(known: Candidate) -> str:
    """What is known of a name, in a few words that are true whatever today's date is."""
    day = format_day(known.retires_at) if known.retires_at else ""
    match known.lifecycle:
        case "retired":
            note = f"retired since {day}" if day else "retired"
        case "deprecated":
            note = f"retires {day}" if day else "deprecated"
        case _:
            return f"last seen {format_day(known.last_seen)}" if known.last_seen else ""
    return f"{note}, successor {known.successor}" if known.successor else note


def _suggested(suggestions: tuple[Candidate, ...]) -> Iterator[Row]:
    label = Plain("Nearest")
    for candidate in suggestions:
        note = _note(candidate)
        yield Row(label, plain(f"{candidate.name}, {note}" if note else candidate.name))
        label = NOTHING


def _rows(failed: Failed) -> Iterator[Row]:
    if failed.query:
        yield Row(QUERY_LABEL, plain(failed.query.model_id, MAX_LENGTH))
        yield beta_row(failed.query.betas)
    if failed.error.request_id:
        yield request_row(failed.error.request_id)
