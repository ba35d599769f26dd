"""The demo transport: responds as the API does, from the catalog, without a network."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import httpx

from modelbrowser.api.retries import TimeFunctions
from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.catalog import KnownModel, find_known, load_catalog
from modelbrowser.domain.demo import DEMO_ALIAS, DEMO_ALIAS_ID
from modelbrowser.domain.lookup import ModelInfo

_NOT_SENT = {"format", "extra", "sent"}
"""Fields of `ModelInfo` that are derived from what the API sends."""

_NAMES = {field.name: field.name for field in fields(ModelInfo) if field.name not in _NOT_SENT} | {
    "released_at": "created_at"
}
"""The API's names of the other fields."""

_DEFAULT_LIFECYCLES = ("active", "deprecated")
_DEFAULT_LIMIT = 20


class DemoTransport(httpx.AsyncBaseTransport):
    """Replaces the network. On a given day, the same request always gets the same response.

    Args:
        clock: The current time, which decides which models are retired, and the delay.
        delay: How long a response takes, in seconds.
    """

    def __init__(self, clock: TimeFunctions | None = None, delay: float = 0.0) -> None:
        self._clock = clock or TimeFunctions()
        self._delay = delay

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request for `/v1/models` or `/v1/models/{id}`."""
        if self._delay:
            await self._clock.sleep(self._delay)
        path, _, _ = request.url.raw_path.decode("ascii").partition("?")
        betas = request.headers.get("anthropic-beta")
        key = hashlib.sha256(f"{request.url} {betas}".encode()).hexdigest()
        request_id = f"req_demo_{key[:16]}"
        sent = (betas or "").split(",")
        if unknown := [value for value in sent if value not in {"", *KNOWN_BETAS}]:
            quoted = ", ".join(f"`{value}`" for value in unknown)
            message = f"Unexpected value(s) {quoted} for the `anthropic-beta` header."
            return _error(400, "invalid_request_error", message, request_id)
        models = load_catalog().at(self._clock.now())
        _, _, model_id = path.partition("/v1/models/")
        if not model_id:
            return _response(200, _page(models, request.url.params), request_id)
        name = unquote(model_id)
        found = find_known(DEMO_ALIAS_ID if name == DEMO_ALIAS else name, models)
        # A retired model is not found (wire contract, "Errors").
        if found is None or found.lifecycle == "retired":
            return _error(404, "not_found_error", f"model: {name}", request_id)
        note = {"note": f"{name} is made up for this demo"} if name == DEMO_ALIAS else {}
        return _response(200, _as_sent(found) | note, request_id)


def _page(models: tuple[KnownModel, ...], parameters: httpx.QueryParams) -> dict[str, Any]:
    """Return one page of the list (wire contract, "List")."""
    lifecycles = parameters.get_list("lifecycle[]") or _DEFAULT_LIFECYCLES
    listed = [_as_sent(model) for model in models if model.lifecycle in lifecycles]
    after_id = parameters.get("after_id")
    start = next((n for n, model in enumerate(listed, 1) if model["id"] == after_id), 0)
    end = start + int(parameters.get("limit", _DEFAULT_LIMIT))
    page = listed[start:end]
    return {
        "data": page,
        "has_more": end < len(listed),
        "first_id": page[0]["id"] if page else None,
        "last_id": page[-1]["id"] if page else None,
    }


def _as_sent(model: ModelInfo) -> dict[str, Any]:
    """Return a model with the fields that the API sends; an epoch means an unknown release."""
    known = replace(model, released_at=model.released_at or datetime.fromtimestamp(0, UTC))
    return {"type": "model"} | {
        sent: _encode(getattr(known, name)) for name, sent in _NAMES.items()
    }


def _encode(value: object) -> object:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


def _error(status: int, error_type: str, message: str, request_id: str) -> httpx.Response:
    error = {"type": error_type, "message": message}
    content = {"type": "error", "error": error, "request_id": request_id}
    return _response(status, content, request_id)


def _response(status: int, content: dict[str, Any], request_id: str) -> httpx.Response:
    headers = {"content-type": "application/json", "request-id": request_id}
    # A stream, because httpx can't read content in chunks.
    body = httpx.ByteStream(json.dumps(content).encode())
    return httpx.Response(status, headers=headers, stream=body)
