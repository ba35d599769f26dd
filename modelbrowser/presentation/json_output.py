"""The JSON output of the one-shot command: one object on one line, in ASCII.

docs/json.md describes the fields, and docs/json.schema.json is their schema.
"""

import json
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from modelbrowser.domain.catalog import KnownModel, find_successor, load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.errors import Rejection
from modelbrowser.presentation.clock import Clock, format_utc_offset
from modelbrowser.presentation.formatting import to_utc
from modelbrowser.state import Failed, Found, Retired

VERSION = 2
"""Incremented when a field is removed or its meaning changes, but not when one is added."""


def found_json(found: Found, clock: Clock, connection: Connection) -> str:
    """Format an answer, with the API's own fields under `model`.

    `released.local` is in the clock's time zone.
    """
    lookup, model = found.lookup, found.lookup.model
    return json_line(
        {
            "version": VERSION,
            "asked": lookup.query.model_id,
            "resolved": model.id,
            "is_alias": lookup.is_alias,
            "previous": _previous(found.alias_move),
            "display_name": model.display_name,
            "released": _released(model.released_at, clock),
            **_life(model, lookup.source),
            "betas": _betas(lookup.betas, "accepted" if lookup.exchange.is_api else "sent"),
            "format": model.format,
            "source": lookup.source,
            "rejection": lookup.rejection and _rejection(lookup.rejection),
            "model": _as_sent(model),
            "request_id": lookup.exchange.request_id,
            "elapsed_ms": round(lookup.exchange.elapsed * 1000),
            **host_fields(connection),
        }
    )


def failed_json(
    failed: Failed, connection: Connection | None = None, asked: str | None = None
) -> str:
    """Format the failure of a lookup, or of the whole run.

    The connection is None if the run failed before it was known; the model ID or alias is None if
    it must not be shown, or if the run failed.
    """
    return json_line(
        {
            "version": VERSION,
            "asked": asked,
            "error": _error(failed),
            "reason": failed.reason or None,
            "suggestions": [
                {"id": each.name, "lifecycle": each.lifecycle, "retires_at": _utc(each.retires_at)}
                for each in failed.suggestions
            ],
            "previous": _previous(failed.alias_move),
            **(_retirement(failed) if isinstance(failed, Retired) else {}),
            "betas": _betas(failed.betas, "sent", failed.rejected_betas),
            **host_fields(connection),
        }
    )


def list_json(models: Iterable[ModelInfo], clock: Clock, connection: Connection) -> str:
    """Format the models, in the API's order; `released.local` is in the clock's time zone."""
    listed = [
        {
            "id": model.id,
            "display_name": model.display_name,
            "released": _released(model.released_at, clock),
            **_life(model, _source(model)),
            "max_input_tokens": model.max_input_tokens,
            "max_tokens": model.max_tokens,
            "format": model.format,
            "source": _source(model),
        }
        for model in models
    ]
    return json_line({"version": VERSION, "models": listed, **host_fields(connection)})


def _life(model: ModelInfo, source: str) -> dict[str, Any]:
    return _sourced(
        lifecycle=(model.lifecycle, source),
        deprecated_at=(_utc(model.deprecated_at), source),
        retires_at=(_utc(model.retires_at), source),
        successor=(find_successor(model), _built_in()),
    )


def _retirement(retired: Retired) -> dict[str, Any]:
    known, model = retired.error.retirement, retired.error.retirement.model
    facts = _sourced(
        lifecycle=("retired", _source(model)),
        retired_at=(_utc(model.retires_at), _source(model)),
        successor=(known.successor, _built_in()),
    )
    return facts | {"newest": known.newest}


def _sourced(**facts: tuple[str | None, str]) -> dict[str, Any]:
    """The facts of a model's life, and `sources`: where each one that is set comes from."""
    values = {name: value for name, (value, _) in facts.items()}
    sources = {name: source for name, (value, source) in facts.items() if value is not None}
    return {**values, "sources": sources}


def _source(model: ModelInfo) -> str:
    return _built_in() if isinstance(model, KnownModel) else "list"


def _built_in() -> str:
    return f"built-in {load_catalog().as_of}"


def _error(failed: Failed) -> dict[str, Any]:
    error, exchange = failed.error, failed.exchange
    rejection = error.rejection
    no_words = {"status": exchange and exchange.status, "code": None, "api_message": None}
    return {
        "type": error.type,
        "title": error.title,
        "message": error.message,
        "remedy": failed.remedy,
        **(_rejection(rejection) if rejection else no_words),
        "source": rejection.source if rejection else error.source,
        "request_id": error.request_id,
        "exit_code": error.exit_code,
    }


def _rejection(rejection: Rejection) -> dict[str, Any]:
    return {
        "status": rejection.status,
        "code": rejection.code,
        "api_message": rejection.message or None,
    }


def _betas(
    betas: Iterable[str], state: Literal["accepted", "sent"], rejected: Container[str] = ()
) -> list[dict[str, str]]:
    return [{"value": beta, "state": "rejected" if beta in rejected else state} for beta in betas]


def host_fields(connection: Connection | None) -> dict[str, Any]:
    """The fields about the host, or the demo."""
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
        "timezone": format_utc_offset(local) if local and not clock.is_named else clock.name,
    }


def _utc(moment: datetime | None) -> str | None:
    """RFC 3339 with `Z`; None if the time is unknown or can't be expressed in UTC."""
    utc = to_utc(moment) if moment else None
    return utc.isoformat().replace("+00:00", "Z") if utc else None


def _previous(alias_move: AliasMove | None) -> dict[str, str | None] | None:
    if alias_move is None:
        return None
    last_seen = alias_move.last_seen.replace(microsecond=0)
    return {"resolved": alias_move.was, "last_seen": _utc(last_seen)}


def _as_sent(model: ModelInfo) -> Any:
    """The fields of a model as sent; a number too large for a float becomes a string."""
    return json.loads(json.dumps(dict(model.sent)), parse_constant=str)


def json_line(fields: Mapping[str, Any]) -> str:
    """Format an object on one line, in ASCII."""
    return json.dumps(fields, separators=(",", ":"), allow_nan=False) + "\n"
