"""A program that works on a history; the tests start it and kill it.

    python history_program.py record PATH TAG COUNT   waits for a line, then records
    python history_program.py try PATH                records and counts, prints how that went
    python history_program.py quit PATH               quits while a lookup waits to be recorded

Each line that `record` prints was acknowledged by the history before.
"""

import asyncio
import ctypes
import os
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.history import HistoryError
from modelbrowser.history.history import History


def entry(asked: str) -> HistoryEntry:
    """A lookup that found a model."""
    asked_at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return HistoryEntry(
        looked_up_at=asked_at, model_id=asked, host="h", resolved_id="claude-opus-5"
    )


def record(path: Path, tag: str, count: int) -> None:
    """Record `count` lookups after reading a line, and print the name of each."""
    # The other modes can do without SQLite.
    from modelbrowser.history.database import HistoryDatabase

    print("ready", flush=True)
    sys.stdin.readline()
    # Writers that don't pause between rows can keep another one waiting for a long time.
    database = HistoryDatabase(path, busy_timeout=60)
    for number in range(count):
        database.record(entry(f"{tag}-{number}"))
        print(f"{tag}-{number}", flush=True)
    database.close()


async def attempt(path: Path) -> None:
    """Record a lookup; print the notice of that, the number of lookups, and the file's notice."""
    history = History(path, busy_timeout=0.01)
    history.on_notice = print
    history.record(entry("claude-opus"))
    try:
        print(await history.count())
    except HistoryError as error:
        print(error.message)
    print(history.notice)
    await history.aclose()


async def leave(path: Path) -> None:
    """Quit while another program prevents a lookup from being recorded."""
    history = History(path, busy_timeout=60)
    history.record(entry("claude-opus"))
    await history.aclose(timeout=0.01)


def lock_by_files() -> None:
    """Make SQLite lock as it must on a file system without locks."""
    module = find_spec("_sqlite3")
    assert module
    library = ctypes.CDLL(module.origin)
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    library.sqlite3_vfs_register.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.sqlite3_initialize()
    library.sqlite3_vfs_register(library.sqlite3_vfs_find(b"unix-dotfile"), 1)


if __name__ == "__main__":
    if os.environ.get("NO_SQLITE"):
        sys.modules["_sqlite3"] = None  # type: ignore[assignment] # how Python says "missing"
    if os.environ.get("LOCK_BY_FILES"):
        lock_by_files()
    if mask := os.environ.get("UMASK"):
        os.umask(int(mask, 8))
    match sys.argv[1:]:
        case ["record", path, tag, count]:
            record(Path(path), tag, int(count))
        case ["try", path]:
            asyncio.run(attempt(Path(path)))
        case ["quit", path]:
            asyncio.run(leave(Path(path)))
