"""The text that the one-shot command prints."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from support.samples import ALIAS, DATED, NOW, clock_in, exchange, lookup, model

from modelbrowser.domain.catalog import KnownModel, RetiredError, Retirement
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import LookupResult
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.presentation.text_output import (
    failed_text,
    fatal_error_text,
    found_text,
    list_text,
)
from modelbrowser.state import Failed, Found, Retired

LONGEST = "x" * MAX_LENGTH
LATER = NOW.replace(year=2027)


class _RefusedError(ModelBrowserError):
    title = "Refused"
    exit_code: ClassVar[ExitCode] = ExitCode.REJECTED


def test_every_line_of_an_answer_begins_with_its_label() -> None:
    """Lines that belong together have the same label, which is one word."""
    found = LookupResult(
        query=ModelQuery(ALIAS),
        model=model(lifecycle="retired", extra={"mood": "calm"}),
        exchange=exchange(),
    )
    alias_move = AliasMove(was="claude-x", last_seen=NOW, now=DATED)
    assert found_text(Found(found, alias_move), clock_in(), f"{ALIAS}\x1b").splitlines() == [
        f"Query      {ALIAS}\\x1b",
        f"ID         {DATED}",
        "Name       Claude Sonnet 4.5",
        f"Alias      {ALIAS} resolves to {DATED}.",
        "Alias      Resolved to claude-x when you last looked it up (2026-11-22 UTC).",
        "Successor  claude-sonnet-5-5",
        "Released   2025-09-29 02:00 CEST (UTC+02:00)",
        "Released   2025-09-29 00:00 UTC, 13 months ago",
        "Status     retired",
        "Betas      none",
        'Other      mood: "calm"',
        "Response   214 ms, req_011C",
    ]


def test_a_model_without_a_name_has_no_line_for_it() -> None:
    """A gateway may send no name; then there is no empty line."""
    text = found_text(Found(lookup(display_name="")), clock_in(), None)
    assert "Name" not in text


def test_a_failure_has_the_same_form() -> None:
    """A failed lookup is labeled lines too, with the query once."""
    error = _RefusedError("No.", "Ask.", request_id="req_1")
    failed = Failed(ModelQuery("claude-x", ("a",)), error)
    assert failed_text(failed, LONGEST).splitlines() == [
        f"Query      {LONGEST}",
        "Error      Refused",
        "Message    No.",
        "Message    Ask.",
        "Betas      a",
        "Request-ID req_1",
    ]


def test_a_retired_model_has_the_same_form() -> None:
    """A retired model is labeled lines too, with what is known about it."""
    known = Retirement(
        name=ALIAS,
        model=KnownModel(
            id=ALIAS,
            display_name="X",
            retires_at=NOW,
            lifecycle="retired",
            aliases=(),
            successor=None,
        ),
        successor=None,
    )
    retired = Retired(ModelQuery(ALIAS), RetiredError(known))
    assert failed_text(retired, "typed").splitlines() == [
        "Query      typed",
        "Error      Retired",
        f"Message    {ALIAS} was retired on 2026-11-22.",
        "Message    No successor is known.",
        "Name       X",
        "Retired    2026-11-22 UTC",
        "Source     built-in data from 2026-11-29",
        "Betas      none",
    ]


def test_a_name_that_must_not_be_shown() -> None:
    """If the name may be a key, the line says that it is not shown."""
    for text in (
        failed_text(Failed(None, _RefusedError("No.")), None),
        found_text(Found(lookup()), clock_in(), None),
    ):
        assert text.startswith("Query      not shown\n")


def test_a_failed_run_is_a_message() -> None:
    """A failed run has its message, remedy and request ID, each after the program's name."""
    error = _RefusedError("No \x1b.", "Ask.", request_id="req_1")
    assert fatal_error_text(Failed(None, error)).splitlines() == [
        "modelbrowser: error: No \\x1b.",
        "modelbrowser: Ask.",
        "modelbrowser: Request-ID: req_1",
    ]


def test_the_list_is_aligned() -> None:
    """Columns are aligned, each but the last is one word, and an unknown value is a dash."""
    models = (
        model(
            id="claude 1",
            lifecycle="not yet",
            retires_at=datetime(2026, 11, 30, tzinfo=UTC),
            max_input_tokens=200_000,
            max_tokens=8_192,
        ),
        model(id=LONGEST, display_name="", max_tokens=0),
    )
    first = "claude\\x201".ljust(MAX_LENGTH)
    assert list_text(models) == (
        f"{first}  not\\x20yet  2026-11-30  200000  8192  Claude Sonnet 4.5\n"
        f"{LONGEST}  -           -           -       0     -\n"
    )
    assert list_text(()) == ""


@pytest.mark.parametrize(
    ("is_ascii", "end"),
    [(False, "◆○ 2027-01-01  (◆ today)"), (True, "#o 2027-01-01  (# today)")],
)
def test_a_terminal_has_the_life_of_a_model(*, is_ascii: bool, end: str) -> None:
    """On a terminal, one line draws the model's life to scale, as wide as the terminal."""
    found = Found(lookup(retires_at=datetime(2027, 1, 1, tzinfo=UTC)))
    lines = found_text(found, clock_in(), ALIAS, width=60, is_ascii=is_ascii).splitlines()
    (line,) = (line for line in lines if line.startswith("Timeline "))
    assert line.startswith("Timeline   2025-09-29 ")
    assert line.endswith(end)
    assert len(line) <= 60
    assert "Timeline" not in found_text(found, clock_in(), ALIAS)


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, ["2025-09-29 ●━━━━━━━━━━━━◆ today"]),
        ({"released_at": None}, []),
        ({"released_at": None, "retires_at": LATER}, ["?◆╌╌╌╌╌╌○ 2027-11-22  (◆ today)"]),
    ],
)
def test_a_terminal_gets_a_line_of_dates(fields: dict[str, Any], lines: list[str]) -> None:
    """A terminal gets the line of the model's life, within its width."""
    found = Found(lookup(**fields))
    text = found_text(found, clock_in(), ALIAS, width=53)
    assert re.findall("^Timeline   (.*)$", text, re.MULTILINE) == lines
