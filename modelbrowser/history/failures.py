"""What SQLite reports, in words: the text of its exceptions is never shown."""

import sqlite3
from collections.abc import Callable

from modelbrowser.history.errors import HistoryError

READ_ONLY = "it is read-only."
NEWER = "a newer version has written it."

_WORDS = {
    sqlite3.SQLITE_BUSY: "another program is writing to it.",
    sqlite3.SQLITE_LOCKED: "another program is writing to it.",
    sqlite3.SQLITE_FULL: "the disk is full.",
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened.",
    sqlite3.SQLITE_IOERR: "the file system reports an error.",
    sqlite3.SQLITE_PROTOCOL: "the file system cannot lock it.",
    sqlite3.SQLITE_NOLFS: "the file system cannot hold it.",
    sqlite3.SQLITE_TOOBIG: "the entry is too large.",
    sqlite3.SQLITE_CORRUPT: "it is damaged.",
    sqlite3.SQLITE_NOTADB: "it is damaged.",
}
"""What goes wrong outside of this program, by SQLite's primary result code."""


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is no database, or a broken one."""
    return _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def told(error: sqlite3.DatabaseError, failure: str, is_newer: Callable[[], bool]) -> HistoryError:
    """The same in words of ours; a mistake of this program is raised as it is.

    Args:
        error: What SQLite reports.
        failure: What could not be done, such as "Not recorded".
        is_newer: Tells whether a newer version has written the file: its tables may differ.

    Raises:
        sqlite3.DatabaseError: The same, where it is a mistake of this program.
    """
    words = _WORDS.get(_code(error)) or (NEWER if is_newer() else None)
    if words is None:
        raise error
    return HistoryError(f"{failure}: {words}")


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's primary result code; 0 where the error is not SQLite's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
