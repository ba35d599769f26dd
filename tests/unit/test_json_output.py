"""The JSON that the one-shot command prints."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from support.program import ROOT
from support.samples import ALIAS, DATED, NOW, RELEASE, clock_in, exchange, lookup, model

from modelbrowser.domain.candidates import Candidate
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import ModelQuery
from modelbrowser.domain.retirement import RetiredError, Retirement
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.json_output import failed_json, found_json, list_json
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.state import Failed, Found, Retired

SCHEMA = json.loads((ROOT / "docs" / "json.schema.json").read_text("utf-8"))
CONNECTION = Connection(base_url="https://h.example")
DEMO = Connection(demo=True)
ALIAS_MOVE = AliasMove(alias=ALIAS, was="claude-x", last_seen=NOW, now=None)
MOVED = {"from": "claude-x", "last_seen": "2026-11-22T12:00:00Z"}
FAR = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12)))


class _RefusedError(ModelBrowserError):
    title: ClassVar[str] = "Refused"
    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED


def _object(text: str) -> dict[str, Any]:
    """The object on the one line, which is in compact ASCII and conforms to the schema."""
    assert text.endswith("\n")
    assert text[:-1].isprintable()
    assert text.isascii()
    loaded: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    Draft202012Validator(SCHEMA).validate(loaded)
    return loaded


def test_an_answer() -> None:
    """An answer has all its fields, and the API's own untouched."""
    found = Lookup(
        query=ModelQuery(ALIAS, ("a-2025-01-01",)),
        model=model(lifecycle="active"),
        exchange=exchange(elapsed=1.2346, body='{"id": "x", "new": [1, null]}'),
    )
    assert _object(found_json(Found(found, ALIAS_MOVE), clock_in(), CONNECTION)) == {
        "version": 1,
        "asked": ALIAS,
        "resolved": DATED,
        "is_alias": True,
        "moved": MOVED,
        "display_name": "Claude Sonnet 4.5",
        "released": {
            "utc": "2025-09-29T00:00:00Z",
            "local": "2025-09-29T02:00:00+02:00",
            "timezone": "Europe/Paris",
        },
        "lifecycle": "active",
        "model": {"id": "x", "new": [1, None]},
        "betas": ["a-2025-01-01"],
        "request_id": "req_011C",
        "elapsed_ms": 1235,
        "host": "h.example",
        "demo": False,
    }


def test_the_output_is_compact() -> None:
    """No white space is printed between fields."""
    assert found_json(Found(lookup()), clock_in(), DEMO).startswith('{"version":1,"asked":"')


def test_a_failure() -> None:
    """A failed lookup has the error, the suggestions and the previous ID."""
    error = _RefusedError("No.", "Ask.", request_id="req_1")
    suggestions = (
        Candidate(name="claude-a", kind="alias", source="list"),
        Candidate(name="claude-b", kind="model ID", source="list"),
    )
    failed = Failed(ModelQuery(ALIAS), error, suggestions=suggestions, alias_move=ALIAS_MOVE)
    assert _object(failed_json(failed, CONNECTION, ALIAS, ("a-2025-01-01",))) == {
        "version": 1,
        "asked": ALIAS,
        "error": {
            "title": "Refused",
            "message": "No.",
            "remedy": "Ask.",
            "request_id": "req_1",
            "exit_code": 5,
        },
        "nearest": ["claude-a", "claude-b"],
        "moved": MOVED,
        "betas": ["a-2025-01-01"],
        "host": "h.example",
        "demo": False,
    }


def test_a_retired_model() -> None:
    """A retired model is an error with the previous ID and without suggestions."""
    known = Retirement(
        name=ALIAS,
        model_id=ALIAS,
        display_name="X",
        deprecated_at=None,
        retired_at=NOW,
        source="built-in",
        successor=None,
    )
    retired = Retired(ModelQuery(ALIAS), RetiredError(known), alias_move=ALIAS_MOVE)
    loaded = _object(failed_json(retired, CONNECTION, ALIAS))
    assert loaded["error"]["title"] == "Retired"
    assert (loaded["error"]["exit_code"], loaded["nearest"], loaded["moved"]) == (4, [], MOVED)


def test_a_failed_run() -> None:
    """A run that failed before the host was known has no query, no betas and no host."""
    failed = _object(failed_json(Failed(None, _RefusedError("No."))))
    assert (failed["asked"], failed["betas"], failed["moved"]) == (None, [], None)
    assert (failed["host"], failed["demo"]) == (None, False)


def test_the_demo_has_no_host() -> None:
    """The demo is marked, and has no host."""
    for text in (
        found_json(Found(lookup()), clock_in(), DEMO),
        failed_json(Failed(None, _RefusedError("No.")), DEMO),
        list_json([], clock_in(), DEMO),
    ):
        loaded = _object(text)
        assert (loaded["host"], loaded["demo"]) == (None, True)


def test_the_list(set_tz: Callable[[str | None], None]) -> None:
    """Each model of the list has its fields, with times in UTC."""
    set_tz("Pacific/Kiritimati")
    whole = model(
        lifecycle="deprecated",
        deprecated_at=RELEASE.astimezone(ZoneInfo("Asia/Kathmandu")),
        retires_at=NOW,
        max_input_tokens=200_000,
        max_tokens=64_000,
    )
    bare = model(id="claude-x", released_at=None)
    assert _object(list_json([whole, bare], clock_in("UTC"), CONNECTION)) == {
        "version": 1,
        "models": [
            {
                "id": DATED,
                "display_name": "Claude Sonnet 4.5",
                "released": {
                    "utc": "2025-09-29T00:00:00Z",
                    "local": "2025-09-29T00:00:00+00:00",
                    "timezone": "UTC",
                },
                "lifecycle": "deprecated",
                "deprecated_at": "2025-09-29T00:00:00Z",
                "retires_at": "2026-11-22T12:00:00Z",
                "max_input_tokens": 200_000,
                "max_tokens": 64_000,
            },
            {
                "id": "claude-x",
                "display_name": "Claude Sonnet 4.5",
                "released": None,
                "lifecycle": None,
                "deprecated_at": None,
                "retires_at": None,
                "max_input_tokens": None,
                "max_tokens": None,
            },
        ],
        "host": "h.example",
        "demo": False,
    }


def test_every_body_becomes_valid_json() -> None:
    """Row 104: a number beyond all floats, a surrogate and DEL become valid ASCII JSON."""
    body = '{"far": -1e999, "half": "\\ud800", "name": "\x7f", "near": 1.5}'
    sent = _object(found_json(Found(lookup(body=body)), clock_in(), CONNECTION))["model"]
    assert sent == {"far": "-1e999", "half": "\ud800", "name": "\x7f", "near": 1.5}


@pytest.mark.parametrize(
    ("moment", "clock", "released"),
    [
        (None, clock_in(), None),
        (FAR, clock_in(), {"utc": None, "local": None, "timezone": "Europe/Paris"}),
        (
            RELEASE,
            Clock(name=SafeText("UTC+02:00"), zone=ZoneInfo("Europe/Paris"), is_named=False),
            {
                "utc": "2025-09-29T00:00:00Z",
                "local": "2025-09-29T02:00:00+02:00",
                "timezone": "UTC+02:00",
            },
        ),
        (
            datetime(2025, 12, 1, tzinfo=UTC),
            Clock(name=SafeText("UTC+02:00"), zone=ZoneInfo("Europe/Paris"), is_named=False),
            {
                "utc": "2025-12-01T00:00:00Z",
                "local": "2025-12-01T01:00:00+01:00",
                "timezone": "UTC+01:00",
            },
        ),
    ],
)
def test_the_release(moment: datetime | None, clock: Clock, released: object) -> None:
    """Rows 119, 122, 124: what can't be expressed is null; a nameless zone has its offset."""
    found = Found(lookup(released_at=moment))
    assert _object(found_json(found, clock, CONNECTION))["released"] == released
