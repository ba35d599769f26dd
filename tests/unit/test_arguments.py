"""The command line, empty or with arguments."""

from modelbrowser.cli.arguments import Arguments
from modelbrowser.cli.parser import parse_arguments


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
