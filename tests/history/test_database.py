"""The history's queries: what is recorded is found again, in order, by host, by demo."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from modelbrowser.domain.history_entry import HistoryEntry, find_alias_move
from modelbrowser.history import HistoryError
from modelbrowser.history.database import HistoryDatabase

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOUND = HistoryEntry(
    looked_up_at=NOON,
    model_id="claude-sonnet-4-5",
    host="api.anthropic.com",
    betas=("skills-2025-10-02", "compact-2026-01-12"),
    resolved_id="claude-sonnet-4-5-20250929",
    lifecycle="deprecated",
    request_id="req_011",
)
MISSED = replace(
    FOUND,
    model_id="claude-x",
    betas=(),
    outcome="retired",
    resolved_id=None,
    lifecycle=None,
    retired_at=NOON - timedelta(days=9),
    successor="claude-y",
    rejected_betas=("a", "b"),
)
"""A lookup with every field that one without a model can have."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The location of the history."""
    return tmp_path / "modelbrowser" / "history.db"


@pytest.fixture
def database(path: Path) -> Iterator[HistoryDatabase]:
    """A database that does not wait for other instances."""
    opened = _database(path)
    yield opened
    opened.close()


def _database(path: Path) -> HistoryDatabase:
    return HistoryDatabase(path, busy_timeout=0.01)


def test_an_entry_comes_back_unchanged(database: HistoryDatabase, path: Path) -> None:
    """What was recorded is read by another instance in full, with its number."""
    database.record(FOUND, MISSED)
    with closing(_database(path)) as other:
        missed, found = other.recent(10)
    assert [found.id, missed.id] == [1, 2]
    assert (replace(found, id=None), replace(missed, id=None)) == (FOUND, MISSED)


def test_times_are_stored_in_utc(database: HistoryDatabase) -> None:
    """A time in another zone is the same instant when it is read, in UTC."""
    local = NOON.astimezone(timezone(timedelta(hours=-10, minutes=-40)))
    database.record(replace(FOUND, looked_up_at=local))
    (entry,) = database.recent(1)
    assert (entry.looked_up_at, entry.looked_up_at.utcoffset()) == (NOON, timedelta(0))


def test_the_newest_come_first_in_pages(database: HistoryDatabase) -> None:
    """The list starts with the newest, and `before` continues after a page."""
    for number in range(5):
        database.record(replace(FOUND, model_id=f"m-{number}"))
    first = database.recent(2)
    second = database.recent(2, before=first[-1].id)
    assert [entry.model_id for entry in first + second] == ["m-4", "m-3", "m-2", "m-1"]


def test_hosts_and_the_demo_are_separate(database: HistoryDatabase) -> None:
    """The answers of another host, or of the demo, are not mistaken for this host's."""
    database.record(FOUND)
    database.record(replace(FOUND, host="gateway.example", resolved_id="a"))
    database.record(replace(FOUND, demo=True, resolved_id="b"))
    own, gateway, demo = FOUND.resolved_id, "a", "b"
    host = FOUND.host
    assert [entry.resolved_id for entry in database.recent(9)] == [gateway, own]
    assert [entry.resolved_id for entry in database.recent(9, host=host)] == [own]
    assert [entry.resolved_id for entry in database.recent(9, demo=True)] == [demo]
    assert [entry.resolved_id for entry in database.names(host, 9)] == [own]
    assert [entry.resolved_id for entry in database.names(host, 9, demo=True)] == [demo]
    last = database.last_resolution(host, FOUND.model_id)
    shown = database.last_resolution(host, FOUND.model_id, demo=True)
    assert last
    assert shown
    assert (last.resolved_id, shown.resolved_id) == (own, demo)
    assert database.count() == 3


def test_a_moved_alias_is_known_after_a_restart(database: HistoryDatabase, path: Path) -> None:
    """A later instance knows what an alias resolved to before, and the list marks the move."""
    database.record(FOUND)
    with closing(_database(path)) as later:
        earlier = later.last_resolution(FOUND.host, FOUND.model_id)
        alias_move = find_alias_move(earlier, "claude-sonnet-4-5-20270101")
        assert alias_move
        assert (alias_move.was, alias_move.last_seen) == (FOUND.resolved_id, NOON)
        later.record(replace(FOUND, resolved_id="claude-sonnet-4-5-20270101"))
        moved, first = later.recent(2)
    assert (moved.moved, moved.previous_id, first.moved) == (True, FOUND.resolved_id, False)


def test_a_failed_lookup_does_not_hide_the_last_result(database: HistoryDatabase) -> None:
    """The last result stays known after a failed lookup, so a removed alias is noticed."""
    database.record(FOUND)
    database.record(replace(FOUND, resolved_id=None, outcome="not_found"))
    last = database.last_resolution(FOUND.host, FOUND.model_id)
    assert last
    assert last.resolved_id == FOUND.resolved_id
    assert database.last_resolution(FOUND.host, "never-asked") is None


def test_names_are_those_that_found_a_model(database: HistoryDatabase) -> None:
    """Completion gets each name once, the newest first, and none that found nothing."""
    for entry in (FOUND, replace(FOUND, model_id="claude-opus-5"), FOUND, MISSED):
        database.record(entry)
    names = [entry.model_id for entry in database.names(FOUND.host, 9)]
    assert names == ["claude-sonnet-4-5", "claude-opus-5"]


def test_names_are_searched_among_the_newest_only(database: HistoryDatabase) -> None:
    """However long the history is, completion reads no more than the limit."""
    for asked in ("claude-old", "claude-new", "claude-new"):
        database.record(replace(FOUND, model_id=asked))
    database.record(MISSED)
    names = database.names(FOUND.host, limit=3)
    assert [entry.model_id for entry in names] == ["claude-new"]


def test_one_can_be_deleted(database: HistoryDatabase) -> None:
    """Deleting a lookup leaves the others."""
    database.record(FOUND, MISSED)
    database.delete(1)
    assert [entry.model_id for entry in database.recent(9)] == [MISSED.model_id]


def test_clearing_empties_this_file_only(database: HistoryDatabase, path: Path) -> None:
    """Row 118: after clearing, nothing is left in the file, it is small, and others stay."""
    other = path.parent / "config.toml"
    for number in range(60):
        asked = f"delete-me-{number}" * 40
        database.record(replace(FOUND, model_id=asked, demo=number % 2 == 0))
    other.write_text("theme = 'dark'")
    large = path.stat().st_size
    database.clear()
    assert database.recent(9) == database.recent(9, demo=True) == ()
    assert path.stat().st_size < large / 2
    assert b"delete-me" not in path.read_bytes()
    assert sorted(file.name for file in path.parent.iterdir()) == ["config.toml", "history.db"]


def test_clearing_a_file_that_sqlite_cannot_rewrite(database: HistoryDatabase, path: Path) -> None:
    """In a file that is slightly damaged, clearing and recording still work."""
    database.record(FOUND)
    database.close()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute("UPDATE sqlite_master SET type = 'TABLE' WHERE name = 'lookup'")
    database.clear()
    assert database.recent(9) == ()
    database.record(MISSED)
    assert [entry.model_id for entry in database.recent(9)] == [MISSED.model_id]


def test_a_deleted_lookup_is_overwritten(database: HistoryDatabase, path: Path) -> None:
    """No byte of a deleted lookup stays in the file."""
    database.record(replace(FOUND, model_id="delete-me"), MISSED)
    assert b"delete-me" in path.read_bytes()
    database.delete(1)
    assert b"delete-me" not in path.read_bytes()


@pytest.mark.parametrize(
    "field",
    ["model_id", "host", "outcome", "resolved_id", "lifecycle", "successor"],
)
def test_a_key_is_never_stored(database: HistoryDatabase, path: Path, field: str) -> None:
    """Row 9: an entry is rejected if any of its fields holds what looks like a key; only that."""
    key = "sk-ant-api03-canary"
    held: dict[str, Any] = {field: f"x {key}"}
    with pytest.raises(HistoryError) as caught:
        database.record(replace(FOUND, **held))
    with pytest.raises(HistoryError):
        database.record(FOUND, replace(FOUND, betas=("a", key)), MISSED)
    assert caught.value.message == "Not recorded: the lookup seems to contain an API key."
    assert database.count() == 2
    assert b"canary" not in path.read_bytes()


@pytest.mark.parametrize("request_id", ["sk-ant-api03-canary", "Qz8Xv3Lm9Tw2Rk7Yp4Nb6Hd1" * 3])
def test_a_request_id_like_a_key_is_left_out(
    database: HistoryDatabase, path: Path, request_id: str
) -> None:
    """Row 9: a request ID that looks like a key isn't stored, but the lookup is."""
    database.record(replace(FOUND, request_id=request_id))
    (entry,) = database.recent(1)
    assert (entry.resolved_id, entry.request_id) == (FOUND.resolved_id, None)
    assert request_id.encode() not in path.read_bytes()


def test_text_that_is_not_unicode_is_stored(database: HistoryDatabase) -> None:
    """A lone surrogate in a server's text stops nothing, and SQL in it stays text."""
    database.record(replace(FOUND, resolved_id="a\ud800", request_id="'; DROP TABLE lookup"))
    (entry,) = database.recent(1)
    assert (entry.resolved_id, entry.request_id) == ("a?", "'; DROP TABLE lookup")


def test_a_row_that_another_program_broke_is_left_out(
    database: HistoryDatabase, path: Path
) -> None:
    """A row with an unreadable time is left out; the others are shown, with bytes as text."""
    for _ in range(4):
        database.record(FOUND)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE lookup SET asked_at = 'yesterday' WHERE id = 1")
        other.execute("UPDATE lookup SET host = CAST(x'ff' AS TEXT) WHERE id = 2")
        other.execute("UPDATE lookup SET host = x'ff', betas = x'612c62' WHERE id = 3")
    recent = database.recent(9)
    assert [entry.host for entry in recent] == [FOUND.host, "\ufffd", "\ufffd"]
    assert recent[1].betas == ("a", "b")


def test_what_a_name_resolved_to_is_text(database: HistoryDatabase, path: Path) -> None:
    """What a name resolved to before is read as text, even if another program wrote bytes."""
    database.record(FOUND)
    database.record(FOUND)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE lookup SET resolved_id = x'61ff' WHERE id = 1")
    assert database.recent(9)[0].previous_id == "a\ufffd"


def test_columns_that_another_program_left_without_types(
    database: HistoryDatabase, path: Path
) -> None:
    """In a table without types, numbers are read as texts, and nothing as an empty text."""
    database.record(FOUND)
    database.close()
    with closing(sqlite3.connect(path)) as other, other:
        names = [name for _, name, *_ in other.execute("PRAGMA table_info(lookup)")][1:]
        other.execute("DROP TABLE lookup")
        other.execute(f"CREATE TABLE lookup (id INTEGER PRIMARY KEY, {', '.join(names)})")
        other.execute("INSERT INTO lookup DEFAULT VALUES")
        other.execute(
            "UPDATE lookup SET asked_at = ?, asked = 7, betas = 7, demo = 0, resolved_id = 7, "
            "error = 7, retired_at = 7, rejected_betas = 7",
            ["2026-11-29T00:00:00+00:00"],
        )
    (entry,) = database.recent(9)
    assert (entry.model_id, entry.host, entry.betas) == ("7", "", ("7",))
    assert (entry.resolved_id, entry.retired_at, entry.rejected_betas) == ("7", None, ("7",))


def test_a_lock_held_by_another_program(database: HistoryDatabase, path: Path) -> None:
    """Row 108: while another program holds the file, an entry is "not recorded".

    A program that only reads may hold it, too.
    """
    database.record(FOUND)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError) as caught:
            database.record(FOUND)
        with pytest.raises(HistoryError, match="History can't be read: another program"):
            database.recent(1)
        with pytest.raises(HistoryError, match="Not deleted from history: another program"):
            database.clear()
    cause = "another program is using it, or it can't be locked."
    assert caught.value.message == f"Not recorded in history: {cause}"
    database.record(FOUND)
    assert [entry.id for entry in database.recent(9)] == [2, 1]


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PERM])
def test_a_file_system_without_locks(database: HistoryDatabase, code: int) -> None:
    """Row 108: NFS without its lock service (ENOLCK) isn't put down to another program alone.

    SQLite reports ENOLCK, and EACCES of AppArmor, as a lock that is held, and EPERM as itself.
    """

    def fail(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError()
        error.sqlite_errorcode = code
        raise error

    with pytest.raises(HistoryError, match="it can't be locked"):
        database._read(fail)


def test_a_bug_is_not_a_history_error(database: HistoryDatabase) -> None:
    """A mistake in a statement is raised as it is, not shown as a problem of the file."""
    with pytest.raises(sqlite3.OperationalError):
        database._read(lambda connection: connection.execute("SELEC"))


def test_a_huge_text_is_cut(database: HistoryDatabase) -> None:
    """Of a text of megabytes, which another program wrote, only the start is read."""
    database.record(FOUND)
    database._open().execute("UPDATE lookup SET asked = ?", ["x" * 3_000_000])
    (found,) = database.recent(1)
    assert found.model_id == "x" * 25_600


def test_a_full_disk_keeps_what_is_there(database: HistoryDatabase) -> None:
    """Row 111: when the disk is full, the entry is "not recorded" and the others stay."""
    database.record(FOUND)
    database._open().execute("PRAGMA max_page_count = 1")
    kept = 1
    with pytest.raises(HistoryError) as caught:  # noqa: PT012 - each may be the one
        for kept in range(1, 1000):  # noqa: B007 - counted for below
            database.record(replace(FOUND, request_id="x" * 900))
    assert caught.value.message == "Not recorded in history: the disk is full."
    assert len(database.recent(1000)) == kept


def test_a_large_history_is_neither_scanned_nor_sorted(database: HistoryDatabase) -> None:
    """However many rows there are, the newest and a name's last are found by an index."""
    statements: list[str] = []
    connection = database._open()
    connection.set_trace_callback(statements.append)
    database.recent(50)
    database.recent(50, before=7, host="h", demo=True)
    database.last_resolution("h", "m")
    connection.set_trace_callback(None)
    asked = [statement for statement in statements if "SELECT" in statement]
    assert len(asked) == 3
    for statement in asked:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
        steps = [str(step[-1]) for step in plan]
        assert not [step for step in steps if step.startswith(("SCAN", "USE TEMP"))]
