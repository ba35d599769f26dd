"""The client of the Models API: `retrieve` one model, `list_models`; its URLs and headers."""

import asyncio
from collections.abc import Iterable
from urllib.parse import quote, urlencode

import httpx

from modelbrowser import __version__
from modelbrowser.api.connections import import_backend
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.errors import MalformedCredentialError, MissingCredentialError
from modelbrowser.api.failures import timed_out
from modelbrowser.api.redaction import Header
from modelbrowser.api.transport import OnRetry, TimeSource, Transport
from modelbrowser.api.wire import parse_model, parse_page
from modelbrowser.domain.connection import HEADERS, Connection
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.model import ModelInfo, ModelPage
from modelbrowser.domain.query import ModelQuery

MAX_PAGES = 20
"""How many pages of the list are asked for, each of up to a thousand models."""

PAGE_SIZE = 1000
"""The largest `limit` of a list, in models."""


class ModelsClient:
    """Asks one host as one person; keeps its connection warm between lookups.

    Args:
        connection: Whom to ask, as whom.
        transport: What answers in the network's place.
        time_source: Where time and chance come from.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is of no use.
    """

    def __init__(
        self,
        connection: Connection,
        transport: httpx.AsyncBaseTransport | None = None,
        time_source: TimeSource | None = None,
    ) -> None:
        self._connection = connection
        self._transport = Transport(connection, transport, time_source or TimeSource())

    async def retrieve(self, query: ModelQuery, on_retry: OnRetry) -> Lookup:
        """Get the model that an ID or alias stands for.

        Args:
            query: The question.
            on_retry: Told before each further try, why and when it comes.

        Raises:
            ModelBrowserError: If there is no answer; the subclass says why.
        """
        url = model_url(self._connection, query.model_id)
        headers = request_headers(self._connection, query.betas)
        answer = await self._transport.ask(url, headers, on_retry)
        model = parse_model(answer.body, self._connection.host)
        return Lookup(query=query, model=model, exchange=answer.exchange)

    async def list_page(
        self, after_id: str | None = None, lifecycle: Iterable[str] = ()
    ) -> ModelPage:
        """Get one page of the models that the key may use, newest first.

        Args:
            after_id: The last ID of the page before.
            lifecycle: Which kinds; where left out, the API gives active and deprecated.

        Raises:
            ModelBrowserError: If there is no answer; the subclass says why.
        """
        url = list_url(self._connection, after_id, lifecycle)
        headers = request_headers(self._connection)
        answer = await self._transport.ask(url, headers, lambda _retry: None)
        # A thread, because a thousand models would keep keys and answers waiting for 35 ms.
        return await asyncio.to_thread(parse_page, answer.body, self._connection.host)

    async def list_models(self, lifecycle: Iterable[str] = ()) -> ModelPage:
        """Get all pages as one, each model once, within one deadline; 20 pages at most.

        Raises:
            ModelBrowserError: If a page is not answered; the subclass says why.
        """
        try:
            async with asyncio.timeout(self._connection.timeout):
                return await self._collect(tuple(lifecycle))
        except TimeoutError:
            pass
        raise timed_out(self._connection.host, "reading", self._connection.timeout)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def _collect(self, lifecycle: tuple[str, ...]) -> ModelPage:
        models: dict[str, ModelInfo] = {}
        last_id: str | None = None
        more = True
        for _ in range(MAX_PAGES):
            page = await self.list_page(last_id, lifecycle)
            for model in page.models:
                models.setdefault(model.id, model)
            more = page.has_more and page.last_id not in {None, last_id}
            last_id = page.last_id
            if not more:
                break
        return ModelPage(models=tuple(models.values()), has_more=more, last_id=last_id)


def open_client(connection: Connection) -> ModelsClient:
    """Make the client for a connection: the demo's, or one that asks over the network.

    Slow the first time, because of what it imports and reads: call it in a thread.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is of no use.
    """
    if connection.demo:
        return ModelsClient(connection, DemoTransport())
    import_backend()
    return ModelsClient(connection)


def model_url(connection: Connection, model_id: str) -> str:
    """The address of one model; nothing of the ID stays that could end the path's part."""
    return f"{connection.base_url}/v1/models/{quote(model_id, safe='')}"


def list_url(connection: Connection, after_id: str | None, lifecycle: Iterable[str]) -> str:
    """The address of one page of the list.

    Args:
        connection: Whom to ask.
        after_id: The last ID of the page before; None for the first page.
        lifecycle: Which kinds; where left out, the API gives active and deprecated.
    """
    parameters = [("limit", str(PAGE_SIZE))]
    parameters += [("after_id", after_id)] if after_id else []
    parameters += [("lifecycle[]", value) for value in lifecycle]
    return f"{connection.base_url}/v1/models?{urlencode(parameters)}"


def request_headers(connection: Connection, betas: Iterable[str] = ()) -> list[Header]:
    """What goes along, the credential included.

    Raises:
        MissingCredentialError: If there is no credential, and no demo.
        MalformedCredentialError: If it is not printable ASCII.
    """
    headers = _credential_headers(connection)
    headers += [
        ("anthropic-version", connection.api_version),
        ("accept", "application/json"),
        # A few bytes of gzip can become gigabytes.
        ("accept-encoding", "identity"),
        ("user-agent", f"modelbrowser/{__version__}"),
    ]
    if connection.workspace_id:
        headers.append(("anthropic-workspace-id", connection.workspace_id))
    # One value each, in the order of the ticks; an empty header must not be sent.
    if value := ",".join(dict.fromkeys(betas)):
        headers.append(("anthropic-beta", value))
    return headers


def _credential_headers(connection: Connection) -> list[Header]:
    credential = connection.credential
    if credential is None:
        if connection.demo:
            return []
        raise MissingCredentialError
    secret = credential.secret.reveal()
    # httpx would fail on it with a message that holds the key.
    if not (secret and secret.isascii() and secret.isprintable()):
        raise MalformedCredentialError(credential.source)
    name, before = HEADERS[credential.scheme]
    return [(name, before + secret)]
