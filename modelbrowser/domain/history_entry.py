"""Lookups as the history stores them, and aliases that have moved since."""

from datetime import datetime

from modelbrowser.record import Record

FOUND = "found"
"""The outcome of a lookup that found a model."""


class HistoryEntry(Record, kw_only=True):
    """One lookup that was sent, whether it found a model or not.

    Attributes:
        looked_up_at: When the response, or the failure, was complete; aware, in UTC.
        model_id: The model ID or alias, as it was sent.
        host: The host, with its port unless that is the scheme's default, and the
            base URL's path, unless it may contain a secret.
        betas: The betas that were sent.
        demo: Whether the demo responded instead of the API.
        outcome: Its outcome: `found`, or the `outcome` of the error's class.
        resolved_id: The ID in the response; None if no model was found.
        lifecycle: The lifecycle of the model that was found, if the API sent one.
        retired_at: When the model was retired, if that is the outcome; aware; None if unknown.
        successor: The documented successor of a retired model, if there is one.
        rejected_betas: The betas that the API named in its error.
        request_id: The API's ID of the request, if it sent one.
        id: Its number in the history, ascending; None until it is recorded.
        previous_id: What the same name on the same host resolved to the time before, if the
            history knows.
    """

    looked_up_at: datetime
    model_id: str
    host: str
    betas: tuple[str, ...] = ()
    demo: bool = False
    outcome: str = FOUND
    resolved_id: str | None = None
    lifecycle: str | None = None
    retired_at: datetime | None = None
    successor: str | None = None
    rejected_betas: tuple[str, ...] = ()
    request_id: str | None = None
    id: int | None = None
    previous_id: str | None = None

    @property
    def is_alias(self) -> bool:
        """Whether it resolved to an ID other than the one sent."""
        return self.resolved_id not in {None, self.model_id}

    @property
    def moved(self) -> bool:
        """Whether it resolved to a different ID than the time before."""
        return self.previous_id is not None and self.resolved_id not in {None, self.previous_id}


class AliasMove(Record, kw_only=True):
    """An alias that resolves to a different ID than last time, or no longer resolves.

    Attributes:
        was: The ID that it resolved to last time.
        last_seen: When that was; aware, in UTC.
        now: The ID that it resolves to now; None if the API no longer knows it.
    """

    was: str
    last_seen: datetime
    now: str | None


def find_alias_move(earlier: HistoryEntry | None, now: str | None) -> AliasMove | None:
    """Compare a resolution with that of an earlier lookup; None if nothing changed or is known.

    Args:
        earlier: The last lookup of the same name, on the same host, that found a model.
        now: The ID that it resolved to now; None if it was not found.
    """
    if earlier is None or earlier.resolved_id is None or earlier.resolved_id == now:
        return None
    return AliasMove(was=earlier.resolved_id, last_seen=earlier.looked_up_at, now=now)
