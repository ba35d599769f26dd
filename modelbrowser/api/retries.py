"""Decides whether and when a failed request is sent again (wire contract, "Retries")."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from modelbrowser.api.errors import APIError, APIStatusError
from modelbrowser.api.rejections import retry_after
from modelbrowser.domain.lookup import MAX_ATTEMPTS, Retry
from modelbrowser.record import Record

MAX_RETRY_DELAY = 10.0
"""The longest delay before a retry, in seconds; a longer one is shown to the user instead."""

_FIRST_BACKOFF = 0.5
_MAX_JITTER = 0.25


class TimeFunctions(Record):
    """The clocks and random numbers of requests; tests and screenshots replace them.

    Attributes:
        now: Returns the current time, aware, in UTC.
        monotonic: Returns seconds since any fixed moment.
        jitter: Returns a number from 0 to 1: the fraction of the maximum jitter to subtract.
        sleep: Waits, in seconds.
    """

    now: Callable[[], datetime] = partial(datetime.now, UTC)
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


def retry_delay(error: APIError, attempts: int, *, now: datetime, jitter: float) -> float | None:
    """Return the delay before the next attempt, in seconds; None if another is pointless.

    The rules are in the wire contract, "Retries".

    Args:
        error: Why the last attempt failed.
        attempts: The number of attempts made.
        now: The current time, aware; for a `retry-after` that is a date.
        jitter: From 0 to 1: the fraction of the maximum jitter to subtract.
    """
    exchange = error.exchange if isinstance(error, APIStatusError) else None
    headers = exchange.response_headers if exchange else ()
    # The server's answer takes precedence.
    answer = dict(headers).get("x-should-retry")
    may_succeed = answer == "true" if answer in {"true", "false"} else error.is_retryable
    if attempts >= MAX_ATTEMPTS or not may_succeed:
        return None
    requested = retry_after(headers, now)
    if requested is not None:
        return requested if requested <= MAX_RETRY_DELAY else None
    # The SDKs limit this to 8 s, which three attempts never reach.
    backoff: float = _FIRST_BACKOFF * 2 ** (attempts - 1)
    return backoff * (1 - _MAX_JITTER * jitter)


def describe_retry(error: APIError, delay: float, number: int) -> Retry:
    """Describe the next attempt: why and when it is made."""
    reason = error.summary if isinstance(error, APIStatusError) else error.message
    return Retry(reason=reason, wait=delay, number=number, of=MAX_ATTEMPTS)
