"""The programs that are compared, each with its own home folder."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.terminal import Terminal, running

ROOT = Path(__file__).parents[1]
CTRL_C, CTRL_L, CTRL_P, CTRL_Q = b"\x03", b"\x0c", b"\x10", b"\x11"


@dataclass(frozen=True)
class Program:
    """How to start a program, and how to see that it has started.

    Attributes:
        name: Its name in the table.
        command: The command and its arguments.
        shows: Text on the screen after the first paint.
        environ: Its whole environment.
        quits: The key that ends it.
        to_input: The keys that lead to its input, if it doesn't start there.
        has_panes: Whether Tab goes anywhere.
    """

    name: str
    command: tuple[str, ...]
    shows: str
    environ: dict[str, str] = field(default_factory=dict)
    quits: bytes = CTRL_Q
    to_input: bytes = b""
    has_panes: bool = True

    def running(self, typed_ahead: bytes = b"") -> AbstractContextManager[Terminal]:
        """Run it in a terminal until the block ends."""
        return running(self.command, self.environ, typed_ahead)


def environment(scratch: Path, **changes: str) -> dict[str, str]:
    """An environment with an empty home folder, and nothing from the developer's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": mkdtemp(dir=scratch),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **changes,
    }


def modelbrowser(scratch: Path, variables: Mapping[str, str], venv: Path | None = None) -> Program:
    """This program, as installed in an environment, or else as it is in the checkout.

    Args:
        scratch: A folder for its home.
        variables: The variables that lead to the server.
        venv: The environment that it is installed in.
    """
    environ = environment(scratch, **variables)
    command: tuple[str, ...] = (sys.executable, "-m", "modelbrowser")
    if venv:
        command = (str(venv / "bin" / "modelbrowser"),)
    else:
        environ["PYTHONPATH"] = str(ROOT)
    return Program("modelbrowser", command, "Model ID or alias", environ)


def stock(scratch: Path, variables: Mapping[str, str], venv: Path) -> Program:
    """This program with Textual's own output."""
    ours = modelbrowser(scratch, variables, venv)
    return replace(ours, name="stock", environ=ours.environ | {"MODELBROWSER_RENDERING": "stock"})


def bare(scratch: Path, venv: Path) -> Program:
    """A Textual app with one input and nothing else."""
    # -P: it must not import the modules next to it.
    command = (str(venv / "bin" / "python"), "-P", str(ROOT / "benchmarks" / "bare.py"))
    return Program("bare", command, "Type here", environment(scratch), has_panes=False)


def posting(scratch: Path, venv: Path) -> Program:
    """A Textual program that many know."""
    command = (str(venv / "bin" / "posting"),)
    environ = environment(scratch)
    return Program("posting", command, "Response", environ, quits=CTRL_C, to_input=CTRL_L)


def one_shot_commands(wheel: Path, sdk: Path | None, url: str) -> dict[str, list[str]]:
    """The commands that look up one model and exit, by name; only those available.

    Args:
        wheel: The environment of modelbrowser, whose httpx the script uses, too.
        sdk: The environment of the official SDK.
        url: The base URL of the server.
    """
    key, version = "x-api-key: sk-ant-benchmark", "anthropic-version: 2023-06-01"
    script = (
        "import httpx, sys, time; client = httpx.Client(); start = time.perf_counter();"
        f"answer = client.get('{url}/v1/models/claude-1',"
        " headers={'x-api-key': 'sk-ant-benchmark', 'anthropic-version': '2023-06-01'});"
        "print(answer.json()['id'], 1000 * (time.perf_counter() - start))"
    )
    official = (
        "import anthropic; print(anthropic.Anthropic(api_key='sk-ant-benchmark')"
        ".models.retrieve('claude-1').id)"
    )
    commands = {
        "modelbrowser": [str(wheel / "bin" / "modelbrowser"), "claude-1", "--plain"],
        "httpx script": [str(wheel / "bin" / "python"), "-c", script],
    }
    if curl := shutil.which("curl"):
        commands["curl"] = [curl, "-sf", "-H", key, "-H", version, f"{url}/v1/models/claude-1"]
    if sdk:
        commands["SDK script"] = [str(sdk / "bin" / "python"), "-c", official]
    return commands


def check_commands(wheel: Path, sdk: Path | None) -> dict[str, list[str]]:
    """Return the commands that look up the names on standard input, by program."""
    ours = [str(wheel / "bin" / "modelbrowser"), "-", "--retiring-within", "60", "--no-history"]
    loop = (
        "while read -r name; do curl -sf -H 'x-api-key: k' -H 'anthropic-version: 2023-06-01' "
        '"$ANTHROPIC_BASE_URL/v1/models/$name"; done'
    )
    tasks = (
        "import asyncio, httpx, os, sys\n"
        "names = iter(sys.stdin.read().split())\n"
        "url = os.environ['ANTHROPIC_BASE_URL']\n"
        "headers = {'x-api-key': 'k', 'anthropic-version': '2023-06-01'}\n"
        "async def work(client):\n"
        "    for name in names:\n"
        "        answer = await client.get(f'{url}/v1/models/{name}', headers=headers)\n"
        "        print(answer.json()['id'])\n"
        "async def main():\n"
        "    client = httpx.AsyncClient()\n"
        "    await asyncio.gather(*(work(client) for _ in range(4)))\n"
        "asyncio.run(main())\n"
    )
    sockets = (
        "import asyncio, os, sys\n"
        "from urllib.parse import urlsplit\n"
        "names = iter(sys.stdin.read().split())\n"
        "url = urlsplit(os.environ['ANTHROPIC_BASE_URL'])\n"
        "async def work():\n"
        "    reader, writer = await asyncio.open_connection(url.hostname, url.port)\n"
        "    for name in names:\n"
        "        writer.write(f'GET /v1/models/{name} HTTP/1.1\\r\\n\\r\\n'.encode())\n"
        "        head = await reader.readuntil(b'\\r\\n\\r\\n')\n"
        "        await reader.readexactly(int(head.split()[-1]))\n"
        "async def main():\n"
        "    await asyncio.gather(*(work() for _ in range(4)))\n"
        "asyncio.run(main())\n"
    )
    threads = (
        "import sys, anthropic; from concurrent.futures import ThreadPoolExecutor;"
        "retrieve = anthropic.Anthropic().models.retrieve;"
        "names = sys.stdin.read().split();"
        "print(*(model.id for model in ThreadPoolExecutor(4).map(retrieve, names)))"
    )
    commands = {
        "modelbrowser": ours,
        "httpx, four tasks": [str(wheel / "bin" / "python"), "-c", tasks],
        "four sockets": [str(wheel / "bin" / "python"), "-c", sockets],
        "curl loop": ["sh", "-c", loop],
    }
    if sdk:
        commands["SDK, four threads"] = [str(sdk / "bin" / "python"), "-c", threads]
    return commands


def fill_history(home: Path, host: str, rows: int) -> None:
    """Fill a home's history with this many old lookups of 5,000 names."""
    # Here, because nothing else in this file may depend on the program.
    from modelbrowser.domain.history_entry import HistoryEntry
    from modelbrowser.history.database import HistoryDatabase

    path = home / ".local/share/modelbrowser/history.db"
    entry = HistoryEntry(
        looked_up_at=datetime(2026, 1, 1, tzinfo=UTC),
        model_id="claude-0",
        host=host,
        resolved_id="claude-0",
    )
    database = HistoryDatabase(path, busy_timeout=5)
    database.record(entry)
    database.close()
    columns = "asked_at, host, betas, demo, resolved_id, error, request_id"
    with sqlite3.connect(path) as connection:
        connection.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows - 1})"  # noqa: S608 - a number and our own words
            f" INSERT INTO lookup (asked, {columns})"
            f" SELECT 'claude-' || i % 5000, {columns} FROM lookup, n WHERE lookup.id = 1"
        )
    connection.close()


def add_betas(home: Path, count: int) -> None:
    """Put this many betas into a home's settings."""
    path = home / ".config/modelbrowser/config.toml"
    path.parent.mkdir(parents=True)
    names = ", ".join(f'"own-{n}"' for n in range(count))
    path.write_text(f"betas = [{names}]\n")
