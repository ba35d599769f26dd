"""Watches a model: looks it up repeatedly, silently until something changes."""

from dataclasses import replace
from datetime import datetime

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

    def after(self, last: Outcome, now: Outcome) -> "Watch":
        """Return the watch after another lookup."""
        changed_at = self.changed_at
        if has_changed(last, now) and now.exchange:
            changed_at = now.exchange.finished_at
        problem = "" if is_known(now) or isinstance(now, Found) else now.error.title
        return replace(self, changed_at=changed_at, problem=problem)


def has_changed(last: Outcome, now: Outcome) -> bool:
    """Return whether a model's ID, lifecycle or retirement date has changed, or it is gone."""
    return _fate(now) not in {None, _fate(last)}


def is_known(outcome: Outcome) -> bool:
    """Return whether an outcome says what became of the model; a failed lookup doesn't."""
    return _fate(outcome) is not None


def _fate(outcome: Outcome) -> tuple[object, ...] | None:
    """What is compared; None if the lookup failed, so no change is known."""
    match outcome:
        case Found(lookup):
            return lookup.model.id, lookup.model.lifecycle, lookup.model.retires_at
        case Failed() if outcome.error.outcome != "not_found":
            return None
        case _:
            return (outcome.error.outcome,)
