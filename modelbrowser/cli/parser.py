"""Reads the command line, and explains it."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from modelbrowser.cli.arguments import Arguments, UsageError
from modelbrowser.errors import ExitCode

_EPILOG = """\
Environment:
  ANTHROPIC_API_KEY       the API key
  ANTHROPIC_AUTH_TOKEN    a token, used where there is no key
  ANTHROPIC_BASE_URL      whom to ask; ANTHROPIC_WORKSPACE_ID: in which workspace
  TZ                      the time zone of dates
  NO_COLOR                no colours
  MODELBROWSER_CONFIG     another file in place of config.toml

Exit codes:
{codes}
  128+n   signal n
  Of several MODELs it is the highest.

A MODEL that begins with a dash is given after --.
""".format(codes="\n".join(f"  {code:<7} {code.meaning}" for code in ExitCode))


class _Parser(ArgumentParser):
    @property
    def options(self) -> list[str]:
        """All options, as they are typed."""
        return list(self._option_string_actions)

    def error(self, message: str) -> NoReturn:
        # Late, because help and version need nothing of it.
        from modelbrowser.domain.query import looks_like_key

        # The message may quote what was typed, which may be a key.
        if looks_like_key(message):
            message = "that looks like an API key, and other programs can read a command line"
        raise UsageError(f"{message}.", "See modelbrowser --help.")


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Parse the command line.

    Raises:
        UsageError: If it does not make sense.
    """
    before, after = _split(argv)
    # Intermixed, so that options may stand between MODELs.
    parsed, unknown = _PARSER.parse_known_intermixed_args(before)
    if unknown:
        # Named without its value, which may be a key.
        _PARSER.error(f"no such option: {_with_nearest(unknown[0].partition('=')[0])}")
    # argparse gives lists.
    tuples = {"models": (*parsed.models, *after), "betas": tuple(parsed.betas)}
    arguments = Arguments(**(vars(parsed) | tuples))
    if arguments.list and (arguments.models or arguments.betas):
        _PARSER.error("--list goes with neither a MODEL nor --beta")
    if arguments.retired and not arguments.list:
        _PARSER.error("--retired goes with --list")
    return arguments


def asks_for_json(argv: Sequence[str]) -> bool:
    """Whether `--json` is among the options, even if the rest of the command line is wrong."""
    # No option takes it as its value: argparse never takes an option's name for one.
    return "--json" in _split(argv)[0]


def help_text() -> str:
    """All that can be said, explained."""
    return _PARSER.format_help()


def _with_nearest(name: str) -> str:
    """An option that there is not, with the one that was probably meant."""
    # Late, because it is rarely needed.
    from difflib import get_close_matches

    nearest = get_close_matches(name, _PARSER.options, n=1)
    return f"{name} (did you mean {nearest[0]}?)" if nearest else name


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before the first `--` and after it: argparse loses it where mixed."""
    place = argv.index("--") if "--" in argv else len(argv)
    return list(argv[:place]), list(argv[place + 1 :])


def make_parser() -> _Parser:
    """The parser; the manual page and the shells' completions are made from it too."""
    parser = _Parser(
        prog="modelbrowser",
        description="What does a Claude model alias stand for today, since when, until when?",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    _add_questions(parser)
    _add_settings(parser)
    _add_output(parser)
    return parser


def _add_questions(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "models",
        metavar="MODEL",
        nargs="*",
        help="a model ID or an alias to look up; several are printed in order, and - stands "
        "for those on standard input, one a line",
    )
    add(
        "-b",
        "--beta",
        dest="betas",
        metavar="VALUE",
        action="append",
        default=[],
        help="a value of anthropic-beta to send; may be repeated",
    )


def _add_settings(parser: ArgumentParser) -> None:
    """The options that `SETTINGS` names."""
    add = parser.add_argument
    add("--base-url", metavar="URL", help="whom to ask, such as https://gateway.example/anthropic")
    add("--timezone", metavar="ZONE", help="show dates in this zone, such as Europe/Paris")
    add("--timeout", metavar="SECONDS", help="give up a lookup after this long (default: 15)")
    add("--api-version", metavar="V", help="the value of anthropic-version (default: 2023-06-01)")
    add(
        "--allow-insecure-http",
        action="store_const",
        const=True,
        help="send the key over plain http to another machine",
    )
    add("--no-mouse", dest="mouse", action="store_const", const=False, help="leave the mouse alone")
    add(
        "--no-history",
        dest="history",
        action="store_const",
        const=False,
        help="remember nothing of this run",
    )


def _add_output(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--demo", action="store_true", help="answer from demo data, without a key or a network")
    formats = parser.add_mutually_exclusive_group()
    for name, what in (("plain", "lines of text"), ("json", "one line of JSON each")):
        formats.add_argument(
            f"--{name}",
            dest="output_format",
            action="store_const",
            const=name,
            help=f"print the answers as {what}, and end",
        )
    add("--list", action="store_true", help="print all models that the API lists, and end")
    add("--retired", action="store_true", help="with --list: the retired ones too")
    add("-V", "--version", action="store_true", help="print the version, and end")
    add("-h", "--help", action="store_true", help="print this, and end")


_PARSER = make_parser()
