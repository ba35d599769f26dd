"""Which failures are asked again, and after how long (wire contract, "Retries")."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from modelbrowser.api.errors import APIError, APIStatusError
from modelbrowser.domain.lookup import MAX_TRIES, Headers

MAX_WAIT = 10.0
"""A longer wait, in seconds, is told to the person instead of waited for."""

_FIRST_WAIT = 0.5
_LONGEST_OWN_WAIT = 8.0
_JITTER = 0.25

_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def wait_before_retry(error: APIError, tries: int, *, now: datetime, jitter: float) -> float | None:
    """How long to wait before asking again, in seconds; None where it is of no use.

    Args:
        error: Why the last try failed.
        tries: How many there were.
        now: Aware; for a `retry-after` that is a date.
        jitter: From 0 to 1: which part of the jitter is taken off.
    """
    if tries >= MAX_TRIES or not _may_retry(error):
        return None
    told = told_wait(_headers(error), now)
    if told is not None:
        return told if told <= MAX_WAIT else None
    own: float = min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_OWN_WAIT)
    return own * (1 - _JITTER * jitter)


def told_wait(headers: Headers, now: datetime) -> float | None:
    """How long the server asks to wait, in seconds; None where it does not say, or nonsense."""
    values = {name.lower(): value.strip() for name, value in headers}
    if milliseconds := _number(values.get("retry-after-ms", "")):
        return milliseconds / 1000
    text = values.get("retry-after", "")
    return _number(text) or _seconds_until(text, now)


def wait_in_words(seconds: float) -> str:
    """A wait in seconds, rounded up, such as `3 s`, `2 min`, `3 h` or `2 days`."""
    for unit, word in ((_DAY, "days"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= 2 * unit:
            return f"{-int(-seconds // unit)} {word}"
    return f"{-int(-seconds // 1)} s"


def _may_retry(error: APIError) -> bool:
    """Whether the same question may be answered next time; the server knows best."""
    wish = dict(_headers(error)).get("x-should-retry")
    return wish == "true" if wish in {"true", "false"} else error.may_pass


def _headers(error: APIError) -> Headers:
    exchange = error.exchange if isinstance(error, APIStatusError) else None
    return exchange.response_headers if exchange else ()


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
