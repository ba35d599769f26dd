"""The lookup session: a connection, the requests over it, and the history; no UI.

The screen and the one-shot command both look up models through it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from operator import attrgetter
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

from modelbrowser.api import errors
from modelbrowser.domain.catalog import KnownModel
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import HistoryEntry, find_alias_move
from modelbrowser.domain.known_name import completion_names
from modelbrowser.domain.lookup import (
    LookupResult,
    ModelInfo,
    ModelPage,
    Retry,
    all_betas,
)
from modelbrowser.domain.query import ModelQuery, key_in_query_error
from modelbrowser.errors import ModelBrowserError
from modelbrowser.history.history import History
from modelbrowser.known_names import KnownNames
from modelbrowser.state import (
    SEE_LIST,
    Cancelled,
    Failed,
    Found,
    Idle,
    LookupState,
    Outcome,
    Pending,
    Watch,
    has_changed,
    is_conclusive,
    make_history_entry,
)

LIFECYCLES = ("active", "deprecated", "retired")
"""All lifecycles; by default, the API's list leaves out the last (wire contract, "List")."""


R = TypeVar("R")


class ModelsAPI(Protocol):
    """The part of `api.client.ModelsClient` that the session uses."""

    notices: tuple[str, ...]

    async def retrieve(self, query: ModelQuery, on_retry: Callable[[Retry], None]) -> LookupResult:
        """Look a model up, or raise a `ModelBrowserError`."""

    async def list_models(self, lifecycle: Iterable[str] = ()) -> ModelPage:
        """List all models with these lifecycles, or raise a `ModelBrowserError`."""

    async def aclose(self) -> None:
        """Close the connections."""


OnPending = Callable[[Pending], None]
"""Called before each further attempt, with its reason and its delay."""


def _ignore(_event: object) -> None:
    """Do nothing."""


def _find_listed(model_id: str, listed: Iterable[ModelInfo]) -> ModelInfo | None:
    return next((model for model in listed if model.id == model_id), None)


class LookupSession:
    """Looks up models over one connection at a time, and records every lookup.

    The one-shot command awaits several calls of `look_up` at once. The screen shows one lookup
    at a time: `start` replaces the previous one, `state` is its state, and `watch` repeats it
    until the next one.

    Args:
        make_client: Makes the client, on first use.
        pause: Waits for a number of seconds between the lookups of a watch.

    Attributes:
        connection: Where requests go, and with which credential; changed by `connect` only.
        state: The state of the lookup that was started last; `Idle` before the first one.
        history: Keeps the lookups; the session closes it.
        known: The names that are known without a request.
        has_sent: Whether a request was ever sent; the demo sends none.
        on_state: Called with each new `state`.
        on_watch: Called with the watch when it starts or has news; with None when it ends.
        on_notice: Called with a sentence about a problem with the history, the environment or the
            list; each once per connection; those about the history, once per session.
        on_names: Called with a host, as stored, and the names on its list, except in the demo.
    """

    def __init__(
        self,
        connection: Connection,
        make_client: Callable[[Connection], ModelsAPI],
        history: History,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.on_state: Callable[[LookupState], None] = _ignore
        self.on_watch: Callable[[Watch | None], None] = _ignore
        self.on_notice: Callable[[str], None] = _ignore
        self.on_names: Callable[[str, tuple[str, ...]], object] = lambda _host, _names: None
        self.connection = connection
        self._make_client = make_client
        self.history = history
        self.history.on_notice = self._report
        self._reported: set[str] = set()
        self.has_sent = False
        self._client: ModelsAPI | None = None
        self.known = KnownNames(history)
        self.state: LookupState = Idle()
        self._shown: asyncio.Task[None] | None = None
        self._pause = pause
        self._watching: asyncio.Task[None] | None = None
        self._requests: set[asyncio.Task[Any]] = set()
        # Weak, because a task keeps the screen on which it was started.
        self._listings = WeakValueDictionary[bool, asyncio.Task[ModelPage]]()
        # Held while the client is opened or swapped. Every request gets its client under it.
        self._lock = asyncio.Lock()

    def start(self, query: ModelQuery) -> asyncio.Task[None]:
        """Cancel the previous lookup, and start one that updates `state`.

        Returns:
            The task, which ends when `state` is the outcome. Await it: it raises bugs.
        """
        self._stop()
        self._set_state(Pending(query))
        self._shown = asyncio.create_task(self._show(query))
        return self._shown

    def reject(self, error: ModelBrowserError) -> None:
        """Cancel the previous lookup, because the next one can't be sent."""
        self._stop()
        self._set_state(self.known.explain_query_error(error))

    def cancel(self) -> None:
        """Cancel the lookup that was started last, if it is under way."""
        if isinstance(self.state, Pending):
            self._stop()
            self._set_state(Cancelled(self.state.query))

    def watch(self, minutes: int) -> asyncio.Task[None] | None:
        """Look up the model on screen again every few minutes, silently while nothing changes.

        A change of the ID, the lifecycle or the retirement date is recorded and becomes the new
        `state`. The watch ends if the model is gone, on `end_watch`, on another lookup, and if
        the connection changes.

        Args:
            minutes: The pause between two lookups, at least 1.

        Returns:
            The task of the watch; None if there is no model on screen. Await it: it raises bugs.
        """
        self.end_watch()
        if not isinstance(self.state, Found):
            return None
        watch = Watch(self.state.query, max(1, minutes))
        self.on_watch(watch)
        self._watching = asyncio.create_task(self._keep_watch(watch, self.state))
        return self._watching

    def end_watch(self) -> None:
        """End the watch, if there is one."""
        if self._watching:
            self._watching.cancel()
            self._watching = None
            self.on_watch(None)

    async def connect(self, connection: Connection) -> None:
        """Change the host or the credential, or switch between the API and the demo.

        One operation under one lock: all requests are canceled and have ended before the
        client is replaced, and new requests wait for the new client. So no request uses the old
        credential or a closed client. A result from the old connection is dropped, because the
        new one may give a different result.
        """
        # Before taking the lock, which a request may hold while it opens the client.
        running = self._cancel_requests()
        # The lock is fair: requests that wait for it from here on get the new client.
        async with self._lock:
            if running:
                await asyncio.wait(running)
            await self._close_client()
            self.known.lists.clear()
            self._reported.clear()
            self.connection = replace(connection, former_secrets=self.connection.secrets)
            if isinstance(self.state, Outcome):
                self._set_state(Idle())

    async def look_up(
        self, query: ModelQuery, on_retry: OnPending = _ignore, previous: Found | None = None
    ) -> Outcome:
        """Look up what a model ID or alias resolves to, and what it resolved to last time.

        Args:
            query: The query.
            on_retry: Called before each further attempt.
            previous: The previous result, to compare with in place of the history's; the lookup
                is recorded only if it has changed.

        Raises:
            asyncio.CancelledError: If the connection changes in the meantime.
        """
        return await self._start(self._look_up(query, on_retry, previous))

    async def list_models(
        self, *, retired: bool = False, again: bool = False
    ) -> tuple[ModelInfo, ...]:
        """List all models that the credential can use, in the host's order.

        The list is kept until the next one arrives, or the connection changes.

        Args:
            retired: Whether to include retired models.
            again: Whether to request the list even if it is already being requested.

        Raises:
            ModelBrowserError: If the request fails.
            asyncio.CancelledError: If the connection changes in the meantime.
        """
        await self._start(self._fetch_list(retired=retired, again=again))
        return self.known.lists[retired]

    async def listed_lookups(self) -> dict[str, LookupResult]:
        """Request the list with retired models, and return each model as the lookup of its ID."""
        exchange = (await self._start(self._fetch_list(retired=True))).exchange
        return {
            model.id: LookupResult(
                query=ModelQuery(model.id), model=model, exchange=exchange, source="list"
            )
            for model in self.known.lists[True]
            if exchange and not isinstance(model, KnownModel)
        }

    async def recent(
        self, limit: int, before: int | None = None, *, on_every_host: bool = False
    ) -> tuple[HistoryEntry, ...]:
        """Read the newest lookups, newest first; in the demo, only the demo's.

        Args:
            limit: The maximum number of entries.
            before: Read only entries older than the one with this number.
            on_every_host: Whether to include hosts other than the connection's.
        """
        host = None if on_every_host else self.connection.address
        demo = self.connection.demo
        entries = await self.history.recent(limit, before, host, demo=demo)
        # The demo records made-up earlier lookups after real ones that are later.
        by_time = sorted(entries, key=attrgetter("looked_up_at"), reverse=True)
        return tuple(by_time) if demo else entries

    async def aclose(self) -> None:
        """Cancel all requests, and close the client and the history."""
        if running := self._cancel_requests():
            await asyncio.wait(running)
        await self._close_client()
        await self.history.aclose()

    def _start(self, request: Coroutine[Any, Any, R]) -> asyncio.Task[R]:
        """Start a request in its own task, so that `connect` can cancel it and wait for it."""
        task = asyncio.create_task(request)
        self._requests.add(task)
        task.add_done_callback(self._requests.discard)
        return task

    def _cancel_requests(self) -> set[asyncio.Task[Any]]:
        """Cancel all requests, and return those that have not ended yet."""
        self.cancel()
        self.end_watch()
        for task in self._requests:
            # Only once: a second cancel would interrupt the closing of its connection.
            if not task.cancelling():
                task.cancel()
        return set(self._requests)

    async def _show(self, query: ModelQuery) -> None:
        self._set_state(await self.look_up(query, self._set_state))

    async def _keep_watch(self, watch: Watch, last: Outcome) -> None:
        while isinstance(last, Found):
            await self._pause(60 * watch.minutes)
            now = await self.look_up(last.query, previous=last)
            before, watch = watch, watch.after(last, now)
            if has_changed(last, now):
                self._set_state(now)
            if watch != before:
                self.on_watch(watch)
            if is_conclusive(now):
                last = now

    def _stop(self) -> None:
        self.end_watch()
        if self._shown:
            self._shown.cancel()

    def _report(self, notice: str) -> None:
        if notice not in self._reported:
            self._reported.add(notice)
            self.on_notice(notice)

    def _set_state(self, state: LookupState) -> None:
        self.state = state
        self.on_state(state)

    async def _look_up(
        self, query: ModelQuery, on_retry: OnPending, previous: Found | None
    ) -> Outcome:
        async with self._lock:
            connection = self.connection
            if any(map(connection.holds_key, (query.model_id, *query.betas))):
                # Without the query, which contains the credential.
                return Failed(None, key_in_query_error())
            try:
                client = await self._ready_client()
            except ModelBrowserError as error:
                return Failed(query, error)
        # The history is read during the wait for the network.
        earlier = self.history.last_resolution(
            connection.address, query.model_id, demo=connection.demo
        )
        try:
            outcome = await self._retrieve(client, query, on_retry)
        except asyncio.CancelledError:
            earlier.cancel()
            raise
        watched = make_history_entry(previous, query, connection) if previous else None
        if isinstance(outcome, Found):
            before = watched or await self.history.wait_briefly(earlier)
            if connection.demo:
                # Lazy import: keeps startup fast.
                from modelbrowser.domain.demo import demo_history_entry

                now = outcome.exchange.finished_at
                if seed := demo_history_entry(query.model_id, connection.address, now):
                    if before is None:
                        self.history.record(seed)
                    before = seed
            resolved_id = outcome.lookup.model.id
            move = find_alias_move(before, resolved_id)
            last_seen = before.looked_up_at if before and not move else None
            outcome = replace(outcome, alias_move=move, last_seen=last_seen)
        elif isinstance(outcome.error, errors.NotFoundError):
            outcome = await self.known.explain(outcome, query, connection)
            before = watched or await self.history.wait_briefly(earlier)
            outcome = replace(outcome, alias_move=find_alias_move(before, None))
        is_new = previous is None or has_changed(previous, outcome)
        if self.history.is_kept and is_new:
            self.history.record(make_history_entry(outcome, query, connection))
        return outcome

    async def _retrieve(self, client: ModelsAPI, query: ModelQuery, on_retry: OnPending) -> Outcome:
        """Send a query, and turn the response or the error into a state."""
        try:
            return Found(
                await client.retrieve(query, lambda retry: on_retry(Pending(query, retry)))
            )
        except errors.BadRequestError as error:
            return Failed(
                query, error, error.rejected_among(all_betas(query, error.exchange)), error.exchange
            )
        except (errors.NoRetrieveError, errors.NotTheAPIError) as error:
            return await self._find_on_list(query, error)
        except errors.NotFoundError as error:
            remedy = await self._where_names_are(query.model_id)
            return Failed(query, error, exchange=error.exchange, specific_remedy=remedy)
        except errors.APIError as error:
            return Failed(query, error, exchange=error.exchange)
        except ModelBrowserError as error:
            return Failed(query, error)

    async def _find_on_list(
        self, query: ModelQuery, error: errors.NoRetrieveError | errors.NotTheAPIError
    ) -> Outcome:
        """Find a model on the list of a gateway that can't look it up."""
        if self.connection.is_api:
            # The Claude API can: something in between responded, and may let the list through.
            return Failed(query, error, exchange=error.exchange)
        try:
            page = await self._fetch_list(retired=False)
        except errors.APIError as reason:
            # If there may be a list, this is why the model wasn't found.
            cause = error if isinstance(reason, errors.NO_LIST) else reason
            return Failed(query, cause, exchange=cause.exchange)
        except ModelBrowserError:
            return Failed(query, error, exchange=error.exchange)
        if model := _find_listed(query.model_id, self.known.lists[False]):
            return Found(
                LookupResult(
                    query=query,
                    model=model,
                    exchange=error.exchange,
                    source="list",
                    rejection=error.rejection,
                )
            )
        missing = errors.NotListedError(error, is_readable=not page.unreadable)
        if page.has_more:
            # What wasn't read of the list may have the name.
            said = errors.response_said(missing.api_message)
            unread = errors.NoRetrieveError(
                f"This gateway couldn't look up this name, and not all of its list was read.{said}",
                f"Ask the operator of {self.connection.host}.",
                rejection=error.rejection,
            )
            return Failed(query, unread, exchange=error.exchange)
        return Failed(query, missing, exchange=error.exchange, specific_remedy=SEE_LIST)

    async def _where_names_are(self, missing: str) -> str:
        """Say where the names of a gateway's models are: on its list, if it has one.

        Only those are suggested then. A list that is kept is enough if it lacks the name, too. If
        not, it is out of date: the Claude API's says by now whether the model was retired.
        """
        is_api, remedy = self.connection.is_api, SEE_LIST
        if _find_listed(missing, self.known.listed) or not (is_api or self.known.lists):
            try:
                await self._fetch_list(retired=is_api)
            except ModelBrowserError:
                remedy = f"Ask the operator of {self.connection.host} for the names of its models."
        return "" if is_api else remedy

    async def _fetch_list(self, *, retired: bool, again: bool = False) -> ModelPage:
        """Request the list, once for everything that needs it at the same time, unless `again`."""
        listing = self._listings.get(retired)
        if again or listing is None or listing.done() or listing.cancelling():
            listing = self._listings[retired] = self._start(self._request_list(retired=retired))
            # An error that nobody waits for any longer is not a bug.
            listing.add_done_callback(lambda each: each.cancelled() or each.exception())
        return await asyncio.shield(listing)

    async def _request_list(self, *, retired: bool) -> ModelPage:
        async with self._lock:
            client = await self._ready_client()
        page = await client.list_models(LIFECYCLES if retired else ())
        self.known.is_api = self.connection.is_api
        for notice in self.known.keep_list(page, self.connection.host, retired=retired):
            self._report(notice)
        if not self.connection.demo:
            listed = [model for model in page.models if model.lifecycle != "retired"]
            self.on_names(
                self.connection.address, completion_names(listed, (), is_api=self.known.is_api)
            )
        return page

    async def _ready_client(self) -> ModelsAPI:
        """Return the client, made on first use, under the lock."""
        if not self.connection.can_send:
            raise errors.MissingCredentialError(
                self.connection.no_credential,
                self.connection.no_credential_remedy,
                "" if self.connection.is_api else self.connection.host,
            )
        if self._client is None:
            # In a thread, because importing httpx and pydantic is slow.
            self._client = await asyncio.to_thread(self._make_client, self.connection)
            for notice in self._client.notices:
                self._report(notice)
        self.has_sent |= not self.connection.demo
        return self._client

    async def _close_client(self) -> None:
        client, self._client = self._client, None
        if client:
            await client.aclose()
