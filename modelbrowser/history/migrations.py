"""The history's tables, and the migration of older files.

To add a migration, append a tuple of statements to `MIGRATIONS`; existing ones never change.
"""

import sqlite3

APPLICATION_ID = 0x6D6F6462
"""Marks a file as this program's (SQLite's `application_id`; "modb")."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
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
        # Each index ends with the row's number, so the newest rows are found without sorting.
        "CREATE INDEX lookup_by_demo ON lookup (demo)",
        "CREATE INDEX lookup_by_host ON lookup (demo, host)",
        """
        CREATE INDEX lookup_by_name ON lookup (demo, host, asked)
        WHERE resolved_id IS NOT NULL
        """,
    ),
    (
        "ALTER TABLE lookup ADD COLUMN lifecycle TEXT",
        "ALTER TABLE lookup ADD COLUMN retired_at TEXT",  # ISO 8601, with its offset
        "ALTER TABLE lookup ADD COLUMN successor TEXT",
        "ALTER TABLE lookup ADD COLUMN rejected_betas TEXT",  # joined by commas
        # From here on, `error` is a code. Before, it was the title that 0.1.0 showed.
        """
        UPDATE lookup SET error = CASE error
            WHEN 'Key refused' THEN 'invalid_key'
            WHEN 'No answer' THEN 'no_answer'
            WHEN 'Not allowed' THEN 'permission_denied'
            WHEN 'Not found' THEN 'not_found'
            WHEN 'Not trusted' THEN 'certificate_error'
            WHEN 'Offline' THEN 'offline'
            WHEN 'Overloaded' THEN 'overloaded'
            WHEN 'Payment required' THEN 'billing_problem'
            WHEN 'Proxy refused' THEN 'proxy_refused'
            WHEN 'Refused' THEN 'rejected'
            WHEN 'Service problem' THEN 'server_error'
            WHEN 'Strange answer' THEN 'unexpected_response'
            WHEN 'Too many requests' THEN 'rate_limited'
            ELSE 'failed'
        END WHERE error IS NOT NULL
        """,
    ),
)
"""Migration N takes a file from version N (SQLite's `user_version`) to N + 1."""

NEWEST = len(MIGRATIONS)
"""The version that this program writes."""


def file_version(connection: sqlite3.Connection) -> int:
    """Return the file's version; 0 if it is empty."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def is_foreign(connection: sqlite3.Connection) -> bool:
    """Return whether the file is another program's database, or contains another program's code."""
    with connection:
        # In one transaction: another instance may be creating the tables right now.
        connection.execute("BEGIN")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        kinds = [kind for (kind,) in connection.execute("SELECT type FROM sqlite_master")]
    # A trigger would run with every lookup.
    return bool(kinds) and (application != APPLICATION_ID or bool({"trigger", "view"} & {*kinds}))


def migrate(connection: sqlite3.Connection) -> None:
    """Upgrade a file to the newest version; several instances may try at once."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        # Read again, now that no other instance can be migrating.
        start = file_version(connection)
        for number, statements in enumerate(MIGRATIONS[start:], start + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
