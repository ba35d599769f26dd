"""What the session makes of an answer, an error and a list, without a network."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.apps import WITH_KEY
from support.samples import ALIAS, DATED, NOW, exchange, lookup, model, status_error

from modelbrowser.api import errors
from modelbrowser.domain.catalog import RetiredError, Retirement, load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import AliasMove, HistoryEntry
from modelbrowser.domain.lookup import LookupResult, ModelInfo, ModelPage, Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError, Rejection
from modelbrowser.history.history import History
from modelbrowser.session import LIFECYCLES, LookupSession
from modelbrowser.state import (
    Failed,
    Found,
    Idle,
    Pending,
    Retired,
    Watch,
    make_history_entry,
)

GATEWAY = replace(WITH_KEY, base_url="https://gw.example")
QUERY = ModelQuery("team-model", ("a-2025-01-01",))
SENT = exchange(url="https://gw.example/v1/models/x", status=404, is_api=False)
RETRY = Retry(reason="Busy.", wait=1, number=2, of=3)
UNREADABLE = ModelBrowserError("No list.")


class _Client:
    """Gives or raises what it was given, after a retry, and keeps what it was asked for."""

    def __init__(
        self, given: LookupResult | ModelBrowserError, listed: ModelPage | ModelBrowserError
    ) -> None:
        self.notices: tuple[str, ...] = ("About the proxy.", "About the certificates.")
        self.given = given
        self.listed = listed
        self.lifecycles: list[tuple[str, ...]] = []
        self.is_closed = False

    async def retrieve(self, query: ModelQuery, on_retry: Callable[[Retry], None]) -> LookupResult:
        on_retry(RETRY)
        if isinstance(self.given, ModelBrowserError):
            raise self.given
        return replace(self.given, query=query)

    async def list_models(self, lifecycle: Iterable[str] = ()) -> ModelPage:
        self.lifecycles.append(tuple(lifecycle))
        if isinstance(self.listed, ModelBrowserError):
            raise self.listed
        return self.listed

    async def aclose(self) -> None:
        self.is_closed = True


def _page(*models: ModelInfo, lifecycle: tuple[str, ...] = LIFECYCLES) -> ModelPage:
    return ModelPage(
        models=models, has_more=False, last_id=None, lifecycle=lifecycle, exchange=SENT
    )


LISTED = _page(model(id="team-model"), model(id="team-old", lifecycle="retired"))


@asynccontextmanager
async def _session(
    given: LookupResult | ModelBrowserError = UNREADABLE,
    listed: ModelPage | ModelBrowserError = UNREADABLE,
    connection: Connection = GATEWAY,
    history: Path | None = None,
) -> AsyncIterator[tuple[LookupSession, _Client]]:
    client = _Client(given, listed)
    session = LookupSession(connection, lambda _connection: client, History(history))
    try:
        yield session, client
    finally:
        await session.aclose()


async def _look_up(
    given: LookupResult | ModelBrowserError,
    listed: ModelPage | ModelBrowserError = UNREADABLE,
    connection: Connection = GATEWAY,
) -> Found | Failed | Retired:
    async with _session(given, listed, connection) as (session, _):
        return await session.look_up(QUERY)


SERVER_ERROR = status_error(500)
REJECTED = status_error(400, "Unexpected beta a-2025-01-01.")
REJECTED_ALWAYS = status_error(400, "Unexpected beta b-2025-01-01.", custom_betas=("b-2025-01-01",))
NO_CONNECTION = errors.APIConnectionError("No connection.")
NO_RETRIEVE = errors.NoRetrieveError("It can't.", rejection=Rejection(404, "gateway", "No route."))
NO_RETRIEVE.exchange = SENT


@pytest.mark.anyio
@pytest.mark.parametrize(
    "failed",
    [
        Failed(QUERY, SERVER_ERROR, exchange=SERVER_ERROR.exchange),
        Failed(QUERY, REJECTED, ("a-2025-01-01",), exchange=REJECTED.exchange),
        Failed(QUERY, REJECTED_ALWAYS, ("b-2025-01-01",), exchange=REJECTED_ALWAYS.exchange),
        Failed(QUERY, NO_CONNECTION),
        Failed(QUERY, UNREADABLE),
        Failed(QUERY, NO_RETRIEVE, exchange=SENT),
    ],
    ids=lambda failed: type(failed.error).__name__,
)
async def test_an_error_becomes_a_failure(failed: Failed) -> None:
    """A failure has the query, the error, the exchange if there is one, and the rejected betas."""
    assert await _look_up(failed.error) == failed


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("listed", "remedy"),
    [
        (UNREADABLE, "Ask the operator of gw.example for the names of its models."),
        (_page(model(id="other")), "--list shows the available models."),
    ],
)
async def test_where_the_names_of_a_gateway_are(
    listed: ModelPage | ModelBrowserError, remedy: str
) -> None:
    """If a gateway doesn't know a name, its list has the names, or else its operator knows them."""
    error = status_error(404)
    outcome = await _look_up(error, listed)
    assert isinstance(outcome, Failed)
    assert (outcome.query, outcome.error, outcome.exchange) == (QUERY, error, error.exchange)
    assert outcome.remedy == remedy


@pytest.mark.anyio
async def test_the_list_of_a_gateway_is_read_again_only_if_it_has_the_name() -> None:
    """A list that is kept and lacks the name is enough; one that has it may be out of date."""
    async with _session(status_error(404), LISTED) as (session, client):
        await session.list_models()
        await session.look_up(ModelQuery("other"))
        assert len(client.lifecycles) == 1
        await session.look_up(QUERY)
        assert client.lifecycles == [(), ()]


@pytest.mark.anyio
async def test_the_api_is_not_asked_for_its_list() -> None:
    """If the API itself doesn't know a name, nothing else is requested."""
    async with _session(status_error(404), LISTED, WITH_KEY) as (session, client):
        outcome = await session.look_up(ModelQuery("claude-opus-9"))
        assert isinstance(outcome, Failed)
        assert (client.lifecycles, outcome.specific_remedy) == ([], "")


@pytest.mark.anyio
async def test_the_list_of_the_api_does_not_stand_in_for_a_lookup() -> None:
    """Gateway row 21: if something in front of the API rejects a lookup, its list is no answer."""
    no_api = errors.NotTheAPIError("It isn't.")
    no_api.exchange = SENT
    assert await _look_up(no_api, LISTED, WITH_KEY) == Failed(QUERY, no_api, exchange=SENT)


@pytest.mark.anyio
async def test_a_list_stands_in_for_a_lookup() -> None:
    """If a gateway can't look up a model, the answer is the model on its list, or a failure."""
    assert await _look_up(NO_RETRIEVE, LISTED) == Found(
        LookupResult(
            query=QUERY,
            model=LISTED.models[0],
            exchange=SENT,
            source="list",
            rejection=NO_RETRIEVE.rejection,
        )
    )
    assert await _look_up(NO_RETRIEVE, NO_CONNECTION) == Failed(QUERY, NO_CONNECTION)
    incomplete = await _look_up(NO_RETRIEVE, replace(_page(), has_more=True))
    assert isinstance(incomplete, Failed)
    assert incomplete.error.kind == NO_RETRIEVE.kind
    assert "not all of its list was read" in incomplete.error.message
    assert incomplete.error.remedy == "Ask the operator of gw.example."
    unreadable = await _look_up(NO_RETRIEVE, replace(_page(), unreadable=1))
    assert isinstance(unreadable, Failed)
    assert isinstance(unreadable.error, errors.NotListedError)
    assert "the readable entries of its list don't include it" in unreadable.error.message
    outcome = await _look_up(NO_RETRIEVE, _page())
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, errors.NotListedError)
    assert (outcome.query, outcome.exchange, outcome.remedy) == (
        QUERY,
        SENT,
        "--list shows the available models.",
    )
    assert outcome.error.rejection == NO_RETRIEVE.rejection
    no_api = errors.NotTheAPIError("It isn't.")
    no_api.exchange = SENT
    error = errors.NotListedError(no_api, is_readable=True)
    assert error.rejection == Rejection(404, "gateway")
    assert error.remedy == errors.NotFoundError.default_remedy


@pytest.mark.anyio
async def test_nothing_is_sent_without_a_credential() -> None:
    """Without a credential the failure says what was looked for and how to set one."""
    connection = Connection(no_credential="None is set.", no_credential_remedy="Log in.")
    async with _session(lookup(), LISTED, connection) as (session, _):
        outcome = await session.look_up(QUERY)
        assert isinstance(outcome, Failed)
        assert (outcome.query, outcome.error.message, outcome.remedy, session.has_sent) == (
            QUERY,
            "None is set.",
            "Log in.",
            False,
        )


@pytest.mark.anyio
async def test_each_retry_is_a_state() -> None:
    """Before each further attempt, the state says why."""
    async with _session(lookup()) as (session, _):
        states: list[object] = []
        session.on_state = states.append
        await session.start(QUERY)
        assert states == [Pending(QUERY), Pending(QUERY, RETRY), session.state]


@pytest.mark.anyio
async def test_what_observers_of_a_session_are_told() -> None:
    """Each notice comes once per connection, and the names that aren't retired with each list."""
    notices: list[str] = []
    names: list[tuple[str, tuple[str, ...]]] = []
    async with _session(lookup(), replace(LISTED, unreadable=1)) as (session, client):
        session.on_notice = notices.append
        session.on_names = lambda host, listed: names.append((host, listed))
        await session.look_up(QUERY)
        assert notices == list(client.notices)
        assert await session.list_models() == LISTED.models
        assert await session.list_models(retired=True) == LISTED.models
        assert notices[2:] == ["1 unreadable list entry was left out."]
        assert names == [("gw.example", ("team-model",))] * 2
        assert (client.lifecycles, session.has_sent) == ([(), LIFECYCLES], True)
        reported, notices[:] = notices.copy(), []
        await session.connect(session.connection)
        await session.list_models()
        assert notices == reported
    assert client.is_closed


@pytest.mark.anyio
async def test_a_session_needs_no_observers() -> None:
    """Without observers, notices, names and states raise no error."""
    async with _session(lookup(), replace(LISTED, unreadable=1)) as (session, _):
        await session.start(QUERY)
        assert isinstance(session.state, Found)
        await session.list_models()
        session.watch(1)
        session.end_watch()


@pytest.mark.anyio
async def test_the_demo_sends_nothing() -> None:
    """In the demo, nothing is sent, and its names aren't kept for completion."""
    names: list[object] = []
    async with _session(lookup(), LISTED, Connection(demo=True)) as (session, _):
        session.on_names = lambda *listed: names.append(listed)
        await session.list_models()
        await session.look_up(QUERY)
        assert (session.has_sent, names) == (False, [])
    async with _session(lookup(), LISTED) as (session, _):
        await session.look_up(QUERY)
        await session.connect(Connection(demo=True))
        await session.look_up(QUERY)
        assert session.has_sent


@pytest.mark.anyio
async def test_models_of_the_list_as_lookups() -> None:
    """Each model on the list is the lookup of its ID, but not the built-in ones added to it."""
    latest = model(id=load_catalog().models[0].id)
    async with _session(listed=_page(latest, lifecycle=())) as (session, client):
        looked_up = await session.listed_lookups()
        assert looked_up == {
            latest.id: LookupResult(
                query=ModelQuery(latest.id), model=latest, exchange=SENT, source="list"
            )
        }
        assert len(session.known.lists[True]) > 1
        client.listed = replace(_page(latest), exchange=None)
        assert await session.listed_lookups() == {}
        assert client.lifecycles == [LIFECYCLES] * 2


@pytest.mark.anyio
async def test_a_later_lookup_is_compared_with_the_earlier_one(tmp_path: Path) -> None:
    """A lookup says when the name last resolved to the same ID, or what it resolved to."""
    query = ModelQuery(ALIAS)
    async with _session(lookup(), history=tmp_path / "history.db") as (session, client):
        first = await session.look_up(query)
        assert first == Found(lookup())
        assert await session.look_up(query) == Found(lookup(), last_seen=NOW)
        client.given = lookup(id="claude-new")
        assert await session.look_up(query) == Found(
            lookup(id="claude-new"), AliasMove(was=DATED, last_seen=NOW, now="claude-new")
        )
        # Compared with a given result, only a change is recorded.
        assert len(await session.recent(9)) == 3
        client.given = lookup()
        assert isinstance(first, Found)
        assert await session.look_up(query, previous=first) == Found(lookup(), last_seen=NOW)
        assert len(await session.recent(9)) == 3


@pytest.mark.anyio
async def test_the_history_of_the_demo_is_sorted_by_time(tmp_path: Path) -> None:
    """What the demo pretends to remember is recorded late, and listed where it belongs."""
    demo = Connection(demo=True)
    async with _session(history=tmp_path / "history.db", connection=demo) as (session, _):
        for day in (20, 22, 21):
            looked_up_at = datetime(2026, 11, day, tzinfo=UTC)
            session.history.record(
                HistoryEntry(looked_up_at=looked_up_at, model_id="x", host=demo.host, demo=True)
            )
        assert [each.looked_up_at.day for each in await session.recent(9)] == [22, 21, 20]


@pytest.mark.anyio
async def test_when_a_lookup_was_made(tmp_path: Path) -> None:
    """A lookup is recorded with the time of its response, or of its failure without one."""
    began = datetime.now(UTC)
    async with _session(lookup(), history=tmp_path / "history.db") as (session, client):
        await session.look_up(QUERY)
        client.given = NO_CONNECTION
        await session.look_up(QUERY)
        failed, found = await session.recent(9)
        assert found.looked_up_at == NOW
        assert began <= failed.looked_up_at <= datetime.now(UTC)
    entry = make_history_entry(Failed(QUERY, NO_CONNECTION), QUERY, GATEWAY)
    assert entry.looked_up_at.tzinfo is UTC


def test_a_retired_model_is_recorded_with_its_successor() -> None:
    """The history's entry of a retired model has its date and its documented successor."""
    known = Retirement(name=ALIAS, model=model(retires_at=NOW), successor="claude-new")
    entry = make_history_entry(Retired(QUERY, RetiredError(known)), QUERY, GATEWAY)
    assert (entry.outcome, entry.retired_at, entry.successor) == ("retired", NOW, "claude-new")


@pytest.mark.parametrize(
    ("now", "watch"),
    [
        (Found(lookup()), Watch(QUERY, 5)),
        (Found(lookup(lifecycle="deprecated")), Watch(QUERY, 5, changed_at=NOW)),
        (Failed(QUERY, SERVER_ERROR), Watch(QUERY, 5, problem="Server error")),
        (Failed(QUERY, status_error(404)), Watch(QUERY, 5)),
        (Failed(QUERY, status_error(404), exchange=exchange()), Watch(QUERY, 5, changed_at=NOW)),
        (
            Found(replace(lookup(), exchange=exchange(finished_at=NOW + timedelta(days=2)))),
            Watch(QUERY, 5, day=NOW.date() + timedelta(days=2)),
        ),
    ],
)
def test_news_of_a_watch(now: Found | Failed, watch: Watch) -> None:
    """A change is news with its time; so are another day, and a failure until the next answer."""
    assert Watch(QUERY, 5, problem="Offline").after(Found(lookup()), now) == watch


@pytest.mark.anyio
async def test_a_new_connection_forgets_the_outcome_and_the_client() -> None:
    """After `connect`, the state is idle, the lists are gone, and the client is closed."""
    async with _session(lookup(), LISTED) as (session, client):
        await session.start(QUERY)
        await session.list_models()
        before = session.connection
        await session.connect(WITH_KEY)
        assert (session.state, session.known.lists) == (Idle(), {})
        assert session.connection == replace(WITH_KEY, former_secrets=before.secrets)
        assert client.is_closed
