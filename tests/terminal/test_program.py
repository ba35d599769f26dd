"""The real program in a real terminal: hostile answers, files and pastes, quitting, stalls."""

import asyncio
import json
import re
import signal
import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest
from support import answers
from support.canary import Home, python
from support.late_replies import LATE_REPLIES
from support.lookups import lookup_error
from support.program import PATIENCE
from support.pty_session import PtySession
from support.servers import Conversation, RawServer
from support.visit import (
    EMPTY,
    ESCAPE,
    HISTORY,
    MODELS,
    PALETTE,
    QUIT,
    TO_INPUT,
    answered,
    look_up,
    visit_all_screens,
    visit_responses,
)

from modelbrowser.api.errors import APITimeoutError

BETAS = b"\x14"
EVIL = (
    "\x1b]52;c;RVZJTA==\x07\x1b]0;EVIL\x07\x1b]8;;http://evil\x1b\\\x1b[35;7mEVIL\x9b31m\u202e[/no]"
)
OBEYED = re.compile(
    rb"\x1b\]52;c;RVZ|\x1b\]0;EVIL|\x1b\]8;;|\x1b\[35;7mEVIL|\xc2[\x80-\x9f]|\xe2\x80\xae"
)
"""What a terminal would have obeyed of it."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home folder."""
    return Home(tmp_path)


def _model(**fields: object) -> bytes:
    return answers.http(
        json.dumps({**answers.MODEL, **fields}),
        f"200 {EVIL}".encode().decode("latin-1").replace("\n", ""),
        x_evil=EVIL.encode().decode("latin-1"),
    )


def _error(status: str) -> bytes:
    return answers.error(f"{status} X", EVIL, EVIL, x_evil="\x1b[35;7mEVIL", x_should_retry="false")


HOSTILE = {
    "model": (
        _model(display_name=EVIL, lifecycle=EVIL, line=EVIL, **{EVIL: [EVIL]}),
        "EVIL",
    ),
    "id": (_model(id=EVIL), "Unexpected response"),
    "400": (_error("400"), "EVIL"),
    "404": (_error("404"), "Not found"),
    "529": (_error("529"), "Overloaded"),
    "text": (answers.http(EVIL, "500 X", x_should_retry="false"), "Server error"),
    "redirect": (
        answers.http("", "302 X", location="https://\x1b[35;7mEVIL/"),
        "Unexpected response",
    ),
}
"""Answers by name, and words that are then on the screen."""


def test_no_answer_is_obeyed(home: Home) -> None:
    """Rows 71, 73 and 77: no screen passes a sequence from the server to the terminal."""
    with RawServer(b"") as server, home.screen(ANTHROPIC_BASE_URL=server.url) as running:
        running.wait_for("Ready")
        for name, (answer, words) in HOSTILE.items():
            server.change(answer)
            look_up(running, name)
            running.wait_for(words)
            visit = visit_all_screens if name == "model" else visit_responses
            visit(running)
            running.feed(TO_INPUT + EMPTY + b"\x16")  # pastes what was copied last
            assert OBEYED.findall(running.output) == [], name
        visit_all_screens(running)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found
        assert OBEYED.findall(running.output) == []


def _list(count: int, last_id: str = "claude-0", **fields: str) -> bytes:
    """A list of models that have these fields."""
    models = [{**answers.MODEL, "id": f"claude-{n}", **fields} for n in range(count)]
    return answers.http(json.dumps({"data": models, "has_more": False, "last_id": last_id}))


def test_no_list_is_obeyed(home: Home) -> None:
    """Rows 71 and 77: a hostile list is drawn literally, filtered, sorted and looked up."""
    lists = {
        "0 of 0": _list(6, id=EVIL),
        "7 of 7": _list(7, last_id=EVIL),
        "8 of 8": _list(8, lifecycle=EVIL),
        "9 of 9": _list(9, display_name=EVIL),
    }
    with RawServer(b"") as server, home.screen(ANTHROPIC_BASE_URL=server.url) as running:
        running.wait_for("Ready")
        running.feed(MODELS)
        running.wait_for("Filter by ID or name")
        for words, body in lists.items():
            server.change(body)
            running.feed(b"\x12")  # loads the list again
            running.wait_for(words)
            running.feed(b"claude")
            running.wait_for("│ claude ")
            running.feed(EMPTY)
            running.wait_for("Filter by ID or name")
        running.feed(b"claude\x1b[B\r")
        running.wait_for(lambda: "─ Models ─" not in running.text and answered(running))
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert rb"\x1b" in running.output
        assert OBEYED.findall(running.output) == []


def test_no_file_is_obeyed(home: Home, tmp_path: Path) -> None:
    """Rows 71 and 77: a history and choices that someone else wrote are drawn literally."""
    assert home.run("claude-haiku-4-5", "--demo").returncode == 0
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
            running.wait_for(lambda: "When" in running.text and "D Clear" in running.text)
            running.feed(b"\x1b[B" * row + b"\r")
            running.wait_for(lambda: answered(running) and "D Clear" not in running.text)
        visit_all_screens(running)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert OBEYED.findall(running.output) == []


# --- Pastes ------------------------------------------------------------------------------


def _pasted(text: str) -> bytes:
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


def test_pastes(home: Home) -> None:
    """Rows 10 and 11: the first line of a paste that is not blank is taken, and looked up once."""
    texts = {
        "claude-1": "claude-1\nclaude-y\n",
        "claude-2": "\n\n claude-2 \nclaude-y",
        "claude-3": "claude-3",
    }
    with (
        RawServer(answers.model()) as server,
        home.screen(ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Ready")
        for name, text in texts.items():
            running.feed(EMPTY)
            running.wait_for("│ e.g. claude-haiku-4-5 ")
            running.feed(_pasted(text))
            running.wait_for(f"│ {name} ")
            if "y" in text:
                running.wait_for("Pasted the first line only")
            running.feed(b"\r")
            running.wait_for(f"{name} → this model today")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        lookups = [line.split()[1] for line in server.lines if "/v1/models/" in line]
        assert lookups == [f"/v1/models/{name}" for name in texts]


def test_large_pastes(home: Home) -> None:
    """Row 12: a megabyte, with brackets or without, is rejected as too long."""
    with home.screen() as running:
        running.wait_for("Ready")
        for paste in (_pasted("x" * 1_000_000), b"y" * 60_000):
            running.feed(paste)
            running.wait_for("x" * 60 if paste[0] == 27 else "y" * 60)
            running.feed(b"\r")
            running.wait_for("too long for a model ID")
            running.feed(EMPTY)
            running.wait_for("│ e.g. claude-haiku-4-5 ")
        running.feed(QUIT)
        assert running.wait_exit() == 0


def test_paste_without_end(home: Home) -> None:
    """Row 14: after a paste that never ends Ctrl+Q still quits."""
    with home.screen() as running:
        running.wait_for("Ready")
        running.feed(b"\x1b[200~abc")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


def test_hostile_pastes(home: Home) -> None:
    """Row 15: in no field does a paste reach the terminal as it was, or start a lookup."""
    fields = {
        TO_INPUT: ("│ claude-x ", EMPTY),
        BETAS + b"/": ("─ Alias ─", ESCAPE),
        MODELS: ("Filter by ID or name", ESCAPE),
        b"\tcs": ("Save as", ESCAPE),
        PALETTE: ("Search", ESCAPE),
    }
    with (
        RawServer(answers.model()) as server,
        home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("→ this model today")
        for keys, (sign, leave) in fields.items():
            running.feed(TO_INPUT + keys)
            running.wait_for(sign)
            running.feed(_pasted(f"ab{EVIL}\x1b[201~\rcd\ud7ff"))
            running.wait_for("]52;c;RVZ")
            running.feed(leave)
            running.wait_for(lambda: "]52;c;RVZ" not in running.text)
            assert OBEYED.findall(running.output) == []
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found
        assert OBEYED.findall(running.output) == []
        assert len([line for line in server.lines if "/v1/models/" in line]) == 1


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
socket.getaddrinfo = lambda *args, **options: time.sleep(3600)
"""


def _silence(conversation: Conversation) -> None:
    conversation.wait_until_gone()


def test_quitting_during_a_lookup(home: Home) -> None:
    """Row 83: Ctrl+Q doesn't wait for a server that sends nothing; the exit code is 0."""
    with (
        RawServer(_silence) as server,
        home.screen("claude-x", "--timeout", "600", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Looking up")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


def test_a_hanging_resolver(home: Home) -> None:
    """Row 38: with a resolver that hangs, the deadline holds, and quitting does not wait."""
    with home.screen(
        "claude-x",
        "--timeout",
        "1",
        command=python(_SLOW_NAMES),
        ANTHROPIC_BASE_URL="https://api.example.invalid",
    ) as running:
        running.wait_for("Couldn't connect to api.example.invalid within 1 s.")
        running.feed(b"\r")
        running.wait_for("Looking up")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


@pytest.mark.parametrize("is_drawn", [True, False], ids=["screen", "one-shot"])
def test_sleeping_through_the_deadline(*, is_drawn: bool, home: Home) -> None:
    """Row 67: a process that was stopped for longer than its deadline says so when it wakes up."""
    asked = threading.Event()

    def silence(conversation: Conversation) -> None:
        if conversation.path.endswith("claude-x"):
            asked.set()
        conversation.wait_until_gone()

    form = () if is_drawn else ("--plain",)
    with (
        RawServer(silence) as server,
        home.screen("claude-x", "--timeout", "1", *form, ANTHROPIC_BASE_URL=server.url) as running,
    ):
        assert asked.wait(PATIENCE)
        running.send(signal.SIGSTOP)
        running.wait_stopped()
        # A lookup that began later has reached its deadline: so has the one of the process.
        late = asyncio.run(lookup_error(server.url, "claude-y", timeout=1.0))
        assert isinstance(late, APITimeoutError)
        running.send(signal.SIGCONT)
        running.wait_for("No complete response")
        running.feed(QUIT if is_drawn else b"")
        assert running.wait_exit() == (0 if is_drawn else 6)


def test_a_network_that_changes(home: Home) -> None:
    """Row 67: a connection that broke during the sleep is reported, and the next lookup works."""
    with (
        RawServer(answers.page(), Conversation.reset, Conversation.reset, Conversation.reset,
                  answers.model()) as server,
        home.screen(ANTHROPIC_BASE_URL=server.url) as running,
    ):  # fmt: skip
        running.wait_for("Ready")
        assert server.requested.wait(PATIENCE)
        running.feed(b"claude-x\r")
        running.wait_for("─ Connection failed ─")
        running.feed(b"\r")
        running.wait_for("→ this model today")
        running.feed(QUIT)
        assert running.wait_exit() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_during_a_lookup(number: signal.Signals, home: Home) -> None:
    """Rows 85 and 87: a signal during a lookup leaves the terminal as found; exit code 128+n."""
    with (
        RawServer(_silence) as server,
        home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Looking up")
        running.send(number)
        assert running.wait_exit() == 128 + number
        assert running.is_as_found


def test_the_terminal_goes_during_a_lookup(home: Home) -> None:
    """Row 86: if the terminal is gone, the process ends, whatever it is waiting for."""
    with (
        RawServer(_silence) as server,
        home.screen("claude-x", "--timeout", "600", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Looking up")
        running.hang_up()
        running.wait_exit()


def test_killed(home: Home, tmp_path: Path) -> None:
    """Row 96: kill -9 during a lookup leaves the history intact; the README says `reset`."""
    assert home.run("claude-haiku-4-5", "--demo").returncode == 0
    with (
        RawServer(_silence) as server,
        home.screen("claude-x", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Looking up")
        running.send(signal.SIGKILL)
        assert running.wait_exit() == -signal.SIGKILL
    (database,) = tmp_path.rglob("history.db")
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM lookup").fetchone() == (1,)
    connection.close()
    assert "type `reset`" in Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")


def test_any_size_on_any_screen(home: Home) -> None:
    """Row 93: every screen survives any size and back, and quitting works."""
    screens = {
        b"": "─ Alias ─",
        MODELS: "Filter by ID or name",
        HISTORY: "D Clear",
        PALETTE: "Search",
        b"\tc": "Copy as",
        b"\tw": "Request and response",
        b"\t?": "Esc Close",
        BETAS: "Space Select",
    }
    with home.screen("claude-haiku-4-5", "--demo") as running:
        running.wait_for("→ this model today")
        for keys, sign in screens.items():
            running.feed(TO_INPUT + keys)
            running.wait_for(sign)
            for size in ((1, 1), (10, 3), (500, 200)):
                for columns, lines in (size, (3, 60), size, (200, 2), (80, 24)):
                    running.resize(columns, lines)
                # Whichever of them were noticed, the last one is drawn.
                before = len(running.output)
                running.wait_for(partial(_has_grown, running, before))
            running.resize(120, 40)
            running.wait_for(partial(_is_drawn, running, sign))
            if keys not in {b"", BETAS}:
                running.feed(ESCAPE)
                # Not only gone, as while it is drawn again: the next key would be part of Esc.
                running.wait_for(partial(_is_gone, running, sign))
                running.wait_for("─ Alias ─")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


def test_a_size_that_no_window_has(home: Home) -> None:
    """Row 93: with a size as a wrong `stty` sets it, not all of it is drawn, and keys work."""
    with home.screen("claude-haiku-4-5", "--demo") as running:
        running.wait_for("→ this model today")
        running.resize(65_535, 65_535)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


def test_the_demo_takes_as_long_as_the_api(home: Home) -> None:
    """On screen, a response takes 0.2 s in the demo, like one from the API."""
    with home.screen("claude-haiku-4-5", "--demo") as running:
        running.wait_for("req_demo_")
        shown = re.search(r"(\d+) ms|\d+\.\d s\b", running.text)
        assert shown
        assert shown[1] is None or int(shown[1]) >= 200
        running.feed(QUIT)
        assert running.wait_exit() == 0


def _has_grown(running: PtySession, before: int) -> bool:
    return len(running.output) > before


def _is_drawn(running: PtySession, sign: str) -> bool:
    # A redraw ends with the bottom bar, on a line that a smaller screen doesn't have.
    lines = running.text.split("\n")
    return sign in running.text and len(lines) >= 40 and bool(lines[39].strip())


def _is_gone(running: PtySession, sign: str) -> bool:
    return sign not in running.text
