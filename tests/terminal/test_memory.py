"""How much memory an answer may cost the real process: less than 32 MiB."""

import json
import re
from pathlib import Path

import pytest
from support import answers
from support.canary import Home
from support.pty_session import PtySession
from support.servers import Conversation, RawServer, Script
from support.visit import QUIT, answered

pytestmark = pytest.mark.xdist_group("memory")

MIB = 1024 * 1024


def _endless(conversation: Conversation) -> None:
    conversation.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        conversation.send(b"10000\r\n" + b" " * 65536 + b"\r\n")


def _nested(depth: int, count: int) -> str:
    return "[" * depth + ",".join("0" * count) + "]" * depth


def _model(extra: str) -> bytes:
    return answers.http(f'{json.dumps(answers.MODEL)[:-1]},"x":{extra}}}')


ANSWERS: dict[str, Script] = {
    "endless": _endless,
    "1 MiB of text": answers.model(note="x" * (MIB - 400)),
    "1 MiB of numbers": _model(_nested(1, 500_000)),
    "1 MiB of strings": _model("[" + ",".join(['""'] * 340_000) + "]"),
    "1 MiB of objects": _model("[" + ",".join(["{}"] * 340_000) + "]"),
    "deep": _model(_nested(900, 450_000)),
    "deep refusal": answers.http(_nested(900, 30_000), "400 X"),
    "lines": answers.http("\n" * 65_000, "400 X"),
    "long IDs": answers.page(*("a" * 100_000 + str(n) for n in range(9))),
}


def _resident(running: PtySession) -> int:
    """The most memory that the process ever had, in bytes."""
    status = Path(f"/proc/{running.process.pid}/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def _cost(answer: Script, folder: Path) -> int:
    """The memory of a process that was given an answer, and showed all of it."""
    folder.mkdir()
    with (
        RawServer(answer) as server,
        Home(folder).screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for(lambda: answered(running))
        running.feed(b"\t")
        running.wait_for("Space Tick")
        running.feed(b"w")
        running.wait_for(
            lambda: "What was sent" in running.text or "Nothing came back yet" in running.text
        )
        memory = _resident(running)
        running.feed(QUIT)
        assert running.wait_exit() == 0
    return memory


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> int:
    """The memory of a process with a usual answer."""
    return _cost(answers.model(), tmp_path_factory.mktemp("memory") / "usual")


@pytest.mark.parametrize("answer", ANSWERS)
def test_memory(answer: str, usual: int, tmp_path: Path) -> None:
    """Rows 53 and 56: no answer costs 32 MiB more than a usual one, nor a frozen screen."""
    assert _cost(ANSWERS[answer], tmp_path / "home") - usual < 32 * MIB
