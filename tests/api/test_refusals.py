"""What a person reads where the API says no."""

import asyncio
import json
import time
import zlib
from datetime import timedelta
from email.utils import format_datetime
from itertools import count

import pytest
from support import answers
from support.asking import CANARY, NOW, connect, failure
from support.servers import Conversation, RawServer

from modelbrowser.api.classifier import ErrorBody, read_error_body
from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import (
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ContentTooLargeError,
    InternalServerError,
    NotFoundError,
    NotTheAPIError,
    OverloadedError,
    PaymentRequiredError,
    PermissionDeniedError,
    ProxyRefusedError,
    RateLimitError,
    RedirectError,
    error_class_of,
)
from modelbrowser.api.transport import TimeSource
from modelbrowser.domain.lookup import Lookup, Retry
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio

CLASSLESS = max(code for code in range(400, 500) if error_class_of(code) is APIStatusError)
"""A status that has no class of its own."""


@pytest.mark.parametrize(
    ("status", "kind", "title", "exit_code"),
    [
        ("400 Bad Request", BadRequestError, "Refused", 5),
        ("401 Unauthorized", AuthenticationError, "Key refused", 5),
        ("402 Payment Required", PaymentRequiredError, "Payment required", 5),
        ("403 Forbidden", PermissionDeniedError, "Not allowed", 5),
        ("404 Not Found", NotFoundError, "Not found", 4),
        ("413 Too Large", ContentTooLargeError, "Refused", 5),
        (f"{CLASSLESS} Some Reason", APIStatusError, "Refused", 5),
    ],
)
async def test_refusal_has_its_class_and_is_final(
    status: str, kind: type[APIStatusError], title: str, exit_code: int
) -> None:
    """Rows 61 to 63: each status has its words, is asked once, and names the request."""
    with RawServer(answers.refusal(status, "some_error", "in the API's words")) as server:
        error = await failure(server.url)
    assert type(error) is kind
    assert isinstance(error, APIStatusError)
    assert (error.title, error.exit_code) == (title, exit_code)
    assert (error.status, error.request_id) == (int(status[:3]), "req_refused")
    assert (error.api_message, len(server.requests)) == ("in the API's words", 1)
    assert error.exchange
    assert (error.exchange.status, error.exchange.request_id) == (error.status, "req_refused")
    assert error.exchange.tries == 1


@pytest.mark.parametrize("status", ["500 X", "502 X", "503 X", "504 X", "529 X", "408 X", "599 X"])
async def test_problem_of_the_service_is_asked_again_twice(status: str) -> None:
    """Row 65: three tries, then words with the status."""
    retries: list[Retry] = []
    with RawServer(answers.refusal(status, "api_error", "oops")) as server:
        error = await failure(server.url, retries=retries)
    assert isinstance(error, InternalServerError)
    assert status[:3] in error.message
    assert [(r.number, r.of, r.wait) for r in retries] == [(2, 3, 0.5), (3, 3, 1.0)]
    assert len(server.requests) == 3
    assert all(status[:3] in retry.reason and "oops" not in retry.reason for retry in retries)


async def test_overload_that_passes_is_answered() -> None:
    """Row 65: 529 once, then a model; the exchange tells of two tries."""
    refusal = answers.refusal("529 Overloaded", "overloaded_error", "Overloaded")
    with RawServer(refusal, answers.model()) as server:
        client = ModelsClient(connect(server.url))
        retries: list[Retry] = []
        lookup = await client.retrieve(ModelQuery.parse("x"), retries.append)
        await client.aclose()
    assert (lookup.exchange.tries, len(retries), server.connections) == (2, 1, 1)
    assert lookup.exchange.elapsed >= retries[0].wait


@pytest.mark.parametrize(
    ("headers", "waits", "remedy"),
    [
        ({"retry_after": "1"}, [1.0, 1.0], "Try again in 1 s."),
        ({"retry_after_ms": "1500", "retry_after": "9"}, [1.5, 1.5], "Try again in 2 s."),
        ({"retry_after": "9999"}, [], "Try again in 3 h."),
        ({"retry_after": "Sun, 22 Nov 2026 12:00:04 GMT"}, [4.0, 4.0], "Try again in 4 s."),
        ({"retry_after": "Mon, 23 Nov 2026 12:00:00 GMT"}, [], "Try again in 24 h."),
        ({"retry_after": "-5"}, [0.5, 1.0], "Try again in a minute."),
        ({"retry_after": "soon"}, [0.5, 1.0], "Try again in a minute."),
        ({"x_should_retry": "false", "retry_after": "1"}, [], "Try again in 1 s."),
        ({}, [0.5, 1.0], "Try again in a minute."),
    ],
)
async def test_too_many_requests(headers: dict[str, str], waits: list[float], remedy: str) -> None:
    """Row 64: a short wait is waited for, a long one is told, nonsense is ignored."""
    retries: list[Retry] = []
    refusal = answers.refusal("429 Too Many", "rate_limit_error", "slow down", **headers)
    with RawServer(refusal) as server:
        error = await failure(server.url, retries=retries)
    assert isinstance(error, RateLimitError)
    assert error.title == "Too many requests"
    assert [retry.wait for retry in retries] == waits
    assert error.remedy == remedy


async def test_wait_past_the_deadline_is_told_at_once() -> None:
    """Row 64: a wait that does not fit into the deadline is not begun."""
    refusal = answers.refusal("429 Too Many", "rate_limit_error", "x", retry_after="3")
    with RawServer(refusal) as server:
        error = await failure(server.url, timeout=2.0)
    assert error.remedy == "Try again in 3 s."
    assert len(server.requests) == 1


@pytest.mark.parametrize("days", [-400, -1, 1, 400])
async def test_a_clock_that_is_set(days: int) -> None:
    """Row 64: a clock that jumps while a question is asked moves neither deadline nor duration.

    The one thing that is told by the clock is until when a server wants to be left alone: a
    date that is past by then is ignored, one that is far is told instead of waited for.
    """
    jumps = count()
    time_source = TimeSource(now=lambda: NOW + timedelta(days=days * next(jumps)))
    date = format_datetime(NOW + timedelta(days=days, seconds=2), usegmt=True)
    busy = answers.refusal("429 Too Many", "rate_limit_error", "x", retry_after=date)
    again = answers.refusal("429 Too Many", "rate_limit_error", "x", retry_after="0.1")

    def silence(conversation: Conversation) -> None:
        conversation.wait_until_gone()

    with RawServer(again, busy, silence) as server:
        client = ModelsClient(connect(server.url, timeout=1.5), time_source=time_source)
        started = time.monotonic()
        with pytest.raises(APIError) as raised:
            await client.retrieve(ModelQuery.parse("x"), lambda _: None)
        await client.aclose()
    assert time.monotonic() - started < 1.5 + 1
    if days > 0:
        assert isinstance(raised.value, APITimeoutError)
    else:
        assert isinstance(raised.value, RateLimitError)
        assert raised.value.exchange
        assert 0 <= raised.value.exchange.elapsed < 1


@pytest.mark.parametrize(
    ("status", "betas", "remedy"),
    [
        ("400 X", ("a-2025-01-01",), "Leave out the betas that it names, and look up again."),
        ("400 X", (), "Check the base URL, the API version and the workspace ID."),
        ("413 X", ("a-2025-01-01",), "Send fewer betas. A proxy in between may be the cause."),
        ("413 X", (), "A proxy in between may be the cause."),
    ],
)
async def test_betas_are_the_remedy_only_where_some_were_sent(
    status: str, betas: tuple[str, ...], remedy: str
) -> None:
    """Row 20: nobody is told to leave out what did not go along."""
    with RawServer(answers.refusal(status, "invalid_request_error", "no")) as server:
        client = ModelsClient(connect(server.url))
        with pytest.raises(APIStatusError) as raised:
            await client.retrieve(ModelQuery.parse("x", betas), lambda _: None)
        await client.aclose()
    assert raised.value.remedy == remedy


async def test_refused_betas_are_named() -> None:
    """Row 20: of the sent values, exactly those in back-quotes are the refused ones."""
    sent = ("good-2025-01-01", "bad-2025-01-01", "worse-2025-01-01")
    said = f"Unexpected value(s) `{sent[1]}`, `{sent[2]}` for the `anthropic-beta` header."
    client_error = answers.refusal("400 Bad Request", "invalid_request_error", said)
    with RawServer(client_error) as server:
        client = ModelsClient(connect(server.url))
        with pytest.raises(BadRequestError) as raised:
            await client.retrieve(ModelQuery.parse("x", sent), lambda _: None)
        await client.aclose()
    assert raised.value.refused_among(sent) == sent[1:]
    assert raised.value.refused_among(("anthropic",)) == ()
    assert said in raised.value.message
    assert raised.value.exchange
    assert dict(raised.value.exchange.request_headers)["anthropic-beta"] == ",".join(sent)


async def test_long_list_of_refused_betas_is_read_whole() -> None:
    """Row 20: the message is cut for the screen, but all refused values are found."""
    sent = tuple(f"feature-number-{n}-2025-01-01" for n in range(20))
    said = f"Unexpected value(s) {', '.join(f'`{beta}`' for beta in sent)} for the header."
    with RawServer(answers.refusal("400 X", "invalid_request_error", said)) as server:
        error = await failure(server.url)
    assert isinstance(error, BadRequestError)
    assert error.refused_among(sent) == sent
    assert len(error.message) < 300


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>\x1b[31m[bold]no</html>",
        "null",
        "[]",
        '{"error": "text"}',
        '{"type": "error", "error": null}',
        '{"type": "error", "error": "text"}',
        '{"type": "error", "error": {"type": 1, "message": 2}}',
        "x" * 1_000_000,
        "[" * 100_000,
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
    ids=range(11),
)
async def test_refusal_without_the_apis_words(body: str) -> None:
    """Row 66: whatever the body is, the status has its words, and the body is not quoted."""
    with RawServer(answers.http(body, "403 Forbidden")) as server:
        error = await failure(server.url)
    assert isinstance(error, PermissionDeniedError)
    assert error.message == "This key may not use the Models API."


async def test_long_message_is_cut() -> None:
    """Row 66: of a long message 200 characters are quoted."""
    with RawServer(answers.refusal("403 X", "x", "y" * 50_000)) as server:
        error = await failure(server.url)
    assert error.message == f"This key may not use the Models API. It says: {'y' * 200}…"


@pytest.mark.parametrize("body", ["", "<h1>Not Found</h1>", "{}", '{"detail": "Not Found"}'])
async def test_404_that_is_not_the_apis_is_a_wrong_base_url(body: str) -> None:
    """Row 63: a 404 of something else is not taken for an unknown model."""
    with RawServer(answers.http(body, "404 Not Found")) as server:
        error = await failure(server.url)
    assert isinstance(error, NotTheAPIError)
    assert (error.title, error.exit_code, error.remedy) == (
        "Strange answer",
        6,
        "Check the base URL.",
    )
    assert f"127.0.0.1:{server.port}" in error.message


async def test_compressed_refusal_keeps_its_status() -> None:
    """Row 66: a refusal whose body cannot be read is still told by its status."""
    packed = answers.http(zlib.compress(b"x"), "401 X", content_encoding="gzip")
    with RawServer(packed) as server:
        assert isinstance(await failure(server.url), AuthenticationError)


async def test_proxy_refuses_with_407() -> None:
    """Row 35: 407 comes from a proxy, and is called that."""
    with RawServer(answers.http("", "407 \x1b[31mProxy")) as server:
        error = await failure(server.url)
    assert isinstance(error, ProxyRefusedError)
    assert "\x1b" not in error.message


@pytest.mark.parametrize("status", ["301 X", "302 X", "303 X", "307 X", "308 X"])
async def test_redirect_is_not_followed(status: str) -> None:
    """Row 48: the target's host is named, and gets no request."""
    with RawServer(answers.model()) as other:
        location = f"http://127.0.0.1:{other.port}/v1/models/x?key=1"
        with RawServer(answers.http("", status, location=location)) as server:
            error = await failure(server.url)
        assert (other.connections, len(server.requests)) == (0, 1)
    assert isinstance(error, RedirectError)
    assert error.message == "The server wants to send us to 127.0.0.1. That was not followed."
    assert (error.title, error.exit_code) == ("Strange answer", 6)


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://login.example/?next=x", "login.example"),
        ("https://user:pass@login.example:8443/", "login.example"),
        ("https://b\xfccher.example/", "xn--bcher-kva.example"),
        ("/login", "another address"),
        ("javascript:alert(1)", "another address"),
        ("http://[::1", "another address"),
        ("http://[::1]/", "another address"),
        ("", "another address"),
        ("http://\xff\xfe/", "xn--vdab"),
        ("http://[bold]x/", "another address"),
        (f"http://{'x' * 70}.example/", "another address"),
        ("http://a\x1b[2Jb/", "another address"),
    ],
)
async def test_odd_redirect_names_no_host(location: str, named: str) -> None:
    """Row 49: whatever stands in Location, nothing of it is shown but a host in ASCII."""
    with RawServer(answers.http("", "302 Found", [f"Location: {location}"])) as server:
        error = await failure(server.url)
    assert isinstance(error, RedirectError)
    assert error.message == f"The server wants to send us to {named}. That was not followed."


async def test_redirect_without_a_location() -> None:
    """Row 49: a redirect to nowhere."""
    with RawServer(answers.http("", "302 Found")) as server:
        assert "another address" in (await failure(server.url)).message


@pytest.mark.parametrize("status", ["204 X", "205 X", "206 X", "300 X", "304 X", "600 X", "999 X"])
async def test_status_that_means_nothing_here(status: str) -> None:
    """Row 50: an answer that is neither a model nor a refusal."""
    with RawServer(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode()) as server:
        error = await failure(server.url)
    assert type(error) is APIResponseValidationError
    assert error.message == (
        f"127.0.0.1:{server.port} gave an unexpected answer (status {status[:3]})."
    )


async def test_a_protocol_switched_without_being_asked() -> None:
    """Row 50: an unasked 101 is told by its number, and asked once."""
    switching = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
    with RawServer(switching) as server:
        error = await failure(server.url)
    assert type(error) is APIResponseValidationError
    assert error.message == f"127.0.0.1:{server.port} gave an unexpected answer (status 101)."
    assert len(server.requests) == 1


def _escaped(text: str) -> str:
    return "".join(f"\\u00{ord(c):02X}" for c in text)


def _percent(text: str) -> str:
    return "".join(f"%{ord(c):02x}" for c in text)


@pytest.mark.parametrize(
    "echo",
    [
        CANARY,
        CANARY.replace("/", "\\/"),
        _escaped(CANARY),
        _percent(CANARY),
        CANARY.replace("/", "%2F").replace("+", "%2b"),
        CANARY.upper(),
        CANARY[:9] + _escaped(CANARY[9:20]) + _percent(CANARY[20:]),
    ],
    ids=["plain", "slash", "json", "percent", "url", "upper", "mixed"],
)
@pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized", "404 Not Found"])
async def test_echoed_key_is_removed(echo: str, status: str) -> None:
    """Row 25: an echo of the key in body, header or reason is taken out in all its forms."""
    body = (
        json.dumps({**answers.MODEL, "note": "ECHO"})
        if status.startswith("200")
        else json.dumps({"type": "error", "error": {"type": "x", "message": "bad key ECHO!"}})
    ).replace("ECHO", echo)
    answer = answers.http(body, f"{status} {echo}", x_echo=echo, request_id=f"req {echo}")
    with RawServer(answer) as server:
        client = ModelsClient(connect(server.url))
        found = await asyncio.gather(
            client.retrieve(ModelQuery.parse("x"), lambda _: None), return_exceptions=True
        )
        await client.aclose()
    result = found[0]
    assert isinstance(result, Lookup | APIStatusError)
    if isinstance(result, APIStatusError):
        assert "bad key [key removed]!" in result.message
    exchange = result.exchange
    assert exchange
    seen = f"{result!r} {exchange!r} {getattr(result, 'message', '')}"
    assert "[key removed]" in exchange.body
    assert dict(exchange.response_headers)["x-echo"] == "[key removed]"
    assert exchange.request_id == "req [key removed]"
    for form in (CANARY, CANARY.upper(), CANARY[:12], _escaped(CANARY[-8:]), _percent(CANARY[-8:])):
        assert form not in seen


async def test_key_cut_by_the_limit_leaves_no_beginning() -> None:
    """Row 25: a body cut within an echo of the key does not show the key's beginning."""
    body = "x" * (64 * 1024 - 20) + CANARY + "y" * 70_000
    with RawServer(answers.http(body, "403 Forbidden")) as server:
        error = await failure(server.url)
    assert isinstance(error, APIStatusError)
    assert error.exchange
    assert CANARY[:4] not in error.exchange.body
    assert len(error.exchange.body) > 60_000


async def test_body_of_a_silent_refusal_does_not_cost_the_status() -> None:
    """A refusal whose body never ends is an answer that did not come."""

    def endless(conversation: Conversation) -> None:
        conversation.send(b"HTTP/1.1 401 X\r\ncontent-length: 99\r\n\r\n")
        conversation.wait_until_gone()

    with RawServer(endless) as server:
        error = await failure(server.url, timeout=0.3)
    assert error.title == "No answer"


def test_classes_of_the_sdk_have_words() -> None:
    """Every class with a status of its own says what happened and, where it helps, what to do."""
    error = OverloadedError(529)
    assert error.message == error.summary == "The service is overloaded (529)."
    assert "status.claude.com" in error.remedy


def test_error_body_is_read() -> None:
    """A refusal in the API's words gives its message and request ID; its kind is open."""
    error = {"type": "new_error", "message": "model: x", "more": 1}
    body = json.dumps({"type": "error", "error": error, "request_id": "r"}).encode()
    assert read_error_body(body) == ErrorBody("model: x", "r")
