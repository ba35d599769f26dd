"""What depends on the internals of httpx, httpcore, h11 and anyio while a request runs.

The internals used for SOCKS proxies are in environment.py.

Six things need them here: how far a request got (httpcore's trace events), whole replies of a
SOCKS proxy (likewise), what certificates a server presented and whether it asked for one (ssl's
message callback), whether a response starts like HTTP at all, and whether an idle connection is
clean. A server, or a proxy in between, may send more than one response; httpx would take the extra
bytes for the response to the next lookup. So connections are checked right before each request.
Bytes that arrive later can't be distinguished from the response.

If the internals have changed, connections are not reused, which is slower but equally safe.
"""
# ruff: noqa: SLF001 - the internals

import ssl
import sys
from contextlib import suppress
from contextvars import ContextVar
from importlib import import_module
from importlib.util import find_spec
from itertools import compress
from typing import Any, Literal

import httpx

from modelbrowser.api.environment import Route

Stage = Literal["connecting", "tunneling", "securing", "waiting", "not_http", "reading"]
"""How far a request got: connecting over TCP; asking the proxy to connect to the host; in the TLS
handshake; sent; received something other than HTTP; received the headers."""

_HTTP = b"HTTP/"
_UNPARSED = ("illegal request line", "Receive buffer too long")
"""h11's messages about a response of which it hasn't parsed anything."""

_CERTIFICATE, _CERTIFICATE_REQUEST = (22, 11), (22, 13)
"""The type of a handshake record, and the messages in which a server sends its certificate and asks
for the client's."""

_SOCKS_ADDRESS = 5
"""How many bytes of a SOCKS reply it takes to know the length of its address."""


class Progress:
    """Tracks one attempt at a request, so its failure can be reported precisely.

    Attributes:
        number: The number of the attempt, from 1.
        route: How the request reaches the host.
        stage: How far the request got.
        received: What was received if it is not HTTP.
        is_at_proxy: Whether the peer is still the proxy, not the host.
        tunnel_response: The proxy's response to CONNECT, without its body.
        wants_certificate: Whether the peer asked for the client's certificate.
        certificates: The TLS message with the peer's certificates, if there was one.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport, route: Route, number: int = 1) -> None:
        self.route, self.number = route, number
        self.stage: Stage = "connecting"
        self.received = b""
        self.is_at_proxy = route.proxy is not None
        self.tunnel_response: httpx.Response | None = None
        self.wants_certificate = False
        self.certificates = b""
        self._socks: _SocksStream | None = None
        self._transport = transport
        self._stream: Any = None

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Handle an event of httpcore's `trace` extension."""
        if event.endswith("connect_tcp.complete"):
            self._stream = info["return_value"]
        elif event.endswith("start_tls.started"):
            self.stage = "securing"
            _in_handshake.set(self)
            # If there is a proxy, a connection's own TLS handshake is the one with the proxy.
            self.is_at_proxy = self.is_at_proxy and event.startswith("connection.")
        elif event.endswith("setup_socks5_connection.started"):
            self.stage = "tunneling"
            if stream := info.get("stream"):
                info["stream"] = self._socks = _SocksStream(stream)
        elif event.endswith("setup_socks5_connection.failed"):
            # httpcore lets the errors of socksio through.
            if type(info["exception"]).__module__.startswith("socksio."):
                raise httpx.RemoteProtocolError("not SOCKS")
        elif event.endswith("send_request_headers.started"):
            is_tunnel = info["request"].method == b"CONNECT"
            self.stage = "tunneling" if is_tunnel else "waiting"
            self.is_at_proxy = is_tunnel or self.route.is_forwarded
        elif event.endswith("receive_response_headers.complete") and self.stage == "tunneling":
            _, status, reason, headers, *_ = info["return_value"]
            phrase = {"reason_phrase": reason}
            self.tunnel_response = httpx.Response(status, headers=headers, extensions=phrase)
        elif event.endswith("receive_response_headers.failed"):
            error = str(info["exception"])
            self.received = non_http_response(self._transport, self.trace, error)
            self.stage = "not_http" if self.received else self.stage

    @property
    def is_greeted(self) -> bool:
        """Whether a SOCKS proxy has responded."""
        return self._socks is not None and self._socks.has_method

    async def close_unfinished_handshake(self) -> None:
        """Close a connection that got no further than the proxy's or the TLS handshake.

        httpcore leaves it open if the handshake is canceled, as it is by a deadline.
        """
        if self.stage in {"tunneling", "securing"} and self._stream:
            await self._stream.aclose()


_in_handshake: ContextVar[Progress] = ContextVar("_in_handshake")
"""The request of the current task whose handshake is under way."""


class _SocksStream:
    """A connection to a SOCKS proxy that reads whole replies, which may arrive in parts.

    httpcore treats whatever has arrived as a whole reply.
    """

    def __init__(self, stream: Any) -> None:
        self.write = stream.write
        self._stream = stream
        self.has_method = False

    async def read(self, max_bytes: int) -> bytes:
        reply = b""
        while len(reply) < self._length(reply):
            part = await self._stream.read(max_bytes)
            if not part:
                break
            reply += part
        self.has_method |= reply.startswith(b"\x05")
        return reply

    def _length(self, reply: bytes) -> int:
        """Return the minimum length of a reply, given what has arrived of it (RFC 1928, 1929)."""
        if not self.has_method or reply.startswith(b"\x01"):
            return 2
        if len(reply) < _SOCKS_ADDRESS:
            return _SOCKS_ADDRESS
        return {1: 10, 4: 22}.get(reply[3], 7 + reply[4])


def import_backend() -> None:
    """Import what httpx would otherwise import on the event loop, at the first request (45 ms)."""
    # If it has moved, httpx finds it by itself.
    with suppress(ImportError):
        import_module("anyio._backends._asyncio")
    # httpcore looks for this module several times per request. If it is missing, that takes 0.5 ms
    # each time; a module that is None is not searched for.
    if find_spec("sniffio") is None:
        sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type] # documented: it stops the search


def note_certificates(context: ssl.SSLContext) -> None:
    """Note in the progress of a request what a server presents, and whether it wants a certificate.

    A server that gets none may just close the connection.
    """

    def note(_: Any, way: str, _version: Any, kind: int, message: int, data: bytes) -> None:
        if way != "read" or not (progress := _in_handshake.get(None)):
            return
        if (kind, message) == _CERTIFICATE:
            progress.certificates = data
        progress.wants_certificate |= (kind, message) == _CERTIFICATE_REQUEST

    with suppress(AttributeError):
        context._msg_callback = note  # type: ignore[attr-defined] # private, for debugging


async def close_idle_connections(
    transport: httpx.AsyncBaseTransport, *, only_dirty: bool = False
) -> bool:
    """Close the idle connections, and return whether all could be checked.

    If not, the next request has to send `connection: close`.

    Args:
        transport: The transport.
        only_dirty: Whether to keep those that hold no unread bytes.
    """
    try:
        for connection in _connections(transport):
            is_reusable = connection.is_idle() and not connection.is_closed()
            if is_reusable and not (only_dirty and _is_clean(connection)):
                await connection.aclose()
    except AttributeError:
        return False
    return True


def non_http_response(transport: httpx.AsyncBaseTransport, trace: object, error: str) -> bytes:
    """Return the response being received if it doesn't start like HTTP, such as `SSH-2.0-`.

    If its headers are invalid, which the `error` says, its start is no longer there.

    Args:
        transport: The transport, which may be receiving other responses, too.
        trace: The `trace` of the request.
        error: The message of h11's exception.
    """
    internals: Any = transport
    # A connection that is being opened has no such state, nor may one of a newer version.
    with suppress(AttributeError):
        requests = internals._pool._requests
        is_traced = (each.request.extensions.get("trace") == trace for each in requests)
        connection = next((each.connection for each in compress(requests, is_traced)), None)
        state, received = _http11(connection)._h11_state, _unread_bytes(connection)
        is_whole = repr(state.their_state) == "SEND_RESPONSE" or error in _UNPARSED
        if is_whole and not _HTTP.startswith(received[: len(_HTTP)]):
            return received
    return b""


def _connections(transport: httpx.AsyncBaseTransport) -> list[Any]:
    """Return the open connections; what replaces the network has none."""
    if isinstance(transport, httpx.AsyncHTTPTransport):
        return list(transport._pool.connections)
    return []


def _is_clean(connection: Any) -> bool:
    """Whether no unread bytes are left in h11, in TLS or in anyio's queue."""
    if _unread_bytes(connection):
        return False
    stream = _http11(connection)._network_stream._stream
    while hasattr(stream, "transport_stream"):
        if stream._ssl_object.pending() or stream._read_bio.pending:
            return False
        stream = stream.transport_stream
    return not stream._protocol.read_queue


def _unread_bytes(connection: Any) -> bytes:
    """Return what h11 has received and not yet parsed."""
    unread: bytes = _http11(connection)._h11_state.trailing_data[0]
    return unread


def _http11(connection: Any) -> Any:
    """Return the inner HTTP/1.1 connection, which a connection through a proxy wraps again."""
    http11 = connection._connection
    while not hasattr(http11, "_h11_state"):
        http11 = http11._connection
    return http11
