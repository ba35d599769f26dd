"""Whatever a server's fault, no byte that the program leaves anywhere contains the key."""

import json
from pathlib import Path

import pytest
from support.canary import Home
from support.faults import ANSWERS, HANDSHAKES, answer_by_name, break_tls
from support.pty_session import PtySession
from support.servers import RawServer, closed_port
from support.visit import QUIT, answered, look_up, visit_all_screens, visit_responses

DEADLINE = ("--timeout", "4")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which everything that can log does."""
    return Home(tmp_path, loud=True)


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_one_shot_answers(form: str, home: Home) -> None:
    """Rows 23, 25 and 27: whatever a server answers, the one-shot command does not print the key.

    All faults are looked up by one command.
    """
    with RawServer(answer_by_name) as server:
        done = home.run(form, *DEADLINE, *ANSWERS, ANTHROPIC_BASE_URL=server.url)
    requested = {line.split()[1].rpartition("/")[2] for line in server.lines}
    assert requested - {"models?limit=1000"} == set(ANSWERS)
    assert done.returncode == 6
    assert b"Traceback" not in done.stderr
    assert home.leaks(done.stdout, done.stderr) == []
    if form == "--json":
        results = [json.loads(line) for line in done.stdout.splitlines()]
        found = {result["asked"] for result in results if "error" not in result}
        assert [result["asked"] for result in results] == list(ANSWERS)
        assert found == {"200", "200-hostile"}


@pytest.mark.parametrize("form", ["--plain", "--json"])
@pytest.mark.parametrize("fault", HANDSHAKES)
def test_one_shot_handshakes(fault: str, form: str, home: Home) -> None:
    """Rows 23, 25 and 27: however TLS fails, the one-shot command does not print the key."""
    with RawServer(b"") as server:
        break_tls(server, fault)
        done = home.run("claude-x", form, *DEADLINE, ANTHROPIC_BASE_URL=_https(server))
    assert (done.returncode, done.stdout) == (6, b"")
    assert b"Traceback" not in done.stderr
    assert home.leaks(done.stdout, done.stderr) == []


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_one_shot_refused(form: str, home: Home) -> None:
    """Rows 23, 25 and 27: if nothing listens, the one-shot command does not print the key."""
    with closed_port() as port:
        done = home.run("claude-x", form, ANTHROPIC_BASE_URL=f"http://127.0.0.1:{port}")
    assert (done.returncode, done.stdout) == (6, b"")
    assert b"Traceback" not in done.stderr
    assert home.leaks(done.stdout, done.stderr) == []


def test_screen_answers(home: Home) -> None:
    """Rows 23, 25 and 27: whatever a server answers, no screen shows the key.

    All faults are looked up in one run. After each, the screens that show what a server sent are
    opened; after the first and the last, all screens.
    """
    with (
        RawServer(b"") as server,
        home.screen(*DEADLINE, ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Ready")
        for name, script in ANSWERS.items():
            server.change(script)
            look_up(running, name)
            visit = visit_all_screens if name == "200" else visit_responses
            visit(running)
        visit_all_screens(running)
        _quit(running, home)


def test_screen_handshakes(home: Home) -> None:
    """Rows 23, 25 and 27: however TLS fails, no screen shows the key."""
    with RawServer(b"") as server:
        break_tls(server, HANDSHAKES[0])
        with home.screen(*DEADLINE, ANTHROPIC_BASE_URL=_https(server)) as running:
            running.wait_for("Ready")
            for fault in HANDSHAKES:
                break_tls(server, fault)
                look_up(running, fault)
                visit_responses(running)
            _quit(running, home)


def test_screen_refused(home: Home) -> None:
    """Rows 23, 25 and 27: if nothing listens, no screen shows the key."""
    with (
        closed_port() as port,
        home.screen("claude-x", ANTHROPIC_BASE_URL=f"http://127.0.0.1:{port}") as running,
    ):
        running.wait_for(lambda: answered(running))
        visit_all_screens(running)
        _quit(running, home)


def _https(server: RawServer) -> str:
    """The base URL of a server whose TLS does not work."""
    return f"https://127.0.0.1:{server.port}"


def _quit(running: PtySession, home: Home) -> None:
    """Quit; the terminal is restored, and nothing that was written contains the key."""
    running.feed(QUIT)
    assert running.wait_exit() == 0
    assert running.is_as_found
    assert home.leaks(running.output) == []
    assert not home.textual_log.exists()
