"""Classifies error responses: who sent one, what it says, and which error it becomes.

One place decides for every status. A message is looked for where APIs, gateways and proxies put
it, and the advice fits what was said. Bodies are read as plain JSON: importing pydantic would
delay every request. The file is long because it is one decision: where gateways put what they
say, the words that give them away, and what follows from both.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from modelbrowser.api.errors import (
    AccountError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ContentTooLargeError,
    InternalServerError,
    NoRetrieveError,
    NotFoundError,
    NotImplementedAPIError,
    NotTheAPIError,
    PaymentRequiredError,
    PermissionDeniedError,
    ProxyRefusedError,
    RateLimitError,
    RedirectError,
    SpendLimitError,
    UnprocessableEntityError,
    WebPageError,
    error_class_of,
    quote,
)
from modelbrowser.api.strict_json import load_json
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import OAUTH_BETA
from modelbrowser.domain.lookup import Exchange, Headers
from modelbrowser.errors import Rejection, Source

_REDIRECT_STATUSES = {301, 302, 303, 307, 308}
_ERROR_STATUSES = range(400, 600)
_HOST = re.compile(r"[a-z0-9.-]{1,253}|\[[0-9a-f:.]+\]")
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_MAX_ID_LENGTH = 200
_MAX_TEXT = 500
"""The longest plain text that counts as a message, in characters."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_CHECK_BASE_URL = "Check the base URL."
_CHECK_WORKSPACE = "Check ANTHROPIC_WORKSPACE_ID, or your profile's workspace."
_INTERCEPTED = "A proxy or firewall may be the cause. Check the network and the base URL."

_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?<(!doctype html|!--|(html|head|body|title|meta|script|style|link|center"
    r"|div|form|font|iframe|table|h\d|p|pre)\b)",
    re.IGNORECASE,
)
_HTML_TEXT = re.compile(r"<(?:title|h\d|pre|p)\b[^<>]*>([^<]+)", re.IGNORECASE)
"""What a web page says of itself, its title first."""

_XML_TEXT = re.compile(r"<(?:\w+:)?(?:message|faultstring|text)\b[^<>]*>([^<]+)", re.IGNORECASE)
_LACKS_PATH = re.compile(
    r"\b404\b|not found|cannot get|no such|could ?n[o']t be found|does ?n[o']t exist|routing error",
    re.IGNORECASE,
)
"""What web servers say of a path that they lack."""

_LACKS_ENDPOINT = re.compile(
    r"(unexpected|unknown|invalid|unsupported|no such) (endpoint|route|path|url)|cannot get /"
    r"|\b(endpoint|route|path|url|page)\b.*(not found|unknown|does ?n[o']t exist)",
    re.IGNORECASE,
)
"""What hosts say of that if they send it with status 200."""

_EVENT_END = re.compile(rb"(?:\r?\n){2,}")
_MAX_EVENTS = 100
"""How many events of a stream are searched for an error."""

_EVENT_DATA = re.compile(rb"^data:(.*)$", re.MULTILINE)
_ERROR_EVENT = re.compile(rb"^event: ?error\s*$", re.MULTILINE)

_CLASSES_OF_PAGES = {
    AuthenticationError,
    PermissionDeniedError,
    BadRequestError,
    NotFoundError,
    APIStatusError,
}
"""The errors of pages that a proxy or firewall sends; by others, the host has a problem."""

_NOT_OF_THE_API = {
    APIStatusError,
    BadRequestError,
    NotFoundError,
    PaymentRequiredError,
    SpendLimitError,
    UnprocessableEntityError,
}
"""The errors that don't come from the API if they are not in its form."""

_STATUS_OF_TYPE = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "conflict_error": 409,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""The statuses of the API's error types, for an error in a response with status 200."""

_SPEND_LIMITS = ("spend_limit_reached", "ramp_limit_exceeded")
"""The ends of the API's codes for spend limits."""

_BUDGET_CODES = {"budget_exceeded", "insufficient_quota"}
"""Gateways' codes for spend limits."""

_QUOTA = re.compile(r"\bquota\b|\brate limit|\btoo many requests", re.IGNORECASE)
"""What gateways say in a 403 that another status is for."""

_ACCOUNT_CODES = {"organization_on_hold", "claude_code_key_creator_not_member"}
_ACCOUNT = re.compile(
    r"organization (is|has been) (on hold|disabled)|credit balance|accept .*\bterms\b",
    re.IGNORECASE,
)
_MISSING_MODEL_CODES = {
    "model_not_found",
    "invalid_model",
    "unknown_model",
    "DeploymentNotFound",
}
_MISSING_MODEL = re.compile(
    r"\bmodel\b.*\b(not found|does ?n[o']t exist|unknown|invalid|not supported|unavailable)"
    r"|\b(no such|unknown|invalid|unsupported)\b.*\bmodel\b|\bno (route|deployment)\b.*\bmodel\b",
    re.IGNORECASE,
)
_LACKS_CREDENTIAL = re.compile(
    r"\bmissing\b|\bno (api )?key|\bno (auth|cred|token)|not provided|not found in request"
    r"|failed to resolve|\bempty token|\brequired\b|\bexpected\b",
    re.IGNORECASE,
)
"""What gateways say if they found no credential where they look for one."""

_REJECTS_CREDENTIAL = re.compile(
    r"invalid|incorrect|expired|revoked|unknown|malformed|not valid", re.IGNORECASE
)
_WANTS_HEADER = re.compile(
    rf"authorization|bearer|header|{_LACKS_CREDENTIAL.pattern}", re.IGNORECASE
)
_IS_ABOUT_CREDENTIAL = re.compile(
    r"\b(keys?|tokens?|credentials?|subscriptions?|unauthori[sz]ed|consumer)\b", re.IGNORECASE
)
_IS_ABOUT_NETWORK = re.compile(r"\bip\b|\bnetwork\b|\bcountry\b|\bregion\b", re.IGNORECASE)
_LACKS_PERMISSION = re.compile(r"\bpermission\b|\bresource\b", re.IGNORECASE)
_MESSAGE_NAMES = (
    *("error", "error_description", "message", "detail", "errors", "msg", "error_msg"),
    *("errormessage", "fault", "faultstring", "moreinformation", "httpmessage"),
)  # fmt: skip - as a list
"""The fields that may contain a message, in lowercase, the most likely one first."""

_IS_ABOUT_MODEL = re.compile(r"\bmodels?\b|claude", re.IGNORECASE)
_URL_PATH = re.compile(r"\S*(?:://|/models\b)\S*|(?<!\S)/\S*")
"""A URL or its path, which names the model in any message about the path."""

_NO_LOOKUP = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
"""The statuses of a host that can't look up individual models."""

_NEEDS_HEADER = re.compile(r"\bheader\b.*\brequired|\bmissing\b.*\bheader", re.IGNORECASE)
_WANTS_HTTPS = re.compile(r"\bhttp request (was sent )?to (an )?https (port|server)", re.IGNORECASE)
"""What nginx and Go send in response to an unencrypted request on an https port."""

_PERMISSION = re.compile(
    r"\b(only|not allowed|may not|can(no|')t access|no access|permi)|\bforbidden", re.IGNORECASE
)


class _Words(NamedTuple):
    """What to say of a rejection beside its message; "" for what the class of the error says."""

    remedy: str = ""
    summary: str = ""
    title: str = ""


def error_from_response(
    exchange: Exchange, body: bytes, connection: Connection, now: datetime
) -> APIError:
    """Return the error for a response that is not a model or a list of models.

    Args:
        exchange: The request and its response.
        body: The body of the response, without the key.
        connection: The host that sent it, and the credential that was used.
        now: The current time, aware; for a `retry-after` that is a date.
    """
    status, host = exchange.status, connection.host
    if status in _REDIRECT_STATUSES:
        return _redirect_error(exchange)
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return ProxyRefusedError("The proxy rejected the request (407).", "It requires a login.")
    rejection = read_rejection(exchange, body)
    if status == HTTPStatus.OK and rejection.source == "text":
        return _not_json(exchange, rejection, host)
    if status not in _ERROR_STATUSES and status != HTTPStatus.OK and rejection.source != "web page":
        return unexpected_status_error(host, status, exchange.request_id)
    if error := _of_the_network(rejection, host) or _not_the_api(exchange, rejection, host):
        return error
    error_class = _class_of(rejection, connection)
    words = _words(error_class, exchange, rejection, connection)
    if wait := retry_after(exchange.response_headers, now):
        words = words._replace(remedy=f"Try again in {format_wait(wait)}.")
    exchange = replace(exchange, request_id=rejection.request_id)
    return error_class(exchange, rejection, *words)


def is_error_body(body: bytes) -> bool:
    """Whether a response with status 200 has an error or no JSON, not a model or a list."""
    if b'"id"' in body and b'"error"' not in body:
        return False
    try:
        content = _load(body)
    except ValueError:
        return True
    if not isinstance(content, dict) or content.get("id") or content.get("data"):
        return False
    failed = content.get("success") is False or _error_status(content)
    return bool(content.get("error") or content.get("errors") or failed)


def _class_of(rejection: Rejection, connection: Connection) -> type[APIStatusError]:
    """Choose the error class by status, code and message."""
    is_from_api, code, message = rejection.source == "api", rejection.code or "", rejection.message
    error_class = error_class_of(rejection.status)
    if rejection.status == HTTPStatus.OK:
        error_class = BadRequestError
    if error_class in {BadRequestError, RateLimitError} and (
        code.endswith(_SPEND_LIMITS) or {code, rejection.type} & _BUDGET_CODES
    ):
        return SpendLimitError
    if error_class in {BadRequestError, PermissionDeniedError}:
        if code in _ACCOUNT_CODES or _ACCOUNT.search(message):
            return AccountError
        if error_class is PermissionDeniedError:
            return RateLimitError if not is_from_api and _QUOTA.search(message) else error_class
        if not is_from_api and _MISSING_MODEL.search(message):
            return NotFoundError
    if error_class is AuthenticationError:
        is_denial = connection.is_api or _PERMISSION.search(message)
        return PermissionDeniedError if is_denial and not is_from_api else error_class
    return NotFoundError if code in _MISSING_MODEL_CODES else error_class


def _words(
    error_class: type[APIStatusError],
    exchange: Exchange,
    rejection: Rejection,
    connection: Connection,
) -> _Words:
    """Choose the words that fit what was said."""
    if error_class is AuthenticationError:
        return _login_words(exchange, rejection, connection)
    if rejection.source == "api" and error_class is PermissionDeniedError:
        return _denial_words(rejection.message, connection)
    if connection.workspace_id and "workspace" in rejection.message.lower():
        return _Words(_CHECK_WORKSPACE)
    if rejection.source != "api" and (words := _gateway_words(error_class, rejection, connection)):
        return words
    if error_class is AccountError and "http" not in rejection.message:
        return _Words("See the Console (platform.claude.com).")
    return _Words(_request_remedy(error_class, exchange, rejection.message))


def _login_words(exchange: Exchange, rejection: Rejection, connection: Connection) -> _Words:
    """Say what was wrong with the credential, or that another one is wanted."""
    host, credential, message = connection.host, connection.credential, rejection.message
    noun, source = (credential.noun, credential.source) if credential else ("credential", "none")
    summary = f"{host} rejected the {noun} ({source})."
    if rejection.source == "api":
        return _Words(credential.remedy if credential else "", summary)
    headers = {name.lower(): value for name, value in exchange.response_headers}
    scheme = headers.get("www-authenticate", "").partition(" ")[0].lower()
    is_rejected = _REJECTS_CREDENTIAL.search(message) is not None
    is_key = credential is not None and credential.kind == "api_key"
    is_other = _LACKS_CREDENTIAL.search(message) is not None
    remedy = _gateway_credential(message, source)
    if scheme == "basic":
        remedy = (
            "It wants a user name and a password: set ANTHROPIC_CUSTOM_HEADERS to "
            "Authorization: Basic, followed by both in Base64."
        )
        is_other = True
    elif scheme == "bearer" and is_key and not is_rejected:
        remedy, is_other = _gateway_credential(scheme, source), True
    if is_other:
        return _Words(remedy, f"{host} expects a different credential.", "Not authenticated")
    return _Words(remedy, summary)


def _denial_words(message: str, connection: Connection) -> _Words:
    """Say what the API denied; it is the key only if the message gives no other reason."""
    credential = connection.credential
    if connection.workspace_id and "workspace" in message.lower():
        return _Words(_CHECK_WORKSPACE, "Access to the workspace was denied.")
    if _IS_ABOUT_NETWORK.search(message):
        remedy = "Use another network, or ask your organization's admin."
        return _Words(remedy, "Access from this network was denied.")
    if credential and credential.kind != "api_key":
        return _Words(credential.remedy, f"This {credential.noun} can't use the Models API.")
    if message and not _LACKS_PERMISSION.search(message):
        return _Words("Ask your organization's admin.", "Access was denied.")
    return _Words()


def _request_remedy(error_class: type[APIStatusError], exchange: Exchange, message: str) -> str:
    """Say what to change in the request; betas are mentioned only if some were sent."""
    sent = dict(exchange.request_headers).get("anthropic-beta", "").split(",")
    betas = [beta for beta in sent if beta not in {"", OAUTH_BETA}]
    if betas and error_class is ContentTooLargeError:
        return "Select fewer betas. A proxy may be the cause."
    if error_class is not BadRequestError:
        return ""
    if betas and any(beta in message for beta in betas):
        return "Try again without these betas."
    if betas and "beta" in message.lower():
        return f"Sent: {', '.join(betas)}. Try again without them."
    return "" if message else "Check the base URL, the API version and the workspace ID."


def _gateway_words(
    error_class: type[APIStatusError], rejection: Rejection, connection: Connection
) -> _Words | None:
    """Choose the words for what a gateway says; None if it is nothing special."""
    host, message = connection.host, rejection.message
    ask, words = f"Ask the operator of {host}", None
    if error_class is PermissionDeniedError:
        words = _gateway_denial(message, connection)
    elif connection.is_api and error_class in _NOT_OF_THE_API:
        summary = f"The request was rejected ({rejection.status}), but not by the Claude API."
        words = _Words(_INTERCEPTED, summary)
    elif error_class is SpendLimitError:
        words = _Words(f"{ask} to raise it.", f"You've reached a spend limit at {host}.")
    elif error_class is RateLimitError and rejection.status == HTTPStatus.FORBIDDEN:
        words = _Words(
            f"Wait until it resets, or {ask.lower()}.", f"You've used up a quota at {host}."
        )
    elif error_class is PaymentRequiredError:
        words = _Words(f"Check your account at {host}.")
    elif error_class is AccountError and not connection.is_api:
        words = _Words(f"{ask}.")
    elif error_class is NotFoundError:
        words = _Words(summary=f"{host} has no model with that name.")
    elif issubclass(error_class, InternalServerError) and error_class is not NotImplementedAPIError:
        place = host if rejection.source == "gateway" else f"{host} or in front of it"
        words = _Words(f"Try again in a minute. The problem is at {place}.")
    elif error_class is BadRequestError and _NEEDS_HEADER.search(message):
        words = _Words("Set ANTHROPIC_CUSTOM_HEADERS to add headers.")
    return words


def _gateway_denial(message: str, connection: Connection) -> _Words:
    """Choose the words for an access that was denied, but not by the API."""
    host = connection.host
    if message.lower().rstrip(".") == "request not allowed":
        return _Words(
            "Try another network, and check that your country is supported.",
            f"{host} does not allow requests from this network or country.",
        )
    if connection.is_api:
        return _Words(_INTERCEPTED, f"Access to {host} was denied, but not by the Claude API.")
    source = connection.credential.source if connection.credential else "the API key"
    remedy = f"Ask the operator of {host}; a proxy or firewall may also be the cause."
    if message == "Missing Authentication Token":
        remedy = "Amazon API Gateway says this for unknown paths. Check the base URL."
    elif _IS_ABOUT_CREDENTIAL.search(message) or _WANTS_HEADER.search(message):
        remedy = _gateway_credential(message, source)
    return _Words(remedy, f"{host} denied access.")


def _gateway_credential(message: str, source: str) -> str:
    """Say what credential a gateway may expect, if its message is about authentication."""
    if _WANTS_HEADER.search(message):
        return (
            "Set ANTHROPIC_AUTH_TOKEN to send a bearer token, or ANTHROPIC_CUSTOM_HEADERS to add "
            "headers."
        )
    return f"Check {source} with the gateway's operator."


def _of_the_network(rejection: Rejection, host: str) -> APIError | None:
    """Return the error for HTTP sent to an HTTPS port, or for a network that requires a login."""
    message = rejection.message
    if _WANTS_HTTPS.search(message):
        return NotTheAPIError(
            f"{host} expects HTTPS on this port. It said: {quote(message)}",
            "Start the base URL with https://.",
            request_id=rejection.request_id,
            rejection=rejection,
        )
    if rejection.status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        said = f" It said: {quote(message)}" if message else ""
        return WebPageError(
            f"The network requires a login (511).{said}",
            "Log in to the network with a browser, then try again.",
            request_id=rejection.request_id,
            rejection=rejection,
        )
    return None


def _not_json(exchange: Exchange, rejection: Rejection, host: str) -> APIError:
    """Return the error for a response with status 200 that is not JSON, nor a web page."""
    said = f" It said: {quote(rejection.message)}" if rejection.message else ""
    what = "something other than a model" if exchange.body.strip() else "an empty response"
    return APIResponseValidationError(
        f"{host} returned {what}.{said}",
        "Check the base URL; a login page or a proxy may be the cause.",
        request_id=exchange.request_id,
        rejection=rejection,
    )


def _not_the_api(exchange: Exchange, rejection: Rejection, host: str) -> APIError | None:
    """Return the error for a response that no API sent: a web page, or a 404 for the path."""
    status, message = rejection.status, rejection.message
    lacks_lookup = not exchange.is_api and (
        status in _NO_LOOKUP
        or (exchange.status == HTTPStatus.OK and _LACKS_ENDPOINT.search(message))
    )
    if rejection.source == "web page" and not (
        # The host's own page, not that of a proxy in between.
        lacks_lookup and _LACKS_PATH.search(message)
    ):
        return _web_page(exchange, rejection, host)
    if not lacks_lookup and (status != HTTPStatus.NOT_FOUND or rejection.source == "api"):
        return None
    if rejection.source == "api" or rejection.code in _MISSING_MODEL_CODES:
        return None
    said = f" It said: {quote(message)}" if message else ""
    if rejection.source == "gateway" and message and not exchange.is_api:
        if _IS_ABOUT_MODEL.search(_URL_PATH.sub("", message)):
            return None
        # It is the path that the gateway lacks, such as that for a single model.
        return NoRetrieveError(
            f"{host} can't look up individual models ({exchange.status}: {quote(message)}).",
            exchange,
            rejection,
        )
    return NotTheAPIError(
        f"{host} returned {status}: this doesn't look like the Claude API.{said}",
        _INTERCEPTED if exchange.is_api else _CHECK_BASE_URL,
        request_id=rejection.request_id,
        rejection=rejection,
    )


def _web_page(exchange: Exchange, rejection: Rejection, host: str) -> APIError | None:
    """Return the error for a web page, unless it only puts a status into words."""
    headers = {name.lower() for name, _ in exchange.response_headers}
    is_own = "www-authenticate" in headers
    if error_class_of(rejection.status) not in _CLASSES_OF_PAGES:
        # What is in front of the API sends such pages with a header of its own.
        is_own = not exchange.is_api or "cf-ray" in headers
    if is_own:
        return None
    title = f" ({quote(rejection.message)})" if rejection.message else ""
    return WebPageError(
        f"{host} sent a web page{title}, not an API response.",
        _INTERCEPTED,
        request_id=rejection.request_id,
        rejection=rejection,
    )


def unexpected_status_error(host: str, status: int, request_id: str | None = None) -> APIError:
    """Return the error for a status that indicates neither success nor failure.

    Args:
        host: The host that sent it.
        status: The status.
        request_id: The server's ID of the request, if any.
    """
    message = f"{host} sent an unexpected response (status {status})."
    return APIResponseValidationError(message, _CHECK_BASE_URL, request_id=request_id)


def read_rejection(exchange: Exchange, body: bytes) -> Rejection:
    """Extract what an error response says, wherever its sender put it.

    Args:
        exchange: The request and its response.
        body: The body of the response, without the key.
    """
    status, request_id = exchange.status, exchange.request_id
    try:
        content = _load(body)
    except ValueError:
        source, message = _text_message(body, status)
        return Rejection(status, source, message, request_id=request_id)
    match content:
        case {"type": "error", "error": {"type": str(kind), "message": str()}} if (
            exchange.is_api
            or kind in _STATUS_OF_TYPE
            or (request_id or _request_id(content) or "").startswith("req_")
        ):
            source = "api"
        case _:
            source = "gateway"
    error = content.get("error") if isinstance(content, dict) else None
    error = error[0] if isinstance(error, list) and error else error
    fields = error if isinstance(error, dict) else content if isinstance(content, dict) else {}
    type_, details = _name(fields.get("type")), fields.get("details")
    code = _name(details.get("error_code")) if isinstance(details, dict) else None
    if status == HTTPStatus.OK:
        status = _status_of(fields, type_)
    return Rejection(
        status=status,
        source=source,
        message=next(_messages(content), ""),
        type=None if type_ == "error" else type_,
        code=code or _name(fields.get("code")),
        request_id=request_id or _name(fields.get("request_id")) or _request_id(content),
    )


def _messages(content: Any) -> Iterator[str]:
    """Yield the messages of a JSON body, the most likely one first."""
    if isinstance(content, str):
        yield content
    if isinstance(content, list) and content:
        yield from _messages(content[0])
    if not isinstance(content, dict):
        return
    fields = {str(name).lower(): value for name, value in content.items()}
    title = fields.get("title")
    # A text in `error` is often a code, and the sentence is beside it.
    is_code = isinstance(fields.get("error"), str)
    for name in (*_MESSAGE_NAMES[1:3], *_MESSAGE_NAMES) if is_code else _MESSAGE_NAMES:
        value = fields.get(name)
        if name == "detail" and isinstance(title, str) and isinstance(value, str):
            yield f"{title}: {value}"
        if name == "msg" and isinstance(value, str) and isinstance(fields.get("loc"), list):
            # FastAPI's message about a missing or invalid field.
            yield f"{'.'.join(map(str, fields['loc']))}: {value}"
        if isinstance(value, str) and value.strip():
            yield value
        elif isinstance(value, dict | list):
            yield from _messages(value)
    if isinstance(title, str):
        yield title


def _load(body: bytes) -> Any:
    """Parse a body of JSON, or the first error in a stream of events.

    Raises:
        ValueError: If it is neither.
    """
    try:
        return load_json(body)
    except ValueError:
        for event in _EVENT_END.split(body, _MAX_EVENTS)[:_MAX_EVENTS]:
            data = b"\n".join(_EVENT_DATA.findall(event))
            try:
                content = load_json(data)
            except ValueError:
                content = data.decode("utf-8", "replace").strip()
            if isinstance(content, dict) and "error" in content:
                return content
            if _ERROR_EVENT.search(event):
                return {"error": content}
        raise


def _text_message(body: bytes, status: int) -> tuple[Source, str]:
    """Return the source and the message of a body that is not JSON."""
    text = body.decode("utf-8", "replace").strip()
    is_page = _HTML.match(text) is not None
    if text.startswith("<"):
        # Lazy import: keeps startup fast.
        from html import unescape

        texts = [
            " ".join(unescape(found).split())
            for found in (_HTML_TEXT if is_page else _XML_TEXT).findall(text)
        ]
        # Express and others title each page "Error", and say below what it is about.
        texts = [each for each in texts if each.lower() not in {"", "error"}]
        if status == HTTPStatus.NOT_FOUND:
            texts.sort(key=lambda each: not _LACKS_PATH.search(each))
        if is_page or texts:
            return "web page" if is_page else "text", texts[0] if texts else ""
    is_message = text.isprintable() or "\n" in text
    return "text", text if is_message and len(text) <= _MAX_TEXT else ""


def _status_of(fields: dict[str, Any], type_: str | None) -> int:
    """Return the status that an error sent with status 200 names, else 200."""
    return _error_status(fields) or _STATUS_OF_TYPE.get(type_ or "", HTTPStatus.OK)


def _error_status(fields: dict[str, Any]) -> int | None:
    """Return the error status given in a body, if any."""
    for name in ("status", "code", "status_code"):
        value = fields.get(name)
        if str(value).isdecimal() and int(str(value)[:4]) in _ERROR_STATUSES:
            return int(str(value)[:4])
    return None


def _name(value: object) -> str | None:
    """Return a value from a body if it looks like a code or an ID."""
    if not isinstance(value, str) or len(value) > _MAX_ID_LENGTH or not value.strip():
        return None
    return value if value.isprintable() else None


def _request_id(content: object) -> str | None:
    return _name(content.get("request_id")) if isinstance(content, dict) else None


def retry_after(headers: Headers, now: datetime) -> float | None:
    """Return how long the server asks to wait, in seconds; None if it doesn't say, or not validly.

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


def _redirect_error(exchange: Exchange) -> RedirectError:
    """Return the error for a redirect; it names only the host of the target."""
    location = dict(exchange.response_headers).get("location", "")
    try:
        target = (urlsplit(location).hostname or "").encode("idna").decode()
    except ValueError:
        target = ""
    shown = target if _HOST.fullmatch(target) else "another address"
    return RedirectError(
        f"The server redirected to {shown}; redirects are not followed.",
        "Check the base URL: a login page or a wrong scheme may be the cause.",
    )


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _seconds_until(text: str, now: datetime) -> float | None:
    """Return the seconds until an HTTP date; None if it has passed or is not a date."""
    try:
        date = parsedate_to_datetime(text)
        # A date with "-0000" is parsed as naive, but means UTC.
        wait = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return wait if wait > 0 else None
