"""The command line, empty or with arguments."""

import os
from pathlib import Path

import pytest

from modelbrowser.cli import setup
from modelbrowser.cli.arguments import Arguments, UsageError
from modelbrowser.cli.parser import parse_arguments
from modelbrowser.domain.query import KEY_FOUND, InvalidBetaError
from modelbrowser.history.history import BRIEF_WAIT, SCRIPT_WAIT


def test_no_arguments_are_the_defaults() -> None:
    """Without arguments the parser is not loaded; it would return the defaults."""
    assert parse_arguments([]) == Arguments()


def test_arguments_keep_their_order() -> None:
    """MODELs may be anywhere, also after `--`, and keep their order."""
    arguments = parse_arguments(
        ["a", "-b", "x", "--no-mouse", "b", "--beta=y", "--json", "--timeout", "9", "--", "-c"]
    )
    assert arguments == Arguments(
        models=("a", "b", "-c"),
        betas=("x", "y"),
        mouse=False,
        output_format="json",
        timeout="9",
    )


@pytest.mark.parametrize("days", ["-1", "36501", "9" * 5000, "1.5", "\u0663", ""])
def test_days_are_a_number_in_range(days: str) -> None:
    """Anything but a number of days from 0 to 36,500 is a usage error that says so."""
    with pytest.raises(UsageError, match="not a number of days from 0 to 36500"):
        parse_arguments(["x", f"--retiring-within={days}"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fail-on", "vk-canary-0123"],
        ["--fail-on", "retired,sk-canary"],
        ["--retiring-within", "vk-canary-0123"],
        ["--complete", "vk-canary-0123"],
        ["--demo=vk-canary-0123"],
        ["--no-mouse=it's-canary"],
        ["-hvk-canary-0123"],
        ["-kvk-canary-0123"],
        ["--key=vk-canary-0123"],
        ["--demo=sk-ant-canary"],
        ["--sk-ant-canary"],
        ["--demo=a\ncanary"],
    ],
)
def test_values_are_not_quoted(arguments: list[str]) -> None:
    """A usage error names the option, but not its value, which may be a key of any form."""
    with pytest.raises(UsageError) as caught:
        parse_arguments(["claude-x", *arguments])
    assert "canary" not in f"{caught.value.message} {caught.value.remedy}"


@pytest.mark.parametrize("blank", ["", " ", "''"])
def test_a_blank_variable_counts_as_unset(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the variables for certificates are blank, OpenSSL uses the system's authorities."""
    monkeypatch.setenv("SSL_CERT_FILE", blank)
    monkeypatch.setenv("SSL_CERT_DIR", blank)
    setup.set_up(parse_arguments(["claude-x", "--demo", "--plain"]))
    assert os.environ.keys().isdisjoint({"SSL_CERT_FILE", "SSL_CERT_DIR"})


def test_a_script_waits_longer_for_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """The result on screen is not held up; a script, which may run in parallel, misses no move."""
    waits = []
    for output_format in (None, "json"):
        monkeypatch.setattr(setup, "_output_format", lambda _, given=output_format: given)
        _, session, _ = setup.set_up(parse_arguments(["--demo"]))
        waits.append(session.history._wait)
    assert waits == [BRIEF_WAIT, SCRIPT_WAIT]


@pytest.mark.parametrize("in_file", [False, True])
def test_the_credential_is_not_listed_as_a_beta(
    *, in_file: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway's key given as a beta is rejected, without being quoted, before it is shown."""
    key, file = "gw-canary-0123456789", tmp_path / "config.toml"
    file.write_text(f'betas = ["{key}"]' if in_file else "")
    monkeypatch.setenv("ANTHROPIC_API_KEY", key)
    monkeypatch.setenv("MODELBROWSER_CONFIG", str(file))
    monkeypatch.setattr(setup, "_output_format", lambda _arguments: None)
    arguments = parse_arguments([] if in_file else ["--beta", key])
    settings, session, _ = setup.set_up(arguments)
    with pytest.raises(InvalidBetaError, match=KEY_FOUND):
        setup.run_tui(arguments, settings, session)
