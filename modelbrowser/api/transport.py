"""One question's way to its answer: tries, waits and the one deadline over all of them.

The deadline stands over everything from the first byte sent to the last byte read, whatever
trickles in. No exception of httpx leaves this room: its text may hold the key.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from modelbrowser.api.classifier import refusal, told_wait
from modelbrowser.api.connections import Progress, close_unclean
from modelbrowser.api.environment import build_http_client, proxy_passwords
from modelbrowser.api.errors import APIError, APIResponseValidationError, APIStatusError
from modelbrowser.api.failures import TRANSPORT_ERRORS, connection_failure, timed_out
from modelbrowser.api.redaction import Header, Redactor, shown_headers
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import MAX_TRIES, Exchange, Headers, Retry

OnRetry = Callable[[Retry], None]

MAX_BODY = 1024 * 1024
"""The longest body that is read of an answer, in bytes."""

MAX_ERROR_BODY = 64 * 1024
"""The longest body that is read of a refusal, in bytes; what comes after is left out."""

MAX_WAIT = 10.0
"""A longer wait, in seconds, is told to the person instead of waited for."""

_FIRST_WAIT = 0.5
_LONGEST_OWN_WAIT = 8.0
_JITTER = 0.25


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time and chance come from; tests and screenshots have one that stands still.

    Attributes:
        now: The time of day; aware, in UTC.
        seconds: Counts seconds from any start.
        jitter: From 0 to 1, how much earlier than planned a retry comes.
        sleep: Waits, in seconds.
    """

    now: Callable[[], datetime] = _utc_now
    seconds: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with status 200: the body, free of the key, and all about it."""

    body: bytes
    exchange: Exchange


@dataclass(slots=True)
class _Effort:
    """What was done so far to have one question answered."""

    started: float
    progress: Progress
    tries: int = 1


class Channel:
    """The way to one host, as one person; raises as `ModelsClient` does."""

    def __init__(
        self, connection: Connection, transport: httpx.AsyncBaseTransport | None, clock: Clock
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._redactor = Redactor(connection.credential, proxy_passwords())
        self._http = build_http_client(connection.base_url, transport)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, url: str, headers: list[Header], on_retry: OnRetry) -> Answer:
        """Ask until there is an answer, a final refusal, or no time left.

        Args:
            url: What is asked for.
            headers: What goes along.
            on_retry: Told before each further try, why and when it comes.

        Raises:
            ModelBrowserError: If there is no answer; the subclass says why.
        """
        effort = _Effort(self._clock.seconds(), Progress(self._http))
        try:
            async with asyncio.timeout(self._connection.timeout) as deadline:
                while True:
                    try:
                        return await self._try(url, headers, effort)
                    except APIError as error:
                        wait = self._wait_after(error, effort, deadline)
                        if wait is None:
                            raise
                        effort.tries += 1
                        on_retry(_retry(error, wait, effort))
                    await self._clock.sleep(wait)
        except TimeoutError:
            pass
        raise timed_out(self._connection.host, effort.progress.stage, self._connection.timeout)

    def _wait_after(
        self, error: APIError, effort: _Effort, deadline: asyncio.Timeout
    ) -> float | None:
        """How long to wait for the next try; None where it is of no use or comes too late."""
        wait = wait_before_retry(
            error, effort.tries, now=self._clock.now(), jitter=self._clock.jitter()
        )
        end = deadline.when()
        too_late = wait and end and asyncio.get_running_loop().time() + wait >= end
        return None if too_late else wait

    async def _try(self, url: str, headers: list[Header], effort: _Effort) -> Answer:
        """Ask once."""
        effort.progress = Progress(self._http)
        try:
            request = await self._request(url, headers, effort.progress)
            response = await self._http.send(request, stream=True)
            effort.progress.stage = "reading"
            try:
                body = await _read_body(response, self._redactor, self._connection.host)
            finally:
                await response.aclose()
        except TRANSPORT_ERRORS as error:
            failure = connection_failure(error, self._connection.host, effort.progress.stage)
        else:
            return self._judge(self._exchange(request, response, body, effort), body)
        finally:
            await effort.progress.close_unsecured()
        # Out of the handler: the library's exception is not to hang on to ours.
        raise failure

    async def _request(self, url: str, headers: list[Header], progress: Progress) -> httpx.Request:
        """Make the request, with nothing added that was not asked for."""
        if not await close_unclean(self._http):
            headers = [*headers, ("connection", "close")]
        extensions = {"trace": progress.trace, "timeout": httpx.Timeout(None).as_dict()}
        return httpx.Request("GET", url, headers=headers, extensions=extensions)

    def _judge(self, exchange: Exchange, body: bytes) -> Answer:
        if exchange.status != HTTPStatus.OK:
            raise refusal(exchange, body, self._connection.host, self._clock.now())
        return Answer(body, exchange)

    def _exchange(
        self, request: httpx.Request, response: httpx.Response, body: bytes, effort: _Effort
    ) -> Exchange:
        clean = self._redactor.clean_text
        came = tuple((clean(n), clean(v)) for n, v in response.extensions["headers"])
        return Exchange(
            method=request.method,
            url=clean(str(request.url)),
            request_headers=shown_headers(request.headers.multi_items(), self._connection),
            status=response.status_code,
            response_headers=came,
            body=body.decode("utf-8", "replace"),
            request_id=dict(came).get("request-id"),
            finished_at=self._clock.now(),
            elapsed=self._clock.seconds() - effort.started,
            tries=effort.tries,
            demo=self._connection.demo,
        )


def _retry(error: APIError, wait: float, effort: _Effort) -> Retry:
    reason = error.reason if isinstance(error, APIStatusError) else error.message
    return Retry(reason=reason, wait=wait, number=effort.tries, of=MAX_TRIES)


def wait_before_retry(error: APIError, tries: int, *, now: datetime, jitter: float) -> float | None:
    """How long to wait before asking again, in seconds; None where it is of no use.

    Args:
        error: Why the last try failed.
        tries: How many there were.
        now: Aware; for a `retry-after` that is a date.
        jitter: From 0 to 1: which part of the jitter is taken off.
    """
    if tries >= MAX_TRIES or not _may_retry(error):
        return None
    told = told_wait(_headers(error), now)
    if told is not None:
        return told if told <= MAX_WAIT else None
    own: float = min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_OWN_WAIT)
    return own * (1 - _JITTER * jitter)


def _may_retry(error: APIError) -> bool:
    """Whether the same question may be answered next time; the server knows best."""
    wish = dict(_headers(error)).get("x-should-retry")
    return wish == "true" if wish in {"true", "false"} else error.may_pass


def _headers(error: APIError) -> Headers:
    exchange = error.exchange if isinstance(error, APIStatusError) else None
    return exchange.response_headers if exchange else ()


async def _read_body(response: httpx.Response, redactor: Redactor, host: str) -> bytes:
    """Read the body and take the key out of it.

    Raises:
        APIResponseValidationError: If it is too large, or compressed.
        httpx.HTTPError: If the connection fails.
    """
    compressed = response.headers.get("content-encoding", "identity").strip().lower() != "identity"
    if not response.is_success:
        # The status tells enough; a body that cannot be read is left out.
        content, cut = (b"", False) if compressed else await _read_up_to(response, MAX_ERROR_BODY)
        return redactor.clean(content, cut=cut)
    if compressed:
        raise _unreadable(f"The answer of {host} is compressed although that was not asked for.")
    content, cut = await _read_up_to(response, MAX_BODY)
    if cut:
        raise _unreadable(f"The answer of {host} is too large.")
    return redactor.clean(content)


async def _read_up_to(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """Up to so many bytes, and whether there were more."""
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > limit:
            return bytes(content[:limit]), True
    return bytes(content), False


def _unreadable(message: str) -> APIResponseValidationError:
    return APIResponseValidationError(message, "Check the base URL; a proxy may be in between.")
