"""The use cases, without a screen: what the TUI and the one-shot command ask for."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from modelbrowser.api.errors import (
    APIStatusError,
    BadRequestError,
    MissingCredentialError,
    NotFoundError,
)
from modelbrowser.domain.candidates import Candidate, candidates, completions, find
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import Entry, find_drift
from modelbrowser.domain.lookup import Lookup, Retry
from modelbrowser.domain.model import ModelInfo, ModelPage
from modelbrowser.domain.query import ModelQuery, key_in_question
from modelbrowser.errors import ModelBrowserError
from modelbrowser.history.history import History
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

OnProgress = Callable[[Pending], None]
"""Told before each further try, why and when it comes."""


class Service:
    """Looks up models over one connection at a time, and remembers what it found.

    Args:
        connection: Whom to ask, as whom.
        open_client: Makes the client, on first use.
        history: Records the lookups.

    Attributes:
        history: The same history.
    """

    def __init__(self, connection: Connection, open_client: OpenClient, history: History) -> None:
        self._connection = connection
        self._open_client = open_client
        self.history = history
        self._client: ModelsAPI | None = None
        self._opening = asyncio.Lock()
        self._lists: dict[bool, tuple[ModelInfo, ...]] = {}

    @property
    def connection(self) -> Connection:
        """Whom lookups ask, as whom."""
        return self._connection

    async def connect(self, connection: Connection) -> None:
        """Ask another host, or as somebody else, from the next lookup on."""
        await self._close_client()
        self._lists.clear()
        self._connection = connection

    async def look_up(
        self, query: ModelQuery, on_progress: OnProgress = lambda _pending: None
    ) -> Found | Failed:
        """Ask what a model ID or alias stands for, and what it stood for last time.

        Args:
            query: The question.
            on_progress: Told before each further try, why and when it comes.
        """
        connection = self._connection
        # The history is read while the network is waited for.
        earlier = self.history.last_resolution(
            connection.host, query.model_id, demo=connection.demo
        )
        try:
            outcome = await self._ask(query, on_progress)
        except asyncio.CancelledError:
            earlier.cancel()
            raise
        if isinstance(outcome, Found):
            before = await self.history.wait_briefly(earlier)
            outcome = replace(outcome, drift=find_drift(before, outcome.lookup.model.id))
        elif isinstance(outcome.error, NotFoundError):
            outcome = await self._with_hints(outcome, query.model_id)
            before = await self.history.wait_briefly(earlier)
            outcome = replace(outcome, drift=find_drift(before, None))
        if not isinstance(outcome, Failed) or outcome.was_sent:
            self.history.record(_entry(outcome, query, connection))
        return outcome

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

    async def names(self) -> tuple[str, ...]:
        """What may complete a name: what was looked up, then aliases of listed IDs, then these."""
        connection = self._connection
        looked_up = await self.history.names(connection.host, demo=connection.demo)
        return completions(self._lists.get(False, ()), looked_up)

    async def aclose(self) -> None:
        """Close the connections and the history, if any were opened."""
        await self._close_client()
        await self.history.aclose()

    async def _ask(self, query: ModelQuery, on_progress: OnProgress) -> Found | Failed:
        """Ask, and put whatever comes of it into a state."""
        credential = self._connection.credential
        sent = " ".join((query.model_id, *query.betas))
        if credential and credential.secret.is_within(sent):
            # Of whatever form it is: without the question, which holds it.
            return Failed(None, key_in_question(), was_sent=False)
        try:
            client = await self._ready_client()
        except ModelBrowserError as error:
            return Failed(query, error, was_sent=False)
        try:
            return Found(
                await client.retrieve(query, lambda retry: on_progress(Pending(query, retry)))
            )
        except BadRequestError as error:
            return Failed(query, error, error.refused_among(query.betas), error.exchange)
        except APIStatusError as error:
            return Failed(query, error, exchange=error.exchange)
        except ModelBrowserError as error:
            return Failed(query, error)

    async def _with_hints(self, failed: Failed, name: str) -> Failed:
        """A failure with what is known here of a name that the API does not know."""
        # Late, because few lookups are not found.
        from modelbrowser.domain.suggest import suggest

        names = await self._candidates()
        return replace(failed, suggestions=suggest(name, names), known=find(name, names))

    async def _candidates(self) -> tuple[Candidate, ...]:
        connection = self._connection
        listed = (*self._lists.get(False, ()), *self._lists.get(True, ()))
        looked_up = await self.history.names(connection.host, demo=connection.demo)
        return candidates(listed, looked_up)

    async def _close_client(self) -> None:
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


def _entry(outcome: Found | Failed, query: ModelQuery, connection: Connection) -> Entry:
    """A lookup as the history remembers it."""
    exchange = outcome.exchange
    return Entry(
        asked_at=exchange.finished_at if exchange else datetime.now(UTC),
        asked=query.model_id,
        host=connection.host,
        betas=query.betas,
        demo=connection.demo,
        resolved_id=outcome.lookup.model.id if isinstance(outcome, Found) else None,
        error=outcome.error.title if isinstance(outcome, Failed) else None,
        request_id=exchange.request_id if exchange else None,
    )
