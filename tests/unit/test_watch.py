"""The watch of the session: silent while nothing changes, and when it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.models_server import ModelsServer, models_server
from support.program import PATIENCE

from modelbrowser.api.client import make_client
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.history.history import History
from modelbrowser.session import LookupSession
from modelbrowser.state import Failed, Found, LookupState, Retired, Watch

QUERY = ModelQuery("claude-a")


class Pauses:
    """The pauses of a watch, each of which ends when the test says so.

    Attributes:
        seconds: How long each pause was to last.
    """

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._begun = asyncio.Semaphore(0)
        self._ends = asyncio.Semaphore(0)

    async def __call__(self, seconds: float) -> None:
        """Wait until the test ends the pause."""
        self.seconds.append(seconds)
        self._begun.release()
        await self._ends.acquire()

    async def begun(self) -> None:
        """Wait until the next pause has begun: what came before it is done."""
        async with asyncio.timeout(PATIENCE):
            await self._begun.acquire()

    async def end(self) -> None:
        """End the pause, and wait until the lookup after it is done, and the next one begins."""
        self._ends.release()
        await self.begun()


class Watched:
    """A session with a watch that has begun, and all that it has said since."""

    def __init__(self, server: ModelsServer, history: History) -> None:
        self.pauses = Pauses()
        self.session = LookupSession(server.connection, make_client, history, self.pauses)
        self.states: list[LookupState] = []
        self.news: list[Watch | None] = []

    async def begin(self, minutes: int = 5) -> asyncio.Task[None]:
        """Look up the model, and watch it."""
        await self.session.start(QUERY)
        self.session.on_state = self.states.append
        self.session.on_watch = self.news.append
        task = self.session.watch(minutes)
        assert task
        await self.pauses.begun()
        return task


@asynccontextmanager
async def watched(server: ModelsServer, history: History | None = None) -> AsyncIterator[Watched]:
    """A session that watches nothing yet, closed in the end."""
    found = Watched(server, history or History(None))
    try:
        yield found
    finally:
        await found.session.aclose()


@pytest.mark.anyio
async def test_a_watch_is_silent_while_nothing_changes(tmp_path: Path) -> None:
    """The lookups of a watch don't change the state or the history while nothing has changed."""
    async with models_server() as server:
        server.gives("claude-a", id="claude-a-1", lifecycle="active")
        async with watched(server, History(tmp_path / "history.db")) as watch:
            await watch.begin(minutes=2)
            for _ in range(3):
                await watch.pauses.end()
            assert len(server.requested) == 4
            assert watch.pauses.seconds == [120] * 4
            assert watch.states == []
            assert watch.news == [Watch(QUERY, 2)]
            assert await watch.session.history.count() == 1


@pytest.mark.anyio
@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize(
    ("fields", "has_moved"),
    [
        ({"id": "claude-a-2", "lifecycle": "active"}, True),
        ({"id": "claude-a-1", "lifecycle": "deprecated"}, False),
        (
            {"id": "claude-a-1", "lifecycle": "active", "retires_at": "2027-01-01T00:00:00Z"},
            False,
        ),
    ],
)
async def test_a_change_is_the_new_state(
    fields: dict[str, str], tmp_path: Path, *, has_moved: bool, kept: bool
) -> None:
    """A new ID, lifecycle or retirement date is shown and recorded once, then nothing again."""
    history = History(tmp_path / "history.db" if kept else None)
    async with models_server() as server:
        server.gives("claude-a", id="claude-a-1", lifecycle="active")
        async with watched(server, history) as watch:
            await watch.begin()
            await watch.pauses.end()
            server.gives("claude-a", **fields)
            await watch.pauses.end()
            await watch.pauses.end()
            (state,) = watch.states
            assert isinstance(state, Found)
            assert (state.lookup.model.id, state.lookup.model.lifecycle) == (
                fields["id"],
                fields["lifecycle"],
            )
            assert (state.alias_move.was if state.alias_move else None) == (
                "claude-a-1" if has_moved else None
            )
            assert [each.changed_at if each else None for each in watch.news] == [
                None,
                state.exchange.finished_at,
            ]
            assert await watch.session.history.count() == (2 if kept else 0)


@pytest.mark.anyio
@pytest.mark.parametrize(("name", "kind"), [("claude-a", Failed), ("claude-opus-4-1", Retired)])
async def test_a_model_that_is_gone_ends_the_lookups(name: str, kind: type[object]) -> None:
    """A name that the API no longer knows is a change, and the last lookup."""
    async with models_server() as server, watched(server) as watch:
        server.gives(name, id="claude-a-1")
        await watch.session.start(ModelQuery(name))
        task = watch.session.watch(5)
        assert task
        await watch.pauses.begun()
        del server.answers[name]
        watch.pauses._ends.release()
        await task
        state = watch.session.state
        assert isinstance(state, kind)
        assert isinstance(state, Failed | Retired)
        assert state.alias_move
        assert (state.alias_move.was, state.alias_move.now) == ("claude-a-1", None)


@pytest.mark.anyio
async def test_no_answer_is_no_change(tmp_path: Path) -> None:
    """While there is no answer, the watch says why, once; the state and the history stay."""
    async with models_server() as server:
        server.gives("claude-a", id="claude-a-1")
        async with watched(server, History(tmp_path / "history.db")) as watch:
            await watch.begin()
            server.rejects("claude-a", 401, "Expired key.")
            await watch.pauses.end()
            await watch.pauses.end()
            server.gives("claude-a", id="claude-a-1")
            await watch.pauses.end()
            assert [each.problem if each else None for each in watch.news] == [
                "",
                "Invalid API key",
                "",
            ]
            assert watch.states == []
            assert await watch.session.history.count() == 1


@pytest.mark.anyio
@pytest.mark.parametrize("end", ["end", "lookup", "malformed", "connect", "again", "close"])
@pytest.mark.parametrize("is_pausing", [True, False])
async def test_what_ends_a_watch(end: str, *, is_pausing: bool) -> None:
    """Esc, another lookup, an invalid text, another key, and another watch each end a watch."""
    async with models_server() as server, watched(server) as watch:
        server.gives("claude-a", id="claude-a-1")
        server.gives("claude-b")
        task = await watch.begin()
        held = server.holds("claude-a", id="claude-a-2")
        if not is_pausing:
            await server.arrivals.acquire()
            watch.pauses._ends.release()
            await server.arrivals.acquire()
        session = watch.session
        if end == "end":
            session.end_watch()
        elif end == "lookup":
            await session.start(ModelQuery("claude-b"))
        elif end == "malformed":
            session.reject(ModelBrowserError("That is none."))
        elif end == "connect":
            await session.connect(server.connection)
        elif end == "again":
            session.watch(1)
        else:
            await session.aclose()
        await asyncio.wait((task,), timeout=PATIENCE)
        assert task.cancelled()
        held.gate.set()
        assert watch.news[1] is None
        assert not any(isinstance(s, Found) and s.query == QUERY for s in watch.states)


@pytest.mark.anyio
async def test_only_an_answer_can_be_watched() -> None:
    """Without a model on screen there is nothing to watch, and the shortest pause is a minute."""
    async with models_server() as server, watched(server) as watch:
        assert watch.session.watch(5) is None
        await watch.session.start(ModelQuery("claude-nothing"))
        assert watch.session.watch(5) is None
        server.gives("claude-a")
        await watch.begin(minutes=0)
        assert watch.pauses.seconds == [60]
