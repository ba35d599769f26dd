"""A client for the Models API: its two requests, and how each is sent.

One deadline covers everything from the first byte sent to the last byte read, however slowly
bytes arrive. No httpx exception leaves this package, because its text may contain the key.
pydantic is imported while the first request is under way.

Section names such as "Retrieve" refer to the wire contract, docs/wire.md.
"""

import asyncio
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from importlib import import_module
from itertools import count
from types import ModuleType
from urllib.parse import quote

import httpx

from modelbrowser import __version__
from modelbrowser.api import failures
from modelbrowser.api.connections import (
    Progress,
    close_idle_connections,
    import_backend,
    note_certificates,
)
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.environment import Route, build_http_transport
from modelbrowser.api.errors import APIError, APIResponseValidationError, MissingCredentialError
from modelbrowser.api.paging import ListParameters, collect_pages, list_url
from modelbrowser.api.proxies import proxy_secrets
from modelbrowser.api.redaction import Header, Redactor, mask_headers
from modelbrowser.api.rejections import is_error_body, read_rejection
from modelbrowser.api.retries import TimeFunctions, describe_retry, retry_delay
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import Exchange, LookupResult, ModelPage, Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import Rejection

Received = tuple[bytes, Exchange]
"""A successful response: its redacted body, and the whole exchange."""

OnRetry = Callable[[Retry], None]
"""Called before the wait for each retry."""

MAX_REQUESTS = 4
"""How many requests are in progress at a time."""

_SUCCESS = range(200, 300)
_PROXY_STATUSES = {403, 500, 502, 503, 504}
"""The statuses that a proxy sends if it can't or won't forward a request."""

MAX_BODY = 1024 * 1024
"""The longest body of a successful response that is read, in bytes."""

MAX_ERROR_BODY = 64 * 1024
"""The longest body of an error response that is read, in bytes; the rest is ignored."""

_LONG_BODY = 16 * 1024
"""From this length on, in bytes, a search for the key is worth a thread, which takes 0.3 ms."""

_CHARSET = re.compile(
    rb"charset=[\"']?(iso-8859-(?:1[013-6]?|[2-9])|windows-125[0-8]|shift_jis|euc-(?:jp|kr)|gbk|gb2312|big5|koi8-[ru])",
    re.IGNORECASE,
)

_MAX_DECLARATION = 1024
"""How far into a web page its encoding is looked for, in bytes."""

_COMPRESSED = re.compile("br|compress|deflate|gzip|zstd")
"""Encodings of compressed bodies. Others, such as `utf-8`, are mistakes in gateways' settings."""

_GZIP, _GZIP_START = 31, b"\x1f"
"""zlib's number for the gzip format, and the first byte of each gzip member."""


class ModelsClient:
    """A client for one host and one credential, which keeps its connection open between lookups.

    Args:
        connection: The host, the credential and the settings for all requests.
        http_transport: Replaces the network, as in the demo.
        clock: Replaces the system's clocks and random numbers.

    Attributes:
        notices: What the user should know about proxies and certificates, in sentences.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is invalid.
    """

    def __init__(
        self,
        connection: Connection,
        http_transport: httpx.AsyncBaseTransport | None = None,
        clock: TimeFunctions | None = None,
    ) -> None:
        self._connection = connection
        self._clock = clock or TimeFunctions()
        self._redactor = Redactor((*connection.secrets, *proxy_secrets()))
        self._http, self._route, self.notices = build_http_transport(connection, http_transport)
        note_certificates(self._route.trust.context)
        self._slots = asyncio.Semaphore(MAX_REQUESTS)
        # Lists that hang leave room for a lookup.
        self._list_slots = asyncio.Semaphore(MAX_REQUESTS - 1)
        self._import: asyncio.Future[ModuleType] | None = None

    async def retrieve(self, query: ModelQuery, on_retry: OnRetry) -> LookupResult:
        """Get the model that an ID or alias resolves to; `on_retry` is called before each wait.

        Raises:
            ModelBrowserError: If no model was received; the subclass says why.
        """
        url = model_url(self._connection, query.model_id)
        headers = request_headers(self._connection, query.betas)
        async with self._slots:
            body, exchange = await self._get(url, headers, on_retry, self._deadline())
        # Lazy import: pydantic is imported by now.
        from modelbrowser.api.wire import parse_model, without_made_up_dates

        with self._reading(exchange):
            model = parse_model(body, self._connection.host)
        if not self._connection.is_api:
            (model,) = without_made_up_dates((model,), exchange.finished_at)
        return LookupResult(query=query, model=model, exchange=exchange)

    async def list_models(self, lifecycle: Iterable[str] = ()) -> ModelPage:
        """Get up to 20 pages as one, each model once, within the deadline of one lookup.

        Args:
            lifecycle: The statuses to list; if empty, the API lists active and deprecated.

        Raises:
            ModelBrowserError: If a page was not received; the subclass says why.
        """
        async with self._list_slots, self._slots:
            request_page = partial(self._list_page, self._deadline())
            return await collect_pages(request_page, tuple(lifecycle))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _deadline(self) -> float:
        """Return when a request that starts now has to be complete, by the event loop's clock."""
        return asyncio.get_running_loop().time() + self._connection.timeout

    async def _list_page(
        self, deadline: float, after_id: str | None, parameters: ListParameters
    ) -> ModelPage:
        url = list_url(self._connection, after_id, parameters)
        headers = request_headers(self._connection)
        body, exchange = await self._get(url, headers, lambda _retry: None, deadline)
        # Lazy import: pydantic is imported by now.
        from modelbrowser.api.wire import parse_page, without_made_up_dates

        # In a thread: parsing 1,000 models would block the event loop for 35 ms.
        with self._reading(exchange):
            page = await asyncio.to_thread(parse_page, body, self._connection.host)
        if not self._connection.is_api:
            page = replace(page, models=without_made_up_dates(page.models, exchange.finished_at))
        return replace(page, exchange=exchange)

    async def _get(
        self, url: str, headers: list[Header], on_retry: OnRetry, deadline: float
    ) -> Received:
        """Send a request, and import the parser of the response in the meantime."""
        if self._import is None:
            # Once, because a thread takes 0.3 ms.
            loop = asyncio.get_running_loop()
            self._import = loop.run_in_executor(None, import_module, "modelbrowser.api.wire")
        received = await self._send_with_retries(url, headers, on_retry, deadline)
        # Shielded, because other requests wait for it, too.
        await asyncio.shield(self._import)
        return received

    async def _send_with_retries(
        self, url: str, headers: list[Header], on_retry: OnRetry, deadline: float
    ) -> Received:
        """Send a request until it succeeds, fails for good, or the deadline passes."""
        clock, started, loop = self._clock, self._clock.monotonic(), asyncio.get_running_loop()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                for number in count(1):
                    progress = Progress(self._http, self._route, number)
                    if loop.time() >= deadline:
                        # The deadline passed between two pages of a list.
                        progress.stage = "reading"
                        break
                    try:
                        return await self._send(url, headers, progress, started)
                    except APIError as error:
                        delay = retry_delay(error, number, now=clock.now(), jitter=clock.jitter())
                        if delay is None or loop.time() + delay >= deadline:
                            raise
                        on_retry(describe_retry(error, delay, number + 1))
                    await clock.sleep(delay)
        # As after a failure: if the network has changed, the idle connections are dead as well.
        await close_idle_connections(self._http)
        raise failures.deadline_error(progress)

    async def _send(
        self, url: str, headers: list[Header], progress: Progress, started: float
    ) -> Received:
        """Make one attempt; `started` is when the first one began, on the monotonic clock."""
        try:
            if not await close_idle_connections(self._http, only_dirty=True):
                headers = [*headers, ("connection", "close")]
            trace = {"trace": progress.trace}
            # The only header that httpx would add; it can't read every `xn--` name for that.
            headers = [("Host", self._connection.host), *headers]
            request = httpx.Request("GET", url, headers=headers, extensions=trace)
            response = await self._http.handle_async_request(request)
            response.request = request
            progress.stage = "reading"
            try:
                body = await _read_body(response, self._redactor, self._route)
            finally:
                await response.aclose()
        except failures.TRANSPORT_ERRORS as exception:
            error = failures.error_from_exception(exception, progress, self._redactor.clean_text)
            await close_idle_connections(self._http)
        else:
            elapsed = self._clock.monotonic() - started
            exchange = self._exchange(response, body, elapsed, progress.number)
            if exchange.status in _SUCCESS and not is_error_body(body):
                return body, exchange
            # Lazy import: keeps startup fast. A successful lookup doesn't need it: 5 ms.
            from modelbrowser.api.classifier import error_from_response

            error = self._proxy_rejection(exchange, body, response) or error_from_response(
                exchange, body, self._route, self._clock.now(), self._redactor.clean_text
            )
            error.exchange = error.exchange or exchange
        finally:
            await progress.close_unfinished_handshake()
        # Raised outside the handler, so that httpx's exception is not attached to ours.
        raise error

    def _proxy_rejection(
        self, exchange: Exchange, body: bytes, response: httpx.Response
    ) -> APIError | None:
        """Return the error for a response of the proxy itself, if it is one.

        A proxy that can't or won't forward a request says so in plain text or a web page.
        """
        proxy, is_forwarded = self._route.proxy, self._route.is_forwarded
        status, headers = response.status_code, response.headers
        # tinyproxy asks for a login, and rejects one, with the status that servers use.
        is_login = status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED or (
            status == HTTPStatus.UNAUTHORIZED and headers.get("server", "").startswith("tinyproxy")
        )
        if not (proxy and is_forwarded and (is_login or status in _PROXY_STATUSES)):
            return None
        clean = self._redactor.clean_text
        rejection = read_rejection(exchange, body, clean)
        is_of_host = rejection.source in {"api", "gateway"} or _was_forwarded(headers)
        if is_of_host and not is_login:
            return None
        return failures.proxy_rejection(proxy, self._connection, response, clean, rejection.message)

    def _exchange(
        self, response: httpx.Response, body: bytes, elapsed: float, attempts: int
    ) -> Exchange:
        request, clean = response.request, self._redactor.clean_text
        credential, proxy = self._connection.credential, self._route.proxy
        host = f"{request.url.scheme}://{request.url.netloc.decode()}"
        received = response.headers.multi_items()
        response_headers = tuple((clean(name), clean(value)) for name, value in received)
        return Exchange(
            method=request.method,
            # Not the host, whose name a secret may contain.
            url=f"{host}{clean(str(request.url).removeprefix(host))}",
            request_headers=mask_headers(request.headers.multi_items(), self._connection),
            status=response.status_code,
            response_headers=response_headers,
            body=body.decode("utf-8-sig", "replace"),
            request_id=dict(response_headers).get("request-id"),
            finished_at=self._clock.now(),
            elapsed=elapsed,
            attempts=attempts,
            demo=self._connection.demo,
            custom_betas=self._connection.custom_betas,
            is_api=self._connection.is_api,
            credential=credential.source if credential else "",
            proxy=f"{proxy.address} (from {proxy.variable})" if proxy else "",
        )

    @contextmanager
    def _reading(self, exchange: Exchange) -> Iterator[None]:
        """Complete the error for a response that can't be read."""
        try:
            yield
        except APIResponseValidationError as error:
            error.exchange = exchange
            error.rejection = Rejection(exchange.status, "gateway", request_id=exchange.request_id)
            error.remedy = self._connection.check()
            if exchange.is_api:
                error.remedy += self._route.through_proxy
            raise


def make_client(connection: Connection, demo_delay: float = 0.0) -> ModelsClient:
    """Make the client for a connection; for the demo, one that uses no network.

    The first call is slow because of its imports and the files that it reads: call it in a thread.

    Args:
        connection: The host, the credential and the settings for all requests.
        demo_delay: How long a response takes in the demo, in seconds.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is invalid.
    """
    if connection.demo:
        # The demo may reject what is set for the API, such as the beta of a token.
        connection = replace(connection, credential=None, custom_headers=(), custom_betas=())
        return ModelsClient(connection, DemoTransport(delay=demo_delay))
    import_backend()
    return ModelsClient(connection)


def model_url(connection: Connection, model_id: str) -> str:
    """Return the URL of a model. The ID is quoted, so it stays one path segment."""
    return f"{connection.base_url}/v1/models/{quote(model_id, safe='')}"


def request_headers(connection: Connection, betas: Iterable[str] = ()) -> list[Header]:
    """Return the headers of a request, the credential included.

    Raises:
        MissingCredentialError: If there is no credential, unless this is the demo.
    """
    credential = connection.credential
    if not connection.can_send:
        raise MissingCredentialError(connection.no_credential, connection.no_credential_remedy)
    headers = [
        *([credential.header] if credential else []),
        ("anthropic-version", connection.api_version),
        ("accept", "application/json"),
        # A few bytes of gzip can expand to gigabytes.
        ("accept-encoding", "identity"),
        ("user-agent", f"modelbrowser/{__version__}"),
    ]
    credential_betas = credential.betas if credential else ()
    if connection.workspace_id:
        headers.append(("anthropic-workspace-id", connection.workspace_id))
    # Each value once, in the order selected; an empty header must not be sent.
    if value := ",".join(dict.fromkeys((*connection.custom_betas, *betas, *credential_betas))):
        headers.append(("anthropic-beta", value))
    custom = [(name, value.reveal()) for name, value in connection.custom_headers]
    replaced = {name.lower() for name, _ in custom}
    return [header for header in headers if header[0] not in replaced] + custom


def _was_forwarded(headers: httpx.Headers) -> bool:
    """Whether a proxy says that a response is another server's; Squid marks its own, too."""
    server, via = headers.get("server", "").partition("/")[0], headers.get("via", "")
    return bool(server and via) and server.lower() not in via.lower()


async def _read_body(response: httpx.Response, redactor: Redactor, route: Route) -> bytes:
    """Read a body without its secrets; raise an error if a successful response is unreadable."""
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

    Some gateways send gzip, in one member or several, although it wasn't requested. Only what is
    kept is decompressed, and what follows it is dropped.
    """
    is_plain, unpacker = not _COMPRESSED.search(encoding), zlib.decompressobj(wbits=_GZIP)
    if not is_plain and encoding not in {"gzip", "x-gzip"}:
        return None, False
    content = bytearray()
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        content += chunk if is_plain else b""
        rest = b"" if is_plain else chunk
        try:
            while rest and len(content) <= limit:
                if unpacker.eof:
                    if not rest.startswith(_GZIP_START):
                        break
                    unpacker = zlib.decompressobj(wbits=_GZIP)
                content += unpacker.decompress(rest, limit + 1)
                rest = unpacker.unused_data
        except zlib.error:
            return None, False
        # A small body may expand a lot.
        if max(len(content), received) > limit:
            return bytes(content[:limit]), True
    is_whole = is_plain or unpacker.eof
    return (bytes(content) if is_whole else None), False


def _unreadable_body(what: str, route: Route) -> APIResponseValidationError:
    remedy = route.connection.check(why="a proxy") + route.through_proxy
    return APIResponseValidationError(f"The response from {route.connection.host} {what}.", remedy)
