"""An alias that stands for another model than last time says so."""

from datetime import UTC, datetime

from modelbrowser.domain.history_entry import AliasMove, HistoryEntry, find_alias_move

SEEN = datetime(2026, 9, 30, 12, tzinfo=UTC)
EARLIER = HistoryEntry(
    looked_up_at=SEEN,
    model_id="claude-sonnet-4-0",
    host="api.anthropic.com",
    resolved_id="claude-sonnet-4-20250514",
)


def test_an_alias_that_moved_is_reported() -> None:
    """What it stood for, when that was last seen, and what it is now."""
    assert find_alias_move(EARLIER, "claude-sonnet-4-20260101") == AliasMove(
        alias="claude-sonnet-4-0",
        was="claude-sonnet-4-20250514",
        last_seen=SEEN,
        now="claude-sonnet-4-20260101",
    )


def test_an_alias_that_is_gone_is_reported() -> None:
    """A name that is no longer known says what it stood for, and when that was last seen."""
    alias_move = find_alias_move(EARLIER, None)
    assert alias_move
    assert (alias_move.was, alias_move.last_seen, alias_move.now) == (
        EARLIER.resolved_id,
        SEEN,
        None,
    )


def test_the_same_answer_is_no_move() -> None:
    """An alias that stands for what it stood for has not moved."""
    assert find_alias_move(EARLIER, EARLIER.resolved_id) is None


def test_a_first_lookup_is_no_move() -> None:
    """Where nothing is remembered, nothing has moved."""
    assert find_alias_move(None, "claude-opus-5") is None
    assert find_alias_move(None, None) is None
