"""What a server sends: the API's responses as bytes, and broken ones."""

import json
from collections.abc import Iterable
from typing import Any

MODEL: dict[str, Any] = {
    "type": "model",
    "id": "claude-sonnet-4-5-20250929",
    "display_name": "Claude Sonnet 4.5",
    "created_at": "2025-09-29T00:00:00Z",
}
"""The four fields that the reference promises."""


def http(
    body: bytes | str = b"", status: str = "200 OK", headers: Iterable[str] = (), **named: str
) -> bytes:
    """An HTTP response; the names of keyword headers have `_` instead of `-`."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(content)}", *headers]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


def model(**changes: Any) -> bytes:
    """A 200 with a model; fields given as `...` are left out."""
    content = {n: v for n, v in {**MODEL, **changes}.items() if v is not ...}
    return http(json.dumps(content), request_id="req_test")


def page(*ids: str, has_more: bool = False, last_id: str | None = None) -> bytes:
    """A 200 with one page of the list."""
    data = [
        # The same time for all of them would be taken for made up.
        {
            **MODEL,
            "id": model_id,
            "lifecycle": "active",
            "created_at": f"2025-09-29T00:{number % 60:02}:00Z",
        }
        for number, model_id in enumerate(ids)
    ]
    return http(json.dumps({"data": data, "has_more": has_more, "last_id": last_id}))


def error(status: str, kind: str, message: str, **headers: str) -> bytes:
    """An error response of the API."""
    error = {"type": kind, "message": message}
    body = json.dumps({"type": "error", "error": error, "request_id": "req_refused"})
    return http(body, status, **headers)
