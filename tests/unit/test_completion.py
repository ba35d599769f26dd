"""Completion in the shell: names of the last list, kept per host, without a request."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from support import answers
from support.apps import KEY
from support.profiles import write_profile
from support.program import PROGRAM, ROOT, environment, run
from support.programs import program
from support.servers import RawServer

LISTED = ("claude-new-1", "claude-haiku-4-5-20251001", "claude-$(touch x)", "claude-a b")
OFFERED = ["claude-haiku-4-5", "claude-new-1", "claude-haiku-4-5-20251001"]
"""Aliases first; what a shell might expand, or take for two words, is not kept."""


def _kept(home: Path) -> Path:
    return home / ".local" / "state" / "modelbrowser" / "models"


def _env(url: str, home: Path) -> dict[str, str]:
    return environment(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=url, HOME=str(home))


def _offered(env: dict[str, str], kind: str = "models") -> list[str]:
    done = run("--complete", kind, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode().splitlines()


def test_the_names_of_the_last_list_are_offered(tmp_path: Path) -> None:
    """Names that a host has listed are kept for its user alone, and offered without a request."""
    with RawServer(answers.page(*LISTED)) as server:
        env = _env(server.url, tmp_path)
        assert _offered(env) == []
        assert run("--list", env=env).returncode == 0
        assert _offered(env) == OFFERED
        server.change(answers.page("claude-next-1"))
        assert run("x", "--retiring-within", "60", env=env).stdout
        requests = len(server.requests)
        assert _offered(env) == ["claude-next-1"]
        assert len(server.requests) == requests
    assert stat.S_IMODE(_kept(tmp_path).stat().st_mode) == 0o600
    # Another host has names of its own.
    assert _offered(_env("https://gateway.example", tmp_path)) == []


@pytest.mark.parametrize("arguments", [("--list", "--no-history"), ("--list", "--demo")])
def test_nothing_is_kept_without_a_history_or_from_the_demo(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    """Nothing is kept with `--no-history`, or from the demo."""
    with RawServer(answers.page(*LISTED)) as server:
        run(*arguments, env=_env(server.url, tmp_path))
    assert not _kept(tmp_path).exists()


def test_names_that_are_kept_are_not_offered_without_a_history(tmp_path: Path) -> None:
    """With `history = false` in the settings, nothing is offered either."""
    with RawServer(answers.page(*LISTED)) as server:
        env = _env(server.url, tmp_path)
        run("--list", env=env)
        config = tmp_path / "config.toml"
        config.write_text("history = false\n")
        assert _offered(env | {"MODELBROWSER_CONFIG": str(config)}) == []


def test_an_unwritable_folder_does_not_disturb_the_list(tmp_path: Path) -> None:
    """If the names can't be stored, the list is still printed."""
    (tmp_path / ".local").write_text("a file in the place of a folder")
    with RawServer(answers.page(*LISTED)) as server:
        done = run("--list", env=_env(server.url, tmp_path))
    assert (done.returncode, len(done.stdout.splitlines())) == (0, len(LISTED))


@pytest.fixture
def shell_env(tmp_path: Path) -> dict[str, str]:
    """An environment in which `modelbrowser` is a command with names and profiles to offer."""
    command = tmp_path / "bin" / "modelbrowser"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {" ".join(PROGRAM)} "$@"\n')
    command.chmod(0o755)
    for name in ("work", "home", "$(id)", "\x1b[31m"):
        write_profile(tmp_path / "anthropic", name)
    with RawServer(answers.page(*LISTED)) as server:
        env = _env(server.url, tmp_path)
        run("--list", env=env)
    return env | {
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "ANTHROPIC_CONFIG_DIR": str(tmp_path / "anthropic"),
    }


_BASH = """
source "$1"
COMP_WORDS=(modelbrowser "${@:2}")
COMP_CWORD=$#
((COMP_CWORD--))
_shtab_modelbrowser
printf '%s\\n' "${COMPREPLY[@]}"
"""
_ZSH = """
_arguments() { :; }
compdef() { :; }
compadd() { shift; print -l -- "$@"; }
eval "$(<$1)"
_modelbrowser_$2
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["claude-"], OFFERED),
        (["--plain", "claude-new-1", "claude-ha"], [OFFERED[0], OFFERED[2]]),
        (["--profile", ""], ["home", "work"]),
    ],
)
def test_bash_offers_names(typed: list[str], offered: list[str], shell_env: dict[str, str]) -> None:
    """In a real bash, models and profiles are offered."""
    script = ROOT / "completions" / "modelbrowser.bash"
    done = _run([program("bash"), "-c", _BASH, "bash", script, *typed], shell_env)
    assert done == sorted(offered)


@pytest.mark.parametrize(
    ("typed", "offered"), [("claude-", OFFERED), ("--profile ''", ["home", "work"])]
)
def test_fish_offers_names(typed: str, offered: list[str], shell_env: dict[str, str]) -> None:
    """In a real fish, models and profiles are offered, with room for the whole name."""
    source = ROOT / "completions" / "modelbrowser.fish"
    script = f"source {source}; complete -C 'modelbrowser {typed}'"
    done = _run([program("fish"), "--no-config", "-c", script], shell_env)
    assert {line.split("\t")[0] for line in done} >= set(offered)
    assert max(map(len, done)) < 80


@pytest.mark.parametrize(("kind", "offered"), [("models", OFFERED), ("profiles", ["home", "work"])])
def test_zsh_offers_names(kind: str, offered: list[str], shell_env: dict[str, str]) -> None:
    """In a real zsh, models and profiles are offered."""
    script = ROOT / "completions" / "_modelbrowser"
    done = _run([program("zsh"), "-f", "-c", _ZSH, "zsh", script, kind], shell_env)
    assert done == sorted(offered)


def _run(command: list[str | Path], env: dict[str, str]) -> list[str]:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    return sorted(filter(None, done.stdout.splitlines()))
