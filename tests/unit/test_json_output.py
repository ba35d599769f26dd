"""The JSON that the one-shot command prints."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from support.program import ROOT
from support.samples import ALIAS, DATED, NOW, RELEASE, clock_in, exchange, lookup, model

from modelbrowser.api.errors import (
    APIConnectionError,
    APITimeoutError,
    NotTheAPIError,
    ProxyRefusedError,
)
from modelbrowser.domain.catalog import KnownModel, RetiredError, Retirement, load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.known_name import KnownName
from modelbrowser.domain.lookup import LookupResult, ModelInfo
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ExitCode, ModelBrowserError, Rejection
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.json_output import failed_json, found_json, list_json
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.state import Failed, Found, Retired

SCHEMA = json.loads((ROOT / "docs" / "json.schema.json").read_text("utf-8"))
CONNECTION = Connection(base_url="https://h.example")
DEMO = Connection(demo=True)
ALIAS_MOVE = AliasMove(was="claude-x", last_seen=NOW.replace(microsecond=1), now=None)
PREVIOUS = {"resolved": "claude-x", "last_seen": "2026-11-22T12:00:00Z"}
BUILT_IN = "built-in 2026-11-29"
FAR = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12)))


class _RefusedError(ModelBrowserError):
    title = "Refused"
    exit_code: ClassVar[ExitCode] = ExitCode.REJECTED


def _object(text: str) -> dict[str, Any]:
    """The object on the one line, which is in compact ASCII and conforms to the schema."""
    assert text.endswith("\n")
    assert text[:-1].isprintable()
    assert text.isascii()
    loaded: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    Draft202012Validator(SCHEMA).validate(loaded)
    return loaded


def test_an_answer() -> None:
    """An answer has all its fields, each with its source, and the model's own without envelope."""
    found = LookupResult(
        query=ModelQuery(ALIAS, ("a-2025-01-01",)),
        model=model(
            lifecycle="deprecated",
            deprecated_at=RELEASE,
            retires_at=NOW,
            sent={"id": "x", "new": [1, None]},
        ),
        exchange=exchange(elapsed=1.2346, body='{"data": {"id": "x", "new": [1, null]}}'),
    )
    assert _object(found_json(Found(found, ALIAS_MOVE), clock_in(), CONNECTION)) == {
        "version": 2,
        "asked": ALIAS,
        "resolved": DATED,
        "is_alias": True,
        "previous": PREVIOUS,
        "display_name": "Claude Sonnet 4.5",
        "released": {
            "utc": "2025-09-29T00:00:00Z",
            "local": "2025-09-29T02:00:00+02:00",
            "timezone": "Europe/Paris",
        },
        "lifecycle": "deprecated",
        "deprecated_at": "2025-09-29T00:00:00Z",
        "retires_at": "2026-11-22T12:00:00Z",
        "successor": "claude-sonnet-5-5",
        "sources": {
            "lifecycle": "api",
            "deprecated_at": "api",
            "retires_at": "api",
            "successor": BUILT_IN,
        },
        "betas": [{"value": "a-2025-01-01", "state": "accepted"}],
        "format": "anthropic",
        "source": "api",
        "rejection": None,
        "model": {"id": "x", "new": [1, None]},
        "request_id": "req_011C",
        "elapsed_ms": 1235,
        "host": "h.example",
        "demo": False,
    }


def test_an_answer_of_a_gateway() -> None:
    """Behind a gateway a beta is only sent, and a model may be in another format, or listed."""
    sent = {"id": "claude-x", "object": "model", "far": float("inf")}
    found = LookupResult(
        query=ModelQuery("claude-x", ("a-2025-01-01",)),
        model=ModelInfo(id="claude-x", format="openai", lifecycle="active", sent=sent),
        exchange=exchange(is_api=False, status=404, body='{"detail": "Not Found"}'),
        source="list",
        rejection=Rejection(404, "gateway", "Not Found", code="x"),
    )
    answer = _object(found_json(Found(found), clock_in(), CONNECTION))
    assert answer["betas"] == [{"value": "a-2025-01-01", "state": "sent"}]
    assert (answer["format"], answer["source"]) == ("openai", "list")
    assert (answer["sources"], answer["successor"]) == ({"lifecycle": "list"}, None)
    assert answer["rejection"] == {"status": 404, "code": "x", "api_message": "Not Found"}
    # What the list says, not the 404 that came before.
    assert answer["model"] == sent | {"far": "Infinity"}


def test_the_output_is_compact() -> None:
    """No white space is printed between fields."""
    assert found_json(Found(lookup()), clock_in(), DEMO).startswith('{"version":2,"asked":"')


def test_a_failure() -> None:
    """A failed lookup has the error, why the name failed, suggestions and the previous ID."""
    rejection = Rejection(400, "gateway", "Bad a-2025-01-01!", "bad_beta", "beta_7", "req_1")
    error = _RefusedError("No.", "Ask.", request_id="req_1", rejection=rejection)
    suggestions = (
        KnownName(name="claude-a", lifecycle="active", retires_at=RELEASE),
        KnownName(name="claude-b"),
    )
    failed = Failed(
        ModelQuery(ALIAS, ("a-2025-01-01", "b-2025-01-01")),
        error,
        rejected_betas=("a-2025-01-01",),
        suggestions=suggestions,
        reason="Why.",
        alias_move=ALIAS_MOVE,
    )
    assert _object(failed_json(failed, CONNECTION, ALIAS)) == {
        "version": 2,
        "asked": ALIAS,
        "error": {
            "type": "bad_beta",
            "title": "Refused",
            "message": "No.",
            "remedy": "Ask.",
            "code": "beta_7",
            "status": 400,
            "source": "gateway",
            "api_message": "Bad a-2025-01-01!",
            "request_id": "req_1",
            "exit_code": 5,
        },
        "reason": "Why.",
        "suggestions": [
            {"id": "claude-a", "lifecycle": "active", "retires_at": "2025-09-29T00:00:00Z"},
            {"id": "claude-b", "lifecycle": None, "retires_at": None},
        ],
        "previous": PREVIOUS,
        "betas": [
            {"value": "a-2025-01-01", "state": "rejected"},
            {"value": "b-2025-01-01", "state": "sent"},
        ],
        "host": "h.example",
        "demo": False,
    }


@pytest.mark.parametrize(
    ("kind", "origin"),
    [
        (ModelInfo, "list"),
        (partial(KnownModel, aliases=(), successor=None), "built-in 2026-11-29"),
    ],
)
@pytest.mark.parametrize("retired_at", [NOW, None])
def test_a_retired_model(
    kind: Callable[..., ModelInfo], origin: str, retired_at: datetime | None
) -> None:
    """A retired model is an error with what is known of the retirement, and from where."""
    known = Retirement(
        name=ALIAS,
        model=kind(id=DATED, display_name="X", retires_at=retired_at, lifecycle="retired"),
        successor="claude-sonnet-5-5",
    )
    rejection = Rejection(404, "api", "model: x", "not_found_error", request_id="req_1")
    retired = Retired(
        ModelQuery(ALIAS),
        RetiredError(known, rejection),
        exchange=exchange(status=404),
        alias_move=ALIAS_MOVE,
    )
    loaded = _object(failed_json(retired, CONNECTION, ALIAS))
    error = loaded.pop("error")
    assert (error["type"], error["title"], error["status"]) == ("not_found_error", "Retired", 404)
    assert (error["request_id"], error["exit_code"]) == ("req_1", 4)
    assert loaded == {
        "version": 2,
        "asked": ALIAS,
        "reason": None,
        "suggestions": [],
        "previous": PREVIOUS,
        "lifecycle": "retired",
        "retired_at": "2026-11-22T12:00:00Z" if retired_at else None,
        "successor": "claude-sonnet-5-5",
        "newest": None,
        "sources": {
            "lifecycle": origin,
            **({"retired_at": origin} if retired_at else {}),
            "successor": BUILT_IN,
        },
        "betas": [],
        "host": "h.example",
        "demo": False,
    }


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_RefusedError("No."), ("refused_error", None, "local")),
        (APIConnectionError("No."), ("api_connection_error", None, "network")),
        (APITimeoutError("No."), ("api_timeout_error", None, "network")),
        (ProxyRefusedError("No."), ("proxy_refused_error", None, "proxy")),
        (NotTheAPIError("No."), ("not_the_api_error", None, "network")),
    ],
)
def test_an_error_without_a_response(
    error: ModelBrowserError, expected: tuple[str, int | None, str]
) -> None:
    """An error that no response describes has the type of its class, and no status."""
    loaded = _object(failed_json(Failed(ModelQuery(ALIAS), error), CONNECTION, ALIAS))["error"]
    assert (loaded["type"], loaded["status"], loaded["source"]) == expected
    assert (loaded["code"], loaded["api_message"], loaded["request_id"]) == (None, None, None)


def test_an_error_with_an_exchange_has_its_status() -> None:
    """A response that says nothing still has a status."""
    failed = Failed(ModelQuery(ALIAS), _RefusedError("No."), exchange=exchange(status=302))
    assert _object(failed_json(failed, CONNECTION, ALIAS))["error"]["status"] == 302


def test_a_failed_run() -> None:
    """A run that failed before the host was known has no query, no betas and no host."""
    failed = _object(failed_json(Failed(None, _RefusedError("No."))))
    assert (failed["asked"], failed["betas"], failed["previous"]) == (None, [], None)
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
    bare = model(id="claude-x", released_at=None, format="openai")
    (known,) = (each for each in load_catalog().models if each.id == "claude-2.1")
    loaded = _object(list_json([whole, bare, known], clock_in("UTC"), CONNECTION))
    assert loaded["models"].pop()["source"] == BUILT_IN
    assert loaded == {
        "version": 2,
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
                "successor": "claude-sonnet-5-5",
                "sources": {
                    "lifecycle": "list",
                    "deprecated_at": "list",
                    "retires_at": "list",
                    "successor": BUILT_IN,
                },
                "max_input_tokens": 200_000,
                "max_tokens": 64_000,
                "format": "anthropic",
                "source": "list",
            },
            {
                "id": "claude-x",
                "display_name": "Claude Sonnet 4.5",
                "released": None,
                "lifecycle": None,
                "deprecated_at": None,
                "retires_at": None,
                "successor": None,
                "sources": {},
                "max_input_tokens": None,
                "max_tokens": None,
                "format": "openai",
                "source": "list",
            },
        ],
        "host": "h.example",
        "demo": False,
    }


def test_every_model_becomes_valid_json() -> None:
    """Row 104: a number beyond all floats, a surrogate and DEL become valid ASCII JSON."""
    given = {"far": -1e999, "half": "\ud800", "name": "\x7f", "near": 1.5}
    sent = _object(found_json(Found(lookup(sent=given)), clock_in(), CONNECTION))["model"]
    assert sent == {**given, "far": "-Infinity"}


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


def test_an_alias_move_of_any_year() -> None:
    """Years have four digits, also that of an earlier lookup in a history from elsewhere."""
    move = AliasMove(was="claude-x", last_seen=datetime(1, 1, 1, tzinfo=UTC), now=None)
    answer = _object(found_json(Found(lookup(), move), clock_in(), CONNECTION))
    assert answer["previous"]["last_seen"] == "0001-01-01T00:00:00Z"
