"""The history never blocks: one thread, the order of the calls, best effort for lookups."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from threading import active_count

import pytest

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.history import HistoryError
from modelbrowser.history.history import BRIEF_WAIT, SCRIPT_WAIT, History

pytestmark = pytest.mark.anyio

HOST = "api.anthropic.com"
BUSY = "another program is using it, or it can't be locked."
LATE = "Not everything was recorded in history: it took too long."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The location of the history."""
    return tmp_path / "modelbrowser" / "history.db"


class LoopClock:
    """The event loop's clock, which stands still unless a test moves it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        self._now = loop.time()
        patch.setattr(loop, "time", lambda: self._now)

    async def advance(self, seconds: float) -> None:
        """Move the clock and let everything happen that is due by then."""
        self._now += seconds
        await _turns()


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> LoopClock:
    """A clock on which no wait ends by itself."""
    return LoopClock(monkeypatch)


async def _turns() -> None:
    """Let the event loop do what it has to do."""
    for _ in range(20):
        await asyncio.sleep(0)


def _entry(asked: str) -> HistoryEntry:
    asked_at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return HistoryEntry(
        looked_up_at=asked_at, model_id=asked, host=HOST, resolved_id=f"{asked}-20260101"
    )


def _notices(history: History) -> list[str]:
    """All notices from now on."""
    notices: list[str] = []
    history.on_notice = notices.append
    return notices


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Another program that is writing to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


async def _filled(
    path: Path, *asked: str, busy_timeout: float = 60, wait: float = BRIEF_WAIT
) -> History:
    """A history that is open and holds these lookups."""
    history = History(path, busy_timeout, wait)
    for each in asked:
        history.record(_entry(each))
    assert await history.count() == len(asked)
    return history


async def test_jobs_keep_the_order_of_the_calls(path: Path) -> None:
    """A read requested after a record sees it, without waiting in between."""
    history = History(path)
    for asked in ("claude-a", "claude-b"):
        history.record(_entry(asked))
    assert [entry.model_id for entry in await history.recent(9)] == ["claude-b", "claude-a"]
    history.record(_entry("claude-c"))
    last = await history.last_resolution(HOST, "claude-c", demo=False)
    await history.aclose()
    assert last
    assert last.resolved_id == "claude-c-20260101"


async def test_strict_operations_work_on_the_file(path: Path) -> None:
    """Screens list, count, delete and clear, and the demo is apart."""
    history = await _filled(path, "claude-a", "claude-b", "claude-c")
    newest, *_ = await history.recent(1, host=HOST)
    assert newest.id == 3
    assert [entry.id for entry in await history.recent(9, before=3)] == [2, 1]
    assert await history.recent(9, host="gateway.example") == ()
    assert await history.recent(9, demo=True) == ()
    await history.delete(2)
    assert [entry.id for entry in await history.recent(9)] == [3, 1]
    await history.clear()
    assert await history.count() == 0
    await history.aclose()


async def test_names_are_given_to_lookups(path: Path, clock: LoopClock) -> None:
    """Completion gets the names of this host that found a model."""
    del clock
    history = await _filled(path, "claude-a", "claude-b")
    assert [entry.model_id for entry in await history.names(HOST, demo=False)] == [
        "claude-b",
        "claude-a",
    ]
    assert await history.names(HOST, demo=True) == ()
    await history.aclose()


async def test_names_are_searched_among_the_newest_thousand(path: Path, clock: LoopClock) -> None:
    """However long the history is, completion reads a thousand lookups at most."""
    del clock
    history = await _filled(path, "claude-too-old", "claude-old")
    with closing(sqlite3.connect(path)) as file, file:
        file.executemany(
            "INSERT INTO lookup (asked_at, asked, host, betas, demo) VALUES (?, ?, ?, '', 0)",
            [("2026-11-22T12:00:00+00:00", "claude-missed", HOST)] * 999,
        )
    assert [entry.model_id for entry in await history.names(HOST, demo=False)] == ["claude-old"]
    await history.aclose()


async def test_what_waits_is_written_at_once(path: Path) -> None:
    """Lookups that pile up while the file is slow are written in one transaction, in order."""

    def transactions() -> int:
        return int.from_bytes(path.read_bytes()[24:28])  # SQLite's change counter

    history = await _filled(path, "claude-0")
    before = transactions()
    with _locked(path):
        for number in range(1, 51):
            history.record(_entry(f"claude-{number}"))
    recorded = [entry.model_id for entry in await history.recent(99)]
    await history.aclose()
    assert recorded == [f"claude-{number}" for number in range(50, -1, -1)]
    # The first ones may have been under way.
    assert transactions() - before <= 2


async def test_without_a_path_nothing_is_kept(tmp_path: Path) -> None:
    """Every read is empty, every write does nothing, and no thread is started."""
    threads = active_count()
    history = History(None)
    notices = _notices(history)
    assert not history.is_kept
    assert History(tmp_path).is_kept
    history.record(_entry("claude-a"))
    search = history.last_resolution(HOST, "claude-a", demo=False)
    assert await history.wait_briefly(search) is None
    assert await history.names(HOST, demo=False) == ()
    assert await history.recent(9) == ()
    assert await history.count() == 0
    await history.delete(1)
    await history.clear()
    await history.aclose()
    assert (history.notice, notices, active_count()) == ("", [], threads)


async def test_a_problem_becomes_one_notice(path: Path) -> None:
    """Row 108: best-effort operations never fail; each sentence is shown once, however often."""
    history = await _filled(path, "claude-a", busy_timeout=0.01)
    notices = _notices(history)
    with _locked(path):
        for _ in range(2):
            assert await history.last_resolution(HOST, "claude-a", demo=False) is None
            history.record(_entry("claude-b"))
            with pytest.raises(HistoryError, match="History can't be read: "):
                await history.count()
    await history.aclose()
    assert notices == [f"History can't be read: {BUSY}", f"Not recorded in history: {BUSY}"]


async def test_what_to_know_about_the_file_becomes_one_notice(path: Path) -> None:
    """Row 109: that the file was damaged is shown by the first best-effort operation only."""
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 1000)
    history = History(path)
    notices = _notices(history)
    for _ in range(2):
        history.record(_entry("claude-a"))
    assert await history.count() == 2
    await history.aclose()
    assert notices == [history.notice]
    assert history.notice.startswith("History was damaged; moved it to history.damaged-1.db ")


@pytest.mark.parametrize("wait", [BRIEF_WAIT, SCRIPT_WAIT])
async def test_a_result_waits_for_a_moment(path: Path, clock: LoopClock, wait: float) -> None:
    """Row 108: a finished lookup waits 0.25 s, or once 2 s, for a history that is held up."""
    history = await _filled(path, "claude-a", wait=wait)
    with _locked(path):
        search = history.last_resolution(HOST, "claude-a", demo=False)
        waits = [
            asyncio.create_task(history.wait_briefly(search)),
            asyncio.create_task(history.names(HOST, demo=False)),
        ]
        await clock.advance(0)
        await clock.advance(wait - 0.01)
        assert [each.done() for each in waits] == [False, False]
        await clock.advance(0.02)
        assert [each.done() for each in waits] == [True, True]
        assert [each.result() for each in waits] == [None, ()]
        assert not search.done()
        again = asyncio.create_task(history.wait_briefly(search))
        await clock.advance(0)
        await clock.advance(BRIEF_WAIT + 0.01)
        assert again.done()
    # The search itself goes on.
    assert await search
    await history.aclose()


async def test_a_result_that_is_there_in_time_is_used(path: Path, clock: LoopClock) -> None:
    """The wait ends as soon as the history knows."""
    history = await _filled(path, "claude-a")
    with _locked(path):
        search = history.last_resolution(HOST, "claude-a", demo=False)
        waiting = asyncio.create_task(history.wait_briefly(search))
        await clock.advance(0.24)
        assert not waiting.done()
    found = await waiting
    await history.aclose()
    assert found
    assert found.model_id == "claude-a"


async def test_waiting_for_a_lock_stops_nothing_else(path: Path) -> None:
    """Row 108: while the history waits for a lock, the program goes on; then it records."""
    history = await _filled(path, "claude-a")
    with _locked(path):
        history.record(_entry("claude-b"))
        counting = asyncio.create_task(history.count())
        await _turns()
        assert not counting.done()
    assert await counting == 2
    await history.aclose()


async def test_a_cancelled_caller_loses_nothing(path: Path) -> None:
    """A job is done even if its caller is canceled."""
    history = await _filled(path, "claude-a", "claude-b")
    deleting = asyncio.create_task(history.delete(1))
    await asyncio.sleep(0)  # it is in the queue now
    deleting.cancel()
    assert [entry.id for entry in await history.recent(9)] == [2]
    await history.aclose()


async def test_a_search_can_be_cancelled(path: Path) -> None:
    """A search that nobody waits for any longer leaves no task and shows no notice."""
    history = await _filled(path, "claude-a", busy_timeout=0.01)
    notices = _notices(history)
    with _locked(path):
        search = history.last_resolution(HOST, "claude-a", demo=False)
        await asyncio.sleep(0)
        search.cancel()
        with pytest.raises(HistoryError):
            await history.count()
    assert (search.cancelled(), notices) == (True, [])
    await history.aclose()


async def test_a_bug_in_the_thread_is_raised(path: Path) -> None:
    """An error that is not the history's is raised where the job is awaited."""
    history = History(path)

    def broken() -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await history._submit(broken, None)
    with pytest.raises(RuntimeError, match="a bug"):
        await history.wait_briefly(history._attempt(broken))
    assert await history.count() == 0
    await history.aclose()


async def test_a_history_that_failed_is_tried_again(path: Path) -> None:
    """Once the problem is solved, the next operation works."""
    path.mkdir(parents=True)
    history = History(path)
    with pytest.raises(HistoryError, match="History is off: its path is a folder"):
        await history.count()
    path.rmdir()
    assert await history.count() == 0
    await history.aclose()


async def test_closing_writes_what_is_pending(path: Path) -> None:
    """Quitting right after a lookup still records it, and closes the file."""
    history = History(path)
    history.record(_entry("claude-a"))
    await history.aclose()
    assert history._thread
    history._thread.join()
    again = History(path)
    assert await again.count() == 1
    await again.aclose()


async def test_closing_does_not_wait_beyond_its_timeout(path: Path, clock: LoopClock) -> None:
    """Row 108: closing waits 5 s for a history that is held up, and no longer, and says so."""
    history = await _filled(path, "claude-a")
    notices = _notices(history)
    with _locked(path):
        history.record(_entry("claude-b"))
        closing_ = asyncio.create_task(history.aclose())
        await clock.advance(0)
        await clock.advance(4.99)
        assert (closing_.done(), notices) == (False, [])
        await clock.advance(0.02)
        assert (closing_.done(), notices) == (True, [LATE])
    closing_.result()
    # The thread records it all the same, if the process lives long enough, and ends.
    assert history._thread
    history._thread.join()
    again = History(path)
    assert await again.count() == 2
    await again.aclose()


async def test_a_closed_history_says_so(path: Path) -> None:
    """A history that was never used creates no file, and one that is closed does nothing."""
    history = History(path)
    notices = _notices(history)
    await history.aclose()
    await history.aclose()
    with pytest.raises(HistoryError, match="History is closed"):
        await history.recent(1)
    history.record(_entry("claude-a"))
    await _turns()
    assert notices == ["History is closed."]
    assert not path.exists()


def test_sqlite_is_imported_late() -> None:
    """The module that is imported at startup doesn't import SQLite, which would slow it down."""
    code = "import sys, modelbrowser.history.history; sys.exit('sqlite3' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
