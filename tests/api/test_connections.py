"""Connections are reused, but never with unread bytes on them."""

import asyncio
import ssl
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import httpcore
import pytest
import trustme
from httpcore._async import http11
from support import answers, certificates
from support.lookups import FROZEN, connection_to
from support.program import PATIENCE
from support.servers import Conversation, RawServer, Script

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.connections import import_backend
from modelbrowser.api.errors import APITimeoutError
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio


async def resolve(client: ModelsClient, model_id: str) -> str:
    """Return the ID that a name resolves to."""
    lookup = await client.retrieve(ModelQuery.parse(model_id), lambda _: None)
    return lookup.model.id


class _Searched:
    """A finder that finds nothing, and remembers what was searched for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, *_: object) -> None:
        """Remember a name."""
        self.names.append(name)


async def test_a_lookup_searches_for_no_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first lookup no module is imported or searched for: that would delay each one."""
    searched = _Searched()
    import_backend()
    with RawServer(answers.model(id="a")) as server:
        client = ModelsClient(connection_to(server.url))
        await resolve(client, "a")
        monkeypatch.setattr(sys, "meta_path", [searched, *sys.meta_path])
        await resolve(client, "a")
        await client.aclose()
    assert searched.names == []


def together(conversation: Conversation) -> None:
    """Send the response for `a` and a surplus one in one piece: it stays in h11's buffer."""
    conversation.send(answers.model(id="a") + answers.model(id="surplus"))


def in_two_pieces(conversation: Conversation) -> None:
    """Send both one after the other: the surplus may be left in TLS or on the socket."""
    conversation.send(answers.model(id="a"))
    conversation.send(answers.model(id="surplus"))


def in_one_long_piece(conversation: Conversation) -> None:
    """Send both, the first exactly as long as httpcore reads at once: the surplus is in anyio."""
    start = answers.model(id="a", display_name="x" * 65_000)
    padding = 65_536 - len(start)
    first = answers.model(id="a", display_name="x" * (65_000 + padding))
    assert len(first) == 65_536
    conversation.send(first + answers.model(id="surplus"))


def later(sent: threading.Event, go: threading.Event) -> Callable[[Conversation], None]:
    """Return a script that sends the response for `a`, and the surplus after `go` is set."""

    def script(conversation: Conversation) -> None:
        conversation.send(answers.model(id="a"))
        go.wait(PATIENCE)
        conversation.send(answers.model(id="surplus"))
        sent.set()

    return script


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("script", [together, in_two_pieces, in_one_long_piece])
async def test_surplus_sent_at_once_is_never_a_response(
    script: Callable[[Conversation], None], scheme: str, authority: trustme.CA
) -> None:
    """Row 51: a surplus response sent with the first is not taken for the next lookup's."""
    sent = threading.Event()

    def send_all(conversation: Conversation) -> None:
        script(conversation)
        sent.set()

    tls = certificates.good(authority) if scheme == "https" else None
    with RawServer(send_all, answers.model(id="b"), tls=tls) as server:
        client = ModelsClient(connection_to(server.url))
        assert await resolve(client, "a") == "a"
        # What arrives after the next request was sent can't be distinguished from its response.
        sent.wait(PATIENCE)
        assert await resolve(client, "b") == "b"
        await client.aclose()
    assert server.connections == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_surplus_sent_later_is_never_a_response(scheme: str, authority: trustme.CA) -> None:
    """Row 51: a surplus response sent between two lookups is not taken for the second's."""
    sent, go = threading.Event(), threading.Event()
    tls = certificates.good(authority) if scheme == "https" else None
    with RawServer(later(sent, go), answers.model(id="b"), tls=tls) as server:
        client = ModelsClient(connection_to(server.url))
        assert await resolve(client, "a") == "a"
        go.set()
        sent.wait(PATIENCE)
        assert await resolve(client, "b") == "b"
        await client.aclose()
    assert server.connections == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_clean_connection_is_reused(scheme: str, authority: trustme.CA) -> None:
    """Ten lookups one after the other use one connection, without and with TLS."""
    tls = certificates.good(authority) if scheme == "https" else None
    with RawServer(answers.model(), tls=tls) as server:
        client = ModelsClient(connection_to(server.url))
        for _ in range(10):
            await resolve(client, "x")
        await client.aclose()
    assert (server.connections, len(server.requests)) == (1, 10)


@pytest.mark.parametrize(("idle", "connections"), [(239.0, 1), (241.0, 2)])
async def test_idle_connection_is_reused_for_four_minutes(
    idle: float, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that was idle for less than 240 s is reused, after that a new one is opened."""
    passed = 0.0
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + passed)
    monkeypatch.setattr(http11, "time", clock)
    with RawServer(answers.model()) as server:
        client = ModelsClient(connection_to(server.url))
        await resolve(client, "x")
        passed = idle
        await resolve(client, "x")
        await client.aclose()
    assert server.connections == connections


@pytest.mark.parametrize("script", [Conversation.wait_until_gone, Conversation.reset])
async def test_no_idle_connection_is_reused_after_a_dead_one(
    script: Callable[[Conversation], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a deadline or a failure, a connection is opened: after a sleep, idle ones are dead."""
    meet = threading.Barrier(2)

    def at_once(conversation: Conversation) -> None:
        meet.wait(PATIENCE)
        conversation.send(answers.model())

    with RawServer(at_once, at_once, script, answers.model()) as server:
        client = ModelsClient(connection_to(server.url), clock=FROZEN)
        await asyncio.gather(resolve(client, "x"), resolve(client, "x"))
        if script is Conversation.wait_until_gone:
            soon = asyncio.get_running_loop().time() + 0.1
            with monkeypatch.context() as patch:
                patch.setattr(client, "_deadline", lambda: soon)
                with pytest.raises(APITimeoutError):
                    await resolve(client, "x")
        await resolve(client, "x")
        await client.aclose()
    assert server.connections == 3


async def test_clean_connection_through_a_proxy_is_reused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to a proxy are checked and reused too."""
    with RawServer(answers.model()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        client = ModelsClient(connection_to("http://gateway.example"))
        for _ in range(3):
            await resolve(client, "x")
        await client.aclose()
    assert (proxy.connections, len(proxy.requests)) == (1, 3)


async def test_surplus_of_a_proxy_is_never_a_response(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 51: a surplus response of a proxy is not taken for the next lookup's."""
    with RawServer(together, answers.model(id="b")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        client = ModelsClient(connection_to("http://gateway.example"))
        assert [await resolve(client, name) for name in "ab"] == ["a", "b"]
        await client.aclose()


async def test_connections_that_cannot_be_checked_are_not_reused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If httpcore's internals have changed, each connection is closed after one lookup."""
    monkeypatch.delattr(httpcore.AsyncConnectionPool, "connections")
    with RawServer(together, answers.model(id="b")) as server:
        client = ModelsClient(connection_to(server.url))
        assert [await resolve(client, name) for name in "ab"] == ["a", "b"]
        await client.aclose()
    assert server.connections == 2
    assert server.header("connection") == ["close"]


def tunnel(tls: ssl.SSLContext) -> Callable[[Conversation], None]:
    """Return the script of a proxy for CONNECT; the same server then speaks TLS."""

    def script(conversation: Conversation) -> None:
        conversation.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        conversation.sock = tls.wrap_socket(conversation.sock, server_side=True)

    return script


@pytest.mark.parametrize(
    ("scripts", "found", "connections"),
    [
        ([answers.model(id="x"), answers.model(id="x")], ["x", "x"], 1),
        ([together, None, answers.model(id="b")], ["a", "b"], 2),
    ],
    ids=["clean", "surplus"],
)
async def test_tunnel_through_a_proxy_is_reused_if_clean(
    scripts: list[Script | None],
    found: list[str],
    connections: int,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 51: an encrypted connection through a proxy is checked like any other."""
    connect_first = tunnel(certificates.good(authority, "gateway.example"))
    with RawServer(connect_first, *(script or connect_first for script in scripts)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        client = ModelsClient(connection_to("https://gateway.example"))
        assert [await resolve(client, name) for name in found] == found
        await client.aclose()
    assert proxy.connections == connections


async def test_response_to_a_canceled_lookup_is_never_the_next_ones() -> None:
    """Canceling a lookup closes its connection."""
    go = threading.Event()

    def slow(conversation: Conversation) -> None:
        go.wait(PATIENCE)
        conversation.send(answers.model(id="a"))

    with RawServer(slow, answers.model(id="b")) as server:
        client = ModelsClient(connection_to(server.url))
        lookup = asyncio.create_task(resolve(client, "a"))
        await asyncio.to_thread(server.requested.wait, 5)
        lookup.cancel()
        with pytest.raises(asyncio.CancelledError):
            await lookup
        go.set()
        assert await resolve(client, "b") == "b"
        await client.aclose()
    assert server.connections == 2
