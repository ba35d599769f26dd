"""A stand-in for the Models API on loopback, as fast as it can, or a round trip away.

Every name is found, and its display name says which it is. Names that end in an odd digit
and in an even one are answered so differently that eight lines of the answer change.
`GET /requested` returns the names that were looked up so far.
"""

import argparse
import asyncio
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import urlopen

import certifi
import trustme

HOST = "127.0.0.1"


def model(name: str) -> dict[str, Any]:
    """A model as the API describes one."""
    odd = name[-1:] in {"1", "3", "5", "7", "9"}
    return {
        "type": "model",
        "id": f"{name}-20250929" if odd else name,
        "display_name": f"Model {name}",
        "created_at": "2025-09-29T00:00:00Z" if odd else "2024-10-22T00:00:00Z",
        "lifecycle": "active",
        "max_input_tokens": 1000000 if odd else 200000,
        "max_tokens": 64000 if odd else 8192,
    }


@dataclass
class Stub:
    """The models that the server lists, and the names that were requested."""

    names: list[str]
    requested: list[str]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = json.dumps(self._answer(head.split()[1].decode("ascii"))).encode()
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                # Each has its own ID, like real ones.
                request_id = b"req_011CSHoEeqs5C35K2UUq%04d" % len(self.requested)
                writer.write(b"request-id: %b\r\n" % request_id)
                writer.write(b"content-length: %d\r\n\r\n%b" % (len(body), body))
        except (asyncio.IncompleteReadError, ConnectionError):
            # The client went away, as it may.
            pass
        finally:
            writer.close()

    def _answer(self, target: str) -> Any:
        url = urlsplit(target)
        if url.path == "/requested":
            return self.requested
        name = unquote(url.path.removeprefix("/v1/models").removeprefix("/"))
        if not name:
            return self._page(parse_qs(url.query))
        self.requested.append(name)
        return model(name)

    def _page(self, query: dict[str, list[str]]) -> dict[str, Any]:
        limit = int(query.get("limit", ["20"])[0])
        after = query.get("after_id", [""])[0]
        start = self.names.index(after) + 1 if after else 0
        page = self.names[start : start + limit]
        return {
            "data": [model(name) for name in page],
            "has_more": start + limit < len(self.names),
            "last_id": page[-1] if page else None,
        }


@dataclass
class Relay:
    """Makes a server look a round trip away.

    Every chunk arrives half a round trip later. Loopback shakes hands at once, so the first
    chunk waits for the round trip that TCP would have taken.
    """

    port: int
    seconds: float

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay both directions until both have ended."""
        await asyncio.sleep(self.seconds)
        their_reader, their_writer = await asyncio.open_connection(HOST, self.port)
        await asyncio.gather(self._carry(reader, their_writer), self._carry(their_reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        later = asyncio.get_running_loop().call_later
        try:
            while chunk := await reader.read(65536):
                later(self.seconds / 2, writer.write, chunk)
        except ConnectionError:
            # Reset by one side; closing tells the other side.
            pass
        later(self.seconds / 2, writer.close)


async def _serve(models: int, round_trip: float, folder: Path | None) -> None:
    stub = Stub([f"claude-bench-{n}" for n in range(models)], [])
    server = await asyncio.start_server(stub.serve, HOST, 0, ssl=_certificate(folder))
    port = server.sockets[0].getsockname()[1]
    if round_trip:
        server = await asyncio.start_server(Relay(port, round_trip).serve, HOST, 0)
        port = server.sockets[0].getsockname()[1]
    print(f"{'https' if folder else 'http'}://{HOST}:{port}", flush=True)
    await server.serve_forever()


def _certificate(folder: Path | None) -> ssl.SSLContext | None:
    """Make a certificate, and write its authority into the folder.

    The authority is written among those of the web, because loading them is part of a real start.
    """
    if folder is None:
        return None
    authority = trustme.CA()
    file = folder / "authorities.pem"
    file.write_bytes(Path(certifi.where()).read_bytes() + authority.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    return context


@dataclass(frozen=True)
class Server:
    """A running server: its address, and the environment that leads a client to it."""

    url: str
    environ: dict[str, str]

    def requested(self) -> list[str]:
        """The names that were looked up so far; without TLS only."""
        with urlopen(f"{self.url}/requested") as answer:  # noqa: S310 - our own http URL
            return list(map(str, json.load(answer)))


@contextmanager
def serving(
    *, models: int = 12, round_trip: float = 0, tls: Path | None = None
) -> Iterator[Server]:
    """Run a server in its own process until the block ends.

    Args:
        models: The number of models on the list.
        round_trip: The simulated round trip, in seconds.
        tls: A folder for the certificate; None serves without TLS.
    """
    command = [sys.executable, "-m", "benchmarks.server", str(models), str(round_trip)]
    command += [str(tls)] if tls else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        environ = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "sk-ant-benchmark"}
        environ |= {"SSL_CERT_FILE": str(tls / "authorities.pem")} if tls else {}
        try:
            yield Server(url, environ)
        finally:
            process.kill()


if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description=__doc__)
    _parser.add_argument("models", type=int)
    _parser.add_argument("round_trip", type=float, help="seconds")
    _parser.add_argument("tls", type=Path, nargs="?", help="folder for the certificate")
    _given = _parser.parse_args()
    asyncio.run(_serve(_given.models, _given.round_trip, _given.tls))
