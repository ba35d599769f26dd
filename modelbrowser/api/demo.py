"""The demo: answers as the API does, without a network, from the catalogue of one day."""

import hashlib
import json
from typing import Any
from urllib.parse import unquote

import httpx

from modelbrowser.domain.betas import KNOWN
from modelbrowser.domain.catalogue import catalogue

_CATALOGUE_ONLY = {"aliases", "replacement"}
_DEFAULT_LIFECYCLES = ("active", "deprecated")
_DEFAULT_LIMIT = 20


class DemoTransport(httpx.AsyncBaseTransport):
    """Stands in for the network; the same request always has the same answer."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request to `/v1/models` or `/v1/models/{id}`."""
        path, _, _ = request.url.raw_path.decode("ascii").partition("?")
        request_id = _request_id(request)
        if unknown := _unknown_betas(request):
            quoted = ", ".join(f"`{value}`" for value in unknown)
            message = f"Unexpected value(s) {quoted} for the `anthropic-beta` header."
            return _error(400, "invalid_request_error", message, request_id)
        _, _, model_id = path.partition("/v1/models/")
        if not model_id:
            return _answer(200, _page(request.url.params), request_id)
        name = unquote(model_id)
        for model in catalogue().models:
            # A retired model is not found any more (wire contract, "Errors").
            if name in (model["id"], *model["aliases"]) and model["lifecycle"] != "retired":
                return _answer(200, _as_sent(model), request_id)
        return _error(404, "not_found_error", f"model: {name}", request_id)


def _unknown_betas(request: httpx.Request) -> list[str]:
    values = request.headers.get("anthropic-beta", "").split(",")
    return [value for value in values if value and value not in KNOWN]


def _page(parameters: httpx.QueryParams) -> dict[str, Any]:
    """One page of the list (wire contract, "List")."""
    wanted = parameters.get_list("lifecycle[]") or _DEFAULT_LIFECYCLES
    models = [_as_sent(model) for model in catalogue().models if model["lifecycle"] in wanted]
    after_id = parameters.get("after_id")
    start = next((n for n, model in enumerate(models, 1) if model["id"] == after_id), 0)
    end = start + int(parameters.get("limit", _DEFAULT_LIMIT))
    shown = models[start:end]
    return {
        "data": shown,
        "has_more": end < len(models),
        "first_id": shown[0]["id"] if shown else None,
        "last_id": shown[-1]["id"] if shown else None,
    }


def _as_sent(model: dict[str, Any]) -> dict[str, Any]:
    """A model of the catalogue with the fields that the API gives."""
    sent = {name: value for name, value in model.items() if name not in _CATALOGUE_ONLY}
    return {"type": "model", **sent}


def _request_id(request: httpx.Request) -> str:
    asked = f"{request.url} {request.headers.get('anthropic-beta')}"
    return f"req_demo_{hashlib.sha256(asked.encode()).hexdigest()[:16]}"


def _error(status: int, kind: str, message: str, request_id: str) -> httpx.Response:
    error = {"type": kind, "message": message}
    return _answer(status, {"type": "error", "error": error, "request_id": request_id}, request_id)


def _answer(status: int, content: dict[str, Any], request_id: str) -> httpx.Response:
    headers = {"content-type": "application/json", "request-id": request_id}
    # A stream, because content given as such could not be read in pieces.
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(_json(content)))


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()
