"""The history's database: its queries, and the errors of its file.

Everything here is synchronous; `History` calls it in a thread.
"""

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from modelbrowser.domain.history_entry import FOUND, HistoryEntry
from modelbrowser.domain.query import MAX_LENGTH, looks_like_key
from modelbrowser.history import HistoryError, files
from modelbrowser.history.migrations import NEWEST, file_version, is_foreign, migrate

T = TypeVar("T")

_COLUMNS = """asked_at, asked, host, betas, demo, resolved_id, error, request_id,
    lifecycle, retired_at, successor, rejected_betas"""

_INSERT = f"INSERT INTO lookup ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - made of constants

_SELECT = f"""
    SELECT {_COLUMNS}, id, (
        SELECT earlier.resolved_id FROM lookup AS earlier
        WHERE earlier.demo = lookup.demo AND earlier.host = lookup.host
            AND earlier.asked = lookup.asked AND earlier.resolved_id IS NOT NULL
            AND earlier.id < lookup.id
        ORDER BY earlier.id DESC LIMIT 1
    ) FROM lookup
"""  # noqa: S608 - made of constants

_MAX_TEXT = 100 * MAX_LENGTH
"""The longest text that is read, in characters: a hundred betas."""

_READ_ONLY = "it is read-only."
_NEWER = "a newer version wrote it."

# SQLite also reports a file as locked if its file system can't lock files, such as NFS without its
# lock service.
_IN_USE = "another program is using it, or it can't be locked."

_CAUSES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_FULL: "the disk is full.",
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: "it can't be locked.",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened.",
    sqlite3.SQLITE_IOERR: "the file system reports an error.",
    sqlite3.SQLITE_PROTOCOL: "it can't be locked.",
    sqlite3.SQLITE_NOLFS: "it is too large for the file system.",
    sqlite3.SQLITE_CONSTRAINT: "another program has changed it.",
    sqlite3.SQLITE_TOOBIG: "the entry is too large.",
    sqlite3.SQLITE_CORRUPT: "it is damaged.",
    sqlite3.SQLITE_NOTADB: "it is damaged.",
}
"""Causes outside of this program, by SQLite's primary result code.

The text of SQLite's exceptions is never shown.
"""


class HistoryDatabase:
    """The lookups in the file at a path, opened on first use; belongs to the thread that uses it.

    It uses a rollback journal, never WAL, which loses rows on a network file system and when
    several instances write at once. Every commit waits for the disk (SQLite's default), so
    committed rows are never lost.

    Every method but `close` raises `HistoryError` if it fails.

    Args:
        path: The location of the file, which may not exist yet.
        busy_timeout: How long to wait while another instance writes, in seconds.

    Attributes:
        notice: A sentence about the file that the user should know; may be empty.
    """

    def __init__(self, path: Path, busy_timeout: float) -> None:
        self.notice = ""
        self._path = path
        self._busy_timeout = busy_timeout
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._is_writable = False

    def record(self, *entries: HistoryEntry) -> None:
        """Write lookups in one transaction; reject those that look like they hold an API key."""
        rows = [row for row in map(_row, entries) if not _holds_key(row)]
        if rows:
            self._write(lambda c: c.executemany(_INSERT, rows), "Not recorded in history")
        if len(rows) < len(entries):
            raise HistoryError("Not recorded: the lookup seems to contain an API key.")

    def recent(
        self, limit: int, before: int | None = None, host: str | None = None, *, demo: bool = False
    ) -> tuple[HistoryEntry, ...]:
        """Return the newest lookups, newest first; `History.recent` describes the arguments."""
        conditions = {"demo = ?": demo, "host = ?": host, "id < ?": before}
        given = {text: value for text, value in conditions.items() if value is not None}
        where = f"WHERE {' AND '.join(given)} ORDER BY id DESC LIMIT ?"
        return self._select(where, (*given.values(), limit))

    def last_resolution(
        self, host: str, model_id: str, *, demo: bool = False
    ) -> HistoryEntry | None:
        """Return the newest lookup of a model ID or alias on a host that found a model."""
        where = """WHERE demo = ? AND host = ? AND asked = ? AND resolved_id IS NOT NULL
            ORDER BY id DESC LIMIT 1"""
        return next(iter(self._select(where, (demo, host, model_id))), None)

    def names(self, host: str, limit: int, *, demo: bool = False) -> tuple[HistoryEntry, ...]:
        """Return the newest lookup of each name that found a model on a host, newest first.

        Args:
            host: The host.
            limit: How many of the newest lookups to search. Older ones are not read, so the
                time taken doesn't grow with the history.
            demo: Search the demo's lookups instead of the real ones.
        """
        where = """WHERE id IN (
            SELECT max(id) FROM (
                SELECT id, asked, resolved_id FROM lookup
                WHERE demo = ? AND host = ? ORDER BY id DESC LIMIT ?
            ) WHERE resolved_id IS NOT NULL GROUP BY asked
        ) ORDER BY id DESC"""
        return self._select(where, (demo, host, limit))

    def count(self) -> int:
        """Return the number of lookups, the demo's included."""
        return int(self._read(lambda c: c.execute("SELECT count(*) FROM lookup").fetchone()[0]))

    def delete(self, number: int) -> None:
        """Delete the lookup with this number."""
        statement = "DELETE FROM lookup WHERE id = ?"
        self._write(lambda c: c.execute(statement, (number,)), "Not deleted from history")

    def clear(self) -> None:
        """Delete all lookups, the demo's included, and shrink the file."""
        self._write(lambda c: c.execute("DELETE FROM lookup"), "Not deleted from history")
        # If this fails, the rows are still gone and overwritten; only the file stays large. SQLite
        # doesn't always know that the file is damaged, and can't use the connection afterward.
        with contextlib.suppress(HistoryError, sqlite3.OperationalError):
            self._read(lambda c: c.execute("VACUUM"))
        self.close()

    def close(self) -> None:
        """Close the file, if it is open."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _select(self, where: str, values: tuple[str | int, ...]) -> tuple[HistoryEntry, ...]:
        rows = self._read(lambda c: c.execute(_SELECT + where, values).fetchall())
        return tuple(entry for entry in map(_entry, rows) if entry)

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return self._recovering(work, "History can't be read")

    def _write(self, work: Callable[[sqlite3.Connection], T], failure: str) -> T:
        """Change the file in one transaction, which is on disk when this returns.

        Args:
            work: Executes the statements.
            failure: What to say if it fails, such as "Not recorded in history".
        """

        def transaction(connection: sqlite3.Connection) -> T:
            if not self._is_writable:
                raise HistoryError(f"{failure}: {_READ_ONLY}")
            with connection:
                # Lock right away: a lock taken later in the transaction fails without waiting.
                connection.execute("BEGIN IMMEDIATE")
                if file_version(connection) > NEWEST:
                    raise HistoryError(f"{failure}: {_NEWER}")
                return work(connection)

        return self._recovering(transaction, failure)

    def _recovering(self, work: Callable[[sqlite3.Connection], T], failure: str) -> T:
        """Do some work, and retry if the file is damaged (with a new one), replaced or changed."""
        kept_as, was_open = None, self._connection is not None
        try:
            return work(self._open())
        except sqlite3.DatabaseError as error:
            if _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                self.close()
                if not self._is_writable:
                    raise HistoryError(files.CANNOT_SET_ASIDE) from error
                kept_as = files.set_aside(self._path, self._identity)
            elif was_open and _code(error) == sqlite3.SQLITE_ERROR:
                # Another program may have emptied the file, or changed its tables.
                self.close()
                return self._recovering(work, failure)
            elif files.file_identity(self._path) == self._identity:
                raise self._failed(failure, error) from error
        try:
            result = work(self._open())
        except sqlite3.DatabaseError as error:
            raise self._failed(failure, error) from error
        if kept_as:
            self.notice = f"History was damaged; moved it to {kept_as} and started a new one."
        return result

    def _failed(self, failure: str, error: sqlite3.DatabaseError) -> HistoryError:
        """Return the error for what SQLite reports; raise SQLite's own if it is a bug of ours."""
        cause = _CAUSES.get(_code(error))
        # A newer version may have changed the tables.
        if cause is None and self._connection and file_version(self._connection) > NEWEST:
            cause = _NEWER
        if cause is None:
            raise error
        return HistoryError(f"{failure}: {cause}")

    def _open(self) -> sqlite3.Connection:
        """Return the connection, opening the file if none is open or the path has another one."""
        if self._connection and files.file_identity(self._path) == self._identity:
            return self._connection
        self.close()
        self._identity, self._is_writable = files.prepare_file(self._path)
        self.notice = ""
        uri = f"{self._path.as_uri()}?mode={'rw' if self._is_writable else 'ro'}"
        self._connection = connection = sqlite3.connect(
            uri, uri=True, timeout=self._busy_timeout, isolation_level=None
        )
        # Bytes that aren't UTF-8 are replaced instead of failing the query.
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            self._set_up(connection)
        except (sqlite3.DatabaseError, HistoryError) as error:
            self.close()
            if isinstance(error, sqlite3.DatabaseError) and _code(error) == sqlite3.SQLITE_ERROR:
                # These statements never change, so anything missing was lost from the file.
                error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise
        except UnicodeDecodeError as error:
            # Python can't decode SQLite's message, which quotes the file.
            self.close()
            damaged = sqlite3.DatabaseError()
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged from error
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        """Check that the file is ours, migrate it, and check that all columns exist."""
        if is_foreign(connection):
            raise HistoryError("History is off: the file belongs to another program.")
        if file_version(connection) > NEWEST:
            self._is_writable = False
            self.notice = "History is read-only: a newer version wrote it."
            connection.execute("PRAGMA query_only = ON")
            return
        if self._is_writable:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA secure_delete = ON")  # deleted rows are overwritten
            if file_version(connection) < NEWEST:
                migrate(connection)
        elif file_version(connection) < NEWEST:
            raise HistoryError("History is off: the folder or the file isn't writable.")
        else:
            self.notice = "History is read-only: the folder or the file isn't writable."
        connection.execute(f"SELECT {_COLUMNS}, id FROM lookup LIMIT 0")  # noqa: S608 - constants


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's primary result code; 0 if the error is not SQLite's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _row(entry: HistoryEntry) -> tuple[str | bool | None, ...]:
    """An entry as it is stored."""
    values = (
        entry.looked_up_at.astimezone(UTC).isoformat(),
        entry.model_id,
        entry.host,
        ",".join(entry.betas),
        entry.demo,
        entry.resolved_id,
        None if entry.outcome == FOUND else entry.outcome,
        # Some hosts' are as long and mixed as a key; the lookup is worth more.
        None if looks_like_key(entry.request_id or "") else entry.request_id,
        entry.lifecycle,
        entry.retired_at.isoformat() if entry.retired_at else None,
        entry.successor,
        ",".join(entry.rejected_betas),
    )
    # A server's JSON may contain lone surrogates, which UTF-8 can't encode.
    return tuple(
        value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for value in values
    )


def _holds_key(row: tuple[str | bool | None, ...]) -> bool:
    return any(looks_like_key(text) for text in row if isinstance(text, str))


def _entry(row: tuple[Any, ...]) -> HistoryEntry | None:
    """A stored row as an entry; None if another program made its time unreadable."""
    *texts, number, before = row
    moment, asked, host, betas, demo, resolved_id, error, request_id = map(_text, texts[:8])
    lifecycle, retired_at, successor, rejected_betas = map(_text, texts[8:])
    looked_up_at = _moment(moment)
    if looked_up_at is None:
        return None
    return HistoryEntry(
        looked_up_at=looked_up_at,
        model_id=asked or "",
        host=host or "",
        betas=tuple(betas.split(",")) if betas else (),
        demo=demo == "1",
        outcome=error or FOUND,
        resolved_id=resolved_id,
        lifecycle=lifecycle,
        retired_at=_moment(retired_at),
        successor=successor,
        rejected_betas=tuple(rejected_betas.split(",")) if rejected_betas else (),
        request_id=request_id,
        id=number,
        previous_id=_text(before),
    )


def _text(value: Any) -> str | None:
    """A stored value as text: another program may have written bytes or a number."""
    if isinstance(value, bytes):
        # Decoded like text that isn't UTF-8.
        value = value.decode("utf-8", "replace")
    # Megabytes would stop the screen for seconds.
    return None if value is None else str(value)[:_MAX_TEXT]


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
