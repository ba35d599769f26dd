"""Does a long history, or a long list of models, slow the program down?

    python benchmarks/history.py [RUNS]

Starts the program in a pty, in turn with an empty history and ten models, and with 100,000
lookups and 10,000 models, and prints the medians side by side, in milliseconds: until the
first whole screen, until a letter typed at once is drawn and looked up, until the list of
models is drawn, until a letter in its filter has taken effect, and the letter and the lookup
once more, now that all is loaded. The list comes from a server on loopback in a process of
its own.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.pty_session import PtySession, session  # noqa: E402 - after the path

from modelbrowser.domain.betas import DOCUMENTED_BETAS  # noqa: E402 - the same
from modelbrowser.history.database import HistoryDatabase  # noqa: E402 - the same

SMALL, LARGE = (0, 10), (100_000, 10_000)
"""How many lookups, how many models."""

PAGE = 1000
BATCH = """INSERT INTO lookup (asked_at, asked, host, betas, demo, resolved_id)
    VALUES (?, ?, ?, '', 0, ?)"""


def serve(count: int) -> None:
    """Answer the list of so many models, and any lookup; prints the port first."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                body = json.dumps(_answer(request.split()[1].decode(), count)).encode()
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                writer.write(b"content-length: %d\r\n\r\n%b" % (len(body), body))
        except (asyncio.IncompleteReadError, ConnectionError):
            # The program has ended.
            writer.close()

    async def listen() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(listen())


def _answer(target: str, count: int) -> dict[str, object]:
    """One model, or a page of the list, as the API has them."""
    url = urlsplit(target)
    name = url.path.rpartition("/")[2]
    if name != "models":
        return _model(name)
    after = parse_qs(url.query).get("after_id", ["-1"])[0]
    start = int(after.rpartition("-")[2] or 1) + 1 if after != "-1" else 0
    page = [_model(f"claude-model-{n}") for n in range(start, min(start + PAGE, count))]
    return {"data": page, "has_more": start + PAGE < count, "last_id": page[-1]["id"]}


def _model(name: str) -> dict[str, object]:
    return {
        "type": "model", "id": name, "display_name": name.title(), "lifecycle": "active",
        "created_at": "2026-01-01T00:00:00Z", "max_input_tokens": 200_000, "max_tokens": 64_000,
    }  # fmt: skip


@contextmanager
def serving(count: int) -> Iterator[int]:
    """A server of so many models in a process of its own; its port."""
    command = [sys.executable, __file__, "serve", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def fill(path: Path, count: int, host: str) -> None:
    """Write so many lookups, of 3,000 names."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = (
        ((start + timedelta(minutes=n)).isoformat(), f"claude-{n % 3000}", host, f"claude-{n}")
        for n in range(count)
    )
    with closing(HistoryDatabase(path, busy_timeout=5)) as database:
        database.count()  # creates the tables
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(BATCH, rows)


def measure(home: Path, port: int, models: int) -> list[float]:
    """Start once; the times, in milliseconds."""
    env = {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "ANTHROPIC_API_KEY": "benchmark",
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
        "MODELBROWSER_CONFIG": os.devnull,
    }
    begin = time.perf_counter()
    with session((sys.executable, "-m", "modelbrowser"), env=env, size=(120, 40)) as running:
        running.wait_for(f"0 of {len(DOCUMENTED_BETAS)} selected")
        times = [time.perf_counter() - begin]
        running.feed(b"z")
        times.append(_after(running, b"7", "z7"))
        times.append(_after(running, b"\r", "│ Z7 "))
        times.append(_after(running, b"\x0f", f" {models:,} of "))
        times.append(_after(running, b"?", " 0 of "))
        running.feed(b"\x1b")
        running.wait_for("│ Z7 ")
        times.append(_after(running, b"q", "z7q"))
        times.append(_after(running, b"\r", "│ Z7Q "))
    return [1000 * each for each in times]


def _after(running: PtySession, keys: bytes, words: str) -> float:
    """How long after the keys the words are on the screen, in seconds."""
    begin = time.perf_counter()
    running.feed(keys)
    running.wait_for(words)
    return time.perf_counter() - begin


def main(runs: int) -> None:
    """Measure in turn, so that both meet the same noise, and print."""
    labels = (
        "first screen", "first letter", "first lookup", "list complete", "letter in it",
        "next letter", "next lookup",
    )  # fmt: skip
    found: dict[tuple[int, int], list[list[float]]] = {SMALL: [], LARGE: []}
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(SMALL[1]) as few,
        serving(LARGE[1]) as many,
    ):
        ports = {SMALL: few, LARGE: many}
        homes = {size: Path(folder) / str(size[0]) for size in ports}
        for size, home in homes.items():
            (home / "modelbrowser").mkdir(parents=True)
            path = home / "modelbrowser" / "history.db"
            fill(path, size[0], f"127.0.0.1:{ports[size]}")
        for _ in range(runs):
            for size, home in homes.items():
                found[size].append(measure(home, ports[size], size[1]))
    print(f"{'':16}{'empty, 10':>14}{'100,000, 10,000':>18}   (lookups, models; ms)")
    for label, small, large in zip(
        labels, *(zip(*found[s], strict=True) for s in found), strict=True
    ):
        print(f"{label:16}{median(small):14.1f}{median(large):18.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 7)
