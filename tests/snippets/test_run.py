"""Snippets that can be run here are run, against a real server on loopback.

All 200 of a language run in one process, one after the other.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from support.hostile import COUNT, hostile_queries
from support.programs import program
from support.recording_server import RecordedRequest, Recording, recording_server

from modelbrowser.snippets.ant import ANT
from modelbrowser.snippets.curl import CURL
from modelbrowser.snippets.httpx import HTTPX
from modelbrowser.snippets.language import Language
from modelbrowser.snippets.python import PYTHON
from modelbrowser.snippets.request import SnippetRequest
from modelbrowser.snippets.typescript import TYPESCRIPT

KEY = "key-of-the-environment"
WORKSPACE = "wrkspc_'\"$#{1}\\"
GATEWAY = "/gate'way$(x)"
RUN_PYTHON = """
import json, sys
for number, code in enumerate(json.load(sys.stdin)):
    exec(compile(code, f"snippet {number}", "exec"), {"__name__": "__main__"})
"""
RUN_NODE = """
import { readdirSync } from 'node:fs';
for (const name of readdirSync('.').filter((name) => /^\\d+\\.mjs$/.test(name)).sort()) {
  await import(process.cwd() + '/' + name);
}
"""


@pytest.fixture
def recording() -> Iterator[Recording]:
    """A server that keeps what it is asked."""
    with recording_server() as recording:
        yield recording


@pytest.fixture
def run(tmp_path: Path) -> Callable[[Sequence[str], str], None]:
    """Run a command in an empty folder, with a key and nothing else in its environment."""

    def run(command: Sequence[str], stdin: str = "") -> None:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=tmp_path,
            env=environment(tmp_path),
        )
        assert done.returncode == 0, done.stderr[-2000:]

    return run


def environment(home: Path) -> dict[str, str]:
    """A key or token, and where programs are."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "ANTHROPIC_API_KEY": KEY,
        "NO_PROXY": "127.0.0.1",
    }


def snippets(language: Language, base_url: str, path: str = GATEWAY) -> list[str]:
    """The code of every hostile question."""
    return [
        language.write(
            SnippetRequest(
                model_id=query.model_id,
                betas=query.betas,
                base_url=base_url + path,
                workspace_id=WORKSPACE,
            )
        )
        for query in hostile_queries()
    ]


def sent_betas(request: RecordedRequest) -> tuple[str, ...]:
    """The values of `anthropic-beta` that came in."""
    header = request.headers.get("anthropic-beta")
    return tuple(header.split(",")) if header is not None else ()


def assert_app_headers(request: RecordedRequest, betas: tuple[str, ...]) -> None:
    """All headers that the program itself sends came in (wire contract, "Retrieve")."""
    assert request.headers["x-api-key"] == KEY
    assert request.headers["accept"] == "application/json"
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert request.headers["anthropic-workspace-id"] == WORKSPACE
    assert "authorization" not in request.headers
    assert request.headers.get("anthropic-beta") == (",".join(betas) or None)


def assert_same_question(recording: Recording) -> None:
    """Every path names the ID that the program asks for, every beta came in, in order.

    The SDKs leave `!$&'()*+,;=:@` of an ID as they are where the program encodes them:
    so the decoded segments of the path are compared.
    """
    assert len(recording.requests) == COUNT
    for query, request in zip(hostile_queries(), recording.requests, strict=True):
        segments = [unquote(segment) for segment in request.target.split("/")]
        assert segments == ["", "gateway", "v1", "models", query.model_id]
        assert sent_betas(request) == query.betas
        assert request.headers["anthropic-workspace-id"] == WORKSPACE


def assert_same_request(recording: Recording, path: str) -> None:
    """Every path and every header is, byte for byte, what the program sends."""
    assert len(recording.requests) == COUNT
    for query, request in zip(hostile_queries(), recording.requests, strict=True):
        assert request.target == f"{path}/v1/models/{quote(query.model_id, safe='')}"
        assert_app_headers(request, query.betas)


def test_curl(
    recording: Recording, tmp_path: Path, run: Callable[[Sequence[str], str], None]
) -> None:
    """The shell and curl ask the program's path and send all of its headers."""
    program("curl")
    run(["sh", "-e"], "".join(snippets(CURL, recording.base_url)))

    assert_same_request(recording, GATEWAY)
    assert not list(tmp_path.iterdir()), "an ID or a beta was obeyed by the shell"


def test_httpx(
    recording: Recording, tmp_path: Path, run: Callable[[Sequence[str], str], None]
) -> None:
    """Python and httpx ask the program's path and send all of its headers."""
    code = json.dumps(snippets(HTTPX, recording.base_url, "/gateway"))
    run([sys.executable, "-I", "-c", RUN_PYTHON], code)

    assert_same_request(recording, "/gateway")
    assert not list(tmp_path.iterdir())


def test_python_sdk(
    recording: Recording, python_with_sdk: Path, run: Callable[[Sequence[str], str], None]
) -> None:
    """Python and the official SDK ask for the program's ID with its betas."""
    code = json.dumps(snippets(PYTHON, recording.base_url, "/gateway"))
    run([str(python_with_sdk), "-I", "-c", RUN_PYTHON], code)

    assert_same_question(recording)


def test_typescript_sdk(
    recording: Recording,
    typescript_sdk: Path,
    tmp_path: Path,
    run: Callable[[Sequence[str], str], None],
) -> None:
    """Node and the official SDK ask for the program's ID with its betas."""
    (tmp_path / "node_modules").symlink_to(typescript_sdk)
    for number, code in enumerate(snippets(TYPESCRIPT, recording.base_url, "/gateway")):
        (tmp_path / f"{number:03}.mjs").write_text(code)
    (tmp_path / "run.mjs").write_text(RUN_NODE)
    run([program("node"), "run.mjs"], "")

    assert_same_question(recording)


def test_ant(tmp_path: Path, run: Callable[[Sequence[str], str], None]) -> None:
    """The shell hands a program called `ant` the very ID, betas and base URL as words."""
    log = tmp_path / "log"
    stub = tmp_path / "ant"
    stub.write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$ANTHROPIC_CUSTOM_HEADERS\" \"$@\" '' >>'{log}'\n"
    )
    stub.chmod(0o700)
    code = "".join(snippets(ANT, "https://gateway.example"))
    run(["sh", "-e"], f"PATH='{tmp_path}'\n{code}")

    calls = log.read_text().split("\n\n")[:-1]
    for query, call in zip(hostile_queries(), calls, strict=True):
        assert call.split("\n") == expected_words(query.model_id, query.betas)
    assert {path.name for path in tmp_path.iterdir()} == {"log", "ant"}


def expected_words(model_id: str, betas: tuple[str, ...]) -> list[str]:
    """What `ant` is to be given: a backslash before an `@` makes it read no file."""
    value = ",".join(betas)
    words = [f"anthropic-workspace-id: {WORKSPACE}", "--base-url"]
    words += [f"https://gateway.example{GATEWAY}", "beta:models" if betas else "models"]
    words += ["retrieve", *flag("--model-id", model_id)]
    if betas:
        words += flag("--beta", f"\\{value}" if value.startswith("@") else value)
    return words


def flag(name: str, value: str) -> list[str]:
    """A flag and its value, which are one word where the value begins with a dash."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


@pytest.mark.parametrize("language", [CURL, HTTPX], ids=lambda language: language.name)
def test_token(
    language: Language, recording: Recording, run: Callable[[Sequence[str], str], None]
) -> None:
    """Where a token is used, it goes as a bearer token, and no key goes along."""
    request = SnippetRequest(
        model_id="claude-sonnet-4-5", base_url=recording.base_url, scheme="token"
    )
    interpreter = ["sh", "-e"] if language is CURL else [sys.executable, "-I", "-"]
    run(["env", "ANTHROPIC_AUTH_TOKEN=token", *interpreter], language.write(request))

    (recorded,) = recording.requests
    assert recorded.headers["authorization"] == "Bearer token"
    assert "x-api-key" not in recorded.headers
