"""Reports: what is shown for a state of a lookup, independent of where it is shown.

The detail pane draws a report and `--plain` prints its rows; neither knows what is in it. The
reports of states without a result, and those that ask for a key or for confirmation, are here;
`outcome_reports` has the others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.domain.lookup import ModelInfo, Retry, is_past_date, newest_first
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.presentation.formatting import Span, Spans, Tone, format_day
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record

SEPARATOR = Span(SafeText(" · "), "dim")
"""Between facts on one line."""

GAP = Span(SafeText("  "))
"""Between facts that begin with a sign."""


class RelativeBar(NamedTuple):
    """A number and its share of the largest one.

    Attributes:
        label: What is counted.
        number: The exact number.
        unit: Its unit.
        share: The share, from 0 to 1; None if the largest number is unknown.
        largest: The largest number, in a few words; empty if it is unknown.
    """

    label: SafeText
    number: SafeText
    unit: SafeText
    share: float | None = None
    largest: SafeText = NOTHING


class Row(Record):
    """A labeled value. If the label is empty, the value continues the row above.

    Attributes:
        label: The label.
        value: The value, as text.
        tone: The color of the value.
        drawn: The value as drawn, if different; empty if it is drawn elsewhere.
        bars: Drawn instead of the label and the value if there is room.
        chips: Drawn instead of the value if there is room.
        is_late: Whether it is drawn below the others.
        is_extra: Whether it comes last if everything scrolls.
    """

    label: SafeText
    value: SafeText
    tone: Tone = "normal"
    drawn: Spans | None = None
    bars: tuple[RelativeBar, ...] = ()
    chips: tuple[SafeText, ...] = ()
    is_late: bool = False
    is_extra: bool = False


def text_only_rows(label: str, values: Iterable[SafeText], tone: Tone = "normal") -> Iterator[Row]:
    """Return a row that isn't drawn for each of some values, the first one with their label."""
    for index, value in enumerate(values):
        yield Row(NOTHING if index else SafeText(label), value, tone, drawn=())


class Advice(NamedTuple):
    """What to do next, in one line, and the key that does it.

    Attributes:
        line: The sentence.
        does: What its key does, in a few words; empty if there is none.
        action: The main screen's action that the key runs.
    """

    line: Spans
    does: SafeText = NOTHING
    action: str = ""


class Suggestion(NamedTuple):
    """A name that can be chosen.

    Attributes:
        name: The name to look up; untrusted text.
        state: What is known about it, in a few words.
        tone: The color of its state.
        group: The title above the first one in its group.
    """

    name: str
    state: SafeText = NOTHING
    tone: Tone = "dim"
    group: SafeText = NOTHING


class Report(Record, kw_only=True):
    """What is shown for a state, from the top.

    Attributes:
        title: The state, in one or two words.
        tone: The color of the title.
        heading: The resolved ID, on its own line and never shortened; may be empty.
        hint: The key that acts on the heading, next to it if there is room.
        chips: Words next to the heading, each in a filled box.
        subheading: The display name; may be empty.
        details: More facts, after the display name if there is room.
        model: The model whose dates are drawn as a timeline.
        now: The current time, aware, for the timeline.
        sentences: Paragraphs, which are wrapped.
        advice: What to do next, with keys.
        suggestions: Names that can be chosen.
        rows: Labeled values, aligned with each other.
        is_clipped: Whether what doesn't fit is left out instead of scrolled.
    """

    title: SafeText
    tone: Tone = "normal"
    heading: SafeText = NOTHING
    hint: Advice | None = None
    chips: Spans = ()
    subheading: SafeText = NOTHING
    details: tuple[Spans, ...] = ()
    model: ModelInfo | None = None
    now: datetime | None = None
    sentences: tuple[SafeText, ...] = ()
    advice: tuple[Advice, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    rows: tuple[Row, ...] = ()
    is_clipped: bool = False


SLOW_AFTER = 5.0
"""How long to wait before the report says that the API hasn't responded yet, in seconds."""


def idle_report(
    listed: Sequence[ModelInfo] = (),
    examples: Mapping[str, str] = MappingProxyType({}),
    *,
    now: datetime,
    look_up: SafeText,
    choose: SafeText,
) -> Report:
    """Make the report before the first lookup: what to type, and what can be looked up.

    The newest listed model of each family comes first, then the others in the list's order;
    there are none before the list arrives. The last two are keys.
    """
    newest = {model.line: model for model in reversed(newest_first(listed))}
    models = sorted(listed, key=lambda model: newest[model.line] is not model)
    first = SafeText(f"{'Try' if examples else 'Models'} (press {choose}, then a number)")
    group = SafeText("Models") if examples else first
    return Report(
        title=SafeText("Ready"),
        sentences=(
            SafeText(f"Type a model ID or alias, then press {look_up}."),
            SafeText("You'll see the exact model, its release date and its retirement date."),
            SafeText("Select betas to check whether your organization can use them."),
        ),
        suggestions=(
            *(Suggestion(name, SafeText(shows), group=first) for name, shows in examples.items()),
            *(Suggestion(model.id, *_state_in_list(model, now), group=group) for model in models),
        ),
        is_clipped=True,
    )


def _state_in_list(model: ModelInfo, now: datetime) -> tuple[SafeText, Tone]:
    if model.lifecycle == "deprecated" and model.retires_at:
        day = format_day(model.retires_at)
        is_past = is_past_date(model.retires_at, now)
        words = f"past its retirement date ({day})" if is_past else f"retires {day}"
        return SafeText(words), "warning"
    if model.released_at:
        return SafeText(f"released {format_day(model.released_at)}"), "dim"
    # "active" would look like the opposite of a date.
    status = model.lifecycle if model.lifecycle != "active" else ""
    return sanitize(status or ""), "dim"


def pending_report(query: ModelQuery, waited: float, timeout: float, cancel: SafeText) -> Report:
    """Make the report while a request is under way; both times are in seconds."""
    slow = SafeText(f"No response yet. The lookup times out after {timeout:g} s.")
    return Report(
        title=SafeText("Looking up"),
        sentences=(
            SafeText(f"Looking up {_asked(query)}… ({int(waited)} s)"),
            # It may last longer: a list that is needed has a time limit of its own.
            *((slow,) if SLOW_AFTER <= waited < timeout else ()),
            SafeText(f"Press {cancel} to cancel."),
        ),
    )


def retrying_report(query: ModelQuery, retry: Retry, waited: float, cancel: SafeText) -> Report:
    """Make the report between a failed attempt and the next one; the wait is in seconds."""
    left = max(0, ceil(retry.wait - waited))
    when = f"in {left} s" if left else "now"
    return Report(
        title=SafeText("Retrying"),
        tone="warning",
        sentences=(
            sanitize(retry.reason),
            SafeText(f"Retrying {_asked(query)}: attempt {retry.number} of {retry.of} {when}."),
            SafeText(f"Press {cancel} to cancel."),
        ),
    )


def cancelled_report(query: ModelQuery) -> Report:
    """Make the report after the user canceled a lookup."""
    return Report(
        title=SafeText("Canceled"),
        sentences=(SafeText(f"The lookup of {_asked(query)} was canceled."),),
        advice=(Advice((), SafeText("look it up again"), "look_up"),),
    )


def _asked(query: ModelQuery) -> SafeText:
    return sanitize(query.model_id, MAX_LENGTH)


def no_key_prompt(
    host: SafeText,
    reason: SafeText,
    demo_key: SafeText,
    *,
    by_ssh: bool,
    gateway: SafeText | None = None,
) -> Report:
    """The prompt when there is no key: which variable is missing, and on which machine.

    The reason says what was looked for, and what was found that can't be used, in sentences.
    The gateway is the host that the key is for, unless it is the Claude API.
    """
    what = SafeText(f"No credential on this machine ({host}): {reason}")
    ssh = SafeText("SSH doesn't forward environment variables; set the key on this host.")
    sentences = (what, *_type_a_key(gateway), _try_the_demo(demo_key), *((ssh,) if by_ssh else ()))
    return Report(title=SafeText("No API key"), sentences=sentences)


def change_key_prompt(
    error: InvalidCredentialError | None,
    demo_key: SafeText,
    *,
    in_demo: bool,
    gateway: SafeText | None = None,
) -> Report:
    """The prompt for a key that replaces the one in use, or a malformed one that was typed.

    It offers the demo, which needs no key, unless that is running.
    """
    how = _type_a_key(gateway)
    if not in_demo:
        how = (*how, _try_the_demo(demo_key))
    if not error:
        return Report(title=SafeText("Change API key"), sentences=how)
    what = (sanitize(error.message), sanitize(error.remedy))
    return Report(title=sanitize(error.title), tone="bad", sentences=(*what, *how))


def _type_a_key(gateway: SafeText | None) -> tuple[SafeText, ...]:
    if gateway:
        return (SafeText(f"Paste your API key for {gateway} below. It's kept in memory only."),)
    return (
        SafeText("Paste your API key below. It's kept in memory only."),
        SafeText("Get a key at platform.claude.com."),
    )


def _try_the_demo(key: SafeText) -> SafeText:
    return SafeText(f"Or press {key} for the demo, which needs no key or network.")


def clear_history_prompt(count: int, *, demo: bool) -> Report:
    """The confirmation before the whole history is deleted, the demo's lookups included.

    `demo` says whether the list on screen is the demo's.
    """
    every = f"all {count:,} lookups, for every host and the demo"
    shows = "shows only" if demo else "doesn't show"
    return Report(
        title=SafeText("Clear history?"),
        tone="warning",
        sentences=(
            SafeText(f"Delete {'the only lookup' if count == 1 else every}?"),
            SafeText(f"This list {shows} demo lookups."),
            SafeText("This clears the history file and can't be undone."),
        ),
    )
