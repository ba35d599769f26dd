"""Reads all settings of a run: from flags, or else variables, `config.toml` or defaults.

To add one, see CONTRIBUTING.md.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import platformdirs

from modelbrowser.domain.connection import DEFAULT_BASE_URL, Connection, ProfileOption
from modelbrowser.domain.query import looks_like_key
from modelbrowser.domain.zone import is_valid_tz
from modelbrowser.errors import ModelBrowserError, SettingsError
from modelbrowser.record import Record
from modelbrowser.settings import checks, profiles
from modelbrowser.settings.checks import RawSetting
from modelbrowser.settings.credentials import (
    CredentialChoice,
    CustomHeaders,
    choose_credential,
    parse_custom_headers,
)

CONFIG_VARIABLE = "MODELBROWSER_CONFIG"
"""The variable that names a different file, which must exist."""

_LARGEST = 1 << 14
"""The maximum size of the file, in bytes: parsing a megabyte of dots takes minutes."""


class SettingSpec(Record):
    """How one setting is parsed, and where else it can be set.

    Attributes:
        parse: Returns the value, or raises `SettingsError`.
        variable: The environment variable that sets it, if any.
        in_file: Whether it can be set in the file, too.
    """

    parse: Callable[[RawSetting], Any]
    variable: str = ""
    in_file: bool = True


TABLE = {
    "base_url": SettingSpec(checks.parse_base_url, "ANTHROPIC_BASE_URL"),
    "timezone": SettingSpec(checks.parse_zone),
    "theme": SettingSpec(checks.parse_word),
    "timeout": SettingSpec(checks.parse_timeout),
    "api_version": SettingSpec(checks.parse_api_version),
    "workspace_id": SettingSpec(checks.parse_word, "ANTHROPIC_WORKSPACE_ID"),
    "profile": SettingSpec(profiles.parse_profile_name, profiles.PROFILE_VARIABLE, in_file=False),
    "custom_headers": SettingSpec(parse_custom_headers, "ANTHROPIC_CUSTOM_HEADERS", in_file=False),
    "betas": SettingSpec(checks.parse_beta_list),
    "allow_insecure_http": SettingSpec(checks.parse_boolean),
    "keys": SettingSpec(checks.parse_key_bindings),
    "mouse": SettingSpec(checks.parse_boolean),
    "history": SettingSpec(checks.parse_boolean),
}
"""All settings by name, which is also the key in the file."""

_PROXIES = (
    *("NO_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"),
    *("no_proxy", "http_proxy", "https_proxy", "all_proxy"),
)

_QUOTABLE = (
    *(spec.variable for spec in TABLE.values() if spec.variable),
    profiles.FOLDER_VARIABLE,
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    *_PROXIES,
)
"""The variables whose values never contain quotes on purpose; keys are checked separately."""


class Settings(Record, kw_only=True):
    """All settings, checked.

    Attributes:
        connection: Where requests go, with the credential from the environment or a profile.
        timezone: The time zone of dates; None for the system's.
        theme: The theme's name; None for one that suits the terminal.
        keys: The user's own keys, by the ID of their binding.
        betas: The user's custom beta values, listed with the known ones.
        mouse: Whether the TUI uses the mouse.
        history: Whether lookups are recorded.
        notices: What the user should know about the settings, in sentences.
    """

    connection: Connection
    timezone: ZoneInfo | None = None
    theme: str | None = None
    keys: tuple[tuple[str, str], ...] = ()
    betas: tuple[str, ...] = ()
    mouse: bool = True
    history: bool = True
    notices: tuple[str, ...] = ()


def config_path(environ: Mapping[str, str]) -> Path:
    """Return the location of the file, which may not exist."""
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    return platformdirs.user_config_path("modelbrowser", appauthor=False) / "config.toml"


def read_settings(
    flags: Mapping[str, Any], environ: Mapping[str, str], *, demo: bool = False
) -> Settings:
    """Read and check all settings.

    Args:
        flags: The value of each setting on the command line; None if not given.
        environ: The environment; a blank variable counts as unset.
        demo: Whether they are for the demo, which needs no credential and no host, so there are
            no notices about either.

    Raises:
        SettingsError: If a value is invalid or the file can't be read.
        InvalidCredentialError: If the key or token is malformed.
        ProfileError: If the named profile can't be used.
    """
    unquoted = unquote_variables(environ)
    environ = {**environ, **unquoted}
    # Before the file is read, whose path would be quoted. Only these may contain a secret.
    for name in {CONFIG_VARIABLE, *_QUOTABLE} - {*_PROXIES, "ANTHROPIC_CUSTOM_HEADERS"}:
        RawSetting(environ.get(name), name).reject_key()
    raw = _read_all(flags, environ)
    for setting, value in raw.items():
        if setting != "custom_headers":
            value.reject_key()
    given = raw.pop("custom_headers", None)
    custom = parse_custom_headers(given) if given else CustomHeaders()
    named = raw.get("profile")
    choice = CredentialChoice() if demo else choose_credential(named, custom.credential, environ)
    notices = [*_apply_profile(choice, raw), *choice.notices, *custom.notices]
    values = {setting: TABLE[setting].parse(value) for setting, value in raw.items()}
    if checks.is_unprotected(values.get("base_url", "")) and not values.get("allow_insecure_http"):
        is_api = values["base_url"] == DEFAULT_BASE_URL.replace("https", "http")
        raise raw["base_url"].invalid(
            "your key would be sent over unencrypted HTTP",
            "Use https." if is_api else "Use https, or allow it with --allow-insecure-http.",
        )
    if unquoted:
        notices.append(f"Ignored quotes around the value of {', '.join(unquoted)}.")
    if "base_url" in raw and (endpoint := checks.find_trailing_endpoint(raw["base_url"].text)):
        query = " and the query" if "?" in raw["base_url"].text else ""
        notices.append(f"Ignored {endpoint}{query} at the end of {raw['base_url'].source}.")
    if demo:
        notices = []
    if "timezone" not in values and not is_valid_tz(environ.get("TZ", "")):
        notices.append("TZ is not a known time zone. Set it to a name such as Europe/Paris.")
    connection = Connection(
        credential=choice.credential,
        no_credential=choice.no_credential,
        no_credential_remedy=choice.no_credential_remedy,
        custom_headers=custom.headers,
        custom_betas=custom.betas,
        base_url_source=raw["base_url"].source if "base_url" in raw else "",
        workspace_source=raw["workspace_id"].source if "workspace_id" in raw else "",
        demo=demo,
        **_named_in(Connection, values),
    )
    if not connection.is_api:
        # Logging in doesn't help with a gateway, which would get the token of the Claude API.
        connection = replace(connection, no_credential_remedy="")
    own = _named_in(Settings, values)
    return Settings(connection=connection, notices=tuple(notices), **own)


def profile_choices(flags: Mapping[str, Any], environ: Mapping[str, str]) -> list[ProfileOption]:
    """Return all profiles, each with the connection that `--profile` would give."""
    choices = []
    for name in profiles.profile_names(profiles.profiles_folder(environ)):
        try:
            settings = read_settings({**flags, "profile": name}, environ)
        except ModelBrowserError as error:
            choices.append(ProfileOption(name, None, (f"{error.message} {error.remedy}",)))
        else:
            choices.append(ProfileOption(name, settings.connection, settings.notices))
    return choices


def unquote_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with quoted values, as in a .env file, without the quotes."""
    return {
        name: value[1:-1].strip()
        for name in _QUOTABLE
        if len(value := environ.get(name, "").strip()) > 1
        and value[0] == value[-1]
        and value[0] in "\"'"
    }


def _apply_profile(choice: CredentialChoice, raw: dict[str, RawSetting]) -> Iterator[str]:
    """Apply a profile's base URL and workspace, with notices about settings that conflict.

    As in the SDKs, flags and variables override its base URL but not its workspace.
    """
    profile, credential = choice.profile, choice.credential
    if profile is None or credential is None:
        return
    own = checks.parse_base_url(profile.base_url) if profile.base_url else DEFAULT_BASE_URL
    set_elsewhere = raw.get("base_url")
    if profile.base_url and not (set_elsewhere and set_elsewhere.is_text):
        raw["base_url"] = profile.base_url
    elif set_elsewhere and (base_url := checks.parse_base_url(set_elsewhere)) != own:
        there, usual = (Connection(base_url=url).address for url in (base_url, own))
        yield (
            f"Because of {set_elsewhere.source}, the token from {credential.source} is sent to "
            f"{there} instead of {usual}."
        )
    if profile.workspace_id:
        if other := raw.get("workspace_id"):
            yield f"{other.source} is not used: {credential.source} has its own workspace."
        raw["workspace_id"] = profile.workspace_id


def _read_all(flags: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, RawSetting]:
    """Read all settings, each from its first source."""
    in_file = _config_file(environ)
    if environ.get("TZ", "").strip():
        # TZ may have a value that only the C library understands, so it isn't in the table.
        in_file.pop("timezone", None)
    in_environment = {
        setting: RawSetting(environ[spec.variable], spec.variable, is_text=True)
        for setting, spec in TABLE.items()
        if environ.get(spec.variable, "").strip()
    }
    as_flags = {
        setting: RawSetting(value, f"--{setting.replace('_', '-')}", is_text=True)
        for setting, value in flags.items()
        if value is not None
    }
    return in_file | in_environment | as_flags


def _named_in(record: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values for which a record has fields."""
    return {each.name: values[each.name] for each in fields(record) if each.name in values}


def _config_file(environ: Mapping[str, str]) -> dict[str, RawSetting]:
    """Read the file, if there is one."""
    path = config_path(environ)
    try:
        if not stat.S_ISREG(path.stat().st_mode) and str(path) != os.devnull:
            # Opening a pipe would wait for its writer, and a device never ends.
            raise SettingsError(f"{path} is not a regular file.")
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        if environ.get(CONFIG_VARIABLE):
            message = f"{CONFIG_VARIABLE} names a file that doesn't exist: {path}."
            raise SettingsError(message) from None
        return {}
    except OSError:
        raise SettingsError(f"{path} can't be read.", "Check its permissions.") from None
    if len(content) > _LARGEST:
        raise SettingsError(f"{path} is too large (limit: {_LARGEST // 1024} KiB).")
    # Lazy import: keeps startup fast.
    import tomllib

    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        # Only the position is taken from the parser's message; the rest quotes the file.
        place = re.search(r"line \d+", str(error))
        where = f" (see {place[0]})" if place else ""
        raise SettingsError(f"{path} is not valid TOML{where}.") from None
    for key in table:
        if key not in TABLE or not TABLE[key].in_file:
            raise _unknown(key, table[key], path)
    return {key: RawSetting(value, f"{key} in {path}") for key, value in table.items()}


def _unknown(key: str, value: object, path: Path) -> SettingsError:
    is_credential = isinstance(value, str) and key.lower().endswith(("key", "token"))
    if is_credential or looks_like_key(key):
        variable = "ANTHROPIC_AUTH_TOKEN" if key.lower().endswith("token") else "ANTHROPIC_API_KEY"
        return SettingsError(
            f"{path} seems to contain an API key or token.",
            f"Set it in the environment variable {variable}.",
        )
    # Lazy import: keeps startup fast.
    from difflib import get_close_matches

    names = [name for name, setting in TABLE.items() if setting.in_file]
    nearest = get_close_matches(key, names, n=1, cutoff=0.7)
    known = f"Did you mean {nearest[0]}?" if nearest else f"Valid keys: {', '.join(names)}."
    return SettingsError(f"{path} has an unknown key: {key}.", known)
