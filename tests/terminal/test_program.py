"""The real program in a real terminal: hostile answers, files and pastes, quitting, stalls."""

import json
import re
import signal
import sqlite3
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from support import answers
from support.canary import Home, python
from support.late_replies import LATE_REPLIES
from support.pty_session import PtySession
from support.servers import Conversation, RawServer
from support.visit import ESCAPE, HISTORY, MODELS, QUIT, answered, visit_all_screens

PROMPT = 2.0
"""Within how many seconds the prompt must be back."""

EVIL = (
    "\x1b]52;c;RVZJTA==\x07\x1b]0;EVIL\x07\x1b]8;;http://evil\x1b\\\x1b[35;7mEVIL\x9b31m\u202e[/no]"
)
OBEYED = re.compile(
    rb"\x1b\]52;c;RVZ|\x1b\]0;EVIL|\x1b\]8;;|\x1b\[35;7mEVIL|\xc2[\x80-\x9f]|\xe2\x80\xae"
)
"""What of it a terminal would have obeyed."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of its own."""
    return Home(tmp_path)


def _model(**fields: object) -> bytes:
    return answers.http(
        json.dumps({**answers.MODEL, **fields}),
        f"200 {EVIL}".encode().decode("latin-1").replace("\n", ""),
        x_evil=EVIL.encode().decode("latin-1"),
    )


def _refusal(status: str) -> bytes:
    return answers.refusal(
        f"{status} X", EVIL, EVIL, x_evil="\x1b[35;7mEVIL", x_should_retry="false"
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_model(display_name=EVIL, lifecycle=EVIL, line=EVIL, **{EVIL: [EVIL]}), "EVIL"),
        (_model(id=EVIL), "Strange answer"),
        (_refusal("400"), "EVIL"),
        (_refusal("404"), "Not found"),
        (_refusal("529"), "Overloaded"),
        (answers.http(EVIL, "500 X", x_should_retry="false"), "Service problem"),
        (answers.http("", "302 X", location="https://\x1b[35;7mEVIL/"), "Strange answer"),
    ],
    ids=["model", "id", "400", "404", "529", "text", "redirect"],
)
def test_no_answer_is_obeyed(answer: bytes, words: str, home: Home) -> None:
    """Rows 71, 73 and 77: on no screen does the terminal get a sequence of the server's."""
    with (
        RawServer(answer) as server,
        home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for(lambda: answered(running))
        assert words in running.text
        visit_all_screens(running)
        running.feed(b"\x0c\x16")  # into the input, what was copied last
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found
        assert OBEYED.findall(running.output) == []


@pytest.mark.parametrize("field", ["id", "display_name", "lifecycle"])
def test_no_list_is_obeyed(field: str, home: Home) -> None:
    """Rows 71 and 77: a hostile list is drawn literally, filtered, sorted and looked up."""
    models = [{**answers.MODEL, "id": f"claude-{n}", field: f"claude-{n}{EVIL}"} for n in range(30)]
    body = json.dumps({"data": models, "has_more": False, "last_id": EVIL})
    with (
        RawServer(answers.http(body)) as server,
        home.screen(ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Ready")
        running.feed(MODELS)
        running.wait_for("All models")
        running.feed(b"claude")
        running.wait_for(lambda: "30 listed" in running.text or "no list" in running.text)
        running.feed(b"\x1b[B\r")
        running.feed(QUIT)
        running.feed(ESCAPE)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert OBEYED.findall(running.output) == []


def test_no_file_is_obeyed(home: Home, tmp_path: Path) -> None:
    """Rows 71 and 77: a history and choices written by somebody else are drawn literally."""
    assert home.run("claude-sonnet-4-5", "--demo").returncode == 0
    (database,) = tmp_path.rglob("history.db")
    with sqlite3.connect(database) as connection:
        columns = ("asked", "host", "betas", "resolved_id", "error", "request_id")
        for column in columns:
            connection.execute(
                "INSERT INTO lookup (asked_at, asked, host, betas, demo, resolved_id) "
                "SELECT asked_at, asked, host, betas, demo, resolved_id FROM lookup LIMIT 1"
            )
            number = connection.execute("SELECT max(id) FROM lookup").fetchone()[0]
            evil = json.dumps([EVIL]) if column == "betas" else EVIL
            connection.execute(f"UPDATE lookup SET {column} = ? WHERE id = ?", (evil, number))  # noqa: S608 - ours
    connection.close()
    choices = tmp_path / ".local/state/modelbrowser/choices"
    choices.parent.mkdir(parents=True, exist_ok=True)
    choices.write_text(f"theme = {EVIL}\nlanguage = {EVIL}\n{EVIL} = {EVIL}\n")
    with home.screen("--demo") as running:
        running.wait_for("Ready")
        running.feed(b"\x1b[A" * 9)
        for row in range(len(columns) + 1):
            running.feed(HISTORY)
            running.wait_for(lambda: "When" in running.text and "D Forget" in running.text)
            running.feed(b"\x1b[B" * row + b"\r")
            running.wait_for(lambda: answered(running) and "D Forget" not in running.text)
        visit_all_screens(running)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert OBEYED.findall(running.output) == []


# --- Pastes ------------------------------------------------------------------------------


def _pasted(text: str) -> bytes:
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


@pytest.mark.parametrize("text", ["claude-x\nclaude-y\n", "\n\n claude-x \nclaude-y", "claude-x"])
def test_pastes(text: str, home: Home) -> None:
    """Rows 10 and 11: of a paste the first line that is not blank is taken, and asked once."""
    with (
        RawServer(answers.model()) as server,
        home.screen(ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Ready")
        running.feed(_pasted(text))
        running.wait_for("│ claude-x ")
        if "y" in text:
            running.wait_for("only the first was taken")
        running.feed(b"\r")
        running.wait_for("Found, alias resolved")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert len([line for line in server.lines if "/v1/models/" in line]) == 1


def test_large_pastes(home: Home) -> None:
    """Row 12: a megabyte, with brackets or without, is refused as too long, at once."""
    with home.screen() as running:
        running.wait_for("Ready")
        for paste in (_pasted("x" * 1_000_000), b"y" * 60_000):
            start = time.monotonic()
            running.feed(paste)
            running.wait_for("x" * 60 if paste[0] == 27 else "y" * 60)
            running.feed(b"\r")
            running.wait_for("too long for a model ID")
            assert time.monotonic() - start < 5
            running.feed(b"\x15\x0b")
            running.wait_for("│ for example claude-sonnet-4-5 ")
        running.feed(QUIT)
        assert running.wait_exit() == 0


def test_paste_without_end(home: Home) -> None:
    """Row 14: after a paste that never ends ctrl+q still quits."""
    with home.screen() as running:
        running.wait_for("Ready")
        running.feed(b"\x1b[200~abc")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


@pytest.mark.parametrize("where", ["input", "betas", "models", "file", "palette"])
def test_hostile_pastes(where: str, home: Home) -> None:
    """Row 15: in no field does a paste reach the terminal as it was, or ask by itself."""
    ways = {"betas": b"\x14/", "models": MODELS, "file": b"\tcs", "palette": b"\x10", "input": b""}
    signs = {"models": "All models", "file": "Save to a new file"}
    with home.screen("claude-sonnet-4-5", "--demo") as running:
        running.wait_for("Found")
        running.feed(ways[where])
        running.wait_for(signs.get(where, "Found"))  # keys that come at once keep their order
        running.feed(_pasted(f"ab{EVIL}\x1b[201~\rcd\ud7ff"))
        running.wait_for("]52;c;RVZ")
        running.stay(0.2)
        assert OBEYED.findall(running.output) == []
        running.send(signal.SIGTERM)
        assert running.wait_exit() == 128 + signal.SIGTERM
        assert running.is_as_found


# --- Late replies ------------------------------------------------------------------------


@pytest.mark.parametrize("focus", [b"", b"\x14"], ids=["input", "betas"])
def test_late_replies(focus: bytes, home: Home) -> None:
    """Row 201: what the terminal replies late is neither typed nor a command."""
    with home.screen("--demo") as running:
        running.wait_for("Ready")
        running.feed(focus)
        for reply in LATE_REPLIES.values():
            running.feed(reply)
        # Focus goes where the keys go, in order.
        running.feed(b"\x0cclaude-haiku-4-5\r" if focus else b"claude-haiku-4-5\r")
        running.wait_for("│ claude-haiku-4-5 ")
        running.wait_for("claude-haiku-4-5-20251001")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


# --- Ending, sleeping, stalling ----------------------------------------------------------

_SLOW_NAMES = """
import socket, time
socket.getaddrinfo = lambda *args, **options: time.sleep(12)
"""


def _silence(conversation: Conversation) -> None:
    conversation.wait_until_gone()


def test_quitting_during_a_lookup(home: Home) -> None:
    """Row 83: ctrl+q while the server says nothing: the prompt is back within 2 s, code 0."""
    with (
        RawServer(_silence) as server,
        home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Looking up")
        start = time.monotonic()
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert time.monotonic() - start < PROMPT
        assert running.is_as_found


def test_a_hanging_resolver(home: Home) -> None:
    """Row 38: with a resolver that hangs, the deadline holds, and so does quitting."""
    with home.screen(
        "claude-x",
        "--timeout",
        "1",
        command=python(_SLOW_NAMES),
        ANTHROPIC_BASE_URL="https://api.example.invalid",
    ) as running:
        running.wait_for("No connection to api.example.invalid within 1 s.")
        running.feed(b"\r")
        running.wait_for("Looking up")
        start = time.monotonic()
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert time.monotonic() - start < PROMPT
        assert running.is_as_found


@pytest.mark.parametrize("is_drawn", [True, False], ids=["screen", "one-shot"])
def test_sleeping_through_the_deadline(*, is_drawn: bool, home: Home) -> None:
    """Row 67: a process that was stopped for longer than its deadline says so as it wakes."""
    asked = threading.Event()

    def silence(conversation: Conversation) -> None:
        if any("claude-x" in line for line in server.lines):
            asked.set()
        conversation.wait_until_gone()

    form = () if is_drawn else ("--plain",)
    with (
        RawServer(silence) as server,
        home.screen("claude-x", "--timeout", "1", *form, ANTHROPIC_BASE_URL=server.url) as running,
    ):
        assert asked.wait(10)
        running.send(signal.SIGSTOP)
        running.wait_stopped()
        running.stay(1.1)
        start = time.monotonic()
        running.send(signal.SIGCONT)
        running.wait_for("No complete answer")
        assert time.monotonic() - start < 0.9
        running.feed(QUIT if is_drawn else b"")
        assert running.wait_exit() == (0 if is_drawn else 6)


def test_a_network_that_changes(home: Home) -> None:
    """Row 67: a connection that breaks during the sleep is told, and the next lookup works."""
    with (
        RawServer(answers.page(), Conversation.reset, Conversation.reset, Conversation.reset,
                  answers.model()) as server,
        home.screen(ANTHROPIC_BASE_URL=server.url) as running,
    ):  # fmt: skip
        running.wait_for("Ready")
        assert server.asked.wait(10)
        running.feed(b"claude-x\r")
        running.wait_for("─ No answer ─")
        running.feed(b"\r")
        running.wait_for("Found, alias resolved")
        running.feed(QUIT)
        assert running.wait_exit() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_during_a_lookup(number: signal.Signals, home: Home) -> None:
    """Rows 85 and 87: a signal during a lookup leaves the terminal as found, with 128+n."""
    with (
        RawServer(_silence) as server,
        home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Looking up")
        running.send(number)
        assert running.wait_exit() == 128 + number
        assert running.is_as_found


def test_the_terminal_goes_during_a_lookup(home: Home) -> None:
    """Row 86: with the terminal gone the process is, too, within 2 s, whatever it waits for."""
    with (
        RawServer(_silence) as server,
        home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Looking up")
        start = time.monotonic()
        running.hang_up()
        running.wait_exit()
        assert time.monotonic() - start < PROMPT


def test_killed(home: Home, tmp_path: Path) -> None:
    """Row 96: kill -9 during a lookup leaves the history whole; the README says `reset`."""
    assert home.run("claude-sonnet-4-5", "--demo").returncode == 0
    with RawServer(_silence) as server:
        for _ in range(3):
            with home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running:
                running.wait_for("Looking up")
                running.send(signal.SIGKILL)
                assert running.wait_exit() == -signal.SIGKILL
    (database,) = tmp_path.rglob("history.db")
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM lookup").fetchone() == (1,)
    connection.close()
    assert "type `reset`" in Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")


@pytest.mark.parametrize("screen", [b"", MODELS, HISTORY, b"\x10", b"\tc", b"\tw", b"\t?", b"\x14"])
def test_any_size_on_any_screen(screen: bytes, home: Home) -> None:
    """Row 93: every screen lives through any size and back, and quitting works."""
    with home.screen("claude-sonnet-4-5", "--demo") as running:
        running.wait_for("Found")
        running.feed(screen)
        for size in ((1, 1), (10, 3), (500, 200)):
            for columns, lines in (size, (3, 60), size, (200, 2), (80, 24)):
                running.resize(columns, lines)
            # Whichever of them were seen, the last one draws anew.
            before = len(running.output)
            running.wait_for(partial(_has_grown, running, before))
        running.resize(120, 40)
        running.send(signal.SIGTERM)
        assert running.wait_exit() == 128 + signal.SIGTERM
        assert running.is_as_found


def _has_grown(running: PtySession, before: int) -> bool:
    return len(running.output) > before
