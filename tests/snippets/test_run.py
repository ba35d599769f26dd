"""Snippets that can run here are run against a real server on loopback.

All 200 of one language run in one process, one after the other.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from support.hostile import COUNT, hostile_queries
from support.languages import BY_NAME
from support.profiles import ACCESS_TOKEN, write_profile
from support.programs import KEY, Run, program
from support.recording_server import RecordedRequest, Recording, recording_server

from modelbrowser.api.client import ModelsClient
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import Credential, Secret
from modelbrowser.domain.query import ModelQuery
from modelbrowser.snippets.languages import Language
from modelbrowser.snippets.request import SnippetRequest

pytestmark = pytest.mark.xdist_group("snippets")

CREDENTIAL = Credential(kind="api_key", source="ANTHROPIC_API_KEY", secret=Secret(KEY))
WORKSPACE = "wrkspc_'\"$#{1}\\"
GATEWAY = "/gate'way$(x)"
TRANSPORT_HEADERS = {"host", "connection", "user-agent", "accept-encoding"}
RUN_PYTHON = """
import json, sys
sys.path[:0] = sys.argv[1:]
for number, code in enumerate(json.load(sys.stdin)):
    exec(compile(code, f"snippet {number}", "exec"), {"__name__": "__main__"})
"""
RUN_NODE = """
import { readdirSync } from 'node:fs';
for (const name of readdirSync('.').filter((name) => /^\\d+\\.mjs$/.test(name)).sort()) {
  await import(process.cwd() + '/' + name);
}
"""


def snippets(language: Language, base_url: str) -> list[str]:
    """Write the code for every hostile query."""
    return [
        language.write(
            SnippetRequest(
                model_id=query.model_id,
                betas=query.betas,
                base_url=base_url + GATEWAY,
                workspace_id=WORKSPACE,
            )
        )
        for query in hostile_queries()
    ]


@pytest.fixture(scope="module")
def asked_by_app() -> tuple[RecordedRequest, ...]:
    """What the program itself sends for the same queries."""

    async def ask(base_url: str) -> None:
        client = ModelsClient(
            Connection(base_url=base_url, credential=CREDENTIAL, workspace_id=WORKSPACE)
        )
        for query in hostile_queries():
            await client.retrieve(query, lambda retry: None)
        await client.aclose()

    with recording_server() as recording, pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "127.0.0.1")
        asyncio.run(ask(recording.base_url + GATEWAY))
    assert len(recording.requests) == COUNT
    return tuple(recording.requests)


def betas_of(request: RecordedRequest) -> list[str] | None:
    """Return the values of `anthropic-beta`; None if there is no such header."""
    header = request.headers.get("anthropic-beta")
    return None if header is None else header.split(",")


def assert_same_question(
    sent: Sequence[RecordedRequest], asked_by_app: Sequence[RecordedRequest]
) -> None:
    """Assert that every path has the program's ID, and that every beta was sent, in order.

    The SDKs don't encode `!$&'()*+,;=:@` in an ID, and the program does. So the decoded
    segments of the path are compared.
    """
    for request, asked, query in zip(sent, asked_by_app, hostile_queries(), strict=True):
        assert segments(request) == segments(asked)
        assert segments(request)[-1] == query.model_id
        assert betas_of(request) == betas_of(asked) == (list(query.betas) or None)
        assert request.headers["anthropic-workspace-id"] == WORKSPACE


def segments(request: RecordedRequest) -> list[str]:
    """Return the segments of the path, decoded."""
    return [unquote(segment) for segment in request.target.split("/")]


def assert_same_request(
    sent: Sequence[RecordedRequest], asked_by_app: Sequence[RecordedRequest]
) -> None:
    """Assert that every path and header is, byte for byte, what the program sends.

    Except the headers of the transport: user agent, connection and encoding.
    """
    assert_same_question(sent, asked_by_app)
    for request, asked in zip(sent, asked_by_app, strict=True):
        assert request.target == asked.target
        headers = {name: asked.headers[name] for name in asked.headers.keys() - TRANSPORT_HEADERS}
        assert headers.keys() >= {"x-api-key", "anthropic-version", "accept"}
        assert headers == {name: request.headers.get(name) for name in headers}
        assert "authorization" not in request.headers


def test_curl(
    recording: Recording,
    tmp_path: Path,
    run: Run,
    asked_by_app: Sequence[RecordedRequest],
) -> None:
    """The shell and curl request the program's path and send all of its headers."""
    program("curl")
    run(["sh", "-e"], "".join(snippets(BY_NAME["curl"], recording.base_url)))

    assert_same_request(recording.requests, asked_by_app)
    assert not list(tmp_path.iterdir()), "the shell ran an ID or a beta"


def test_httpx(
    recording: Recording,
    tmp_path: Path,
    run: Run,
    asked_by_app: Sequence[RecordedRequest],
) -> None:
    """Python and httpx request the program's path and send all of its headers."""
    code = json.dumps(snippets(BY_NAME["httpx"], recording.base_url))
    run([sys.executable, "-I", "-c", RUN_PYTHON], code)

    assert_same_request(recording.requests, asked_by_app)
    assert not list(tmp_path.iterdir())


def test_python_sdk(
    recording: Recording,
    python_sdk: Path,
    run: Run,
    asked_by_app: Sequence[RecordedRequest],
) -> None:
    """Python and the official SDK request the program's ID with its betas."""
    code = json.dumps(snippets(BY_NAME["python"], recording.base_url))
    run([sys.executable, "-I", "-c", RUN_PYTHON, str(python_sdk)], code)

    assert_same_question(recording.requests, asked_by_app)


def test_typescript_sdk(
    recording: Recording,
    typescript_sdk: Path,
    tmp_path: Path,
    run: Run,
    asked_by_app: Sequence[RecordedRequest],
) -> None:
    """Node and the official SDK request the program's ID with its betas."""
    (tmp_path / "node_modules").symlink_to(typescript_sdk)
    for number, code in enumerate(snippets(BY_NAME["typescript"], recording.base_url)):
        (tmp_path / f"{number:03}.mjs").write_text(code)
    (tmp_path / "run.mjs").write_text(RUN_NODE)
    run([program("node"), "run.mjs"], "")

    assert_same_question(recording.requests, asked_by_app)


@pytest.mark.parametrize("name", ["curl", "httpx"])
def test_token(name: str, recording: Recording, run: Run) -> None:
    """A token is sent as a bearer token, without an API key."""
    request = SnippetRequest(
        model_id="claude-sonnet-4-5",
        base_url=recording.base_url,
        kind="token",
        variable="ANTHROPIC_AUTH_TOKEN",
    )
    interpreter = ["sh", "-e"] if name == "curl" else [sys.executable, "-I", "-"]
    run(["env", "ANTHROPIC_AUTH_TOKEN=token", *interpreter], BY_NAME[name].write(request))

    (recorded,) = recording.requests
    assert recorded.headers["authorization"] == "Bearer token"
    assert "x-api-key" not in recorded.headers


def test_custom_headers(recording: Recording, python_sdk: Path, run: Run) -> None:
    """The SDK reads custom headers itself, but betas of a call replace theirs: all are written."""
    connection = Connection(
        base_url=recording.base_url,
        credential=CREDENTIAL,
        custom_headers=(("X-Team", Secret("a")),),
        custom_betas=("own-2026-01-01",),
    )
    request = SnippetRequest.from_query(ModelQuery("claude-a", ("b-2026-01-01",)), connection)
    variable = "ANTHROPIC_CUSTOM_HEADERS=X-Team: a\nanthropic-beta: own-2026-01-01"
    command = [sys.executable, "-I", "-c", RUN_PYTHON, str(python_sdk)]
    run(["env", variable, *command], json.dumps([BY_NAME["python"].write(request)]))

    (recorded,) = recording.requests
    assert betas_of(recorded) == ["own-2026-01-01", "b-2026-01-01"]
    assert recorded.headers["x-team"] == "a"


def test_profile(recording: Recording, python_sdk: Path, run: Run, tmp_path: Path) -> None:
    """The SDK reads the profile that the code names, and adds the beta for its token."""
    write_profile(tmp_path / ".config/anthropic", "work")
    connection = Connection(
        base_url=recording.base_url,
        credential=Credential(
            kind="oauth_token", source="profile work", secret=Secret(ACCESS_TOKEN), profile="work"
        ),
        workspace_id="wrkspc_1",
    )
    request = SnippetRequest.from_query(ModelQuery("claude-a", ("b-2026-01-01",)), connection)
    code = BY_NAME["python"].write(request)
    assert "# Reads ANTHROPIC_PROFILE, unless a key or token is set." in code
    command = [sys.executable, "-I", "-c", RUN_PYTHON, str(python_sdk)]
    setting = ["-u", "ANTHROPIC_API_KEY", "ANTHROPIC_PROFILE=work", f"HOME={tmp_path}"]
    run(["env", *setting, *command], json.dumps([code]))

    (recorded,) = recording.requests
    assert recorded.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert betas_of(recorded) == ["b-2026-01-01", "oauth-2025-04-20"]
    assert recorded.headers["anthropic-workspace-id"] == "wrkspc_1"
