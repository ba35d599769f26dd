"""The client of the Models API: `retrieve` one model, `list_models`."""

import asyncio
from collections.abc import Iterable

import httpx

from modelbrowser.api.channel import Channel, Clock, OnRetry
from modelbrowser.api.connections import load_backend
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.failures import timed_out
from modelbrowser.api.request import list_url, model_url
from modelbrowser.api.wire import parse_model, parse_page
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.model import ModelInfo, ModelPage
from modelbrowser.domain.query import ModelQuery

MAX_PAGES = 20
"""How many pages of the list are asked for, each of up to a thousand models."""


class ModelsClient:
    """Asks one host as one person; keeps its connection warm between lookups.

    Args:
        connection: Whom to ask, as whom.
        transport: What answers in the network's place.
        clock: Where time and chance come from.

    Raises:
        UnusableEnvironmentError: If a variable for proxies or certificates is of no use.
    """

    def __init__(
        self,
        connection: Connection,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._connection = connection
        self._channel = Channel(connection, transport, clock or Clock())

    async def retrieve(self, query: ModelQuery, on_retry: OnRetry) -> Lookup:
        """Get the model that an ID or alias stands for.

        Args:
            query: The question.
            on_retry: Told before each further try, why and when it comes.

        Raises:
            ModelBrowserError: If there is no answer; the subclass says why.
        """
        url = model_url(self._connection, query.model_id)
        answer = await self._channel.ask(url, query.betas, on_retry)
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
        answer = await self._channel.ask(url, (), lambda _retry: None)
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
        await self._channel.aclose()

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
        UnusableEnvironmentError: If a variable for proxies or certificates is of no use.
    """
    if connection.demo:
        return ModelsClient(connection, DemoTransport())
    load_backend()
    return ModelsClient(connection)
