"""The choice of the credential, in the order in which the official SDKs look for one."""

from collections.abc import Mapping
from datetime import UTC, datetime

from modelbrowser.domain.credential import CREDENTIAL_VARIABLES, Credential, parse_credential
from modelbrowser.errors import ModelBrowserError
from modelbrowser.record import Record
from modelbrowser.settings.checks import RawSetting
from modelbrowser.settings.profiles import (
    PROFILE_VARIABLE,
    Profile,
    active_profile,
    check_profile_name,
    profile_names,
    profiles_folder,
    read_profile,
)

_OTHER_VARIABLES = {
    "CLAUDE_CODE_OAUTH_TOKEN": "is a login of Claude Code, not one for the API",
    "AWS_BEARER_TOKEN_BEDROCK": "is a key for Amazon Bedrock, not one for the Claude API",
    "CLAUDE_API_KEY": "is set, but not read: the variable is ANTHROPIC_API_KEY",
    "ANTHROPIC_KEY": "is set, but not read: the variable is ANTHROPIC_API_KEY",
    "ANTHROPIC_TOKEN": "is set, but not read: the variable is ANTHROPIC_AUTH_TOKEN",
}
"""Variables that hold what looks like a credential, and why it is not used."""


class CredentialChoice(Record, kw_only=True):
    """What was found.

    Attributes:
        credential: None if there is none that can be used.
        profile: Where it comes from, if that is a profile.
        no_credential: Why there is none, in sentences.
        notices: What the user should know about the choice, in sentences.
    """

    credential: Credential | None = None
    profile: Profile | None = None
    no_credential: str = ""
    notices: tuple[str, ...] = ()


def choose_credential(
    named: RawSetting | None, custom: Credential | None, environ: Mapping[str, str]
) -> CredentialChoice:
    """Choose: `--profile`, custom headers, a key, a token, ANTHROPIC_PROFILE, the active profile.

    A profile that is named must be usable. The active one need not be: it may be a leftover.

    Args:
        named: The profile that a flag or a variable names, if any.
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
    first = found[0]
    also = tuple(f"{first} and {other} are both set; {first} is used." for other in found[1:])
    if custom:
        return CredentialChoice(credential=custom, notices=(*also, *custom.notices))
    if kind := CREDENTIAL_VARIABLES.get(first):
        credential = parse_credential(environ[first], first, kind)
        return CredentialChoice(credential=credential, notices=(*also, *credential.notices))
    return _from_profile(RawSetting(environ[first], first), environ)


def _from_profile(named: RawSetting, environ: Mapping[str, str]) -> CredentialChoice:
    name, folder = check_profile_name(named), profiles_folder(environ)
    profile = read_profile(name, named.source, folder, datetime.now(UTC))
    return CredentialChoice(credential=profile.credential, profile=profile)


def _from_active_profile(environ: Mapping[str, str]) -> CredentialChoice:
    """Use the active profile, or say what was looked for and what there is instead."""
    folder = profiles_folder(environ)
    reason = f"{', '.join(CREDENTIAL_VARIABLES)} and {PROFILE_VARIABLE} are not set"
    if active := active_profile(folder):
        try:
            return _from_profile(RawSetting(active, f"active_config in {folder}"), environ)
        except ModelBrowserError as error:
            reason += f". {error.message} {error.remedy}"
    elif names := ", ".join(profile_names(folder)):
        reason += f", and no profile is active. Choose one with --profile: {names}."
    else:
        literal = " (~ is not expanded)" if str(folder).startswith("~") else ""
        reason += f", and there is no profile in {folder}{literal}."
    for variable, why in _OTHER_VARIABLES.items():
        if environ.get(variable, "").strip():
            reason += f" {variable} {why}."
    return CredentialChoice(no_credential=reason)
