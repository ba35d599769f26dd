"""A lookup as the history remembers it, and what has changed since."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One lookup that was sent, answered or not.

    Attributes:
        looked_up_at: When; aware, in UTC.
        model_id: The model ID or alias, as it was sent.
        host: Who was asked, with a port where it is not the scheme's own.
        betas: The beta values that went along.
        demo: Whether the demo answered in the API's place.
        resolved_id: The ID of the answer; None where there was none.
        error: The failure's title; None where there was none.
        request_id: The API's name for the request, where it gave one.
        id: The history's number for it, rising; None until it is recorded.
        previous_id: What the same name on the same host stood for the time before; set by
            the history where it knows.
    """

    looked_up_at: datetime
    model_id: str
    host: str
    betas: tuple[str, ...] = ()
    demo: bool = False
    resolved_id: str | None = None
    error: str | None = None
    request_id: str | None = None
    id: int | None = None
    previous_id: str | None = None

    @property
    def is_alias(self) -> bool:
        """Whether the answer was another ID than was asked for."""
        return self.resolved_id not in {None, self.model_id}

    @property
    def moved(self) -> bool:
        """Whether the answer was another ID than the time before."""
        return (
            None not in {self.resolved_id, self.previous_id}
            and self.resolved_id != self.previous_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasMove:
    """A name that stands for something else than when it was last looked up, or is gone.

    Attributes:
        alias: The name that was asked for.
        was: The ID for which it stood.
        last_seen: When it was last seen to; aware, in UTC.
        now: The ID for which it stands; None where the API no longer knows the name.
    """

    alias: str
    was: str
    last_seen: datetime
    now: str | None


def find_alias_move(earlier: HistoryEntry | None, now: str | None) -> AliasMove | None:
    """Compare today's answer with an earlier one.

    Args:
        earlier: The last lookup of the same name on the same host that found a model.
        now: The ID of today's answer; None where it was "not found".

    Returns:
        None where nothing changed, or nothing is known.
    """
    if earlier is None or earlier.resolved_id is None or earlier.resolved_id == now:
        return None
    return AliasMove(
        alias=earlier.model_id, was=earlier.resolved_id, last_seen=earlier.looked_up_at, now=now
    )
