"""Proxies on loopback that pass bytes on to one server, whatever is requested."""

import socket
import struct
import threading
from collections.abc import Callable

from support.servers import Conversation, RawServer

NO_AUTHENTICATION, LOGIN, NO_METHOD = b"\x05\x00", b"\x05\x02", b"\x05\xff"
"""What a SOCKS 5 proxy replies first: the authentication method that it requires."""

CONNECTED = b"HTTP/1.1 200 Connected\r\n\r\n"


def tunnel(to: RawServer) -> Callable[[Conversation], None]:
    """Return a script that responds to CONNECT, then passes everything on to a server."""

    def script(conversation: Conversation) -> None:
        # Some proxies send a type although no content follows.
        conversation.send(b"HTTP/1.1 200 Connected\r\nContent-Type: text/html\r\n\r\n")
        relay(conversation, to.port)

    return script


def relay(conversation: Conversation, port: int) -> None:
    """Pass bytes on in both directions until one side closes."""
    with socket.create_connection(("127.0.0.1", port)) as server:
        pairs = [(conversation.sock, server), (server, conversation.sock)]

        def pump(source: socket.socket, target: socket.socket) -> None:
            try:
                while chunk := source.recv(65536):
                    target.sendall(chunk)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        threads = [threading.Thread(target=pump, args=pair, daemon=True) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)


def socks(to: RawServer, method: bytes = NO_AUTHENTICATION) -> Callable[[Conversation], None]:
    """Return a SOCKS 5 server that passes everything on to one server, whatever is requested."""

    def greet(conversation: Conversation) -> None:
        sock = conversation.sock
        count = sock.recv(2)[1]
        sock.recv(count)
        sock.sendall(method)
        if method == LOGIN:
            sock.recv(513)
            sock.sendall(b"\x01\x00")
        sock.recv(262)
        sock.sendall(b"\x05\x00\x00\x01" + b"\x7f\x00\x00\x01" + struct.pack("!H", 1))
        relay(conversation, to.port)

    return greet
