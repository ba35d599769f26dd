"""Reports: a state of a lookup in words and lines, independent of where it is shown.

The detail pane draws a report and `--plain` prints its rows; neither knows its content.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil
from typing import NamedTuple

from modelbrowser.domain.demo import DemoExample
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import Exchange, Lookup, ModelInfo, Retry
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import (
    Span,
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
from modelbrowser.presentation.timeline import Life
from modelbrowser.record import Record

Line = tuple[Span, ...]

SEPARATOR = Span(SafeText(" · "), "dim")
"""Between facts on one line."""


class Bar(NamedTuple):
    """A number as a part of the largest one.

    Attributes:
        label: What is counted.
        number: The exact number.
        unit: Its unit.
        share: The part, 0 to 1; None if the largest is unknown.
    """

    label: SafeText
    number: SafeText
    unit: SafeText
    share: float | None = None


class Row(Record):
    """A labeled value. If the label is empty, the value continues the row above.

    Attributes:
        label: The label.
        value: The value, as text.
        tone: The color of the value.
        drawn: The value as it is drawn, if differently; empty if it is drawn elsewhere.
        bars: What is drawn in place of label and value if there is room.
        chips: What is drawn in place of the value if there is room.
        is_late: Whether it is drawn below the others.
    """

    label: SafeText
    value: SafeText
    tone: Tone = "normal"
    drawn: Line | None = None
    bars: tuple[Bar, ...] = ()
    chips: tuple[SafeText, ...] = ()
    is_late: bool = False


class Advice(NamedTuple):
    """What follows, in one line, and the key that does it.

    Attributes:
        line: The sentence.
        key: The key; empty if there is none.
        does: What the key does, in a few words.
        action: The action of the screen that it runs.
    """

    line: Line
    key: SafeText = NOTHING
    does: SafeText = NOTHING
    action: str = ""


class Suggestion(NamedTuple):
    """A name that can be chosen.

    Attributes:
        name: As it is looked up; untrusted text.
        state: What is known of it, in a few words.
        tone: The color of its state.
        group: What is written above the first one of its group.
    """

    name: str
    state: SafeText = NOTHING
    tone: Tone = "dim"
    group: SafeText = NOTHING


class Report(Record, kw_only=True):
    """What is shown of a state, from the top.

    Attributes:
        title: The state, in one or two words.
        tone: The color of the title.
        heading: The resolved ID, on a line of its own and never shortened. May be empty.
        chips: Words beside the heading, in a filled box each.
        subheading: The display name. May be empty.
        details: More facts, behind the display name if there is room.
        life: The dates of the model, to be drawn as a line.
        now: The present moment, aware, for that line.
        sentences: Paragraphs, each to be wrapped.
        advice: What follows, with keys.
        suggestions: Names that can be chosen.
        rows: Labeled values, aligned with each other.
        is_clipped: Whether what doesn't fit is left out, and not scrolled to.
    """

    title: SafeText
    tone: Tone = "normal"
    heading: SafeText = NOTHING
    chips: tuple[Span, ...] = ()
    subheading: SafeText = NOTHING
    details: tuple[Line, ...] = ()
    life: Life | None = None
    now: datetime | None = None
    sentences: tuple[SafeText, ...] = ()
    advice: tuple[Advice, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    rows: tuple[Row, ...] = ()
    is_clipped: bool = False


TRY, MODELS = SafeText("Try"), SafeText("Models")
"""The groups of names before the first lookup."""

SLOW_AFTER = 5.0
"""The wait, in seconds, after which the report says that the API has not responded yet."""

_HOW_TO_CANCEL = SafeText("Press Esc to cancel.")


def idle_report(listed: Sequence[ModelInfo] = (), examples: Sequence[DemoExample] = ()) -> Report:
    """The report before the first lookup: what to type, and what there is.

    Args:
        listed: The models of the list, newest first; empty before it arrives.
        examples: What can be tried in the demo.
    """
    newest = {model.line: model for model in reversed(listed)}
    models = sorted(listed, key=lambda model: newest[model.line] is not model)
    return Report(
        title=SafeText("Ready"),
        sentences=(
            SafeText("Type a model ID or alias, then press Enter."),
            SafeText("You'll see the exact model, its release date and its retirement date."),
            SafeText("Select betas to check whether your organization can use them."),
            *((SafeText("Or press ↓, then a number:"),) if models else ()),
        ),
        suggestions=(
            *(Suggestion(each.name, SafeText(each.shows), group=TRY) for each in examples),
            *(Suggestion(model.id, *_state_in_list(model), group=MODELS) for model in models),
        ),
        is_clipped=True,
    )


def _state_in_list(model: ModelInfo) -> tuple[SafeText, Tone]:
    if model.lifecycle == "deprecated" and model.retires_at:
        return SafeText(f"retires {format_day(model.retires_at)}"), "warning"
    day = model.released_at
    return SafeText(f"released {format_day(day)}") if day else NOTHING, "dim"


def pending_report(query: ModelQuery, waited: float, timeout: float) -> Report:
    """The report while a request is under way.

    Args:
        query: The query.
        waited: The time since it was sent, in seconds.
        timeout: The deadline of the lookup, in seconds.
    """
    slow = SafeText(f"No response yet. The lookup times out after {timeout:g} s.")
    return Report(
        title=SafeText("Looking up"),
        sentences=(
            SafeText(f"Looking up {_asked(query)}… ({int(waited)} s)"),
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
        title=SafeText("Retrying"),
        tone="warning",
        sentences=(
            sanitize(retry.reason),
            SafeText(f"Retrying {_asked(query)}: attempt {retry.number} of {retry.of} {when}."),
            _HOW_TO_CANCEL,
        ),
    )


def cancelled_report(query: ModelQuery) -> Report:
    """The report after the user has canceled a lookup."""
    return Report(
        title=SafeText("Canceled"),
        sentences=(SafeText(f"The lookup of {_asked(query)} was canceled."),),
        advice=(Advice((), SafeText("⏎"), SafeText("look it up again"), "look_up"),),
    )


def _asked(query: ModelQuery) -> SafeText:
    return sanitize(query.model_id, MAX_LENGTH)


RESPONSE_LABEL = SafeText("Response")
"""The label of the time and the request ID: the one row that is not about the model."""


def lookup_report(
    lookup: Lookup,
    clock: Clock,
    alias_move: AliasMove | None = None,
    *,
    last_seen: datetime | None = None,
    listed: Sequence[ModelInfo] = (),
    successor: str | None = None,
    has_key: bool = True,
    with_age: bool = True,
) -> Report:
    """The report of an answer: everything the API said about the model, and the betas sent.

    Args:
        lookup: The query and the answer.
        clock: The time zone of dates.
        alias_move: The ID that the name resolved to last time, if it was another one.
        last_seen: When the name resolved to the same ID last time, if that is known; aware.
        listed: The models of the list; empty before it arrives.
        successor: The ID that is recommended in place of the model, if one is.
        has_key: Whether ^n looks up the successor.
        with_age: Whether to say how long ago the release was.
    """
    model = lookup.model
    what = "Alias moved" if alias_move else "Alias" if lookup.is_alias else "Model ID"
    return Report(
        title=SafeText(what),
        tone="moved" if alias_move else "good",
        heading=sanitize(model.id, MAX_LENGTH),
        chips=_status_chips(model, alias_move),
        subheading=sanitize(model.display_name),
        details=(
            *(((Span(sanitize(model.line), "dim"),),) if model.line else ()),
            _alias_line(lookup, alias_move, last_seen),
        ),
        life=Life.of(model),
        now=clock.now(),
        sentences=tuple(limit_sentences(lookup)),
        advice=tuple(lifecycle_advice(model, clock, successor, has_key=has_key)),
        rows=(
            *_released(model, clock, with_age=with_age),
            *_lifecycle(model, clock),
            *_limits(model, listed),
            *_optional(model),
            _sent_betas(lookup),
            *_other(model),
            response_row(lookup.exchange),
        ),
    )


def _status_chips(model: ModelInfo, alias_move: AliasMove | None) -> tuple[Span, ...]:
    """The status, and whether the alias has moved, which says more than that all is well."""
    moved = (Span(SafeText("MOVED"), "moved"),) if alias_move else ()
    if model.lifecycle is None or (moved and model.lifecycle == "active"):
        return moved
    return (*moved, Span(sanitize(model.lifecycle.upper(), 20), lifecycle_tone(model.lifecycle)))


def _alias_line(lookup: Lookup, alias_move: AliasMove | None, last_seen: datetime | None) -> Line:
    """Say what the name resolves to, and what it resolved to last time."""
    if not lookup.is_alias and not alias_move:
        return (Span(_kind(lookup), "dim"),)
    asked = Span(_asked(lookup.query))
    today = " → this model today"
    if alias_move:
        was, day = sanitize(alias_move.was, MAX_LENGTH), format_day(alias_move.last_seen)
        then = Span(SafeText(f"{was} on {day}"), "moved")
        return (asked, Span(SafeText(f"{today}; "), "dim"), then)
    same = f"; the same on {format_day(last_seen)}" if last_seen else ""
    return (asked, Span(SafeText(today + same), "dim"))


def lifecycle_advice(
    model: ModelInfo, clock: Clock, successor: str | None, *, has_key: bool
) -> Iterator[Advice]:
    """Say what the dates of a model mean for its users; nothing if no date is known.

    Args:
        model: The model.
        clock: The present moment.
        successor: The ID that is recommended in its place, if one is.
        has_key: Whether ^n looks it up.
    """
    retires, now = model.retires_at, clock.now()
    match model.lifecycle:
        case "retired":
            words = f"Retired on {format_day(retires)}." if retires else "Retired."
        case "deprecated" if retires and retires < now:
            words = f"Past its retirement date ({format_day(retires)})."
        case "deprecated" if not retires:
            words = "Deprecated; no retirement date yet."
        case "active" | "deprecated" if retires:
            words = f"Retires {format_age(retires, clock)}."
        case _:
            return
    tone = "normal" if model.lifecycle == "active" else lifecycle_tone(model.lifecycle)
    line = (Span(SafeText(words), tone),)
    if successor and model.lifecycle != "active":
        yield successor_advice(line, successor, has_key=has_key)
    else:
        yield Advice(line)


def successor_advice(line: Line, successor: str, *, has_key: bool = True) -> Advice:
    """Say which model to use in place of one that goes or is gone, and that ^n looks it up."""
    name = Span(sanitize(successor, MAX_LENGTH), "strong")
    line = (*line, Span(SafeText("  Successor: ")), name)
    if not has_key:
        return Advice(line)
    return Advice(line, SafeText("^n"), SafeText("look it up"), "look_up_successor")


def beta_row(betas: tuple[str, ...]) -> Row:
    """The beta values that were sent."""
    return Row(SafeText("Betas"), _joined(betas) if betas else SafeText("none"))


def _released(model: ModelInfo, clock: Clock, *, with_age: bool) -> Iterator[Row]:
    label = SafeText("Released")
    moment = model.released_at
    if moment is None:
        yield Row(label, SafeText("not provided by the API"), "dim", is_late=True)
        return
    utc, age = format_utc(moment), format_age(moment, clock) if with_age else NOTHING
    last = SafeText(f"{utc}, {age}" if age else utc)
    if is_utc(moment, clock):
        yield Row(label, last, drawn=_dotted(utc, age), is_late=True)
        return
    local = format_local(moment, clock)
    zone = local.partition(":")[2]
    # UTC is beside it: the offset is needed only if the zone has no name.
    short = SafeText(local.partition(" (")[0]) if " " in zone.partition(" (")[0] else local
    drawn = _dotted(short, SafeText(utc.removeprefix(local[:11])), age)
    yield Row(label, local, drawn=drawn, is_late=True)
    yield Row(NOTHING, last, drawn=(), is_late=True)


def _dotted(first: SafeText, *others: SafeText) -> Line:
    """The facts that are not empty on one line, all but the first dim."""
    behind = (span for text in others if text for span in (SEPARATOR, Span(text, "dim")))
    return (Span(first), *behind)


def _lifecycle(model: ModelInfo, clock: Clock) -> Iterator[Row]:
    label = SafeText("Status")
    for words in lifecycle_lines(model, clock):
        yield Row(label, words, lifecycle_tone(model.lifecycle), drawn=())
        label = NOTHING


def _limits(model: ModelInfo, listed: Sequence[ModelInfo]) -> Iterator[Row]:
    limits = (
        ("Context", "input", model.max_input_tokens, [m.max_input_tokens for m in listed]),
        ("Output", "output", model.max_tokens, [m.max_tokens for m in listed]),
    )
    known = [(label, way, count, others) for label, way, count, others in limits if count]
    if known:
        yield Row(
            SafeText("Context"),
            SafeText(f"{' / '.join(f'{count:,} {way}' for _, way, count, _ in known)} tokens"),
            bars=tuple(
                Bar(
                    SafeText(label),
                    SafeText(f"{count:,}"),
                    SafeText(f"{way} tokens"),
                    count / max(count, *filter(None, others)) if any(others) else None,
                )
                for label, way, count, others in known
            ),
        )


def _optional(model: ModelInfo) -> Iterator[Row]:
    """The optional fields; one that the API leaves out has no row."""
    if model.line:
        yield Row(SafeText("Family"), sanitize(model.line), drawn=())
    if model.capabilities:
        yes, no = capability_names(model.capabilities)
        yield Row(SafeText("Supports"), _joined(yes) or SafeText("none"), chips=yes)
        if no:
            crosses = "  ".join(f"✗ {name}" for name in no)
            yield Row(
                NOTHING,
                SafeText(f"Not supported: {_joined(no)}"),
                drawn=(Span(SafeText(crosses), "dim"),),
            )
    if model.allowed_fallback_models:
        yield Row(SafeText("Fallbacks"), _joined(model.allowed_fallback_models))


def _other(model: ModelInfo) -> Iterator[Row]:
    """The fields that this program doesn't know, as sent."""
    # Lazy import: keeps startup fast.
    import json

    label = SafeText("Other")
    for name, value in model.extra.items():
        text = json.dumps(value, ensure_ascii=False, default=str)
        yield Row(label, SafeText(f"{sanitize(name)}: {sanitize(text)}"), is_late=True)
        label = NOTHING


def response_row(exchange: Exchange, status: SafeText = NOTHING) -> Row:
    """How the lookup went: the status if it failed, the time, the attempts, the request ID."""
    parts = [*((status,) if status else ()), format_duration(exchange.elapsed)]
    if exchange.attempts > 1:
        parts.append(SafeText(f"{exchange.attempts} attempts"))
    if exchange.request_id:
        parts.append(sanitize(exchange.request_id))
    drawn = Span(SafeText(SEPARATOR.text.join(parts)), "dim")
    return Row(RESPONSE_LABEL, SafeText(", ".join(parts)), "dim", drawn=(drawn,), is_late=True)


def _joined(names: Sequence[str]) -> SafeText:
    return SafeText(", ".join(sanitize(name) for name in names))


_DATED = re.compile(r".*-\d{8}")


def _kind(lookup: Lookup) -> SafeText:
    """What a name is that resolves to itself."""
    is_dated = _DATED.fullmatch(lookup.model.id)
    return SafeText(
        "Dated model ID: always this exact version." if is_dated else "Model ID, not an alias."
    )


def _sent_betas(lookup: Lookup) -> Row:
    """Say of each beta that it was accepted, which only the API's own response means."""
    betas, exchange = lookup.query.betas, lookup.exchange
    if not betas:
        return beta_row(betas)
    if exchange.is_api:
        checks = Span(SafeText("  ".join(f"✓ {sanitize(beta)}" for beta in betas)), "good")
        return Row(
            SafeText("Betas"),
            SafeText(f"{_joined(betas)} accepted"),
            drawn=(checks, Span(SafeText(" accepted"), "dim")),
        )
    them = "it" if len(betas) == 1 else "them"
    host = sanitize(exchange.host)
    return Row(SafeText("Betas"), SafeText(f"{_joined(betas)} sent; {host} may ignore {them}"))


def alias_sentences(lookup: Lookup, alias_move: AliasMove | None) -> Iterator[SafeText]:
    """Say whether the name is an alias (wire contract, "Alias rules"), and what has changed."""
    if lookup.is_alias:
        yield SafeText(
            f"{sanitize(lookup.query.model_id)} resolves to {sanitize(lookup.model.id)}."
        )
    else:
        yield _kind(lookup)
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


def lifecycle_tone(lifecycle: str | None) -> Tone:
    """The tone of a lifecycle; `normal` for one that this program doesn't know."""
    return _TONES.get(lifecycle or "", "normal")
