"""The use cases, without a screen: what the TUI and the one-shot command ask for."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from modelbrowser.api.errors import APIStatusError, BadRequestError, MissingCredentialError
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import Lookup, Retry
from modelbrowser.domain.model import ModelInfo, ModelPage
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.state import Failed, Found, Pending

LIFECYCLES = ("active", "deprecated", "retired")
"""All kinds of models; without being asked, the API leaves out the last (wire contract, "List")."""


class ModelsAPI(Protocol):
    """What the service needs of a client; `api.client.ModelsClient` is the real one."""

    async def retrieve(self, query: ModelQuery, on_retry: Callable[[Retry], None]) -> Lookup:
        """Answer a question, or raise a `ModelBrowserError`."""

    async def list_models(self, lifecycle: Iterable[str] = ()) -> ModelPage:
        """All models of the given kinds, or raise a `ModelBrowserError`."""

    async def aclose(self) -> None:
        """Close the connections."""


OpenClient = Callable[[Connection], ModelsAPI]
"""Makes a client for a connection; slow the first time, so it is called in a thread."""


class Service:
    """Looks up models over one connection at a time.

    Args:
        connection: Whom to ask, as whom.
        open_client: Makes the client, on first use.
    """

    def __init__(self, connection: Connection, open_client: OpenClient) -> None:
        self._connection = connection
        self._open_client = open_client
        self._client: ModelsAPI | None = None
        self._opening = asyncio.Lock()
        self._lists: dict[bool, tuple[ModelInfo, ...]] = {}

    @property
    def connection(self) -> Connection:
        """Whom lookups ask, as whom."""
        return self._connection

    async def connect(self, connection: Connection) -> None:
        """Ask another host, or as somebody else, from the next lookup on."""
        await self.aclose()
        self._lists.clear()
        self._connection = connection

    async def look_up(
        self, query: ModelQuery, on_progress: Callable[[Pending], None] | None = None
    ) -> Found | Failed:
        """Ask what a model ID or alias stands for.

        Args:
            query: The question.
            on_progress: Told before each further try, why and when it comes.
        """

        def report(retry: Retry) -> None:
            if on_progress:
                on_progress(Pending(query, retry))

        try:
            client = await self._ready_client()
            return Found(await client.retrieve(query, report))
        except BadRequestError as error:
            return Failed(query, error, error.refused_among(query.betas), error.exchange)
        except APIStatusError as error:
            return Failed(query, error, exchange=error.exchange)
        except ModelBrowserError as error:
            return Failed(query, error)

    async def list_models(
        self, *, retired: bool = False, again: bool = False
    ) -> tuple[ModelInfo, ...]:
        """All models that the key may use, newest first; kept until asked for again.

        Args:
            retired: Whether to list the retired ones too.
            again: Whether to ask even so.

        Raises:
            ModelBrowserError: If there is no answer.
        """
        if again or retired not in self._lists:
            client = await self._ready_client()
            page = await client.list_models(LIFECYCLES if retired else ())
            self._lists[retired] = page.models
        return self._lists[retired]

    async def aclose(self) -> None:
        """Close the connections, if any were opened."""
        client, self._client = self._client, None
        if client:
            await client.aclose()

    async def _ready_client(self) -> ModelsAPI:
        """The client, made on first use."""
        if not self._connection.may_ask:
            raise MissingCredentialError
        async with self._opening:
            if self._client is None:
                # A thread, because the import of httpx and pydantic takes a while.
                self._client = await asyncio.to_thread(self._open_client, self._connection)
            return self._client
