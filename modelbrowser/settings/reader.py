"""All settings of a run, from all their sources: flags, the environment, `config.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import platformdirs

from modelbrowser.domain.connection import (
    CREDENTIAL_VARIABLES,
    DEFAULT_API_VERSION,
    DEFAULT_BASE_URL,
    DEFAULT_TIMEOUT,
    Connection,
    Credential,
    parse_credential,
)
from modelbrowser.domain.query import looks_like_key
from modelbrowser.domain.zone import is_valid_tz
from modelbrowser.settings.base_url import is_unprotected
from modelbrowser.settings.checks import RawSetting, SettingsError
from modelbrowser.settings.table import TABLE

CONFIG_VARIABLE = "MODELBROWSER_CONFIG"
"""The variable that names another file, which must exist."""

_LARGEST = 1 << 14
"""The size at which the file is cut off, in bytes: parsing a megabyte of dots takes minutes."""

_SCHEMES = {variable: scheme for scheme, variable in CREDENTIAL_VARIABLES.items()}
"""How the credential in each variable is sent; the first variable that is set is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, checked.

    Attributes:
        credential: The key or token from the environment, the only place it is read from.
        base_url: See `Connection`, also for `api_version`, `workspace_id` and `timeout`.
        timezone: The zone that dates are shown in; None for the system's.
        theme: The theme's name; None for one that suits the terminal.
        betas: The user's custom beta values, listed with the known ones.
        allow_insecure_http: Whether the key may be sent unencrypted.
        mouse: Whether the TUI uses the mouse.
        history: Whether lookups are recorded.
        notices: What the user should know about the settings, in sentences.
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
        """Return the connection that these settings describe."""
        return Connection(
            base_url=self.base_url,
            credential=self.credential,
            api_version=self.api_version,
            workspace_id=self.workspace_id,
            timeout=self.timeout,
            demo=demo,
        )


def config_path(environ: Mapping[str, str]) -> Path:
    """Return the location of the file, which may not exist."""
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    return platformdirs.user_config_path("modelbrowser", appauthor=False) / "config.toml"


def read_settings(flags: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Read and check all settings.

    Args:
        flags: The value of each setting on the command line; None if it is not there.
        environ: The environment; a blank variable counts as unset.

    Raises:
        SettingsError: If a value is invalid or the file can't be read.
        InvalidCredentialError: If the key or token is malformed.
    """
    in_file = _config_file(environ)
    if environ.get("TZ", "").strip():
        # It may be a value that only the C library understands, so it has no row in the table.
        in_file.pop("timezone", None)
    raw = in_file | _environment(environ) | _flags(flags)
    values = {setting: TABLE[setting].check(value) for setting, value in raw.items()}
    if is_unprotected(values.get("base_url", "")) and not values.get("allow_insecure_http"):
        raise raw["base_url"].invalid(
            "plain http would send your key unprotected",
            "Use https, or allow it with --allow-insecure-http.",
        )
    credential, notices = _credential(environ)
    if "timezone" not in values and not is_valid_tz(environ.get("TZ", "")):
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
    """Return the key, else the token, and what the user should know about it."""
    sources = [variable for variable in _SCHEMES if environ.get(variable, "").strip()]
    if not sources:
        return None, ()
    notices: list[str] = []
    if len(sources) > 1:
        notices.append(f"{sources[0]} and {sources[1]} are both set; {sources[0]} is used.")
    credential = parse_credential(environ[sources[0]], sources[0], _SCHEMES[sources[0]])
    if credential.ignored:
        ignored = ", ".join(credential.ignored)
        notices.append(f"Ignored around the key in {sources[0]}: {ignored}.")
    return credential, tuple(notices)


def _config_file(environ: Mapping[str, str]) -> dict[str, RawSetting]:
    """Read the file, if there is one.

    Raises:
        SettingsError: If it can't be read, is not TOML or has an unknown key.
    """
    path = config_path(environ)
    try:
        table = _read(path)
    except (FileNotFoundError, NotADirectoryError):
        if environ.get(CONFIG_VARIABLE):
            message = f"{CONFIG_VARIABLE} names a file that does not exist: {path}."
            raise SettingsError(message) from None
        return {}
    for key in table:
        if key not in TABLE:
            raise _unknown(key, path)
    return {key: RawSetting(value, f"{key} in {path}") for key, value in table.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
        # Lazy import: keeps startup fast.
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
    # Lazy import: keeps startup fast.
    from difflib import get_close_matches

    nearest = get_close_matches(key, TABLE, n=1)
    known = f"Did you mean {nearest[0]}?" if nearest else f"Known are {', '.join(TABLE)}."
    return SettingsError(f"{path} has an unknown key: {key}.", known)
