"""The command-line parser and its help."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from modelbrowser.cli.arguments import Arguments, UsageError
from modelbrowser.errors import ExitCode

_EPILOG = """\
Environment:
  ANTHROPIC_API_KEY       the API key
  ANTHROPIC_AUTH_TOKEN    a token, used if there is no key
  ANTHROPIC_PROFILE       a profile of the official CLI, used if there is neither
  ANTHROPIC_CONFIG_DIR    the folder with the profiles
  ANTHROPIC_BASE_URL      API base URL; ANTHROPIC_WORKSPACE_ID: the workspace
  ANTHROPIC_CUSTOM_HEADERS
                          headers to send besides, one Name: value on a line
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
        # Lazy import: keeps startup fast.
        from modelbrowser.domain.query import looks_like_key

        # The message may quote an argument, which may be a key.
        if looks_like_key(message):
            message = "that looks like an API key, and other programs can read a command line"
        raise UsageError(f"{message}.", "See modelbrowser --help.")


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Parse the command line.

    Raises:
        UsageError: If it is wrong.
    """
    before, after = _split_at_dashes(argv)
    # Intermixed, so that options may be given between MODELs.
    parsed, unknown = _PARSER.parse_known_intermixed_args(before)
    if unknown:
        # Quoted without its value, which may be a key.
        _PARSER.error(f"no such option: {_with_suggestion(unknown[0].partition('=')[0])}")
    # argparse returns lists.
    tuples = {"models": (*parsed.models, *after), "betas": tuple(parsed.betas)}
    arguments = Arguments(**(vars(parsed) | tuples))
    if arguments.list and (arguments.models or arguments.betas):
        _PARSER.error("--list goes with neither a MODEL nor --beta")
    if arguments.retired and not arguments.list:
        _PARSER.error("--retired goes with --list")
    return arguments


def asks_for_json(argv: Sequence[str]) -> bool:
    """Whether `--json` is among the options, even if the rest of the command line is wrong."""
    # It is never the value of another option: argparse takes no option's name as a value.
    return "--json" in _split_at_dashes(argv)[0]


def help_text() -> str:
    """The text of `--help`."""
    return _PARSER.format_help()


def _with_suggestion(name: str) -> str:
    """An unknown option, followed by the one that was probably meant."""
    # Lazy import: keeps startup fast.
    from difflib import get_close_matches

    nearest = get_close_matches(name, _PARSER.options, n=1)
    return f"{name} (did you mean {nearest[0]}?)" if nearest else name


def _split_at_dashes(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments before and after the first `--`: argparse drops it when they are mixed."""
    place = argv.index("--") if "--" in argv else len(argv)
    return list(argv[:place]), list(argv[place + 1 :])


def make_parser() -> _Parser:
    """Make the parser; the manual page and the shell completions are generated from it too."""
    parser = _Parser(
        prog="modelbrowser",
        description="What does a Claude model alias stand for today, since when, until when?",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    _add_models(parser)
    _add_settings(parser)
    _add_output(parser)
    return parser


def _add_models(parser: ArgumentParser) -> None:
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
    """Add the options in `SETTINGS`."""
    add = parser.add_argument
    add("--profile", metavar="NAME", help="use the login of this profile of the official CLI, ant")
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
