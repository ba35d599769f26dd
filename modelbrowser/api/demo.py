"""The demo: responds as the API does, from the catalogue, without a network."""

import hashlib
import json
from typing import Any
from urllib.parse import unquote

import httpx

from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.catalogue import load_catalogue

_CATALOGUE_ONLY = {"aliases", "replacement"}
"""Fields of the catalogue that the API does not send."""

_DEFAULT_LIFECYCLES = ("active", "deprecated")
_DEFAULT_LIMIT = 20


class DemoTransport(httpx.AsyncBaseTransport):
    """Replaces the network. The same request always gets the same response."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request for `/v1/models` or `/v1/models/{id}`."""
        path, _, _ = request.url.raw_path.decode("ascii").partition("?")
        request_id = _request_id(request)
        if unknown := _unknown_betas(request):
            quoted = ", ".join(f"`{value}`" for value in unknown)
            message = f"Unexpected value(s) {quoted} for the `anthropic-beta` header."
            return _error(400, "invalid_request_error", message, request_id)
        _, _, model_id = path.partition("/v1/models/")
        if not model_id:
            return _response(200, _page(request.url.params), request_id)
        name = unquote(model_id)
        for model in load_catalogue().models:
            # A retired model is not found (wire contract, "Errors").
            if name in (model["id"], *model["aliases"]) and model["lifecycle"] != "retired":
                return _response(200, _as_sent(model), request_id)
        return _error(404, "not_found_error", f"model: {name}", request_id)


def _unknown_betas(request: httpx.Request) -> list[str]:
    values = request.headers.get("anthropic-beta", "").split(",")
    return [value for value in values if value and value not in KNOWN_BETAS]


def _page(parameters: httpx.QueryParams) -> dict[str, Any]:
    """Return one page of the list (wire contract, "List")."""
    lifecycles = parameters.get_list("lifecycle[]") or _DEFAULT_LIFECYCLES
    models = [
        _as_sent(model) for model in load_catalogue().models if model["lifecycle"] in lifecycles
    ]
    after_id = parameters.get("after_id")
    start = next((n for n, model in enumerate(models, 1) if model["id"] == after_id), 0)
    end = start + int(parameters.get("limit", _DEFAULT_LIMIT))
    page = models[start:end]
    return {
        "data": page,
        "has_more": end < len(models),
        "first_id": page[0]["id"] if page else None,
        "last_id": page[-1]["id"] if page else None,
    }


def _as_sent(model: dict[str, Any]) -> dict[str, Any]:
    """Return a model of the catalogue with the fields that the API sends."""
    sent = {name: value for name, value in model.items() if name not in _CATALOGUE_ONLY}
    return {"type": "model", **sent}


def _request_id(request: httpx.Request) -> str:
    key = f"{request.url} {request.headers.get('anthropic-beta')}"
    return f"req_demo_{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _error(status: int, error_type: str, message: str, request_id: str) -> httpx.Response:
    error = {"type": error_type, "message": message}
    content = {"type": "error", "error": error, "request_id": request_id}
    return _response(status, content, request_id)


def _response(status: int, content: dict[str, Any], request_id: str) -> httpx.Response:
    headers = {"content-type": "application/json", "request-id": request_id}
    # As a stream, because httpx cannot read content in chunks.
    body = httpx.ByteStream(json.dumps(content).encode())
    return httpx.Response(status, headers=headers, stream=body)
