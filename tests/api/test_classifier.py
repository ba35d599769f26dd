"""Responses whose status is not 200, and their errors."""

import json
import zlib
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from itertools import count

import pytest
from support import answers
from support.lookups import NOW, connection_to, lookup_error
from support.samples import exchange
from support.servers import Conversation, RawServer

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
    PaymentRequiredError,
    PermissionDeniedError,
    ProxyRefusedError,
    RateLimitError,
    RedirectError,
    error_class_of,
)
from modelbrowser.api.rejections import MAX_MESSAGE, read_rejection
from modelbrowser.api.retries import TimeFunctions
from modelbrowser.api.strict_json import MAX_DEPTH
from modelbrowser.api.wire import parse_model, parse_page
from modelbrowser.domain.lookup import Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import Rejection

pytestmark = pytest.mark.anyio

OTHER_STATUS = max(code for code in range(400, 500) if error_class_of(code) is APIStatusError)
"""A status without a class of its own."""


@pytest.mark.parametrize(
    ("status", "error_class", "title", "exit_code"),
    [
        ("400 Bad Request", BadRequestError, "Rejected", 5),
        ("401 Unauthorized", AuthenticationError, "Invalid API key", 5),
        ("402 Payment Required", PaymentRequiredError, "Billing problem", 5),
        ("403 Forbidden", PermissionDeniedError, "Permission denied", 5),
        ("404 Not Found", NotFoundError, "Not found", 4),
        ("413 Too Large", ContentTooLargeError, "Rejected", 5),
        (f"{OTHER_STATUS} Some Reason", APIStatusError, "Rejected", 5),
    ],
)
async def test_rejection_has_its_class_and_is_final(
    status: str, error_class: type[APIStatusError], title: str, exit_code: int
) -> None:
    """Rows 61 to 63: each status has its own error, which is final and has the request ID."""
    with RawServer(answers.error(status, "some_error", "in the API's words")) as server:
        error = await lookup_error(server.url)
    assert type(error) is error_class
    assert isinstance(error, APIStatusError)
    assert (error.title, error.exit_code) == (title, exit_code)
    assert (error.status, error.request_id) == (int(status[:3]), "req_refused")
    assert (error.api_message, len(server.requests)) == ("in the API's words", 1)
    assert (error.exchange.status, error.exchange.request_id) == (error.status, "req_refused")
    assert error.exchange.attempts == 1


@pytest.mark.parametrize("status", ["500 X", "502 X", "503 X", "504 X", "529 X", "408 X", "599 X"])
async def test_server_error_is_retried_twice(status: str) -> None:
    """Row 65: after three attempts the error names the status."""
    retries: list[Retry] = []
    with RawServer(answers.error(status, "api_error", "oops")) as server:
        error = await lookup_error(server.url, retries=retries)
    assert isinstance(error, InternalServerError)
    assert status[:3] in error.message
    assert [(r.number, r.of, r.wait) for r in retries] == [(2, 3, 0.5), (3, 3, 1.0)]
    assert len(server.requests) == 3
    assert all(status[:3] in retry.reason and "oops" not in retry.reason for retry in retries)


async def test_lookup_succeeds_after_an_overload() -> None:
    """Row 65: after one 529 the exchange has two attempts and the whole time."""
    error_response = answers.error("529 Overloaded", "overloaded_error", "Overloaded")
    with RawServer(error_response, answers.model()) as server:
        client = ModelsClient(connection_to(server.url))
        retries: list[Retry] = []
        lookup = await client.retrieve(ModelQuery.parse("x"), retries.append)
        await client.aclose()
    assert (lookup.exchange.attempts, len(retries), server.connections) == (2, 1, 1)
    assert lookup.exchange.elapsed >= retries[0].wait


@pytest.mark.parametrize(
    ("headers", "delays", "remedy"),
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
async def test_too_many_requests(headers: dict[str, str], delays: list[float], remedy: str) -> None:
    """Row 64: a short delay is respected, a long one is shown, and an invalid one is ignored."""
    retries: list[Retry] = []
    error_response = answers.error("429 Too Many", "rate_limit_error", "slow down", **headers)
    with RawServer(error_response) as server:
        error = await lookup_error(server.url, retries=retries)
    assert isinstance(error, RateLimitError)
    assert error.title == "Rate limited"
    assert [retry.wait for retry in retries] == delays
    assert error.remedy == remedy


async def test_delay_past_the_deadline_is_final() -> None:
    """Row 64: a delay that does not fit into the deadline is shown at once."""
    error_response = answers.error("429 Too Many", "rate_limit_error", "x", retry_after="3")
    with RawServer(error_response) as server:
        error = await lookup_error(server.url, timeout=2.0)
    assert error.remedy == "Try again in 3 s."
    assert len(server.requests) == 1


@pytest.mark.parametrize("days", [-400, -1, 1, 400])
async def test_clock_that_is_set_during_a_lookup(days: int) -> None:
    """Row 64: setting the clock during a lookup changes neither its deadline nor its duration.

    The clock decides about one thing only, a `retry-after` that is a date: one that has passed
    is ignored, one that is far off is not waited for.
    """
    jumps, seconds = count(), count()
    clock = TimeFunctions(
        now=lambda: NOW + timedelta(days=days * next(jumps)), monotonic=lambda: float(next(seconds))
    )
    date = format_datetime(NOW + timedelta(days=days, seconds=2), usegmt=True)
    busy = answers.error("429 Too Many", "rate_limit_error", "x", retry_after=date)
    again = answers.error("429 Too Many", "rate_limit_error", "x", retry_after="0.1")

    def silence(conversation: Conversation) -> None:
        conversation.wait_until_gone()

    with RawServer(again, busy, silence) as server:
        client = ModelsClient(connection_to(server.url, timeout=1.5), clock=clock)
        with pytest.raises(APIError) as raised:
            await client.retrieve(ModelQuery.parse("x"), lambda _: None)
        await client.aclose()
    if days > 0:
        assert isinstance(raised.value, APITimeoutError)
        assert len(server.requests) == 3
    else:
        assert isinstance(raised.value, RateLimitError)
        assert len(server.requests) == 2
        assert 0 < raised.value.exchange.elapsed < next(seconds)


@pytest.mark.parametrize(
    ("status", "betas", "remedy"),
    [
        ("400 X", ("a-2025-01-01",), ""),
        ("400 X", (), ""),
        ("413 X", ("a-2025-01-01",), "Select fewer betas."),
        ("413 X", (), "Ask the operator of HOST about the limit."),
        ("431 X", ("a-2025-01-01",), "Select fewer betas."),
    ],
)
async def test_remedy_mentions_betas_only_if_some_were_sent(
    status: str, betas: tuple[str, ...], remedy: str
) -> None:
    """Row 20: the remedy does not advise against betas that were not sent."""
    with RawServer(answers.error(status, "invalid_request_error", "no")) as server:
        client = ModelsClient(connection_to(server.url))
        with pytest.raises(APIStatusError) as raised:
            await client.retrieve(ModelQuery.parse("x", betas), lambda _: None)
        await client.aclose()
    assert raised.value.remedy == remedy.replace("HOST", server.url[7:])


async def test_rejected_betas_are_recognized() -> None:
    """Row 20: of the betas sent, exactly those in back-quotes were rejected."""
    sent = ("good-2025-01-01", "bad-2025-01-01", "worse-2025-01-01")
    said = f"Unexpected value(s) `{sent[1]}`, `{sent[2]}` for the `anthropic-beta` header."
    error_response = answers.error("400 Bad Request", "invalid_request_error", said)
    with RawServer(error_response) as server:
        client = ModelsClient(connection_to(server.url))
        with pytest.raises(BadRequestError) as raised:
            await client.retrieve(ModelQuery.parse("x", sent), lambda _: None)
        await client.aclose()
    assert raised.value.rejected_among(sent) == sent[1:]
    assert raised.value.rejected_among(("anthropic", "bad")) == ()
    assert said in raised.value.message
    assert dict(raised.value.exchange.request_headers)["anthropic-beta"] == ",".join(sent)


async def test_all_of_many_rejected_betas_are_recognized() -> None:
    """Row 20: the message is cut for the screen, but all rejected betas are recognized."""
    sent = tuple(f"feature-number-{n}-2025-01-01" for n in range(20))
    said = f"Unexpected value(s) {', '.join(f'`{beta}`' for beta in sent)} for the header."
    with RawServer(answers.error("400 X", "invalid_request_error", said)) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, BadRequestError)
    assert error.rejected_among(sent) == sent
    assert len(error.message) < 300


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>\x1b[31m[bold]no</html>",
        "null",
        "[]",
        '{"type": "error", "error": null}',
        '{"type": "error", "error": {"type": 1, "message": 2}}',
        "x" * 1_000_000,
        "[" * 100_000,
        "\x1b[31mno",
    ],
    ids=range(9),
)
async def test_rejection_without_a_message(body: str) -> None:
    """Row 66: if the body can't be interpreted, only the status counts."""
    with RawServer(answers.http(body, "429 Busy", retry_after="30")) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, RateLimitError)
    assert (error.message, error.remedy) == ("Rate limited.", "Try again in 30 s.")
    assert (error.status, error.api_message) == (429, "")


async def test_a_reason_after_the_name_is_kept() -> None:
    """Only `model: NAME` repeats the query; a message that says more is quoted."""
    said = "model: claude-x is not available on your plan"
    with RawServer(answers.error("404 X", "not_found_error", said)) as server:
        error = await lookup_error(server.url)
    assert error.message.endswith(f'"{said}"')


async def test_long_message_is_cut() -> None:
    """Row 66: the first 200 characters of a long message are quoted."""
    with RawServer(answers.error("403 X", "x", "y" * 50_000)) as server:
        error = await lookup_error(server.url)
    assert error.message == f'Access was denied. The API said: "{"y" * 200}…"'


@pytest.mark.parametrize("body", ["", "404 page not found", "{}"])
async def test_404_of_another_server_means_a_wrong_base_url(body: str) -> None:
    """Row 63: a 404 that doesn't mention a model doesn't count as an unknown model."""
    with RawServer(answers.http(body, "404 Not Found")) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, NotTheAPIError)
    assert (error.title, error.exit_code) == ("Unexpected response", 6)
    assert error.remedy == "Check the base URL."
    assert error.message == (
        f"127.0.0.1:{server.port} returned 404: this doesn't look like the Claude API."
        + (f' The response said: "{body}"' if body.startswith("404") else "")
    )


async def test_compressed_rejection_keeps_its_status() -> None:
    """Row 66: if the body of an error cannot be read, its status decides."""
    packed = answers.http(zlib.compress(b"x"), "401 X", content_encoding="deflate")
    with RawServer(packed) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, AuthenticationError)
    assert error.exchange.body == ""


async def test_407_without_a_proxy() -> None:
    """Row 35: a 407 is about a proxy, which is not one that is set."""
    with RawServer(answers.http("who?", "407 \x1b[31mProxy")) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, ProxyRefusedError)
    wants = f"127.0.0.1:{server.port} requires a proxy login (407), but no proxy is set."
    assert error.message == f'{wants} The response said: "who?"'
    assert error.remedy == "Check the base URL."


@pytest.mark.parametrize("status", ["301 X", "302 X", "303 X", "307 X", "308 X"])
async def test_redirect_is_not_followed(status: str) -> None:
    """Row 48: the error names the host of the target, which gets no request."""
    with RawServer(answers.model()) as other:
        location = f"http://127.0.0.1:{other.port}/v1/models/x?key=1"
        with RawServer(answers.http("", status, location=location)) as server:
            error = await lookup_error(server.url)
        assert (other.connections, len(server.requests)) == (0, 1)
    assert isinstance(error, RedirectError)
    assert error.message == "The server redirected to 127.0.0.1; redirects are not followed."
    assert (error.title, error.exit_code) == ("Unexpected response", 6)
    assert error.remedy == "Check the base URL."


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://login.example/?next=x", "login.example"),
        ("https://user:pass@login.example:8443/", "login.example"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://b\xfccher.example/", "another address"),
        ("/login?next=x", "/login on the same host"),
        ("/\x1b[2J", "another address"),
        (f"/{'x' * 100}", "another address"),
        ("https://127.0.0.1/v1", "https://127.0.0.1"),
        ("//", "another address"),
        ("javascript:alert(1)", "another address"),
        ("http://[::1", "another address"),
        ("http://[::1]/", "another address"),
        ("", "another address"),
        ("http://\xff\xfe/", "another address"),
        ("http://[bold]x/", "another address"),
        (f"http://{'x' * 250}.example/", "another address"),
        ("http://a\x1b[2Jb/", "another address"),
    ],
)
async def test_only_the_host_of_a_redirect_is_shown(location: str, named: str) -> None:
    """Row 49: whatever Location contains, only a host or a path in ASCII is shown."""
    with RawServer(answers.http("", "302 Found", [f"Location: {location}"])) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, RedirectError)
    assert error.message == f"The server redirected to {named}; redirects are not followed."


@pytest.mark.parametrize(
    ("location", "remedy"),
    [
        ("/login", "Check the base URL."),
        ("/v1/models/claude-sonnet-4-5/", "Ask the operator of HOST: the API's paths don't end"),
        ("https://127.0.0.1/", "Use https:// and port 443 in the base URL."),
        ("https://127.0.0.1:8443/v1", "Use https:// and port 8443 in the base URL."),
        ("https://127.0.0.1:99999/", "Check the base URL."),
    ],
)
async def test_redirect_on_the_same_host(location: str, remedy: str) -> None:
    """Row 49: a redirect within a host may lead to a login, add a slash, or require https."""
    with RawServer(answers.http("", "302 Found", location=location)) as server:
        error = await lookup_error(server.url)
    assert error.remedy.startswith(remedy.replace("HOST", server.url[7:]))


async def test_redirect_without_a_location() -> None:
    """Row 49: a redirect without a target is an error too."""
    with RawServer(answers.http("", "302 Found")) as server:
        assert "another address" in (await lookup_error(server.url)).message


@pytest.mark.parametrize("status", ["204 X", "205 X", "206 X", "300 X", "304 X", "600 X", "999 X"])
async def test_unexpected_status(status: str) -> None:
    """Row 50: a status that is neither a success nor an error is reported with its number."""
    head = f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nrequest-id: req_odd\r\n\r\n"
    with RawServer(head.encode()) as server:
        error = await lookup_error(server.url)
    assert type(error) is APIResponseValidationError
    assert (error.remedy, error.request_id) == ("Check the base URL.", "req_odd")
    assert error.message == (
        f"127.0.0.1:{server.port} sent an unexpected response (status {status[:3]})."
    )


async def test_unasked_upgrade() -> None:
    """Row 50: an unrequested 101 is reported with its number, and is final."""
    switching = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
    with RawServer(switching) as server:
        error = await lookup_error(server.url)
    assert type(error) is APIResponseValidationError
    assert error.message == f"127.0.0.1:{server.port} sent an unexpected response (status 101)."
    assert len(server.requests) == 1


async def test_rejection_with_an_unfinished_body_times_out() -> None:
    """An error whose body never ends is not a complete response."""

    def stall(conversation: Conversation) -> None:
        conversation.send(b"HTTP/1.1 401 X\r\ncontent-length: 99\r\n\r\n")
        conversation.wait_until_gone()

    with RawServer(stall) as server:
        error = await lookup_error(server.url, timeout=0.3)
    assert error.title == "Timed out"


def read(body: bytes, status: int = 400) -> Rejection:
    """Read a body whose response has no request ID."""
    return read_rejection(exchange(status=status, request_id=None), body)


@pytest.mark.parametrize("name", ["message", "errors", "detail", "data", "models"])
@pytest.mark.parametrize("fields", [{}, {"error": ""}, {"x": 1}])
@pytest.mark.parametrize("in_lists", [False, True])
def test_each_part_of_a_nested_body_is_read_once(
    name: str, fields: dict[str, object], *, in_lists: bool
) -> None:
    """Objects in objects are read at once; twice for each level, it would take days."""
    content: object = {}
    for _ in range(MAX_DEPTH // (1 + in_lists) - 1):
        content = fields | {name: [content] if in_lists else content}
    body = json.dumps(content).encode()
    assert read(body).message == ""
    with pytest.raises(APIResponseValidationError):
        parse_model(body, "host")
    with suppress(APIResponseValidationError):
        assert parse_page(body, "host").models == ()


def test_each_field_of_nested_errors_is_read_once() -> None:
    """A field that is a container, too, is read once; twice for each level, it would take minutes.

    The innermost objects are many, so that each reading counts.
    """
    names = "error message detail details msg errormsg errmsg fault reason description title"
    content: object = {}
    for _ in range(3):
        content = dict.fromkeys(names.split(), content)
    for _ in range((MAX_DEPTH - 4) // 2):
        content = {"errors": {"data": content}}
    assert read(json.dumps(content).encode()).message == ""


def test_error_body_is_read() -> None:
    """An error in the API's form has its message and request ID, whatever its type."""
    error = {"type": "new_error", "message": "model: x", "details": {"error_code": "c"}}
    body = json.dumps({"type": "error", "error": error, "request_id": "r"}).encode()
    assert read(body) == Rejection(400, "api", "model: x", "new_error", "c", "r")


@pytest.mark.parametrize(
    ("value", "request_id"),
    [
        ("req_1", "req_1"),
        ("x" * 200, "x" * 200),
        ("x" * 201, None),
        ("req\x1b[2J", None),
        ("", None),
        (5, None),
        (None, None),
    ],
)
def test_request_id_of_an_error_body_is_checked(value: object, request_id: str | None) -> None:
    """Of a body, only a printable text of up to 200 characters is a request ID."""
    error = {"type": "x", "message": "y"}
    body = json.dumps({"type": "error", "error": error, "request_id": value}).encode()
    assert read(body).request_id == request_id


def test_message_with_a_lone_surrogate_is_read() -> None:
    """Row 66: a message that is not valid Unicode is kept; the sanitizer escapes it."""
    body = rb'{"type": "error", "error": {"type": "x", "message": "a\ud800"}}'
    assert read(body).message == "a\ud800"


@pytest.mark.parametrize("status", ["404 X", "403 X", "400 X"])
@pytest.mark.parametrize("piece", ["A", "model ", "a1-", "<title>x", "://"])
async def test_a_message_of_any_length_is_examined_at_once(status: str, piece: str) -> None:
    """Only the start of a hostile message is searched: all of it would take a minute."""
    body = json.dumps({"error": {"message": piece * 20_000}})[:65_000] + '"}}'
    with RawServer(answers.http(body, status)) as server:
        rejection = (await lookup_error(server.url)).rejection
    assert rejection
    assert len(rejection.message) <= MAX_MESSAGE


@pytest.mark.parametrize(("length", "is_read"), [(500, True), (80_000, False)])
async def test_a_header_of_any_length_is_examined_at_once(length: int, *, is_read: bool) -> None:
    """Only the start of a hostile header is searched: all of it would take seconds."""
    challenge = f'{"name= " * (length // 6)}name="x-gate", type="header"'
    body = json.dumps({"error": {"message": "missing key"}})
    with RawServer(answers.http(body, "401 X", www_authenticate=challenge)) as server:
        error = await lookup_error(server.url)
    assert ("x-gate" in error.remedy) is is_read
