"""Connections are kept warm, but never with bytes on them that were left over."""

import threading
from collections.abc import Callable

import httpcore
import pytest
import trustme
from support import answers, certificates
from support.asking import connect
from support.servers import Conversation, RawServer

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
    tls = certificates.good(authority) if scheme == "https" else None
    with RawServer(script, answers.model(id="b"), tls=tls) as server:
        client = ModelsClient(connect(server.url))
        assert [await look_up(client, name) for name in "ab"] == ["a", "b"]
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
