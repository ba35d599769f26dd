"""The JSON output of the one-shot command: one object on one line, in ASCII.

docs/json.md describes the fields, and docs/json.schema.json is their schema.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.presentation.clock import Clock, utc_offset
from modelbrowser.state import Failed, Found, Retired

VERSION = 1
"""Raised when a field changes its meaning or is removed, but not when one is added."""


def found_json(found: Found, clock: Clock, connection: Connection) -> str:
    """Format an answer, with the API's own fields under `model`.

    Args:
        found: The answer.
        clock: The time zone of `released.local`.
        connection: The host that was asked.
    """
    lookup, model = found.lookup, found.lookup.model
    return _one_line(
        {
            "version": VERSION,
            "asked": lookup.query.model_id,
            "resolved": model.id,
            "is_alias": lookup.is_alias,
            "moved": _alias_move(found.alias_move),
            "display_name": model.display_name,
            "released": _released(model.released_at, clock),
            "lifecycle": model.lifecycle,
            "model": _as_sent(lookup.exchange.body),
            "betas": lookup.query.betas,
            "request_id": lookup.exchange.request_id,
            "elapsed_ms": round(lookup.exchange.elapsed * 1000),
            **_host_fields(connection),
        }
    )


def failed_json(
    failed: Failed | Retired,
    connection: Connection | None = None,
    asked: str | None = None,
    betas: tuple[str, ...] = (),
) -> str:
    """Format the failure of a lookup, or of the whole run.

    Args:
        failed: The failure.
        connection: The host that was asked; None if the run failed before it was known.
        asked: The model ID or alias; None if it must not be shown, or if the run failed.
        betas: The beta values that were sent.
    """
    error = failed.error
    suggestions = failed.suggestions if isinstance(failed, Failed) else ()
    return _one_line(
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
            "nearest": [candidate.name for candidate in suggestions],
            "moved": _alias_move(failed.alias_move),
            "betas": betas,
            **_host_fields(connection),
        }
    )


def list_json(models: Iterable[ModelInfo], clock: Clock, connection: Connection) -> str:
    """Format the list of models.

    Args:
        models: The models, in the API's order.
        clock: The time zone of `released.local`.
        connection: The host that was asked.
    """
    listed = [_list_entry(model, clock) for model in models]
    return _one_line({"version": VERSION, "models": listed, **_host_fields(connection)})


def _list_entry(model: ModelInfo, clock: Clock) -> dict[str, Any]:
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


def _host_fields(connection: Connection | None) -> dict[str, Any]:
    """The fields for the host that was asked, or the demo."""
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
    """RFC 3339 with `Z`; None if the time is unknown or outside the calendar of UTC."""
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return None


def _alias_move(alias_move: AliasMove | None) -> dict[str, str] | None:
    if alias_move is None:
        return None
    return {"from": alias_move.was, "last_seen": f"{alias_move.last_seen:%Y-%m-%dT%H:%M:%SZ}"}


def _as_sent(body: str) -> Any:
    """The fields of an answer; a number too large for a float becomes a string."""
    return json.loads(body, parse_float=_finite)


def _finite(text: str) -> float | str:
    number = float(text)
    return number if isfinite(number) else text


def _one_line(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, separators=(",", ":"), allow_nan=False) + "\n"
