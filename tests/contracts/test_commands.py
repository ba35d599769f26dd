"""The documents' commands are the ones that are run."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from support.program import PROGRAM, ROOT, environment, run, run_command
from support.programs import program

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_demo_command_is_the_first() -> None:
    """README's first command starts the demo, in one line."""
    assert BLOCKS[0].count("\n") == 1
    assert BLOCKS[0].endswith("&& .venv/bin/modelbrowser --demo\n")


def _found_by_check(readme: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What `./check` takes for the test command of a README."""
    script = (ROOT / "check").read_text("utf-8")
    found = re.search(r"^test_command=.*\n: .*\n", script, re.MULTILINE)
    assert found
    (folder / "README.md").write_text(readme, "utf-8")
    return subprocess.run(
        ["bash", "-c", f'{found[0]}printf "%s\\n" "$test_command"'],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_check_runs_readmes_test_command(tmp_path: Path) -> None:
    """`./check` takes the test command from README, by its mark, and it runs all tests."""
    taken = _found_by_check(README, tmp_path).stdout
    assert taken in BLOCKS
    assert taken.count("\n") == 1
    assert taken.endswith("&& .venv/bin/pytest\n")
    assert 'eval "$test_command"' in (ROOT / "check").read_text("utf-8")


def test_the_mark_is_what_the_check_finds(tmp_path: Path) -> None:
    """Wherever the marked block is, it is found whole, and no other; without it the check fails."""
    blocks = "```sh\none\n```\n{}\n```sh\ntwo\nthree\n```\n\n```sh\nfour\n```\n"
    marked = _found_by_check(blocks.format("<!-- test command -->"), tmp_path)
    assert marked.stdout == "two\nthree\n"
    assert _found_by_check(blocks.format("tests:"), tmp_path).returncode != 0


def test_ci_runs_the_check() -> None:
    """`.ci/run` ends in `./check`, on a fresh environment."""
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.endswith("rm -rf .venv\nexec ./check\n")


def test_the_hooks_run_what_the_check_runs() -> None:
    """Each hook for a commit is a command of `./check`; ruff corrects what it can."""
    config = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    entries = re.findall(r"^ +entry: (.+)$", config, re.MULTILINE)
    assert entries == [".venv/bin/ruff format", ".venv/bin/ruff check --fix", ".venv/bin/mypy"]
    check = (ROOT / "check").read_text("utf-8").splitlines()
    commands = [" ".join(entry.split()[:2]) for entry in entries]
    assert all(any(line.startswith(command) for line in check) for command in commands)


def test_readme_names_every_option() -> None:
    """Every option of `--help` that sets something is in README, and the other way round."""
    options = set(re.findall(r"--[a-z][a-z-]+", run("--help").stdout.decode()))
    named = set(re.findall(r"--[a-z][a-z-]+", README.partition("## Everyday use")[2]))
    assert options - {"--help", "--version"} == named


_SCRIPTS = README.partition("\n## In scripts\n")[2].partition("\n## ")[0]
_EXAMPLES = re.search(r"^```sh\n(.*?)^```$", _SCRIPTS, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0, ["claude-sonnet-4-5-20250929"]),
        (1, ["claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101"]),
        (2, ["claude-sonnet-4-5-20250929"]),
        (3, ["claude-sonnet-4-5-20250929 2026-11-30"]),
        (4, ["claude-opus-4-1-20250805", "claude-3-haiku-20240307"]),
    ],
)
def test_readmes_examples_do_what_they_say(number: int, printed: list[str], tmp_path: Path) -> None:
    """Each example for scripts runs as it stands there, on demo data, and prints model IDs."""
    assert _EXAMPLES
    example = _EXAMPLES[1].splitlines()[number]
    program("jq")
    shim = tmp_path / "modelbrowser"
    shim.write_text(f'#!/bin/sh\nexec {" ".join(PROGRAM)} --demo "$@"\n', "utf-8")
    shim.chmod(0o755)
    env = environment(PATH=f"{tmp_path}:{os.environ['PATH']}")
    done = run_command("/bin/bash", "-c", f"set -o pipefail; {example}", env=env)
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert set(printed) <= set(lines)
    assert number == 4 or lines == printed


@pytest.mark.parametrize(
    "document",
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/json.md"],
)
def test_links_lead_somewhere(document: str) -> None:
    """Every link within the project leads to a file that is there."""
    path = ROOT / document
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []
