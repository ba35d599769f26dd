"""How the program feels over a slow connection: SSH at 20 kB/s and 200 ms, with and without -C.

    python -m benchmarks.slow_line [RUNS]

Run it by hand: it needs OpenSSH's sshd, which it starts on loopback with its own keys, for the
user who runs it. A relay between ssh and sshd paces every byte. Times are medians in milliseconds,
from the key (or the start of ssh) until the screen stops changing.
"""

import asyncio
import getpass
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import installations, programs
from benchmarks.measures import ENTER, ESCAPE, TAB
from benchmarks.programs import CTRL_P, Program
from benchmarks.server import HOST, serving
from benchmarks.terminal import Ended, Terminal, running

BYTES_PER_SECOND = 20_000
ROUND_TRIP = 0.2
QUIET = 0.6
"""How long nothing must be written before the screen counts as unchanged, in seconds."""

_PATIENCE = 20.0
"""How long the screen may keep changing, in seconds: posting's cursor never stops blinking."""

CTRL_O = b"\x0f"
STEPS = {
    "key": b"b",
    "lookup": b"ench-10" + ENTER,
    "Tab": TAB,
    "palette": CTRL_P,
    "close": ESCAPE,
    "models": CTRL_O,
    "back": ESCAPE,
}
"""The keys to press, one step after another."""


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Relay one direction, at the line's speed."""
    loop = asyncio.get_running_loop()
    free_at = loop.time()
    try:
        while chunk := await reader.read(1024):
            free_at = max(free_at, loop.time()) + len(chunk) / BYTES_PER_SECOND
            loop.call_at(free_at + ROUND_TRIP / 2, writer.write, chunk)
            # What is sent faster than the line's speed is held back, as by buffers.
            await asyncio.sleep(free_at - loop.time())
    except ConnectionError:
        # The other side gets the end of the connection.
        pass
    loop.call_at(free_at + ROUND_TRIP / 2, writer.close)


@contextmanager
def _slow_line(port: int) -> Iterator[int]:
    """Relay to a port of this machine; the port of the relay."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(HOST, port)
        await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, HOST, 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))


@contextmanager
def _sshd(folder: Path) -> Iterator[tuple[int, Path]]:
    """Run sshd on loopback; its port, and the key that it accepts."""
    for name in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    (folder / "config").write_text(
        f"ListenAddress {HOST}:{port}\nHostKey {folder / 'host'}\nPidFile none\n"
        f"AuthorizedKeysFile {folder / 'user.pub'}\nStrictModes no\nPermitRootLogin yes\n"
    )
    # sshd must be called by its full path.
    program = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
    if not program:
        raise SystemExit("This needs sshd, from the package openssh-server.")
    process = subprocess.Popen([program, "-D", "-f", str(folder / "config")])
    try:
        for _ in range(50):
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    break
            time.sleep(0.1)
        yield port, folder / "user"
    finally:
        process.terminate()
        process.wait()


def _over_ssh(program: Program, port: int, key: Path, *options: str) -> list[str]:
    """The command that runs a program at the other end of the line."""
    environ = [f"{name}={value}" for name, value in program.environ.items()]
    return [
        *("ssh", "-tt", "-F", "none", "-i", str(key), "-p", str(port), *options),
        *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
        *("-o", "LogLevel=ERROR", f"{getpass.getuser()}@{HOST}"),
        shlex.join(["env", *environ, *program.command]),
    ]


def _stands_still(terminal: Terminal, since: float) -> float:
    """Wait until the screen stops changing; return how long it took, in milliseconds.

    Raises:
        Ended: If it never stops.
    """
    while time.perf_counter() - max(terminal.last, since + ROUND_TRIP) < QUIET:
        if time.perf_counter() - since > _PATIENCE:
            raise Ended("The screen never stops changing.")
        terminal.stay(0.1)
    return 1000 * (terminal.last - since)


def _visit(program: Program, command: list[str]) -> dict[str, float]:
    """Take all steps once."""
    with running(command, program.environ) as terminal:
        terminal.wait_for(program.shows)
        took = {"start": _stands_still(terminal, terminal.started)}
        for step, keys in STEPS.items():
            took[step] = _stands_still(terminal, terminal.type(keys))
        pressed = terminal.type(program.quits)
        took["quit"] = 1000 * (terminal.wait_exit() - pressed)
    return took


def main(runs: int) -> None:
    """Measure modelbrowser, stock output and posting in turn, and print a table."""
    took: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as name, serving() as server:
        scratch = Path(name)
        wheel = installations.install_wheel(scratch)
        measured = [
            programs.modelbrowser(scratch, server.environ, wheel),
            programs.stock(scratch, server.environ, wheel),
        ]
        if venv := installations.install_package("posting"):
            measured.append(programs.posting(scratch, venv))
        with _sshd(scratch) as (port, key), _slow_line(port) as slow:
            for _ in range(runs):
                for program in list(measured):
                    for options in ((), ("-C",)):
                        command = _over_ssh(program, slow, key, *options)
                        try:
                            steps = _visit(program, command)
                        except Ended:
                            # It can't be started here, or its screen never stops changing.
                            measured.remove(program)
                            break
                        for step, milliseconds in steps.items():
                            took[" ".join((program.name, *options))][step].append(milliseconds)
    print("|", " | ".join(["", *next(iter(took.values()))]), "|")
    print("|---" * (1 + len(STEPS) + 2) + "|")
    for label, figures in took.items():
        cells = (f"{statistics.median(values):.0f}" for values in figures.values())
        print("|", " | ".join([label, *cells]), "|")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 3)
