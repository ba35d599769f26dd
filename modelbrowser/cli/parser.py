"""The command-line parser and its help."""

import re
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from modelbrowser.cli.arguments import KINDS, Arguments, UsageError
from modelbrowser.errors import ExitCode

USAGE = "modelbrowser [-h] [options] [MODEL ...]"
"""The short form of the command line, which begins `--help` and usage errors."""

VARIABLES = {
    "ANTHROPIC_API_KEY": "API key",
    "ANTHROPIC_AUTH_TOKEN": "bearer token, used if there is no API key",
    "ANTHROPIC_PROFILE": "ant CLI profile, used if neither of the above is set",
    "ANTHROPIC_CONFIG_DIR": "ant CLI profile directory",
    "ANTHROPIC_BASE_URL": "API base URL",
    "ANTHROPIC_WORKSPACE_ID": "workspace ID to send with each request",
    "ANTHROPIC_CUSTOM_HEADERS": 'additional headers, one "Name: value" per line',
    "TZ": "time zone for dates",
    "NO_COLOR": "disable color",
    "MODELBROWSER_CONFIG": "settings file to read instead of config.toml",
}
"""The environment variables that the help lists, with their meanings."""

MAX_DAYS = 36_500
"""The highest value of `--retiring-within`: a century."""

_LISTS = {("list",), ("models",), ("models", "list")}
"""How other command-line tools spell the command that lists models."""

_EPILOG = """\
environment variables:
{variables}

exit status:
{codes}
  128+n   killed by signal n
  With several MODELs, the highest status is returned. With
  --retiring-within or --fail-on, the status is 7 if a MODEL matches,
  unless one couldn't be checked (2, 3, 5, 6).

Put -- before a MODEL that starts with a dash.
""".format(
    variables="\n".join(f"  {name:<26}{meaning}" for name, meaning in VARIABLES.items()),
    codes="\n".join(f"  {code:<7} {code.meaning}" for code in ExitCode),
)


class _HelpFormatter(RawDescriptionHelpFormatter):
    def _split_lines(self, text: str, width: int) -> list[str]:
        # Lazy import: keeps startup fast.
        from textwrap import wrap

        # A value such as `not-a-model-id` stays on one line.
        return wrap(text, width, break_on_hyphens=False)


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # Lazy import: keeps startup fast.
        from modelbrowser.domain.query import looks_like_key

        if looks_like_key(message):
            message = "that looks like an API key, and other programs can read the command line"
        # What argparse quotes may be another key.
        quoted = r"(?s) (ignored explicit argument|invalid choice).*"
        raise UsageError(re.sub(quoted, " invalid value", message))

    def with_suggestion(self, name: str) -> str:
        """An unknown option, followed by what was probably meant."""
        # Lazy import: keeps startup fast.
        from difflib import get_close_matches

        for word, variable in (("key", "API_KEY"), ("token", "AUTH_TOKEN")):
            if word in name.split("-"):
                return f"{name} (other programs could read it; set ANTHROPIC_{variable} instead)"
        if name in {"--model", "--models"}:
            return f"{name} (give the MODEL without an option)"
        options = self._option_string_actions if len(name) > len("--") else ()
        nearest = get_close_matches(name, options, n=1)
        return f"{name} (did you mean {nearest[0]}?)" if nearest else name


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Parse the command line, or raise a `UsageError`."""
    before, after = _split_at_dashes(argv)
    # Intermixed, so that options may be given between MODELs.
    parsed, unknown = PARSER.parse_known_intermixed_args(before)
    if unknown:
        # Quoted without its value, which may be a key.
        is_name = re.fullmatch(r"--[a-z-]{1,24}(=.*)?", unknown[0], re.DOTALL)
        name = unknown[0].partition("=")[0] if is_name else unknown[0][:2]
        PARSER.error(f"unrecognized arguments: {PARSER.with_suggestion(name)}")
    # argparse returns lists.
    tuples = {
        "models": (*parsed.models, *after),
        "betas": tuple(parsed.betas),
        "fail_on": tuple(dict.fromkeys(kind for kinds in parsed.fail_on for kind in kinds)),
    }
    arguments = Arguments(**(vars(parsed) | tuples))
    if arguments.models in _LISTS and not after:
        PARSER.error(f"{' '.join(arguments.models)} is not a model; did you mean --list?")
    if arguments.list and (arguments.models or arguments.betas):
        PARSER.error("--list can't be combined with MODEL or --beta")
    if arguments.retired and not arguments.list:
        PARSER.error("--retired requires --list")
    if arguments.is_check and (arguments.list or arguments.output_format == "id"):
        PARSER.error("--retiring-within and --fail-on can't be combined with --list or --id")
    return arguments


def asks_for_json(argv: Sequence[str]) -> bool:
    """Whether `--json` is among the options, even if the rest of the command line is invalid."""
    # It can't be the value of another option: argparse doesn't accept an option's name as a value.
    return "--json" in _split_at_dashes(argv)[0]


def _split_at_dashes(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments before and after the first `--`: argparse drops it when they are mixed."""
    place = argv.index("--") if "--" in argv else len(argv)
    return list(argv[:place]), list(argv[place + 1 :])


def make_parser() -> _Parser:
    """Make the parser; the manual page and the shell completions are generated from it too."""
    parser = _Parser(
        prog="modelbrowser",
        usage=USAGE,
        description="Look up Claude models: resolve aliases, check betas, see release and "
        "retirement dates.",
        epilog=_EPILOG,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    add = parser.add_argument
    add("-h", "--help", action="store_true", help="show this help message and exit")
    add("-V", "--version", action="store_true", help="show the version and exit")
    add(
        "models",
        metavar="MODEL",
        nargs="*",
        help="model ID or alias to look up; with several, results are printed in order; "
        "- reads names from standard input, one per line",
    )
    add(
        "-b",
        "--beta",
        dest="betas",
        metavar="VALUE",
        action="append",
        default=[],
        help="beta to send in the anthropic-beta header; can be repeated",
    )
    add("--profile", metavar="NAME", help="use the credential of this ant CLI profile")
    add("--base-url", metavar="URL", help="API base URL, such as https://gateway.example/anthropic")
    add("--timezone", metavar="ZONE", help="show dates in this time zone, such as Europe/Paris")
    limit = "time limit for a lookup, including retries (default: 15)"
    add("--timeout", metavar="SECONDS", help=limit)
    add("--api-version", metavar="DATE", help="anthropic-version to send (default: 2023-06-01)")
    add(
        "--allow-insecure-http",
        action="store_const",
        const=True,
        help="allow sending the key to another machine over unencrypted HTTP",
    )
    for name, meaning in (("mouse", "disable the mouse"), ("history", "don't record history")):
        add(f"--no-{name}", dest=name, action="store_const", const=False, help=meaning)
    add("--demo", action="store_true", help="use built-in demo data; needs no key or network")
    formats = parser.add_mutually_exclusive_group()
    meanings = {
        "plain": "print results as labeled lines and exit",
        "json": "print results as JSON, one object per line, and exit",
        "id": "print only the resolved IDs, one per line, and exit",
    }
    for name, meaning in meanings.items():
        formats.add_argument(
            f"--{name}", dest="output_format", action="store_const", const=name, help=meaning
        )
    add("--list", action="store_true", help="print all available models and exit")
    add("--retired", action="store_true", help="include retired models in --list")
    add(
        "--retiring-within",
        metavar="DAYS",
        type=_days,
        help="exit with status 7 if any MODEL is retired or retires within DAYS days",
    )
    add(
        "--fail-on",
        metavar="KINDS",
        type=_kinds,
        action="append",
        default=[],
        help="exit with status 7 if any MODEL matches any of KINDS (comma-separated): "
        f"{', '.join(KINDS)}; deprecated includes retired",
    )
    # For the shell completions, not for users.
    add("--complete", choices=("models", "profiles"), help=SUPPRESS)
    return parser


def _days(text: str) -> int:
    # The length first, because int() rejects thousands of digits.
    is_short = len(text) <= len(str(MAX_DAYS))
    if not (is_short and text.isascii() and text.isdecimal() and int(text) <= MAX_DAYS):
        raise ArgumentTypeError(f"not a number of days from 0 to {MAX_DAYS}")
    return int(text)


def _kinds(text: str) -> list[str]:
    kinds = text.split(",")
    if not set(kinds) <= set(KINDS):
        raise ArgumentTypeError(f"unknown kind; choose from {', '.join(KINDS)}")
    return kinds


PARSER = make_parser()
