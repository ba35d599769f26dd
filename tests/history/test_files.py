"""Problems with the file or its folder: the error says what is wrong, and nothing is lost."""

import os
import socket
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from subprocess import run

import pytest
from support import history_program
from support.history_program import entry
from support.program import ROOT

from modelbrowser.history import HistoryError
from modelbrowser.history.database import HistoryDatabase
from modelbrowser.history.files import default_path
from modelbrowser.preferences import Preferences

OFF = "History is off: the folder or the file isn't writable."
READ_ONLY = "History is read-only: the folder or the file isn't writable."
OTHER_USER = 12345

is_root = os.geteuid() == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The location of the history."""
    return tmp_path / "modelbrowser" / "history.db"


def _run_try(path: Path, **environment: str) -> list[str]:
    """What `history_program.py try` prints, with its user's rights only."""
    # Root may access every file; without these capabilities it is like any other user.
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if is_root else []
    done = run(
        [*drop, sys.executable, history_program.__file__, "try", str(path)],
        env={"PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert not done.stderr
    return done.stdout.splitlines()


def _database(path: Path) -> HistoryDatabase:
    return HistoryDatabase(path, busy_timeout=5)


def _fill(path: Path, count: int) -> None:
    database = _database(path)
    for number in range(count):
        database.record(entry(f"m-{number}" * 30))
    database.close()


def _garbage(path: Path) -> None:
    path.write_bytes(b"this is not a database\n" * 500)


def _halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _behead(path: Path) -> None:
    path.write_bytes(bytes(100) + path.read_bytes()[100:])


def _overwrite_pages(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xaa" * (len(data) - 4096))


def _break_format(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:44] + b"\xff" * 4 + data[48:])


def _rename_table(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"lookup", b"lookUQ"))


def _break_statement(path: Path) -> None:
    path.write_bytes(
        path.read_bytes().replace(b"CREATE TABLE lookup", b"CREATE TABLE \xff\xfe(\xff)")
    )


def _rename_column(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"successor", b"successes"))


def _lower_version(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:60] + bytes(4) + data[64:])


@pytest.mark.parametrize(
    "damage",
    [
        *(_garbage, _halve, _behead, _overwrite_pages),
        *(_break_format, _rename_table, _rename_column, _lower_version, _break_statement),
    ],
)
def test_a_damaged_file_is_set_aside(path: Path, damage: Callable[[Path], None]) -> None:
    """Row 109: a damaged file is kept under another name, and a new one is started."""
    _fill(path, 60)
    damage(path)
    damaged = path.read_bytes()
    database = _database(path)
    assert database.recent(500) == ()
    assert database.notice == (
        "History was damaged; moved it to history.damaged-1.db and started a new one."
    )
    database.record(entry("claude-opus"))
    assert len(database.recent(500)) == 1
    database.close()
    assert path.with_name("history.damaged-1.db").read_bytes() == damaged


def test_damage_to_an_open_file_is_noticed(path: Path) -> None:
    """Row 109: a file that is damaged while it is open is set aside, and the entry is kept."""
    database = _database(path)
    database.record(entry("claude-opus"))
    path.with_name("history.damaged-1.db").touch()
    _garbage(path)
    database.record(entry("claude-haiku"))
    assert [each.model_id for each in database.recent(9)] == ["claude-haiku"]
    database.close()
    assert path.with_name("history.damaged-2.db").read_bytes().startswith(b"this is not")


def test_the_journal_is_set_aside_with_a_damaged_file(path: Path) -> None:
    """Row 109: a leftover journal is set aside too, not played back into the new file."""
    _fill(path, 1)
    _garbage(path)
    journal = path.with_name("history.db-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    database = _database(path)
    database.record(entry("claude-opus"))
    database.close()
    assert not journal.exists()
    assert path.with_name("history.damaged-1.db").exists()


def test_a_deleted_file_is_created_again(path: Path) -> None:
    """A file that is deleted while it is open is created again: no row is lost in the old one."""
    database = _database(path)
    database.record(entry("claude-opus"))
    path.unlink()
    database.record(entry("claude-haiku"))
    database.close()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT asked FROM lookup").fetchall() == [("claude-haiku",)]


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _restore(path: Path) -> None:
    path.write_bytes((ROOT / "tests" / "fixtures" / "0.1.0" / "history.db").read_bytes())


def _drop_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE lookup")


@pytest.mark.parametrize("change", [_empty, _restore, _drop_table])
def test_a_change_of_an_open_file_costs_no_entry(
    path: Path, change: Callable[[Path], None]
) -> None:
    """Row 109: the next lookup is recorded if the open file is emptied, restored or altered."""
    database = _database(path)
    database.record(entry("claude-opus"))
    change(path)
    database.record(entry("claude-haiku"))
    assert database.recent(1)[0].model_id == "claude-haiku"
    database.close()


def test_a_newer_schema_is_only_read(path: Path) -> None:
    """Row 113: a file of a newer version is read and not changed."""
    _fill(path, 2)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    database = _database(path)
    assert len(database.recent(9)) == 2
    assert database.notice == "History is read-only: a newer version wrote it."
    for work in (partial(database.record, entry("x")), partial(database.delete, 1), database.clear):
        with pytest.raises(HistoryError, match="it is read-only"):
            work()
    database.close()
    assert path.read_bytes() == before


def test_a_newer_schema_that_cannot_be_read_is_an_error(path: Path) -> None:
    """Row 113: columns that a newer version has renamed are an error that names the cause."""
    _fill(path, 1)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("ALTER TABLE lookup RENAME COLUMN asked TO question")
        newer.execute("PRAGMA user_version = 99")
    database = _database(path)
    with pytest.raises(HistoryError) as caught:
        database.recent(9)
    database.close()
    assert caught.value.message == "History can't be read: a newer version wrote it."


def test_a_file_that_becomes_newer_is_no_longer_written(path: Path) -> None:
    """Row 113: nothing is written to an open file that a newer version has migrated."""
    database = _database(path)
    database.record(entry("claude-opus"))
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryError, match="Not recorded in history: a newer version wrote it"):
        database.record(entry("claude-haiku"))
    assert len(database.recent(9)) == 1
    database.close()


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    """A path that leads to another program's database turns the history off."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    database = _database(path)
    with pytest.raises(HistoryError, match="belongs to another program"):
        database.record(entry("x"))
    database.close()
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_path_that_is_not_a_file_turns_it_off(tmp_path: Path) -> None:
    """Row 110: a folder, a pipe, a socket, a device, a loop or too long a path is left alone."""
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    # As of a file that is kept on a disk which isn't there now.
    gone = tmp_path / "gone"
    gone.symlink_to(tmp_path / "disk" / "history.db")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
    reasons = {
        tmp_path: "its path is a folder.",
        pipe: "its path is not a file.",
        tmp_path / "socket": "its path is not a file.",
        Path("/dev/null"): "its path is not a file.",
        loop: "its path is a loop of symbolic links.",
        loop / "history.db": "part of its path is not a folder.",
        tmp_path / ("x" * 256): "its path is too long.",
        gone: "part of its path doesn't exist.",
    }
    for path, reason in reasons.items():
        database = _database(path)
        with pytest.raises(HistoryError) as caught:
            database.record(entry("x"))
        assert caught.value.message == f"History is off: {reason}"
        database.close()


def _foreign_link(folder: Path, target: Path) -> Path:
    """A link that belongs to another user."""
    if not is_root:
        return next(link for link in Path("/etc").iterdir() if link.is_symlink())
    link = folder / "link.db"
    link.symlink_to(target)
    os.lchown(link, OTHER_USER, OTHER_USER)
    return link


def test_a_link_of_another_user_is_not_followed(tmp_path: Path) -> None:
    """Row 110: nothing is written through a link that another user has created."""
    target = tmp_path / "precious"
    target.touch()
    database = _database(_foreign_link(tmp_path, target))
    with pytest.raises(HistoryError) as caught:
        database.record(entry("x"))
    database.close()
    assert caught.value.message == "History is off: its path is another user's symbolic link."
    assert target.read_bytes() == b""


def test_the_users_own_link_is_followed(tmp_path: Path) -> None:
    """Row 110: users may keep the file elsewhere and link to it."""
    target = tmp_path / "dotfiles.db"
    link = tmp_path / "history.db"
    link.symlink_to(target)
    _fill(link, 1)
    assert target.stat().st_size
    assert link.is_symlink()


@pytest.mark.skipif(not is_root, reason="only root can give files away")
def test_the_files_of_another_user_are_left_alone(path: Path) -> None:
    """Row 110: as root in a user's home, nothing is written that the user could not write."""
    path.parent.mkdir()
    os.chown(path.parent, OTHER_USER, OTHER_USER)
    database = _database(path)
    with pytest.raises(HistoryError, match="the folder belongs to another user"):
        database.record(entry("x"))
    path.touch()
    os.chown(path, OTHER_USER, OTHER_USER)
    with pytest.raises(HistoryError, match="the file belongs to another user"):
        database.record(entry("x"))
    database.close()
    assert path.read_bytes() == b""


@pytest.mark.skipif(not is_root, reason="only root can give folders away")
def test_no_folder_is_made_in_the_home_of_another_user(tmp_path: Path) -> None:
    """Row 110: as root in a user's home, folders that root would own are not created."""
    os.chown(tmp_path, OTHER_USER, OTHER_USER)
    database = _database(tmp_path / "share" / "modelbrowser" / "history.db")
    with pytest.raises(HistoryError, match="the folder belongs to another user"):
        database.record(entry("x"))
    Preferences(tmp_path / "state" / "modelbrowser" / "choices").set("theme", "nord")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_turns_it_off(tmp_path: Path) -> None:
    """Row 36: the history is off, with the reason, if the file can't be created or opened."""
    (tmp_path / "other.db").touch(0)
    assert _run_try(tmp_path / "other.db") == [OFF, OFF, ""]
    tmp_path.chmod(0o500)
    assert _run_try(tmp_path / "history.db") == [OFF, OFF, ""]
    assert _run_try(tmp_path / "modelbrowser" / "history.db") == [OFF, OFF, ""]


def test_a_missing_home_turns_it_off(tmp_path: Path) -> None:
    """Row 36: a file at the folder's path, or a missing home folder, turns the history off."""
    (tmp_path / "file").touch()
    no_folder = "History is off: part of its path is not a folder."
    assert _run_try(tmp_path / "file" / "history.db") == [no_folder, no_folder, ""]
    no_home = "History is off: there is no home folder."
    assert _run_try(Path("~/history.db")) == [no_home, no_home, ""]
    home = tmp_path / "missing"
    below = home / ".local" / "share" / "modelbrowser" / "history.db"
    assert _run_try(below, HOME=str(home)) == [no_home, no_home, ""]
    assert not home.exists()


@pytest.mark.parametrize("name", [".", "history.db"])
def test_a_read_only_file_or_folder_is_read(path: Path, name: str) -> None:
    """Row 110: a read-only folder or file is read; recording says that it is read-only."""
    _fill(path, 3)
    locked = path.parent / name
    locked.chmod(stat.S_IMODE(locked.stat().st_mode) & ~0o222)
    assert _run_try(path) == ["Not recorded in history: it is read-only.", "3", READ_ONLY]


def test_it_is_private_whatever_the_umask(tmp_path: Path) -> None:
    """Row 112: the file is 0600 in a folder 0700 with a umask of 000, 022 and 777."""
    for mask in ("000", "022", "777"):
        path = tmp_path / mask / "share" / "modelbrowser" / "history.db"
        assert _run_try(path, UMASK=mask) == ["1", ""]
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, *path.parents[:3])]
        assert modes == [0o600, 0o700, 0o700, 0o700]


def test_a_readable_file_is_made_private(path: Path) -> None:
    """Row 112: a file that other users could read is made private."""
    path.parent.mkdir()
    path.touch()
    path.chmod(0o666)
    assert _run_try(path) == ["1", ""]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_works_on_a_file_system_without_locks(path: Path) -> None:
    """Row 117: it works with lock files, as on a network file system, and without WAL."""
    for count in ("1", "2"):
        assert _run_try(path, LOCK_BY_FILES="1") == [count, ""]
    assert _journal_versions(path) == (1, 1)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_wal_is_switched_off(path: Path) -> None:
    """Row 117: a file that was switched to WAL is switched back."""
    _fill(path, 1)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    assert _journal_versions(path) == (2, 2)
    _fill(path, 1)
    assert _journal_versions(path) == (1, 1)


def _journal_versions(path: Path) -> tuple[int, int]:
    """The header's write and read versions: 1 for a rollback journal, 2 for WAL."""
    write, read = path.read_bytes()[18:20]
    return write, read


def test_without_sqlite_it_is_off(path: Path) -> None:
    """In a Python that was built without SQLite the history is off, with the reason."""
    off = "History is off: this Python has no SQLite."
    assert _run_try(path, NO_SQLITE="1") == [off, off, ""]


def test_the_default_location(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is in the folder for the user's data."""
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    if sys.platform == "linux":
        assert default_path() == Path("/data/modelbrowser/history.db")


def test_errors_never_hold_a_librarys_text(path: Path) -> None:
    """Row 76: the messages of SQLite and of the system are not repeated."""
    path.mkdir(parents=True)
    lines = _run_try(path)
    assert not [line for line in lines if "rrno" in line or str(path) in line]
