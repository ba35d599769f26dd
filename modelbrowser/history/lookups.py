"""The lookups that are remembered: written, read, found again, forgotten."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.query import looks_like_key
from modelbrowser.history.database import Database
from modelbrowser.history.errors import HistoryError

_COLUMNS = "asked_at, asked, host, betas, demo, resolved_id, error, request_id"

_SELECT = f"""
    SELECT {_COLUMNS}, id, (
        SELECT earlier.resolved_id FROM lookup AS earlier
        WHERE earlier.demo = lookup.demo AND earlier.host = lookup.host
            AND earlier.asked = lookup.asked AND earlier.resolved_id IS NOT NULL
            AND earlier.id < lookup.id
        ORDER BY earlier.id DESC LIMIT 1
    ) FROM lookup
"""  # noqa: S608 - put together from our own words


class Lookups:
    """The sentences of the history, in SQL; see `store.History` for what they mean."""

    def __init__(self, path: Path, busy_timeout: float) -> None:
        self.database = Database(path, busy_timeout)

    def record(self, entry: Entry) -> int:
        """Write one and return its number.

        Raises:
            HistoryError: If it looks like an API key, or cannot be written.
        """
        row = _row(entry)
        if any(looks_like_key(text) for text in row if isinstance(text, str)):
            raise HistoryError("Not recorded: it looks like an API key.")
        statement = f"INSERT INTO lookup ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - the same

        def insert(connection: sqlite3.Connection) -> int:
            number = connection.execute(statement, row).lastrowid
            assert number is not None  # noqa: S101 - a row was inserted
            return number

        return self.database.write(insert, "Not recorded")

    def recent(
        self, limit: int, before: int | None, host: str | None, *, demo: bool
    ) -> tuple[Entry, ...]:
        """The newest, newest first."""
        where = "WHERE demo = ?"
        values: list[str | int] = [demo]
        if host is not None:
            where += " AND host = ?"
            values.append(host)
        if before is not None:
            where += " AND id < ?"
            values.append(before)
        return self._select(f"{where} ORDER BY id DESC LIMIT ?", (*values, limit))

    def last_resolution(self, host: str, model_id: str, *, demo: bool) -> Entry | None:
        """The newest of a name that found a model."""
        where = """WHERE demo = ? AND host = ? AND asked = ? AND resolved_id IS NOT NULL
            ORDER BY id DESC LIMIT 1"""
        return next(iter(self._select(where, (demo, host, model_id))), None)

    def names(self, host: str, limit: int, *, demo: bool) -> tuple[Entry, ...]:
        """The newest of each name that found a model, among the newest rows, newest first."""
        where = """WHERE id IN (
            SELECT max(id) FROM (
                SELECT id, asked, resolved_id FROM lookup
                WHERE demo = ? AND host = ? ORDER BY id DESC LIMIT ?
            ) WHERE resolved_id IS NOT NULL GROUP BY asked
        ) ORDER BY id DESC"""
        return self._select(where, (demo, host, limit))

    def count(self) -> int:
        """How many there are."""
        statement = "SELECT count(*) FROM lookup"
        return int(self.database.read(lambda open_: open_.execute(statement).fetchone()[0]))

    def delete(self, number: int) -> None:
        """Forget one."""
        statement = "DELETE FROM lookup WHERE id = ?"
        self.database.write(lambda open_: open_.execute(statement, (number,)), "Not deleted")

    def clear(self) -> None:
        """Forget all."""
        self.database.write(lambda open_: open_.execute("DELETE FROM lookup"), "Not deleted")
        self.database.shrink()

    def _select(self, where: str, values: tuple[str | int, ...]) -> tuple[Entry, ...]:
        rows = self.database.read(lambda open_: open_.execute(_SELECT + where, values).fetchall())
        return tuple(entry for entry in map(_entry, rows) if entry)


def _row(entry: Entry) -> tuple[Any, ...]:
    """An entry as it is stored: half surrogate pairs of a server's cannot be."""
    texts = (entry.asked, entry.host, ",".join(entry.betas))
    asked, host, betas = map(_storable, texts)
    rest = (_storable(text) for text in (entry.resolved_id, entry.error, entry.request_id))
    moment = entry.asked_at.astimezone(UTC).isoformat()
    return (moment, asked, host, betas, entry.demo, *rest)


def _storable(text: str | None) -> str | None:
    return None if text is None else text.encode("utf-8", "replace").decode()


def _entry(row: tuple[Any, ...]) -> Entry | None:
    """A stored row as an entry; None where another hand has written its time."""
    moment, asked, host, betas, demo, resolved_id, error, request_id, number, before = row
    try:
        asked_at = datetime.fromisoformat(moment).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    return Entry(
        asked_at=asked_at,
        asked=asked,
        host=host,
        betas=tuple(betas.split(",")) if betas else (),
        demo=bool(demo),
        resolved_id=resolved_id,
        error=error,
        request_id=request_id,
        id=number,
        stood_for=before,
    )
