"""Keeping connections warm, but never one that still holds an earlier answer's bytes.

A server (or somebody in between) may send more than was asked for. What is left over would
be taken for the answer to the next lookup. httpx does not look, so this does, right before
each request; bytes that come later cannot be told from its answer. It leans on the inside of
httpx, httpcore, h11 and anyio, here and nowhere else. Where the inside has moved, connections
are not kept, which is slower but as safe.
"""
# ruff: noqa: SLF001 - that inside

from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, Literal

import httpx

_HTTP = b"HTTP/"

Stage = Literal["connecting", "securing", "waiting", "not_http", "reading"]
"""Up to TCP; in the TLS handshake; the request is sent; something else than HTTP has come;
the headers have come."""


class Progress:
    """Follows one try.

    Args:
        client: What sends it.

    Attributes:
        stage: How far it has come.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.stage: Stage = "connecting"
        self._client = client
        self._stream: Any = None

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take an event of httpcore's `trace` extension."""
        if event.endswith("connect_tcp.complete"):
            self._stream = info["return_value"]
        elif event.endswith("start_tls.started"):
            self.stage = "securing"
        elif event.endswith("send_request_headers.started"):
            self.stage = "waiting"
        elif event.endswith("receive_response_headers.failed") and received_non_http(self._client):
            self.stage = "not_http"

    async def close_unfinished_handshake(self) -> None:
        """Close a connection that got no further than the TLS handshake.

        httpcore leaves it open where the handshake is cancelled, as by a deadline.
        """
        if self.stage == "securing" and self._stream:
            await self._stream.aclose()


def import_backend() -> None:
    """Import what httpx would import at the first request, on the event loop (45 ms)."""
    # Where it has moved, httpx finds it itself.
    with suppress(ImportError):
        import_module("anyio._backends._asyncio")


async def close_dirty_connections(client: httpx.AsyncClient) -> bool:
    """Close the idle connections that hold unread bytes.

    Returns:
        Whether the connections could be looked at; where not, the next request has to ask
        for its connection to be closed.
    """
    try:
        for pool in _pools(client):
            for connection in pool.connections:
                waiting = connection.is_idle() and not connection.is_closed()
                if waiting and not _is_clean(connection):
                    await connection.aclose()
    except AttributeError:
        return False
    return True


def received_non_http(client: httpx.AsyncClient) -> bool:
    """Whether an answer that is awaited begins as none in HTTP does, such as `SSH-2.0-`."""
    for pool in _pools(client):
        for connection in pool.connections:
            # One that is still being made has nothing; where the inside has moved, none has.
            with suppress(AttributeError):
                state = _http11(connection)._h11_state
                is_awaited = repr(state.their_state) == "SEND_RESPONSE"
                if is_awaited and not _HTTP.startswith(_unread_bytes(connection)[: len(_HTTP)]):
                    return True
    return False


def _pools(client: httpx.AsyncClient) -> Iterator[Any]:
    """The direct pool and those of the proxies; a demo's transport has none."""
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.AsyncHTTPTransport):
            yield transport._pool


def _is_clean(connection: Any) -> bool:
    """Whether nothing waits to be read in h11, in TLS or in anyio's queue."""
    if _unread_bytes(connection):
        return False
    stream = _http11(connection)._network_stream._stream
    while hasattr(stream, "transport_stream"):
        if stream._ssl_object.pending() or stream._read_bio.pending:
            return False
        stream = stream.transport_stream
    return not stream._protocol.read_queue


def _unread_bytes(connection: Any) -> bytes:
    """What came over a connection and was not made sense of yet."""
    unread: bytes = _http11(connection)._h11_state.trailing_data[0]
    return unread


def _http11(connection: Any) -> Any:
    """The one that speaks HTTP: a proxy's connection wraps it; one never made has none."""
    http = connection._connection
    while not hasattr(http, "_h11_state"):
        http = http._connection
    return http
