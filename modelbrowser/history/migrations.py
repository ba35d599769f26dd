"""The history's tables, and how an older file gets them.

To add one: a further tuple of statements in `STEPS`; what is there is never changed.
"""

import sqlite3

APPLICATION_ID = 0x6D6F6462
"""Marks a file as this program's (SQLite's `application_id`; "modb")."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """
        CREATE TABLE lookup (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            asked_at TEXT NOT NULL,      -- ISO 8601, UTC
            asked TEXT NOT NULL,
            host TEXT NOT NULL,
            betas TEXT NOT NULL,         -- joined by commas, as they are sent
            demo INTEGER NOT NULL,
            resolved_id TEXT,
            error TEXT,
            request_id TEXT
        )
        """,
        # Each index ends in the row's number, so the newest are found without sorting.
        "CREATE INDEX lookup_by_demo ON lookup (demo)",
        "CREATE INDEX lookup_by_host ON lookup (demo, host)",
        """
        CREATE INDEX lookup_by_name ON lookup (demo, host, asked)
        WHERE resolved_id IS NOT NULL
        """,
    ),
)
"""Step N takes a file from version N (SQLite's `user_version`) to N + 1."""

NEWEST = len(STEPS)
"""The version that this program writes."""


def version(connection: sqlite3.Connection) -> int:
    """A file's version; 0 where it is empty."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether the file is another program's database."""
    with connection:
        # Both at one moment: another instance may be making the tables just now.
        connection.execute("BEGIN")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(tables) and application != APPLICATION_ID


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest version; several instances may try at once."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        # Asked again, now that nobody else can be at it.
        for number, step in enumerate(STEPS[version(connection) :], version(connection) + 1):
            for statement in step:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
