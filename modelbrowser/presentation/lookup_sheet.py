"""An answered lookup, as a sheet."""

from collections.abc import Iterator

from modelbrowser.domain.drift import Drift
from modelbrowser.domain.lookup import Exchange, Lookup
from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.capabilities import capability_words
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.dates import age, is_utc, local_form, utc_form
from modelbrowser.presentation.lifecycle import lifecycle_tone, lifecycle_words
from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.presentation.sheet import Row, Sheet
from modelbrowser.presentation.verdict import drift_words, title_of, verdict_of

ANSWERED = Plain("Answered")
"""The label of how the answer came: the one row that is not about the model."""


def sheet_of_lookup(
    lookup: Lookup, clock: Clock, drift: Drift | None = None, *, with_age: bool = True
) -> Sheet:
    """Everything that the API told of a model, and what went along with the question.

    Args:
        lookup: The question and the answer.
        clock: Whose time dates are shown in.
        drift: What the name stood for last time, where that was another ID.
        with_age: Whether to say how long ago the release was.
    """
    model = lookup.model
    return Sheet(
        title=Plain("Found, alias moved") if drift else title_of(lookup),
        tone="warning" if drift else "good",
        heading=plain(model.id, MAX_LENGTH),
        subheading=plain(model.display_name),
        sentences=(verdict_of(lookup), *((drift_words(drift),) if drift else ())),
        rows=(
            *_released(model, clock, with_age=with_age),
            *_lifecycle(model, clock),
            *_limits(model),
            beta_row(lookup.query.betas),
            _answered(lookup.exchange),
            *_facts(model),
            *_other(model),
        ),
    )


def beta_row(betas: tuple[str, ...]) -> Row:
    """The beta values that were sent."""
    return Row(Plain("Betas"), _listed(betas) if betas else Plain("none sent"))


def request_row(request_id: str) -> Row:
    """The API's name for the request."""
    return Row(Plain("Request ID"), plain(request_id), "dim")


def in_time(seconds: float) -> Plain:
    """How long something took, given in seconds: `214 ms`, `1.3 s`."""
    return Plain(f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s")


def _released(model: ModelInfo, clock: Clock, *, with_age: bool) -> Iterator[Row]:
    label = Plain("Released")
    moment = model.released_at
    if moment is None:
        yield Row(label, Plain("unknown (the API gives no release date)"), "dim")
        return
    if not is_utc(moment, clock):
        yield Row(label, local_form(moment, clock))
        label = NOTHING
    how_long = age(moment, clock) if with_age else NOTHING
    # The age goes here, because the line above is the longest of all without it.
    yield Row(label, Plain(f"{utc_form(moment)}, {how_long}" if how_long else utc_form(moment)))


def _lifecycle(model: ModelInfo, clock: Clock) -> Iterator[Row]:
    label = Plain("Lifecycle")
    for words in lifecycle_words(model, clock):
        yield Row(label, words, lifecycle_tone(model))
        label = NOTHING


def _limits(model: ModelInfo) -> Iterator[Row]:
    limits = ((model.max_input_tokens, "in"), (model.max_tokens, "out"))
    given = [(f"{count:,}", way) for count, way in limits if count is not None]
    # "200,000 tokens in, 64,000 out": the unit stands once.
    parts = [f"{n} {way}" if i else f"{n} tokens {way}" for i, (n, way) in enumerate(given)]
    if parts:
        yield Row(Plain("Context"), Plain(", ".join(parts)))


def _facts(model: ModelInfo) -> Iterator[Row]:
    """What the API may or may not say; what it does not say has no row."""
    if model.line:
        yield Row(Plain("Family"), plain(model.line))
    if model.capabilities:
        yes, no = capability_words(model.capabilities)
        yield Row(Plain("Supports"), yes or Plain("none of the capabilities it names"))
        if no:
            yield Row(NOTHING, Plain(f"not: {no}"))
    if model.allowed_fallback_models:
        yield Row(Plain("Fallbacks"), _listed(model.allowed_fallback_models))


def _other(model: ModelInfo) -> Iterator[Row]:
    """The fields that this program does not know, as sent."""
    # Late, because the start is quicker without it.
    import json

    label = Plain("Also told")
    for name, value in model.extra.items():
        text = json.dumps(value, ensure_ascii=False, default=str)
        yield Row(label, Plain(f"{plain(name)}: {plain(text)}"))
        label = NOTHING


def _answered(exchange: Exchange) -> Row:
    tries = f" on try {exchange.tries}" if exchange.tries > 1 else ""
    name = f", {plain(exchange.request_id)}" if exchange.request_id else ""
    return Row(ANSWERED, Plain(f"in {in_time(exchange.elapsed)}{tries}{name}"), "dim")


def _listed(names: tuple[str, ...]) -> Plain:
    return Plain(", ".join(plain(name) for name in names))
