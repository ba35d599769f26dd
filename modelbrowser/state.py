"""Where the current lookup stands: one frozen value that everything on screen follows."""

from dataclasses import dataclass

from modelbrowser.domain.candidates import Candidate
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import Exchange, Lookup, Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.domain.retirement import RetiredError
from modelbrowser.errors import ModelBrowserError


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing was asked yet."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The question is on its way.

    Attributes:
        query: The question.
        retry: Set while a failed try is about to be repeated.
    """

    query: ModelQuery
    retry: Retry | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The API answered with a model.

    Attributes:
        lookup: The question and the answer.
        alias_move: Set where the name stood for another ID last time.
    """

    lookup: Lookup
    alias_move: AliasMove | None = None

    @property
    def query(self) -> ModelQuery:
        """The question that was answered."""
        return self.lookup.query

    @property
    def exchange(self) -> Exchange:
        """What went over the wire."""
        return self.lookup.exchange


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer, and the error says why.

    Attributes:
        query: The question; None where what was typed is none.
        error: What happened and what the person can do.
        refused_betas: The sent values that the API named as unknown.
        exchange: What went over the wire, where something came back.
        suggestions: The names that were probably meant, best first.
        known: What is publicly known of the name, where the API does not know it.
        alias_move: Set where the name, unknown today, stood for a model last time.
    """

    query: ModelQuery | None
    error: ModelBrowserError
    rejected_betas: tuple[str, ...] = ()
    exchange: Exchange | None = None
    suggestions: tuple[Candidate, ...] = ()
    known: Candidate | None = None
    alias_move: AliasMove | None = None


@dataclass(frozen=True, slots=True)
class Retired:
    """The API does not know the model, which is known to be retired.

    Attributes:
        query: The question.
        error: What is known of the retirement, in words and as data.
        exchange: What went over the wire.
        alias_move: What the name resolved to last time, if that is known.
    """

    query: ModelQuery
    error: RetiredError
    exchange: Exchange | None = None
    alias_move: AliasMove | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person stopped waiting."""

    query: ModelQuery


Outcome = Found | Failed | Retired
"""What comes of a lookup that isn't cancelled."""

LookupState = Idle | Pending | Outcome | Cancelled
