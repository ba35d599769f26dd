"""The states of a lookup, and of a watch that repeats it, as frozen values.

They determine everything on screen.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

from modelbrowser.domain.catalog import RetiredError, find_successor
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import AliasMove, HistoryEntry
from modelbrowser.domain.known_name import KnownName
from modelbrowser.domain.lookup import Exchange, LookupResult, Retry, all_betas
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.record import Record


class Idle(Record):
    """There is no lookup yet."""


class Pending(Record):
    """The request is under way.

    Attributes:
        query: The query.
        retry: The next attempt, during the wait for it.
    """

    query: ModelQuery
    retry: Retry | None = None


class Found(Record):
    """The API answered with a model.

    Attributes:
        lookup: The query and the answer.
        alias_move: What the name resolved to last time, if that was a different ID.
        last_seen: When the name last resolved to the same ID, if known; aware.
    """

    lookup: LookupResult
    alias_move: AliasMove | None = None
    last_seen: datetime | None = None

    @property
    def query(self) -> ModelQuery:
        """The query that was answered."""
        return self.lookup.query

    @property
    def exchange(self) -> Exchange:
        """The request and the response."""
        return self.lookup.exchange

    @property
    def successor(self) -> str | None:
        """The ID that is recommended instead, if the model is deprecated or retired."""
        return find_successor(self.lookup.model)


SEE_LIST = "--list shows the available models."
"""The remedy for a name that a gateway lacks; a screen offers its list instead."""


class Failed(Record):
    """There is no model; the error says why.

    Attributes:
        query: The query; None if the text isn't a valid one, or must not be shown.
        error: What happened, and what the user can do.
        rejected_betas: The sent betas that the API named in its error.
        exchange: The request and the response, if there was one.
        suggestions: The names that were probably meant, best first.
        known: What is known about the name, which the API doesn't know.
        reason: Why the name failed, in a sentence, if its form explains it; may be empty.
        alias_move: What the name resolved to last time, if it is unknown now.
        specific_remedy: What the user can do, if more is known now than when the error was raised.
    """

    query: ModelQuery | None
    error: ModelBrowserError
    rejected_betas: tuple[str, ...] = ()
    exchange: Exchange | None = None
    suggestions: tuple[KnownName, ...] = ()
    known: KnownName | None = None
    reason: str = ""
    alias_move: AliasMove | None = None
    specific_remedy: str = ""

    @property
    def betas(self) -> tuple[str, ...]:
        """The betas that were sent, or would have been."""
        return all_betas(self.query, self.exchange) if self.query else ()

    @property
    def deselectable_betas(self) -> tuple[str, ...]:
        """The rejected betas that were sent because they are selected."""
        selected = self.query.betas if self.query else ()
        return tuple(beta for beta in self.rejected_betas if beta in selected)

    @property
    def remedy(self) -> str:
        """What the user can do about it, in a sentence; may be empty."""
        return self.specific_remedy or self.error.remedy

    @property
    def offers_list(self) -> bool:
        """Whether the remedy is to look at the host's list."""
        return self.specific_remedy == SEE_LIST

    @property
    def suggestion(self) -> str | None:
        """The name that was most probably meant."""
        return self.suggestions[0].name if self.suggestions else None


class Retired(Failed):
    """The API doesn't know the model, which is known to be retired.

    Attributes:
        error: What is known about the retirement, in words and as data.
    """

    query: ModelQuery
    error: RetiredError

    @property
    def successor(self) -> str | None:
        """The ID that is recommended instead, if any."""
        return self.error.retirement.successor

    @property
    def suggestion(self) -> str | None:
        """The newest model of the family, if no successor is known."""
        return self.error.retirement.newest


class Cancelled(Record):
    """The lookup was canceled, by the user or by a change of the connection."""

    query: ModelQuery


Outcome = Found | Failed
"""The result of a lookup that isn't canceled."""

LookupState = Idle | Pending | Outcome | Cancelled
"""The state of a lookup."""


class Watch(Record):
    """The state of a watch.

    Attributes:
        query: The query that is repeated.
        minutes: The pause between two lookups.
        changed_at: When the last change was found; aware; None if nothing has changed yet.
        problem: Why the last lookup failed, in one or two words; empty if it didn't.
        day: The last day in UTC that began during the watch; the words for dates change with it.
    """

    query: ModelQuery
    minutes: int
    changed_at: datetime | None = None
    problem: str = ""
    day: date | None = None

    def after(self, last: Outcome, now: Outcome) -> "Watch":
        """Return the watch after another lookup."""
        changed_at, day = self.changed_at, self.day
        if has_changed(last, now) and now.exchange:
            changed_at = now.exchange.finished_at
        if isinstance(last, Found) and isinstance(now, Found):
            before, today = (each.exchange.finished_at.date() for each in (last, now))
            day = today if today != before else day
        problem = "" if is_conclusive(now) or isinstance(now, Found) else now.error.title
        return replace(self, changed_at=changed_at, problem=problem, day=day)


def has_changed(last: Outcome, now: Outcome) -> bool:
    """Return whether a model's ID, lifecycle or retirement date has changed, or it is gone."""
    return _compared_values(now) not in {None, _compared_values(last)}


def is_conclusive(outcome: Outcome) -> bool:
    """Return whether an outcome says what became of the model; a failed lookup doesn't."""
    return _compared_values(outcome) is not None


def _compared_values(outcome: Outcome) -> tuple[object, ...] | None:
    """What is compared; None if the lookup failed, so no change is known."""
    match outcome:
        case Found(lookup):
            return lookup.model.id, lookup.model.lifecycle, lookup.model.retires_at
        case Failed(error=error):
            return (error.kind,) if error.kind in {"not_found", "retired"} else None


def make_history_entry(outcome: Outcome, query: ModelQuery, connection: Connection) -> HistoryEntry:
    """Make the history's entry for a lookup."""
    exchange = outcome.exchange
    entry = HistoryEntry(
        looked_up_at=exchange.finished_at if exchange else datetime.now(UTC),
        model_id=query.model_id,
        host=connection.address,
        betas=query.betas,
        demo=connection.demo,
        request_id=exchange.request_id if exchange else None,
    )
    if isinstance(outcome, Found):
        model = outcome.lookup.model
        return replace(entry, resolved_id=model.id, lifecycle=model.lifecycle)
    if isinstance(outcome, Retired):
        known = outcome.error.retirement
        entry = replace(entry, retired_at=known.model.retires_at, successor=known.successor)
    return replace(entry, outcome=outcome.error.kind, rejected_betas=outcome.rejected_betas)
