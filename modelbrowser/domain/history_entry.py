"""A lookup as the history remembers it, and what has changed since."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One lookup that was sent, answered or not.

    Attributes:
        asked_at: When; aware, in UTC.
        asked: The model ID or alias, as it was sent.
        host: Who was asked, with a port where it is not the scheme's own.
        betas: The beta values that went along.
        demo: Whether the demo answered in the API's place.
        resolved_id: The ID of the answer; None where there was none.
        error: The failure's title; None where there was none.
        request_id: The API's name for the request, where it gave one.
        id: The history's number for it, rising; None until it is recorded.
        stood_for: What the same name on the same host stood for the time before; set by
            the history where it knows.
    """

    asked_at: datetime
    asked: str
    host: str
    betas: tuple[str, ...] = ()
    demo: bool = False
    resolved_id: str | None = None
    error: str | None = None
    request_id: str | None = None
    id: int | None = None
    stood_for: str | None = None

    @property
    def is_alias(self) -> bool:
        """Whether the answer was another ID than was asked for."""
        return self.resolved_id not in {None, self.asked}

    @property
    def moved(self) -> bool:
        """Whether the answer was another ID than the time before."""
        return None not in {self.resolved_id, self.stood_for} and self.resolved_id != self.stood_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
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


def find_drift(earlier: Entry | None, now: str | None) -> Drift | None:
    """Compare today's answer with an earlier one.

    Args:
        earlier: The last lookup of the same name on the same host that found a model.
        now: The ID of today's answer; None where it was "not found".

    Returns:
        None where nothing changed, or nothing is known.
    """
    if earlier is None or earlier.resolved_id is None or earlier.resolved_id == now:
        return None
    return Drift(alias=earlier.asked, was=earlier.resolved_id, last_seen=earlier.asked_at, now=now)
