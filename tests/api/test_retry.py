"""How long is waited before a question is asked again."""

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbrowser.api.classifier import format_wait, retry_after
from modelbrowser.api.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    OfflineError,
    OverloadedError,
    UntrustedHostError,
    error_class_of,
)
from modelbrowser.api.transport import retry_delay
from modelbrowser.domain.lookup import Exchange

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def refused(status: int, **headers: str) -> APIError:
    """A refusal with some headers."""
    exchange = Exchange(
        method="GET",
        url="http://127.0.0.1/",
        request_headers=(),
        status=status,
        response_headers=tuple((n.replace("_", "-"), v) for n, v in headers.items()),
        body="",
        request_id=None,
        finished_at=NOW,
        elapsed=0.0,
        tries=1,
    )
    return error_class_of(status)(status, exchange=exchange)


def wait(error: APIError, tries: int = 1, jitter: float = 0.0) -> float | None:
    """How long before the next try."""
    return retry_delay(error, tries, now=NOW, jitter=jitter)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_passing_trouble_is_asked_again(status: int) -> None:
    """Half a second, then a second, then no more."""
    assert [wait(refused(status), tries) for tries in (1, 2, 3)] == [0.5, 1.0, None]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_final_refusal_is_not_asked_again(status: int) -> None:
    """What the API has decided it decides the same way again."""
    assert wait(refused(status)) is None


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (APIConnectionError("x"), True),
        (OfflineError("x"), True),
        (APITimeoutError("x"), False),
        (UntrustedHostError("x"), False),
        (APIResponseValidationError("x"), False),
        (OverloadedError(529), True),
    ],
)
def test_broken_connection_is_asked_again(error: APIError, *, again: bool) -> None:
    """A connection may come back; a certificate, a strange answer, a past deadline do not."""
    assert (wait(error) is not None) is again


def test_jitter_takes_off_up_to_a_quarter() -> None:
    """Many clients do not come back at the same moment."""
    assert [wait(refused(500), jitter=jitter) for jitter in (0, 0.5, 1)] == [0.5, 0.4375, 0.375]


def test_server_decides_first() -> None:
    """`x-should-retry` overrules the status, both ways; other values are ignored."""
    assert wait(refused(500, x_should_retry="false")) is None
    assert wait(refused(404, x_should_retry="true")) == 0.5
    assert wait(refused(500, x_should_retry="perhaps")) == 0.5
    assert wait(refused(500, x_should_retry="true"), tries=3) is None


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
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, None),
        ({"retry-after": "Sun, 99 Nov 2026 11:00:00 GMT"}, None),
    ]
    + [
        ({"retry-after": text}, None)
        for text in ("", "-5", "nan", "inf", "1e400", "9" * 5000, "٣", "soon", "\x1b[2J")
    ],
)
def test_told_wait_is_read(headers: dict[str, str], seconds: float | None) -> None:
    """Row 64: seconds, milliseconds or a date; anything else counts as not told."""
    assert retry_after(tuple(headers.items()), NOW) == seconds


def test_long_wait_is_not_waited_for() -> None:
    """Ten seconds are waited for, more are not."""
    assert wait(refused(429, retry_after="10")) == 10.0
    assert wait(refused(429, retry_after="10.5")) is None


@given(st.text(max_size=40) | st.text(alphabet=string.digits + " :,+-GMTSunNov.e", max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reading(text: str) -> None:
    """Row 64: any text is a wait above zero, or none."""
    told = retry_after((("retry-after", text),), NOW)
    assert told is None or told >= 0


@pytest.mark.parametrize(
    ("seconds", "words"),
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
def test_wait_in_words_is_rounded_up(seconds: float, words: str) -> None:
    """Nobody is told to come back too early."""
    assert format_wait(seconds) == words
