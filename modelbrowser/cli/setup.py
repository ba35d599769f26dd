"""The composition root: builds what the one-shot command and the TUI need, and runs the TUI."""

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs

from modelbrowser.cli.arguments import SETTINGS, STDIN, Arguments, OutputFormat, UsageError
from modelbrowser.cli.streams import is_terminal, write_stdout
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.known_name import has_name_form
from modelbrowser.domain.query import KEY_FOUND, InvalidBetaError, parse_betas, parse_model_id
from modelbrowser.errors import ExitCode
from modelbrowser.history.files import default_path
from modelbrowser.history.history import BRIEF_WAIT, SCRIPT_WAIT, History
from modelbrowser.preferences import Preferences
from modelbrowser.presentation.clock import make_clock
from modelbrowser.session import LookupSession, ModelsAPI
from modelbrowser.settings import reader
from modelbrowser.settings.profiles import profile_names, profiles_folder
from modelbrowser.tui.options import TuiOptions

DEMO_DELAY = 0.2
"""How long a response takes in the demo on screen, in seconds; the API takes about as long."""

MAX_NAMES = 1_000
"""The number of names kept per host for completion; with more, Tab would be of no use."""

MAX_NAMES_FILE = 1024 * 1024
"""The maximum size of the file with the names of all hosts, in characters."""

_NO_HOME = "/nonexistent"
"""The home folder of system users who have none."""

_DUMB_TERMINALS = frozenset({"", "dumb", "unknown"})
"""Values of TERM for terminals that can't draw a screen."""


def set_up(arguments: Arguments) -> tuple[reader.Settings, LookupSession, OutputFormat | None]:
    """Read the settings, and build the session; the format of the output is None for the TUI.

    Raises:
        SettingsError: If a setting is invalid.
        UsageError: If there is neither a MODEL nor a terminal that the TUI can use.
    """
    # First, so an invalid flag is reported as such, whatever else is missing.
    settings = _read_settings(arguments)
    output_format = _output_format(arguments)
    # A check gets everything that looks like a name, which would fill the history.
    is_recorded = settings.history and not arguments.is_check
    wait = SCRIPT_WAIT if output_format else BRIEF_WAIT
    history = History(default_path() if is_recorded else None, wait=wait)
    make_client = partial(_make_client, demo_delay=0.0 if output_format else DEMO_DELAY)
    session = LookupSession(settings.connection, make_client, history)
    if settings.history:
        session.on_names = _keep_names
    return settings, session, output_format


def print_completion_names(arguments: Arguments) -> int:
    """Print names for shell completion. Odd ones are left out: bash would run a `$(command)`."""
    if arguments.complete == "profiles":
        _ensure_home()
        names: Iterable[str] = profile_names(profiles_folder(os.environ))
    else:
        settings = _read_settings(arguments)
        listed = _listed_names().get(settings.connection.address) if settings.history else None
        names = (listed or "").split()
    write_stdout("".join(f"{name}\n" for name in names if has_name_form(name)))
    return ExitCode.FOUND


def _read_settings(arguments: Arguments) -> reader.Settings:
    _ensure_home()
    settings = reader.read_settings(_flags(arguments), os.environ, demo=arguments.demo)
    # The HTTP library reads some of them itself.
    os.environ.update(reader.unquote_variables(os.environ))
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        # OpenSSL doesn't take a blank one for unset: it would find no authorities.
        if not os.environ.get(name, "").strip():
            os.environ.pop(name, None)
    return settings


def _ensure_home() -> None:
    try:
        Path.home()
    except RuntimeError:
        # The user of a container may have none. All that would be kept there is off then.
        os.environ["HOME"] = _NO_HOME


def _listed_names() -> Preferences:
    """The names on each host's last list, for shell completion."""
    path = platformdirs.user_state_path("modelbrowser", appauthor=False) / "models"
    return Preferences(path, MAX_NAMES_FILE)


def _keep_names(host: str, names: tuple[str, ...]) -> None:
    """Store the names that a host lists, unless they are stored already."""
    kept, text = _listed_names(), " ".join(names[:MAX_NAMES])
    if kept.get(host) != text:
        kept.set(host, text)


def _flags(arguments: Arguments) -> dict[str, Any]:
    return {name: getattr(arguments, name) for name in SETTINGS}


def _tui_options(settings: reader.Settings, arguments: Arguments) -> TuiOptions:
    """Make the options of the TUI, or raise the error for a malformed model ID or beta."""
    model = next(iter(arguments.models), None)
    choices = platformdirs.user_state_path("modelbrowser", appauthor=False) / "choices"
    betas = parse_betas(arguments.betas)
    if any(map(settings.connection.holds_key, (*settings.betas, *betas))):
        raise InvalidBetaError(KEY_FOUND)
    return TuiOptions(
        clock=make_clock(settings.timezone, os.environ),
        model_id=parse_model_id(model) if model is not None else None,
        selected_betas=betas,
        own_betas=settings.betas,
        theme=settings.theme,
        keys=settings.keys,
        mouse=settings.mouse,
        preferences=Preferences(choices),
        profiles=partial(reader.profile_choices, _flags(arguments), os.environ),
        notices=settings.notices,
        files={
            "Settings": str(reader.config_path(os.environ)),
            "History": str(default_path() if settings.history else "not recorded"),
            "Preferences": str(choices),
            "Model names": str(choices.with_name("models")),
            "Crash report": str(choices.with_name("crash-report.txt")),
        },
    )


def run_tui(arguments: Arguments, settings: reader.Settings, session: LookupSession) -> int:
    """Run the app until the user quits.

    Returns:
        The exit code: 0, 1 after an internal error, or 128 + n after signal n.
    """
    options = _tui_options(settings, arguments)
    # Lazy imports: the one-shot command never needs Textual, which reads the environment when it
    # is imported.
    from modelbrowser.terminal import environment

    environment.prepare(os.environ)
    environment.use_utf8(sys.__stderr__)
    from modelbrowser.terminal import compatibility, guard
    from modelbrowser.tui.app import ModelBrowserApp

    if notice := compatibility.unsupported_notice():
        options = replace(options, notices=(*options.notices, notice))
    app = ModelBrowserApp(
        session,
        options,
        no_color=bool(os.environ.get("NO_COLOR")),
        is_light=environment.is_light(os.environ),
    )
    return guard.run(app, mouse=options.mouse)


def _output_format(arguments: Arguments) -> OutputFormat | None:
    """The format of the output; None for the TUI.

    Raises:
        UsageError: If there is neither a MODEL nor a terminal that the TUI can use.
    """
    # Textual draws on standard error, and busy-loops if standard input is not a terminal.
    has_terminal = all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr)))
    # The screen shows one lookup at a time.
    is_for_screen = has_terminal and len(arguments.models) <= 1 and STDIN not in arguments.models
    fallback: OutputFormat | None = (
        "plain" if arguments.list or arguments.is_check or not is_for_screen else None
    )
    output_format: OutputFormat | None = arguments.output_format or fallback
    if output_format and not arguments.models and not arguments.list:
        remedy = "Specify a model ID or alias, or - to read names from standard input."
        if arguments.output_format:
            raise UsageError(f"--{output_format} requires a MODEL", remedy)
        if arguments.is_check:
            raise UsageError("--retiring-within and --fail-on require a MODEL", remedy)
        raise UsageError(
            "no MODEL given, and no terminal for the full-screen interface",
            f"{remedy} Over SSH, ssh -t provides a terminal.",
        )
    if not output_format and os.environ.get("TERM", "") in _DUMB_TERMINALS:
        raise UsageError(
            "TERM doesn't name a terminal that can run the full-screen interface",
            "Use modelbrowser MODEL --plain.",
        )
    return output_format


def _make_client(connection: Connection, demo_delay: float) -> ModelsAPI:
    # Lazy imports: keep startup fast.
    from modelbrowser.api.certificates import preload_trust_store

    if connection.base_url.startswith("https:") and not connection.demo:
        preload_trust_store()
    from modelbrowser.api.client import make_client

    return make_client(connection, demo_delay)
