"""A sheet as lines of text, and a lookup as JSON: what the one-shot command prints."""

import json
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from modelbrowser.domain.drift import Drift
from modelbrowser.domain.lookup import Lookup
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.sheet import Sheet

VERSION = 1
"""Rises when a field of the JSON form changes its meaning or goes away."""

_COLUMN = 11


def text_of(sheet: Sheet) -> str:
    """A sheet as lines, the one that matters first: the resolved ID, else the title."""
    first = (sheet.heading or sheet.title, sheet.subheading, *sheet.sentences)
    rows = (f"{row.label:<{_COLUMN}}{row.value}" for row in sheet.rows)
    return "".join(f"{line}\n" for line in (*first, *rows) if line)


def json_of(
    lookup: Lookup, clock: Clock, *, host: str, demo: bool, drift: Drift | None = None
) -> str:
    """A lookup as one JSON object in ASCII, with the API's own fields under `model`.

    Args:
        lookup: The answer.
        clock: Whose time `released.local` is in.
        host: Who was asked; null in the form where it was the demo.
        demo: Whether the demo answered in its place.
        drift: What the name stood for last time, where that was another ID.
    """
    model = lookup.model
    form = {
        "version": VERSION,
        "asked": lookup.query.model_id,
        "resolved": model.id,
        "is_alias": lookup.is_alias,
        "moved": _moved(drift),
        "display_name": model.display_name,
        "released": _released(model.released_at, clock),
        "lifecycle": model.lifecycle,
        "model": _as_sent(lookup.exchange.body),
        "betas": lookup.query.betas,
        "request_id": lookup.exchange.request_id,
        "elapsed_ms": round(lookup.exchange.elapsed * 1000),
        "host": None if demo else host,
        "demo": demo,
    }
    # DEL is the one character of ASCII that a terminal may obey and JSON leaves as it is.
    return json.dumps(form, indent=2, allow_nan=False).replace("\x7f", "\\u007f") + "\n"


def _released(moment: datetime | None, clock: Clock) -> dict[str, str | None] | None:
    if moment is None:
        return None
    local = clock.local(moment)
    try:
        utc = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        utc = None
    return {"utc": utc, "local": local.isoformat() if local else None, "timezone": clock.name}


def _moved(drift: Drift | None) -> dict[str, str] | None:
    if drift is None:
        return None
    return {"from": drift.was, "last_seen": f"{drift.last_seen:%Y-%m-%dT%H:%M:%SZ}"}


def _as_sent(body: str) -> Any:
    """The fields of an answer; a number that is too large for one becomes a string."""
    return json.loads(body, parse_float=_finite)


def _finite(text: str) -> float | str:
    number = float(text)
    return number if isfinite(number) else text
