"""The history's database: opened, watched over, and each failure said in words."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from modelbrowser.history import failures, files
from modelbrowser.history.errors import HistoryError, HistoryOffError
from modelbrowser.history.migrations import NEWEST, is_foreign, migrate, version

T = TypeVar("T")


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
                raise HistoryError(f"{failure}: {failures.READ_ONLY}")
            with connection:
                # At once: a lock taken later fails without waiting.
                connection.execute("BEGIN IMMEDIATE")
                if self._is_newer():
                    raise HistoryError(f"{failure}: {failures.NEWER}")
                return work(connection)

        return self._watched(transaction, failure)

    def shrink(self) -> None:
        """Give back the room of what was deleted."""
        # Where it fails, the rows are gone and overwritten; only the file stays large.
        with contextlib.suppress(HistoryError):
            self.read(lambda connection: connection.execute("VACUUM"))

    def close(self) -> None:
        """Close the file, if it was opened."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _watched(self, work: Callable[[sqlite3.Connection], T], failure: str) -> T:
        """Do something, once more where the file is damaged or was replaced meanwhile."""
        name = None
        try:
            return work(self._ready())
        except sqlite3.DatabaseError as error:
            if failures.is_damage(error):
                name = self._set_aside()
            elif files.identity(self._path) == self._identity:
                raise failures.told(error, failure, self._is_newer) from error
        try:
            result = work(self._ready())
        except sqlite3.DatabaseError as error:
            raise failures.told(error, failure, self._is_newer) from error
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
        if self._is_newer():
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

    def _is_newer(self) -> bool:
        """Whether a newer version of this program has written the file, by now."""
        return self._connection is not None and version(self._connection) > NEWEST

    def _set_aside(self) -> str | None:
        """Rename the damaged file, so that the next use starts a new one; its new name."""
        self.close()
        if not self._writable:
            raise HistoryOffError("History is off: the file is damaged and cannot be set aside.")
        return files.set_aside(self._path, self._identity)
