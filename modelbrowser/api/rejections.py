"""Reads error responses: who sent one, and what it says.

A message is looked for wherever APIs, gateways and proxies put it. Bodies are read as plain JSON:
importing pydantic would delay every request.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from itertools import islice
from typing import Any

from modelbrowser.api.strict_json import load_json
from modelbrowser.domain.lookup import Exchange, Headers
from modelbrowser.errors import Rejection, Source

ERROR_STATUSES = range(400, 600)
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_MAX_ID_LENGTH = 200
MAX_MESSAGE = 1000
"""How much of a message is kept, in characters: more than sentences need, and few enough to search
for every pattern, some of which take quadratic time."""

_MAX_TEXT = 500
"""The longest plain text that counts as a message, in characters."""

_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?<(!doctype ?html|!--|(html|head|body|title|meta|script|style|link|center"
    r"|div|form|font|iframe|table|h\d|p|pre)\b)",
    re.IGNORECASE,
)

_HTML_TEXT = re.compile(r"<(?:title|h\d|pre|p)\b[^<>]*>([^<]+)", re.IGNORECASE)
"""What a web page says about itself, its title first."""

_PAGE_TEXT = re.compile(r">([^<>{}]{9,})")
_SAYS_WHY = re.compile(
    r"\b((your|the) (country|region)|block(ed)?|banned)\b|^Reference #\w", re.IGNORECASE
)
"""What web pages say below their title if they deny access, such as Akamai's."""

_XML_TEXT = re.compile(r"<(?:\w+:)?(?:message|faultstring|text)\b[^<>]*>([^<]+)", re.IGNORECASE)
LACKS_PATH = re.compile(
    r"\b4(04|10)\b|not found|cannot get|no such|could ?n[o']t be found|does ?n[o']t exist"
    r"|routing error",
    re.IGNORECASE,
)
"""What web servers say about a path that doesn't exist."""

_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_MAX_TEXTS = 100
"""How many parts of a web page are searched for a message."""

_AMOUNT = re.compile(
    r"(\d{1,9}(?:\.\d{1,9})?) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])",
    re.IGNORECASE | re.ASCII,  # otherwise, a long s (U+017F) is an s
)
_SAID_WAIT = re.compile(
    r"\b(?:(?:try again|retry|available) (?:in|after)|wait) "
    rf"((?:(?:,? and |,? )?{_AMOUNT.pattern}){{1,4}})",
    re.IGNORECASE | re.ASCII,
)
"""How long to wait, as `1m26.4s` or `2 hours and 45 minutes`."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SAID_TIME = re.compile(r"\b(\d{4})-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d) ?([+-]\d{4})", re.ASCII)
"""How WSO2 writes when a quota resets."""

_EVENT_END = re.compile(rb"(?:\r?\n){2,}")
_MAX_EVENTS = 100
"""How many events of a stream are searched for an error."""

_EVENT_DATA = re.compile(rb"^data:(.*)$", re.MULTILINE)
_STATUS_IN_WORDS = re.compile(r"([45]\d\d) [A-Z]")
"""How Spring's messages begin, such as "404 NOT_FOUND"."""

_ERROR_EVENT = re.compile(rb"^event: ?error\s*$", re.MULTILINE)
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

_MESSAGE_NAMES = (
    *("error", "errordescription", "message", "detail", "details", "errors", "msg", "errormsg"),
    *("statusmsg", "errormessage", "errmsg", "fault", "faultstring", "moreinformation"),
    *("httpmessage", "reason", "description", "title"),
)  # fmt: skip - as a list
"""The fields that may contain a message, without separators, the most likely one first."""

_ERROR_FIELDS = {"detail", "message", "msg", "base_resp", "errorMessage"}
_MODEL_FIELDS = {"models", "object", "type"}
"""The fields by which a response with status 200 is an error, or is none after all."""

LISTS_OF_MODELS = ("data", "models")
LISTS = (*LISTS_OF_MODELS, "result", "results", "items", "value")
"""Where a list of models may be."""

WRAPPERS = ("data", "model", "result", "modelDetails")
"""Where a single model may be."""

_SAYS_ERROR = re.compile(rb'"(errors?|code|status|status_code|success)"')
_MAX_START = 4096
"""How much of a body is searched for an error, in bytes: one with an error is short."""

_CAUSES = ("description", "detail", "details", "reason")
"""The fields that may say why if a message is only a heading."""

_CONTAINERS = ("baseresp", "data", "result", "response", "status", "meta")
"""The fields whose own fields may be a message."""


def is_error_body(body: bytes) -> bool:
    """Whether the body of a response with status 200 is an error or no JSON."""
    # Parsing a list of 1,000 models would block the event loop.
    if b'"id"' in body and not _SAYS_ERROR.search(body, 0, _MAX_START):
        return False
    try:
        content = _load(body)
    except ValueError:
        return True
    if not isinstance(content, dict):
        return isinstance(content, str) and bool(content)
    data, has_id = content.get("data"), bool(content.get("id"))
    is_marked = "error" in (content.get("type"), content.get("object"))
    is_model = has_id and content.keys() & _MODEL_FIELDS and not is_marked
    if is_model or (data.get("id") if isinstance(data, dict) else isinstance(data, list) and data):
        return False
    has_errors = content.get("error") or content.get("errors")
    if is_marked or has_errors or content.get("success") is False or _error_status(content):
        return True
    is_message = content.keys() & _ERROR_FIELDS and not content.keys() & _MODEL_FIELDS
    payloads = (content.get(name) for name in (*LISTS, *WRAPPERS))
    has_payload = any(each and isinstance(each, dict | list) for each in payloads)
    return bool(is_message and not (has_id or has_payload))


def read_rejection(exchange: Exchange, body: bytes, clean: Callable[[str], str] = str) -> Rejection:
    """Extract what an error response says, wherever it is.

    Args:
        exchange: The request and its response.
        body: The body of the response, without the key.
        clean: Removes the key from a text, which may contain it only once it is decoded.
    """
    status, request_id = exchange.status, exchange.request_id
    try:
        content = _load(body)
    except ValueError:
        sender, message = _text_message(body, status)
        return Rejection(status, sender, clean(message)[:MAX_MESSAGE], request_id=request_id)
    whole = content if isinstance(content, dict) else {}
    request_id = request_id or _name(whole.get("request_id"))
    source: Source = "gateway"
    match content:
        case {"type": "error", "error": {"type": str(kind), "message": str()}}:
            has_form = kind in _STATUS_OF_TYPE or (request_id or "").startswith("req_")
            # The API sends no event stream in response to a GET, but a gateway may.
            if exchange.is_api or (has_form and not _EVENT_DATA.search(body)):
                source = "api"
    error = whole.get("error")
    error = error[0] if isinstance(error, list) and error else error
    fields = error if isinstance(error, dict) else whole
    type_, details = _code(fields.get("type")), fields.get("details")
    code = _name(details.get("error_code")) if isinstance(details, dict) else None
    message = clean(next(_messages(content), ""))[:MAX_MESSAGE]
    if status == HTTPStatus.OK:
        status = _status_of(fields, type_, message)
    return Rejection(
        status=status,
        source=source,
        message=message,
        type=None if type_ == "error" else type_,
        code=code or _code(fields.get("code")) or _code(fields.get("error_code")),
        request_id=exchange.request_id or _name(fields.get("request_id")) or request_id,
    )


def retry_after(headers: Headers, now: datetime) -> float | None:
    """Return how long a server asks to wait, in seconds; None without a valid value.

    A date that it sends is compared with the current time, which is aware.
    """
    values = {name.lower(): value.strip() for name, value in headers}
    if milliseconds := _number(values.get("retry-after-ms", "")):
        return milliseconds / 1000
    text = values.get("retry-after", "")
    return _number(text) or _seconds_until(text, now)


def find_wait(message: str, now: datetime) -> float | None:
    """Return how long a message says to wait, in seconds, or until when; None if it doesn't."""
    if found := _SAID_WAIT.search(message):
        amounts = _AMOUNT.findall(found[1])
        return sum(float(number) * _SECONDS[unit[0].lower()] for number, unit in amounts)
    if found := _SAID_TIME.search(message):
        day, month, year = found[3], found[2], found[1]
        return _seconds_until(f"{day} {month} {year} {found[4]} {found[5]}", now)
    return None


def _messages(content: Any) -> Iterator[str]:
    """Yield the messages of a JSON body, the most likely one first."""
    if isinstance(content, str):
        # An error from a gateway's provider is passed on as text.
        with suppress(ValueError):
            yield from _messages(load_json(content.encode("utf-8", "replace")))
        yield content
    if isinstance(content, list) and content:
        yield from _messages(content[0])
    if not isinstance(content, dict):
        return
    fields = {_plain_name(name): value for name, value in content.items()}
    # Text in `error` is often a code, with the sentence in another field.
    is_code = isinstance(fields.get("error"), str)
    first = _MESSAGE_NAMES[1:3] if is_code else ()
    # Each name once: in nested objects, the time would double with each level.
    for name in dict.fromkeys((*first, *_MESSAGE_NAMES, *_CONTAINERS)):
        value = fields.get(name)
        is_text = isinstance(value, str) and bool(value.strip()) and name not in _CONTAINERS
        if name in {"message", "detail"} and is_text:
            yield from _headed_messages(fields)
        if name == "msg" and is_text and isinstance(fields.get("loc"), list):
            # FastAPI's message about a missing or invalid field.
            yield f"{'.'.join(map(str, fields['loc']))}: {value}"
        if name == "message" and is_code and is_text and not str(value).isascii():
            # The code may be the only English.
            yield f"{fields['error']}: {value}"
        if is_text or isinstance(value, dict | list):
            yield from _messages(value)
        if name == "errors" and isinstance(value, dict):
            yield from _messages_by_field(value)


def _messages_by_field(errors: dict[str, Any]) -> Iterator[str]:
    """Yield messages with the field that each is about, which Rails and Laravel name."""
    for field, texts in errors.items():
        name = _plain_name(field)
        # The others have been read.
        if name not in _MESSAGE_NAMES and (name not in _CONTAINERS or isinstance(texts, str)):
            yield from (f"{field}: {text}" for text in _messages(texts))


def _plain_name(field: str) -> str:
    return re.sub("[_-]", "", field.lower())


def _headed_messages(fields: dict[str, Any]) -> Iterator[str]:
    """Yield a heading with what other fields say in addition: why, and until when."""
    texts = {name: text for name, text in fields.items() if isinstance(text, str) and text.strip()}
    heading = text = texts.get("message") or texts.get("title", "")
    for name in _CAUSES:
        cause = texts.get(name, "")
        # One word is a code.
        if " " in cause.strip() and cause.strip(". ") not in text:
            text = cause if text.strip(". ") in cause else f"{text}: {cause}"
    if (time := texts.get("nextaccesstime", "")) not in text:
        text += f" (nextAccessTime: {time})"
    if heading and text != heading:
        yield text


def _load(body: bytes) -> Any:
    """Parse a JSON body, or the first error in an event stream; otherwise, raise a ValueError."""
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
    text = body.decode("utf-8-sig", "replace").strip()
    is_page = _HTML.match(text) is not None
    if text.startswith("<"):
        # Lazy import: keeps startup fast.
        from html import unescape

        texts = [
            " ".join(unescape(found[1]).split())
            for found in islice((_HTML_TEXT if is_page else _XML_TEXT).finditer(text), _MAX_TEXTS)
        ]
        # Express and others title every page "Error", and explain the error below.
        texts = [each for each in texts if each.lower() not in {"", "error"}]
        if status == HTTPStatus.NOT_FOUND:
            texts.sort(key=lambda each: not LACKS_PATH.search(each))
        if is_page and status == HTTPStatus.FORBIDDEN and not any(map(_SAYS_WHY.search, texts[:1])):
            said = (" ".join(unescape(found[1]).split()) for found in _PAGE_TEXT.finditer(text))
            sentences = (each for text in said for each in _SENTENCE_END.split(text))
            texts = [*islice(filter(_SAYS_WHY.search, sentences), 1), *texts]
        if is_page or texts:
            return "web page" if is_page else "text", texts[0] if texts else ""
    is_message = all(line.isprintable() for line in text.splitlines())
    return "text", text if is_message and len(text) <= _MAX_TEXT else ""


def _status_of(fields: dict[str, Any], type_: str | None, message: str) -> int:
    """Return the status named by an error that was sent with status 200, or else 200."""
    if said := _STATUS_IN_WORDS.match(message):
        return int(said[1])
    return _error_status(fields) or _STATUS_OF_TYPE.get(type_ or "", HTTPStatus.OK)


def _error_status(fields: dict[str, Any]) -> int | None:
    """Return the error status given in a body, if any."""
    for name in ("status", "code", "status_code"):
        value = fields.get(name)
        if str(value).isdecimal() and int(str(value)[:4]) in ERROR_STATUSES:
            return int(str(value)[:4])
    return None


def _name(value: object) -> str | None:
    """Return a value from a body if it looks like a code or an ID."""
    if not isinstance(value, str) or len(value) > _MAX_ID_LENGTH or not value.isprintable():
        return None
    return value if value.strip() else None


def _code(value: object) -> str | None:
    """Return a code or a type; a number is one unless it is a status."""
    is_number = type(value) is int and value not in range(100, 600)
    name = _name(str(value) if is_number else value) or ""
    # LiteLLM writes null as "None", and RFC 9457 has URLs as types.
    return name if name not in {"", "None"} and ":" not in name else None


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
