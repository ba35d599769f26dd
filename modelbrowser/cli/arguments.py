"""The parsed command line. It doesn't import argparse, which isn't needed without arguments."""

from typing import Literal, NamedTuple

from modelbrowser.errors import ExitCode, ModelBrowserError

OutputFormat = Literal["plain", "json", "id"]
"""How results are printed."""

SETTINGS = (
    "profile",
    "base_url",
    "timezone",
    "timeout",
    "api_version",
    "allow_insecure_http",
    "mouse",
    "history",
)
"""The arguments that are settings, named like the settings; None if not given."""

KINDS = ("deprecated", "retired", "not-found", "not-a-model-id")
"""The possible values of `--fail-on`."""

STDIN = "-"
"""A MODEL that means the lines of standard input."""


class UsageError(ModelBrowserError):
    """The command line is invalid; nothing was sent."""

    title = "Usage"
    exit_code = ExitCode.USAGE


class Arguments(NamedTuple):
    """The command line, as described by `modelbrowser --help`.

    Not a dataclass: importing dataclasses takes 7 ms, a third of the time of `--help`.
    """

    models: tuple[str, ...] = ()
    betas: tuple[str, ...] = ()
    profile: str | None = None
    base_url: str | None = None
    timezone: str | None = None
    timeout: str | None = None
    api_version: str | None = None
    allow_insecure_http: bool | None = None
    mouse: bool | None = None
    history: bool | None = None
    demo: bool = False
    output_format: OutputFormat | None = None
    list: bool = False
    retired: bool = False
    retiring_within: int | None = None
    fail_on: tuple[str, ...] = ()
    complete: Literal["models", "profiles"] | None = None
    version: bool = False
    help: bool = False

    @property
    def is_check(self) -> bool:
        """Whether the names are checked for models that retire."""
        return self.retiring_within is not None or bool(self.fail_on)
