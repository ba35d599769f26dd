"""Retries: which errors, after which delay."""

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import samples

from modelbrowser.api.classifier import format_wait
from modelbrowser.api.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    HostUnreachableError,
    TLSError,
)
from modelbrowser.api.rejections import retry_after
from modelbrowser.api.retries import retry_delay

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def status_error(status: int, **headers: str) -> APIStatusError:
    """Return the error for a status, with these headers of its response."""
    received = tuple((n.replace("_", "-"), v) for n, v in headers.items())
    return samples.status_error(status, response_headers=received)


def delay(error: APIError, attempts: int = 1, jitter: float = 0.0) -> float | None:
    """Return the delay before the next attempt."""
    return retry_delay(error, attempts, now=NOW, jitter=jitter)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_temporary_errors_are_retried(status: int) -> None:
    """The delays are half a second, then a second; there is no third retry."""
    assert [delay(status_error(status), attempts) for attempts in (1, 2, 3)] == [0.5, 1.0, None]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_final_errors_are_not_retried(status: int) -> None:
    """An error that another attempt cannot change is final."""
    assert delay(status_error(status)) is None


@pytest.mark.parametrize(
    ("error", "is_retried"),
    [
        (APIConnectionError("x"), True),
        (HostUnreachableError("x"), True),
        (APITimeoutError("x"), False),
        (TLSError("x"), False),
        (APIResponseValidationError("x"), False),
        (samples.status_error(529), True),
    ],
)
def test_broken_connections_are_retried(error: APIError, *, is_retried: bool) -> None:
    """A broken connection is retried; a certificate, a wrong body, a past deadline are final."""
    assert (delay(error) is not None) is is_retried


def test_jitter_subtracts_up_to_a_quarter() -> None:
    """The jitter shortens a delay by up to 25 %."""
    assert [delay(status_error(500), jitter=jitter) for jitter in (0, 0.5, 1)] == [
        0.5,
        0.4375,
        0.375,
    ]


def test_server_decides_about_retries() -> None:
    """`x-should-retry` takes precedence over the status; unknown values are ignored."""
    assert delay(status_error(500, x_should_retry="false")) is None
    assert delay(status_error(404, x_should_retry="true")) == 0.5
    assert delay(status_error(500, x_should_retry="perhaps")) == 0.5
    assert delay(status_error(500, x_should_retry="true"), attempts=3) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"Retry-After": " 3 "}, 3.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after-ms": "x", "retry-after": "3"}, 3.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:07 GMT"}, 7.0),
        ({"retry-after": "Sun, 22 Nov 2026 13:00:07 +0100"}, 7.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:07 -0000"}, 7.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:01 GMT"}, 1.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:00 GMT"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, None),
        ({"retry-after": "Sun, 99 Nov 2026 11:00:00 GMT"}, None),
    ]
    + [
        ({"retry-after": text}, None)
        for text in ("", "-5", "nan", "inf", "1e400", "9" * 5000, "٣", "soon", "\x1b[2J")
    ],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    """Row 64: seconds, milliseconds or a date are read; anything else is ignored."""
    assert retry_after(tuple(headers.items()), NOW) == seconds


def test_long_delay_is_not_waited_for() -> None:
    """A delay of up to ten seconds is respected; a longer one makes the error final."""
    assert delay(status_error(429, retry_after="10")) == 10.0
    assert delay(status_error(429, retry_after="10.5")) is None


@given(st.text(max_size=40) | st.text(alphabet=string.digits + " :,+-GMTSunNov.e", max_size=40))
@settings(max_examples=300)
def test_any_retry_after_can_be_read(text: str) -> None:
    """Row 64: any text is a positive number of seconds, or is ignored."""
    seconds = retry_after((("retry-after", text),), NOW)
    assert seconds is None or seconds > 0


@pytest.mark.parametrize(
    ("seconds", "formatted"),
    [
        (0.2, "1 s"),
        (1, "1 s"),
        (119, "119 s"),
        (120, "2 min"),
        (121, "3 min"),
        (7201, "3 h"),
        (172_801, "3 days"),
    ],
)
def test_formatted_wait_is_rounded_up(seconds: float, formatted: str) -> None:
    """A formatted wait is never shorter than the wait."""
    assert format_wait(seconds) == formatted
