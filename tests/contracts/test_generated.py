"""Generated files are up to date, and work where they are used."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pexpect
import pytest
from support.program import ROOT, environment
from support.programs import program

from modelbrowser.cli.arguments import SETTINGS
from modelbrowser.cli.parser import PARSER
from modelbrowser.domain.connection import DEFAULT_API_VERSION, DEFAULT_TIMEOUT
from modelbrowser.errors import ExitCode
from modelbrowser.settings.reader import TABLE, Settings

pytestmark = pytest.mark.xdist_group("generated")

COMPLETIONS = ROOT / "completions"
MANUAL = ROOT / "docs" / "modelbrowser.1"
REFERENCE = ROOT / "docs" / "settings.md"
FILES = [MANUAL, REFERENCE, ROOT / "docs" / "keys.md", *sorted(COMPLETIONS.iterdir())]
WAIT = 20
"""How long to wait for zsh, in seconds."""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all files, generated again."""
    folder = tmp_path_factory.mktemp("generated")
    command: list[str | Path] = [sys.executable, ROOT / "docs" / "generate.py", folder]
    subprocess.run(command, env=environment(COLUMNS="40"), timeout=60, check=True)
    return folder


def test_the_script_generates_all_files(generated: Path) -> None:
    """The script writes the completions, the manual page and the reference, and nothing else."""
    written = {path.relative_to(generated) for path in generated.rglob("*") if path.is_file()}
    assert written == {path.relative_to(ROOT) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_up_to_date(path: Path, generated: Path) -> None:
    """A committed file is what `python docs/generate.py` writes."""
    assert (generated / path.relative_to(ROOT)).read_text("utf-8") == path.read_text("utf-8")


def test_the_help_has_the_defaults() -> None:
    """The defaults in the help are right, although it doesn't import them, to stay fast."""
    shown = re.findall(r"\(default: (\S+)\)", " ".join(PARSER.format_help().split()))
    assert shown == [f"{DEFAULT_TIMEOUT:g}", DEFAULT_API_VERSION]


def test_the_exit_codes_are_documented() -> None:
    """README's table and the JSON schema have the exit codes of the code."""
    table = "".join(f"| {code} | {code.meaning} |\n" for code in ExitCode)
    assert f"|---|---|\n{table}| 128+n | killed by signal n" in (ROOT / "README.md").read_text(
        "utf-8"
    )
    schema = (ROOT / "docs" / "json.schema.json").read_text("utf-8")
    assert (
        f'"exit_code": {{ "type": "integer", "minimum": 1, "maximum": {max(ExitCode)} }}' in schema
    )


def test_man_shows_the_manual_page() -> None:
    """`man` formats the page without a warning, and it has every option of the help."""
    command: list[str | Path] = [program("man"), "--warnings", "--local-file", MANUAL]
    done = subprocess.run(
        command,
        env=environment(MANPAGER="cat", MANWIDTH="200", LC_ALL="C.UTF-8"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    options = {
        word.strip("[],") for word in PARSER.format_help().split() if word.startswith(("--", "[--"))
    }
    assert [option for option in options if option not in done.stdout] == []
    headings = re.findall(r"^[A-Z][A-Z ]+$", done.stdout, re.MULTILINE)
    assert headings == [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "KEYS",
        "FILES",
        "ENVIRONMENT",
        "EXIT STATUS",
        "EXAMPLES",
        "SEE ALSO",
    ]


def test_the_reference_names_every_setting() -> None:
    """Each setting has a row with its flag, variable, values and meaning."""
    rows = [
        line.split(" | ")
        for line in REFERENCE.read_text("utf-8").splitlines()
        if line.count(" | ") == 5 and not line.startswith("| Key")
    ]
    names = [name if setting.in_file else "" for name, setting in TABLE.items()]
    assert [row[0].strip("| `") for row in rows] == names
    assert all(len(row) == 6 and row[3] and row[5] for row in rows)
    flags = {row[1].strip("`").split()[0] for row in rows if row[1]}
    assert len(flags) == len(SETTINGS)
    assert {field.name for field in fields(Settings)} - set(TABLE) == {"connection", "notices"}


_BASH = """
source "$1"
COMP_WORDS=(modelbrowser "${@:2}")
COMP_CWORD=$#
((COMP_CWORD--))
complete_function=$(complete -p modelbrowser | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$complete_function"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["--ti"], {"--timezone", "--timeout"}),
        (["claude-opus-5", "--js"], {"--json"}),
        (["--beta", "skills-"], {"skills-2025-10-02"}),
        (["--list", "--ret"], {"--retired", "--retiring-within"}),
    ],
)
def test_bash_completes(typed: list[str], offered: set[str]) -> None:
    """In a real bash the completion offers options and known beta values."""
    done = subprocess.run(
        ["bash", "-c", _BASH, "bash", COMPLETIONS / "modelbrowser.bash", *typed],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert set(done.stdout.split()) == offered


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("--ti", {"--timezone", "--timeout"}),
        ("claude-opus-5 --js", {"--json"}),
        ("--beta skills-", {"skills-2025-10-02"}),
        ("--fail-on not-", {"not-found", "not-a-model-id"}),
    ],
)
def test_fish_completes(typed: str, offered: set[str]) -> None:
    """In a real fish the completion offers options and known values."""
    script = f"source {COMPLETIONS}/modelbrowser.fish; complete -C 'modelbrowser {typed}'"
    done = subprocess.run(
        [program("fish"), "--no-config", "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == offered


def test_zsh_completes(tmp_path: Path) -> None:
    """In a real zsh on a terminal, Tab completes an option, a beta value and a second MODEL."""
    command = tmp_path / "modelbrowser"
    command.write_text("#!/bin/sh\necho claude-second-1\n")
    command.chmod(0o755)
    shell = pexpect.spawn(
        program("zsh"), ["-f"], env=environment(TERM="dumb", PS1="> "), encoding="utf-8",
        timeout=WAIT, dimensions=(24, 200),
    )  # fmt: skip
    try:
        shell.sendline(f"fpath=({COMPLETIONS} $fpath); autoload -Uz compinit; compinit -u -D")
        shell.sendline(f"path=({tmp_path} $path)")
        shell.sendline("modelbrowser() { print -r -- asked: $*; }; print rea''dy")
        shell.expect("\nready")
        # The first Tab only loads the file and lists the matches.
        shell.send("modelbrowser --timeo\t\t7 --beta skills-\tclaude-opus-5 --js\tclaude-se\t\n")
        shell.expect(
            "asked: --timeout 7 --beta skills-2025-10-02 claude-opus-5 --json claude-second-1"
        )
    finally:
        shell.close(force=True)
