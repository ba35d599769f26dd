"""What the service refuses before anything is opened, and what it leaves running."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.models_server import models_server

from modelbrowser.api.client import open_client
from modelbrowser.domain.connection import Connection, parse_credential
from modelbrowser.domain.query import ModelQuery
from modelbrowser.history.history import History
from modelbrowser.service import ModelsAPI, Service
from modelbrowser.state import Failed

KEY = "a-key-of-a-gateway-0123"
"""A key that does not look like one."""


def _open_nothing(_connection: Connection) -> ModelsAPI:
    raise AssertionError("nothing is to be sent")


@pytest.mark.anyio
@pytest.mark.parametrize("query", [ModelQuery(KEY), ModelQuery("claude-x", (f"{KEY}-1",))])
async def test_row_9_the_key_itself_is_not_asked_for(query: ModelQuery) -> None:
    """Row 9: a question that holds the very key is neither sent nor kept, whatever its form."""
    connection = Connection(credential=parse_credential(KEY, source="ANTHROPIC_API_KEY"))
    outcome = await Service(connection, _open_nothing, History(None)).look_up(query)
    assert isinstance(outcome, Failed)
    assert outcome.query is None
    assert not outcome.was_sent
    assert KEY not in outcome.error.message + outcome.error.remedy


@pytest.mark.anyio
async def test_a_cancelled_lookup_cancels_its_search_of_the_history(tmp_path: Path) -> None:
    """A lookup that is cancelled while server and history are held up leaves no task."""
    history = History(tmp_path / "history.db", busy_timeout=60)
    await history.count()
    async with models_server() as server:
        server.holds("claude-x")
        service = Service(server.connection, open_client, history)
        with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            lookup = asyncio.create_task(service.look_up(ModelQuery("claude-x")))
            await server.arrivals.acquire()
            assert [task for task in asyncio.all_tasks() if "History" in repr(task)]
            lookup.cancel()
            with pytest.raises(asyncio.CancelledError):
                await lookup
            await asyncio.sleep(0)
            assert not [task for task in asyncio.all_tasks() if "History" in repr(task)]
        await service.aclose()
