"""The one-shot command, as a process of its own."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import threading
from itertools import product
from typing import Any

import pytest
from support.loopback import Loopback, Reply, Request, loopback
from support.program import PROGRAM, environment, run
from support.samples import ALIAS, DATED

CANARY = "sk-ant-canary-0123456789"
MODEL = {
    "type": "model",
    "id": DATED,
    "display_name": "Claude Sonnet 4.5",
    "created_at": "2025-09-29T00:00:00Z",
}
ERRORS = {401: "authentication_error", 404: "not_found_error", 529: "overloaded_error"}


def _model(**fields: Any) -> Reply:
    body = json.dumps(MODEL | fields).encode()
    return Reply(body, headers={"content-type": "application/json", "request-id": "req_1"})


def _failure(status: int, message: str = "no") -> Reply:
    error = {"type": ERRORS.get(status, "api_error"), "message": message}
    body = json.dumps({"type": "error", "error": error, "request_id": "req_1"}).encode()
    headers = {"content-type": "application/json", "x-should-retry": "false"}
    return Reply(body, status, headers)


def _env(server: Loopback, **variables: str) -> dict[str, str]:
    return environment(
        ANTHROPIC_API_KEY=CANARY, ANTHROPIC_BASE_URL=server.url, TZ="Europe/Paris", **variables
    )


def _python(code: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run code that gets at the program's inside before it starts."""
    return run(*arguments, env=env, command=(sys.executable, "-c", code))


def _no_canary(done: subprocess.CompletedProcess[bytes]) -> None:
    assert b"canary" not in done.stdout + done.stderr


# --- Answers -----------------------------------------------------------------------------


def test_the_answer_begins_with_the_resolved_id() -> None:
    """The first line is the resolved ID alone; the rest tells what it is; stderr who was asked."""
    with loopback(lambda _: _model()) as server:
        done = run(ALIAS, "-b", "a-2025-01-01", "--beta", "b-2025-01-01", env=_env(server))
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert lines[:5] == [
        DATED,
        "Claude Sonnet 4.5",
        f"{ALIAS} is an alias; today it stands for {DATED}.",
        "Released   2025-09-29 02:00 CEST (UTC+02:00)",
        lines[4],
    ]
    assert "Betas      a-2025-01-01, b-2025-01-01" in lines
    assert done.stderr.decode() == f"modelbrowser: asking {server.url[7:]}.\n"
    [request] = server.requests
    assert request.path == f"/v1/models/{ALIAS}"
    assert request.headers["anthropic-beta"] == "a-2025-01-01,b-2025-01-01"
    assert request.headers["x-api-key"] == CANARY
    _no_canary(done)


def test_json_is_one_object_with_the_apis_own_fields() -> None:
    """`--json` gives one versioned object, and the API's fields in it untouched."""
    with loopback(lambda _: _model(colour=[1, None])) as server:
        done = run(DATED, "--json", env=_env(server))
    answer = json.loads(done.stdout)
    assert answer.pop("elapsed_ms") >= 0
    assert answer == {
        "version": 1,
        "asked": DATED,
        "resolved": DATED,
        "is_alias": False,
        "display_name": "Claude Sonnet 4.5",
        "released": {
            "utc": "2025-09-29T00:00:00Z",
            "local": "2025-09-29T02:00:00+02:00",
            "timezone": "Europe/Paris",
        },
        "lifecycle": None,
        "model": MODEL | {"colour": [1, None]},
        "betas": [],
        "request_id": "req_1",
        "host": server.url[7:],
        "demo": False,
    }


def test_the_demo_is_marked() -> None:
    """The demo needs no key and no network, and says on stderr that it is demo data."""
    done = run(ALIAS, "--demo", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["demo"] is True
    assert done.stderr.startswith(b"modelbrowser: this is demo data of 2026-11-22;")


@pytest.mark.parametrize("form", ["--plain", "--json"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_nothing_hostile_is_printed(form: str, encoding: str) -> None:
    """Rows 94, 104: whatever an answer holds, both forms are printable, in any encoding."""
    name = "\x1b]52;c;x\x07\x7f\x9b31m\u202eé"
    with loopback(lambda _: _model(display_name=name, extra={name: name})) as server:
        done = run(ALIAS, form, env=_env(server, PYTHONIOENCODING=encoding))
    assert done.returncode == 0
    text = done.stdout.decode(encoding)
    assert all(line.isprintable() for line in text.splitlines())
    if form == "--json":
        assert json.loads(text)["display_name"] == name


# --- Failures ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (_failure(404), 4),
        (_failure(401), 5),
        (_failure(400), 5),
        (_failure(529), 5),
        (Reply(b"<html>Log in</html>", headers={"content-type": "text/html"}), 6),
        (Reply(b"[]"), 6),
        (Reply(status=302, headers={"location": "http://127.0.0.1:9/"}), 6),
    ],
)
@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_failure_has_its_code_and_words(reply: Reply, code: int, form: str) -> None:
    """Row 103: stdout stays empty, the words are on stderr, the exit code tells the class."""
    with loopback(lambda _: reply) as server:
        done = run(ALIAS, form, env=_env(server))
    assert (done.returncode, done.stdout) == (code, b"")
    assert f"Asked      {ALIAS}".encode() in done.stderr
    assert b"Traceback" not in done.stderr


def test_no_key_is_told_before_anything_is_sent() -> None:
    """Row 22: without a key there is no request, exit code 3, and the variable's name."""
    with loopback(lambda _: _model()) as server:
        done = run(ALIAS, env=_env(server) | {"ANTHROPIC_API_KEY": " "})
    assert (done.returncode, done.stdout, server.requests) == (3, b"", [])
    assert b"ANTHROPIC_API_KEY" in done.stderr


@pytest.mark.parametrize("bad", ["é", " x", "\x1b[31m", "\x7f"])
def test_a_key_that_cannot_be_one_is_not_shown(bad: str) -> None:
    """Row 24: a refused key ends it with code 3, and no byte of it is printed."""
    done = run(ALIAS, env=environment(ANTHROPIC_API_KEY=f"{CANARY}{bad}x"))
    assert (done.returncode, done.stdout) == (3, b"")
    _no_canary(done)


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_key_that_comes_back_is_not_shown(form: str) -> None:
    """Row 25: a server that echoes the key in any place does not get it printed."""

    def echo(request: Request) -> Reply:
        key = request.headers["x-api-key"]
        if request.path.endswith("found"):
            return _model(display_name=key, extra={key: [key]})
        return _failure(400, f"bad {key}, {key!r}")

    with loopback(echo) as server:
        for asked, code in (("found", 0), ("failed", 5)):
            done = run(asked, form, env=_env(server))
            assert done.returncode == code
            _no_canary(done)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--api-key", CANARY), (f"--api-key={CANARY}",), (CANARY,), ("x", CANARY),
        ("x", "-b", CANARY), ("x", "--timeout", CANARY), ("x", "--base-url", CANARY),
        ("x", "--timezone", CANARY), (f"--{CANARY}",), (f"--plain={CANARY}",),
        ("x", "--base-url", f"https://{CANARY}@a.example"), ("x", f"--mouse={CANARY}"),
    ],
)  # fmt: skip
def test_a_key_on_the_command_line_is_refused_unquoted(arguments: tuple[str, ...]) -> None:
    """Row 26: there is no option for a key, and one given anyway is not printed."""
    done = run(*arguments)
    assert done.returncode in {2, 3}
    assert (done.stdout, done.stderr == b"") == (b"", False)
    _no_canary(done)


def test_a_refused_connection_is_a_network_failure() -> None:
    """Row 37: nobody listens, and the code is 6 with the host in the words."""
    with loopback(lambda _: _model()) as server:
        pass
    done = run(ALIAS, "--timeout", "1", env=_env(server))
    assert (done.returncode, done.stdout) == (6, b"")
    assert server.url[7:].encode() in done.stderr


_SLOW_NAMES = """
import socket, sys, time
socket.getaddrinfo = lambda *args, **options: time.sleep(60)
from modelbrowser.cli import start
start()
"""


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    """Row 38: the process ends at its deadline though a thread still looks up the name."""
    env = environment(ANTHROPIC_API_KEY=CANARY, ANTHROPIC_BASE_URL="https://host.invalid")
    done = _python(_SLOW_NAMES, ALIAS, "--timeout", "0.2", env=env)
    assert done.returncode == 6


_BUG = """
import modelbrowser.cli.oneshot as room
def broken(*args, **options):
    key = "sk-ant-canary-0123456789"
    raise RuntimeError(key)
room.json_of = broken
from modelbrowser.cli import start
start()
"""


def test_a_bug_is_one_line_without_a_traceback() -> None:
    """Row 95: an unhandled exception is one line on stderr, without its text, and code 1."""
    done = _python(_BUG, ALIAS, "--demo", "--json", env=environment())
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.splitlines()[-1] == (
        b"modelbrowser stopped because of an internal error (RuntimeError in <string>, line 5)."
    )
    assert b"Traceback" not in done.stderr
    _no_canary(done)


# --- Arguments and terminals -------------------------------------------------------------


def test_a_model_that_begins_with_a_dash_goes_after_two() -> None:
    """Row 21: `-x` alone is no option; after `--` it is a model ID."""
    with loopback(lambda _: _failure(404)) as server:
        assert run("-x", env=_env(server)).returncode == 2
        assert run("--", "-x", env=_env(server)).returncode == 4
    assert [request.path for request in server.requests] == ["/v1/models/-x"]


@pytest.mark.parametrize(
    "arguments",
    [("--plain",), ("--json",), ("--plain", "--json", "x"), ("x", "y"), ("--bogus",), ("-b",),
     ("--plai", "x"), ("",), ("..",), ("x", "-b", "a,b"), ("caf\u00e9",)],
)  # fmt: skip
def test_what_makes_no_sense_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    """Rows 1, 3, 6, 18: it ends with code 2 and words, and nothing is sent."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr
    assert b"Traceback" not in done.stderr


def _in_terminal(
    terminals: tuple[bool, ...], *arguments: str, env: dict[str, str]
) -> tuple[int, bytes]:
    """Run with some of the streams on a terminal; the rest are a pipe that nobody fills."""
    master, slave = pty.openpty()
    reader, writer = os.pipe()
    silent, never = os.pipe()
    others = (silent, writer, writer)
    streams = [slave if is_tty else other for is_tty, other in zip(terminals, others, strict=True)]
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=streams[0],
        stdout=streams[1],
        stderr=streams[2],
        env=env,
        start_new_session=True,
    )
    code = process.wait(30)
    for end in (slave, writer, silent, never):
        os.close(end)
    output = b""
    for end in (reader, master):
        # An error is how Linux tells that a terminal has nobody at its other end.
        with contextlib.suppress(OSError):
            output += os.read(end, 65536)
        os.close(end)
    return code, output


@pytest.mark.parametrize("terminals", [t for t in product([True, False], repeat=3) if not all(t)])
def test_without_a_terminal_and_a_model_there_is_nothing_to_do(terminals: tuple[bool, ...]) -> None:
    """Rows 97, 98: in all seven cases it is usage, code 2, and stdin is not read."""
    code, output = _in_terminal(terminals, env=environment(TERM="xterm"))
    assert code == 2
    assert b"There is no terminal, and no MODEL." in output


@pytest.mark.parametrize("terminals", [(False, True, True), (True, False, True)])
def test_with_a_model_the_answer_is_printed(terminals: tuple[bool, ...]) -> None:
    """Row 97: where a stream is no terminal, a MODEL gets its one-shot answer."""
    code, output = _in_terminal(terminals, ALIAS, "--demo", env=environment(TERM="xterm"))
    assert code == 0
    assert DATED.encode() in output
    assert b"\x1b" not in output


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_that_cannot_draw_is_refused(term: str) -> None:
    """Row 94: a TERM that names nothing to draw on is refused in words, code 2."""
    code, output = _in_terminal((True, True, True), ALIAS, env=environment(TERM=term))
    assert code == 2
    assert b"--plain" in output


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), (ALIAS, "--demo", "--json")])
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    """Help and version import neither Textual nor httpx nor pydantic; one-shot no Textual."""
    code = (
        "import sys; from modelbrowser.cli import main; code = main(); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr); sys.exit(code)"
    )
    done = _python(code, *arguments, env=environment())
    assert done.returncode == 0
    heavy = {"textual", "httpx", "pydantic"} if len(arguments) == 1 else {"textual"}
    assert heavy.isdisjoint(done.stderr.decode().split())


# --- Output that fails -------------------------------------------------------------------


def _shell(command: str) -> subprocess.CompletedProcess[bytes]:
    program = " ".join(PROGRAM)
    return run(command.replace("PROGRAM", program), command=("/bin/bash", "-c"))


@pytest.mark.parametrize("arguments", [f"{ALIAS} --demo --plain", f"{ALIAS} --demo --json", "-h"])
def test_a_full_disk_is_told(arguments: str) -> None:
    """Row 100: an answer that cannot be written is an error with code 1."""
    done = _shell(f"PROGRAM {arguments} >/dev/full")
    assert done.returncode == 1
    assert done.stderr.endswith(b"Could not write the result: no space is left.\n")


@pytest.mark.parametrize("arguments", [f"{ALIAS} --demo", f"{ALIAS} --demo --json", "--version"])
def test_a_closed_output_is_told(arguments: str) -> None:
    """Row 101: a closed stdout is an error with code 1, not silence."""
    done = _shell(f"PROGRAM {arguments} >&-")
    assert done.returncode == 1
    assert done.stderr.endswith(b"Could not write the result: standard output is closed.\n")


def test_a_reader_that_went_away_is_quiet() -> None:
    """Row 99: a broken pipe is no error to talk of, code 141."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, ALIAS, "--demo"],
        env=environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    os.close(writer)
    assert done.returncode == 141
    assert len(done.stderr.splitlines()) == 1


def test_closed_errors_do_not_matter() -> None:
    """A closed or full stderr changes neither the answer nor the code."""
    for sink in ("&-", "/dev/full"):
        done = _shell(f"PROGRAM {ALIAS} --demo 2>{sink}")
        assert (done.returncode, done.stdout.split(b"\n")[0]) == (0, DATED.encode())


# --- Signals -----------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once(number: signal.Signals, code: int) -> None:
    """Row 87: SIGINT and SIGTERM during a lookup end it with 128+n, without a traceback."""
    release = threading.Event()

    def never(_: Request) -> Reply:
        release.wait(30)
        return Reply()

    with loopback(never) as server:
        process = subprocess.Popen(
            [*PROGRAM, ALIAS], env=_env(server), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert server.asked.wait(20)
        process.send_signal(number)
        output, words = process.communicate(timeout=10)
        release.set()
    assert (process.returncode, output) == (code, b"")
    assert words.splitlines() == [f"modelbrowser: asking {server.url[7:]}.".encode()]
