"""The programs that are measured side by side, each with a home of its own."""

import os
import sqlite3
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.terminal import Terminal, running

ROOT = Path(__file__).parents[1]
CTRL_C, CTRL_L, CTRL_P, CTRL_Q = b"\x03", b"\x0c", b"\x10", b"\x11"


@dataclass(frozen=True)
class Program:
    """How a program is started, and how to see that it has started.

    Attributes:
        name: What the table calls it.
        command: It and its arguments.
        shows: What is on the screen once it has painted itself.
        environ: Its whole environment.
        quits: The key that ends it.
        to_input: The keys from its start to its input, where it does not start there.
        has_panes: Whether Tab goes anywhere.
    """

    name: str
    command: tuple[str, ...]
    shows: str
    environ: dict[str, str] = field(default_factory=dict)
    quits: bytes = CTRL_Q
    to_input: bytes = b""
    has_panes: bool = True

    def running(self, typed_ahead: bytes = b"") -> AbstractContextManager[Terminal]:
        """Run it in a terminal until the block ends."""
        return running(self.command, self.environ, typed_ahead)


def environment(scratch: Path, **changes: str) -> dict[str, str]:
    """An environment with an empty home: nothing of the developer's own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": mkdtemp(dir=scratch),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **changes,
    }


def modelbrowser(scratch: Path, **changes: str) -> Program:
    """This program; in the environment, at least the server to ask."""
    command = (sys.executable, "-m", "modelbrowser")
    return Program("modelbrowser", command, "Model ID or alias", environment(scratch, **changes))


def stock(scratch: Path, **changes: str) -> Program:
    """This program with Textual's own output."""
    command = (sys.executable, "-m", "modelbrowser")
    changes |= {"MODELBROWSER_RENDERING": "stock"}
    return Program("stock", command, "Model ID or alias", environment(scratch, **changes))


def bare(scratch: Path) -> Program:
    """A Textual app with one input and nothing else."""
    command = (sys.executable, "-m", "benchmarks.bare")
    return Program("bare", command, "Type here", environment(scratch), has_panes=False)


def posting(scratch: Path, venv: Path) -> Program:
    """A Textual program that many know, from the environment that it is installed in."""
    command = (str(venv / "bin" / "posting"),)
    environ = environment(scratch)
    return Program("posting", command, "Response", environ, quits=CTRL_C, to_input=CTRL_L)


def fill_history(home: Path, host: str, rows: int) -> None:
    """Let this many lookups of 5,000 names have been made from a home, long ago."""
    # Late, because nothing else here is to know the program from the inside.
    from modelbrowser.domain.history_entry import HistoryEntry
    from modelbrowser.history.database import HistoryDatabase

    path = home / ".local/share/modelbrowser/history.db"
    entry = HistoryEntry(
        looked_up_at=datetime(2026, 1, 1, tzinfo=UTC),
        model_id="claude-0",
        host=host,
        resolved_id="claude-0",
    )
    database = HistoryDatabase(path, busy_timeout=5)
    database.record(entry)
    database.close()
    columns = "asked_at, host, betas, demo, resolved_id, error, request_id"
    with sqlite3.connect(path) as connection:
        connection.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows - 1})"  # noqa: S608 - a number and our own words
            f" INSERT INTO lookup (asked, {columns})"
            f" SELECT 'claude-' || i % 5000, {columns} FROM lookup, n WHERE lookup.id = 1"
        )
    connection.close()
