"""Many instances at once, some of them killed: no acknowledged row is lost."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run

import pytest
from support import history_program
from support.history_program import entry
from support.program import PATIENCE, ROOT

from modelbrowser.history.database import HistoryDatabase

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The location of the history."""
    return tmp_path / "modelbrowser" / "history.db"


@pytest.fixture
def processes() -> Iterator[ExitStack]:
    """End the processes of a test."""
    with ExitStack() as stack:
        yield stack


def _start(path: Path, tags: list[str], count: int, processes: ExitStack) -> list[Popen[str]]:
    """Start writers that begin together, once all of them are ready."""
    writers = []
    for tag in tags:
        command = [sys.executable, history_program.__file__, "record", str(path), tag, str(count)]
        writer = Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=ENVIRONMENT)
        writers.append(processes.enter_context(writer))
        processes.callback(writer.kill)
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    return writers


def _asked(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [asked for (asked,) in other.execute("SELECT asked FROM lookup ORDER BY id")]


def test_six_instances_lose_no_row(path: Path, processes: ExitStack) -> None:
    """Rows 108 and 114: six instances start together without a file; every row is kept."""
    tags = list("abcdef")
    for writer in _start(path, tags, 25, processes):
        assert writer.stdout
        assert len(writer.stdout.readlines()) == 25
        assert writer.wait(PATIENCE) == 0
    assert sorted(_asked(path)) == sorted(f"{tag}-{n}" for tag in tags for n in range(25))


def test_three_instances_migrate_at_once(tmp_path: Path, processes: ExitStack) -> None:
    """Row 114: a new file, or one of 0.1.0, that three instances open at once is migrated once."""
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    new.touch()
    shutil.copy(ROOT / "tests" / "fixtures" / "0.1.0" / "history.db", old)
    for path, before in ((new, 0), (old, 22)):
        for writer in _start(path, list("abc"), 1, processes):
            assert writer.wait(PATIENCE) == 0
        assert sorted(_asked(path)[before:]) == ["a-0", "b-0", "c-0"]


def test_three_instances_set_a_damaged_file_aside_once(
    tmp_path: Path, processes: ExitStack
) -> None:
    """Row 109: three instances find the same damage; the file is set aside once."""
    for number in range(2):
        path = tmp_path / str(number) / "history.db"
        path.parent.mkdir()
        path.write_bytes(b"not a database" * 1000)
        for writer in _start(path, list("abc"), 5, processes):
            assert writer.wait(PATIENCE) == 0
        assert len(_asked(path)) == 15
        names = sorted(file.name for file in path.parent.iterdir())
        assert names == ["history.damaged-1.db", "history.db"]


def test_a_kill_loses_no_acknowledged_row(path: Path, processes: ExitStack) -> None:
    """Row 115: six instances are killed while they write; every acknowledged row is kept."""
    acknowledged: list[str] = []
    for turn in range(2):
        writers = _start(path, [f"{turn}{tag}" for tag in "abc"], 10_000, processes)
        for number, writer in enumerate(writers):
            assert writer.stdout
            acknowledged += [writer.stdout.readline().strip() for _ in range(number + 1)]
            writer.kill()
            # What it printed before it was killed; a line that was cut off acknowledges nothing.
            rest = writer.stdout.read()
            acknowledged += rest.split("\n")[:-1]
            writer.wait(PATIENCE)
    assert len(acknowledged) >= 2 * 6
    assert set(acknowledged) <= set(_asked(path))


def test_quitting_does_not_wait_for_another_program(path: Path) -> None:
    """Row 108: the program quits quietly while its history waits for a lock."""
    database = HistoryDatabase(path, busy_timeout=5)
    database.record(entry("claude-opus"))
    database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        command = [sys.executable, history_program.__file__, "quit", str(path)]
        # The lock would make it wait for a minute.
        done = run(
            command, env=ENVIRONMENT, stdin=DEVNULL, capture_output=True, timeout=20, check=True
        )
    assert (done.stdout, done.stderr) == (b"", b"")
