"""A raw server on loopback: it sends scripted bytes and records the requests."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

from support.program import PATIENCE

_HEAD_END = b"\r\n\r\n"


class Conversation:
    """A connection, as a script sees it.

    Attributes:
        stopping: Set when the server is about to stop; a script that waits must wait for it.
        head: The latest request's head.
    """

    def __init__(self, sock: socket.socket, stopping: threading.Event) -> None:
        self.sock = sock
        self.stopping = stopping
        self.head = b""
        self._unread = b""

    @property
    def path(self) -> str:
        """The path of the latest request."""
        return self.head.split(b" ")[1].decode("latin-1") if self.head else ""

    def send(self, content: bytes) -> None:
        """Send bytes."""
        self.sock.sendall(content)

    def close(self) -> None:
        """Close the connection."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def reset(self) -> None:
        """Reset the connection (RST)."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def wait_until_gone(self) -> None:
        """Wait until the client has closed its side."""
        while self.sock.recv(65536):
            pass

    def read_head(self) -> bytes | None:
        """Read the next request's head; None if the client is gone."""
        while _HEAD_END not in self._unread:
            chunk = self.sock.recv(65536)
            if not chunk:
                return None
            self._unread += chunk
        head, _, self._unread = self._unread.partition(_HEAD_END)
        return head


Script = bytes | Callable[[Conversation], None]
"""The response to a request: bytes, or a function that does anything with the connection."""


class RawServer:
    """Answers each request with the next script, and all later ones with the last.

    Args:
        scripts: The responses.
        tls: If set, the server speaks TLS.
        greeting: Runs on each connection before any request is read.

    Attributes:
        requests: The heads of all requests, in the order of their arrival.
        connections: How many connections were made.
        requested: Set as soon as a request has arrived.
        tls: As the argument; a new value applies from the next connection on.
        greeting: As the argument; likewise.
    """

    def __init__(
        self,
        *scripts: Script,
        tls: ssl.SSLContext | None = None,
        greeting: Callable[[Conversation], None] | None = None,
    ) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.requested = threading.Event()
        self._scripts = list(scripts)
        self.tls = tls
        self.greeting = greeting
        self._stopping = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    @property
    def url(self) -> str:
        """The base URL."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def change(self, script: Script) -> None:
        """Answer with a different script from now on."""
        self._scripts = [script]

    @property
    def lines(self) -> list[str]:
        """The request lines."""
        return [head.split(b"\r\n")[0].decode("latin-1") for head in self.requests]

    def header(self, name: str, number: int = 0) -> list[str]:
        """All values of one header of one request, as they were sent."""
        pairs = (line.split(b": ", 1) for line in self.requests[number].split(b"\r\n")[1:])
        return [v.decode("latin-1") for n, v in pairs if n.lower() == name.lower().encode()]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in self._open:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(2)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                # A client that never gives up must fail the test, not hang it.
                sock.settimeout(PATIENCE)
                self.connections += 1
                self._open.append(sock)
                thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock: socket.socket) -> None:
        # OSError: the client left, or the server stops; either ends a conversation.
        with suppress(OSError):
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
                self._open.append(sock)
            conversation = Conversation(sock, self._stopping)
            try:
                self._converse(conversation)
            finally:
                conversation.close()

    def _converse(self, conversation: Conversation) -> None:
        if self.greeting:
            self.greeting(conversation)
        while (head := conversation.read_head()) is not None:
            conversation.head = head
            script = self._scripts[min(len(self.requests), len(self._scripts) - 1)]
            self.requests.append(head)
            self.requested.set()
            if callable(script):
                script(conversation)
            else:
                conversation.send(script)


@contextmanager
def closed_port() -> Iterator[int]:
    """A port on loopback that refuses connections, kept so that no other test listens on it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        yield port
