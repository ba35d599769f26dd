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

from modelbrowser.api.classifier import error_from_response, retry_after
from modelbrowser.api.connections import Progress, close_dirty_connections
from modelbrowser.api.environment import build_http_client, proxy_passwords
from modelbrowser.api.errors import APIError, APIResponseValidationError, APIStatusError
from modelbrowser.api.failures import TRANSPORT_ERRORS, error_from_exception, timed_out
from modelbrowser.api.redaction import Header, Redactor, mask_credential
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import MAX_TRIES, Exchange, Headers, Retry

OnRetry = Callable[[Retry], None]

MAX_BODY = 1024 * 1024
"""The longest body that is read of an answer, in bytes."""

MAX_ERROR_BODY = 64 * 1024
"""The longest body that is read of a refusal, in bytes; what comes after is left out."""

MAX_RETRY_DELAY = 10.0
"""A longer wait, in seconds, is told to the person instead of waited for."""

_FIRST_DELAY = 0.5
_MAX_BACKOFF = 8.0
_MAX_JITTER = 0.25


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class TimeSource:
    """Where time and chance come from; tests and screenshots have one that stands still.

    Attributes:
        now: The time of day; aware, in UTC.
        monotonic: Counts seconds from any start.
        jitter: From 0 to 1, how much earlier than planned a retry comes.
        sleep: Waits, in seconds.
    """

    now: Callable[[], datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Response:
    """What came back with status 200: the body, free of the key, and all about it."""

    body: bytes
    exchange: Exchange


@dataclass(slots=True)
class RequestAttempt:
    """What was done so far to have one question answered."""

    started: float
    progress: Progress
    tries: int = 1


class Transport:
    """The way to one host, as one person; raises as `ModelsClient` does."""

    def __init__(
        self,
        connection: Connection,
        transport: httpx.AsyncBaseTransport | None,
        time_source: TimeSource,
    ) -> None:
        self._connection = connection
        self._time_source = time_source
        self._redactor = Redactor(connection.credential, proxy_passwords())
        self._http = build_http_client(connection.base_url, transport)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, url: str, headers: list[Header], on_retry: OnRetry) -> Response:
        """Ask until there is an answer, a final refusal, or no time left.

        Args:
            url: What is asked for.
            headers: What goes along.
            on_retry: Told before each further try, why and when it comes.

        Raises:
            ModelBrowserError: If there is no answer; the subclass says why.
        """
        attempt = RequestAttempt(self._time_source.monotonic(), Progress(self._http))
        try:
            async with asyncio.timeout(self._connection.timeout) as deadline:
                while True:
                    try:
                        return await self._try(url, headers, attempt)
                    except APIError as error:
                        wait = self._delay_after(error, attempt, deadline)
                        if wait is None:
                            raise
                        attempt.tries += 1
                        on_retry(_retry(error, wait, attempt))
                    await self._time_source.sleep(wait)
        except TimeoutError:
            pass
        raise timed_out(self._connection.host, attempt.progress.stage, self._connection.timeout)

    def _delay_after(
        self, error: APIError, attempt: RequestAttempt, deadline: asyncio.Timeout
    ) -> float | None:
        """How long to wait for the next try; None where it is of no use or comes too late."""
        wait = retry_delay(
            error, attempt.tries, now=self._time_source.now(), jitter=self._time_source.jitter()
        )
        end = deadline.when()
        too_late = wait and end and asyncio.get_running_loop().time() + wait >= end
        return None if too_late else wait

    async def _try(self, url: str, headers: list[Header], attempt: RequestAttempt) -> Response:
        """Ask once."""
        attempt.progress = Progress(self._http)
        try:
            request = await self._request(url, headers, attempt.progress)
            response = await self._http.send(request, stream=True)
            attempt.progress.stage = "reading"
            try:
                body = await _read_body(response, self._redactor, self._connection.host)
            finally:
                await response.aclose()
        except TRANSPORT_ERRORS as error:
            failure = error_from_exception(error, self._connection.host, attempt.progress.stage)
        else:
            return self._judge(self._exchange(request, response, body, attempt), body)
        finally:
            await attempt.progress.close_unfinished_handshake()
        # Out of the handler: the library's exception is not to hang on to ours.
        raise failure

    async def _request(self, url: str, headers: list[Header], progress: Progress) -> httpx.Request:
        """Make the request, with nothing added that was not asked for."""
        if not await close_dirty_connections(self._http):
            headers = [*headers, ("connection", "close")]
        extensions = {"trace": progress.trace, "timeout": httpx.Timeout(None).as_dict()}
        return httpx.Request("GET", url, headers=headers, extensions=extensions)

    def _judge(self, exchange: Exchange, body: bytes) -> Response:
        if exchange.status != HTTPStatus.OK:
            raise error_from_response(
                exchange, body, self._connection.host, self._time_source.now()
            )
        return Response(body, exchange)

    def _exchange(
        self, request: httpx.Request, response: httpx.Response, body: bytes, attempt: RequestAttempt
    ) -> Exchange:
        clean = self._redactor.clean_text
        came = tuple((clean(n), clean(v)) for n, v in response.extensions["headers"])
        return Exchange(
            method=request.method,
            url=clean(str(request.url)),
            request_headers=mask_credential(request.headers.multi_items(), self._connection),
            status=response.status_code,
            response_headers=came,
            body=body.decode("utf-8", "replace"),
            request_id=dict(came).get("request-id"),
            finished_at=self._time_source.now(),
            elapsed=self._time_source.monotonic() - attempt.started,
            tries=attempt.tries,
            demo=self._connection.demo,
        )


def _retry(error: APIError, wait: float, attempt: RequestAttempt) -> Retry:
    reason = error.summary if isinstance(error, APIStatusError) else error.message
    return Retry(reason=reason, wait=wait, number=attempt.tries, of=MAX_TRIES)


def retry_delay(error: APIError, tries: int, *, now: datetime, jitter: float) -> float | None:
    """How long to wait before asking again, in seconds; None where it is of no use.

    Args:
        error: Why the last try failed.
        tries: How many there were.
        now: Aware; for a `retry-after` that is a date.
        jitter: From 0 to 1: which part of the jitter is taken off.
    """
    if tries >= MAX_TRIES or not _should_retry(error):
        return None
    told = retry_after(_headers(error), now)
    if told is not None:
        return told if told <= MAX_RETRY_DELAY else None
    own: float = min(_FIRST_DELAY * 2 ** (tries - 1), _MAX_BACKOFF)
    return own * (1 - _MAX_JITTER * jitter)


def _should_retry(error: APIError) -> bool:
    """Whether the same question may be answered next time; the server knows best."""
    wish = dict(_headers(error)).get("x-should-retry")
    return wish == "true" if wish in {"true", "false"} else error.is_retryable


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
        raise _unreadable_body(
            f"The answer of {host} is compressed although that was not asked for."
        )
    content, cut = await _read_up_to(response, MAX_BODY)
    if cut:
        raise _unreadable_body(f"The answer of {host} is too large.")
    return redactor.clean(content)


async def _read_up_to(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """Up to so many bytes, and whether there were more."""
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > limit:
            return bytes(content[:limit]), True
    return bytes(content), False


def _unreadable_body(message: str) -> APIResponseValidationError:
    return APIResponseValidationError(message, "Check the base URL; a proxy may be in between.")
