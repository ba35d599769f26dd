"""What may be said on the command line."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from modelbrowser import __version__
from modelbrowser.errors import ModelBrowserError

SETTINGS = (
    "base_url",
    "timezone",
    "timeout",
    "api_version",
    "allow_insecure_http",
    "mouse",
    "history",
)
"""The arguments that are settings, by their names there; None where not given."""

_EPILOG = """\
Environment:
  ANTHROPIC_API_KEY       the API key
  ANTHROPIC_AUTH_TOKEN    a token, used where there is no key
  ANTHROPIC_BASE_URL      whom to ask; ANTHROPIC_WORKSPACE_ID: in which workspace
  TZ                      the time zone of dates
  NO_COLOR                no colours
  MODELBROWSER_CONFIG     another file in place of config.toml

Exit codes of MODEL --plain and --json:
  0 found           1 internal or output error    2 usage or no terminal
  3 key, settings   4 not found                   5 another refusal by the API
  6 network or timeout                            128+n signal n

A MODEL that begins with a dash is given after --.
"""


class UsageError(ModelBrowserError):
    """The command line does not make sense; nothing was sent."""

    title = "Usage"
    exit_code = 2


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # Late, because help and version need nothing of it.
        from modelbrowser.domain.query import looks_like_key

        # The message may quote what was typed, which may be a key.
        if looks_like_key(message):
            message = "that looks like an API key, and other programs can read a command line"
        raise UsageError(f"{message}.", "See modelbrowser --help.")


def parse_arguments(argv: Sequence[str]) -> Namespace:
    """Parse the command line.

    Raises:
        UsageError: If it does not make sense.
    """
    arguments, unknown = _PARSER.parse_known_args(argv)
    if unknown:
        # Named without its value, and values not at all: one of them may be a key.
        options = [text.partition("=")[0] for text in unknown if text.startswith("-")]
        _PARSER.error(f"no such option: {options[0]}" if options else "only one MODEL is asked for")
    return arguments


def _parser() -> _Parser:
    parser = _Parser(
        prog="modelbrowser",
        description="What does a Claude model alias stand for today, since when, until when?",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    add = parser.add_argument
    add("model", metavar="MODEL", nargs="?", help="a model ID or an alias to look up")
    add(
        "-b",
        "--beta",
        dest="betas",
        metavar="VALUE",
        action="append",
        default=[],
        help="a value of anthropic-beta to send; may be repeated",
    )
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
    add("--demo", action="store_true", help="answer from demo data, without a key or a network")
    form = parser.add_mutually_exclusive_group()
    for name, what in (("plain", "lines of text"), ("json", "a JSON object")):
        form.add_argument(
            f"--{name}",
            dest="form",
            action="store_const",
            const=name,
            help=f"print the answer to MODEL as {what}, and end",
        )
    add("--version", action="store_true", help="print the version, and end")
    add("-h", "--help", action="store_true", help="print this, and end")
    return parser


_PARSER = _parser()
HELP = _PARSER.format_help()
VERSION = f"modelbrowser {__version__}\n"
