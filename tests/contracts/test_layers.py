"""What each layer may import, and when."""

import ast
import subprocess
import sys

import pytest
from support.program import PROGRAM, ROOT, environment, run_command
from support.sources import modules

LATE = {
    "api/certificates.py",
    "cli/__init__.py",
    "cli/parser.py",
    "cli/run.py",
    "domain/catalogue.py",
    "history/history.py",
    "presentation/reports.py",
    "session.py",
    "settings/profiles.py",
    "settings/reader.py",
    "terminal/cells.py",
    "terminal/input.py",
    "tui/app.py",
    "tui/run.py",
    "tui/screens/lookup.py",
}
"""Here imports may stand inside functions; each says why."""


def test_the_import_contracts_hold() -> None:
    """Imports point down only, and each library is known to its own room only."""
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
    """Only what saves time at the start is imported inside a function."""
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
    """A lookup with `--sanitize` loads what asks, but not what draws, nor httpx's command line."""
    loaded = _loaded_by("claude-haiku-4-5", "--demo", "--plain")
    assert "httpx" in loaded
    assert loaded & {"textual", "rich", "pygments", "click"} == set()


@pytest.mark.parametrize("module", ["modelbrowser.cli.run", "modelbrowser.tui.app"])
def test_the_first_paint_waits_for_no_client(module: str) -> None:
    """Neither the composition root nor the app imports httpx or pydantic."""
    code = f"import {module}, sys; print(*sys.modules)"
    loaded = set(run_command(sys.executable, "-c", code).stdout.decode().split())
    assert loaded & {"httpx", "pydantic"} == set()


def _loaded_by(*arguments: str) -> set[str]:
    """The modules that a run of the program has loaded at its end."""
    result = run_command(sys.executable, "-X", "importtime", *PROGRAM[1:], *arguments)
    assert result.returncode == 0
    lines = result.stderr.decode().splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
