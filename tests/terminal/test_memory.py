"""A response costs the real process less than 32 MiB of memory."""

import json
import re
from pathlib import Path

from support import answers
from support.canary import Home
from support.pty_session import PtySession
from support.servers import Conversation, RawServer, Script
from support.visit import QUIT, look_up, visit_exchange

MIB = 1024 * 1024


def _endless(conversation: Conversation) -> None:
    conversation.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        conversation.send(b"10000\r\n" + b" " * 65536 + b"\r\n")


def _nested(depth: int, count: int) -> str:
    return "[" * depth + ",".join("0" * count) + "]" * depth


def _model(extra: str) -> bytes:
    return answers.http(f'{json.dumps(answers.MODEL)[:-1]},"x":{extra}}}')


USUAL = answers.model()
ANSWERS: dict[str, Script] = {
    "endless": _endless,
    "1-MiB-of-text": answers.model(note="x" * (MIB - 400)),
    "1-MiB-of-numbers": _model(_nested(1, 500_000)),
    "1-MiB-of-strings": _model("[" + ",".join(['""'] * 340_000) + "]"),
    "1-MiB-of-objects": _model("[" + ",".join(["{}"] * 340_000) + "]"),
    "deep": _model(_nested(900, 450_000)),
    "deep-error": answers.http(_nested(900, 30_000), "400 X"),
    "lines": answers.http("\n" * 65_000, "400 X"),
    "long-IDs": answers.page(*("a" * 100_000 + str(n) for n in range(9))),
}


def _peak(running: PtySession) -> int:
    """The most memory that the process had since the last reset, in bytes."""
    status = Path(f"/proc/{running.process.pid}/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def _reset_peak(running: PtySession) -> None:
    Path(f"/proc/{running.process.pid}/clear_refs").write_text("5", "utf-8")


def test_memory(tmp_path: Path) -> None:
    """Rows 53 and 56: no response costs 32 MiB more than the usual one, or freezes the screen.

    One process gets all of them, each after a usual one: what it never lets go of adds up.
    """
    with (
        RawServer(USUAL) as server,
        # A copy of the tests' process would have free memory of theirs.
        Home(tmp_path, is_new=True).screen(ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Ready")
        look_up(running, "usual")
        visit_exchange(running)
        usual = _peak(running)
        for number, (name, answer) in enumerate(ANSWERS.items()):
            server.change(answer)
            _reset_peak(running)
            look_up(running, name)
            visit_exchange(running)
            assert _peak(running) - usual < 32 * MIB, name
            server.change(USUAL)
            look_up(running, f"usual-{number}")
        running.feed(QUIT)
        assert running.wait_exit() == 0
