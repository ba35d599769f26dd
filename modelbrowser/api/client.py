"""A client for the Models API: its two requests, with their URLs and headers.

Section names such as "Retrieve" refer to the wire contract, docs/wire.md.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import NamedTuple
from urllib.parse import quote, urlencode

import httpx

from modelbrowser import __version__
from modelbrowser.api.connections import import_backend
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.errors import (
    APIResponseValidationError,
    BadRequestError,
    MissingCredentialError,
    UnprocessableEntityError,
)
from modelbrowser.api.failures import timed_out
from modelbrowser.api.redaction import Header
from modelbrowser.api.transport import OnRetry, Response, Transport, TransportClock
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import Exchange, Lookup, ModelInfo, ModelPage
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import Rejection

MAX_REQUESTS = 4
"""How many requests are in progress at a time."""

MAX_PAGES = 20
"""The maximum number of pages of the list to request, each with up to 1,000 models."""

PAGE_SIZE = 1000
"""The largest `limit` that the API accepts for the list, in models."""


class ListParameters(NamedTuple):
    """Parameters of a list request, which a gateway may reject.

    Attributes:
        limit: The maximum number of models on a page; None for the server's default.
        lifecycle: The statuses to list; if empty, the API lists active and deprecated.
    """

    limit: int | None = PAGE_SIZE
    lifecycle: tuple[str, ...] = ()


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
        clock: TransportClock | None = None,
    ) -> None:
        self._connection = connection
        self._transport = Transport(connection, http_transport, clock or TransportClock())
        self.notices = self._transport.notices
        self._slots = asyncio.Semaphore(MAX_REQUESTS)
        self._import: asyncio.Future[ModuleType] | None = None

    async def retrieve(self, query: ModelQuery, on_retry: OnRetry) -> Lookup:
        """Get the model that an ID or alias resolves to; `on_retry` is called before each wait.

        Raises:
            ModelBrowserError: If no model was received; the subclass says why.
        """
        url = model_url(self._connection, query.model_id)
        headers = request_headers(self._connection, query.betas)
        response = await self._get(url, headers, on_retry)
        # Lazy import: pydantic is imported by now.
        from modelbrowser.api.wire import parse_model

        with self._reading(response.exchange):
            model = parse_model(response.body, self._connection.host)
        return Lookup(query=query, model=model, exchange=response.exchange)

    async def list_models(self, lifecycle: Iterable[str] = ()) -> ModelPage:
        """Get up to 20 pages as one, each model once, within the deadline of one lookup.

        Args:
            lifecycle: The statuses to list; if empty, the API lists active and deprecated.

        Raises:
            ModelBrowserError: If a page was not received; the subclass says why.
        """
        try:
            async with asyncio.timeout(self._connection.timeout):
                return await self._list_pages(tuple(lifecycle))
        except TimeoutError:
            pass
        raise timed_out(self._transport.route)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def _get(self, url: str, headers: list[Header], on_retry: OnRetry) -> Response:
        """Send a request, and import the parser of the response in the meantime."""
        if self._import is None:
            # Once, because a thread takes 0.3 ms.
            loop = asyncio.get_running_loop()
            self._import = loop.run_in_executor(None, import_module, "modelbrowser.api.wire")
        # A slot is held only until the response is here: evaluating it needs no connection.
        async with self._slots:
            response = await self._transport.get(url, headers, on_retry)
        # Shielded, because other requests wait for it, too.
        await asyncio.shield(self._import)
        return response

    async def _list_pages(self, lifecycle: tuple[str, ...]) -> ModelPage:
        parameters = ListParameters(PAGE_SIZE, lifecycle)
        models: dict[str, ModelInfo] = {}
        last_id: str | None = None
        unreadable = 0
        has_more = True
        for _ in range(MAX_PAGES):
            try:
                page = await self._list_page(last_id, parameters)
            except (BadRequestError, UnprocessableEntityError):
                # Gateways may reject parameters that the API documents.
                if not any(parameters):
                    raise
                parameters = ListParameters(None, lifecycle if parameters.limit else ())
                continue
            known = len(models)
            for model in page.models:
                models.setdefault(model.id, model)
            last_id, has_more = page.last_id, page.has_more
            unreadable += page.unreadable
            if not has_more or len(models) == known:
                break
        return ModelPage(
            models=tuple(models.values()),
            has_more=has_more,
            last_id=last_id,
            unreadable=unreadable,
            lifecycle=parameters.lifecycle,
            exchange=page.exchange,
        )

    async def _list_page(self, after_id: str | None, parameters: ListParameters) -> ModelPage:
        url = list_url(self._connection, after_id, parameters)
        headers = request_headers(self._connection)
        response = await self._get(url, headers, lambda _retry: None)
        # Lazy import: pydantic is imported by now.
        from modelbrowser.api.wire import parse_page

        # In a thread: parsing 1,000 models would block the event loop for 35 ms.
        with self._reading(response.exchange):
            page = await asyncio.to_thread(parse_page, response.body, self._connection.host)
        return replace(page, exchange=response.exchange)

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
                error.remedy += self._transport.route.through_proxy
            raise


def open_client(connection: Connection, demo_delay: float = 0.0) -> ModelsClient:
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


def list_url(connection: Connection, after_id: str | None, parameters: ListParameters) -> str:
    """Return the URL of the page of the list after an ID, or of the first one."""
    query = [("limit", str(parameters.limit))] if parameters.limit else []
    query += [("after_id", after_id)] if after_id else []
    query += [("lifecycle[]", value) for value in parameters.lifecycle]
    return f"{connection.base_url}/v1/models" + (f"?{urlencode(query)}" if query else "")


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
