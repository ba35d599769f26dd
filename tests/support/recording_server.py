"""A real HTTP server on loopback that answers every request with a model and keeps it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = {
    "type": "model",
    "id": "claude-sonnet-4-5-20250929",
    "display_name": "Claude Sonnet 4.5",
    "created_at": "2025-09-29T00:00:00Z",
}


@dataclass(frozen=True)
class RecordedRequest:
    """A received request: the target from the request line, and the headers."""

    target: str
    headers: dict[str, str]


@dataclass
class Recording:
    """The server's URL, and the requests so far, in order."""

    base_url: str
    requests: list[RecordedRequest] = field(default_factory=list)


@contextmanager
def recording_server() -> Iterator[Recording]:
    """Serve while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body are two writes: the second would wait for the client's ACK.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            recording.requests.append(RecordedRequest(self.path, headers))
            body = json.dumps(MODEL).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.send_header("request-id", "req_recorded")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        recording = Recording(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield recording
        finally:
            server.shutdown()
            thread.join()
