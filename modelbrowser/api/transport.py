"""Sends a GET request and returns the response: attempts, deadline, body, redaction.

One deadline covers everything from the first byte sent to the last byte read, however slowly
bytes arrive. No httpx exception leaves this package, because its text may contain the key.
pydantic is not imported here, but while the request is under way.
"""

import asyncio
import random
import re
import time
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from modelbrowser.api.connections import (
    Progress,
    TunnelResponse,
    close_dirty_connections,
    note_certificate_requests,
)
from modelbrowser.api.environment import Route, build_http_transport
from modelbrowser.api.errors import (
    APIError,
    APIResponseValidationError,
    APIStatusError,
)
from modelbrowser.api.failures import (
    TRANSPORT_ERRORS,
    error_from_exception,
    proxy_rejection,
    timed_out,
)
from modelbrowser.api.proxies import proxy_passwords
from modelbrowser.api.redaction import Header, Redactor, mask_credential
from modelbrowser.api.rejections import is_error_body, read_rejection, retry_after
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import MAX_ATTEMPTS, Exchange, Headers, Retry
from modelbrowser.record import Record

OnRetry = Callable[[Retry], None]
"""Called before the wait for each retry."""

MAX_BODY = 1024 * 1024
"""The longest body of a successful response that is read, in bytes."""

MAX_ERROR_BODY = 64 * 1024
"""The longest body of an error response that is read, in bytes; the rest is ignored."""

_LONG_BODY = 16 * 1024
"""From this length on, in bytes, a search for the key is worth a thread, which takes 0.3 ms."""

MAX_RETRY_DELAY = 10.0
"""The longest delay before a retry, in seconds; a longer one is shown to the user instead."""

_PROXY_STATUSES = {403, 500, 502, 503, 504}
"""The statuses that a proxy sends if it can't or won't forward a request."""

_CHARSET = re.compile(
    rb"charset=[\"']?(iso-8859-(?:1[013-6]?|[2-9])|windows-125[0-8]|shift_jis|euc-(?:jp|kr)|gbk|gb2312|big5|koi8-[ru])",
    re.IGNORECASE,
)
_MAX_DECLARATION = 1024
"""How far into a web page its encoding is looked for, in bytes."""

_GZIP = 31
"""What zlib calls the format of gzip."""

_FIRST_BACKOFF = 0.5
_MAX_JITTER = 0.25


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TransportClock(Record):
    """The clocks and random numbers of a transport; tests and screenshots replace them.

    Attributes:
        now: Returns the current time, aware, in UTC.
        monotonic: Returns seconds since any fixed moment.
        jitter: Returns a number from 0 to 1: the fraction of the maximum jitter to subtract.
        sleep: Waits, in seconds.
    """

    now: Callable[[], datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Response(Record):
    """A response with status 200: its redacted body, and the whole exchange."""

    body: bytes
    exchange: Exchange


class RequestAttempt(Record):
    """One of the attempts at a request.

    Attributes:
        number: Its number, from 1.
        started: When the first attempt began, on the monotonic clock, in seconds.
        progress: How far this attempt got.
    """

    number: int
    started: float
    progress: Progress


class Transport:
    """Sends requests to the host of a connection.

    Args:
        connection: The host, the credential and the deadline.
        http_transport: Replaces the network.
        clock: The clocks and random numbers.

    Attributes:
        route: The route of requests.
        notices: What the user should know about the environment, in sentences.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is invalid.
    """

    def __init__(
        self,
        connection: Connection,
        http_transport: httpx.AsyncBaseTransport | None,
        clock: TransportClock,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._redactor = Redactor(connection.secrets, proxy_passwords())
        self._http, self.route, self.notices = build_http_transport(connection, http_transport)
        note_certificate_requests(self.route.trust.context)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, url: str, headers: list[Header], on_retry: OnRetry) -> Response:
        """Send a request, with retries, until it succeeds, fails for good, or the deadline passes.

        Args:
            url: The whole URL.
            headers: The headers, the credential included.
            on_retry: Called before the wait for each retry.

        Raises:
            APIError: If it did not succeed; the subclass says why.
        """
        attempt = RequestAttempt(1, self._clock.monotonic(), Progress(self._http, self.route))
        deadline = asyncio.get_running_loop().time() + self._connection.timeout
        try:
            async with asyncio.timeout_at(deadline):
                while True:
                    try:
                        return await self._send(url, headers, attempt)
                    except APIError as error:
                        delay = self._retry_delay(error, attempt, deadline)
                        if delay is None:
                            raise
                        number = attempt.number + 1
                        on_retry(_retry(error, delay, number))
                    await self._clock.sleep(delay)
                    attempt = RequestAttempt(
                        number, attempt.started, Progress(self._http, self.route)
                    )
        except TimeoutError:
            pass
        raise timed_out(self.route, attempt.progress)

    def _retry_delay(
        self, error: APIError, attempt: RequestAttempt, deadline: float
    ) -> float | None:
        """Return the delay before the next attempt, in seconds; None if there won't be one."""
        now, jitter = self._clock.now(), self._clock.jitter()
        delay = retry_delay(error, attempt.number, now=now, jitter=jitter)
        if delay is None or asyncio.get_running_loop().time() + delay >= deadline:
            return None
        return delay

    async def _send(self, url: str, headers: list[Header], attempt: RequestAttempt) -> Response:
        """Make one attempt."""
        try:
            request = await self._build_request(url, headers, attempt.progress)
            response = await self._http.handle_async_request(request)
            attempt.progress.stage = "reading"
            try:
                body = await _read_body(response, self._redactor, self.route)
            finally:
                await response.aclose()
        except TRANSPORT_ERRORS as exception:
            error = error_from_exception(exception, attempt.progress, self._redactor.clean_text)
        else:
            exchange = self._exchange(request, response, body, attempt)
            if exchange.status == HTTPStatus.OK and not is_error_body(body):
                return Response(body, exchange)
            # Lazy import: keeps startup fast. A successful lookup doesn't need it: 5 ms.
            from modelbrowser.api.classifier import error_from_response

            error = self._proxy_rejection(exchange, body, response) or error_from_response(
                exchange, body, self.route, self._clock.now()
            )
            error.exchange = error.exchange or exchange
        finally:
            await attempt.progress.close_unfinished_handshake()
        # Raised outside the handler, so that httpx's exception is not attached to ours.
        raise error

    def _proxy_rejection(
        self, exchange: Exchange, body: bytes, response: httpx.Response
    ) -> APIError | None:
        """Return the error for a response of the proxy itself, if it is one.

        A proxy that can't or won't forward a request says so in plain text or a web page.
        """
        proxy, status = self.route.proxy, response.status_code
        # tinyproxy asks for a login, and rejects one, with the status that servers use.
        is_login = status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED or (
            self.route.is_forwarded
            and status == HTTPStatus.UNAUTHORIZED
            and response.headers.get("server", "").startswith("tinyproxy")
        )
        if proxy is None or not (
            is_login or (self.route.is_forwarded and status in _PROXY_STATUSES)
        ):
            return None
        rejection = read_rejection(exchange, body)
        if not is_login and (
            rejection.source in {"api", "gateway"} or _was_forwarded(response.headers)
        ):
            return None
        reason = response.extensions.get("reason_phrase", b"")
        answer = TunnelResponse.parse(status, reason, response.headers.raw)
        clean = self._redactor.clean_text
        return proxy_rejection(proxy, self._connection, answer, clean, rejection.message)

    async def _build_request(
        self, url: str, headers: list[Header], progress: Progress
    ) -> httpx.Request:
        """Build the request; httpx adds no headers but `host`."""
        if not await close_dirty_connections(self._http):
            headers = [*headers, ("connection", "close")]
        return httpx.Request("GET", url, headers=headers, extensions={"trace": progress.trace})

    def _exchange(
        self,
        request: httpx.Request,
        response: httpx.Response,
        body: bytes,
        attempt: RequestAttempt,
    ) -> Exchange:
        clean = self._redactor.clean_text
        credential, proxy = self._connection.credential, self.route.proxy
        received = response.headers.multi_items()
        response_headers = tuple((clean(name), clean(value)) for name, value in received)
        return Exchange(
            method=request.method,
            url=clean(str(request.url)),
            request_headers=mask_credential(request.headers.multi_items(), self._connection),
            status=response.status_code,
            response_headers=response_headers,
            body=body.decode("utf-8-sig", "replace"),
            request_id=dict(response_headers).get("request-id"),
            finished_at=self._clock.now(),
            elapsed=self._clock.monotonic() - attempt.started,
            attempts=attempt.number,
            demo=self._connection.demo,
            custom_betas=self._connection.custom_betas,
            is_api=self._connection.is_api,
            credential=credential.source if credential else "",
            proxy=f"{proxy.address} (from {proxy.variable})" if proxy else "",
        )


def retry_delay(error: APIError, attempts: int, *, now: datetime, jitter: float) -> float | None:
    """Return the delay before the next attempt, in seconds; None if another is pointless.

    The rules are in the wire contract, "Retries".

    Args:
        error: Why the last attempt failed.
        attempts: The number of attempts made.
        now: The current time, aware; for a `retry-after` that is a date.
        jitter: From 0 to 1: the fraction of the maximum jitter to subtract.
    """
    if attempts >= MAX_ATTEMPTS or not _should_retry(error):
        return None
    requested = retry_after(_response_headers(error), now)
    if requested is not None:
        return requested if requested <= MAX_RETRY_DELAY else None
    # The SDKs limit this to 8 s, which three attempts never reach.
    backoff: float = _FIRST_BACKOFF * 2 ** (attempts - 1)
    return backoff * (1 - _MAX_JITTER * jitter)


def _should_retry(error: APIError) -> bool:
    """Whether another attempt may succeed; the server's answer takes precedence."""
    answer = dict(_response_headers(error)).get("x-should-retry")
    return answer == "true" if answer in {"true", "false"} else error.is_retryable


def _response_headers(error: APIError) -> Headers:
    exchange = error.exchange if isinstance(error, APIStatusError) else None
    return exchange.response_headers if exchange else ()


def _retry(error: APIError, delay: float, number: int) -> Retry:
    reason = error.summary if isinstance(error, APIStatusError) else error.message
    return Retry(reason=reason, wait=delay, number=number, of=MAX_ATTEMPTS)


def _was_forwarded(headers: httpx.Headers) -> bool:
    """Whether a proxy says that a response is another server's; Squid marks its own, too."""
    server, via = headers.get("server", "").partition("/")[0], headers.get("via", "")
    return bool(server and via) and server.lower() not in via.lower()


async def _read_body(response: httpx.Response, redactor: Redactor, route: Route) -> bytes:
    """Read a body and remove the secrets from it.

    Raises:
        APIResponseValidationError: If a successful response is too large, or compressed with a
            method other than gzip.
        httpx.HTTPError: If the connection fails.
    """
    limit = MAX_BODY if response.is_success else MAX_ERROR_BODY
    encoding = redactor.clean_text(response.headers.get("content-encoding", "identity"))
    encoding = encoding.strip().lower()
    content, is_cut = await _read_up_to(limit, response, encoding)
    if content is None:
        if response.is_success:
            raise _unreadable_body(f"can't be decoded (content-encoding: {encoding[:20]})", route)
        # The status is what matters; a body that cannot be read is left out.
        return b""
    if is_cut and response.is_success:
        raise _unreadable_body("is too large", route)
    content = _to_utf8(content, response.headers)
    if len(content) < _LONG_BODY:
        return redactor.clean(content, is_cut=is_cut)
    # In a thread: a hostile one takes a second.
    return await asyncio.to_thread(redactor.clean, content, is_cut=is_cut)


def _to_utf8(content: bytes, headers: httpx.Headers) -> bytes:
    """Return a body in UTF-8 if it names another encoding, as old web pages and proxies do."""
    try:
        content.decode()
    except UnicodeDecodeError:
        declared = headers.get("content-type", "").encode() + content[:_MAX_DECLARATION]
        if charset := _CHARSET.search(declared):
            return content.decode(charset[1].decode(), "replace").encode()
    return content


async def _read_up_to(
    limit: int, response: httpx.Response, encoding: str
) -> tuple[bytes | None, bool]:
    """Return up to `limit` bytes, and whether there were more; None if they can't be unpacked.

    Some gateways send gzip although it wasn't requested. Only what is kept is decompressed.
    """
    if encoding not in {"identity", "gzip", "x-gzip"}:
        return None, False
    unpacker = None if encoding == "identity" else zlib.decompressobj(wbits=_GZIP)
    content = bytearray()
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        try:
            content += unpacker.decompress(chunk, limit + 1) if unpacker else chunk
        except zlib.error:
            return None, False
        # A small body may expand a lot, and bytes after the end of the gzip stream are dropped.
        if max(len(content), received) > limit:
            return bytes(content[:limit]), True
    is_whole = unpacker is None or unpacker.eof
    return (bytes(content) if is_whole else None), False


def _unreadable_body(what: str, route: Route) -> APIResponseValidationError:
    remedy = route.connection.check(why="a proxy") + route.through_proxy
    return APIResponseValidationError(f"The response from {route.host} {what}.", remedy)
