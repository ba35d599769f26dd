"""A lookup as the history remembers it."""

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
