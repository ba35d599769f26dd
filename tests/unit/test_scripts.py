"""The one-shot command in scripts: several MODELs, standard input, the list, and failures."""

import asyncio
import json
import os
import pty
import subprocess
import termios
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import answers
from support.apps import KEY
from support.models_server import ModelsServer, models_server
from support.program import PROGRAM, ROOT, environment, fork, run, run_command
from support.samples import ALIAS, DATED, LASTING_ALIAS, LASTING_ID
from support.servers import Conversation, RawServer, closed_port

SCHEMA = json.loads((ROOT / "docs" / "json.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
OPUS = "claude-opus-4-8"


def _env(url: str, home: Path) -> dict[str, str]:
    return environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=url, HOME=str(home))


def _objects(output: bytes) -> list[dict[str, Any]]:
    """Parse NDJSON; every object conforms to the schema."""
    found = [json.loads(line) for line in output.decode("ascii").splitlines()]
    for each in found:
        VALIDATOR.validate(each)
    return found


async def _start(
    server: ModelsServer, home: Path, *arguments: str, given: bytes | None = None
) -> asyncio.subprocess.Process:
    """Start the program while this event loop runs a server."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        *arguments,
        env=_env(server.connection.base_url, home),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    if given is not None:
        process.stdin.write(given)
    process.stdin.close()
    return process


# --- Several MODELs ------------------------------------------------------------------------


@pytest.mark.anyio
async def test_results_have_the_order_of_the_models(tmp_path: Path) -> None:
    """Six MODELs are looked up four at a time, answered backwards, and printed in order."""
    names = [f"claude-{number}" for number in range(6)]
    async with models_server() as server:
        held = [server.holds(name) for name in names]
        process = await _start(server, tmp_path, "--json", *names)
        for _ in range(4):
            await server.arrivals.acquire()
        # No other request is sent while four are under way.
        assert {name for name, _ in server.requested} == set(names[:4])
        for answer in reversed(held):
            answer.gate.set()
        output, _ = await process.communicate()
    assert process.returncode == 0
    assert [each["asked"] for each in _objects(output)] == names
    assert len(server.requested) == 6


@pytest.mark.anyio
async def test_a_result_does_not_wait_for_the_ones_after_it(tmp_path: Path) -> None:
    """The first result is printed while the second request is still under way."""
    async with models_server() as server:
        server.gives("claude-1")
        second = server.holds("claude-2")
        process = await _start(server, tmp_path, "--json", "claude-1", "claude-2")
        assert process.stdout
        first = await process.stdout.readline()
        assert json.loads(first)["asked"] == "claude-1"
        second.gate.set()
        assert json.loads(await process.stdout.readline())["asked"] == "claude-2"
        assert await process.wait() == 0


@pytest.mark.anyio
async def test_the_exit_code_is_the_highest(tmp_path: Path) -> None:
    """Each MODEL has one result in its place, and the exit code is the highest of all."""
    async with models_server() as server:
        server.gives("claude-1")
        server.rejects("claude-2", 401, "invalid x-api-key")
        names = ("claude-1", "claude-2", "claude-none", "caf\u00e9")
        process = await _start(server, tmp_path, "--json", *names)
        output, words = await process.communicate()
    objects = _objects(output)
    codes = [each["error"]["exit_code"] if "error" in each else 0 for each in objects]
    assert [each["asked"] for each in objects] == list(names)
    assert codes == [0, 5, 4, 2]
    assert process.returncode == 5
    assert words == b""


def test_a_network_failure_has_the_highest_code(tmp_path: Path) -> None:
    """If nothing listens, the code is 6, whatever else went wrong."""
    with closed_port() as port:
        env = _env(f"http://127.0.0.1:{port}", tmp_path)
        done = run("--json", "claude-1", "..", "--timeout", "1", env=env)
    assert done.returncode == 6
    assert [each["error"]["exit_code"] for each in _objects(done.stdout)] == [6, 2]


def test_results_are_separated_by_a_blank_line() -> None:
    """Without `--json`, results and failures are separated by a blank line."""
    done = run(LASTING_ALIAS, "claude-sonnet-45", "--demo", "--no-history")
    assert done.returncode == 4
    first, second = done.stdout.decode().split("\n\n")
    assert first.startswith(f"Query      {LASTING_ALIAS}\nID         {LASTING_ID}\n")
    assert second.startswith("Query      claude-sonnet-45\nError      Not found\nMessage    ")
    assert "\nSuggestion claude-sonnet-4-5," in second
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_single_failure_goes_to_standard_error(form: str) -> None:
    """Row 103: stdout stays empty; in JSON it is the line that it is among others."""
    options = (form, "--demo", "--no-history")
    alone, among = run("claude-sonet-4-5", *options), run("claude-sonet-4-5", "..", *options)
    notice, _, result = alone.stderr.partition(b"sent.\n")
    assert (alone.stdout, notice.startswith(b"modelbrowser: Demo data")) == (b"", True)
    if form == "--json":
        (failed,) = _objects(result)
        assert among.stdout.startswith(result)
        assert failed["error"]["remedy"].startswith("Check the spelling")
        assert failed["suggestions"][0]["id"] == "claude-sonnet-4-5"
    else:
        lines = result.decode().splitlines()
        assert lines[0].startswith("modelbrowser: error: The demo has no model")
        assert lines[1] == "modelbrowser: Did you mean claude-sonnet-4-5?"
        labels = [line.split(": ")[1] for line in lines[2:]]
        assert list(dict.fromkeys(labels)) == [
            "Suggestion", "Betas", "Response", "Type", "HTTP", "From", "Request-ID",
        ]  # fmt: skip


def test_options_may_be_between_models() -> None:
    """Row 21: options may be between MODELs, and after `--` everything is a MODEL."""
    done = run(LASTING_ALIAS, "--demo", OPUS, "--json", "--", "-x", "--json")
    assert [each["asked"] for each in _objects(done.stdout)] == [
        LASTING_ALIAS,
        OPUS,
        "-x",
        "--json",
    ]


def test_betas_are_sent_with_every_model(tmp_path: Path) -> None:
    """The same beta values are sent with each of several MODELs."""
    with RawServer(answers.model()) as server:
        done = run("--json", "a", "b", "-b", "x-2025-01-01", env=_env(server.url, tmp_path))
    sent = [{"value": "x-2025-01-01", "state": "sent"}]
    assert [each["betas"] for each in _objects(done.stdout)] == [sent] * 2
    assert [server.header("anthropic-beta", n) for n in (0, 1)] == [["x-2025-01-01"]] * 2


@pytest.mark.parametrize(("form", "key"), [("--plain", KEY), ("--json", "gw-canary-0123456789")])
def test_a_key_among_several_models_is_neither_sent_nor_shown(
    form: str, key: str, tmp_path: Path
) -> None:
    """Row 9: a MODEL that looks like a key, or is the key, has its place, without its text."""
    with RawServer(answers.model()) as server:
        env = {**_env(server.url, tmp_path), "ANTHROPIC_API_KEY": key}
        done = run(form, "a", key, env=env)
    assert done.returncode == 2
    assert server.lines == ["GET /v1/models/a HTTP/1.1"]
    assert b"canary" not in done.stdout + done.stderr
    if form == "--json":
        assert [each["asked"] for each in _objects(done.stdout)] == ["a", None]


def test_several_models_are_printed_on_a_terminal_too() -> None:
    """On a terminal, several MODELs are printed: the screen shows one at a time."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    env = environment(TERM="xterm")
    code = fork(LASTING_ALIAS, OPUS, "--demo", env=env, streams=(slave,) * 3).wait()
    output = os.read(master, 65536)
    os.close(slave)
    os.close(master)
    assert code == 0
    assert output.count(b"ID         claude-") == 2
    assert output.count(b"Timeline   20") == 2
    assert b"\x1b" not in output


# --- IDs -----------------------------------------------------------------------------------


def test_the_id_and_nothing_else() -> None:
    """`--id` prints the resolved ID on a line of its own."""
    done = run(LASTING_ALIAS, "--id", "--demo")
    assert (done.returncode, done.stdout) == (0, f"{LASTING_ID}\n".encode())


def test_several_ids_are_one_a_line() -> None:
    """With several MODELs, failures go to stderr with their names, with the usual exit code."""
    done = run(LASTING_ALIAS, "claude-nope", KEY, OPUS, "--id", "--demo")
    assert done.stdout.decode().splitlines() == [LASTING_ID, OPUS]
    assert done.stderr.decode().splitlines()[1:] == [
        "modelbrowser: claude-nope: The demo has no model with that name.",
        "modelbrowser: (not shown): That looks like an API key. It was not sent or stored.",
    ]
    assert done.returncode == 4
    alone = run("claude-nope", "--id", "--demo")
    assert (alone.returncode, alone.stdout) == (4, b"")
    assert b"modelbrowser: error: The demo has no model with that name." in alone.stderr


def test_the_list_of_ids() -> None:
    """`--list --id` prints the ID of each model, one a line."""
    lines = run("--list", "--id", "--demo").stdout.decode().splitlines()
    rows = run("--list", "--plain", "--demo").stdout.decode().splitlines()
    assert lines == [row.split()[0] for row in rows]


# --- Standard input ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [b"b\nc\n", b"\xef\xbb\xbfb\r\n\r\n  c \t\r\n", b"\n\n b\nc"],
    ids=["", "crlf", "blank"],
)
def test_a_dash_reads_standard_input(given: bytes) -> None:
    """`-` reads MODELs from standard input, one a line, stripped, without blank lines."""
    done = _with_input(given, "--json", "a", "-", "d")
    assert [each["asked"] for each in _objects(done.stdout)] == ["a", "b", "c", "d"]
    assert done.returncode == 4


def test_one_line_of_standard_input_has_its_result() -> None:
    """With `-`, a failure is printed as a result, even if it is the only one."""
    (failed,) = _objects(_with_input(b"a\n", "--json", "-").stdout)
    assert failed["error"]["title"] == "Not found"


def test_empty_standard_input_has_no_results() -> None:
    """Empty standard input isn't a failure, and stderr says that there were no names."""
    done = _with_input(b"\n", "-")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"modelbrowser: No model names on standard input.\n"


def test_bytes_that_are_not_text_are_rejected() -> None:
    """Rows 5, 6: a line with bad UTF-8 or control characters fails, and the next is looked up."""
    done = _with_input(b"\xff\xfe\n\x1b[31mred\n" + OPUS.encode(), "-", "--plain")
    assert done.returncode == 2
    assert done.stdout.count(b"Error      Not a model ID") == 2
    assert f"ID         {OPUS}".encode() in done.stdout
    assert b"\x1b" not in done.stdout


def test_a_long_line_of_standard_input_is_rejected() -> None:
    """A line of megabytes is rejected as too long, and only its start is repeated."""
    done = _with_input(b"x" * 15_000_000 + b"\n" + OPUS.encode(), "-", "--json")
    long, found = _objects(done.stdout)
    assert long["error"]["message"] == "That's too long for a model ID (limit: 256 characters)."
    assert (len(long["asked"]), found["asked"]) == (1024, OPUS)


def test_a_huge_standard_input_is_rejected() -> None:
    """Only 16 MiB of standard input are read: more can't be names."""
    done = _with_input(bytes(17 * 1024 * 1024), "-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"error: can't read names: standard input exceeds 16 MiB" in done.stderr


def test_a_closed_standard_input_is_a_usage_error() -> None:
    """`-` without a standard input is a usage error."""
    done = run("-", "--demo", given=None)
    assert (done.returncode, done.stdout) == (2, b"")


def _with_input(given: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run on demo data, with this on standard input."""
    return run(*arguments, "--demo", given=given)


@pytest.mark.parametrize(("count", "expected"), [(2, b"False"), (65, b"True")])
def test_many_names_let_garbage_be_collected(count: int, expected: bytes) -> None:
    """Garbage is collected only if there are many names."""
    code = (
        "import gc; gc.disable(); from modelbrowser.cli import main; main(); print(gc.isenabled())"
    )
    done = run_command(PROGRAM[0], "-c", code, *[LASTING_ALIAS] * count, "--id", "--demo")
    assert done.stdout.splitlines()[-1] == expected


# --- The list ------------------------------------------------------------------------------


def test_the_list_has_the_ids_first() -> None:
    """`--list` prints aligned columns without a header, the ID first and the newest on top."""
    done = run("--list", "--demo")
    rows = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert rows[0].split()[0] == "claude-fable-5-2"
    assert len({row.index("  Claude ") for row in rows}) == 1
    assert not any(row.split()[0] == "claude-3-opus-20240229" for row in rows)


def test_each_column_of_the_list_is_one_word(tmp_path: Path) -> None:
    """ID, lifecycle, retirement date, context, output and name; an unknown value is a dash."""
    whole = answers.MODEL | {
        "id": "claude 1",
        "lifecycle": "not yet",
        "retires_at": "2026-11-30T23:00:00-05:00",
        "max_input_tokens": 200_000,
        "max_tokens": 8_192,
    }
    bare = answers.MODEL | {"id": "claude-2", "display_name": ""}
    page = answers.http(json.dumps({"data": [whole, bare], "has_more": False}))
    with RawServer(page) as server:
        done = run("--list", env=_env(server.url, tmp_path))
    assert [line.split(None, 5) for line in done.stdout.decode().splitlines()] == [
        ["claude\\x201", "not\\x20yet", "2026-12-01", "200000", "8192", "Claude Sonnet 4.5"],
        ["claude-2", "-", "-", "-", "-", "-"],
    ]


def test_retired_models_are_listed_on_request(tmp_path: Path) -> None:
    """`--retired` asks for all lifecycles; without it, none is named in the request."""
    with RawServer(answers.page("claude-1")) as server:
        env = _env(server.url, tmp_path)
        for arguments in (("--list",), ("--list", "--retired")):
            assert run(*arguments, env=env).stdout.startswith(b"claude-1  ")
    without_retired, with_retired = server.lines
    assert "lifecycle" not in without_retired
    assert with_retired.count("retired") == 1


def test_retired_models_are_built_in_if_a_gateway_lists_none(tmp_path: Path) -> None:
    """Row 15: if a gateway rejects `lifecycle[]`, its retired models are known from here."""

    def without_parameters(conversation: Conversation) -> None:
        rejected = answers.http('{"detail": "unexpected"}', "400 X")
        page = answers.http(json.dumps({"data": [{**answers.MODEL, "id": DATED}]}))
        conversation.send(rejected if "?" in conversation.path else page)

    with RawServer(without_parameters) as server:
        env = _env(server.url, tmp_path)
        done = run("--list", "--retired", "--json", env=env)
        # A list without any known model is that of another API.
        server.change(answers.page("other"))
        other = run("--list", "--retired", "--json", env=env)
    (listed,) = _objects(done.stdout)
    by_id = {model["id"]: model for model in listed["models"]}
    assert (by_id[DATED]["source"], by_id["claude-2.1"]["source"]) == (
        "list",
        "built-in 2026-11-29",
    )
    assert by_id["claude-2.1"]["sources"]["retires_at"] == "built-in 2026-11-29"
    known = b"what is known of them is built-in data from 2026-11-29."
    assert b"doesn't say which models are retired; " + known in done.stderr
    assert [model["id"] for model in _objects(other.stdout)[0]["models"]] == ["other"]


def test_the_list_is_json_on_request() -> None:
    """`--list --json` prints one object on one line."""
    done = run("--list", "--json", "--retired", "--demo")
    (listed,) = _objects(done.stdout)
    by_id = {model["id"]: model for model in listed["models"]}
    assert by_id[DATED]["retires_at"] == "2026-11-30T00:00:00Z"
    assert by_id["claude-3-opus-20240229"]["lifecycle"] == "retired"
    assert by_id["claude-fable-5-2"]["released"] is None
    assert listed["demo"] is True


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_an_empty_list_is_not_a_failure(form: str, tmp_path: Path) -> None:
    """If there are no models, the list is empty and the exit code is 0."""
    with RawServer(answers.page()) as server:
        done = run("--list", form, env=_env(server.url, tmp_path))
    assert done.returncode == 0
    assert [each["models"] for each in _objects(done.stdout)] == ([[]] if form == "--json" else [])


def test_a_failed_list_has_its_code(tmp_path: Path) -> None:
    """Row 103: a rejected list prints nothing on stdout, and has an exit code and a message."""
    with RawServer(UNAUTHORIZED) as server:
        done = run("--list", env=_env(server.url, tmp_path))
    assert (done.returncode, done.stdout) == (5, b"")
    assert done.stderr.startswith(b"modelbrowser: error: ")
    assert run("--list", env=environment()).returncode == 3


# --- Failures that end the run -------------------------------------------------------------

UNAUTHORIZED = answers.error("401 Unauthorized", "authentication_error", "invalid x-api-key")


def _failed_run(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """Parse the line of JSON that a failed run ends standard error with."""
    assert done.stdout == b""
    (failed,) = _objects(done.stderr.splitlines()[-1])
    assert failed["error"]["exit_code"] == done.returncode
    return failed


@pytest.mark.parametrize(
    ("arguments", "title", "code"),
    [
        (("--json",), "Usage", 2),
        (("--json", "--bogus", "x"), "Usage", 2),
        (("x", "--json", "-b"), "Usage", 2),
        (("-b", "--json"), "Usage", 2),
        (("--json", "--plain", "x"), "Usage", 2),
        (("x", "--list", "--json"), "Usage", 2),
        (("x", "--json", "--retired"), "Usage", 2),
        (("-", "--json"), "Usage", 2),
        (("--json", "-b", "a b", "x"), "Invalid beta", 2),
        (("x", "y", "--json", "-b", "a,b"), "Invalid beta", 2),
        (("x", "--json", "--timeout", "no"), "Invalid settings", 3),
        (("x", "--json", "--base-url", "ftp://h"), "Invalid settings", 3),
        (("x", "--json", "--timezone", "Nowhere/X"), "Invalid settings", 3),
    ],
)
def test_every_failure_of_a_run_is_json(
    arguments: tuple[str, ...],
    title: str,
    code: int,
) -> None:
    """Under `--json`, a failure before any lookup is one JSON line on standard error too."""
    done = run(*arguments, given=None)
    (failed,) = _objects(done.stderr)
    assert (done.returncode, done.stdout, failed["error"]["exit_code"]) == (code, b"", code)
    assert failed["error"]["title"] == title
    assert (failed["asked"], failed["betas"], failed["demo"]) == (None, [], False)


def test_an_unknown_option_that_may_be_a_key_is_not_quoted() -> None:
    """What is no name of an option, such as a token after two dashes, isn't printed."""
    done = run("--Tq8vWz3KmRp5Xc7NdYb2LgHs9JfAe4Ui", "x")
    assert (done.returncode, b"Tq8v" in done.stderr) == (2, False)
    assert b"unrecognized arguments: --" in done.stderr


def test_json_after_two_dashes_is_a_model() -> None:
    """Only an option asks for JSON: after `--` it is a MODEL, and a usage error is text."""
    done = run("--bogus", "--", "--json")
    assert (done.returncode, done.stderr.decode().splitlines()) == (
        2,
        [
            "usage: modelbrowser [-h] [options] [MODEL ...]",
            "modelbrowser: error: unrecognized arguments: --bogus",
        ],
    )


@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_malformed_key_is_json_on_request(
    form: str,
) -> None:
    """A malformed key fails the run, as JSON if JSON was requested."""
    done = run("x", form, env=environment(ANTHROPIC_API_KEY=f"{KEY}\x1b"))
    assert (done.returncode, KEY.encode() in done.stderr) == (3, False)
    if form == "--json":
        (failed,) = _objects(done.stderr)
        assert failed["error"]["title"] == "Malformed API key"
    else:
        assert done.stderr.startswith(b"modelbrowser: error: ")


def test_a_failed_list_is_json(tmp_path: Path) -> None:
    """A rejected `--list --json` has the host and the request ID."""
    with RawServer(UNAUTHORIZED) as server:
        failed = _failed_run(run("--list", "--json", env=_env(server.url, tmp_path)))
    assert failed["host"] == server.url[7:]
    assert failed["error"]["request_id"] == "req_refused"
    keyless = _failed_run(run("--list", "--json", env=environment()))
    assert (keyless["error"]["title"], keyless["host"]) == ("No API key", "api.anthropic.com")


def test_failed_output_is_json() -> None:
    """If the result can't be written, that failure is JSON too."""
    with Path("/dev/full").open("wb") as full_disk:
        done = run(LASTING_ALIAS, "--demo", "--json", stdout=full_disk.fileno())
    error = _failed_run(done)["error"]
    assert error["message"] == "Can't write output: no space left on device."


@pytest.mark.parametrize("models", [("list",), ("models", "list"), ("models",)])
def test_a_command_for_the_list_is_a_usage_error(models: tuple[str, ...]) -> None:
    """Row 311: what other tools call their list is not looked up; the message names `--list`."""
    done = run(*models, "--demo")
    assert (done.returncode, done.stdout) == (2, b"")
    message = f"error: {' '.join(models)} is not a model; did you mean --list?"
    assert message.encode() in done.stderr
    assert run("--demo", "--plain", "--", *models).returncode == 4


@pytest.mark.parametrize(
    "arguments", [("--list", "x"), ("--list", "-b", "x-2025-01-01"), ("--retired",), ("--list=1",)]
)
def test_options_that_exclude_the_list_are_a_usage_error(arguments: tuple[str, ...]) -> None:
    """A MODEL or a beta with `--list`, and `--retired` without it, are usage errors."""
    done = run(*arguments, "--demo")
    assert (done.returncode, done.stdout) == (2, b"")


# --- Output for scripts --------------------------------------------------------------------


def test_json_has_exactly_the_documented_fields() -> None:
    """Each kind of object has all the fields of the schema and no others."""
    names = (LASTING_ALIAS, "claude-haiku-45", "claude-opus-4-1")
    found, failed, retired = _objects(run(*names, "--demo", "--json").stdout)
    (listed,) = _objects(run("--list", "--demo", "--json").stdout)
    definitions = SCHEMA["$defs"]
    kinds = {
        "found": found,
        "failed": failed,
        "retired": retired,
        "error": failed["error"],
        "released": found["released"],
        "list": listed,
        "listed": listed["models"][0],
    }
    for name, each in kinds.items():
        fields = definitions[name]["properties"].keys()
        assert each.keys() == fields == set(definitions[name]["required"])
    assert failed["suggestions"][0].keys() == {"id", "lifecycle", "retires_at"}
    assert failed["suggestions"][0]["id"] == LASTING_ALIAS
    assert (retired["retired_at"], retired["successor"]) == (
        "2026-08-05T00:00:00Z",
        "claude-opus-4-8",
    )
    document = (ROOT / "docs" / "json.md").read_text("utf-8")
    assert all(f"`{field}`" in document for each in kinds.values() for field in each)


def test_a_moved_alias_is_in_the_json(tmp_path: Path) -> None:
    """An alias that resolves to another ID than last time, or no longer, says so in `previous`."""
    gone = answers.error("404 Not Found", "not_found_error", "model: x")
    with RawServer(answers.model(), answers.model(id="claude-next"), gone) as server:
        env = _env(server.url, tmp_path)
        runs = [run(ALIAS, "--json", env=env), run(ALIAS, "--json", env=env)]
        runs.append(run("-", "--json", env=env, given=ALIAS.encode()))
    moved = [_objects(done.stdout)[0]["previous"] for done in runs]
    assert moved[0] is None
    assert [each["resolved"] for each in moved[1:]] == [DATED, "claude-next"]


def test_awk_finds_lines_by_their_label() -> None:
    """The first word of every line is its label, so that awk needs no state."""
    output = run(LASTING_ALIAS, OPUS, "--demo", "--timezone", "Europe/Paris").stdout
    assert _awk(output, '$1 == "ID" { print $2 }') == [LASTING_ID, OPUS]
    assert _awk(output, '$1 == "Released" { print $4 }')[1] == "UTC,"
    assert _awk(output, '$1 == "Query" { name = $2 } $1 == "ID" { print name, $2 }')[0] == (
        f"{LASTING_ALIAS} {LASTING_ID}"
    )
    assert _awk(run("--list", "--demo").stdout, "{ print $1 }")[0] == "claude-fable-5-2"


def _awk(text: bytes, program: str) -> list[str]:
    done = subprocess.run(["awk", program], input=text, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


def test_a_reader_that_leaves_ends_the_run() -> None:
    """Row 99: if the reader closes the pipe after one line, the code is 141, without a message."""
    names = " ".join(f"claude-{number}" for number in range(2000))
    pipe = f"set -o pipefail; {' '.join(PROGRAM)} --json --demo {names} 2>&1 | head -n 1"
    done = run_command("/bin/bash", "-c", pipe)
    assert done.returncode == 141
    assert done.stderr == b""


def test_the_list_and_several_models_import_no_textual() -> None:
    """The one-shot command never loads Textual."""
    code = "import sys; from modelbrowser.cli import main; main(); print('textual' in sys.modules)"
    for arguments in (("--list",), (LASTING_ALIAS, OPUS)):
        done = run_command(PROGRAM[0], "-c", code, *arguments, "--demo")
        assert done.stdout.splitlines()[-1] == b"False"
