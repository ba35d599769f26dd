"""Lookups and errors as sheets."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar

import pytest
from support.samples import ALIAS, DATED, NOW, clock_in, exchange, lookup, model

from modelbrowser.domain.candidates import candidates, find
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import Drift, Entry
from modelbrowser.domain.lookup import Lookup, Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.presentation.exchange_text import exchange_text
from modelbrowser.presentation.formatting import capability_names, lifecycle_lines
from modelbrowser.presentation.json_output import found_json
from modelbrowser.presentation.reports import (
    Sheet,
    cancelled_sheet,
    idle_sheet,
    lifecycle_tone,
    pending_sheet,
    retrying_sheet,
    sheet_of_error,
    sheet_of_lookup,
)
from modelbrowser.presentation.text_output import failure_text, found_text
from modelbrowser.state import Failed, Found

HOSTILE = "\x1b]52;c;x\x07\u202e[bold]"
PLAIN = "\\x1b]52;c;x\\x07\\u202e[bold]"
QUERY = ModelQuery(ALIAS)


def _rows(sheet: Sheet) -> list[tuple[str, str]]:
    return [(row.label, row.value) for row in sheet.rows]


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_whole_lookup() -> None:
    """Everything that the API told stands in its row, in a fixed order."""
    found = Lookup(
        query=ModelQuery(ALIAS, ("skills-2025-10-02", "context-1m-2025-08-07")),
        model=model(
            lifecycle="active",
            max_input_tokens=200_000,
            max_tokens=64_000,
            line="sonnet",
            capabilities={"batch": {"supported": True}, "pdf_input": {"supported": False}},
            allowed_fallback_models=("claude-a", "claude-b"),
            extra={"colour": [1, None], "mood": "calm"},
        ),
        exchange=exchange(tries=2),
    )
    sheet = sheet_of_lookup(found, clock_in())
    assert (sheet.title, sheet.heading, sheet.subheading) == (
        "Found, alias resolved",
        DATED,
        "Claude Sonnet 4.5",
    )
    assert _rows(sheet) == [
        ("Released", "2025-09-29 02:00 CEST (UTC+02:00)"),
        ("", "2025-09-29 00:00 UTC, 1 year ago"),
        ("Lifecycle", "active"),
        ("Context", "200,000 tokens in, 64,000 out"),
        ("Betas", "skills-2025-10-02, context-1m-2025-08-07"),
        ("Answered", "in 214 ms on try 2, req_011C"),
        ("Family", "sonnet"),
        ("Supports", "batch"),
        ("", "not: pdf input"),
        ("Fallbacks", "claude-a, claude-b"),
        ("Also told", "colour: [1, null]"),
        ("", 'mood: "calm"'),
    ]


@pytest.mark.parametrize("zone", ["UTC", "Africa/Abidjan"])
def test_utc_is_said_once(zone: str) -> None:
    """Where local time is UTC's, the release is one line."""
    rows = _rows(sheet_of_lookup(lookup(), clock_in(zone)))
    assert rows[:2] == [("Released", "2025-09-29 00:00 UTC, 1 year ago"), ("Betas", "none sent")]


def test_labels_fit_their_column() -> None:
    """No label is over 10 characters, so that a column of 11 is enough."""
    fields: dict[str, Any] = {"lifecycle": "x", "line": "x", "extra": {"x" * 99: 1}}
    assert all(len(row.label) <= 10 for row in sheet_of_lookup(lookup(**fields), clock_in()).rows)


def test_what_the_api_does_not_say_has_no_row() -> None:
    """Row 119: an unknown release is told; other unknown facts have no row."""
    rows = _rows(sheet_of_lookup(lookup(released_at=None), clock_in()))
    assert rows[0] == ("Released", "unknown (the API gives no release date)")
    assert [label for label, _ in rows] == ["Released", "Betas", "Answered"]


@pytest.mark.parametrize(
    ("asked", "answered", "title", "sentence"),
    [
        (
            ALIAS,
            DATED,
            "Found, alias resolved",
            f"{ALIAS} is an alias; today it stands for {DATED}.",
        ),
        (
            DATED,
            DATED,
            "Found, already an ID",
            f"{DATED} is a dated ID, not an alias: it stands for this model only.",
        ),
        (
            "claude-opus-4-6",
            "claude-opus-4-6",
            "Found, already an ID",
            "claude-opus-4-6 is not an alias: it is the model's own ID, without a date.",
        ),
    ],
)
def test_the_verdict(asked: str, answered: str, title: str, sentence: str) -> None:
    """Row 60: one sentence says what was asked and what it stands for."""
    sheet = sheet_of_lookup(lookup(asked, id=answered), clock_in())
    assert (sheet.title, sheet.sentences) == (title, (sentence,))


@pytest.mark.parametrize(
    ("lifecycle", "deprecated_at", "retires_at", "words", "tone"),
    [
        ("active", None, None, "active", "good"),
        ("active", None, "2026-11-30", "active; retires 2026-11-30 UTC (in 8 days)", "good"),
        ("deprecated", None, None, "deprecated; no retirement date", "warning"),
        (
            "deprecated",
            "2026-09-15",
            "2026-11-30",
            "deprecated since 2026-09-15 UTC; retires 2026-11-30 UTC (in 8 days)",
            "warning",
        ),
        (
            "deprecated",
            None,
            "2026-11-01",
            "deprecated; overdue: was to retire on 2026-11-01 UTC",
            "warning",
        ),
        ("retired", "2026-09-15", "2026-11-01", "retired since 2026-11-01 UTC", "bad"),
        ("retired", None, None, "retired", "bad"),
        (HOSTILE, None, "2026-11-01", PLAIN, "normal"),
    ],
)
def test_the_lifecycle_in_words(
    lifecycle: str, deprecated_at: str | None, retires_at: str | None, words: str, tone: str
) -> None:
    """Deprecated, overdue and retired differ in words; what is not known is shown verbatim."""
    info = model(
        lifecycle=lifecycle,
        deprecated_at=deprecated_at and _day(deprecated_at),
        retires_at=retires_at and _day(retires_at),
    )
    assert "; ".join(lifecycle_lines(info, clock_in())) == words
    assert lifecycle_tone(info) == tone


@pytest.mark.parametrize(
    ("capabilities", "yes", "no"),
    [
        ({"image_input": {"supported": True}}, "image input", ""),
        (
            {
                "effort": {
                    "supported": True,
                    "low": {"supported": True},
                    "max": {"supported": False},
                }
            },
            "effort (low)",
            "effort max",
        ),
        (
            {"thinking": {"supported": True, "types": {"adaptive": {"supported": True}}}},
            "thinking (adaptive)",
            "",
        ),
        ({"effort": {"supported": False, "low": {"supported": False}}}, "", "effort"),
        ({"tools": {"web": {"supported": True}}}, "tools (web)", ""),
        ({"a": 1, "b": None, "c": {}, "d": {"supported": "yes"}}, "", ""),
        ({HOSTILE: {"supported": True}}, PLAIN, ""),
    ],
)
def test_capabilities_are_named(capabilities: dict[str, Any], yes: str, no: str) -> None:
    """Row 58: what is supported, with its parts, what is not, and no failure on the rest."""
    assert capability_names(capabilities) == (yes, no)


def test_nothing_foreign_comes_through_as_sent() -> None:
    """Rows 71 to 73: no field of an answer reaches a sheet before it is plain."""
    found = lookup(
        id=HOSTILE,
        display_name=HOSTILE,
        lifecycle=HOSTILE,
        line=HOSTILE,
        allowed_fallback_models=(HOSTILE,),
        extra={HOSTILE: HOSTILE},
        capabilities={HOSTILE: {HOSTILE: {"supported": True}}},
    )
    sheet = sheet_of_lookup(found, clock_in())
    texts = [sheet.heading, sheet.subheading, *sheet.sentences]
    texts += [text for row in sheet.rows for text in (row.label, row.value)]
    assert all(text.isprintable() for text in texts)


def test_json_is_json_whatever_was_sent() -> None:
    """Row 104: a number beyond all numbers, a surrogate and DEL come out as valid ASCII JSON."""
    body = '{"far": -1e999, "half": "\\ud800", "name": "\x7f", "near": 1.5}'
    text = found_json(Found(lookup(body=body)), clock_in(), Connection())
    assert text.replace("\n", "").isprintable()
    sent = json.loads(text, parse_constant=pytest.fail)["model"]
    assert sent == {"far": "-1e999", "half": "\ud800", "name": "\x7f", "near": 1.5}


def test_json_of_what_cannot_be_told() -> None:
    """Rows 119, 122: an unknown release is null, and so is a form that cannot be had."""
    far = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12)))
    forms = [
        json.loads(found_json(Found(lookup(released_at=at)), clock_in(), Connection(demo=True)))
        for at in (None, far)
    ]
    assert [form["released"] for form in forms] == [
        None,
        {"utc": None, "local": None, "timezone": "Europe/Paris"},
    ]
    assert forms[0]["host"] is None


def test_text_begins_with_what_matters() -> None:
    """An answer begins with the question and the ID, a message with the failure's title."""
    assert found_text(Found(lookup()), clock_in(), "x").startswith(
        f"Asked      x\nID         {DATED}\nName       Claude Sonnet 4.5\n"
    )
    assert failure_text(_RefusedError("No.", "Ask.")) == "Refused\nNo.\nAsk.\n"
    assert failure_text(ModelBrowserError("A bug.")) == "A bug.\n"


class _RefusedError(ModelBrowserError):
    title: ClassVar[str] = "Refused"
    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED


def test_an_error_names_what_was_asked() -> None:
    """Rows 20, 61: an error has its words, the remedy, what was asked with, the request ID."""
    error = _RefusedError(f"The API refused {HOSTILE}.", "Try again.", request_id="req_1")
    sheet = sheet_of_error(Failed(ModelQuery("claude-x", ("a-2025-01-01",)), error))
    assert (sheet.title, sheet.tone, sheet.heading) == ("Refused", "bad", "")
    assert sheet.sentences == (f"The API refused {PLAIN}.", "Try again.")
    assert _rows(sheet) == [
        ("Asked", "claude-x"),
        ("Betas", "a-2025-01-01"),
        ("Request ID", "req_1"),
    ]


def test_an_error_without_a_question() -> None:
    """Row 1: what is no question has words and no rows."""
    sheet = sheet_of_error(Failed(None, ModelBrowserError("No model ID was given.")))
    assert (sheet.sentences, sheet.rows) == (("No model ID was given.",), ())


NAMES = candidates(
    [
        model(id="claude-b", lifecycle="deprecated", retires_at=_day("2027-01-01")),
        model(id="claude-c", lifecycle="deprecated"),
        model(id="claude-d", lifecycle="retired", retires_at=_day("2026-01-05")),
        model(id="claude-e", lifecycle="retired"),
        model(id="claude-f", lifecycle="active", retires_at=_day("2027-01-01")),
        model(id="claude-g", lifecycle="hibernating"),
        model(id="model-7"),
        model(
            id="claude-sonnet-4-5-20250929", lifecycle="deprecated", retires_at=_day("2026-11-30")
        ),
    ],
    [Entry(asked_at=NOW, asked="my-model", host="h", resolved_id="model-7")],
)


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("my-model", ("You last looked it up on 2026-11-22 UTC.",)),
        ("claude-b", ("claude-b is deprecated; its retirement date is 2027-01-01.",)),
        ("claude-c", ("claude-c is deprecated.",)),
        ("claude-d", ("claude-d was retired on 2026-01-05.",)),
        ("claude-e", ("claude-e is retired.",)),
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
def test_an_error_says_what_is_known_of_the_name(name: str, sentences: tuple[str, ...]) -> None:
    """An error about a known name says what is known of it, in a sentence made for that case."""
    failed = Failed(ModelQuery(name), ModelBrowserError("Not found."), known=find(name, NAMES))
    assert sheet_of_error(failed).sentences == ("Not found.", *sentences)


def test_an_error_tells_the_last_lookup_once() -> None:
    """If an error says what a name resolved to last time, it doesn't repeat the date."""
    drift = Drift(alias="my-model", was="model-7", last_seen=NOW, now=None)
    error = ModelBrowserError("Not found.")
    failed = Failed(ModelQuery("my-model"), error, known=find("my-model", NAMES), drift=drift)
    assert sum("2026-11-22" in sentence for sentence in sheet_of_error(failed).sentences) == 1


def test_a_suggestion_says_what_is_known_of_it() -> None:
    """Each suggestion has its own row, with what is known of it after the name."""
    failed = Failed(None, ModelBrowserError("Not found."), suggestions=(*NAMES[:7], NAMES[-1]))
    assert _rows(sheet_of_error(failed)) == [
        ("Nearest", "claude-b, retires 2027-01-01"),
        ("", "claude-c, deprecated"),
        ("", "claude-d, retired since 2026-01-05"),
        ("", "claude-e, retired"),
        ("", "claude-f"),
        ("", "claude-g"),
        ("", "model-7"),
        ("", "my-model, last seen 2026-11-22"),
    ]
    sheet = sheet_of_error(replace(failed, suggestions=NAMES[7:8]))
    assert _rows(sheet) == [
        ("Nearest", f"{DATED}, retires 2026-11-30, successor claude-sonnet-5-5")
    ]


def test_waiting_tells_the_seconds_and_the_way_out() -> None:
    """A pending lookup tells what, how long so far, and that Esc cancels."""
    sheet = pending_sheet(QUERY, waited=1.9, timeout=15)
    assert (sheet.title, sheet.sentences) == (
        "Looking up",
        ("claude-sonnet-4-5, 1 s so far.", "Esc cancels."),
    )


def test_slow_is_said_after_five_seconds() -> None:
    """Row 42: after 5 s it says that there is no answer yet, and when it stops by itself."""
    slow = "The API has not answered yet. The lookup stops by itself after 15 s."
    assert slow in pending_sheet(QUERY, waited=5.0, timeout=15.0).sentences
    assert slow not in pending_sheet(QUERY, waited=4.9, timeout=15.0).sentences


@pytest.mark.parametrize(("waited", "when"), [(0.0, "in 3 s"), (2.4, "in 1 s"), (9.0, "now")])
def test_a_retry_tells_why_when_and_which(waited: float, when: str) -> None:
    """Row 65: between two tries it tells why, in how many seconds, and which try comes."""
    retry = Retry(reason="The API is overloaded.", wait=3.0, number=2, of=3)
    sheet = retrying_sheet(QUERY, retry, waited)
    assert sheet.sentences == (
        "The API is overloaded.",
        f"claude-sonnet-4-5: try 2 of 3 {when}.",
        "Esc cancels.",
    )


def test_before_and_after() -> None:
    """The states without a lookup have their titles and the way on."""
    assert idle_sheet().title == "Ready"
    assert "Enter looks up again." in cancelled_sheet(QUERY).sentences


def test_the_demo_says_that_nothing_was_sent() -> None:
    """What was sent begins, in the demo, with the words that nothing was."""
    words = "Demo: nothing was sent. This is what would have been.\n\nGET https://"
    assert exchange_text(exchange(demo=True)).startswith(words)
    assert exchange_text(exchange()).startswith("GET https://")
