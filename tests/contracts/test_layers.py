"""What each layer may import, and when."""

import ast
import json
import os
import select
import socket
import subprocess
import sys

import pytest
from support.program import PATIENCE, PROGRAM, ROOT, environment, run_command
from support.sources import modules

pytestmark = pytest.mark.xdist_group("sources")

LATE = {
    "__main__.py",
    "api/certificates.py",
    "api/rejections.py",
    "api/client.py",
    "cli/__init__.py",
    "cli/parser.py",
    "cli/setup.py",
    "domain/catalog.py",
    "history/history.py",
    "known_names.py",
    "presentation/outcome_reports.py",
    "session.py",
    "settings/profiles.py",
    "settings/reader.py",
    "terminal/diff.py",
    "terminal/input.py",
    "tui/app.py",
    "tui/screens/lookup.py",
    "tui/widgets/report_view.py",
}
"""The files that may have imports inside functions; each import says why."""


def test_the_import_contracts_hold() -> None:
    """Imports only point down, and each library is imported by one package only."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    result = subprocess.run(
        [*command, "--no-cache"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_nothing_is_imported_for_types_only() -> None:
    """No `TYPE_CHECKING` block hides a cycle."""
    names = (
        (path, name.id)
        for path, tree in modules().items()
        for name in ast.walk(tree)
        if isinstance(name, ast.Name)
    )
    assert [path for path, name in names if name == "TYPE_CHECKING"] == []


def test_late_imports_are_where_they_are_meant() -> None:
    """An import is inside a function only if that saves startup time or handles Ctrl+C."""
    late = {
        path
        for path, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert late <= LATE


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_import_little(flag: str) -> None:
    """`--help` and `--version` load no library, no event loop, and few modules."""
    loaded = _loaded_by(flag)
    heavy = {"textual", "rich", "httpx", "pydantic", "platformdirs", "asyncio", "dataclasses"}
    assert loaded & heavy == set()
    assert len(loaded) < 100


def test_the_one_shot_command_never_imports_textual() -> None:
    """A lookup with `--plain` loads what asks, but not what draws, nor httpx's command line."""
    loaded = _loaded_by("claude-haiku-4-5", "--demo", "--plain")
    assert "httpx" in loaded
    assert loaded & {"textual", "rich", "pygments", "click"} == set()


@pytest.mark.parametrize("argument", ["claude-haiku-4-5", "--list"])
def test_pydantic_is_imported_while_the_request_is_under_way(argument: str) -> None:
    """The request is sent without pydantic, and the import does not wait for the response.

    They wait for each other: pydantic can be imported only once the request has arrived, and
    the response is sent only once pydantic is requested.
    """
    model = {"type": "model", "id": "claude-1", "created_at": "2026-01-01T00:00:00Z"}
    body = json.dumps(model if argument != "--list" else {"data": [model], "has_more": False})
    wanted, wants = os.pipe()
    allowed, allows = os.pipe()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        env = environment(
            ANTHROPIC_API_KEY="sk-ant-test",
            ANTHROPIC_BASE_URL=f"http://127.0.0.1:{server.getsockname()[1]}",
            PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}",
        )
        command = [sys.executable, "-m", "support.import_gate", str(wants), str(allowed)]
        program = subprocess.Popen(
            [*command, argument, "--plain", "--no-history"],
            env=env,
            stdout=subprocess.PIPE,
            pass_fds=(wants, allowed),
        )
        with program:
            try:
                connection = server.accept()[0]
                connection.settimeout(PATIENCE)
                assert connection.recv(65536).startswith(b"GET ")
                os.write(allows, b"a")
                assert select.select([wanted], [], [], PATIENCE)[0], "pydantic isn't wanted"
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body))
                connection.sendall(body.encode())
                assert program.stdout
                assert b"claude-1" in program.stdout.read()
                connection.close()
            finally:
                program.kill()
    for descriptor in (wanted, wants, allowed, allows):
        os.close(descriptor)


@pytest.mark.parametrize("module", ["modelbrowser.cli.setup", "modelbrowser.tui.app"])
def test_the_first_paint_waits_for_no_client(module: str) -> None:
    """Neither the composition root nor the app imports httpx or pydantic."""
    code = f"import {module}, sys; print(*sys.modules)"
    loaded = set(run_command(sys.executable, "-c", code).stdout.decode().split())
    assert loaded & {"httpx", "pydantic"} == set()


def _loaded_by(*arguments: str) -> set[str]:
    """The modules that are loaded at the end of a run."""
    result = run_command(sys.executable, "-X", "importtime", *PROGRAM[1:], *arguments)
    assert result.returncode == 0
    lines = result.stderr.decode().splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
