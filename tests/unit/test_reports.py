"""The report of every state of a lookup."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from support.samples import ALIAS, DATED, NOW, clock_in, exchange, lookup, model, status_error

from modelbrowser.domain.catalog import KnownModel, RetiredError, Retirement
from modelbrowser.domain.history_entry import AliasMove, HistoryEntry
from modelbrowser.domain.known_name import collect_known_names, find_known_name
from modelbrowser.domain.lookup import LookupResult, ModelInfo, Retry
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.errors import ModelBrowserError, Rejection
from modelbrowser.presentation.formatting import Span
from modelbrowser.presentation.outcome_reports import (
    answer_report,
    error_report,
    failure_sentences,
    resolution_sentences,
)
from modelbrowser.presentation.reports import (
    Report,
    cancelled_report,
    idle_report,
    pending_report,
    retrying_report,
)
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.state import SEE_LIST, Failed, Found, Retired

HOSTILE = "\x1b]52;c;x\x07\u202e[bold]"
SANITIZED = "\\x1b]52;c;x\\x07\\u202e[bold]"
LONGEST = "x" * MAX_LENGTH
QUERY = ModelQuery(ALIAS)
ESC = SafeText("Esc")
NOT_FOUND = ModelBrowserError("Not found.")


def _rows(report: Report) -> list[tuple[str, str, str]]:
    return [(row.label, row.value, row.tone) for row in report.rows]


def _texts(report: Report) -> list[str]:
    rows = (text for row in report.rows for text in (row.label, row.value))
    lines = (*report.details, report.chips, *(each.line for each in report.advice))
    texts = map(_line, lines)
    return [report.title, report.heading, report.subheading, *report.sentences, *texts, *rows]


def _line(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- Answers -----------------------------------------------------------------------------


def test_an_answer_has_every_field_in_a_fixed_order() -> None:
    """Everything that the API says about a model has its row, in a fixed order."""
    found = LookupResult(
        query=ModelQuery(ALIAS, ("skills-2025-10-02", "context-1m-2025-08-07")),
        model=model(
            lifecycle="deprecated",
            retires_at=_day("2026-11-30"),
            max_input_tokens=200_000,
            max_tokens=64_000,
            line="sonnet",
            capabilities={"batch": {"supported": True}, "pdf_input": {"supported": False}},
            allowed_fallback_models=("claude-a", "claude-b"),
            extra={"color": [1, None], "mood": "caf\u00e9", "next": {"at": 1}},
        ),
        exchange=exchange(attempts=2),
    )
    report = answer_report(Found(found), clock_in())
    assert (report.title, report.tone) == ("Alias", "good")
    assert (report.heading, report.subheading) == (DATED, "Claude Sonnet 4.5")
    assert _rows(report) == [
        ("Released", "2025-09-29 02:00 CEST (UTC+02:00)", "normal"),
        ("", "2025-09-29 00:00 UTC, 13 months ago", "normal"),
        ("Status", "deprecated", "warning"),
        ("", "retires 2026-11-30 UTC (in 8 days)", "warning"),
        ("Context", "200,000 input / 64,000 output tokens", "normal"),
        ("Family", "sonnet", "normal"),
        ("Supports", "batch", "normal"),
        ("", "Not supported: PDF input", "normal"),
        ("Fallbacks", "claude-a, claude-b", "normal"),
        ("Betas", "skills-2025-10-02, context-1m-2025-08-07 accepted", "normal"),
        ("Other", "color: [1, null]", "normal"),
        ("", 'mood: "caf\u00e9"', "normal"),
        ("", 'next: {"at": 1}', "normal"),
        ("Response", "214 ms, 2 attempts, req_011C", "dim"),
    ]


def test_a_field_that_the_api_leaves_out_has_no_row() -> None:
    """Row 119: an unknown release date is named as such; other unknown fields have no row."""
    found = LookupResult(
        query=QUERY, model=model(released_at=None), exchange=exchange(request_id=None)
    )
    assert _rows(answer_report(Found(found), clock_in())) == [
        ("Released", "not provided by the API", "dim"),
        ("Betas", "none", "normal"),
        ("Response", "214 ms", "dim"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"format": "openai", "extra": {"released": 1763942400}},
        {"extra": {"created_at": "2025-11-24"}},
    ],
)
def test_a_release_date_may_be_sent_in_another_form(fields: dict[str, Any]) -> None:
    """Gateway row 10: a release date that can't be read is unknown, and isn't denied."""
    report = answer_report(Found(lookup(released_at=None, **fields)), clock_in())
    assert _rows(report)[0] == ("Released", "unknown", "dim")


def test_only_unsupported_capabilities() -> None:
    """If a model supports none of its capabilities, the report says so."""
    report = answer_report(Found(lookup(capabilities={"batch": {"supported": False}})), clock_in())
    assert _rows(report)[2:4] == [
        ("Supports", "none", "normal"),
        ("", "Not supported: batch", "normal"),
    ]


def test_capabilities_in_an_unknown_form() -> None:
    """Capabilities that can't be read don't mean that a model supports none."""
    report = answer_report(Found(lookup(capabilities={"batch": "yes"})), clock_in())
    assert "Supports" not in [label for label, *_ in _rows(report)]


@pytest.mark.parametrize(
    ("count", "more"),
    [(100, []), (101, ["… and 1 more"]), (100_000, ["… and 99,900 more"])],
)
def test_a_hostile_number_of_fields_is_cut(count: int, more: list[str]) -> None:
    """Of a hundred thousand unknown fields, a hundred are shown, with the number of the others."""
    fields = {str(number): number for number in range(count)}
    report = answer_report(Found(lookup(extra=fields)), clock_in())
    rows = [row for row in report.rows if row.is_late and row.is_extra]
    assert [row.value for row in rows[99:]] == ["99: 99", *more]


@pytest.mark.parametrize("zone", ["UTC", "Africa/Abidjan"])
def test_utc_is_shown_once(zone: str) -> None:
    """If local time is UTC, the release is one line."""
    report = answer_report(Found(lookup()), clock_in(zone))
    assert [row.value for row in report.rows[:2]] == [
        "2025-09-29 00:00 UTC, 13 months ago",
        "none",
    ]


def test_labels_fit_their_column() -> None:
    """No label is longer than 10 characters, so that a column of 11 is enough."""
    fields: dict[str, Any] = {"lifecycle": "x", "line": "x", "extra": {"x" * 99: 1}}
    report = answer_report(Found(lookup(**fields)), clock_in())
    assert all(len(row.label) <= 10 for row in report.rows)


@pytest.mark.parametrize(
    ("asked", "answered", "title", "detail", "sentence"),
    [
        (ALIAS, DATED, "Alias", f"{ALIAS} → this model today", f"{ALIAS} resolves to {DATED}."),
        (
            DATED,
            DATED,
            "Model ID",
            "dated model ID: always this exact version",
            "Dated model ID: always this exact version.",
        ),
        (
            "claude-opus-4-6",
            "claude-opus-4-6",
            "Model ID",
            "model ID, not an alias",
            "Model ID, not an alias.",
        ),
    ],
)
def test_the_verdict(asked: str, answered: str, title: str, detail: str, sentence: str) -> None:
    """Row 60: title and one line say what was looked up, on screen and as text."""
    found = lookup(asked, id=answered)
    report = answer_report(Found(found), clock_in())
    assert (report.title, _line(report.details[-1])) == (title, detail)
    assert list(resolution_sentences(found, None)) == [sentence]


@pytest.mark.parametrize("name", [DATED, "sonnet"])
def test_what_a_gateway_shows_of_a_name(name: str) -> None:
    """A gateway may return every name as it was sent, so it shows neither an ID nor a version."""
    sent = exchange(url="https://gw.example/v1/models/x", is_api=False)
    found = replace(lookup(name, id=name), exchange=sent)
    report = answer_report(Found(found), clock_in())
    assert report.title == "Found"
    assert _line(report.details[-1]) == "gw.example returned the same ID"
    assert list(resolution_sentences(found, None)) == ["gw.example returned the same ID."]


def test_a_long_name_is_cut_in_the_verdict_but_not_in_the_heading() -> None:
    """Row 74: the heading, which is copied, is never cut; the verdict cuts at 200 characters."""
    found = lookup(LONGEST, id=LONGEST[:-1] + "y")
    assert answer_report(Found(found), clock_in()).heading == LONGEST[:-1] + "y"
    (sentence,) = resolution_sentences(found, None)
    assert sentence == f"{'x' * 200}… resolves to {'x' * 200}…."


def test_a_moved_alias() -> None:
    """An alias that resolves to another ID than last time names that ID, in a color of its own."""
    alias_move = AliasMove(was=LONGEST, last_seen=NOW, now=DATED)
    report = answer_report(Found(lookup(lifecycle="active"), alias_move), clock_in())
    assert (report.title, report.tone) == ("Alias moved", "moved")
    assert report.chips == (Span(SafeText("MOVED"), "moved"),)
    assert report.details[-1][-1] == Span(SafeText(f"{LONGEST} earlier today"), "moved")
    before = replace(alias_move, last_seen=_day("2026-11-21"))
    report = answer_report(Found(lookup(lifecycle="active"), before), clock_in())
    assert report.details[-1][-1] == Span(SafeText(f"{LONGEST} on 2026-11-21"), "moved")
    assert list(resolution_sentences(lookup(), alias_move))[1:] == [
        f"Resolved to {LONGEST} when you last looked it up (2026-11-22 UTC)."
    ]


def test_an_alias_that_stays() -> None:
    """If a name resolved to the same ID on an earlier day, the report says when."""
    for day, same in (("2026-11-20", "; the same on 2026-11-20"), ("2026-11-22", "")):
        report = answer_report(Found(lookup(), last_seen=_day(day)), clock_in())
        assert _line(report.details[-1]) == f"{ALIAS} → this model today{same}"


def test_the_days_of_earlier_lookups_are_local() -> None:
    """As in the history, the user's own lookups are dated in the clock's time zone."""
    clock = clock_in("Pacific/Honolulu")
    line = answer_report(Found(lookup(), last_seen=_day("2026-11-22")), clock).details[-1]
    assert _line(line) == f"{ALIAS} → this model today; the same on 2026-11-21"
    move = AliasMove(was="claude-a-1", last_seen=_day("2026-11-22"), now=DATED)
    line = answer_report(Found(lookup(), move), clock).details[-1]
    assert _line(line) == f"{ALIAS} → this model today; claude-a-1 on 2026-11-21"


@pytest.mark.parametrize(
    ("lifecycle", "chips"),
    [
        ("active", [("ACTIVE", "good")]),
        ("deprecated", [("DEPRECATED", "warning")]),
        ("retired", [("RETIRED", "bad")]),
        ("hibernating", [("HIBERNATING", "normal")]),
        (None, []),
    ],
)
def test_the_chip_of_a_lifecycle(lifecycle: str | None, chips: list[tuple[str, str]]) -> None:
    """The worse the status, the stronger its color; an unknown status has none."""
    report = answer_report(Found(lookup(lifecycle=lifecycle)), clock_in())
    assert [tuple(chip) for chip in report.chips] == chips


NO_SUCCESSOR = "  No successor is known."


@pytest.mark.parametrize(
    ("lifecycle", "retires", "line", "has_key"),
    [
        ("active", None, None, False),
        ("active", "2027-03-01", "Retires in 3 months.", False),
        ("deprecated", "2026-11-23", "Retires tomorrow.  Successor: claude-sonnet-5-5", True),
        ("deprecated", None, f"Deprecated; no retirement date is known.{NO_SUCCESSOR}", False),
        (
            "deprecated",
            "2026-11-01",
            f"Past its retirement date.{NO_SUCCESSOR}",
            False,
        ),
        ("retired", "2026-11-01", "Retired on 2026-11-01.  Successor: claude-sonnet-5-5", True),
        ("retired", "2027-03-01", f"Retired.{NO_SUCCESSOR}", False),
        ("retired", None, f"Retired.{NO_SUCCESSOR}", False),
        ("hibernating", "2026-11-01", None, False),
    ],
)
def test_what_follows_from_the_dates(
    lifecycle: str, retires: str | None, line: str | None, *, has_key: bool
) -> None:
    """One line says what the dates mean, and which key looks up the documented successor."""
    model_id = DATED if has_key else "claude-x"
    retires_at = _day(retires) if retires else None
    found = Found(lookup(id=model_id, lifecycle=lifecycle, retires_at=retires_at))
    advice = answer_report(found, clock_in()).advice
    assert [_line(each.line) for each in advice] == ([line] if line else [])
    assert [each.action for each in advice if each.action] == ["look_up_successor"] * has_key
    pinned = answer_report(found, clock_in(), has_key=False).advice
    assert not any(each.action for each in pinned)


def test_limits_are_compared_with_the_largest() -> None:
    """A limit is a part of the largest on the list if all are known, or else just a number."""
    found = lookup(max_input_tokens=200_000, max_tokens=64_000)
    listed = (
        model(max_input_tokens=1_000_000, max_tokens=None),
        model(max_input_tokens=200_000, max_tokens=64_000),
    )
    for models, shares in ((listed, [0.2, None]), ((), [None, None])):
        rows = answer_report(Found(found), clock_in(), models).rows
        (row,) = (row for row in rows if row.label == "Context")
        assert [bar.share for bar in row.bars] == shares
        assert [bar.number for bar in row.bars] == ["200,000", "64,000"]


def test_every_text_from_outside_is_sanitized() -> None:
    """Rows 71 to 73: no field of an answer reaches a report unsanitized."""
    found = lookup(
        id=HOSTILE,
        display_name=HOSTILE,
        lifecycle=HOSTILE,
        line=HOSTILE,
        allowed_fallback_models=(HOSTILE,),
        extra={HOSTILE: HOSTILE},
        capabilities={HOSTILE: {HOSTILE: {"supported": True}}},
    )
    assert all(text.isprintable() for text in _texts(answer_report(Found(found), clock_in())))


# --- Failures ----------------------------------------------------------------------------


class _RefusedError(ModelBrowserError):
    title = "Refused"


def test_a_failure_names_the_query() -> None:
    """Rows 20, 61: a failure has its message, remedy, query, betas and request ID."""
    error = _RefusedError(f"The API refused {HOSTILE}.", "Try again.", request_id="req_1")
    failed = Failed(ModelQuery(LONGEST, ("a-2025-01-01",)), error)
    report = error_report(failed)
    assert (report.title, report.tone, report.heading) == ("Refused", "bad", LONGEST)
    assert report.chips == (Span(SafeText("REFUSED"), "bad"),)
    assert report.sentences == (f"The API refused {SANITIZED}.",)
    (advice,) = report.advice
    assert (_line(advice.line), advice.action) == ("Try again.", "refresh")
    assert failure_sentences(failed) == (f"The API refused {SANITIZED}.", "Try again.")
    assert _rows(report) == [
        ("Query", LONGEST, "normal"),
        ("Betas", "a-2025-01-01", "dim"),
        ("Request ID", "req_1", "dim"),
    ]


def test_a_failure_without_a_query() -> None:
    """Row 1: a text that is no query has a message and no rows."""
    report = error_report(Failed(None, ModelBrowserError("No model ID was given.")))
    assert (report.sentences, report.rows) == (("No model ID was given.",), ())


def test_a_message_may_quote_four_names() -> None:
    """A message is shown whole up to the length of four model IDs."""
    whole, longer = "x" * 1024, "x" * 1025
    for message, shown in ((whole, whole), (longer, f"{whole}…")):
        assert error_report(Failed(None, ModelBrowserError(message))).sentences == (shown,)


NAMES = collect_known_names(
    [
        model(id="claude-b", lifecycle="deprecated", retires_at=_day("2027-01-01")),
        model(id="claude-c", lifecycle="deprecated"),
        model(id="claude-d", lifecycle="retired", retires_at=_day("2026-01-05")),
        model(id="claude-e", lifecycle="retired"),
        model(id="claude-f", lifecycle="active", retires_at=_day("2027-01-01")),
        model(id="claude-g", lifecycle="hibernating"),
        model(id="model-7"),
        model(id=DATED, lifecycle="deprecated", retires_at=_day("2026-11-30")),
    ],
    [HistoryEntry(looked_up_at=NOW, model_id="my-model", host="h", resolved_id="model-7")],
    NOW,
)


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("my-model", ("You last looked it up on 2026-11-22 UTC.",)),
        ("claude-b", ("claude-b is deprecated; its retirement date is 2027-01-01.",)),
        ("claude-c", ("claude-c is deprecated.",)),
        ("claude-f", ()),
        ("claude-g", ()),
        (
            DATED,
            (
                f"{DATED} is deprecated; its retirement date is 2026-11-30.",
                "Its successor is claude-sonnet-5-5.",
            ),
        ),
    ],
)
def test_a_failure_says_what_is_known_of_the_name(name: str, sentences: tuple[str, ...]) -> None:
    """A failed lookup of a known name says what is known, in a sentence made for that case."""
    failed = Failed(ModelQuery(name), NOT_FOUND, known=find_known_name(name, NAMES))
    assert failure_sentences(failed) == ("Not found.", *sentences)


def test_a_failure_mentions_the_last_lookup_once() -> None:
    """If a failure says what a name resolved to last time, it doesn't repeat the date."""
    alias_move = AliasMove(was="model-7", last_seen=NOW, now=None)
    query = ModelQuery("my-model")
    failed = Failed(
        query, NOT_FOUND, known=find_known_name("my-model", NAMES), alias_move=alias_move
    )
    assert failure_sentences(failed) == (
        "Not found.",
        "Resolved to model-7 when you last looked it up (2026-11-22 UTC). It is no longer found.",
    )


def test_a_suggestion_replaces_the_remedy() -> None:
    """If a similar name exists, the failure suggests it instead of the remedy."""
    error = ModelBrowserError("Not found.", "Check the spelling.")
    failed = Failed(QUERY, error, suggestions=NAMES[:2])
    assert failure_sentences(failed) == ("Not found.", "Did you mean claude-b?")
    assert failure_sentences(Failed(QUERY, error)) == ("Not found.", "Check the spelling.")
    report = error_report(failed)
    assert [(each.name, each.state) for each in report.suggestions] == [
        ("claude-b", "retires 2027-01-01"),
        ("claude-c", "deprecated"),
    ]
    (advice,) = report.advice
    assert (advice.action, advice.does) == ("accept_suggestion", "look up the first")
    assert "claude-b" not in str(advice.line)
    (advice,) = error_report(replace(failed, suggestions=NAMES[:1])).advice
    assert advice.does == "look it up"


def test_a_screen_offers_the_list_that_a_command_would_print() -> None:
    """Where the printed remedy is `--list`, the screen has a key."""
    failed = Failed(QUERY, NOT_FOUND, specific_remedy=SEE_LIST)
    (advice,) = error_report(failed).advice
    assert (_line(advice.line), advice.action) == ("", "models")
    assert "--list" in failed.remedy


def test_rejected_betas_can_be_deselected() -> None:
    """If betas were rejected, one key deselects them and tries again."""
    failed = Failed(ModelQuery(ALIAS, ("a",)), NOT_FOUND, rejected_betas=("a",))
    assert [each.action for each in error_report(failed).advice] == ["deselect_rejected"]


def test_a_suggestion_says_what_is_known_of_it() -> None:
    """Each suggestion has its own row, with what is known of it after the name."""
    failed = Failed(None, NOT_FOUND, suggestions=(*NAMES[:7], NAMES[-1]))
    assert [(row.label, row.value) for row in error_report(failed).rows] == [
        ("Suggestion", "claude-b, retires 2027-01-01"),
        ("", "claude-c, deprecated"),
        ("", "claude-d, retired on 2026-01-05"),
        ("", "claude-e, retired"),
        ("", "claude-f"),
        ("", "claude-g"),
        ("", "model-7"),
        ("", "my-model, last seen 2026-11-22 UTC"),
    ]
    report = error_report(replace(failed, suggestions=NAMES[7:8]))
    assert _rows(report) == [
        ("Suggestion", f"{DATED}, retires 2026-11-30, successor claude-sonnet-5-5", "normal")
    ]


def test_a_suggestion_may_be_overdue() -> None:
    """A suggested model whose date had come at the time of the response isn't said to retire."""
    failed = Failed(None, NOT_FOUND, suggestions=NAMES[:1])
    for moment, state in (
        ("2026-12-31", "retires 2027-01-01"),
        ("2027-01-01", "past its retirement date (2027-01-01)"),
    ):
        at = exchange(status=404, finished_at=_day(moment))
        report = error_report(replace(failed, exchange=at))
        assert report.suggestions[0].state == state
        assert report.rows[0].value == f"claude-b, {state}"


# --- Before, while and after waiting -----------------------------------------------------


def test_before_the_first_lookup() -> None:
    """The first report says what to type, and lists the newest model of each family first."""
    listed = (
        model(
            id="a-1",
            line="a",
            lifecycle="deprecated",
            released_at=_day("2025-01-01"),
            retires_at=_day("2027-01-01"),
        ),
        model(id="a-2", line="a"),
        model(id="b-1", line="b", released_at=None, lifecycle="active"),
    )
    report = idle_report(
        listed, {"a-typo": "a typo"}, now=NOW, look_up=SafeText("Enter"), choose=SafeText("↓")
    )
    assert report.title == "Ready"
    assert report.sentences[0] == "Type a model ID or alias, then press Enter."
    assert [(each.name, each.state, each.group) for each in report.suggestions] == [
        ("a-typo", "a typo", "Try (press ↓, then a number)"),
        ("a-2", "released 2025-09-29", "Models"),
        ("b-1", "", "Models"),
        ("a-1", "retires 2027-01-01", "Models"),
    ]


def test_a_model_in_the_list_may_be_overdue() -> None:
    """Before a lookup, a deprecated model whose date has come isn't said to retire then."""
    overdue = model(id="a", lifecycle="deprecated", retires_at=NOW)
    key = SafeText("x")
    (suggestion,) = idle_report([overdue], now=NOW, look_up=key, choose=key).suggestions
    assert suggestion.state == "past its retirement date (2026-11-22)"


def test_waiting_shows_the_seconds_and_how_to_cancel() -> None:
    """A pending lookup says what is looked up, for how long, and that Esc cancels."""
    report = pending_report(QUERY, 1.9, 15, ESC)
    assert report == Report(
        title=SafeText("Looking up"),
        sentences=(
            SafeText("Looking up claude-sonnet-4-5… (1 s)"),
            SafeText("Press Esc to cancel."),
        ),
    )


def test_a_slow_answer_is_mentioned_after_five_seconds() -> None:
    """Row 42: after 5 s it says that there is no answer yet, and when the lookup stops."""
    slow = "No response yet. The lookup times out after 15 s."
    assert slow in pending_report(QUERY, 5.0, 15.0, ESC).sentences
    assert slow not in pending_report(QUERY, 4.9, 15.0, ESC).sentences
    assert slow not in pending_report(QUERY, 16.0, 15.0, ESC).sentences


@pytest.mark.parametrize(
    ("waited", "when"), [(0.0, "in 3 s"), (2.0, "in 1 s"), (2.4, "in 1 s"), (9.0, "now")]
)
def test_a_retry_says_why_when_and_which(waited: float, when: str) -> None:
    """Row 65: between two attempts it says why, in how many seconds, and which attempt is next."""
    retry = Retry(reason=f"The API is overloaded{HOSTILE}.", wait=3.0, number=2, of=3)
    assert retrying_report(QUERY, retry, waited, ESC) == Report(
        title=SafeText("Retrying"),
        tone="warning",
        sentences=(
            SafeText(f"The API is overloaded{SANITIZED}."),
            SafeText(f"Retrying claude-sonnet-4-5: attempt 2 of 3 {when}."),
            SafeText("Press Esc to cancel."),
        ),
    )


def test_after_canceling() -> None:
    """A canceled lookup is named whole, with how to repeat it."""
    report = cancelled_report(ModelQuery(LONGEST))
    assert report.sentences == (f"The lookup of {LONGEST} was canceled.",)
    assert [each.action for each in report.advice] == ["look_up"]


def test_a_failure_names_the_credential_and_the_proxy() -> None:
    """The source of the credential, and the proxy, are drawn after the response's details."""
    sent = {"credential": f"FILE{HOSTILE}", "proxy": "127.0.0.1:3128 (from HTTPS_PROXY)"}
    error = status_error(500, **sent)
    (row,) = error_report(Failed(QUERY, error, exchange=error.exchange)).rows[-1:]
    drawn = _line(row.drawn or ())
    assert drawn.endswith(
        f" · credential: FILE{SANITIZED} · proxy: 127.0.0.1:3128 (from HTTPS_PROXY)"
    )
    assert "credential" not in row.value


def test_a_retired_model_says_from_where_it_is_known() -> None:
    """A retired model has its dates, its successor, and the source of both."""
    known = Retirement(
        name=ALIAS,
        model=ModelInfo(
            id=DATED,
            display_name="Claude Sonnet 4.5",
            deprecated_at=_day("2026-09-30"),
            retires_at=_day("2026-11-20"),
            lifecycle="retired",
        ),
        successor="claude-sonnet-5-5",
    )
    alias_move = AliasMove(was=DATED, last_seen=_day("2026-11-01"), now=None)
    retired = Retired(
        QUERY,
        RetiredError(known, Rejection(404, "api", request_id="req_1")),
        exchange=exchange(status=404),
        alias_move=alias_move,
    )
    report = error_report(retired)
    assert (report.title, report.tone, report.heading) == ("Retired", "bad", ALIAS)
    assert [_line(each) for each in report.details] == [f"alias for {DATED}"]
    (advice,) = report.advice
    assert _line(advice.line) == "Retired on 2026-11-20.  Successor: claude-sonnet-5-5"
    assert advice.action == "look_up_successor"
    assert failure_sentences(retired) == (
        f"{ALIAS} is an alias for {DATED}, which was retired on 2026-11-20.",
        "Use its documented successor, claude-sonnet-5-5.",
        f"Resolved to {DATED} when you last looked it up (2026-11-01 UTC). It is no longer found.",
    )
    assert [(row.label, row.value) for row in report.rows] == [
        ("ID", DATED),
        ("Name", "Claude Sonnet 4.5"),
        ("Deprecated", "2026-09-30 UTC"),
        ("Retired", "2026-11-20 UTC"),
        ("Successor", "claude-sonnet-5-5"),
        ("Source", "the list of models"),
        ("", "built-in data from 2026-11-29 (successor)"),
        ("Query", ALIAS),
        ("Betas", "none"),
        ("Response", "404, 214 ms, req_011C"),
    ]


def test_a_retired_model_of_the_built_in_data() -> None:
    """A retirement known from the built-in data says so; IDs are shown whole."""
    known = Retirement(
        name=LONGEST,
        model=KnownModel(
            id=f"{LONGEST[1:]}y",
            display_name="X",
            retires_at=_day("2026-11-20"),
            lifecycle="retired",
            aliases=(),
            successor=LONGEST,
        ),
        successor=LONGEST,
    )
    retired = Retired(ModelQuery(LONGEST), RetiredError(known))
    report = error_report(retired)
    assert failure_sentences(retired) == (
        f"{LONGEST} is an alias for {LONGEST[1:]}y, which was retired on 2026-11-20.",
        f"Use its documented successor, {LONGEST}.",
    )
    assert [(row.label, row.value) for row in report.rows] == [
        ("ID", f"{LONGEST[1:]}y"),
        ("Name", "X"),
        ("Retired", "2026-11-20 UTC"),
        ("Successor", LONGEST),
        ("Source", "built-in data from 2026-11-29"),
        ("Query", LONGEST),
        ("Betas", "none"),
    ]


def test_a_retired_model_is_sanitized() -> None:
    """Untrusted text about a retired model is sanitized, and an unknown date has no row."""
    known = Retirement(
        name="x",
        model=ModelInfo(id=HOSTILE, display_name=HOSTILE, lifecycle="retired"),
        successor=None,
    )
    retired = Retired(
        ModelQuery("x"), RetiredError(known, Rejection(404, "api", request_id=HOSTILE))
    )
    report = error_report(retired)
    assert failure_sentences(retired) == (
        SafeText(f"x is an alias for {SANITIZED}, which is retired."),
        SafeText("No successor is known."),
    )
    assert [row.label for row in report.rows] == [
        "ID",
        "Name",
        "Source",
        "Query",
        "Betas",
        "Request ID",
    ]
    assert not any(HOSTILE in text for text in _texts(report))


@pytest.mark.parametrize(
    ("betas", "text"),
    [
        (("a-2025-01-01",), "a-2025-01-01 sent; gw.example may ignore it"),
        (
            ("a-2025-01-01", "b-2025-01-01"),
            "a-2025-01-01, b-2025-01-01 sent; gw.example may ignore them",
        ),
        ((), "none"),
    ],
)
def test_a_gateway_accepts_no_beta(betas: tuple[str, ...], text: str) -> None:
    """Behind a gateway a beta was sent, and nothing more is known."""
    sent = exchange(url="https://gw.example/v1/models/x", is_api=False)
    report = answer_report(Found(replace(lookup(betas=betas), exchange=sent)), clock_in())
    assert [row.value for row in report.rows if row.label == "Betas"] == [text]


def test_an_answer_of_a_gateway_says_what_it_lacks() -> None:
    """OpenAI's format, and a model from the list, are mentioned with the host."""
    sent = exchange(url="https://gw.example/v1/models/x", is_api=False)
    answer = lookup(format="openai", released_at=None, lifecycle=None)
    found = replace(answer, exchange=sent, source="list")
    assert answer_report(Found(found), clock_in()).sentences == (
        "The lookup at gw.example failed; this is from its list of models.",
        "gw.example responds in OpenAI's format; release date and lifecycle are unknown.",
    )


def test_why_a_name_failed_comes_before_the_suggestion() -> None:
    """The form of a name is explained between what happened and what was meant."""
    (meant,) = (each for each in collect_known_names(None, (), NOW) if each.name == DATED)
    failed = Failed(
        ModelQuery("x"), ModelBrowserError("Not there."), suggestions=(meant,), reason="Because."
    )
    assert failure_sentences(failed) == ("Not there.", "Because.", f"Did you mean {DATED}?")
