"""What a response means whose status is not 200: its error, from status, headers and body.

Bodies are read as plain JSON: importing pydantic would delay every request.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from modelbrowser.api.errors import (
    APIError,
    APIResponseValidationError,
    NotFoundError,
    NotTheAPIError,
    ProxyRefusedError,
    RedirectError,
    error_class_of,
)
from modelbrowser.api.strict_json import load_json
from modelbrowser.domain.lookup import Exchange, Headers

_REDIRECT_STATUSES = {301, 302, 303, 307, 308}
_ERROR_STATUSES = range(400, 600)
_HOST = re.compile(r"[a-z0-9.-]{1,253}|\[[0-9a-f:.]+\]")
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_MAX_REQUEST_ID_LENGTH = 200
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_CHECK_BASE_URL = "Check the base URL."


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """The body of an error in the API's form; the message is foreign text."""

    message: str
    request_id: str | None


def error_from_response(exchange: Exchange, body: bytes, host: str, now: datetime) -> APIError:
    """Return the error for a response whose status is not 200.

    Args:
        exchange: The request and its response.
        body: The body of the response, without the key.
        host: The host that sent it.
        now: The current time, aware; for a `retry-after` that is a date.
    """
    status = exchange.status
    if status in _REDIRECT_STATUSES:
        return _redirect_error(exchange)
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return ProxyRefusedError("The proxy refused the request (407).", "It asks for a password.")
    if status not in _ERROR_STATUSES:
        return unexpected_status_error(host, status, exchange.request_id)
    error_body = read_error_body(body)
    error_class = error_class_of(status)
    if error_class is NotFoundError and error_body is None:
        return NotTheAPIError(
            f"{host} answered, but it is not the API: it knows no such address (404).",
            _CHECK_BASE_URL,
        )
    wait = retry_after(exchange.response_headers, now)
    remedy = f"Try again in {format_wait(wait)}." if wait else ""
    if error_body is None:
        return error_class(status, "", exchange, remedy)
    request_id = exchange.request_id or error_body.request_id
    exchange = replace(exchange, request_id=request_id)
    return error_class(status, error_body.message, exchange, remedy)


def unexpected_status_error(host: str, status: int, request_id: str | None = None) -> APIError:
    """Return the error for a status that means neither success nor failure.

    Args:
        host: The host that sent it.
        status: The status.
        request_id: The ID that the API gave the request, if any.
    """
    message = f"{host} gave an unexpected answer (status {status})."
    return APIResponseValidationError(message, _CHECK_BASE_URL, request_id=request_id)


def read_error_body(body: bytes) -> ErrorBody | None:
    """Read the body of an error; None if it does not have the API's form."""
    try:
        content = load_json(body)
    except ValueError:
        return None
    match content:
        case {"type": "error", "error": {"type": str(), "message": str(message)}}:
            return ErrorBody(message, _valid_request_id(content.get("request_id")))
    return None


def retry_after(headers: Headers, now: datetime) -> float | None:
    """Return how long the server asks to wait, in seconds; None if it does not say, or garbles it.

    Args:
        headers: The headers of the response.
        now: The current time, aware; for a date.
    """
    values = {name.lower(): value.strip() for name, value in headers}
    if milliseconds := _number(values.get("retry-after-ms", "")):
        return milliseconds / 1000
    text = values.get("retry-after", "")
    return _number(text) or _seconds_until(text, now)


def format_wait(seconds: float) -> str:
    """Format a wait, rounded up, as `3 s`, `2 min`, `3 h` or `2 days`."""
    for unit, name in ((_DAY, "days"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= 2 * unit:
            return f"{-int(-seconds // unit)} {name}"
    return f"{-int(-seconds // 1)} s"


def _valid_request_id(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > _MAX_REQUEST_ID_LENGTH:
        return None
    return value if value.isprintable() else None


def _redirect_error(exchange: Exchange) -> RedirectError:
    """Return the error for a redirect, which names the target's host and nothing else of it."""
    location = dict(exchange.response_headers).get("location", "")
    try:
        target = (urlsplit(location).hostname or "").encode("idna").decode()
    except ValueError:
        target = ""
    shown = target if _HOST.fullmatch(target) else "another address"
    return RedirectError(
        f"The server wants to send us to {shown}. That was not followed.",
        "Check the base URL: a login page or a wrong scheme may be the cause.",
    )


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _seconds_until(text: str, now: datetime) -> float | None:
    """Return the seconds until an HTTP date; None if it has passed or is not a date."""
    try:
        date = parsedate_to_datetime(text)
        # A date in "-0000" is parsed as naive, and means UTC.
        wait = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return wait if wait > 0 else None
