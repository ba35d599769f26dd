"""Everything that is shown and printed about an outcome: each word, and on screen each color.

The words are stored in `__snapshots__`; after an intended change, `--snapshot-update` writes them
again.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from support.samples import ALIAS, DATED, NOW, clock_in, exchange, lookup, model, status_error
from syrupy.assertion import SnapshotAssertion

from modelbrowser.api.errors import APIResponseValidationError
from modelbrowser.cli.check import (
    CheckState,
    check_line,
    summary_json,
    summary_text,
)
from modelbrowser.domain.catalog import RetiredError, Retirement, load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.domain.history_entry import AliasMove, HistoryEntry
from modelbrowser.domain.known_name import KnownName
from modelbrowser.domain.lookup import LookupResult, ModelInfo, Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError, Rejection
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import Span, Spans
from modelbrowser.presentation.json_output import failed_json, found_json, list_json
from modelbrowser.presentation.lists import (
    MODEL_COLUMNS,
    Column,
    describe_entry,
    history_columns,
)
from modelbrowser.presentation.outcome_reports import answer_report, error_report
from modelbrowser.presentation.reports import (
    Advice,
    Report,
    Row,
    cancelled_report,
    change_key_prompt,
    clear_history_prompt,
    idle_report,
    no_key_prompt,
    pending_report,
    retrying_report,
)
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.presentation.text_output import failed_text, fatal_error_text, found_text
from modelbrowser.presentation.timeline import fit_timeline, shared_scale
from modelbrowser.state import SEE_LIST, Failed, Found, Outcome, Retired

CONNECTION = Connection(base_url="https://gw.example:8443")
GATEWAY = {"url": "https://gw.example/v1/models/x", "is_api": False}
LONG = "x" * 300
SMILE = "a\N{ZERO WIDTH SPACE}b"
ESC, KEY = SafeText("Esc"), SafeText("Ctrl+D")


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- How it is written -------------------------------------------------------------------


def _line(spans: Spans) -> str:
    """A line of the screen, with the color in front of each part that has one."""
    return "".join(
        span.text if span.tone == "normal" else f"{span.tone}{{{span.text}}}" for span in spans
    )


def _joined(lines: Iterable[str]) -> str:
    """All lines, with the length of a text that is long in place of most of it."""
    return re.sub("x{9,}", lambda long: f"x*{len(long[0])}", "\n".join(lines))


def _advice(advice: Advice) -> str:
    key = f" [{advice.does}: {advice.action}]" if advice.does else ""
    return f"{_line(advice.line)}{key}"


def _row(row: Row) -> Iterator[str]:
    value = _line((Span(row.value, row.tone),))
    yield f"row {row.label or '-'}{' (late)' * row.is_late}{' (extra)' * row.is_extra}: {value}"
    if row.drawn is not None:
        yield f"  drawn: {_line(row.drawn)}"
    yield from (f"  bar: {bar}" for bar in map(tuple, row.bars))
    if row.chips:
        yield f"  chips: {row.chips}"


def _report(report: Report) -> Iterator[str]:
    yield f"title {_line((Span(report.title, report.tone),))}"
    if report.heading:
        yield f"heading {report.heading} {_advice(report.hint) if report.hint else ''}".rstrip()
    if report.chips:
        yield f"chips {_line(report.chips)}"
    if report.subheading:
        yield f"subheading {report.subheading}"
    yield from (f"detail {_line(detail)}" for detail in report.details)
    if report.model:
        yield f"timeline {report.model.id} at {report.now}"
    yield from (f"sentence {sentence}" for sentence in report.sentences)
    yield from (f"advice {_advice(advice)}" for advice in report.advice)
    for each in report.suggestions:
        state = _line((Span(each.state, each.tone),))
        yield f"suggestion {each.name}: {state} ({each.group})"
    for row in report.rows:
        yield from _row(row)
    if report.is_clipped:
        yield "clipped"


def _columns(columns: tuple[Column[Any], ...], items: tuple[Any, ...]) -> Iterator[str]:
    for column in columns:
        yield f"column {column.title!r} {column.width} {column.gap}"
        yield from (f"  {_line(column.spans(item))}" for item in items)


# --- Answers -----------------------------------------------------------------------------

FULL: dict[str, Any] = {
    "lifecycle": "deprecated",
    "deprecated_at": _day("2026-09-30"),
    "retires_at": _day("2026-11-30"),
    "max_input_tokens": 200_000,
    "max_tokens": 64_000,
    "line": "sonnet",
    "capabilities": {
        "batch": {"supported": True},
        "pdf_input": {"supported": False},
        "citations": {"supported": False},
        "effort": {"supported": True, "low": {"supported": True}, "max": {"supported": False}},
    },
    "allowed_fallback_models": ("claude-a", "claude-b"),
    "extra": {"color": [1, None], "mood": "caf\u00e9"},
}
LISTED = (
    model(id="a-2", line="a", max_input_tokens=1_000_000, max_tokens=128_000),
    model(id="a-1", line="a", lifecycle="deprecated", retires_at=_day("2027-01-01")),
    model(id="b-1", line="b", released_at=None, lifecycle="active"),
    model(id="c-1", line="c", released_at=None, lifecycle="hibernating"),
)
MOVED = AliasMove(was="claude-sonnet-4-20250514", last_seen=_day("2026-11-01"), now=DATED)
YEAR_ONE = _day("0001-01-01")


def _behind(**fields: Any) -> LookupResult:
    """An answer of a gateway."""
    found = lookup(betas=("a-2025-01-01",), **fields)
    return replace(found, exchange=exchange(**GATEWAY))


FOUND: dict[str, Found] = {
    "everything": Found(
        replace(
            lookup(betas=("a-2025-01-01", "b-2025-01-01"), **FULL),
            exchange=exchange(attempts=2, elapsed=1.26),
        )
    ),
    "nothing": Found(
        replace(
            lookup("x", id="x", display_name="", released_at=None, extra={"a": 1}),
            exchange=exchange(request_id=None),
        )
    ),
    "dated": Found(lookup(DATED, lifecycle="active", max_tokens=8192)),
    "moved": Found(lookup(lifecycle="active", retires_at=_day("2027-03-01")), MOVED),
    "moved today": Found(lookup(), replace(MOVED, last_seen=NOW)),
    "moved and deprecated": Found(lookup(lifecycle="deprecated"), MOVED),
    "seen before": Found(lookup(lifecycle=LONG, line=SMILE), last_seen=_day("2026-11-20")),
    "seen today": Found(lookup(lifecycle="hibernating"), last_seen=NOW),
    "deprecated": Found(lookup(id="claude-x", lifecycle="deprecated")),
    "overdue": Found(lookup(id="claude-x", lifecycle="deprecated", retires_at=_day("2026-11-01"))),
    "retired": Found(lookup(lifecycle="retired", retires_at=_day("2026-11-01"))),
    "retired some day": Found(lookup(id="claude-x", lifecycle="retired")),
    "of a gateway": Found(_behind(format="openai")),
    "of a list": Found(
        replace(
            _behind(sent={"id": DATED, "n": 1e400}, format="openai"),
            source="list",
            rejection=Rejection(500, "gateway", f"no{SMILE}", "api_error", "c"),
        )
    ),
    "of year one": Found(lookup(released_at=YEAR_ONE)),
    "long": Found(lookup(LONG, id=LONG + "y", display_name=LONG)),
}


@pytest.mark.parametrize(
    ("kind", "zone"),
    [
        *((kind, "Europe/Paris") for kind in FOUND),
        ("everything", "UTC"),
        ("everything", "America/Sao_Paulo"),
    ],
)
def test_answers(kind: str, zone: str, snapshot: SnapshotAssertion) -> None:
    """An answer is shown and printed with the stored words and colors."""
    found, clock = FOUND[kind], clock_in(zone)
    listed = [each for each in LISTED if each.max_tokens] if kind == "everything" else ()
    report = answer_report(found, clock, listed, has_key=kind != "retired")
    assert snapshot == _written(report, found, clock, width=90 if listed else 0)


def _written(report: Report, outcome: Outcome, clock: Clock, width: int = 0) -> str:
    asked = outcome.query.model_id if outcome.query else None
    if isinstance(outcome, Found):
        printed = found_text(outcome, clock, asked, width=width)
        as_json = found_json(outcome, clock, CONNECTION)
    else:
        printed = f"{failed_text(outcome, asked)}{fatal_error_text(outcome)}"
        as_json = failed_json(outcome, CONNECTION, asked)
    checked = check_line("unknown", asked, outcome, clock)
    return _joined((*_report(report), "", printed, checked, as_json))


# --- Failures ----------------------------------------------------------------------------

NOT_FOUND = ModelBrowserError("Not found.", "Check the spelling.")
SPACED = ModelQuery(f"a b{SMILE}", ("a-2025-01-01", "b-2025-01-01"))
QUERY = ModelQuery(ALIAS)
GONE = KnownName(
    name="claude-d", lifecycle="retired", retires_at=_day("2026-01-05"), successor="claude-e"
)
MEANT = (
    GONE,
    KnownName(name="claude-e", lifecycle="active"),
    KnownName(name="claude-b", lifecycle="deprecated", retires_at=_day("2027-01-01")),
    KnownName(name="claude-c", lifecycle="deprecated", successor="claude-e"),
    KnownName(name="my-model", last_seen=_day("2026-11-20")),
    KnownName(name="claude-f", lifecycle="hibernating"),
    KnownName(name="claude-g", lifecycle="retired"),
)


class _KeyError(ModelBrowserError):
    title = "No entry"
    is_about_key = True


class _MissingError(ModelBrowserError):
    kind = "not_found"


REJECTED = status_error(
    404,
    "No such model.",
    "Check it.",
    credential="ANTHROPIC_API_KEY",
    proxy="127.0.0.1:3128 (from HTTPS_PROXY)",
)
UNAVAILABLE = ModelBrowserError(
    "It failed.",
    rejection=Rejection(503, "gateway", "later", "overloaded", "busy", "req_9"),
    request_id="req_9",
)

FAILED: dict[str, Failed] = {
    "without a query": Failed(None, NOT_FOUND),
    "with a request ID": Failed(SPACED, ModelBrowserError("Not found.", request_id="req_1")),
    "about the key": Failed(QUERY, _KeyError(f"Refused{SMILE}.", "Use another.")),
    "rejected betas": Failed(
        SPACED, REJECTED, ("a-2025-01-01",), exchange=replace(REJECTED.exchange, attempts=3)
    ),
    "of a gateway": Failed(
        QUERY, UNAVAILABLE, exchange=exchange(status=503, **GATEWAY), specific_remedy="Wait."
    ),
    "without a rejection": Failed(
        QUERY, APIResponseValidationError("It is not a model."), exchange=exchange(status=502)
    ),
    "not on the list": Failed(QUERY, NOT_FOUND, specific_remedy=SEE_LIST),
    "in the demo": Failed(
        QUERY, _MissingError("No model."), exchange=exchange(status=404, demo=True)
    ),
    "with suggestions": Failed(QUERY, NOT_FOUND, suggestions=MEANT, reason="It is misspelled."),
    "with one suggestion": Failed(QUERY, NOT_FOUND, suggestions=MEANT[1:2]),
    "with a name": Failed(
        QUERY, NOT_FOUND, suggestions=MEANT[2:], reason="The API calls it claude-b."
    ),
    "with another name": Failed(
        QUERY, NOT_FOUND, suggestions=MEANT[5:], reason="The API calls it claude-f."
    ),
    "with a new name": Failed(QUERY, NOT_FOUND, suggestions=(KnownName(name="claude-n"),)),
    "known": Failed(QUERY, NOT_FOUND, known=replace(MEANT[3], last_seen=NOW), reason="So."),
    "known and moved": Failed(
        QUERY, NOT_FOUND, known=MEANT[4], alias_move=replace(MOVED, now=None)
    ),
    "long": Failed(ModelQuery(LONG), ModelBrowserError(LONG * 4, LONG * 5)),
}


def _retired(name: str = ALIAS, successor: str | None = None, **fields: Any) -> Retired:
    newest = fields.pop("newest", None)
    known = Retirement(
        name=name,
        model=model(**({"lifecycle": "retired"} | fields)),
        successor=successor,
        newest=newest,
    )
    return Retired(QUERY, RetiredError(known, Rejection(404, "api", request_id="req_1")))


RETIRED: dict[str, Retired] = {
    "known": replace(
        _retired(
            successor="claude-sonnet-5-5",
            deprecated_at=_day("2026-09-30"),
            retires_at=_day("2026-11-20"),
            line="sonnet",
        ),
        exchange=exchange(status=404),
        alias_move=replace(MOVED, now=None),
    ),
    "newest": _retired(DATED, line=SMILE, newest=f"{LONG[:250]}!"),
    "nothing known": _retired("x", id="x", display_name=""),
    "long": _retired(LONG, LONG, id=f"{LONG[:-1]}y", line=LONG),
    "built in": Retired(
        QUERY,
        RetiredError(
            Retirement(name="claude-2.1", model=load_catalog().models[-1], successor=None)
        ),
    ),
}


@pytest.mark.parametrize("kind", FAILED)
def test_failures(kind: str, snapshot: SnapshotAssertion) -> None:
    """A failure is shown and printed with the stored words and colors."""
    assert snapshot == _written(error_report(FAILED[kind]), FAILED[kind], clock_in())


@pytest.mark.parametrize("kind", RETIRED)
def test_retired_models(kind: str, snapshot: SnapshotAssertion) -> None:
    """A retired model is shown and printed with the stored words and colors."""
    assert snapshot == _written(error_report(RETIRED[kind]), RETIRED[kind], clock_in())


# --- Everything else ---------------------------------------------------------------------

RETRY = Retry(reason=f"The API is overloaded{SMILE}.", wait=3.0, number=2, of=3)

REPORTS: dict[str, Callable[[], Report]] = {
    "idle": lambda: idle_report(now=NOW, look_up=SafeText("Enter"), choose=SafeText("↓")),
    "idle with a list": lambda: idle_report(
        LISTED, now=NOW, look_up=SafeText("Enter"), choose=SafeText("↓")
    ),
    "idle in the demo": lambda: idle_report(
        LISTED, {"a-typo": "a typo"}, now=NOW, look_up=SafeText("Enter"), choose=SafeText("↓")
    ),
    "pending": lambda: pending_report(SPACED, 1.9, 15, ESC),
    "slow": lambda: pending_report(SPACED, 5.0, 15, ESC),
    "retrying": lambda: retrying_report(SPACED, RETRY, 0.5, ESC),
    "retrying now": lambda: retrying_report(SPACED, RETRY, 3.5, ESC),
    "canceled": lambda: cancelled_report(SPACED),
    "no key": lambda: no_key_prompt(SafeText("me"), SafeText("none is set."), KEY, by_ssh=False),
    "no key by SSH": lambda: no_key_prompt(
        SafeText("me"), SafeText("none is set."), KEY, by_ssh=True
    ),
    "another key": lambda: change_key_prompt(None, KEY, in_demo=False),
    "another key in the demo": lambda: change_key_prompt(None, KEY, in_demo=True),
    "a malformed key": lambda: change_key_prompt(
        InvalidCredentialError(f"Not a key{SMILE}.", f"Copy it{SMILE}."), KEY, in_demo=True
    ),
    "clear one": lambda: clear_history_prompt(1, demo=True),
    "clear all": lambda: clear_history_prompt(1234, demo=False),
}


@pytest.mark.parametrize("kind", REPORTS)
def test_other_reports(kind: str, snapshot: SnapshotAssertion) -> None:
    """What is shown before and while waiting, and before a decision, is as stored."""
    assert snapshot == _joined(_report(REPORTS[kind]()))


MODELS = (
    model(**FULL),
    model(id="x", released_at=None, lifecycle="active", max_input_tokens=1_000_000),
    model(id="y", lifecycle="retired", max_input_tokens=131_072, max_tokens=12_345_678),
    model(id=SMILE, lifecycle="hibernating since then", max_tokens=999_999),
    model(id=LONG, max_tokens=0),
    *load_catalog().models[:1],
)


def test_the_list_of_models(snapshot: SnapshotAssertion) -> None:
    """Each cell of the list of models has the stored words, colors and width, and so its JSON."""
    columns = _columns(MODEL_COLUMNS, MODELS)
    assert snapshot == _joined((*columns, list_json(MODELS, clock_in(), CONNECTION)))


LIVES = {
    "active": model(released_at=_day("2025-09-29")),
    "retires": model(released_at=_day("2025-09-29"), retires_at=_day("2027-03-01")),
    "deprecated": model(
        released_at=_day("2025-09-29"),
        deprecated_at=_day("2026-09-30"),
        retires_at=_day("2026-11-30"),
    ),
    "overdue": model(
        released_at=_day("2025-09-29"),
        deprecated_at=_day("2026-09-01"),
        retires_at=_day("2026-11-01"),
    ),
    "retired": model(
        lifecycle="retired",
        released_at=_day("2025-08-05"),
        deprecated_at=_day("2026-06-05"),
        retires_at=_day("2026-08-05"),
    ),
    "without a start": model(released_at=None, retires_at=_day("2027-03-01")),
    "without dates": model(released_at=None),
}


@pytest.mark.parametrize("kind", LIVES)
def test_lines_of_life(kind: str, snapshot: SnapshotAssertion) -> None:
    """The line of a model's life has the stored marks, labels and colors, at any width."""
    lines = []
    for width, is_roomy in ((12, True), (30, False), (40, True), (60, False)):
        if life := fit_timeline(LIVES[kind], NOW, width, is_roomy=is_roomy):
            rows = (life.today(), life.line(), life.beside, *life.labels(1), *life.labels(2))
            lines += [f"{width} cells", *map(_line, rows)]
    assert snapshot == _joined(lines)


FAR = model(released_at=_day("2025-09-29"), retires_at=_day("2099-03-01"))


@pytest.mark.parametrize(
    ("width", "more"), [(20, ()), (60, ()), (60, (FAR,))], ids=["narrow", "wide", "far ahead"]
)
def test_lines_of_life_in_one_chart(
    width: int, more: tuple[ModelInfo, ...], snapshot: SnapshotAssertion
) -> None:
    """Lines that share a scale have the stored marks and colors below the stored years."""
    models = (*LIVES.values(), *more)
    scale = shared_scale(models, NOW, width)
    lives = [scale.place(life) for life in models]
    assert {life.width for life in lives} == {width}
    lines = (_line(life.line()) for life in lives)
    assert snapshot == _joined((f"today {scale.today}, years {scale.years}", *lines))


COUNTS: tuple[dict[CheckState, int], ...] = (
    {},
    {"active": 1},
    dict.fromkeys(get_args(CheckState), 1),
    dict.fromkeys(get_args(CheckState), 2),
)


@pytest.mark.parametrize("within", [None, 1, 60])
def test_summaries_of_a_check(within: int | None, snapshot: SnapshotAssertion) -> None:
    """The summary of a check has the stored words, for one name and for several of each state."""
    assert snapshot == _joined(
        f"{summary_text(counts, within)}{summary_json(counts, within, ('a', 'b'), 7, CONNECTION)}"
        for counts in COUNTS
    )


def _entry(**fields: Any) -> HistoryEntry:
    usual: dict[str, Any] = {"looked_up_at": NOW, "model_id": ALIAS, "host": "gw.example"}
    return HistoryEntry(**(usual | fields))


ENTRIES = (
    _entry(resolved_id=DATED, lifecycle="deprecated", betas=("a-2025-01-01", "b-2025-01-01")),
    _entry(resolved_id=ALIAS, looked_up_at=_day("2026-11-21"), host=SMILE),
    _entry(resolved_id=DATED, previous_id=MOVED.was, demo=True),
    _entry(resolved_id=LONG, previous_id=LONG[1:], model_id=LONG[2:]),
    _entry(resolved_id="short", looked_up_at=_day("2025-01-02")),
    _entry(outcome="not_found", betas=("a",), rejected_betas=("a", "b")),
    _entry(outcome="retired", retired_at=_day("2026-08-05"), successor="claude-x", betas=(LONG,)),
    _entry(outcome="server_error", model_id=SMILE),
)


@pytest.mark.parametrize("is_narrow", [False, True])
def test_the_history(snapshot: SnapshotAssertion, *, is_narrow: bool) -> None:
    """Each cell of the history has the stored words, colors and width; each entry its sentence."""
    columns = history_columns(clock_in(), is_narrow=is_narrow)
    sentences = (describe_entry(entry, clock_in()) for entry in ENTRIES)
    assert snapshot == _joined((*_columns(columns, ENTRIES), *sentences))
