"""Makes an installed version of the program write its files: history.db, choices, config.toml.

    PYTHONPATH=tests python -m support.write_fixtures PROGRAM FOLDER

PROGRAM is the `modelbrowser` of an environment with that version's wheel. Its lookups go to a
proxy and a TLS server on loopback, so the hosts in the history have real names, and every kind
of result and error is in it. The files are fixtures: later versions must open them without
loss. `tests/fixtures/0.1.0` was written by the wheel of 0.1.0.
"""

import json
import os
import shutil
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from threading import Thread

import trustme
from support.pty_session import session

CONFIG = """\
base_url = "http://gateway.example/anthropic"
allow_insecure_http = true
timezone = "Asia/Kathmandu"
theme = "nord"
timeout = 7.5
api_version = "2023-06-01"
workspace_id = "wrkspc_fixture"
betas = ["own-2027-01-01", "files-api-2025-04-14"]
mouse = false
history = true
"""
"""Every key, as a user writes it."""

MODELS = {
    "claude-sonnet-4-5": "claude-sonnet-4-5-20250929",
    "claude-opus-4-5-20251101": "claude-opus-4-5-20251101",
    "claude-opus-5": "claude-opus-5",
}

STATUSES = {
    "claude-unauthorized": 401, "claude-unpaid": 402, "claude-forbidden": 403,
    "claude-conflict": 409, "claude-limited": 429, "claude-broken": 500, "claude-busy": 529,
}  # fmt: skip

API = "http://api.anthropic.com"
GATEWAY = "http://gateway.example/anthropic"
TLS_PORT = 8443

LOOKUPS: tuple[tuple[str, ...], ...] = (
    (API, "claude-sonnet-4-5"),
    (API, "claude-opus-4-5-20251101", "skills-2025-10-02", "own-2027-01-01"),
    (API, "claude-sonet-4-5"),
    (API, "claude-opus-5", "rejected-2026-01-01"),
    *((API, name) for name in STATUSES),
    (API, "claude-strange"),
    (API, "claude-moved-away"),
    (API, "claude-silent"),
    (GATEWAY, "claude-sonnet-4-5"),
    (f"https://localhost:{TLS_PORT}", "claude-sonnet-4-5"),
    ("https://refused-by-proxy.example", "claude-sonnet-4-5"),
    # The proxy has moved this alias meanwhile; the gateway's is another one.
    (API, "claude-sonnet-4-5"),
    (API, "claude-opus-5"),
)
"""The lookups, in order: where, which model, and which betas."""


class Proxy(BaseHTTPRequestHandler):
    """Answers for every host, as the API or its gateway would."""

    protocol_version = "HTTP/1.1"
    lookups = 0

    def do_CONNECT(self) -> None:
        """Reject a tunnel."""
        self._send(403, {})

    def do_GET(self) -> None:
        """Answer a lookup."""
        name = self.path.rpartition("/")[2]
        if name == "claude-silent":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif name == "claude-strange":
            self._send(200, ["not a model"])
        elif name == "claude-moved-away":
            self._send(302, {}, location="https://login.example/")
        elif "rejected-2026-01-01" in self.headers.get("anthropic-beta", ""):
            message = "Unexpected value(s) `rejected-2026-01-01` for the `anthropic-beta` header."
            self._send(400, _error("invalid_request_error", message))
        elif name in STATUSES:
            self._send(STATUSES[name], _error("some_error", "An error of the API."))
        elif name in MODELS:
            self._send(200, _model(self._resolved(name)))
        else:
            self._send(404, _error("not_found_error", f"model: {name}"))

    def _resolved(self, name: str) -> str:
        if name != "claude-sonnet-4-5" or "gateway" in self.path:
            return MODELS[name]
        type(self).lookups += 1
        return MODELS[name] if type(self).lookups == 1 else "claude-sonnet-4-5-20270101"

    def _send(self, status: int, body: object, **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.send_header("request-id", f"req_fixture_{status}")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay quiet."""


def _error(kind: str, message: str) -> object:
    return {"type": "error", "error": {"type": kind, "message": message}}


def _model(model_id: str) -> object:
    return {
        "type": "model", "id": model_id, "display_name": "A model",
        "created_at": "2025-09-29T00:00:00Z",
    }  # fmt: skip


@contextmanager
def serving(port: int = 0) -> Iterator[int]:
    """Serve on loopback; on `TLS_PORT` with a certificate that nobody trusts."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Proxy)
    server.daemon_threads = True
    if port == TLS_PORT:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("localhost").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def main(program: str, folder: Path) -> None:
    """Look up, choose a theme and a language, and copy the files."""
    with TemporaryDirectory() as home, serving() as proxy, serving(TLS_PORT):
        config = Path(home, ".config/modelbrowser/config.toml")
        config.parent.mkdir(parents=True)
        config.write_text(CONFIG)
        env = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": "",
            "ANTHROPIC_API_KEY": "a-key-for-fixtures-only",
            "HTTP_PROXY": f"http://127.0.0.1:{proxy}",
            "HTTPS_PROXY": f"http://127.0.0.1:{proxy}",
            "NO_PROXY": "localhost",
        }
        for url, name, *betas in LOOKUPS:
            flags = [flag for beta in betas for flag in ("--beta", beta)]
            command = [program, name, "--plain", "--base-url", url, *flags]
            run(command, env=env, check=False)
        for name in ("claude-sonnet-4-5", "claude-sonet-4-5"):
            run([program, name, "--plain", "--demo"], env=env, check=False)
        config.unlink()
        with session([program, "--demo"], env=env, size=(120, 40)) as running:
            running.wait_for("Ready")
            running.feed(b"claude-haiku-4-5\r")
            running.wait_for("claude-haiku-4-5-20251001")
            running.feed(b"\tc")
            running.wait_for("Copy as")
            running.feed(b"jj\x19")
            running.wait_for("Sent to")
            running.feed(b"\x1b")
            running.wait_for("claude-haiku-4-5-20251001")
            running.feed(b"\x10theme")
            running.wait_for("see them while you do")
            running.feed(b"\r")
            running.wait_for("automatic")
            running.feed(b"\x1b[H\x1b[B\x1b[B\r")
            running.feed(b"\x11")
            running.wait_exit()
        folder.mkdir(exist_ok=True)
        shutil.copy(Path(home, ".local/share/modelbrowser/history.db"), folder)
        shutil.copy(Path(home, ".local/state/modelbrowser/choices"), folder)
        (folder / "config.toml").write_text(CONFIG)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
