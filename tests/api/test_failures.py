"""The errors for a missing or incomplete response."""

import asyncio
import errno
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import h11
import httpx
import pytest
from support import answers
from support.lookups import connection_to, look_up, lookup_error, progress_to
from support.program import PATIENCE
from support.servers import Conversation, RawServer, closed_port

from modelbrowser.api import connections
from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import (
    APIConnectionError,
    APIResponseValidationError,
    APITimeoutError,
    HostUnreachableError,
)
from modelbrowser.api.failures import error_from_exception
from modelbrowser.domain.lookup import Retry
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio

SHORT = 0.5
"""The deadline for a response that never ends, in seconds."""


async def test_refused_connection_names_the_host() -> None:
    """Row 37: if nothing listens, there are three attempts, then the error names the host."""
    retries: list[Retry] = []
    with closed_port() as port:
        host = f"127.0.0.1:{port}"
        error = await lookup_error(f"http://{host}", retries=retries)
    assert error.message == f"{host} refused the connection."
    assert error.remedy == "Check the base URL."
    assert (error.title, error.exit_code) == ("Connection failed", 6)
    assert [(retry.number, retry.of) for retry in retries] == [(2, 3), (3, 3)]


@pytest.mark.parametrize(
    "raised", [socket.gaierror(socket.EAI_NONAME, "x"), UnicodeError("label too long")]
)
async def test_unknown_name_names_the_host(
    monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    """Row 37: an unknown or invalid host name has its own error."""

    def resolve(*args: object, **kwargs: object) -> None:
        raise raised

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    error = await lookup_error("http://api.example.invalid")
    assert isinstance(error, HostUnreachableError)
    assert error.message == "Couldn't resolve the host api.example.invalid."
    assert error.remedy == "Check the network and the base URL."


@pytest.mark.parametrize("host", ["xn--", "xn--a\u0300", "a..b"])
async def test_name_that_cannot_be_encoded_is_unknown(host: str) -> None:
    """Row 37: a host that IDNA rejects is an unknown name."""
    assert isinstance(await lookup_error(f"http://{host}"), HostUnreachableError)


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN])
async def test_no_route_is_offline(number: int) -> None:
    """Row 37: without a network the host is unreachable, for one address or several."""
    several = [OSError(errno.EPIPE, "x"), OSError(number, "x")]
    for cause in (OSError(number, "x"), ExceptionGroup("x", several)):
        error = httpx.ConnectError("x")
        error.__cause__ = cause
        offline = error_from_exception(error, progress_to("host.example"), str)
        assert isinstance(offline, HostUnreachableError)
        assert offline.message == "No route to host.example."
        assert offline.remedy == "Check the network and the base URL."


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ECONNREFUSED, "host.example refused the connection."),
        (errno.EPERM, "A connection to host.example is not permitted."),
        (errno.EAFNOSUPPORT, "No route to host.example."),
    ],
)
async def test_no_route_over_ipv6_is_not_the_cause(number: int, message: str) -> None:
    """Row 37: without IPv6, what counts is why IPv4 failed."""
    error = httpx.ConnectError("x")
    error.__cause__ = ExceptionGroup("x", [OSError(errno.ENETUNREACH, "x"), OSError(number, "x")])
    assert error_from_exception(error, progress_to("host.example"), str).message == message


@pytest.mark.parametrize(
    ("number", "message", "remedy"),
    [
        (
            errno.EACCES,
            "A connection to host.example is not permitted.",
            "A firewall or sandbox may be the cause. Check the network and the base URL.",
        ),
        (
            errno.ECONNREFUSED,
            "host.example refused the connection.",
            "Check the network and the base URL.",
        ),
    ],
)
async def test_ipv6_that_a_firewall_rejects(number: int, message: str, remedy: str) -> None:
    """Row 37: a firewall, on whichever computer, is only suspected, and why IPv4 failed counts."""
    error = httpx.ConnectError("x")
    error.__cause__ = ExceptionGroup("x", [OSError(errno.EACCES, "x"), OSError(number, "x")])
    failed = error_from_exception(error, progress_to("host.example"), str)
    assert (failed.message, failed.remedy) == (message, remedy)


@pytest.mark.parametrize("number", [errno.ETIMEDOUT, errno.EINVAL, errno.EADDRNOTAVAIL])
async def test_other_failure_to_connect(number: int) -> None:
    """Row 37: a host that was never reached did not close the connection."""
    error = httpx.ConnectError("x")
    error.__cause__ = OSError(number, "x")
    failed = error_from_exception(error, progress_to("host.example"), str)
    assert failed.message == "Couldn't connect to host.example."


async def test_hanging_resolver_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 38: if the name server does not respond, the lookup ends at its deadline."""
    gate = threading.Event()

    def resolve(*args: object, **kwargs: object) -> None:
        gate.wait(PATIENCE)
        raise socket.gaierror(socket.EAI_AGAIN, "x")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    try:
        error = await lookup_error("http://api.example.invalid", timeout=SHORT)
    finally:
        gate.set()
    assert isinstance(error, APITimeoutError)
    assert error.message == "Couldn't connect to api.example.invalid within 0.5 s."
    assert error.remedy == (
        "Check the network and the base URL. "
        "Otherwise, raise the time limit (--timeout, or timeout in config.toml)."
    )


async def test_full_backlog_ends_at_the_deadline() -> None:
    """Row 39: if the host does not accept the connection, the lookup ends at its deadline."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = [socket.socket() for _ in range(8)]
        for filler in fillers:
            filler.settimeout(0)
            filler.connect_ex(("127.0.0.1", port))
        error = await lookup_error(f"http://127.0.0.1:{port}", timeout=SHORT)
        for filler in fillers:
            filler.close()
    assert error.message == f"Couldn't connect to 127.0.0.1:{port} within 0.5 s."


def silence(conversation: Conversation) -> None:
    """Send nothing."""
    conversation.wait_until_gone()


def trickle(*parts: bytes) -> Callable[[Conversation], None]:
    """Return a script that sends the first part, then the second until long after the deadline."""

    def script(conversation: Conversation) -> None:
        conversation.send(parts[0])
        for _ in range(2_500):
            if conversation.stopping.wait(0.02):
                return
            conversation.send(parts[1])
        conversation.close()

    return script


@pytest.mark.parametrize(
    "script",
    [
        silence,
        trickle(b"HTTP/1.1 200 OK\r\nx: ", b"y"),
        trickle(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", b" "),
        trickle(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
        trickle(b"", b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"),
    ],
    ids=["silence", "header", "body", "chunks", "100-continue", "hints"],
)
async def test_deadline_holds_however_bytes_trickle_in(
    script: Callable[[Conversation], None],
) -> None:
    """Rows 42 and 43: the lookup ends at its deadline, whatever the server sends until then."""
    with RawServer(script) as server:
        error = await lookup_error(server.url, timeout=SHORT)
    assert isinstance(error, APITimeoutError)
    assert error.message == f"No complete response from 127.0.0.1:{server.port} within 0.5 s."
    assert error.remedy == (
        "Try again. If that fails, raise the time limit (--timeout, or timeout in config.toml)."
    )
    assert (error.title, error.exit_code) == ("Timed out", 6)


def ends(content: bytes, how: Callable[[Conversation], None]) -> Callable[[Conversation], None]:
    """Return a script that sends something, then ends the connection."""

    def script(conversation: Conversation) -> None:
        conversation.send(content)
        how(conversation)

    return script


@pytest.mark.parametrize("how", [Conversation.close, Conversation.reset])
@pytest.mark.parametrize("content", [b"", b"HTT", b"HTTP/1.1 200 OK\r\ncontent-le"])
async def test_connection_closed_before_a_response(
    how: Callable[[Conversation], None], content: bytes
) -> None:
    """Row 44: after FIN or RST before or within the headers there are three attempts."""
    with RawServer(ends(content, how)) as server:
        error = await lookup_error(server.url)
    assert error.message == (f"127.0.0.1:{server.port} closed the connection before responding.")
    assert error.remedy == (
        "Try again; if that fails, check the scheme (http or https) and port of the base URL."
    )
    assert len(server.requests) == 3


@pytest.mark.parametrize("how", [Conversation.close, Conversation.reset])
@pytest.mark.parametrize(
    "content",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnot a chunk\r\n",
    ],
    ids=["length", "chunk", "bad chunk"],
)
async def test_response_that_is_cut_off(
    how: Callable[[Conversation], None], content: bytes
) -> None:
    """Rows 45 and 47: a body that ends too early is not a response."""
    with RawServer(ends(content, how)) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, APIConnectionError)
    assert error.message == f"The response from 127.0.0.1:{server.port} was cut off or garbled."
    assert error.remedy == "Try again."


async def test_response_cut_by_its_length_is_not_a_model() -> None:
    """Row 45: a content-length shorter than the body cuts the JSON, which is then rejected."""
    with RawServer(answers.model().replace(b"content-length: 1", b"content-length: ")) as server:
        assert isinstance(await lookup_error(server.url), APIResponseValidationError)


@pytest.mark.parametrize(
    "content",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: a\x00b\r\n\r\nwith a body",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 99 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n",
        b"y" * 200_000,
    ],
)
async def test_not_http(content: bytes) -> None:
    """Row 47: a response that violates HTTP is final, and not quoted."""
    with RawServer(content) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, APIResponseValidationError)
    is_http = re.match(rb"HTTP/1.1 \d{3} ", content)
    what = "sent an invalid HTTP response." if is_http else "doesn't speak HTTP."
    assert error.message == f"127.0.0.1:{server.port} {what}"
    assert error.remedy == "Check the base URL."
    assert len(server.requests) == 1


BANNERS = {
    "SSH": b"SSH-2.0-OpenSSH_9.6\r\nInvalid SSH identification string.\r\n",
    "SMTP": b"220 mail.example ESMTP\r\n502 Error: command not recognized\r\n",
    "Redis": b"-ERR wrong number of arguments for 'get' command\r\n",
    "one byte": b"\0",
}
"""What servers of other protocols send: their greeting and their response to HTTP."""


@pytest.mark.parametrize("how", [Conversation.close, Conversation.reset])
@pytest.mark.parametrize("banner", BANNERS)
async def test_another_protocol(banner: str, how: Callable[[Conversation], None]) -> None:
    """Row 47: another protocol is recognized if the server closes the connection, and is final."""
    with RawServer(ends(BANNERS[banner], how)) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, APIResponseValidationError)
    assert error.message == f"127.0.0.1:{server.port} doesn't speak HTTP."
    assert error.remedy == "Check the base URL."
    assert len(server.requests) == 1


async def test_another_protocol_that_waits() -> None:
    """Row 47: another protocol is recognized at the deadline if the server waits."""
    with RawServer(ends(BANNERS["SMTP"], silence)) as server:
        error = await lookup_error(server.url, timeout=SHORT)
    assert isinstance(error, APITimeoutError)
    assert error.message == f"127.0.0.1:{server.port} sent no HTTP response within 0.5 s."
    assert error.remedy == "Check the base URL."


async def test_another_protocol_on_another_connection() -> None:
    """Row 47: what is received on one connection is no cause of a failure on another one."""

    def respond(conversation: Conversation) -> None:
        is_mail = conversation.path.endswith("mail")
        conversation.send(BANNERS["SMTP"] if is_mail else b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n")
        conversation.wait_until_gone()

    with RawServer(respond, respond) as server:
        client = ModelsClient(connection_to(server.url))
        mail = asyncio.create_task(client.retrieve(ModelQuery("mail"), lambda _: None))
        while not _has_received(client):
            assert not mail.done()
            await asyncio.sleep(0)
        with pytest.raises(APIResponseValidationError, match=r"sent an invalid HTTP response\.$"):
            await client.retrieve(ModelQuery("x"), lambda _: None)
        mail.cancel()
        await asyncio.wait((mail,))
        await client.aclose()


def _has_received(client: ModelsClient) -> bool:
    """Whether h11 holds bytes that it has not parsed."""
    with suppress(AttributeError):  # while the connection is being opened
        return any(map(connections._unread_bytes, connections._connections(client._http)))
    return False


async def test_not_http_is_recognized_without_the_internals_of_h11(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If h11's internals have changed, a response that violates HTTP is still named."""
    monkeypatch.delattr(h11.Connection, "trailing_data")
    with RawServer(b"HTTP/1.1 99 OK\r\n\r\n") as server:
        error = await lookup_error(server.url)
    assert error.message == f"127.0.0.1:{server.port} doesn't speak HTTP."


async def test_closed_idle_connection_is_replaced() -> None:
    """Row 52: if the server closes the connection between two lookups, the second succeeds."""
    closed = threading.Event()

    def respond_and_close(conversation: Conversation) -> None:
        conversation.send(answers.model())
        conversation.close()
        closed.set()

    with RawServer(respond_and_close, answers.model()) as server:
        client = ModelsClient(connection_to(server.url))
        retries: list[Retry] = []
        await client.retrieve(ModelQuery.parse("x"), retries.append)
        closed.wait(PATIENCE)
        await client.retrieve(ModelQuery.parse("x"), retries.append)
        await client.aclose()
    assert (retries, server.connections) == ([], 2)


async def test_response_after_a_failed_attempt_counts_the_attempts() -> None:
    """After one failed attempt the exchange has two, and the retry has its delay and reason."""
    retries: list[Retry] = []
    with RawServer(Conversation.reset, answers.model()) as server:
        lookup = await look_up(server.url, retries=retries)
    assert lookup.exchange.attempts == 2
    assert [(retry.wait, retry.number) for retry in retries] == [(0.5, 2)]
    assert "closed the connection" in retries[0].reason
