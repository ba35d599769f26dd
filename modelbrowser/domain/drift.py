"""Does an alias still stand for what it stood for last time?"""

from dataclasses import dataclass
from datetime import datetime

from modelbrowser.domain.history_entry import Entry


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
