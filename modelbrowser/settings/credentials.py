"""Chooses the credential in the order of the official SDKs, and parses custom headers."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from modelbrowser.domain.credential import (
    CREDENTIAL_VARIABLES,
    MAX_KEY_LENGTH,
    Credential,
    InvalidCredentialError,
    Secret,
    parse_credential,
)
from modelbrowser.domain.query import InvalidBetaError, looks_like_key, parse_betas
from modelbrowser.errors import ModelBrowserError
from modelbrowser.record import Record
from modelbrowser.settings import profiles
from modelbrowser.settings.checks import RawSetting
from modelbrowser.settings.profiles import FOLDER_VARIABLE, PROFILE_VARIABLE, Profile, ProfileError

_OTHER_VARIABLES = {
    "CLAUDE_CODE_OAUTH_TOKEN": "is a Claude Code login, not an API credential",
    "AWS_BEARER_TOKEN_BEDROCK": "is an Amazon Bedrock key, not a Claude API key",
    "ANTHROPIC_FOUNDRY_API_KEY": "is a Microsoft Foundry key, not a Claude API key",
    "ANTHROPIC_ADMIN_KEY": "is an Admin API key; the Models API needs a regular one",
    "ANTHROPIC_IDENTITY_TOKEN": "is for workload identity federation, which is not supported",
    "ANTHROPIC_IDENTITY_TOKEN_FILE": "is for workload identity federation, which is not supported",
    "CLAUDE_CODE_USE_BEDROCK": "is for Claude Code on Amazon Bedrock; the Claude API needs a key",
    "CLAUDE_CODE_USE_VERTEX": "is for Claude Code on Vertex AI; the Claude API needs a key",
}
"""Variables that contain another credential, and why they aren't used."""

_SIMILAR = re.compile(
    r"(an\w{3,8}ic|claude)_(code_|oauth_|auth_)?(api)?_?(key|token)(_file)?", re.IGNORECASE
)
"""Names that are easily taken for those of the variables."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_ESCAPED_BREAK = re.compile(r"(\\r)?\\n *(?=[\w-]+:)")
_VALUE = re.compile(r"[ -~]*")
_CONNECTION_HEADERS = frozenset({
    "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive",
    "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
"""Not sent: they would break the connection, or send the request elsewhere."""


class CustomHeaders(Record, kw_only=True):
    """What is sent with every request.

    Attributes:
        headers: Names and values, without those of the credential and the betas.
        credential: The value of `authorization` or `x-api-key`, if any.
        betas: The values of `anthropic-beta`.
        notices: What is not sent, in sentences.
    """

    headers: tuple[tuple[str, Secret], ...] = ()
    credential: Credential | None = None
    betas: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def parse_custom_headers(raw: RawSetting) -> CustomHeaders:
    """Parse lines of the form `Name: value`; if a name is repeated, the last value is sent.

    Raises:
        SettingsError: If a name or a value can't be sent. Neither is quoted.
        InvalidCredentialError: If the credential in them can't be one.
    """
    if raw.value.lstrip().startswith("{"):
        raise raw.invalid("it is JSON", "Use lines of the form Name: value.")
    headers: dict[str, tuple[str, str]] = {}
    unsent: list[str] = []
    # Files with variables may write a line break as a backslash and an n.
    for number, line in enumerate(_ESCAPED_BREAK.sub("\n", raw.value).split("\n"), start=1):
        name, colon, value = (part.strip() for part in line.partition(":"))
        what = f"the value on line {number}"
        if not line.strip():
            continue
        if not colon:
            unsent.append(f"line {number} (no colon)")
        elif not _NAME.fullmatch(name) or looks_like_key(name):
            raise raw.invalid(f"the name on line {number} is not a valid header name")
        elif len(value) > MAX_KEY_LENGTH:
            raise raw.invalid(f"{what} is too long (limit: {MAX_KEY_LENGTH} characters)")
        elif not _VALUE.fullmatch(value):
            raise raw.invalid(f"{what} is not a single line of plain ASCII text")
        elif name.lower() in _CONNECTION_HEADERS:
            unsent.append(name)
        else:
            headers[name.lower()] = (name, value)
    try:
        listed = headers.pop("anthropic-beta", ("", ""))[1].split(",")
        betas = parse_betas(filter(str.strip, listed))
    except InvalidBetaError as error:
        raise raw.invalid("its anthropic-beta is not a list of beta values", error.remedy) from None
    return CustomHeaders(
        credential=_credential_in(headers, raw.source),
        headers=tuple((name, Secret(value)) for name, value in headers.values()),
        betas=betas,
        notices=(f"Skipped in {raw.source}: {', '.join(unsent)}.",) if unsent else (),
    )


def _credential_in(headers: dict[str, tuple[str, str]], source: str) -> Credential | None:
    """Remove the credential from the headers; `authorization` takes precedence over `x-api-key`."""
    _, key = headers.pop("x-api-key", ("", ""))
    _, authorization = headers.pop("authorization", ("", ""))
    if f"{authorization} ".lower().startswith("bearer "):
        return parse_credential(authorization[len("bearer") :].strip(), source, "token")
    if authorization:
        return Credential(kind="authorization", source=source, secret=Secret(authorization))
    return parse_credential(key, source) if key else None


class CredentialChoice(Record, kw_only=True):
    """The credential that was found, or why there is none.

    Attributes:
        credential: The credential, if there is one that can be used.
        profile: The profile that it comes from, if any.
        no_credential: Why there is none, in sentences.
        no_credential_remedy: What makes the active profile usable, if there is one.
        notices: What the user should know about the choice, in sentences.
    """

    credential: Credential | None = None
    profile: Profile | None = None
    no_credential: str = ""
    no_credential_remedy: str = ""
    notices: tuple[str, ...] = ()


def choose_credential(
    named: RawSetting | None, custom: Credential | None, environ: Mapping[str, str]
) -> CredentialChoice:
    """Choose: `--profile`, custom headers, a key, a token, ANTHROPIC_PROFILE, the active profile.

    A named profile must be usable. The active one need not be, because it may be a leftover.

    Args:
        named: The profile named by a flag or a variable, if any.
        custom: The credential in the custom headers, if any.
        environ: The environment.

    Raises:
        SettingsError: If the name of the profile is malformed.
        ProfileError: If the named profile can't be used.
        InvalidCredentialError: If the key or token can't be one.
    """
    if named and named.source != PROFILE_VARIABLE:
        return _from_profile(named, environ)
    found = [custom.source] if custom else []
    found += [variable for variable in CREDENTIAL_VARIABLES if environ.get(variable, "").strip()]
    found += [named.source] if named else []
    if not found:
        return _from_active_profile(environ)
    first, *others = found
    also = tuple(f"{first} and {other} are both set; {first} is used." for other in others)
    if named and named.source == first:
        return _from_profile(named, environ)
    folder = profiles.profiles_folder(environ)
    with suppress(ProfileError):
        active = profiles.active_profile_name(folder)
        if PROFILE_VARIABLE not in found and active in profiles.profile_names(folder):
            others.append(f"profile {active}")
    try:
        credential = custom or parse_credential(environ[first], first, CREDENTIAL_VARIABLES[first])
    except InvalidCredentialError as error:
        if others:
            error.remedy = f"{error.remedy} To use {others[0]} instead, unset {first}.".lstrip()
        raise
    credential = replace(credential, unused=tuple(others))
    return CredentialChoice(credential=credential, notices=(*also, *credential.notices))


def _from_profile(named: RawSetting, environ: Mapping[str, str]) -> CredentialChoice:
    name, folder = profiles.parse_profile_name(named), profiles.profiles_folder(environ)
    if problem := profiles.folder_problem(environ):
        remedy = f"Correct {FOLDER_VARIABLE}, or unset it to use the default folder."
        raise ProfileError(problem, remedy)
    profile = profiles.read_profile(name, named.source, folder, datetime.now(UTC))
    return CredentialChoice(credential=profile.credential, profile=profile)


def _from_active_profile(environ: Mapping[str, str]) -> CredentialChoice:
    """Use the active profile, or say what was checked and what was found instead."""
    folder, remedy = profiles.profiles_folder(environ), ""
    reason = _what_is_missing(environ)
    try:
        if active := profiles.active_profile_name(folder):
            return _from_profile(RawSetting(active, f"active_config in {folder}"), environ)
    except ModelBrowserError as error:
        reason += f". {error.message}"
        remedy = error.remedy
    else:
        if names := ", ".join(profiles.profile_names(folder)):
            reason += f", and no profile is active. Choose one with --profile: {names}."
        elif problem := profiles.folder_problem(environ):
            reason += f". {problem}"
        else:
            reason += f", and no profile was found in {folder}."
    for variable, value in environ.items():
        if value.strip() and (why := _OTHER_VARIABLES.get(variable)):
            reason += f" {variable} {why}."
        elif value.strip() and _SIMILAR.fullmatch(variable):
            instead = "AUTH_TOKEN" if "TOKEN" in variable.upper() else "API_KEY"
            reason += f" {variable} is set but not read; use ANTHROPIC_{instead} instead."
    return CredentialChoice(no_credential=reason, no_credential_remedy=remedy)


def _what_is_missing(environ: Mapping[str, str]) -> str:
    """Say which variables are empty and which are not set, without the period."""
    parts, variables = [], (*CREDENTIAL_VARIABLES, PROFILE_VARIABLE)
    for what, is_set in (("empty", True), ("not set", False)):
        if names := [name for name in variables if (name in environ) is is_set]:
            joined = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
            parts.append(f"{joined} {'is' if len(names) == 1 else 'are'} {what}")
    return "; ".join(parts)
