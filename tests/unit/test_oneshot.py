"""The one-shot command with one MODEL, as a process."""

import asyncio
import contextlib
import errno
import fcntl
import json
import os
import pty
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from support import answers
from support.program import CLOSED, PATIENCE, PROGRAM, ROOT, environment, fork, run, run_command
from support.samples import ALIAS, DATED, LASTING_ALIAS, LASTING_ID
from support.servers import Conversation, RawServer, closed_port

from modelbrowser.cli import main
from modelbrowser.cli.arguments import Arguments
from modelbrowser.cli.oneshot import make_event_loop

CANARY = "sk-ant-canary-0123456789"
OPUS = "claude-opus-4-1-20250805"
NOT_FOUND = answers.error("404 Not Found", "not_found_error", "model: x")
UNAUTHORIZED = answers.error("401 Unauthorized", "authentication_error", "invalid x-api-key")
BAD_REQUEST = answers.error("400 Bad Request", "invalid_request_error", "no")
OVERLOADED = answers.error("529 Overloaded", "overloaded_error", "no", x_should_retry="false")


def _env(server: RawServer, **variables: str) -> dict[str, str]:
    return environment(
        ANTHROPIC_API_KEY=CANARY, ANTHROPIC_BASE_URL=server.url, TZ="Europe/Paris", **variables
    )


def _python(code: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run code that changes the program before it starts."""
    return run_command(sys.executable, "-c", code, *arguments, env=env)


def _no_canary(done: subprocess.CompletedProcess[bytes]) -> None:
    assert b"canary" not in done.stdout + done.stderr


# --- Answers -----------------------------------------------------------------------------


def test_the_answer_begins_with_the_id() -> None:
    """The query and the resolved ID come first, and standard error stays empty."""
    with RawServer(answers.model()) as server:
        done = run(ALIAS, "-b", "a-2025-01-01", "--beta", "b-2025-01-01", env=_env(server))
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert lines[:5] == [
        f"Query      {ALIAS}",
        f"ID         {DATED}",
        "Name       Claude Sonnet 4.5",
        f"Alias      {ALIAS} resolves to {DATED}.",
        "Released   2025-09-29 02:00 CEST (UTC+02:00)",
    ]
    betas = next(line for line in lines if line.startswith("Betas"))
    assert betas.startswith("Betas      a-2025-01-01, b-2025-01-01 sent; 127.0.0.1:")
    assert done.stderr == b""
    assert server.lines == [f"GET /v1/models/{ALIAS} HTTP/1.1"]
    assert server.header("anthropic-beta") == ["a-2025-01-01,b-2025-01-01"]
    assert server.header("x-api-key") == [CANARY]
    _no_canary(done)


def test_json_is_one_object_with_the_api_fields() -> None:
    """`--json` prints one versioned object, with the API's fields in it untouched."""
    with RawServer(answers.model(color=[1, None])) as server:
        done = run(DATED, "--json", env=_env(server))
    answer = json.loads(done.stdout)
    assert answer.pop("elapsed_ms") >= 0
    assert answer == {
        "version": 2,
        "asked": DATED,
        "resolved": DATED,
        "is_alias": False,
        "previous": None,
        "display_name": "Claude Sonnet 4.5",
        "released": {
            "utc": "2025-09-29T00:00:00Z",
            "local": "2025-09-29T02:00:00+02:00",
            "timezone": "Europe/Paris",
        },
        "lifecycle": None,
        "deprecated_at": None,
        "retires_at": None,
        "successor": None,
        "sources": {},
        "format": "anthropic",
        "source": "api",
        "rejection": None,
        "model": answers.MODEL | {"color": [1, None]},
        "betas": [],
        "request_id": "req_test",
        "host": server.url[7:],
        "demo": False,
    }


def test_a_zone_without_a_name_has_the_offset_of_the_date() -> None:
    """Row 124: in a zone without a name, JSON has the offset at the date that is shown."""
    env = environment(TZ="EST5EDT,M3.2.0,M11.1.0")
    released = json.loads(run(LASTING_ALIAS, "--demo", "--json", env=env).stdout)["released"]
    assert released["local"] == "2025-10-14T20:00:00-04:00"
    assert released["timezone"] == "UTC-04:00"


def test_the_demo_is_marked() -> None:
    """The demo needs no key and no network, and stderr says that it is demo data."""
    done = run(LASTING_ALIAS, "--demo", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["demo"] is True
    assert done.stderr.startswith(b"modelbrowser: Demo data from 2026-11-29;")


def test_a_look_alike_character_is_named_and_replaced() -> None:
    """A name with an en dash fails as such, and the name without it is suggested."""
    text, data = (run("claude\u2013haiku-4-5", "--demo", form) for form in ("--plain", "--json"))
    assert (text.returncode, data.returncode) == (2, 2)
    assert "U+2013 (en dash)" in text.stderr.decode()
    assert "Did you mean claude-haiku-4-5?" in text.stderr.decode()
    failed = json.loads(data.stderr.splitlines()[-1])
    assert "claude-haiku-4-5" in json.dumps(failed)


@pytest.mark.parametrize(
    "variables",
    [
        {"ANTHROPIC_API_KEY": "$ANTHROPIC_API_KEY"},
        {"ANTHROPIC_API_KEY": "sk-ant-oat01-" + "x" * 40, "ANTHROPIC_AUTH_TOKEN": "y" * 40},
        {"ANTHROPIC_PROFILE": "none"},
        {"ANTHROPIC_CUSTOM_HEADERS": "anthropic-beta: own-2026-01-01\nAuthorization: Bearer x"},
        {"ANTHROPIC_BASE_URL": '"https://gateway.example/v1/models"', "NO_PROXY": "::/3"},
        {"HTTPS_PROXY": "ftp://proxy.example", "SSL_CERT_FILE": "/none"},
    ],
)
def test_the_demo_leaves_the_environment_alone(variables: dict[str, str]) -> None:
    """The demo shows no notices about credentials, hosts or proxies, and sends nothing."""
    done = run(LASTING_ALIAS, "--demo", env=environment(**variables))
    assert done.returncode == 0
    assert done.stderr == b"modelbrowser: Demo data from 2026-11-29; nothing was sent.\n"


def test_a_display_name_without_quotes_is_one_name() -> None:
    """`modelbrowser Claude Opus 4.8` asks for one model, not for three."""
    done = run("Claude", "Opus", "4.8", "--demo")
    assert done.returncode == 4
    assert "Did you mean claude-opus-4-8?" in done.stderr.decode()
    quoted = run("Claude Opus 4.8", "Claude Haiku 4.5", "--json", "--demo")
    assert [json.loads(line)["asked"] for line in quoted.stdout.splitlines()] == [
        "Claude Opus 4.8",
        "Claude Haiku 4.5",
    ]


def test_claude_among_ids_is_a_name_of_its_own() -> None:
    """Only a display name is joined: `claude` as the first of several MODELs hides no other."""
    done = run("claude", OPUS, "--retiring-within", "60", "--demo")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        7,
        b"2 names: 1 retired, 1 not a model ID",
    )


def test_betas_of_the_custom_headers_were_sent_as_well() -> None:
    """The betas in ANTHROPIC_CUSTOM_HEADERS are among those that a result, or an error, shows."""
    rejected = "Unexpected value(s) `own-2026-01-01` for the `anthropic-beta` header."
    error = answers.error("400 X", "invalid_request_error", rejected)
    with RawServer(answers.model(), answers.model(), error) as server:
        env = _env(server, ANTHROPIC_CUSTOM_HEADERS="anthropic-beta: own-2026-01-01")
        text = run(ALIAS, "--plain", env=env).stdout.decode()
        both = [run(ALIAS, "--beta", "files-api-2025-04-14", "--json", env=env) for _ in range(2)]
        results = [json.loads(each.stdout or each.stderr.splitlines()[-1]) for each in both]
    assert re.search("Betas +own-2026-01-01 sent;", text)
    states = [{each["value"]: each["state"] for each in result["betas"]} for result in results]
    assert states == [
        {"own-2026-01-01": "sent", "files-api-2025-04-14": "sent"},
        {"own-2026-01-01": "rejected", "files-api-2025-04-14": "sent"},
    ]


@pytest.mark.parametrize("form", ["--plain", "--json"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_control_character_is_printed(form: str, encoding: str) -> None:
    """Rows 94, 104: whatever an answer holds, both formats are printable, in any encoding."""
    name = "\x1b]52;c;x\x07\x7f\x9b31m\u202eé"
    with RawServer(answers.model(display_name=name, extra={name: name})) as server:
        done = run(ALIAS, form, env=_env(server, PYTHONIOENCODING=encoding))
    assert done.returncode == 0
    text = done.stdout.decode(encoding)
    assert all(line.isprintable() for line in text.splitlines())
    if form == "--json":
        assert json.loads(text)["display_name"] == name


def test_a_retired_model() -> None:
    """A 404 for a retired model says when it was retired, exits with 4, and is an error in JSON."""
    with RawServer(NOT_FOUND) as server:
        text = run("claude-opus-4-1", "--plain", env=_env(server))
        data = run("claude-opus-4-1", "--json", env=_env(server))
    assert (text.returncode, text.stdout) == (4, b"")
    retired = "was retired from the Claude API on 2026-08-05."
    sentence = f"claude-opus-4-1 is an alias for {OPUS}, which {retired}"
    lines = text.stderr.decode().splitlines()
    assert lines.pop(9).startswith("modelbrowser: Response: 404 not_found_error, ")
    assert lines == [
        f"modelbrowser: error: {sentence}",
        "modelbrowser: Use its documented successor, claude-opus-4-8.",
        f"modelbrowser: ID: {OPUS}",
        "modelbrowser: Name: Claude Opus 4.1",
        "modelbrowser: Deprecated: 2026-06-05 UTC",
        "modelbrowser: Retired: 2026-08-05 UTC",
        "modelbrowser: Successor: claude-opus-4-8",
        "modelbrowser: Source: built-in data from 2026-11-29",
        "modelbrowser: Betas: none",
        "modelbrowser: Type: not_found_error",
        "modelbrowser: HTTP: 404",
        "modelbrowser: From: api",
        "modelbrowser: Request-ID: req_refused",
    ]
    error = json.loads(data.stderr)
    assert (data.returncode, error["error"]["title"], error["error"]["exit_code"]) == (
        4,
        "Retired",
        4,
    )
    assert error["error"]["message"].endswith(f"which {retired}")
    assert error["suggestions"] == []


# --- Failures ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (NOT_FOUND, 4),
        (UNAUTHORIZED, 5),
        (BAD_REQUEST, 5),
        (OVERLOADED, 5),
        (answers.http("<html>Log in</html>", content_type="text/html"), 6),
        (answers.http("{}"), 6),
        (answers.http("", "302 Found", location="http://127.0.0.1:9/"), 6),
    ],
)
@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_failure_has_its_exit_code_and_message(reply: bytes, code: int, form: str) -> None:
    """Row 103: stdout stays empty, the message is on stderr, and the exit code is its kind."""
    with RawServer(reply) as server:
        done = run(ALIAS, form, env=_env(server))
    assert (done.returncode, done.stdout) == (code, b"")
    words = done.stderr.decode()
    if form == "--json":
        failed = json.loads(words.splitlines()[-1])
        assert (failed["asked"], failed["error"]["exit_code"]) == (ALIAS, code)
    else:
        assert words.startswith("modelbrowser: error: ")
        assert all(line.startswith("modelbrowser: ") for line in words.splitlines())
    assert b"Traceback" not in done.stderr


def test_without_a_key_nothing_is_sent() -> None:
    """Row 22: without a key there is no request, and the message names the variable."""
    with RawServer(answers.model()) as server:
        done = run(ALIAS, env=_env(server) | {"ANTHROPIC_API_KEY": " "})
    assert (done.returncode, done.stdout, server.requests) == (3, b"", [])
    message, remedy, *_ = done.stderr.decode().splitlines()
    assert message.startswith("modelbrowser: error: ANTHROPIC_API_KEY is empty; ")
    assert remedy.startswith("modelbrowser: Set ANTHROPIC_API_KEY to a key for 127.0.0.1:")


@pytest.mark.parametrize("bad", ["é", " x", "\x1b[31m", "\x7f"])
def test_a_malformed_key_is_not_shown(bad: str) -> None:
    """Row 24: a malformed key is an error with code 3, and no byte of it is printed."""
    done = run(ALIAS, env=environment(ANTHROPIC_API_KEY=f"{CANARY}{bad}x"))
    assert (done.returncode, done.stdout) == (3, b"")
    _no_canary(done)


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_an_echoed_key_is_not_shown(form: str) -> None:
    """Row 25: a key that the server echoes, wherever it does, is not printed."""
    found = answers.model(display_name=CANARY, extra={CANARY: [CANARY]})
    failed = answers.error("400 Bad Request", CANARY, f"bad {CANARY}", x_key=CANARY)
    with RawServer(found, failed) as server:
        for code in (0, 5):
            done = run(ALIAS, form, env=_env(server))
            assert done.returncode == code
            _no_canary(done)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--api-key", CANARY), (f"--api-key={CANARY}",),
        ("x", "-b", CANARY), ("x", "--timeout", CANARY), ("x", "--base-url", CANARY),
        ("x", "--timezone", CANARY), (f"--{CANARY}",), (f"--plain={CANARY}",),
        ("x", "--base-url", f"https://{CANARY}@a.example"), ("x", f"--mouse={CANARY}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_key_on_the_command_line_is_not_quoted(
    arguments: tuple[str, ...], form: tuple[str, ...]
) -> None:
    """Row 26: there is no option for a key, and one given anyway is not printed."""
    done = run(*form, *arguments)
    assert done.returncode in {2, 3}
    assert (done.stdout, done.stderr == b"") == (b"", False)
    assert b"canary" not in done.stderr


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_key_as_the_model_is_not_quoted(form: str) -> None:
    """Row 26: a MODEL that looks like a key is a usage error, and is not printed."""
    done = run(form, CANARY)
    assert (done.returncode, done.stdout, done.stderr == b"") == (2, b"", False)
    _no_canary(done)


def test_a_refused_connection_is_a_network_failure() -> None:
    """Row 37: if nothing listens, the code is 6 and the message names the host."""
    with closed_port() as port:
        host = f"127.0.0.1:{port}"
        env = environment(ANTHROPIC_API_KEY=CANARY, ANTHROPIC_BASE_URL=f"http://{host}")
        done = run(ALIAS, "--timeout", "1", env=env)
    assert (done.returncode, done.stdout) == (6, b"")
    assert f"{host} refused the connection.".encode() in done.stderr


def test_a_list_that_fails_has_its_request_id_once() -> None:
    """The request ID of a rejected list is printed once, as that of a lookup is."""
    with RawServer(answers.error("401 Unauthorized", "authentication_error", "no")) as server:
        done = run("--list", env=_env(server))
    assert (done.returncode, done.stdout) == (5, b"")
    assert done.stderr.count(b"modelbrowser: Request-ID: req_refused\n") == 1


@pytest.mark.parametrize("arguments", [("--list",), (LASTING_ALIAS, "--plain")])
def test_notices_about_the_environment_are_printed(arguments: tuple[str, ...]) -> None:
    """Row 34: entries skipped in NO_PROXY are reported on stderr, for a list as for a lookup."""
    with closed_port() as port:
        env = environment(
            ANTHROPIC_API_KEY=CANARY,
            ANTHROPIC_BASE_URL="https://gateway.invalid",
            HTTPS_PROXY=f"http://127.0.0.1:{port}",
            NO_PROXY="[::1",
        )
        done = run(*arguments, "--timeout", "1", env=env)
    assert done.returncode == 6
    assert b"modelbrowser: Skipped entry 1 in NO_PROXY: it is not a host.\n" in done.stderr


_HANGING_RESOLVER = """
import socket, sys, time
socket.getaddrinfo = lambda *args, **options: time.sleep(3600)
from modelbrowser.__main__ import start
start()
"""


def test_a_hanging_resolver_is_not_waited_for() -> None:
    """Row 38: the process ends at its deadline, even if a thread still resolves the host."""
    env = environment(ANTHROPIC_API_KEY=CANARY, ANTHROPIC_BASE_URL="https://host.invalid")
    done = _python(_HANGING_RESOLVER, ALIAS, "--timeout", "0.2", env=env)
    assert done.returncode == 6


_BUG = """
import modelbrowser.cli.oneshot as module
def broken(*args, **options):
    key = "sk-ant-canary-0123456789"
    raise RuntimeError(key)
module.found_json = module.found_text = broken
from modelbrowser.__main__ import start
start()
"""


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_bug_is_one_line_without_a_traceback(form: str) -> None:
    """Row 95: an unhandled exception is one line on stderr, without its text, and code 1."""
    done = _python(_BUG, LASTING_ALIAS, "--demo", form, env=environment())
    assert (done.returncode, done.stdout) == (1, b"")
    line = done.stderr.splitlines()[-1].decode()
    sentence = "Internal error: RuntimeError in <string>, line 5."
    if form == "--json":
        assert json.loads(line)["error"]["message"] == sentence
    else:
        assert line == f"modelbrowser: error: {sentence}"
    assert b"Traceback" not in done.stderr
    _no_canary(done)


# --- Arguments and terminals -------------------------------------------------------------


def test_a_model_that_starts_with_a_dash_goes_after_two() -> None:
    """Row 21: `-x` alone is an unknown option; after `--` it is a model ID."""
    with RawServer(NOT_FOUND) as server:
        assert run("-x", env=_env(server)).returncode == 2
        assert run("--", "-x", env=_env(server)).returncode == 4
    assert server.lines[0] == "GET /v1/models/-x HTTP/1.1"


@pytest.mark.parametrize(
    "arguments",
    [("--plain",), ("--json",), ("--plain", "--json", "x"), ("--bogus",), ("-b",),
     ("--plai", "x"), ("x", "-b", "a,b")],
)  # fmt: skip
def test_a_wrong_command_line_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    """Rows 1, 18: it ends with code 2 and a message, and nothing is sent."""
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr == b"") == (2, b"", False)


@pytest.mark.parametrize("model", ["", "..", "caf\u00e9"])
def test_a_malformed_model_is_a_usage_error(model: str) -> None:
    """Rows 1, 3, 6: a MODEL that can't be an ID is an error with code 2, and nothing is sent."""
    done = run(model)
    assert (done.returncode, done.stdout, done.stderr == b"") == (2, b"", False)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--hlep",),
            "modelbrowser: error: unrecognized arguments: --hlep (did you mean --help?)\n",
        ),
        (("--time-out=5", "x"), "unrecognized arguments: --time-out (did you mean --timeout?)"),
        (("--api-key=canary", "x"), "--api-key (other programs could read it; set ANTHROPIC_API_"),
        (("--token=canary", "x"), "--token (other programs could read it; set ANTHROPIC_AUTH_"),
        (("--model", "x"), "--model (give the MODEL without an option)"),
        (("--zzz",), "unrecognized arguments: --zzz\n"),
        (("--plain",), "Specify a model ID or alias, or - to read names from standard input."),
        (
            ("--timeout", "x"),
            "--timeout must be a number of seconds greater than 0 and at most 600.",
        ),
    ],
)
def test_a_wrong_option_is_reported_as_such(arguments: tuple[str, ...], words: str) -> None:
    """Options are checked before a missing MODEL, and a misspelled one gets a suggestion."""
    message = run(*arguments).stderr.decode()
    assert words in message
    assert "no MODEL" not in message


def test_the_version_has_a_short_option() -> None:
    """`-V` is `--version`."""
    assert run("-V").stdout == run("--version").stdout


def _in_terminal(
    terminals: tuple[bool, ...], *arguments: str, env: dict[str, str]
) -> tuple[int, bytes]:
    """Run with some of the streams on a terminal, the others on pipes without data."""
    master, slave = pty.openpty()
    reader, writer = os.pipe()
    silent, never = os.pipe()
    others = (silent, writer, writer)
    streams = [slave if is_tty else other for is_tty, other in zip(terminals, others, strict=True)]
    code = fork(*arguments, env=env, streams=streams).wait()
    for end in (slave, writer, silent, never):
        os.close(end)
    output = b""
    for end in (reader, master):
        # On Linux, reading from a terminal whose other end is closed is an error.
        with contextlib.suppress(OSError):
            output += os.read(end, 65536)
        os.close(end)
    return code, output


@pytest.mark.parametrize("terminals", [t for t in product([True, False], repeat=3) if not all(t)])
def test_without_a_terminal_and_a_model_it_is_a_usage_error(terminals: tuple[bool, ...]) -> None:
    """Rows 97, 98: in all seven cases it is a usage error, and stdin is not read."""
    code, output = _in_terminal(terminals, env=environment(TERM="xterm"))
    assert code == 2
    assert b"no MODEL given, and no terminal for the full-screen interface" in output


def test_a_terminal_without_utf8_gets_ascii() -> None:
    """Row 212: in the C locale, where Python uses UTF-8, no byte can be a control character."""
    with RawServer(answers.model(display_name="\N{CYRILLIC CAPITAL LETTER EL}31m")) as server:
        env = _env(server, LC_ALL="C")
        code, output = _in_terminal((False, True, True), ALIAS, "--plain", env=env)
    assert (code, output.isascii()) == (0, True)
    assert b"\\u041b31m" in output
    assert b"Timeline" in output
    assert b"\\u" not in output.replace(b"\\u041b", b"")


@pytest.mark.parametrize("option", [("--retiring-within", "60"), ("--fail-on", "retired")])
@pytest.mark.parametrize("terminals", [(True, True, True), (False, False, True)])
def test_a_check_without_a_model_says_what_is_missing(
    terminals: tuple[bool, ...], option: tuple[str, str]
) -> None:
    """A check never opens the screen: without a MODEL, that and not a terminal is missing."""
    code, output = _in_terminal(terminals, *option, env=environment(TERM="xterm"))
    assert code == 2
    assert b"error: --retiring-within and --fail-on require a MODEL" in output
    assert b"or - to read names from standard input" in output
    assert b"terminal" not in output


@pytest.mark.parametrize("terminals", [(False, True, True), (True, False, True)])
def test_without_a_terminal_a_model_is_printed(terminals: tuple[bool, ...]) -> None:
    """Row 97: if any stream is not a terminal, a MODEL is looked up by the one-shot command."""
    code, output = _in_terminal(terminals, LASTING_ALIAS, "--demo", env=environment(TERM="xterm"))
    assert code == 0
    assert LASTING_ID.encode() in output
    assert b"\x1b" not in output


def test_a_look_alike_character_in_a_model_for_the_screen() -> None:
    """The name without the character is also suggested before the screen opens."""
    name, env = "claude\u2013haiku-4-5", environment(TERM="xterm")
    code, output = _in_terminal((True, True, True), name, "--demo", env=env)
    assert code == 2
    assert b"U+2013 (en dash)" in output
    assert b"Did you mean claude-haiku-4-5?" in output


@pytest.mark.parametrize("on_terminal", [True, False])
def test_an_unusual_host_is_named_on_a_terminal(*, on_terminal: bool) -> None:
    """Row 32: another host than the default is named on stderr, but only on a terminal."""
    with RawServer(answers.model()) as server:
        _, output = _in_terminal((False, False, on_terminal), ALIAS, env=_env(server))
    assert (f"modelbrowser: Using {server.url[7:]}.".encode() in output) == on_terminal
    assert DATED.encode() in output


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_dumb_terminal_is_a_usage_error(term: str) -> None:
    """Row 94: a TERM without a screen is a usage error that names `--plain`."""
    code, output = _in_terminal((True, True, True), ALIAS, env=environment(TERM=term))
    assert code == 2
    assert b"--plain" in output


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), (LASTING_ALIAS, "--demo", "--json")]
)
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    """Help and version import no Textual, httpx or pydantic; the one-shot command no Textual."""
    code = (
        "import sys; from modelbrowser.cli import main; code = main(); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr); sys.exit(code)"
    )
    done = _python(code, *arguments, env=environment())
    assert done.returncode == 0
    heavy = {"textual", "httpx", "pydantic"} if len(arguments) == 1 else {"textual"}
    assert heavy.isdisjoint(done.stderr.decode().split())


# --- Output that fails -------------------------------------------------------------------


@pytest.fixture
def full_disk() -> Iterator[int]:
    """A descriptor of a disk that has no space left."""
    descriptor = os.open("/dev/full", os.O_WRONLY)
    yield descriptor
    os.close(descriptor)


@pytest.mark.parametrize(
    "arguments", [(LASTING_ALIAS, "--demo", "--plain"), ("--list", "--demo"), ("-h",)]
)
def test_a_full_disk_is_reported(arguments: tuple[str, ...], full_disk: int) -> None:
    """Row 100: a result that can't be written is an error with code 1."""
    done = run(*arguments, stdout=full_disk)
    assert done.returncode == 1
    assert done.stderr.endswith(b"Can't write output: no space left on device.\n")


@pytest.mark.parametrize(
    "arguments", [(LASTING_ALIAS, "--demo"), ("--list", "--demo"), ("--version",)]
)
def test_a_closed_output_is_reported(arguments: tuple[str, ...]) -> None:
    """Row 101: a closed stdout is an error with code 1."""
    done = run(*arguments, stdout=CLOSED)
    assert done.returncode == 1
    assert done.stderr.endswith(b"Can't write output: standard output is closed.\n")


def test_a_reader_that_has_left_is_not_an_error() -> None:
    """Row 99: a broken pipe ends the run with code 141 and no message."""
    reader, writer = os.pipe()
    os.close(reader)
    done = run(LASTING_ALIAS, "--demo", stdout=writer)
    os.close(writer)
    assert done.returncode == 141
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_standard_error_is_ignored(full_disk: int) -> None:
    """If stderr is closed or full, the result and the exit code stay the same."""
    for stderr in (CLOSED, full_disk):
        done = run(LASTING_ALIAS, "--demo", stderr=stderr)
        assert (done.returncode, done.stdout.split()[3]) == (0, LASTING_ID.encode())


def test_an_input_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    """A standard input that is only open for writing is reported, not an internal error."""
    with tempfile.TemporaryFile() as output, (tmp_path / "names").open("wb") as given:
        streams = (given.fileno(), output.fileno(), output.fileno())
        assert fork("-", "--demo", env=environment(), streams=streams).wait() == 2
        output.seek(0)
        assert b"can't read names from standard input" in output.read()


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER t BEFORE INSERT ON lookup BEGIN SELECT RAISE(ABORT, 'canary'); END",
        "CREATE UNIQUE INDEX canary ON lookup (asked)",
    ],
)
def test_a_history_that_another_program_changed(change: str, tmp_path: Path) -> None:
    """Whatever another program adds to the history, the result is printed, and no traceback."""
    with RawServer(answers.model(id=DATED)) as server:
        env = _env(server, HOME=str(tmp_path))
        run(ALIAS, "--plain", env=env)
        path = tmp_path / ".local/share/modelbrowser/history.db"
        with closing(sqlite3.connect(path)) as other, other:
            other.execute(change)
        done = run(ALIAS, "--plain", env=env)
    assert (done.returncode, done.stdout.split()[3]) == (0, DATED.encode())
    assert re.fullmatch(
        rb"modelbrowser: (History is off|Not recorded in history): .*\n", done.stderr
    )


def test_an_exception_in_the_background_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Of an exception that nobody waits for, only the type is printed: its text may hold a key."""
    with closing(make_event_loop()) as loop:
        loop.call_soon(lambda: int(CANARY))
        loop.run_until_complete(asyncio.sleep(0))
    assert capsys.readouterr().err == "modelbrowser: Internal error: ValueError.\n"


def test_threads_that_are_stuck_hold_nothing_back() -> None:
    """While no name server responds, its threads can't be stopped; results still need others."""
    responds = threading.Event()
    with closing(make_event_loop()) as loop:
        stuck = [loop.run_in_executor(None, responds.wait, PATIENCE) for _ in range(40)]
        loop.run_until_complete(loop.run_in_executor(None, responds.set))
        assert all(loop.run_until_complete(asyncio.gather(*stuck)))


TOO_MANY_FILES = "Too many open files. Raise the limit with ulimit -n."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "Out of memory."),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), TOO_MANY_FILES),
        (OSError(errno.ENFILE, os.strerror(errno.ENFILE)), TOO_MANY_FILES),
        (
            ImportError("ssl.so: cannot open shared object file: Too many open files"),
            TOO_MANY_FILES,
        ),
        (
            ImportError("ssl.so: failed to map segment from shared object"),
            "A library can't be loaded: out of memory, or on a noexec mount.",
        ),
        (OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)), "Out of memory."),
        (ssl.SSLError(1, "[CRYPTO] malloc failure (_ssl.c:3098)"), "Out of memory."),
        (RuntimeError("can't allocate lock"), "Out of memory."),
        (RuntimeError("can't start new thread"), "Out of memory, or too many threads."),
    ],
)
def test_a_limit_of_the_system_is_named(
    error: Exception,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Running out of memory or of files is no bug of the program, and has its own sentence."""

    def fail(arguments: Arguments) -> None:
        raise error

    monkeypatch.setattr("modelbrowser.cli.setup.set_up", fail)
    assert main([LASTING_ALIAS, "--demo", "--plain"]) == 1
    assert capsys.readouterr().err == f"modelbrowser: error: {sentence}\n"


@pytest.mark.parametrize("limit", [5, 15])
def test_too_few_files(limit: int) -> None:
    """If too few files may be open, one sentence says so, and nothing else happens."""
    line = f"ulimit -n {limit}; exec {' '.join(PROGRAM)} {LASTING_ALIAS} --demo --plain"
    done = run_command("bash", "-c", line, env=environment())
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"modelbrowser: error: {TOO_MANY_FILES}\n"


# --- Streams that don't block ------------------------------------------------------------


_ANNOUNCING = """
import os, select, sys
descriptor, wait = int(sys.argv.pop(1)), select.select
def announce(*streams):
    os.write(descriptor, b"!")
    return wait(*streams)
select.select = announce
from modelbrowser.__main__ import start
start()
"""
"""Writes a byte to a descriptor whenever the program waits for a stream."""


def _start_announcing(
    *arguments: str, streams: tuple[int | None, int, int], env: dict[str, str]
) -> tuple[subprocess.Popen[bytes], int]:
    """Start the program: the process, and where each wait for a stream is announced."""
    waits, announces = os.pipe()
    command = (sys.executable, "-c", _ANNOUNCING, str(announces), *arguments)
    given, output, errors = streams
    process = subprocess.Popen(
        command, env=env, stdin=given, stdout=output, stderr=errors, pass_fds=[announces]
    )
    os.close(announces)
    return process, waits


def test_a_nonblocking_input_is_read_to_its_end() -> None:
    """Names are waited for if another program made the pipe of standard input non-blocking."""
    given, giver = os.pipe()
    os.set_blocking(given, False)
    streams = (given, subprocess.PIPE, subprocess.DEVNULL)
    process, waits = _start_announcing("-", "--demo", "--id", streams=streams, env=environment())
    for name in (LASTING_ALIAS, LASTING_ID):
        assert os.read(waits, 1)
        os.write(giver, f"{name}\n".encode())
    for end in (given, giver, waits):
        os.close(end)
    output, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (0, f"{LASTING_ID}\n{LASTING_ID}\n".encode())


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("number", [1, 2])
def test_a_nonblocking_output_gets_everything(number: int, unbuffered: str) -> None:
    """Results and messages are written whole to a non-blocking pipe that is full for a while."""
    arguments = ("--demo", "--json", *[LASTING_ALIAS] * 20) if number == 1 else ("--demo", "--id")
    # A history that is slower than the demo adds a line.
    arguments += ("--no-history", *["x" * 250] * 20) if number == 2 else ("--no-history",)
    env = environment(PYTHONUNBUFFERED=unbuffered)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    held = fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    streams = (writer, subprocess.DEVNULL) if number == 1 else (subprocess.DEVNULL, writer)
    process, waits = _start_announcing(*arguments, streams=(None, *streams), env=env)
    os.close(writer)
    assert os.read(waits, 1)
    with os.fdopen(reader, "rb") as stream:
        written = stream.read()
    os.close(waits)
    process.wait(PATIENCE)
    done = run(*arguments)
    assert process.returncode == done.returncode
    assert len(written) > held
    assert written.count(b"\n") == (done.stdout, done.stderr)[number - 1].count(b"\n")


# --- Signals -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_at_once(number: signal.Signals) -> None:
    """Row 87: SIGINT and SIGTERM during a lookup end the process silently, with 128+n."""
    with RawServer(Conversation.wait_until_gone) as server, tempfile.TemporaryFile() as output:
        streams = (CLOSED, output.fileno(), output.fileno())
        child = fork(ALIAS, env=_env(server), streams=streams)
        assert server.requested.wait(PATIENCE)
        child.send_signal(number)
        assert child.wait() == -number
        output.seek(0)
        assert output.read() == b""


_INTERRUPTED = """
import os, runpy, signal, sys
class Interrupt:
    def find_spec(name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt)
runpy.run_module("modelbrowser", run_name="__main__")
"""


@pytest.mark.parametrize("module", ["modelbrowser.cli", "argparse", "asyncio"])
def test_an_interrupt_during_the_imports_is_quiet(module: str) -> None:
    """Row 87: Ctrl+C ends the process while it still imports, without a traceback."""
    done = _python(_INTERRUPTED.format(module=module), LASTING_ALIAS, "--demo", env=environment())
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


def test_an_interrupt_right_at_the_start_is_quiet() -> None:
    """Row 87: nothing slow is imported before the program handles Ctrl+C."""
    code = f"import sys; sys.path.append({str(ROOT)!r}); import modelbrowser.__main__; "
    code += "sys.exit('enum' in sys.modules)"
    assert run_command(sys.executable, "-S", "-c", code, env=environment()).returncode == 0


def test_a_terminal_gets_a_timeline() -> None:
    """If standard output is a terminal, --plain draws the model's life; a pipe gets none."""
    env = environment(TERM="xterm", COLUMNS="60", LC_ALL="C.UTF-8")
    lines = {}
    for is_tty in (True, False):
        arguments = ("--demo", "--plain", "claude-opus-5-5")
        code, output = _in_terminal((False, is_tty, False), *arguments, env=env)
        assert code == 0
        lines[is_tty] = output.decode()
    drawn = r"^Timeline   2026-09-21 \u25cf\u2501+\u25c6 today\r?$"
    assert re.search(drawn, lines[True], re.MULTILINE)
    assert "Timeline" not in lines[False]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_a_user_without_a_home_gets_an_answer() -> None:
    """Row 36: a user that the system doesn't know can look models up without HOME."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    # Only the real user, so that the program may still read its own files.
    program = "import os; os.setreuid(54321, 0); from modelbrowser.__main__ import start; start()"
    done = run_command(sys.executable, "-c", program, LASTING_ALIAS, "--demo", "--plain", env=env)
    assert done.returncode == 0, done.stderr
    assert LASTING_ID in done.stdout.decode()
    assert b"Internal" not in done.stderr
