"""Connections are kept warm, but never with bytes on them that were left over."""

import asyncio
import ssl
import threading
from collections.abc import Callable

import httpcore
import pytest
import trustme
from support import answers, certificates
from support.asking import connect
from support.servers import Conversation, RawServer, Script

from modelbrowser.api.client import ModelsClient
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio


async def look_up(client: ModelsClient, model_id: str) -> str:
    """The ID that a client finds."""
    lookup = await client.retrieve(ModelQuery.parse(model_id), lambda _: None)
    return lookup.model.id


def together(conversation: Conversation) -> None:
    """A's answer and another in one piece: it stays in h11's buffer."""
    conversation.send(answers.model(id="a") + answers.model(id="left-over"))


def in_two_pieces(conversation: Conversation) -> None:
    """The same, one after the other: the second may wait in TLS or on the socket."""
    conversation.send(answers.model(id="a"))
    conversation.send(answers.model(id="left-over"))


def in_one_long_piece(conversation: Conversation) -> None:
    """A's answer ends where one read of httpcore (64 KiB) ends: the second waits in anyio."""
    start = answers.model(id="a", display_name="x" * 65_000)
    padding = 65_536 - len(start)
    first = answers.model(id="a", display_name="x" * (65_000 + padding))
    assert len(first) == 65_536
    conversation.send(first + answers.model(id="left-over"))


def later(sent: threading.Event, go: threading.Event) -> Callable[[Conversation], None]:
    """A's answer, and another as soon as the test says so."""

    def script(conversation: Conversation) -> None:
        conversation.send(answers.model(id="a"))
        go.wait(5)
        conversation.send(answers.model(id="left-over"))
        sent.set()

    return script


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("script", [together, in_two_pieces, in_one_long_piece])
async def test_left_over_that_comes_at_once_is_never_an_answer(
    script: Callable[[Conversation], None], scheme: str, authority: trustme.CA
) -> None:
    """Row 51: a second answer sent with the first is not taken for the next lookup's."""
    sent = threading.Event()

    def all_of_it(conversation: Conversation) -> None:
        script(conversation)
        sent.set()

    tls = certificates.good(authority) if scheme == "https" else None
    with RawServer(all_of_it, answers.model(id="b"), tls=tls) as server:
        client = ModelsClient(connect(server.url))
        assert await look_up(client, "a") == "a"
        # What comes only after the next question was asked cannot be told from its answer.
        sent.wait(5)
        assert await look_up(client, "b") == "b"
        await client.aclose()
    assert server.connections == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_left_over_that_comes_later_is_never_an_answer(
    scheme: str, authority: trustme.CA
) -> None:
    """Row 51: a second answer sent between two lookups is not taken for the second's."""
    sent, go = threading.Event(), threading.Event()
    tls = certificates.good(authority) if scheme == "https" else None
    with RawServer(later(sent, go), answers.model(id="b"), tls=tls) as server:
        client = ModelsClient(connect(server.url))
        assert await look_up(client, "a") == "a"
        go.set()
        sent.wait(5)
        assert await look_up(client, "b") == "b"
        await client.aclose()
    assert server.connections == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_clean_connection_is_reused(scheme: str, authority: trustme.CA) -> None:
    """Ten lookups one after the other make one connection, without and with TLS."""
    tls = certificates.good(authority) if scheme == "https" else None
    with RawServer(answers.model(), tls=tls) as server:
        client = ModelsClient(connect(server.url))
        for _ in range(10):
            await look_up(client, "x")
        await client.aclose()
    assert (server.connections, len(server.requests)) == (1, 10)


async def test_clean_connection_through_a_proxy_is_reused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy's connection is looked at as well, and kept."""
    with RawServer(answers.model()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        client = ModelsClient(connect("http://gateway.example"))
        for _ in range(3):
            await look_up(client, "x")
        await client.aclose()
    assert (proxy.connections, len(proxy.requests)) == (1, 3)


async def test_left_over_of_a_proxy_is_never_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 51: through a proxy, too."""
    with RawServer(together, answers.model(id="b")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        client = ModelsClient(connect("http://gateway.example"))
        assert [await look_up(client, name) for name in "ab"] == ["a", "b"]
        await client.aclose()


async def test_where_the_inside_has_moved_connections_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a look at a connection it is closed, and lookups still work."""
    monkeypatch.delattr(httpcore.AsyncConnectionPool, "connections")
    with RawServer(together, answers.model(id="b")) as server:
        client = ModelsClient(connect(server.url))
        assert [await look_up(client, name) for name in "ab"] == ["a", "b"]
        await client.aclose()
    assert server.connections == 2
    assert server.header("connection") == ["close"]


def tunnel(tls: ssl.SSLContext) -> Callable[[Conversation], None]:
    """What a proxy does with CONNECT; behind it, the same server speaks TLS."""

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
    ids=["clean", "left-over"],
)
async def test_tunnel_through_a_proxy_is_kept_while_it_is_clean(
    scripts: list[Script | None],
    found: list[str],
    connections: int,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 51: an encrypted connection through a proxy is looked at like any other."""
    connect_first = tunnel(certificates.good(authority, "gateway.example"))
    with RawServer(connect_first, *(script or connect_first for script in scripts)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        client = ModelsClient(connect("https://gateway.example"))
        assert [await look_up(client, name) for name in found] == found
        await client.aclose()
    assert proxy.connections == connections


async def test_answer_to_a_cancelled_lookup_is_never_the_next_ones() -> None:
    """A lookup that is cancelled while it waits takes its connection with it."""
    go = threading.Event()

    def slow(conversation: Conversation) -> None:
        go.wait(5)
        conversation.send(answers.model(id="a"))

    with RawServer(slow, answers.model(id="b")) as server:
        client = ModelsClient(connect(server.url))
        lookup = asyncio.create_task(look_up(client, "a"))
        await asyncio.to_thread(server.asked.wait, 5)
        lookup.cancel()
        with pytest.raises(asyncio.CancelledError):
            await lookup
        go.set()
        assert await look_up(client, "b") == "b"
        await client.aclose()
    assert server.connections == 2
