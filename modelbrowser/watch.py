"""Watches a model: looks it up repeatedly, silently until something changes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.query import ModelQuery
from modelbrowser.record import Record
from modelbrowser.state import Failed, Found, Outcome


class Watch(Record):
    """The state of a watch.

    Attributes:
        query: The query that is repeated.
        minutes: The pause between two lookups.
        changed_at: When the last change was found; aware; None if nothing has changed yet.
        problem: Why the last lookup failed, in one or two words; empty if it didn't.
    """

    query: ModelQuery
    minutes: int
    changed_at: datetime | None = None
    problem: str = ""


async def news(
    watch: Watch,
    last: Outcome,
    look_again: Callable[[Found], Awaitable[Outcome]],
    pause: Callable[[float], Awaitable[object]],
) -> AsyncIterator[tuple[Watch, Outcome | None]]:
    """Look up a model repeatedly until it is gone, and yield what is new.

    Args:
        watch: The watch at its start.
        last: The last result.
        look_again: Repeats the lookup of a result.
        pause: Waits for a number of seconds.

    Yields:
        The state of the watch, and the outcome if it has changed.
    """
    while isinstance(last, Found):
        await pause(60 * watch.minutes)
        now = await look_again(last)
        is_known = _fate(now) is not None
        is_change = has_changed(last, now)
        exchange = now.exchange
        new = replace(
            watch,
            changed_at=exchange.finished_at if is_change and exchange else watch.changed_at,
            problem=now.error.title if isinstance(now, Failed) and not is_known else "",
        )
        if is_change or new != watch:
            watch = new
            yield watch, _with_move(last, now) if is_change else None
        if is_known:
            last = now


def has_changed(last: Outcome, now: Outcome) -> bool:
    """Return whether a model's ID, lifecycle or retirement date has changed, or it is gone."""
    return _fate(now) not in {None, _fate(last)}


def _fate(outcome: Outcome) -> tuple[object, ...] | None:
    """What is compared; None if the lookup failed, so no change is known."""
    match outcome:
        case Found(lookup):
            return lookup.model.id, lookup.model.lifecycle, lookup.model.retires_at
        case Failed() if outcome.error.outcome != "not_found":
            return None
        case _:
            return (outcome.error.outcome,)


def _with_move(last: Found, now: Outcome) -> Outcome:
    """Add the alias move, which is known even without a history."""
    model, model_id = last.lookup.model, now.lookup.model.id if isinstance(now, Found) else None
    if model.id == model_id:
        return now
    return replace(
        now,
        alias_move=AliasMove(
            was=model.id,
            last_seen=last.exchange.finished_at,
            now=model_id,
        ),
    )
