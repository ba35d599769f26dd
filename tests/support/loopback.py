"""A real HTTP server on loopback that answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Request:
    """What the program asked."""

    path: str
    headers: Message


@dataclass
class Reply:
    """What it is answered."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Loopback:
    """The server as a test sees it.

    Attributes:
        url: Its base URL.
        requests: What it was asked, in order.
        asked: Set at the first request.
    """

    url: str
    requests: list[Request] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)


@contextmanager
def loopback(answer: Callable[[Request], Reply]) -> Iterator[Loopback]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            request = Request(self.path, self.headers)
            seen.requests.append(request)
            seen.asked.set()
            reply = answer(request)
            self.send_response(reply.status)
            for name, value in {"content-length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        seen = Loopback(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()
