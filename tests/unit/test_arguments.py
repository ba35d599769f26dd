"""The command line, with and without anything on it."""

from modelbrowser.cli.arguments import Arguments
from modelbrowser.cli.parser import parse_arguments


def test_nothing_said_is_all_defaults() -> None:
    """Without arguments the parser is not even loaded; it would have said the same."""
    assert parse_arguments([]) == Arguments()


def test_everything_said_is_kept() -> None:
    """MODELs may stand anywhere, also after `--`, and keep their order."""
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
