"""Reports: the text of a state of a lookup, independent of where it is shown.

The detail pane draws a report and `--sanitize` prints one; neither knows its content.
"""

import re
from collections.abc import Iterator
from math import ceil

from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import Exchange, Lookup, ModelInfo, Retry
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import (
    Tone,
    capability_names,
    format_age,
    format_day,
    format_duration,
    format_local,
    format_utc,
    is_utc,
    lifecycle_lines,
)
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record


class Row(Record):
    """A labeled value. If the label is empty, the value continues the row above."""

    label: SafeText
    value: SafeText
    tone: Tone = "normal"


class Report(Record, kw_only=True):
    """A title, a heading, sentences, and labeled values.

    Attributes:
        title: The state, in two to four words.
        tone: Whether the state is good or bad news.
        heading: The resolved ID, on a line of its own and never shortened. May be empty.
        subheading: The display name. May be empty.
        sentences: Paragraphs, each to be wrapped.
        rows: Labeled values, aligned with each other.
    """

    title: SafeText
    tone: Tone = "normal"
    heading: SafeText = NOTHING
    subheading: SafeText = NOTHING
    sentences: tuple[SafeText, ...] = ()
    rows: tuple[Row, ...] = ()


SLOW_AFTER = 5.0
"""The wait, in seconds, after which the report says that the API has not answered yet."""

_HOW_TO_CANCEL = SafeText("Esc cancels.")


def idle_report() -> Report:
    """The report before the first lookup."""
    return Report(
        title=SafeText("Ready"),
        sentences=(
            SafeText("Type a model ID or an alias, then press Enter."),
            SafeText("The answer says what it stands for, since when, and until when."),
            SafeText("Ticked beta values are sent along: does the API accept them from you?"),
        ),
    )


def pending_report(query: ModelQuery, waited: float, timeout: float) -> Report:
    """The report while a request is under way.

    Args:
        query: The query.
        waited: The time since it was sent, in seconds.
        timeout: The deadline of the lookup, in seconds.
    """
    slow = SafeText(
        f"The API has not answered yet. The lookup stops by itself after {timeout:g} s."
    )
    return Report(
        title=SafeText("Looking up"),
        sentences=(
            SafeText(f"{_asked(query)}, {int(waited)} s so far."),
            *((slow,) if waited >= SLOW_AFTER else ()),
            _HOW_TO_CANCEL,
        ),
    )


def retrying_report(query: ModelQuery, retry: Retry, waited: float) -> Report:
    """The report between a failed attempt and the next.

    Args:
        query: The query.
        retry: Why and when it is sent again.
        waited: The time since the retry was announced, in seconds.
    """
    left = max(0, ceil(retry.wait - waited))
    when = f"in {left} s" if left else "now"
    return Report(
        title=SafeText("Trying again"),
        tone="warning",
        sentences=(
            sanitize(retry.reason),
            SafeText(f"{_asked(query)}: try {retry.number} of {retry.of} {when}."),
            _HOW_TO_CANCEL,
        ),
    )


def cancelled_report(query: ModelQuery) -> Report:
    """The report after the user has canceled a lookup."""
    return Report(
        title=SafeText("Cancelled"),
        sentences=(
            SafeText(f"The lookup of {_asked(query)} was cancelled."),
            SafeText("Enter looks up again."),
        ),
    )


def _asked(query: ModelQuery) -> SafeText:
    return sanitize(query.model_id, MAX_LENGTH)


RESPONSE_LABEL = SafeText("Response")
"""The label of the time and the request ID: the one row that is not about the model."""


def lookup_report(
    lookup: Lookup, clock: Clock, alias_move: AliasMove | None = None, *, with_age: bool = True
) -> Report:
    """The report of an answer: everything the API said about the model, and the betas sent.

    Args:
        lookup: The query and the answer.
        clock: The time zone of dates.
        alias_move: The ID that the name resolved to last time, if it was another one.
        with_age: Whether to say how long ago the release was.
    """
    model = lookup.model
    return Report(
        title=SafeText("Found, alias moved") if alias_move else _title(lookup),
        tone="warning" if alias_move else "good",
        heading=sanitize(model.id, MAX_LENGTH),
        subheading=sanitize(model.display_name),
        sentences=(*alias_sentences(lookup, alias_move), *limit_sentences(lookup)),
        rows=(
            *_released(model, clock, with_age=with_age),
            *_lifecycle(model, clock),
            *_limits(model),
            *_facts(model),
            _sent_betas(lookup),
            *_other(model),
            _response(lookup.exchange),
        ),
    )


def beta_row(betas: tuple[str, ...]) -> Row:
    """The beta values that were sent."""
    return Row(SafeText("Betas"), _joined(betas) if betas else SafeText("none"))


def _released(model: ModelInfo, clock: Clock, *, with_age: bool) -> Iterator[Row]:
    label = SafeText("Released")
    moment = model.released_at
    if moment is None:
        yield Row(label, SafeText("not provided by the API"), "dim")
        return
    if not is_utc(moment, clock):
        yield Row(label, format_local(moment, clock))
        label = NOTHING
    how_long = format_age(moment, clock) if with_age else NOTHING
    # The age is on this line, because the one above is the longest of all without it.
    yield Row(
        label, SafeText(f"{format_utc(moment)}, {how_long}" if how_long else format_utc(moment))
    )


def _lifecycle(model: ModelInfo, clock: Clock) -> Iterator[Row]:
    label = SafeText("Status")
    for words in lifecycle_lines(model, clock):
        yield Row(label, words, lifecycle_tone(model))
        label = NOTHING


def _limits(model: ModelInfo) -> Iterator[Row]:
    limits = ((model.max_input_tokens, "input"), (model.max_tokens, "output"))
    if parts := [f"{count:,} {way}" for count, way in limits if count is not None]:
        yield Row(SafeText("Context"), SafeText(f"{' / '.join(parts)} tokens"))


def _facts(model: ModelInfo) -> Iterator[Row]:
    """The optional fields; one that the API leaves out has no row."""
    if model.line:
        yield Row(SafeText("Family"), sanitize(model.line))
    if model.capabilities:
        yes, no = capability_names(model.capabilities)
        yield Row(SafeText("Supports"), yes or SafeText("none"))
        if no:
            yield Row(NOTHING, SafeText(f"Not supported: {no}"))
    if model.allowed_fallback_models:
        yield Row(SafeText("Fallbacks"), _joined(model.allowed_fallback_models))


def _other(model: ModelInfo) -> Iterator[Row]:
    """The fields that this program doesn't know, as sent."""
    # Lazy import: keeps startup fast.
    import json

    label = SafeText("Other")
    for name, value in model.extra.items():
        text = json.dumps(value, ensure_ascii=False, default=str)
        yield Row(label, SafeText(f"{sanitize(name)}: {sanitize(text)}"))
        label = NOTHING


def _response(exchange: Exchange) -> Row:
    attempts = f", {exchange.attempts} attempts" if exchange.attempts > 1 else ""
    name = f", {sanitize(exchange.request_id)}" if exchange.request_id else ""
    return Row(
        RESPONSE_LABEL, SafeText(f"{format_duration(exchange.elapsed)}{attempts}{name}"), "dim"
    )


def _joined(names: tuple[str, ...]) -> SafeText:
    return SafeText(", ".join(sanitize(name) for name in names))


_DATED = re.compile(r".*-\d{8}")


def _title(lookup: Lookup) -> SafeText:
    """The kind of answer, in a few words."""
    return SafeText("Found, alias resolved" if lookup.is_alias else "Found, already an ID")


def _sent_betas(lookup: Lookup) -> Row:
    """Say of each beta that it was accepted, which only the API's own response means."""
    betas, exchange = lookup.query.betas, lookup.exchange
    if not betas:
        return beta_row(betas)
    if exchange.is_api:
        return Row(SafeText("Betas"), SafeText(f"{_joined(betas)} accepted"))
    them = "it" if len(betas) == 1 else "them"
    host = sanitize(exchange.host)
    return Row(SafeText("Betas"), SafeText(f"{_joined(betas)} sent; {host} may ignore {them}"))


def alias_sentences(lookup: Lookup, alias_move: AliasMove | None) -> Iterator[SafeText]:
    """Say whether the name is an alias (wire contract, "Alias rules"), and what has changed."""
    asked = sanitize(lookup.query.model_id)
    if lookup.is_alias:
        yield SafeText(f"{asked} resolves to {sanitize(lookup.model.id)}.")
    elif _DATED.fullmatch(lookup.model.id):
        yield SafeText("Dated model ID: always this exact version.")
    else:
        yield SafeText("Model ID, not an alias.")
    if alias_move:
        yield alias_move_sentence(alias_move)


def limit_sentences(lookup: Lookup) -> Iterator[SafeText]:
    """Say what the answer of a gateway lacks."""
    host = sanitize(lookup.exchange.host)
    if lookup.source == "list":
        yield SafeText(f"{host} can't look up a single model: this is from its list.")
    if lookup.model.format == "openai":
        yield SafeText(
            f"{host} answers in OpenAI's format: release date and lifecycle are unknown."
        )


def alias_move_sentence(alias_move: AliasMove) -> SafeText:
    """What a name resolved to when it was last looked up, which is no longer so."""
    was, day = sanitize(alias_move.was, MAX_LENGTH), format_day(alias_move.last_seen)
    gone = "" if alias_move.now else " The API no longer knows the name."
    return SafeText(f"Resolved to {was} when you last looked it up ({day} UTC).{gone}")


_TONES: dict[str, Tone] = {"active": "good", "deprecated": "warning", "retired": "bad"}


def lifecycle_tone(model: ModelInfo) -> Tone:
    """The tone of the lifecycle; `normal` for one that this program doesn't know."""
    return _TONES.get(model.lifecycle or "", "normal")
