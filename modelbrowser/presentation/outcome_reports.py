"""The reports of outcomes: of an answer, of a failure, and of a retired model."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from modelbrowser.domain.catalog import KnownModel, Retirement, load_catalog
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.known_name import KnownName
from modelbrowser.domain.lookup import Exchange, LookupResult, ModelInfo, is_past_date
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import (
    MAX_SHOWN,
    Span,
    Spans,
    format_day,
    format_duration,
    format_local,
    format_minute,
    format_relative_date,
    format_utc,
    format_utc_day,
    is_local_time_utc,
    join_names,
    join_spans,
    lifecycle_lines,
    lifecycle_tone,
    list_first_texts,
    short_token_count,
    split_capabilities,
)
from modelbrowser.presentation.reports import (
    GAP,
    SEPARATOR,
    Advice,
    RelativeBar,
    Report,
    Row,
    Suggestion,
    text_only_rows,
)
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.state import Failed, Found, Retired

QUERY_LABEL = SafeText("Query")
"""The label of the model ID or alias that was looked up."""

_MAX_SENTENCE = 4 * MAX_LENGTH
"""In characters. A sentence may quote several texts, each as long as a model ID."""


def answer_report(
    found: Found, clock: Clock, listed: Sequence[ModelInfo] = (), *, has_key: bool = True
) -> Report:
    """Make the report of an answer: everything the API said about the model, and the betas sent.

    `listed` are the models of the list, empty before it arrives. `has_key` says whether ^n looks up
    the successor.
    """
    lookup, model = found.lookup, found.lookup.model
    # A gateway may return an alias as it was sent.
    same = "Model ID" if lookup.exchange.is_api else "Found"
    what = "Alias moved" if found.alias_move else "Alias" if lookup.is_alias else same
    return Report(
        title=SafeText(what),
        tone="moved" if found.alias_move else "good",
        heading=sanitize(model.id, MAX_LENGTH),
        hint=Advice((), SafeText("copy"), "copy_id"),
        chips=_status_chips(found),
        subheading=sanitize(model.display_name),
        details=(
            *(((Span(sanitize(model.line), "dim"),),) if model.line else ()),
            _alias_line(found, clock),
        ),
        model=model,
        now=clock.now(),
        sentences=tuple(gateway_caveats(lookup)),
        advice=tuple(_lifecycle_advice(found, clock, has_key=has_key)),
        rows=(
            *_released(model, clock),
            *text_only_rows(
                "Status", lifecycle_lines(model, clock), lifecycle_tone(model.lifecycle)
            ),
            *_limits(model, listed),
            *_optional(model),
            _sent_betas(lookup),
            *_other(model),
            _response_row(lookup.exchange),
        ),
    )


def _status_chips(found: Found) -> Spans:
    """The status, and whether the alias has moved; if it has, `active` is left out."""
    status = found.lookup.model.lifecycle
    moved = (Span(SafeText("MOVED"), "moved"),) if found.alias_move else ()
    if status is None or (moved and status == "active"):
        return moved
    return (*moved, Span(sanitize(status.upper(), 20), lifecycle_tone(status)))


def _alias_line(found: Found, clock: Clock) -> Spans:
    """Say what the name resolves to, and what it did earlier; days are local, as in the history."""
    lookup, move = found.lookup, found.alias_move
    if not lookup.is_alias and not move:
        kind = _kind(lookup).removesuffix(".")
        return (Span(SafeText(kind[0].lower() + kind[1:]), "dim"),)
    asked = Span(sanitize(lookup.query.model_id, MAX_LENGTH))
    line, today = " → this model today", _local_day(clock.now(), clock)
    if move:
        was, day = sanitize(move.was, MAX_LENGTH), _local_day(move.last_seen, clock)
        when = "earlier today" if day == today else f"on {day}"
        then = Span(SafeText(f"{was} {when}"), "moved")
        return (asked, Span(SafeText(f"{line}; "), "dim"), then)
    last_day = _local_day(found.last_seen, clock) if found.last_seen else today
    same = f"; the same on {last_day}" if last_day != today else ""
    return (asked, Span(SafeText(line + same), "dim"))


def _local_day(moment: datetime, clock: Clock) -> str:
    return format_minute(moment, clock).partition(" ")[0]


def _lifecycle_advice(found: Found, clock: Clock, *, has_key: bool) -> Iterator[Advice]:
    """Say what a model's dates mean for its users; nothing if no date is known."""
    status, retires = found.lookup.model.lifecycle, found.lookup.model.retires_at
    is_past = is_past_date(retires, clock.now())
    match status:
        case "retired":
            # A date in the future can't be when it was.
            words = f"Retired on {format_day(retires)}." if is_past else "Retired."
        case "active" | "deprecated" if is_past:
            words = "Past its retirement date."
        case "deprecated" if not retires:
            words = "Deprecated; no retirement date is known."
        case "active" | "deprecated" if retires:
            words = f"Retires {format_relative_date(retires, clock)}."
        case _:
            return
    line = (Span(SafeText(words), "normal" if status == "active" else lifecycle_tone(status)),)
    if status == "active":
        yield Advice(line)
    else:
        yield _successor_advice(line, found.successor, has_key=has_key)


def _successor_advice(line: Spans, successor: str | None, *, has_key: bool = True) -> Advice:
    """Say which model to use instead of a deprecated or retired one, and that ^n looks it up."""
    if not successor:
        return Advice((*line, Span(SafeText("  No successor is known."))))
    name = Span(sanitize(successor, MAX_LENGTH), "strong")
    line = (*line, Span(SafeText("  Successor: ")), name)
    if not has_key:
        return Advice(line)
    return Advice(line, SafeText("look it up"), "look_up_successor")


def _beta_row(betas: tuple[str, ...]) -> Row:
    """The beta values that were sent."""
    return Row(SafeText("Betas"), join_names(betas) if betas else SafeText("none"))


def _released(model: ModelInfo, clock: Clock) -> Iterator[Row]:
    label = SafeText("Released")
    moment = model.released_at
    if moment is None:
        # A gateway may provide it under another name, or in a form that can't be read.
        is_missing = model.format == "anthropic" and "created_at" not in model.extra
        what = "not provided by the API" if is_missing else "unknown"
        yield Row(label, SafeText(what), "dim", is_late=True)
        return
    utc, age = format_utc(moment), format_relative_date(moment, clock)
    last = SafeText(f"{utc}, {age}")
    if is_local_time_utc(moment, clock):
        yield Row(label, last, drawn=_dotted(utc, age), is_late=True)
        return
    local = format_local(moment, clock)
    zone = local.partition(":")[2]
    # UTC is shown next to it, so the offset is needed only if the zone has no name.
    short = SafeText(local.partition(" (")[0]) if " " in zone.partition(" (")[0] else local
    drawn = _dotted(short, SafeText(utc.removeprefix(local[:11])), age)
    yield Row(label, local, drawn=drawn, is_late=True)
    yield Row(NOTHING, last, drawn=(), is_late=True)


def _dotted(first: SafeText, *others: SafeText) -> Spans:
    """Put facts on one line, all but the first dim."""
    return join_spans(SEPARATOR, (Span(first), *(Span(text, "dim") for text in others)))


def _limits(model: ModelInfo, listed: Sequence[ModelInfo]) -> Iterator[Row]:
    limits = (
        ("Context", "input", model.max_input_tokens, [m.max_input_tokens for m in listed]),
        ("Output", "output", model.max_tokens, [m.max_tokens for m in listed]),
    )
    bars: list[RelativeBar] = []
    for label, way, count, others in limits:
        if count:
            bar = RelativeBar(SafeText(label), SafeText(f"{count:,}"), SafeText(f"{way} tokens"))
            if others and None not in others:
                most = max(filter(None, (count, *others)))
                words = SafeText(f"largest {short_token_count(most)}")
                bar = bar._replace(share=count / most, largest=words)
            bars.append(bar)
    if bars:
        facts = [SafeText(f"{bar.number} {bar.unit}") for bar in bars]
        text = SafeText(" / ".join(facts).replace(" tokens /", " /"))
        drawn = join_spans(SEPARATOR, map(Span, facts))
        yield Row(SafeText("Context"), text, drawn=drawn, bars=tuple(bars))


def _optional(model: ModelInfo) -> Iterator[Row]:
    """The rows of the optional fields; a field that the API leaves out has none."""
    if model.line:
        yield Row(SafeText("Family"), sanitize(model.line), drawn=())
    yes, no = split_capabilities(model.capabilities or {})
    if yes or no:
        yield Row(
            SafeText("Supports"), join_names(yes) or SafeText("none"), chips=list_first_texts(yes)
        )
        if no:
            crosses = (Span(SafeText(f"✗ {name}"), "dim") for name in list_first_texts(no))
            text = SafeText(f"Not supported: {join_names(no)}")
            yield Row(NOTHING, text, drawn=join_spans(GAP, crosses))
    if model.allowed_fallback_models:
        yield Row(SafeText("Fallbacks"), join_names(model.allowed_fallback_models), is_late=True)


def _other(model: ModelInfo) -> Iterator[Row]:
    """The rows of the fields that this program doesn't know, as sent."""
    # Lazy import: keeps startup fast.
    import json

    texts = [
        SafeText(f"{sanitize(name)}: {sanitize(json.dumps(value, ensure_ascii=False))}")
        for name, value in islice(model.extra.items(), MAX_SHOWN)
    ]
    if (more := len(model.extra) - MAX_SHOWN) > 0:
        texts.append(SafeText(f"… and {more:,} more"))
    for row in text_only_rows("Other", texts):
        yield replace(row, drawn=None, is_late=True, is_extra=True)


def _response_row(exchange: Exchange, status: SafeText = NOTHING) -> Row:
    """The row about the response: the status if it failed, the time, attempts and request ID.

    After a failure, the screen also shows which credential and which proxy were used.
    """
    parts = [*((status,) if status else ()), format_duration(exchange.elapsed)]
    if exchange.attempts > 1:
        parts.append(SafeText(f"{exchange.attempts} attempts"))
    if exchange.request_id:
        parts.append(sanitize(exchange.request_id))
    text = SafeText(", ".join(parts))
    if status:
        sent = (("credential", exchange.credential), ("proxy", exchange.proxy))
        parts += [SafeText(f"{label}: {sanitize(value)}") for label, value in sent if value]
    drawn = join_spans(SEPARATOR, (Span(part, "dim") for part in parts))
    return Row(SafeText("Response"), text, "dim", drawn=drawn, is_late=True)


def _kind(lookup: LookupResult) -> SafeText:
    """Describe a name that resolves to itself: it has a date, or it is not an alias.

    A gateway may return every name as it was sent.
    """
    host = sanitize(lookup.exchange.host)
    if lookup.source == "list" and not lookup.exchange.is_api:
        return SafeText(f"{host} lists this ID.")
    if not lookup.exchange.is_api:
        return SafeText(f"{host} returned the same ID.")
    is_dated = re.fullmatch(r".*-\d{8}", lookup.model.id)
    return SafeText(
        "Dated model ID: always this exact version." if is_dated else "Model ID, not an alias."
    )


def _sent_betas(lookup: LookupResult) -> Row:
    """Say whether the betas were accepted, which only a response from the API itself shows."""
    betas, exchange = lookup.betas, lookup.exchange
    if not betas:
        return _beta_row(betas)
    if exchange.is_api:
        checks = (Span(SafeText(f"✓ {sanitize(beta)}"), "good") for beta in betas)
        return Row(
            SafeText("Betas"),
            SafeText(f"{join_names(betas)} accepted"),
            drawn=(*join_spans(GAP, checks), Span(SafeText(" accepted"), "dim")),
        )
    them = "it" if len(betas) == 1 else "them"
    host = sanitize(exchange.host)
    return Row(SafeText("Betas"), SafeText(f"{join_names(betas)} sent; {host} may ignore {them}"))


def resolution_sentences(lookup: LookupResult, alias_move: AliasMove | None) -> Iterator[SafeText]:
    """Say whether the name is an alias (wire contract, "Alias rules"), and what has changed."""
    if lookup.is_alias:
        yield SafeText(
            f"{sanitize(lookup.query.model_id)} resolves to {sanitize(lookup.model.id)}."
        )
    else:
        yield _kind(lookup)
    if alias_move:
        yield _alias_move_sentence(alias_move)


def gateway_caveats(lookup: LookupResult) -> Iterator[SafeText]:
    """Say what is missing from a gateway's answer."""
    host = sanitize(lookup.exchange.host)
    if lookup.source == "list":
        error = lookup.rejection
        why = f' ({error.status}: "{sanitize(error.message)}")' if error and error.message else ""
        yield SafeText(f"The lookup at {host} failed{why}; this is from its list of models.")
    if format_note := lookup.model.explain_format(host):
        yield SafeText(format_note)


def _alias_move_sentence(alias_move: AliasMove) -> SafeText:
    """Say what an alias that has moved resolved to when it was last looked up."""
    was, day = sanitize(alias_move.was, MAX_LENGTH), format_day(alias_move.last_seen)
    # It may still be found with another key.
    gone = "" if alias_move.now else " It is no longer found."
    return SafeText(f"Resolved to {was} when you last looked it up ({day} UTC).{gone}")


def error_report(failed: Failed) -> Report:
    """Make the report of a failure: what happened, what to do with which key, and the details."""
    title = sanitize(failed.error.title)
    now = failed.exchange.finished_at if failed.exchange else None
    report = Report(
        title=title,
        tone="bad",
        heading=sanitize(failed.query.model_id, MAX_LENGTH) if failed.query else NOTHING,
        chips=(Span(SafeText(title.upper()), "bad"),) if failed.query else (),
        rows=(*_query_rows(failed), *_details(failed)),
    )
    if isinstance(failed, Retired):
        known, model = failed.error.retirement, failed.error.retirement.model
        return replace(
            report,
            heading=sanitize(known.name, MAX_LENGTH),
            subheading=sanitize(model.display_name),
            details=tuple(_retired_kind(known.name, model)),
            model=model,
            now=now,
            sentences=_sentences((), failed.alias_move),
            advice=(_replacement(known),),
            rows=(*_retirement(known), *report.rows),
        )
    return replace(
        report,
        sentences=_sentences(_causes(failed), failed.alias_move),
        advice=(_cure(failed),),
        suggestions=tuple(
            Suggestion(
                each.name,
                sanitize(_state(each, now) or _relation(each, failed.suggestions[0])),
                lifecycle_tone(each.lifecycle),
            )
            for each in failed.suggestions
        ),
        rows=(*text_only_rows("Suggestion", _suggested(failed.suggestions, now)), *report.rows),
    )


def failure_sentences(failed: Failed) -> tuple[SafeText, ...]:
    """Say what happened and what to do, for output without keys."""
    meant = failed.suggestions
    cure = f"Did you mean {meant[0].name}?" if meant else failed.remedy
    return _sentences((*_causes(failed), cure), failed.alias_move)


def _sentences(words: Iterable[str], move: AliasMove | None) -> tuple[SafeText, ...]:
    """Those that aren't empty, and what an alias that has moved resolved to."""
    moved = (_alias_move_sentence(move),) if move else ()
    return (*(sanitize(text, _MAX_SENTENCE) for text in words if text), *moved)


def _causes(failed: Failed) -> Iterator[str]:
    """Say what happened, what the name's form means, and what is known about it."""
    known = failed.known
    if failed.alias_move and known and known.last_seen:
        known = None  # the move describes the same lookup, and says more
    yield from (failed.error.message, failed.reason, *(_known(known) if known else ()))


def _cure(failed: Failed) -> Advice:
    """Say what to do, and which key does it."""
    if failed.suggestions:
        # The names are below it.
        does = SafeText("look it up" if len(failed.suggestions) == 1 else "look up the first")
        return Advice((Span(SafeText("Did you mean:")),), does, "accept_suggestion")
    if failed.deselectable_betas:
        return Advice((), SafeText("deselect these betas and try again"), "deselect_rejected")
    if failed.offers_list:
        return Advice((), SafeText("browse the available models"), "models")
    line = (Span(sanitize(failed.remedy, _MAX_SENTENCE)),) if failed.remedy else ()
    if failed.error.is_about_key:
        return Advice(line, SafeText("change the key and try again"), "change_key")
    if failed.query:
        return Advice(line, SafeText("try again"), "refresh")
    return Advice(line)


def _known(known: KnownName) -> Iterator[str]:
    """Say what is known about a name that isn't retired, in words that stay true over time."""
    if known.last_seen:
        yield f"You last looked it up on {format_day(known.last_seen)} UTC."
    if known.lifecycle == "deprecated":
        day = known.retires_at
        date = f"; its retirement date is {format_day(day)}" if day else ""
        yield f"{known.name} is deprecated{date}."
        if known.successor:
            yield f"Its successor is {known.successor}."


def _state(known: KnownName, now: datetime | None) -> str:
    """The status of a name at the time of the response, if there was one, in a few words."""
    day = format_day(known.retires_at)
    match known.lifecycle:
        case "retired":
            return f"retired on {day}" if day else "retired"
        case "deprecated" if now and is_past_date(known.retires_at, now):
            return f"past its retirement date ({day})"
        case "deprecated":
            return f"retires {day}" if day else "deprecated"
        case _:
            return f"last seen {format_utc_day(known.last_seen)}" if known.last_seen else ""


def _relation(known: KnownName, best: KnownName) -> str:
    """The relation of a name to the best suggestion."""
    return f"successor of {best.name}" if known.name == best.successor else ""


def _suggested(suggestions: tuple[KnownName, ...], now: datetime | None) -> Iterator[SafeText]:
    for candidate in suggestions:
        state = _state(candidate, now)
        successor = f"successor {candidate.successor}" if state and candidate.successor else ""
        yield sanitize(", ".join(filter(None, (candidate.name, state, successor))))


def _replacement(known: Retirement) -> Advice:
    """Say when it was retired, and which model to use instead."""
    day = known.model.retires_at
    gone = (
        Span(SafeText(f"Retired{known.where} on {format_day(day)}." if day else "Retired."), "bad"),
    )
    if known.successor or not known.newest:
        return _successor_advice(gone, known.successor)
    newest = Span(sanitize(known.newest, MAX_LENGTH), "strong")
    what = Span(SafeText(f"  Newest known {sanitize(known.model.line or '')} model: "))
    line = (*gone, what, newest)
    return Advice(line, SafeText("look it up"), "accept_suggestion")


def _retired_kind(name: str, model: ModelInfo) -> Iterator[Spans]:
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
        yield Row(SafeText("Source"), SafeText("the list of models"), "dim")
        if known.successor:
            yield Row(NOTHING, SafeText(f"{built_in} (successor)"), "dim")


def _query_rows(failed: Failed) -> Iterator[Row]:
    if failed.query:
        yield Row(QUERY_LABEL, sanitize(failed.query.model_id, MAX_LENGTH), drawn=())
        betas = failed.betas
        yield replace(_beta_row(betas), tone="dim", drawn=None if betas else ())


def _details(failed: Failed) -> Iterator[Row]:
    """The details of the response, for support."""
    rejection, exchange = failed.error.rejection, failed.exchange
    if exchange:
        status = f"{exchange.status} {rejection.type or ''}" if rejection else f"{exchange.status}"
        yield _response_row(exchange, sanitize(status.strip()))
    elif failed.error.request_id:
        yield Row(SafeText("Request ID"), sanitize(failed.error.request_id), "dim")
