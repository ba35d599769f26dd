"""The commands in the documents work."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.program import PROGRAM, ROOT, environment, run, run_command
from support.programs import program

from modelbrowser.domain.catalog import find_known, load_catalog

README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = ("*.md", "docs/*.md", "modelbrowser/terminal/*.md")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def _documents() -> list[tuple[Path, str]]:
    """Every document, with its text."""
    paths = sorted(path for pattern in DOCUMENTS for path in ROOT.glob(pattern))
    return [(path, path.read_text("utf-8")) for path in paths]


def test_the_demo_command_is_the_first() -> None:
    """README's first command starts the demo, in one line."""
    assert BLOCKS[0].count("\n") == 1
    assert BLOCKS[0].endswith("&& .venv/bin/modelbrowser --demo\n")


def _found_by_check(readme: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What `./check` treats as the test command of a README."""
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
    """Only the marked block is found, wherever it is; without it, the check fails."""
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


def test_the_documents_name_every_option() -> None:
    """Every option in `--help` is in README or in a document for users."""
    named = set(re.findall(r"--[a-z][a-z-]+", "".join(text for _, text in _documents())))
    options = set(re.findall(r"--[a-z][a-z-]+", run("--help").stdout.decode()))
    assert options - {"--help", "--version"} <= named


def test_readme_is_short() -> None:
    """README can be read in a few minutes; details are in docs/."""
    assert len(README.splitlines()) <= 150


_SHELL_BLOCKS = re.findall(r"^```console\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
_COMMANDS = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", "".join(_SHELL_BLOCKS), re.MULTILINE)
_SCRIPTS = (ROOT / "docs" / "scripts.md").read_text("utf-8")
_EXAMPLES = re.findall(r"^modelbrowser .+$", _SCRIPTS, re.MULTILINE)


@pytest.fixture
def in_shell(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[bytes]]:
    """Run a line in a shell that finds the program, on demo data, under its name."""
    program("jq")
    shim = tmp_path / "modelbrowser"
    # Without the notice that it is demo data, and with the program's exit code.
    run = f'{" ".join(PROGRAM)} --demo --no-history "$@" 2>&1 >&3 | grep -v ": Demo data" >&2'
    shim.write_text(
        f"#!/bin/bash\n{{ {run}; code=${{PIPESTATUS[0]}}; }} 3>&1\nexit $code\n", "utf-8"
    )
    shim.chmod(0o755)
    env = environment(PATH=f"{tmp_path}:{os.environ['PATH']}")
    return lambda line: run_command("/bin/bash", "-c", f"set -o pipefail; {line}", env=env)


@pytest.mark.parametrize(("command", "printed"), _COMMANDS, ids=[each for each, _ in _COMMANDS])
def test_readmes_commands_print_what_they_say(
    command: str, printed: str, in_shell: Callable[[str], subprocess.CompletedProcess[bytes]]
) -> None:
    """Each command in README runs as written and prints what README shows, except for times."""
    done = in_shell(f"{{ {command}; }} 2>&1")
    assert _without_times(done.stdout.decode()) == _without_times(printed)


def test_readme_has_the_check_of_a_repository() -> None:
    """The last question has the command and the output from docs/check.md, which are tested."""
    question = README.partition("**Which models in my repository are being retired?**")[
        2
    ].partition("\n## ")[0]
    blocks = re.findall(r"^```[a-z]+\n.*?^```$", question, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    assert all(block in (ROOT / "docs" / "check.md").read_text("utf-8") for block in blocks)


def _without_times(text: str) -> str:
    return re.sub(r"\d+ (ms|years?|months?|days?)\b", "…", text)


@pytest.mark.parametrize("example", _EXAMPLES)
def test_examples_for_scripts_print_model_ids(
    example: str, in_shell: Callable[[str], subprocess.CompletedProcess[bytes]]
) -> None:
    """Each example in docs/scripts.md runs as written and prints model IDs."""
    done = in_shell(example)
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert lines
    assert all(line.startswith("claude-") for line in lines)


@pytest.mark.parametrize("path", [path for path, _ in _documents()], ids=str)
def test_no_command_has_a_model_about_to_retire(path: Path) -> None:
    """The models in the commands of the documents are current, and have no retirement date."""
    blocks = re.findall(r"^```.*?^```$", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    commands = re.findall(r"^.*\bmodelbrowser .*$", "\n".join(blocks), re.MULTILINE)
    names = re.findall(r"(?<![\w/-])claude-[\w-]+", "\n".join(commands))
    models = [find_known(name, load_catalog().models) for name in names]
    assert all(model and model.lifecycle == "active" for model in models)


_PATH_OF_A_LOOKUP = (
    (ROOT / "docs" / "architecture.md")
    .read_text("utf-8")
    .partition("## The path of a lookup")[2]
    .partition("\n## ")[0]
)
_STEPS = re.findall(r"^([\w/]+\.py) +(.*(?:\n {20,}.*)*)", _PATH_OF_A_LOOKUP, re.MULTILINE)


@pytest.mark.parametrize(("file", "words"), _STEPS, ids=[file for file, _ in _STEPS])
def test_the_path_of_a_lookup_is_in_the_code(file: str, words: str) -> None:
    """Each file that architecture.md lists on the path exists, and has the names given there."""
    code = (ROOT / "modelbrowser" / file).read_text("utf-8")
    words = re.sub(r"\S*/\S*|\S*\.py", "", words)
    names = re.findall(r"\b(?:\w*_\w+|[A-Z]+[a-z]+[A-Z]\w*)\b", words)
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.parametrize("path", [path for path, _ in _documents()], ids=str)
def test_links_lead_somewhere(path: Path) -> None:
    """Every link within the project leads to an existing file, and to a heading in it."""
    text = path.read_text("utf-8")
    targets = re.findall(r"\]\(([^):]+)\)|(?:src|srcset)=\"([^\":]+)\"", text)
    for name, _, heading in (f"{link or image}".partition("#") for link, image in targets):
        target = path.parent / name if name else path
        assert target.exists(), name
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert heading in {title.lower().replace(" ", "-") for title in titles}
