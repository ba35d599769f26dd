"""Lookups against a test server, without waiting between attempts."""

import ssl
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from modelbrowser.api.certificates import TrustStore
from modelbrowser.api.client import ModelsClient
from modelbrowser.api.connections import Progress, Stage
from modelbrowser.api.environment import Route
from modelbrowser.api.errors import APIError
from modelbrowser.api.retries import TimeFunctions
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import Credential, Secret
from modelbrowser.domain.lookup import LookupResult, Retry
from modelbrowser.domain.query import ModelQuery

CANARY = "sk-ant-api03-CANARY/key+of=the-tests_0123456789"
"""The API key of all tests; it must appear nowhere but in the request's header."""

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def _no_sleep(seconds: float) -> None:
    """Return at once."""


FROZEN = TimeFunctions(now=lambda: NOW, monotonic=lambda: 1.0, jitter=lambda: 0.0, sleep=_no_sleep)
"""Timing in which no time passes."""


def connection_to(url: str, **changes: Any) -> Connection:
    """Return a connection with the tests' key."""
    credential = Credential(kind="api_key", source="ANTHROPIC_API_KEY", secret=Secret(CANARY))
    return Connection(**{"base_url": url, "credential": credential, "timeout": 30.0, **changes})


async def look_up(
    url: str,
    model_id: str = "claude-sonnet-4-5",
    *betas: str,
    retries: list[Retry] | None = None,
    **changes: Any,
) -> LookupResult:
    """Look up one model.

    Args:
        url: The base URL.
        model_id: The model ID or alias.
        betas: The betas to send.
        retries: Receives the retries.
        changes: Fields of the connection.
    """
    client = ModelsClient(connection_to(url, **changes), clock=FROZEN)
    received = [] if retries is None else retries
    try:
        return await client.retrieve(ModelQuery.parse(model_id, betas), received.append)
    finally:
        await client.aclose()


def route_to(connection: Connection) -> Route:
    """Return a route without a proxy."""
    return Route(connection, None, TrustStore(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)))


def progress_to(host: str, stage: Stage = "connecting") -> Progress:
    """Return how far a request got that was sent directly to a host."""
    route = route_to(connection_to(f"https://{host}"))
    progress = Progress(httpx.AsyncHTTPTransport(), route)
    progress.stage = stage
    return progress


async def lookup_error(url: str, model_id: str = "claude-sonnet-4-5", **changes: Any) -> APIError:
    """Look up one model, which must fail; the arguments are those of `look_up`."""
    with pytest.raises(APIError) as raised:
        await look_up(url, model_id, **changes)
    assert raised.value.__context__ is None, "no library's exception is attached to ours"
    assert CANARY not in f"{raised.value.message} {raised.value.remedy}"
    return raised.value
