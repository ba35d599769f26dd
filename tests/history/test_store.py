"""What is remembered is found again, in order, by host, and apart from the demo's."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from modelbrowser.domain.drift import find_drift
from modelbrowser.domain.history_entry import Entry
from modelbrowser.history.errors import HistoryError
from modelbrowser.history.store import History

pytestmark = pytest.mark.anyio

T = TypeVar("T")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOUND = Entry(
    asked_at=NOON,
    asked="claude-sonnet-4-5",
    host="api.anthropic.com",
    betas=("skills-2025-10-02", "compact-2026-01-12"),
    resolved_id="claude-sonnet-4-5-20250929",
    request_id="req_011",
)
MISSED = replace(FOUND, asked="claude-x", betas=(), resolved_id=None, error="Not found")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history is to be."""
    return tmp_path / "modelbrowser" / "history.db"


@pytest.fixture
async def history(path: Path) -> AsyncIterator[History]:
    """A history that does not wait for others."""
    store = History(path, busy_timeout=0.01)
    yield store
    await store.aclose()


async def test_an_entry_comes_back_as_it_was(history: History, path: Path) -> None:
    """What was recorded is found by another instance, whole, with its number."""
    await history.record(FOUND)
    await history.record(MISSED)
    await history.aclose()
    again = History(path)
    missed, found = await again.recent(10)
    await again.aclose()
    assert (replace(found, id=None), replace(missed, id=None)) == (FOUND, MISSED)


async def test_times_are_kept_in_utc(history: History) -> None:
    """A time of another zone is the same instant when it comes back, in UTC."""
    local = NOON.astimezone(timezone(timedelta(hours=-10, minutes=-40)))
    await history.record(replace(FOUND, asked_at=local))
    (entry,) = await history.recent(1)
    assert (entry.asked_at, entry.asked_at.utcoffset()) == (NOON, timedelta(0))


async def test_the_newest_comes_first_and_pages_follow(history: History) -> None:
    """The list begins with the newest; `before` goes on where the page ended."""
    for number in range(5):
        await history.record(replace(FOUND, asked=f"m-{number}"))
    first = await history.recent(2)
    second = await history.recent(2, before=first[-1].id)
    assert [entry.asked for entry in first + second] == ["m-4", "m-3", "m-2", "m-1"]


async def test_hosts_and_the_demo_are_kept_apart(history: History) -> None:
    """What another host said, or the demo, is not mistaken for this host's answer."""
    await history.record(FOUND)
    await history.record(replace(FOUND, host="gateway.example", resolved_id="a"))
    await history.record(replace(FOUND, demo=True, resolved_id="b"))
    host = FOUND.host
    assert [entry.resolved_id for entry in await history.recent(9)] == ["a", FOUND.resolved_id]
    assert [entry.resolved_id for entry in await history.recent(9, host=host)] == [
        FOUND.resolved_id
    ]
    assert [entry.resolved_id for entry in await history.recent(9, demo=True)] == ["b"]
    last = await history.last_resolution(host, FOUND.asked)
    shown = await history.last_resolution(host, FOUND.asked, demo=True)
    assert last
    assert shown
    assert (last.resolved_id, shown.resolved_id) == (FOUND.resolved_id, "b")


async def test_a_moved_alias_is_known_after_a_restart(history: History, path: Path) -> None:
    """Another instance, later, tells what an alias stood for, and the list marks the move."""
    await history.record(FOUND)
    await history.aclose()
    later = History(path)
    earlier = await later.last_resolution(FOUND.host, FOUND.asked)
    drift = find_drift(earlier, "claude-sonnet-4-5-20270101")
    assert drift
    assert (drift.was, drift.last_seen) == (FOUND.resolved_id, NOON)
    await later.record(replace(FOUND, resolved_id="claude-sonnet-4-5-20270101"))
    moved, first = await later.recent(2)
    await later.aclose()
    assert (moved.moved, moved.stood_for, first.moved) == (True, FOUND.resolved_id, False)


async def test_a_miss_does_not_hide_what_was_found(history: History) -> None:
    """A failed lookup leaves the last answer known, so that an alias that is gone is noticed."""
    await history.record(FOUND)
    await history.record(replace(FOUND, resolved_id=None, error="Not found"))
    last = await history.last_resolution(FOUND.host, FOUND.asked)
    assert last
    assert last.resolved_id == FOUND.resolved_id
    assert await history.last_resolution(FOUND.host, "never-asked") is None


async def test_names_are_those_that_found_a_model(history: History) -> None:
    """Completion gets each name once, the newest first, and none that found nothing."""
    for entry in (FOUND, replace(FOUND, asked="claude-opus-5"), FOUND, MISSED):
        await history.record(entry)
    names = [entry.asked for entry in await history.names(FOUND.host)]
    assert names == ["claude-sonnet-4-5", "claude-opus-5"]


async def test_names_are_looked_for_among_the_newest_only(history: History) -> None:
    """However long the history is, no more than the limit is read for the completion."""
    for asked in ("claude-old", "claude-new", "claude-new"):
        await history.record(replace(FOUND, asked=asked))
    await history.record(MISSED)
    names = await history.names(FOUND.host, limit=3)
    assert [entry.asked for entry in names] == ["claude-new"]


async def test_one_can_be_deleted(history: History) -> None:
    """Deleting one leaves the others."""
    number = await history.record(FOUND)
    await history.record(MISSED)
    await history.delete(number)
    assert [entry.asked for entry in await history.recent(9)] == [MISSED.asked]


async def test_clearing_empties_this_file_only(history: History, path: Path) -> None:
    """Row 118: after clearing, nothing is left in the file, it is small, and others stay."""
    other = path.parent / "config.toml"
    for number in range(60):
        await history.record(replace(FOUND, asked=f"forget-me-{number}" * 40, demo=number % 2 == 0))
    other.write_text("theme = 'dark'")
    large = path.stat().st_size
    await history.clear()
    assert await history.recent(9) == await history.recent(9, demo=True) == ()
    assert path.stat().st_size < large / 2
    assert b"forget-me" not in path.read_bytes()
    assert sorted(file.name for file in path.parent.iterdir()) == ["config.toml", "history.db"]


@pytest.mark.parametrize("field", ["asked", "host", "resolved_id", "error", "request_id"])
async def test_a_key_is_never_stored(history: History, path: Path, field: str) -> None:
    """Row 9: an entry that holds what looks like a key is refused, wherever it is."""
    key = "sk-ant-api03-canary"
    held: dict[str, Any] = {field: f"x {key}"}
    with pytest.raises(HistoryError) as caught:
        await history.record(replace(FOUND, **held))
    with pytest.raises(HistoryError):
        await history.record(replace(FOUND, betas=("a", key)))
    assert caught.value.message == "Not recorded: it looks like an API key."
    await history.record(FOUND)
    assert b"canary" not in path.read_bytes()


async def test_text_that_is_no_unicode_is_stored(history: History) -> None:
    """A half surrogate pair in a server's text stops nothing."""
    await history.record(replace(FOUND, resolved_id="a\ud800", request_id="'; DROP TABLE lookup"))
    (entry,) = await history.recent(1)
    assert (entry.resolved_id, entry.request_id) == ("a?", "'; DROP TABLE lookup")


async def test_a_row_of_another_hand_is_left_out(history: History, path: Path) -> None:
    """A row whose time was made unreadable is left out; the others are shown."""
    for _ in range(3):
        await history.record(FOUND)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE lookup SET asked_at = 'yesterday' WHERE id = 1")
        other.execute("UPDATE lookup SET host = CAST(x'ff' AS TEXT) WHERE id = 2")
    assert [entry.host for entry in await history.recent(9)] == [FOUND.host, "\ufffd"]


async def test_a_caller_that_goes_away_loses_nothing(history: History) -> None:
    """A lookup that is cancelled while it is recorded is recorded all the same."""
    task = asyncio.create_task(history.record(FOUND))
    await asyncio.sleep(0)  # it has been handed over
    task.cancel()
    assert len(await history.recent(9)) == 1


async def test_a_lock_held_by_another_is_said(history: History, path: Path) -> None:
    """Row 108: where another program holds the file, the entry is "not recorded"."""
    await history.record(FOUND)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError) as caught:
            await history.record(FOUND)
        with pytest.raises(HistoryError, match="History cannot be read: another program"):
            await history.recent(1)
    assert caught.value.message == "Not recorded: another program is writing to it."
    assert await history.record(FOUND) == 2


async def test_waiting_for_a_lock_stops_nothing_else(path: Path) -> None:
    """Row 108: while the history waits for a lock, the program goes on, and then it records."""
    history = History(path, busy_timeout=30)
    await history.record(FOUND)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = asyncio.create_task(history.record(MISSED))
        for _ in range(100):
            await asyncio.sleep(0)
        assert not waiting.done()
        other.execute("COMMIT")
    assert await waiting == 2
    await history.aclose()


async def test_closing_waits_no_longer_than_its_bound(path: Path) -> None:
    """Quitting does not wait for a history that another program holds."""
    history = History(path, busy_timeout=2)
    await history.record(FOUND)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = asyncio.create_task(history.record(MISSED))
        await asyncio.sleep(0)
        await history.aclose(timeout=0)
        assert not waiting.done()
        other.execute("COMMIT")
    assert await waiting == 2


async def test_closing_twice_or_unopened_is_nothing(path: Path) -> None:
    """A history that was never used makes no file, and a closed one says so."""
    history = History(path)
    await history.aclose()
    await history.aclose()
    assert not path.exists()
    with pytest.raises(HistoryError, match="closed"):
        await history.recent(1)


async def test_a_full_disk_keeps_what_was_there(history: History) -> None:
    """Row 111: where the disk is full, the entry is "not recorded" and the others stay."""
    await history.record(FOUND)
    await _connected(history, lambda connection: connection.execute("PRAGMA max_page_count = 1"))
    kept = 1
    with pytest.raises(HistoryError) as caught:  # noqa: PT012 - each may be the one
        for kept in range(1, 1000):  # noqa: B007 - counted for below
            await history.record(replace(FOUND, request_id="x" * 900))
    assert caught.value.message == "Not recorded: the disk is full."
    assert len(await history.recent(1000)) == kept


async def test_a_large_history_is_neither_read_through_nor_sorted(history: History) -> None:
    """However many rows there are, the newest and a name's last are found by an index."""
    statements: list[str] = []
    await history.record(FOUND)
    await _connected(history, lambda connection: connection.set_trace_callback(statements.append))
    await history.recent(50)
    await history.recent(50, before=7, host="h", demo=True)
    await history.last_resolution("h", "m")
    await _connected(history, lambda connection: connection.set_trace_callback(None))
    asked = [statement for statement in statements if "SELECT" in statement]
    assert len(asked) == 3
    for statement in asked:
        plan = await _connected(
            history, partial(_rows, statement=f"EXPLAIN QUERY PLAN {statement}")
        )
        steps = [str(step[-1]) for step in plan]
        assert not [step for step in steps if step.startswith(("SCAN", "USE TEMP"))]


def _rows(connection: sqlite3.Connection, statement: str) -> list[tuple[object, ...]]:
    return connection.execute(statement).fetchall()


async def _connected(history: History, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do something with the history's own connection."""
    return await history._worker.run(lambda opened: opened.lookups.database.read(work))
