"""The history's database: opened, watched over, and each failure said in words."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from modelbrowser.history import files
from modelbrowser.history.errors import HistoryError, HistoryOffError
from modelbrowser.history.migrations import NEWEST, is_foreign, migrate, version

T = TypeVar("T")

_WORDS = {
    sqlite3.SQLITE_BUSY: "another program is writing to it.",
    sqlite3.SQLITE_LOCKED: "another program is writing to it.",
    sqlite3.SQLITE_FULL: "the disk is full.",
    sqlite3.SQLITE_READONLY: "it is read-only.",
    sqlite3.SQLITE_PERM: "it is read-only.",
    sqlite3.SQLITE_CANTOPEN: "its folder cannot be written.",
    sqlite3.SQLITE_IOERR: "the file system reports an error.",
    sqlite3.SQLITE_PROTOCOL: "the file system cannot lock it.",
    sqlite3.SQLITE_NOLFS: "the file system cannot hold it.",
    sqlite3.SQLITE_TOOBIG: "the entry is too large.",
    sqlite3.SQLITE_CORRUPT: "it is damaged.",
    sqlite3.SQLITE_NOTADB: "it is damaged.",
}
"""What goes wrong outside of this program, by SQLite's primary result code."""

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Database:
    """The file at a path, opened on first use; belongs to the thread that uses it.

    Rollback journal, never WAL: that loses rows on a network file system, and with
    several instances that write at once. Every commit waits for the disk (SQLite's
    default), so what was written stays written.

    Args:
        path: Where the file is, or will be.
        busy_timeout: How long to wait while another instance writes, in seconds.

    Attributes:
        notice: What a person should know about the file, in a sentence; may be empty.
    """

    def __init__(self, path: Path, busy_timeout: float) -> None:
        self.notice = ""
        self._path = path
        self._busy_timeout = busy_timeout
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._writable = False
        self._newer = False

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do what only reads.

        Raises:
            HistoryError: If it cannot be done; the words begin with "History cannot be read".
        """
        return self._watched(work, "History cannot be read")

    def write(self, work: Callable[[sqlite3.Connection], T], failure: str) -> T:
        """Do what writes, in one transaction that is on the disk when this returns.

        Args:
            work: What to do.
            failure: What to say where it failed, such as "Not recorded".

        Raises:
            HistoryError: If it cannot be done.
        """

        def transaction(connection: sqlite3.Connection) -> T:
            if not self._writable:
                raise HistoryError(f"{failure}: {_WORDS[sqlite3.SQLITE_READONLY]}")
            with connection:
                # At once: a lock taken later fails without waiting.
                connection.execute("BEGIN IMMEDIATE")
                return work(connection)

        return self._watched(transaction, failure)

    def shrink(self) -> None:
        """Give back the room of what was deleted."""
        if self._connection:
            try:
                self._connection.execute("VACUUM")
            except sqlite3.OperationalError as error:
                # The rows are gone and overwritten; only the file stays large.
                self._told(error, "Not shrunk")

    def close(self) -> None:
        """Close the file, if it was opened."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _watched(self, work: Callable[[sqlite3.Connection], T], failure: str) -> T:
        """Do something, once more on a new file where this one proves to be damaged."""
        try:
            return work(self._ready())
        except sqlite3.DatabaseError as error:
            if _code(error) not in _DAMAGE:
                raise self._told(error, failure) from error
        name = self._set_aside()
        try:
            result = work(self._ready())
        except sqlite3.DatabaseError as error:
            raise self._told(error, failure) from error
        if name:
            self.notice = f"History was damaged; kept as {name}; a new one was started."
        return result

    def _ready(self) -> sqlite3.Connection:
        """The connection, opened anew where the file under the path is another one."""
        if self._connection is None or files.identity(self._path) != self._identity:
            self.close()
            self._open()
        assert self._connection  # noqa: S101 - opened just now, else an error was raised
        return self._connection

    def _open(self) -> None:
        file = files.prepare(self._path)
        self.notice = ""
        self._identity, self._writable = file.identity, file.writable
        uri = f"{self._path.as_uri()}?mode={'rw' if file.writable else 'ro'}"
        self._connection = connection = sqlite3.connect(
            uri, uri=True, timeout=self._busy_timeout, isolation_level=None
        )
        # Bytes that are no UTF-8 are shown as such; they stop nothing.
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            self._set_up(connection)
        except (sqlite3.DatabaseError, HistoryError):
            self.close()
            raise

    def _set_up(self, connection: sqlite3.Connection) -> None:
        if is_foreign(connection):
            raise HistoryOffError("History is off: the file belongs to another program.")
        self._newer = version(connection) > NEWEST
        if self._newer:
            self._writable = False
            self.notice = "History was written by a newer version; it is read-only."
            connection.execute("PRAGMA query_only = ON")
        elif self._writable:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            if version(connection) < NEWEST:
                migrate(connection)
        elif version(connection) < NEWEST:
            raise HistoryOffError("History is off: the folder cannot be written.")
        else:
            self.notice = "History is read-only: the folder or the file cannot be written."

    def _told(self, error: sqlite3.DatabaseError, failure: str) -> HistoryError:
        """The same in words of ours; a mistake of this program stays what it is."""
        words = _WORDS.get(_code(error))
        if _code(error) == sqlite3.SQLITE_ERROR and self._newer:
            words = "a newer version has written it."
        if words is None:
            raise error
        return HistoryError(f"{failure}: {words}")

    def _set_aside(self) -> str | None:
        """Rename the damaged file, so that the next use starts a new one; its new name."""
        self.close()
        if not self._writable:
            raise HistoryOffError("History is off: the file is damaged and cannot be set aside.")
        return files.set_aside(self._path, self._identity)


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's primary result code; 0 where the error is not SQLite's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
