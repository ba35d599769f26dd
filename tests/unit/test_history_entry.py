"""An alias that resolves to another model than last time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from modelbrowser.domain.history_entry import AliasMove, HistoryEntry, find_alias_move

SEEN = datetime(2026, 9, 30, 12, tzinfo=UTC)
EARLIER = HistoryEntry(
    looked_up_at=SEEN,
    model_id="claude-sonnet-4-0",
    host="api.anthropic.com",
    resolved_id="claude-sonnet-4-20250514",
)


def test_an_alias_that_moved_is_reported() -> None:
    """A moved alias has its old ID, its new one, and when it last resolved to the old one."""
    assert find_alias_move(EARLIER, "claude-sonnet-4-20260101") == AliasMove(
        was="claude-sonnet-4-20250514",
        last_seen=SEEN,
        now="claude-sonnet-4-20260101",
    )


def test_an_alias_that_is_gone_is_reported() -> None:
    """A name that is no longer known has its old ID, and when it last resolved to that."""
    alias_move = find_alias_move(EARLIER, None)
    assert alias_move
    assert (alias_move.was, alias_move.last_seen, alias_move.now) == (
        EARLIER.resolved_id,
        SEEN,
        None,
    )


def test_the_same_answer_is_no_move() -> None:
    """An alias that resolves to the same ID as last time has not moved."""
    assert find_alias_move(EARLIER, EARLIER.resolved_id) is None


def test_a_first_lookup_is_no_move() -> None:
    """Without an earlier lookup, nothing has moved."""
    assert find_alias_move(None, "claude-opus-5") is None
    assert find_alias_move(None, None) is None


@pytest.mark.parametrize(
    ("resolved_id", "previous_id", "is_alias", "moved"),
    [
        ("claude-sonnet-4-0", None, False, False),
        ("claude-sonnet-4-20250514", None, True, False),
        ("claude-sonnet-4-20250514", "claude-sonnet-4-20250514", True, False),
        ("claude-sonnet-4-20260101", "claude-sonnet-4-20250514", True, True),
        (None, "claude-sonnet-4-20250514", False, False),
        (None, None, False, False),
    ],
)
def test_an_entry_of_an_alias_that_moved(
    resolved_id: str | None, previous_id: str | None, *, is_alias: bool, moved: bool
) -> None:
    """An entry is an alias if it resolved to another name; it moved if to another than before."""
    entry = replace(EARLIER, resolved_id=resolved_id, previous_id=previous_id)
    assert (entry.is_alias, entry.moved) == (is_alias, moved)
