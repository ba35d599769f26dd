"""Asking a server of the tests as the app does, without waiting between tries."""

from datetime import UTC, datetime
from typing import Any

import pytest

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import APIError
from modelbrowser.api.transport import TimeSource
from modelbrowser.domain.connection import Connection, Credential, Secret
from modelbrowser.domain.lookup import Lookup, Retry
from modelbrowser.domain.query import ModelQuery

CANARY = "sk-ant-api03-CANARY/key+of=the-tests_0123456789"
"""The key of all tests; it must turn up nowhere but in the request's header."""

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def _no_wait(seconds: float) -> None:
    """Go on at once, where the app would wait."""


STILL = TimeSource(now=lambda: NOW, monotonic=lambda: 0.0, jitter=lambda: 0.0, sleep=_no_wait)
"""A clock that stands still."""


def connect(url: str, **changes: Any) -> Connection:
    """A connection with the tests' key."""
    credential = Credential(scheme="api_key", source="ANTHROPIC_API_KEY", secret=Secret(CANARY))
    return Connection(**{"base_url": url, "credential": credential, "timeout": 5.0, **changes})


async def ask(
    url: str,
    model_id: str = "claude-sonnet-4-5",
    *betas: str,
    retries: list[Retry] | None = None,
    **changes: Any,
) -> Lookup:
    """Look one model up."""
    client = ModelsClient(connect(url, **changes), time_source=STILL)
    told = [] if retries is None else retries
    try:
        return await client.retrieve(ModelQuery.parse(model_id, betas), told.append)
    finally:
        await client.aclose()


async def failure(url: str, model_id: str = "claude-sonnet-4-5", **changes: Any) -> APIError:
    """Look one model up, which has to fail."""
    with pytest.raises(APIError) as raised:
        await ask(url, model_id, **changes)
    assert raised.value.__context__ is None, "nothing of a library hangs on to our error"
    assert CANARY not in f"{raised.value.message} {raised.value.remedy}"
    return raised.value
