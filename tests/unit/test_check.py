"""The check for retiring models, run as a process."""

import asyncio
import json
import os
import pty
import re
import termios
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from support import answers
from support.apps import KEY
from support.demo import DEMO, demo_client
from support.models_server import ModelsServer, model, models_server
from support.program import PATIENCE, PROGRAM, ROOT, environment, fork, run, run_command
from support.programs import program
from support.samples import DATED, clock_in, exchange, lookup
from support.servers import RawServer

from modelbrowser.api.errors import NotFoundError
from modelbrowser.cli.arguments import Arguments
from modelbrowser.cli.check import (
    CheckState,
    _Progress,
    check_line,
    check_state,
    run_lifecycle_check,
    summary_text,
)
from modelbrowser.cli.oneshot import (
    Formatter,
    LookupInputs,
    PrintResults,
    Writer,
    make_event_loop,
    print_lookups,
    run_oneshot,
)
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import parse_credential
from modelbrowser.domain.known_name import KnownName
from modelbrowser.domain.lookup import LookupResult, ModelPage, Retry
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import Rejection
from modelbrowser.history.history import History
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.session import LookupSession
from modelbrowser.settings.reader import Settings
from modelbrowser.state import Failed

VALIDATOR = Draft202012Validator(
    json.loads((ROOT / "docs" / "json.schema.json").read_text("utf-8"))
)
OPUS = "claude-opus-4-1-20250805"
HAIKU_3 = "claude-3-haiku-20240307"
SOON = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT00:00:00Z}"
LISTED = (
    model(id="claude-new-1", lifecycle="active"),
    model(id="claude-leaving-1", lifecycle="active", retires_at=SOON),
    model(id="claude-old-1", lifecycle="deprecated"),
    model(id="claude-gone-1", lifecycle="retired", retires_at="2026-01-01T00:00:00Z"),
    model(id="claude-bare-1"),
)
"""A list with a model of each state."""


def _env(server: ModelsServer, home: Path) -> dict[str, str]:
    url = server.connection.base_url
    return environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=url, HOME=str(home))


async def _check(
    server: ModelsServer, home: Path, *arguments: str, given: str = ""
) -> tuple[int | None, list[str], str]:
    """Run a check while this event loop runs its server: exit code, lines, standard error."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        *arguments,
        env=_env(server, home),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate(given.encode())
    return process.returncode, output.decode().splitlines(), errors.decode()


# --- What is asked -----------------------------------------------------------------------


@pytest.mark.anyio
async def test_the_list_answers_for_its_ids(tmp_path: Path) -> None:
    """The list is requested once; a name that is given again is neither sent nor printed again."""
    async with models_server() as server:
        server.holds_list(*LISTED).gate.set()
        server.gives("claude-alias", id="claude-new-1", lifecycle="active")
        names = [each["id"] for each in LISTED] + ["claude-alias", "claude-none", "claude-alias"]
        again = (" claude-none ", "https://api.anthropic.com/v1/models/claude-alias")
        code, lines, errors = await _check(
            server, tmp_path, "-", *again, "--retiring-within", "60", given="\n".join(names)
        )
    assert sorted(server.requested) == [("claude-alias", ()), ("claude-none", ())]
    assert server.lists == 1
    assert (code, errors) == (7, "")
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["active", "claude-new-1"],
        ["retiring", "claude-leaving-1"],
        ["deprecated", "claude-old-1"],
        ["retired", "claude-gone-1"],
        ["unknown", "claude-bare-1"],
        ["active", "claude-alias"],
        ["not-found", "claude-none"],
    ]
    assert lines[-1] == (
        "7 names: 2 active, 1 retires within 60 days, 1 deprecated, 1 retired, 1 not found, "
        "1 without a known status"
    )


@pytest.mark.anyio
async def test_with_a_beta_every_name_is_looked_up(tmp_path: Path) -> None:
    """With `--beta` the list is not requested: every answer is to that beta."""
    async with models_server() as server:
        server.holds_list(*LISTED).gate.set()
        server.gives("claude-new-1", lifecycle="active")
        code, lines, _ = await _check(
            server, tmp_path, "claude-new-1", "--fail-on", "retired", "-b", "a-2025-01-01"
        )
    assert (server.requested, server.lists) == ([("claude-new-1", ("a-2025-01-01",))], 0)
    assert (code, lines[-1]) == (0, "1 name: 1 active")


@pytest.mark.anyio
async def test_at_most_four_lookups_run_at_a_time(tmp_path: Path) -> None:
    """Names that are not on the list are looked up four at a time, and printed in order."""
    names = [f"claude-{number}" for number in range(6)]
    async with models_server() as server:
        held = [server.holds(name, lifecycle="active") for name in names]
        check = asyncio.ensure_future(_check(server, tmp_path, *names, "--retiring-within", "1"))
        for _ in range(4):
            await server.arrivals.acquire()
        assert {name for name, _ in server.requested} == set(names[:4])
        for answer in reversed(held):
            answer.gate.set()
        code, lines, _ = await check
    assert (code, [line.split()[1] for line in lines[:-1]]) == (0, names)


@pytest.mark.anyio
async def test_a_plain_run_does_not_use_the_list(tmp_path: Path) -> None:
    """Without an option of the check, each name is looked up, and the list is not requested."""
    async with models_server() as server:
        for name in ("claude-new-1", "claude-old-1"):
            server.gives(name)
        await _check(server, tmp_path, "claude-new-1", "claude-old-1")
    assert (len(server.requested), server.lists) == (2, 0)


def test_without_names_nothing_is_sent(tmp_path: Path) -> None:
    """Empty input isn't a failure: a repository without model names has nothing to report."""
    with RawServer(answers.page()) as server:
        env = environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path))
        done = run("-", "--retiring-within", "60", env=env)
    assert (done.returncode, done.stdout, server.requests) == (0, b"0 names\n", [])


# --- Exit codes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--retiring-within", "60"), 7),
        (("--fail-on", "retired"), 7),
        (("--fail-on", "deprecated"), 7),
        (("--fail-on", "not-found,not-a-model-id"), 7),
        (("--fail-on", "not-a-model-id"), 7),
        (("--fail-on", "deprecated", "--fail-on", "retired"), 7),
    ],
)
@pytest.mark.parametrize("names", [("claude-sonnet-4-5-20250929", OPUS, "claude-none-1", "opus")])
def test_a_model_that_counts_fails_the_check(
    options: tuple[str, ...], code: int, names: tuple[str, ...]
) -> None:
    """The exit code is 7 if a name matches `--retiring-within` or `--fail-on`."""
    assert run(*names, *options, "--demo").returncode == code
    assert run("claude-sonnet-4-6", *options, "--demo").returncode == 0


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("claude-none-1", ("--retiring-within", "60")),
        ("opus", ("--retiring-within", "60")),
        (OPUS, ("--fail-on", "not-found,not-a-model-id")),
    ],
)
def test_what_is_not_named_does_not_count(name: str, options: tuple[str, ...]) -> None:
    """Names that aren't found or aren't model IDs count only if `--fail-on` includes them."""
    done = run(name, *options, "--demo")
    assert (done.returncode, done.stdout.splitlines()[-1][:7]) == (0, b"1 name:")


def test_a_retired_model_counts_as_deprecated() -> None:
    """`--fail-on deprecated` includes retired models, on the list or not: they are past it."""
    for name in (OPUS, HAIKU_3):
        assert run(name, "--fail-on", "deprecated", "--demo").returncode == 7


@pytest.mark.parametrize("url", ["https://{}", "//{}", "{}", "http://{}/?beta=true#top"])
@pytest.mark.parametrize("host", ["api.anthropic.com", "API.anthropic.com:443"])
def test_a_url_of_the_api_is_checked_as_its_model(url: str, host: str) -> None:
    """The Claude API's own URL of a model means the ID in it; no other part of the URL counts."""
    path = f"{host}/v1/models/"
    done = run(
        *(url.format(path + name) for name in (HAIKU_3, "claude%2Dnone-1")),
        *("--retiring-within", "60", "--demo"),
    )
    assert done.returncode == 7
    assert [line.split()[:2] for line in done.stdout.decode().splitlines()[:-1]] == [
        ["retired", HAIKU_3],
        ["not-found", "claude-none-1"],
    ]


@pytest.mark.parametrize(
    "before", ["-", ".", "...", "MODEL-", "A_2-", "n", "t", "${A:-", "${a-", "${A:=", '${A:-${B:-"']
)
def test_what_a_shell_writes_before_a_default_is_no_part_of_it(before: str) -> None:
    """The default in `${MODEL:-claude-…}` or `${MODEL-claude-…}` counts as the model that it is."""
    end = '"' * before.count('"') + "}" * before.count("{")
    done = run("-", "--retiring-within", "60", "--demo", given=f"{before}{HAIKU_3}{end}\n".encode())
    assert (done.returncode, done.stdout.split()[:2]) == (7, [b"retired", HAIKU_3.encode()])


@pytest.mark.parametrize(
    ("word", "states"),
    [
        (f"{HAIKU_3}:claude-opus-5", ["retired", "active"]),
        (f"{HAIKU_3}:0.25", ["retired"]),
        (f"{HAIKU_3}:0.25:claude-opus-5:15", ["retired", "active"]),
        (f"/v1/models/{HAIKU_3}", ["retired"]),
        (f"{HAIKU_3}-v1:0", ["not-a-model-id"]),
        (f"litellm:{HAIKU_3}", ["not-a-model-id"]),
    ],
)
def test_a_key_and_its_value_are_two_names(word: str, states: list[str]) -> None:
    """A colon is part of platforms' names only; `old:new` or a price list has a name before it."""
    done = run("-", "--retiring-within", "60", "--demo", given=f"{word}\n".encode())
    assert [line.split()[0] for line in done.stdout.decode().splitlines()[:-1]] == states


@pytest.mark.anyio
async def test_what_could_not_be_checked_comes_first(tmp_path: Path) -> None:
    """A failed lookup sets the exit code, even if another name matches; all names are printed."""
    async with models_server() as server:
        server.holds_list(*LISTED).gate.set()
        server.rejects("claude-denied", 403, "no")
        code, lines, _ = await _check(
            server, tmp_path, "claude-gone-1", "claude-denied", "--retiring-within", "60"
        )
    assert code == 5
    assert [line.split()[0] for line in lines] == ["retired", "failed", "2"]
    assert lines[-1] == "2 names: 1 retired, 1 not checked"


def test_a_list_that_is_rejected_ends_the_check(tmp_path: Path) -> None:
    """If the list can't be requested, no name is checked, and the exit code says why."""
    rejected = answers.error("401 Unauthorized", "authentication_error", "invalid x-api-key")
    with RawServer(rejected) as server:
        env = environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path))
        done = run("a", "b", "--retiring-within", "60", env=env)
    assert (done.returncode, done.stdout, len(server.requests)) == (5, b"", 1)
    assert run("a", "--fail-on", "retired").returncode == 3


def test_a_gateway_without_a_list_looks_every_name_up(tmp_path: Path) -> None:
    """If a gateway has no list, every name is looked up."""
    missing = answers.http('{"detail": "Not Found"}', "404 Not Found")
    with RawServer(missing, answers.model(lifecycle="active")) as server:
        env = environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path))
        done = run(DATED, "--retiring-within", "60", env=env)
    assert done.returncode == 0
    assert done.stdout.startswith(f"active          {DATED}".encode())


def test_a_model_that_a_host_calls_retired_is_retired(tmp_path: Path) -> None:
    """A 404 whose message says that the model was retired fails the check."""
    gone = answers.error("404 Not Found", "not_found_error", "Model x-1 was retired.")
    with RawServer(answers.page(), gone) as server:
        env = environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path))
        done = run("x-1", "--retiring-within", "60", env=env)
    assert (done.returncode, done.stdout.split()[:2]) == (7, [b"retired", b"x-1"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("x", "--retiring-within", "-1"),
        ("x", "--retiring-within", "soon"),
        ("x", "--retiring-within", "36501"),
        ("x", "--fail-on", "gone"),
        ("x", "--fail-on", ""),
        ("--list", "--fail-on", "retired"),
        ("x", "--id", "--retiring-within", "60"),
        ("--retiring-within", "60"),
    ],
)
def test_a_wrong_check_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    """Invalid numbers and kinds, and options that don't go with a check, are usage errors."""
    done = run(*arguments, "--demo")
    assert (done.returncode, done.stdout) == (2, b"")


# --- Output ------------------------------------------------------------------------------


def test_each_line_says_what_follows() -> None:
    """A line has the state, the name, and the dates, the successor or what was meant."""
    names = (
        "claude-haiku-4-5",
        "claude-sonnet-4-6",
        OPUS,
        f"us.anthropic.{HAIKU_3}-v1:0",
        "claude-code",
        "claude-3-x",
        "claude-sonet-4-6",
        KEY,
    )
    done = run(*names, "--fail-on", "retired", "--demo")
    bedrock = (
        f"not-a-model-id  us.anthropic.{HAIKU_3}-v1:0  This is an Amazon Bedrock name; the Claude "
        f"API calls it {HAIKU_3}, which was retired on 2026-04-20 UTC."
    )
    assert done.stdout.decode().splitlines() == [
        "active          claude-haiku-4-5  resolves to claude-haiku-4-5-20251001",
        "active          claude-sonnet-4-6",
        f"retired         {OPUS}  was retired on 2026-08-05 UTC; successor claude-opus-4-8",
        bedrock,
        "not-a-model-id  claude-code  This is a product name, not a model ID.",
        "not-a-model-id  claude-3-x  This is a placeholder, not a model ID.",
        "not-found       claude-sonet-4-6  Did you mean claude-sonnet-4-6, which is active?",
        "not-a-model-id  (not shown)  That looks like an API key. It was not sent or stored.",
        "8 names: 2 active, 1 retired, 1 not found, 4 not model IDs",
    ]


def test_a_line_has_what_the_api_says_of_a_known_name() -> None:
    """If the API says why a known name isn't available, its line says so, too."""
    error = NotFoundError(exchange(), Rejection(404, "api", "Please use Opus 5."))
    query = ModelQuery("claude-opus-4-8")
    known = KnownName(name=query.model_id)
    failed = Failed(query, error, known=known, reason="This name was valid.")
    line = check_line("not-found", query.model_id, failed, clock_in())
    assert 'The API said: "Please use Opus 5." This name was valid.' in line


@pytest.mark.anyio
@pytest.mark.parametrize("options", [("--retiring-within", "1"), ("--fail-on", "retired")])
async def test_deprecated_is_not_retired(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A deprecated model without a date, and one that retires in a month, pass these checks."""
    async with models_server() as server:
        server.holds_list(*LISTED).gate.set()
        names = ("claude-old-1", "claude-leaving-1")
        code, lines, _ = await _check(server, tmp_path, *names, *options)
    assert (code, lines[-1]) == (0, "2 names: 1 active, 1 deprecated")


@pytest.mark.anyio
async def test_the_json_is_as_ever_and_has_a_summary(tmp_path: Path) -> None:
    """Each name has its object, with `source` if the list answered, and the last is a summary."""
    async with models_server() as server:
        server.holds_list(*LISTED).gate.set()
        code, lines, _ = await _check(
            server, tmp_path, "claude-leaving-1", "claude-none-9", "opus", "--json",
            "--retiring-within", "60", "--fail-on", "not-found",
        )  # fmt: skip
    leaving, missing, word, summary = map(json.loads, lines)
    for each in (leaving, missing, word, summary):
        VALIDATOR.validate(each)
    assert (leaving["source"], leaving["retires_at"]) == ("list", SOON)
    assert leaving["sources"] == {"lifecycle": "list", "retires_at": "list"}
    assert leaving["model"] == LISTED[1]
    assert (missing["error"]["exit_code"], word["reason"]) == (
        4,
        "This is a Claude Code term, not a model ID.",
    )
    assert summary == {
        "version": 2,
        "summary": {
            "names": 3,
            "active": 0,
            "retiring": 1,
            "deprecated": 0,
            "retired": 0,
            "not_found": 1,
            "not_a_model_id": 1,
            "unknown": 0,
            "failed": 0,
        },
        "retiring_within": 60,
        "fail_on": ["not-found"],
        "exit_code": 7,
        "host": server.connection.host,
        "demo": False,
    }
    assert code == 7


NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lifecycle", "days", "within", "state"),
    [
        ("active", None, 60, "active"),
        ("active", 60, 60, "retiring"),
        ("active", 61, 60, "active"),
        ("active", 60.4, 60, "retiring"),  # later on that day
        ("active", 60.6, 60, "active"),
        ("deprecated", 61, 60, "deprecated"),
        ("deprecated", -1, 0, "retiring"),
        ("deprecated", -1, None, "deprecated"),
        ("retired", -1, 60, "retired"),
        (None, None, 60, "unknown"),
        ("sunset", None, 60, "unknown"),
        ("sunset", 1, 60, "retiring"),
    ],
)
def test_the_state_of_a_model(
    lifecycle: str | None, days: float | None, within: int | None, state: CheckState
) -> None:
    """A day within the UTC days comes before a lifecycle, but not before `retired`."""
    retires_at = None if days is None else NOW + timedelta(days=days)
    assert check_state(lifecycle, retires_at, NOW, within) == state


@pytest.mark.parametrize(
    ("counts", "within", "text"),
    [
        ({}, 60, "0 names"),
        ({"retiring": 1}, 1, "1 name: 1 retires within 1 day"),
        (
            {"not-found": 1, "active": 10, "retired": 1, "retiring": 2},
            60,
            "14 names: 10 active, 2 retire within 60 days, 1 retired, 1 not found",
        ),
        ({"not-a-model-id": 1, "failed": 2}, None, "3 names: 1 not a model ID, 2 not checked"),
    ],
)
def test_the_summary(counts: dict[CheckState, int], within: int | None, text: str) -> None:
    """The summary has the number of each state that there is, in a fixed order."""
    assert summary_text(counts, within) == f"{text}\n"


@pytest.mark.parametrize(("columns", "is_pipe"), [(0, False), (20, False), (0, True)])
def test_progress_is_shown_on_a_terminal_only(
    columns: int, tmp_path: Path, *, is_pipe: bool
) -> None:
    """If standard error is a terminal, it shows the progress on one line, which it clears.

    If the results go into a pipe, whose reader may write to the terminal, there is no progress.
    """
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    results = tmp_path / "results"
    if is_pipe:
        os.mkfifo(results)
    output = os.open(results, os.O_RDWR | os.O_CREAT)
    with open(os.devnull) as empty:  # noqa: PTH123 - a descriptor is needed
        streams = (empty.fileno(), output, slave)
        child = fork(
            "opus", OPUS, "--retiring-within", "1", "--demo", env=environment(), streams=streams
        )
    assert child.wait() == 7
    os.close(slave)
    drawn = ""
    with suppress(OSError):  # how a pty ends
        while chunk := os.read(master, 65536):
            drawn += chunk.decode()
    if not is_pipe:
        os.lseek(output, 0, os.SEEK_SET)
    assert len(os.read(output, 65536).splitlines()) == 3
    os.close(output)
    os.close(master)
    # It stays while results are written to another place, and is cleared at the end.
    line = "modelbrowser: 1 of 2 names checked"[: columns - 1 if columns else None]
    progress = "" if is_pipe else f"{line}\r{' ' * len(line)}\r"
    assert drawn.rpartition("\n")[2] == progress


def test_a_terminal_that_is_gone_ends_no_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check whose terminal is closed, and that ignores this, goes on without the progress."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as stderr:
        monkeypatch.setattr("sys.stderr", stderr)
        progress = _Progress(2)
        os.close(master)
        progress.show()
        progress.clear()


# --- In a repository ---------------------------------------------------------------------

FILES = {
    "README.md": "We use claude-sonnet-4-6. Older: `claude-opus-4-1-20250805`, claude-haiku-4-5.\n",
    "bedrock.py": 'M = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"\n',
    "vertex.py": 'M = "claude-opus-4-5@20251101"  # see claude-3-x\n',
    "setup.sh": "npm install -g @anthropic-ai/claude-code\nM=${M:-claude-3-7-sonnet-20250219}\n",
    "ci.yaml": "run: scripts/claude-review.sh  # in https://api.anthropic.com/v1/models/claude-opus-5\n",
    "pins.toml": 'a = "claude-3-opus-20240229"\nb = "claude-sonnet-4-6"\nc = "claude-none-9"\n',
}
"""What the sentence of a README, code for platforms, and retired pins look like."""


def _lines(start: str, *documents: str) -> set[str]:
    """The lines of documents that begin like this; each document has one."""
    texts = [(ROOT / document).read_text("utf-8") for document in documents]
    found = [line for text in texts for line in text.splitlines() if line.startswith(start)]
    assert len(found) == len(documents)
    return set(found)


def _command(folder: Path, *options: str) -> str:
    """Make `modelbrowser` a command; the path with it."""
    command = folder / "bin" / "modelbrowser"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {" ".join(PROGRAM)} "$@" {" ".join(options)}\n')
    command.chmod(0o755)
    return f"{command.parent}:{os.environ['PATH']}"


def test_the_recipe_for_cron_says_what_moved(tmp_path: Path) -> None:
    """The line for cron prints nothing until an alias moves, or a lookup fails."""
    (recipe,) = _lines("modelbrowser claude-haiku-4-5 claude-opus-5 --json", "docs/check.md")
    program("jq")
    one, two = answers.model(id="claude-1"), answers.model(id="claude-2")
    with RawServer(one, one, two) as server:
        env = environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path))
        env["PATH"] = _command(tmp_path)
        runs = [run_command("/bin/sh", "-c", recipe, env=env).stdout.decode() for _ in range(2)]
        del env["ANTHROPIC_API_KEY"]
        failed = run_command("/bin/sh", "-c", recipe, env=env).stdout.decode()
    assert runs == [
        "",
        "claude-haiku-4-5: claude-1 -> claude-2\nclaude-opus-5: claude-1 -> claude-2\n",
    ]
    assert failed.count("ANTHROPIC_API_KEY") == 2


def test_the_recipe_works_in_a_repository(tmp_path: Path) -> None:
    """The line of README and the documentation finds names in text, and records none."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "binary.dat").write_bytes(b"\0claude-opus-4-1-20250805\n")
    (recipe,) = _lines("git grep -ohIE", "README.md", "docs/check.md")
    env = environment(HOME=str(tmp_path)) | {"PATH": _command(tmp_path, "--demo")}
    # With settings that people have, and that change what grep prints.
    settings = " && ".join(
        f"git config {name}"
        for name in ("grep.lineNumber true", "grep.column true", "color.ui always")
    )
    script = f"cd {tmp_path} && git init -q && {settings} && git add *.* && {recipe}"
    done = run_command("/bin/bash", "-c", script, env=env)
    assert done.returncode == 7, done.stderr
    lines = done.stdout.decode().splitlines()
    assert [tuple(line.split()[:2]) for line in lines[:-1]] == [
        ("retired", "claude-3-7-sonnet-20250219"),
        ("active", "claude-opus-5"),
        ("not-a-model-id", "anthropic-ai/claude-code"),
        ("retired", "claude-3-opus-20240229"),
        ("not-a-model-id", "claude-3-x"),
        ("active", "claude-haiku-4-5"),
        ("not-found", "claude-none-9"),
        ("retired", "claude-opus-4-1-20250805"),
        ("not-a-model-id", "claude-opus-4-5@20251101"),
        ("active", "claude-sonnet-4-6"),
        ("not-a-model-id", "scripts/claude-review.sh"),
        ("not-a-model-id", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    ]
    assert lines[-1] == "12 names: 3 active, 3 retired, 1 not found, 5 not model IDs"
    assert not list(tmp_path.rglob("history.db"))


@pytest.mark.anyio
async def test_the_example_of_readme(capsys: pytest.CaptureFixture[str]) -> None:
    """README shows what the check printed for four names on the day that it gives."""
    readme = (ROOT / "README.md").read_text("utf-8")
    example = re.search(
        r"on (\S+) and exited with status 7:\n\n```text\n(.*?)```", readme, re.DOTALL
    )
    assert example
    now = datetime.fromisoformat(f"{example[1]}T12:00Z")
    session = LookupSession(DEMO, lambda _: demo_client(now), History(None))
    clock = Clock(name=SafeText("UTC"), now=lambda: now)
    names = tuple(line.split()[1] for line in example[2].splitlines()[:-1])
    with Writer() as writer:
        code = await run_lifecycle_check(
            session,
            LookupInputs(names=names, betas=(), is_single=False),
            Formatter("plain", clock, DEMO),
            writer,
            Arguments(retiring_within=60),
        )
    await session.aclose()
    assert (code, capsys.readouterr().out) == (7, example[2])


class _TwoLookups:
    """A client whose first lookup is repeated, and whose second ends only during an output."""

    notices: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.is_writing, self.has_ended = threading.Event(), threading.Event()

    async def retrieve(self, query: ModelQuery, on_retry: Callable[[Retry], None]) -> LookupResult:
        if query.model_id == "first":
            on_retry(Retry(reason="Rate limited.", wait=0, number=2, of=3))
        else:
            await asyncio.to_thread(self.is_writing.wait, PATIENCE)
            self.has_ended.set()
        return lookup(query.model_id)

    async def list_models(self, lifecycle: Iterable[str] = ()) -> ModelPage:
        raise NotImplementedError

    async def aclose(self) -> None:
        pass


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize(
    "print_results",
    [print_lookups, partial(run_lifecycle_check, arguments=Arguments(retiring_within=60))],
)
def test_lookups_go_on_while_the_reader_pauses(
    print_results: PrintResults, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the reader of a stream pauses, as less does, the lookups under way can end."""
    client, has_gone_on = _TwoLookups(), []
    loop = make_event_loop()
    monkeypatch.setattr("modelbrowser.cli.oneshot.make_event_loop", lambda: loop)

    def write(_: str) -> None:
        client.is_writing.set()
        has_gone_on.append(client.has_ended.wait(PATIENCE))

    for module in ("check", "oneshot"):
        monkeypatch.setattr(f"modelbrowser.cli.{module}.write_{stream}", write)
    connection = Connection(credential=parse_credential(KEY, "KEY"))
    session = LookupSession(connection, lambda _: client, History(None))
    code = run_oneshot(
        Arguments(models=("first", "second"), betas=("a-beta",)),
        Settings(connection=connection),
        session,
        "json",
        print_results,
    )
    loop.run_until_complete(session.aclose())
    loop.close()
    assert code == 0
    assert has_gone_on
    assert all(has_gone_on)


@pytest.mark.anyio
async def test_ten_thousand_names_stream_in_order(tmp_path: Path) -> None:
    """10,000 names from a pipe: the results come in order while later ones are looked up."""
    names = [f"claude-new-{number}" for number in range(10_000)]
    async with models_server() as server:
        listed = [model(id=name, lifecycle="active") for name in names[:9_990]]
        server.holds_list(*listed).gate.set()
        last = [server.holds(name, lifecycle="active") for name in names[9_990:]]
        process = await asyncio.create_subprocess_exec(
            *PROGRAM, "-", "--retiring-within", "60",
            env=_env(server, tmp_path),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        process.stdin.write("\n".join(names).encode())
        process.stdin.close()
        for name in names[:9_990]:
            assert (await process.stdout.readline()).split()[1].decode() == name
        for answer in last:
            answer.gate.set()
        rest = (await process.stdout.read()).decode().splitlines()
        assert await process.wait() == 0
    assert [line.split()[1] for line in rest[:-1]] == names[9_990:]
    assert rest[-1] == "10000 names: 10000 active"
    assert len(server.requested) == 10
