"""The JSON that the one-shot command prints: one object, on one line, in ASCII.

docs/json.md tells what the fields mean, docs/json.schema.json what form they have.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import Drift
from modelbrowser.domain.model import ModelInfo
from modelbrowser.presentation.clock import Clock, utc_offset
from modelbrowser.state import Failed, Found

VERSION = 1
"""Rises when a field changes its meaning or goes away; a field more does not raise it."""


def found_json(found: Found, clock: Clock, connection: Connection) -> str:
    """A lookup that was answered, with the API's own fields under `model`.

    Args:
        found: The answer.
        clock: Whose time `released.local` is in.
        connection: Who was asked.
    """
    lookup, model = found.lookup, found.lookup.model
    return _line(
        {
            "version": VERSION,
            "asked": lookup.query.model_id,
            "resolved": model.id,
            "is_alias": lookup.is_alias,
            "moved": _moved(found.drift),
            "display_name": model.display_name,
            "released": _released(model.released_at, clock),
            "lifecycle": model.lifecycle,
            "model": _as_sent(lookup.exchange.body),
            "betas": lookup.query.betas,
            "request_id": lookup.exchange.request_id,
            "elapsed_ms": round(lookup.exchange.elapsed * 1000),
            **_source(connection),
        }
    )


def failed_json(
    failed: Failed,
    connection: Connection | None = None,
    asked: str | None = None,
    betas: tuple[str, ...] = (),
) -> str:
    """A lookup that failed, or a whole run.

    Args:
        failed: Why there is no answer.
        connection: Who was asked; None if the run failed before that was known.
        asked: What was asked for; None if that must not be shown, or if the run failed.
        betas: The beta values that went along.
    """
    error = failed.error
    return _line(
        {
            "version": VERSION,
            "asked": asked,
            "error": {
                "title": error.title,
                "message": error.message,
                "remedy": error.remedy,
                "request_id": error.request_id,
                "exit_code": error.exit_code,
            },
            "nearest": [candidate.name for candidate in failed.suggestions],
            "moved": _moved(failed.drift),
            "betas": betas,
            **_source(connection),
        }
    )


def list_json(models: Iterable[ModelInfo], clock: Clock, connection: Connection) -> str:
    """All models that the API lists, in its order.

    Args:
        models: What it lists.
        clock: Whose time `released.local` is in.
        connection: Who was asked.
    """
    listed = [_listed(model, clock) for model in models]
    return _line({"version": VERSION, "models": listed, **_source(connection)})


def _listed(model: ModelInfo, clock: Clock) -> dict[str, Any]:
    return {
        "id": model.id,
        "display_name": model.display_name,
        "released": _released(model.released_at, clock),
        "lifecycle": model.lifecycle,
        "deprecated_at": _utc(model.deprecated_at),
        "retires_at": _utc(model.retires_at),
        "max_input_tokens": model.max_input_tokens,
        "max_tokens": model.max_tokens,
    }


def _source(connection: Connection | None) -> dict[str, Any]:
    """Who was asked: a host, or the demo in its place."""
    if connection is None or connection.demo:
        return {"host": None, "demo": connection is not None}
    return {"host": connection.host, "demo": False}


def _released(moment: datetime | None, clock: Clock) -> dict[str, str | None] | None:
    if moment is None:
        return None
    local = clock.local(moment)
    return {
        "utc": _utc(moment),
        "local": local.isoformat() if local else None,
        "timezone": utc_offset(local) if local and not clock.is_named else clock.name,
    }


def _utc(moment: datetime | None) -> str | None:
    """RFC 3339 with `Z`; None where it is not known or lies outside the calendar."""
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return None


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


def _line(form: Mapping[str, Any]) -> str:
    text = json.dumps(form, separators=(",", ":"), allow_nan=False)
    # DEL is the one character of ASCII that a terminal may obey and JSON leaves as it is.
    return text.replace("\x7f", "\\u007f") + "\n"
