"""The session without a screen: requests, the change of their connection, and their states."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.apps import KEY, WITH_KEY
from support.models_server import ModelsServer, model, models_server
from support.program import PATIENCE

from modelbrowser.api.client import make_client
from modelbrowser.domain.catalog import KnownModel
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import parse_credential
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.history.history import History
from modelbrowser.session import LookupSession, ModelsAPI
from modelbrowser.state import Cancelled, Failed, Found, Idle, LookupState, Pending, Retired

QUERY = ModelQuery("claude-a")
OTHER_KEY = "sk-ant-canary-other-0123456789"

MakeClient = Callable[[Connection], ModelsAPI]


@asynccontextmanager
async def session_for(
    connection: Connection, opens: MakeClient = make_client, history: Path | None = None
) -> AsyncIterator[LookupSession]:
    """A session over real connections, closed in the end."""
    session = LookupSession(connection, opens, History(history))
    try:
        yield session
    finally:
        await session.aclose()


def with_key(server: ModelsServer, key: str) -> Connection:
    """The server's connection with another key."""
    return replace(server.connection, credential=parse_credential(key, source="manual entry"))


def state_of(session: LookupSession) -> LookupState:
    """Return the state, without what mypy knows of it from before."""
    return session.state


async def arrived(server: ModelsServer) -> None:
    """Wait until the next lookup has arrived."""
    async with asyncio.timeout(10):
        await server.arrivals.acquire()


class HeldOpening:
    """Opens the real client, but only when its gate is open.

    Attributes:
        began: Set once a client is being opened.
        gate: Lets the client be opened.
    """

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.gate = threading.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self, connection: Connection) -> ModelsAPI:
        """Open a client, in a thread."""
        self._loop.call_soon_threadsafe(self.began.set)
        self.gate.wait(PATIENCE)
        return make_client(connection)


@pytest.mark.anyio
@pytest.mark.parametrize("query", [ModelQuery(KEY), ModelQuery("claude-x", (f"{KEY}-1",))])
async def test_row_9_the_key_itself_is_not_sent(query: ModelQuery) -> None:
    """Row 9: a query that contains the key in use is not sent, and no error repeats it."""
    async with models_server() as server, session_for(server.connection) as session:
        outcome = await session.look_up(query)
    assert isinstance(outcome, Failed)
    assert outcome.query is None
    assert KEY not in outcome.error.message + outcome.error.remedy
    assert server.requested == []


@pytest.mark.anyio
async def test_states_of_a_lookup() -> None:
    """A lookup is pending at once and then found, and observers get each state once."""
    states: list[LookupState] = []
    async with models_server() as server, session_for(server.connection) as session:
        server.gives("claude-a")
        session.on_state = states.append
        lookup = session.start(QUERY)
        assert session.state == Pending(QUERY)
        await lookup
        assert isinstance(session.state, Found)
        assert states == [Pending(QUERY), session.state]
        assert session.has_sent


@pytest.mark.anyio
async def test_nothing_is_sent_without_a_client() -> None:
    """If the client can't be made, because no thread can be started, nothing has been sent."""

    def open_none(_connection: Connection) -> ModelsAPI:
        raise RuntimeError("can't start new thread")

    async with session_for(WITH_KEY, open_none) as session:
        with pytest.raises(RuntimeError):
            await session.look_up(QUERY)
        assert not session.has_sent


@pytest.mark.anyio
async def test_row_78_a_newer_lookup_replaces_an_older_one() -> None:
    """Row 78: the older lookup is canceled, and its answer is never the state."""
    states: list[LookupState] = []
    async with models_server() as server, session_for(server.connection) as session:
        held = server.holds("claude-a")
        server.gives("claude-b")
        session.on_state = states.append
        older = session.start(QUERY)
        await arrived(server)
        await session.start(ModelQuery("claude-b"))
        held.gate.set()
        await asyncio.wait((older,))
        assert older.cancelled()
    assert [type(state) for state in states] == [Pending, Pending, Found]


@pytest.mark.anyio
async def test_a_malformed_query_replaces_a_lookup() -> None:
    """Text that can't be a query cancels the previous lookup, and becomes the state."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds("claude-a")
        older = session.start(QUERY)
        await arrived(server)
        error = ModelBrowserError("That is none.")
        session.reject(error)
        await asyncio.wait((older,))
        assert older.cancelled()
        assert session.state == Failed(None, error)


@pytest.mark.anyio
async def test_cancel() -> None:
    """A lookup under way can be canceled, and the state follows at once."""
    async with models_server() as server, session_for(server.connection) as session:
        session.cancel()
        assert state_of(session) == Idle()
        server.holds("claude-a")
        lookup = session.start(QUERY)
        await arrived(server)
        session.cancel()
        assert state_of(session) == Cancelled(QUERY)
        await asyncio.wait((lookup,))
        assert state_of(session) == Cancelled(QUERY)


@pytest.mark.anyio
async def test_connect_ends_a_lookup_before_it_swaps_the_client() -> None:
    """Row 301: `connect` cancels a lookup, and replaces the client only after it has ended."""
    async with models_server() as server, session_for(server.connection) as session:
        held = server.holds("claude-a")
        lookup = session.start(QUERY)
        await arrived(server)
        await session.connect(with_key(server, OTHER_KEY))
        assert session.state == Cancelled(QUERY)
        assert lookup.cancelled()
        held.gate.set()
        await session.start(QUERY)
        assert isinstance(session.state, Found)
    assert server.keys == [KEY, OTHER_KEY]


@pytest.mark.anyio
async def test_a_client_that_is_being_opened_is_not_used_for_a_new_connection() -> None:
    """Row 302: after a `connect` while the client is being opened, no request has the old key."""
    async with models_server() as server:
        server.gives("claude-a")
        opens = HeldOpening()
        async with session_for(server.connection, opens) as session:
            former = session.connection.secrets
            lookup = session.start(QUERY)
            await opens.began.wait()
            other = with_key(server, OTHER_KEY)
            changing = asyncio.create_task(session.connect(other))
            await asyncio.wait((lookup,))
            opens.gate.set()
            await changing
            assert session.connection == replace(other, former_secrets=former)
            for _ in range(2):
                assert isinstance(await session.look_up(QUERY), Found)
    assert server.keys == [OTHER_KEY, OTHER_KEY]


@pytest.mark.anyio
async def test_a_request_during_the_change_waits_for_the_new_client() -> None:
    """Row 302: a request made while `connect` is under way goes out with the new key."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds("claude-a")
        session.start(QUERY)
        await arrived(server)
        server.gives("claude-b")
        changing = asyncio.create_task(session.connect(with_key(server, OTHER_KEY)))
        # `connect` has begun, and waits for the first lookup to end.
        await asyncio.sleep(0)
        assert not changing.done()
        assert isinstance(await session.look_up(ModelQuery("claude-b")), Found)
        assert changing.done()
    assert server.keys == [KEY, OTHER_KEY]


@pytest.mark.anyio
async def test_a_key_that_was_used_before_stays_secret() -> None:
    """Row 25: a late echo of an earlier key is removed, and it can't be sent as a name."""
    async with models_server() as server, session_for(server.connection) as session:
        await session.connect(with_key(server, OTHER_KEY))
        await session.connect(Connection(demo=True))
        await session.connect(with_key(server, "sk-ant-canary-third-0123456789"))
        server.gives("claude-a", display_name=f"{KEY} {OTHER_KEY}")
        found = await session.look_up(QUERY)
        assert isinstance(found, Found)
        assert found.lookup.model.display_name == "[key removed] [key removed]"
        assert session.connection.holds_key(f"x{KEY}")
        assert session.connection.holds_key(f"x{OTHER_KEY}")


@pytest.mark.anyio
async def test_connect_drops_the_lists_of_the_old_connection() -> None:
    """The list and its names are those of the current connection."""
    async with models_server() as one, models_server() as two:
        one.holds_list(model(id="claude-one")).gate.set()
        two.holds_list(model(id="claude-two")).gate.set()
        async with session_for(one.connection) as session:
            assert [each.id for each in await session.list_models()] == ["claude-one"]
            assert await session.known.complete(session.connection) == ("claude-one",)
            await session.connect(two.connection)
            assert await session.known.complete(session.connection) == ()
            assert [each.id for each in await session.list_models()] == ["claude-two"]
            assert await session.known.complete(session.connection) == ("claude-two",)


@pytest.mark.anyio
async def test_connect_ends_a_list_under_way() -> None:
    """`connect` cancels a list under way, and its response isn't kept."""
    async with models_server() as one, models_server() as two:
        held = one.holds_list(model(id="claude-one"))
        two.holds_list(model(id="claude-two")).gate.set()
        async with session_for(one.connection) as session:
            listing = asyncio.create_task(session.list_models())
            one.gives("claude-a")
            # When this one is answered, the list has been requested, too.
            await session.look_up(QUERY)
            await session.connect(two.connection)
            held.gate.set()
            await asyncio.wait((listing,))
            assert listing.cancelled()
            assert [each.id for each in await session.list_models()] == ["claude-two"]


@pytest.mark.anyio
async def test_a_list_that_hangs_can_be_requested_again() -> None:
    """A reload doesn't wait for a list under way, which may never arrive."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds_list()
        server.gives("claude-a")
        hanging = asyncio.create_task(session.list_models())
        # When this one is answered, the list has been requested, too.
        await session.look_up(QUERY)
        server.holds_list(model(id="claude-one")).gate.set()
        assert [each.id for each in await session.list_models(again=True)] == ["claude-one"]
        hanging.cancel()


@pytest.mark.anyio
async def test_lists_that_hang_leave_room_for_a_lookup() -> None:
    """However often a list that hangs is requested again, a lookup doesn't wait for it."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds_list()
        server.gives("claude-a")
        hanging = [asyncio.create_task(session.list_models(again=True)) for _ in range(5)]
        # When this one is answered, the list has been requested, too.
        await session.look_up(QUERY)
        assert isinstance(await session.look_up(QUERY), Found)
        assert not any(each.done() for each in hanging)
        for each in hanging:
            each.cancel()


@pytest.mark.anyio
async def test_the_list_is_kept_until_the_next_one_arrives() -> None:
    """The list, with and without retired models, is kept, but never taken for the next one."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds_list(model(id="claude-one")).gate.set()
        await session.list_models()
        listed = server.holds_list(model(id="claude-two"))
        listing = asyncio.create_task(session.list_models())
        server.gives("claude-a")
        # When this one is answered, the list has been requested, too.
        await session.look_up(QUERY)
        assert [each.id for each in session.known.lists[False]] == ["claude-one"]
        listed.gate.set()
        assert [each.id for each in await listing] == ["claude-two"]
        assert [each.id for each in await session.list_models(retired=True)] == ["claude-two"]


@pytest.mark.anyio
async def test_built_in_models_need_no_other_list() -> None:
    """The list isn't requested again for a built-in model that was added to it."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds_list(model(id="claude-opus-4-8"), model(id="other")).gate.set()
        await session.list_models(retired=True)
        assert not isinstance(await session.look_up(ModelQuery("claude-2.1")), Found)
        assert server.lists == 1


@pytest.mark.anyio
async def test_a_list_under_way_is_shared() -> None:
    """What needs the list while it is under way doesn't request it again."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds_list(model(id="claude-one")).gate.set()
        lists = await asyncio.gather(*(session.list_models() for _ in range(3)))
        assert [[each.id for each in models] for models in lists] == [["claude-one"]] * 3
        assert server.lists == 1


@pytest.mark.anyio
async def test_a_list_that_is_being_canceled_is_not_shared() -> None:
    """A list that is requested while `connect` cancels another one is the new connection's."""
    async with models_server() as one, models_server() as two:
        one.holds_list(model(id="claude-one"))
        two.holds_list(model(id="claude-two")).gate.set()
        async with session_for(one.connection) as session:
            listing = asyncio.create_task(session.list_models())
            one.gives("claude-a")
            # When this one is answered, the list has been requested, too.
            await session.look_up(QUERY)
            change = asyncio.create_task(session.connect(two.connection))
            await asyncio.sleep(0)
            assert [each.id for each in await session.list_models()] == ["claude-two"]
            await change
            assert listing.cancelled()


@pytest.mark.anyio
async def test_connect_drops_an_answer_from_the_old_connection() -> None:
    """Row 305: after `connect`, an answer or a failure is no longer the state."""
    async with models_server() as server, session_for(server.connection) as session:
        server.gives("claude-a")
        for query, kind in ((QUERY, Found), (ModelQuery("claude-nothing"), Failed)):
            await session.start(query)
            assert isinstance(state_of(session), kind)
            await session.connect(with_key(server, OTHER_KEY))
            assert state_of(session) == Idle()


@pytest.mark.anyio
async def test_a_retired_model_is_a_state_of_its_own(tmp_path: Path) -> None:
    """Row 306: a 404 for a name known to be retired is `Retired`, and so in the history."""
    history = History(tmp_path / "history.db")
    async with models_server() as server:
        session = LookupSession(server.connection, make_client, history)
        outcome = await session.look_up(ModelQuery("claude-opus-4-1"))
        assert isinstance(outcome, Retired)
        assert outcome.exchange
        assert outcome.exchange.status == 404
        assert isinstance(outcome.error.retirement.model, KnownModel)
        # Once the list has been requested, it decides.
        server.holds_list(model(id="claude-opus-4-1-20250805", lifecycle="retired")).gate.set()
        await session.list_models(retired=True)
        outcome = await session.look_up(ModelQuery("claude-opus-4-1"))
        assert isinstance(outcome, Retired)
        assert not isinstance(outcome.error.retirement.model, KnownModel)
        listed, built_in = await session.recent(9)
        assert (listed.outcome, listed.retired_at, listed.resolved_id) == ("retired", None, None)
        assert built_in.outcome == "retired"
        assert str(built_in.retired_at) == "2026-08-05 00:00:00+00:00"
        await session.start(ModelQuery("claude-opus-4-1"))
        assert isinstance(state_of(session), Retired)
        await session.connect(with_key(server, OTHER_KEY))
        assert state_of(session) == Idle()
        await session.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize("is_api", [True, False])
async def test_a_list_that_is_out_of_date(*, is_api: bool) -> None:
    """If a listed name is not found, the list is requested again: it may have been retired."""
    async with models_server() as server:
        connection = WITH_KEY if is_api else server.connection
        async with session_for(connection, lambda _: make_client(server.connection)) as session:
            server.holds_list(model(id="claude-a"), model(id="claude-b")).gate.set()
            await session.list_models(retired=True)
            await session.list_models()
            now = (model(id="claude-a", lifecycle="retired"),) if is_api else ()
            server.holds_list(model(id="claude-b"), *now).gate.set()
            outcome = await session.look_up(QUERY)
            # The other kept list follows.
            (kept,) = session.known.lists[not is_api]
    assert isinstance(outcome, Failed)
    assert isinstance(outcome, Retired) is is_api
    assert kept.id == "claude-b"
    assert (outcome.reason, server.lists) == ("", 3)


@pytest.mark.anyio
async def test_what_is_recorded(tmp_path: Path) -> None:
    """A lookup is recorded with its outcome, the model's lifecycle, and the betas rejected."""
    history = History(tmp_path / "history.db")
    async with models_server() as server:
        session = LookupSession(server.connection, make_client, history)
        server.gives("claude-a", id="claude-a-1", lifecycle="deprecated")
        server.rejects("claude-b", 400, "Unexpected beta `x-2026-01-01`", **{"request-id": "r"})
        for query in (QUERY, ModelQuery("claude-b", ("x-2026-01-01", "y")), ModelQuery("claude-c")):
            await session.look_up(query)
        missed, rejected, found = await session.recent(9)
        assert (found.outcome, found.resolved_id, found.lifecycle) == (
            "found", "claude-a-1", "deprecated"
        )  # fmt: skip
        assert (rejected.outcome, rejected.betas) == ("rejected", ("x-2026-01-01", "y"))
        assert rejected.rejected_betas == ("x-2026-01-01",)
        assert (missed.outcome, rejected.request_id) == ("not_found", "r")
        await session.aclose()


@pytest.mark.anyio
async def test_recent_lookups_are_those_of_the_connection(tmp_path: Path) -> None:
    """Only lookups of this host are listed, or those of every host; the demo has its own."""
    path = tmp_path / "history.db"
    async with models_server() as one, models_server() as two:
        for server, name in ((one, "claude-a"), (two, "claude-b")):
            async with session_for(server.connection, history=path) as session:
                await session.look_up(ModelQuery(name))
        async with session_for(two.connection, history=path) as session:
            assert [each.model_id for each in await session.recent(9)] == ["claude-b"]
            everywhere = await session.recent(9, on_every_host=True)
            assert [each.model_id for each in everywhere] == ["claude-b", "claude-a"]
            assert [each.model_id for each in await session.recent(9, everywhere[0].id)] == []
            await session.connect(Connection(demo=True))
            await session.look_up(QUERY)
            demo = await session.recent(9, on_every_host=True)
            assert [each.model_id for each in demo if each.model_id == "claude-b"] == []


@pytest.mark.anyio
async def test_recent_lookups_are_in_the_order_of_the_lookups(tmp_path: Path) -> None:
    """The last lookup is the first on the list, even if the clock was set back before it."""
    async with session_for(WITH_KEY, history=tmp_path / "history.db") as session:
        for hour in (12, 11):
            at, host = datetime(2026, 11, 22, hour, tzinfo=UTC), WITH_KEY.host
            session.history.record(HistoryEntry(looked_up_at=at, model_id=f"at-{hour}", host=host))
        assert [each.model_id for each in await session.recent(9)] == ["at-11", "at-12"]


@pytest.mark.anyio
async def test_gateways_on_one_host(tmp_path: Path) -> None:
    """What a name resolves to at one path of a host isn't compared with another path's answer."""
    async with models_server() as server:
        for path, resolved in (("/a", "claude-a-1"), ("/b", "claude-a-2")):
            connection = replace(server.connection, base_url=server.connection.base_url + path)
            server.gives("claude-a", id=resolved)
            async with session_for(connection, history=tmp_path / "history.db") as session:
                outcome = await session.look_up(QUERY)
                assert isinstance(outcome, Found)
                assert (outcome.lookup.model.id, outcome.alias_move) == (resolved, None)
                assert [each.host for each in await session.recent(9)] == [connection.address]


@pytest.mark.anyio
async def test_an_alias_that_is_gone(tmp_path: Path) -> None:
    """A name that resolved before, and is unknown now, says what it resolved to."""
    async with models_server() as server:
        server.gives("claude-a", id="claude-a-1")
        async with session_for(server.connection, history=tmp_path / "history.db") as session:
            await session.look_up(QUERY)
            del server.answers["claude-a"]
            outcome = await session.look_up(QUERY)
            assert isinstance(outcome, Failed)
            assert outcome.alias_move
            assert (outcome.alias_move.was, outcome.alias_move.now) == ("claude-a-1", None)


@pytest.mark.anyio
async def test_notices_of_the_history(tmp_path: Path) -> None:
    """Notices about the history's file are passed on once."""
    path = tmp_path / "history.db"
    path.write_bytes(b"no database" * 1000)
    notices: list[str] = []
    async with models_server() as server, session_for(server.connection, history=path) as session:
        session.on_notice = notices.append
        for _ in range(2):
            await session.look_up(QUERY)
        assert ["damaged" in notice for notice in notices] == [True]


@pytest.mark.anyio
async def test_a_request_is_cancelled_once() -> None:
    """A request that is being canceled isn't canceled again while it closes its connection."""
    async with models_server() as server, session_for(server.connection) as session:
        server.holds("claude-a")
        lookup = session.start(QUERY)
        await arrived(server)
        (request,) = session._requests
        changes = [asyncio.create_task(session.connect(server.connection)) for _ in range(2)]
        while not all(change.done() for change in changes):
            assert request.cancelling() <= 1
            await asyncio.sleep(0)
        assert (lookup.cancelled(), request.cancelling()) == (True, 1)


@pytest.mark.anyio
async def test_closing_ends_all_requests() -> None:
    """After `aclose`, no request of the session is running."""
    async with models_server() as server:
        server.holds("claude-a")
        session = LookupSession(server.connection, make_client, History(None))
        lookup = session.start(QUERY)
        await arrived(server)
        await session.aclose()
        assert lookup.cancelled()
        assert session._requests == set()


@pytest.mark.anyio
async def test_a_cancelled_lookup_cancels_its_search_of_the_history(tmp_path: Path) -> None:
    """A lookup that is canceled while server and history are held up leaves no task."""
    history = History(tmp_path / "history.db", busy_timeout=60)
    await history.count()
    async with models_server() as server:
        server.holds("claude-x")
        session = LookupSession(server.connection, make_client, history)
        with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            lookup = asyncio.create_task(session.look_up(ModelQuery("claude-x")))
            await server.arrivals.acquire()
            assert [task for task in asyncio.all_tasks() if "History" in repr(task)]
            lookup.cancel()
            with pytest.raises(asyncio.CancelledError):
                await lookup
            await asyncio.sleep(0)
            assert not [task for task in asyncio.all_tasks() if "History" in repr(task)]
        await session.aclose()
