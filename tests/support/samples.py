"""Values that many tests use."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from modelbrowser.api.errors import APIStatusError, error_class_of
from modelbrowser.domain.lookup import Exchange, LookupResult, ModelInfo
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import Rejection
from modelbrowser.presentation.clock import Clock, make_clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RELEASE = datetime(2025, 9, 29, tzinfo=UTC)
DATED = "claude-sonnet-4-5-20250929"
ALIAS = "claude-sonnet-4-5"

LASTING_ID = "claude-haiku-4-5-20251001"
LASTING_ALIAS = "claude-haiku-4-5"
"""A model of the catalog without a retirement date: for the demo with the real clock."""


def clock_in(zone: str = "Europe/Paris", now: datetime = NOW) -> Clock:
    """A stopped clock in a time zone."""
    return make_clock(ZoneInfo(zone), {}, lambda: now)


def model(**fields: Any) -> ModelInfo:
    """Sonnet 4.5, with the given fields replaced."""
    sonnet: dict[str, Any] = {
        "id": DATED,
        "display_name": "Claude Sonnet 4.5",
        "released_at": RELEASE,
    }
    return ModelInfo(**(sonnet | fields))


def exchange(**fields: Any) -> Exchange:
    """An exchange that took 214 ms, with the given fields replaced."""
    usual: dict[str, Any] = {
        "method": "GET",
        "url": f"https://api.anthropic.com/v1/models/{ALIAS}",
        "request_headers": (),
        "status": 200,
        "response_headers": (),
        "body": "{}",
        "request_id": "req_011C",
        "finished_at": NOW,
        "elapsed": 0.214,
        "attempts": 1,
    }
    return Exchange(**(usual | fields))


def status_error(status: int, message: str = "", remedy: str = "", **fields: Any) -> APIStatusError:
    """The error for an API status, with the given fields of the exchange replaced."""
    sent = exchange(status=status, **fields)
    rejection = Rejection(status, "api", message, request_id=sent.request_id)
    return error_class_of(status)(sent, rejection, remedy)


def lookup(
    asked: str = ALIAS, *, betas: tuple[str, ...] = (), body: str = "{}", **fields: Any
) -> LookupResult:
    """A successful lookup of a model with these fields."""
    return LookupResult(
        query=ModelQuery(asked, betas), model=model(**fields), exchange=exchange(body=body)
    )
