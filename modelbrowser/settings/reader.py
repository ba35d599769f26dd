"""All settings of a run, from all their sources: flags, the environment, `config.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import platformdirs

from modelbrowser.domain.connection import (
    DEFAULT_API_VERSION,
    DEFAULT_BASE_URL,
    DEFAULT_TIMEOUT,
    VARIABLES,
    Connection,
    Credential,
    parse_credential,
)
from modelbrowser.domain.query import looks_like_key
from modelbrowser.domain.zone import is_tz
from modelbrowser.settings.base_url import is_unprotected
from modelbrowser.settings.checks import RawSetting, SettingsError
from modelbrowser.settings.table import TABLE

CONFIG_VARIABLE = "MODELBROWSER_CONFIG"
"""Names another file in its place; that one must exist."""

_LARGEST = 1 << 14
"""In bytes; a parser takes minutes for a megabyte of dots."""

_KEYS = {variable: scheme for scheme, variable in VARIABLES.items()}
"""The first that is set is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was set, checked.

    Attributes:
        credential: From the environment; nowhere else is a key read from.
        base_url: See `Connection`; so `api_version`, `workspace_id`, `timeout`.
        timezone: What dates are shown in; None for the system's.
        theme: The theme's name; None for the one that suits the terminal.
        betas: The person's own beta values, offered beside the known ones.
        allow_insecure_http: Whether the key may go out in clear text.
        mouse: Whether the TUI uses the mouse.
        history: Whether lookups are remembered.
        notices: What the person should be told of all this, in sentences.
    """

    credential: Credential | None = None
    base_url: str = DEFAULT_BASE_URL
    timezone: ZoneInfo | None = None
    theme: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    api_version: str = DEFAULT_API_VERSION
    workspace_id: str | None = None
    betas: tuple[str, ...] = ()
    allow_insecure_http: bool = False
    mouse: bool = True
    history: bool = True
    notices: tuple[str, ...] = ()

    def connection(self, *, demo: bool = False) -> Connection:
        """Whom to ask, as whom."""
        return Connection(
            base_url=self.base_url,
            credential=self.credential,
            api_version=self.api_version,
            workspace_id=self.workspace_id,
            timeout=self.timeout,
            demo=demo,
        )


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the file is, or would be."""
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    return platformdirs.user_config_path("modelbrowser", appauthor=False) / "config.toml"


def read_settings(flags: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Read and check everything that was set.

    Args:
        flags: By setting, what the command line gave; None for what it did not.
        environ: The environment; a blank variable counts as unset.

    Raises:
        SettingsError: If a value is not usable, or the file cannot be read.
        InvalidCredentialError: If the key or token cannot be one.
    """
    in_file = _config_file(environ)
    if environ.get("TZ", "").strip():
        # The environment has spoken, in words that only the C library understands all of.
        in_file.pop("timezone", None)
    raw = in_file | _environment(environ) | _flags(flags)
    values = {setting: TABLE[setting].check(value) for setting, value in raw.items()}
    if is_unprotected(values.get("base_url", "")) and not values.get("allow_insecure_http"):
        raise raw["base_url"].refused(
            "plain http would send your key unprotected",
            "Use https, or allow it with --allow-insecure-http.",
        )
    credential, notices = _credential(environ)
    if "timezone" not in values and not is_tz(environ.get("TZ", "")):
        notices = (*notices, "TZ is not a time zone that is known here; times are in UTC.")
    return Settings(credential=credential, notices=notices, **values)


def _flags(flags: Mapping[str, Any]) -> dict[str, RawSetting]:
    return {
        setting: RawSetting(value, f"--{setting.replace('_', '-')}", is_text=True)
        for setting, value in flags.items()
        if value is not None
    }


def _environment(environ: Mapping[str, str]) -> dict[str, RawSetting]:
    return {
        setting: RawSetting(environ[row.variable], row.variable, is_text=True)
        for setting, row in TABLE.items()
        if environ.get(row.variable, "").strip()
    }


def _credential(environ: Mapping[str, str]) -> tuple[Credential | None, tuple[str, ...]]:
    """The key, else the token, and what is to be said of it."""
    sources = [variable for variable in _KEYS if environ.get(variable, "").strip()]
    if not sources:
        return None, ()
    notices: list[str] = []
    if len(sources) > 1:
        notices.append(f"{sources[0]} and {sources[1]} are both set; {sources[0]} is used.")
    credential = parse_credential(environ[sources[0]], sources[0], _KEYS[sources[0]])
    if credential.ignored:
        ignored = ", ".join(credential.ignored)
        notices.append(f"Ignored around the key in {sources[0]}: {ignored}.")
    return credential, tuple(notices)


def _config_file(environ: Mapping[str, str]) -> dict[str, RawSetting]:
    """Read the file, if there is one.

    Raises:
        SettingsError: If it cannot be read, is not TOML, or has a key that is not known.
    """
    path = config_path(environ)
    try:
        table = _read(path)
    except (FileNotFoundError, NotADirectoryError):
        if environ.get(CONFIG_VARIABLE):
            words = f"{CONFIG_VARIABLE} names a file that does not exist: {path}."
            raise SettingsError(words) from None
        return {}
    for key in table:
        if key not in TABLE:
            raise _unknown(key, path)
    return {key: RawSetting(value, f"{key} in {path}") for key, value in table.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
        # Late, because most people have no such file.
        import tomllib

        return tomllib.loads(content.decode())
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError:
        raise SettingsError(f"{path} cannot be read.", "Check its permissions.") from None
    except (ValueError, RecursionError) as error:
        # Only the place is taken from the parser's message: the rest quotes the file.
        place = re.search(r"line \d+", str(error))
        where = f" (see {place[0]})" if place else ""
        raise SettingsError(f"{path} is not valid TOML{where}.") from None


def _unknown(key: str, path: Path) -> SettingsError:
    if looks_like_key(key) or key.endswith(("key", "token")):
        return SettingsError(
            f"{path} holds what seems to be an API key.",
            "The key belongs in the environment variable ANTHROPIC_API_KEY.",
        )
    # Late, because it is rarely needed.
    from difflib import get_close_matches

    nearest = get_close_matches(key, TABLE, n=1)
    known = f"Did you mean {nearest[0]}?" if nearest else f"Known are {', '.join(TABLE)}."
    return SettingsError(f"{path} has an unknown key: {key}.", known)
