"""What an answer means that is not 200."""

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

_CHECK_BASE_URL = "Check the base URL."
_REDIRECT_STATUSES = {301, 302, 303, 307, 308}
_ERROR_STATUSES = range(400, 600)
_HOST = re.compile(r"[a-z0-9.-]{1,253}|\[[0-9a-f:.]+\]")
_MAX_REQUEST_ID_LENGTH = 200
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """The body of an error in the API's form; its message is foreign text."""

    message: str
    request_id: str | None


def error_from_response(exchange: Exchange, body: bytes, host: str, now: datetime) -> APIError:
    """The error for an answer whose status is not 200.

    Args:
        exchange: What was sent and what came back.
        body: The body, free of the key.
        host: Who was asked.
        now: Aware; for a `retry-after` that is a date.
    """
    status = exchange.status
    if status in _REDIRECT_STATUSES:
        return _redirect(exchange)
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return ProxyRefusedError("The proxy refused the request (407).", "It asks for a password.")
    if status not in _ERROR_STATUSES:
        return unexpected_status_error(host, status, exchange.request_id)
    said = read_error(body)
    kind = error_class_of(status)
    if kind is NotFoundError and said is None:
        return NotTheAPIError(
            f"{host} answered, but it is not the API: it knows no such address (404).",
            _CHECK_BASE_URL,
        )
    wait = retry_after(exchange.response_headers, now)
    remedy = f"Try again in {format_wait(wait)}." if wait else ""
    if said is None:
        return kind(status, "", exchange, remedy)
    named = exchange.request_id or said.request_id
    return kind(status, said.message, replace(exchange, request_id=named), remedy)


def unexpected_status_error(host: str, status: int, request_id: str | None = None) -> APIError:
    """The error for a status that is neither success nor failure.

    Args:
        host: Who was asked.
        status: What came.
        request_id: The API's name for the request, where it gave one.
    """
    message = f"{host} gave an unexpected answer (status {status})."
    return APIResponseValidationError(message, _CHECK_BASE_URL, request_id=request_id)


def read_error(body: bytes) -> ErrorBody | None:
    """Read the body of an error; None if it does not have the API's form."""
    try:
        content = load_json(body)
    except ValueError:
        return None
    match content:
        case {"type": "error", "error": {"type": str(), "message": str(message)}}:
            return ErrorBody(message, _request_id(content.get("request_id")))
    return None


def _request_id(value: object) -> str | None:
    """What a body names as the request's ID, where that can be one."""
    usable = isinstance(value, str) and value.isprintable() and len(value) <= _MAX_REQUEST_ID_LENGTH
    return str(value) if usable else None


def _redirect(exchange: Exchange) -> RedirectError:
    """The words for a redirect: of its target, the host is named, and nothing else."""
    location = dict(exchange.response_headers).get("location", "")
    try:
        parts = urlsplit(location)
        target = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        target = ""
    known = target if _HOST.fullmatch(target) else "another address"
    return RedirectError(
        f"The server wants to send us to {known}. That was not followed.",
        "Check the base URL: a login page or a wrong scheme may be the cause.",
    )


def retry_after(headers: Headers, now: datetime) -> float | None:
    """How long the server asks to wait, in seconds; None where it does not say, or nonsense."""
    values = {name.lower(): value.strip() for name, value in headers}
    if milliseconds := _number(values.get("retry-after-ms", "")):
        return milliseconds / 1000
    text = values.get("retry-after", "")
    return _number(text) or _seconds_until(text, now)


def format_wait(seconds: float) -> str:
    """A wait in seconds, rounded up, such as `3 s`, `2 min`, `3 h` or `2 days`."""
    for unit, word in ((_DAY, "days"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= 2 * unit:
            return f"{-int(-seconds // unit)} {word}"
    return f"{-int(-seconds // 1)} s"


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _seconds_until(text: str, now: datetime) -> float | None:
    """The seconds until an HTTP date; None where it is past or none."""
    try:
        date = parsedate_to_datetime(text)
        # A date in "-0000" comes back naive, and means UTC.
        wait = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return wait if wait > 0 else None
