"""Which credential is used, with which base URL, workspace and headers, and with which notices."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.profiles import ACCESS_TOKEN, write_profile

from modelbrowser.api.client import request_headers
from modelbrowser.api.errors import MissingCredentialError
from modelbrowser.domain.credential import (
    MANUAL_ENTRY,
    InvalidCredentialError,
    parse_credential,
)
from modelbrowser.errors import ModelBrowserError, SettingsError
from modelbrowser.settings.checks import RawSetting
from modelbrowser.settings.credentials import parse_custom_headers
from modelbrowser.settings.profiles import ProfileError
from modelbrowser.settings.reader import Settings, profile_choices, read_settings

VARIABLE = "ANTHROPIC_API_KEY"
KEY = "sk-ant-api03-canary-0123456789"
TOO_LONG = "the value on line 1 is too long (limit: 16384 characters)"
OAUTH = "sk-ant-oat01-canary-variable-0123456789"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment whose folder of profiles is still empty."""
    return {"MODELBROWSER_CONFIG": "/dev/null", "ANTHROPIC_CONFIG_DIR": str(tmp_path)}


_EXTRA = "it includes a quote, a comma, a semicolon or a backslash"
_TWICE = "it is two keys in a row, or the same key twice"


def _sent(settings: Settings, *betas: str) -> dict[str, str]:
    """The headers that depend on the credential."""
    ours = {"anthropic-version", "accept", "accept-encoding", "user-agent"}
    headers = request_headers(settings.connection, betas)
    assert len(dict(headers)) == len(headers)
    return {name: value for name, value in headers if name not in ours}


def _source(settings: Settings) -> str | None:
    return settings.connection.credential.source if settings.connection.credential else None


def test_the_order(environ: dict[str, str], tmp_path: Path) -> None:
    """The credential is the first of seven that is there; a notice names the variables."""
    write_profile(tmp_path, "named")
    write_profile(tmp_path, "active")
    (tmp_path / "active_config").write_text("active\n")
    assert _source(read_settings({}, environ)) == "profile active"
    environ["ANTHROPIC_PROFILE"] = "named"
    assert _source(read_settings({}, environ)) == "profile named"
    environ["ANTHROPIC_AUTH_TOKEN"] = OAUTH.replace("sk-ant-oat", "gateway")
    found = read_settings({}, environ)
    assert _source(found) == "ANTHROPIC_AUTH_TOKEN"
    assert found.notices == (
        "ANTHROPIC_AUTH_TOKEN and ANTHROPIC_PROFILE are both set; ANTHROPIC_AUTH_TOKEN is used.",
    )
    environ["ANTHROPIC_API_KEY"] = KEY
    assert _source(read_settings({}, environ)) == "ANTHROPIC_API_KEY"
    environ["ANTHROPIC_CUSTOM_HEADERS"] = "X-Api-Key: of-the-headers"
    found = read_settings({}, environ)
    assert _source(found) == "ANTHROPIC_CUSTOM_HEADERS"
    assert _sent(found) == {"x-api-key": "of-the-headers"}
    found = read_settings({"profile": "active"}, environ)
    assert _source(found) == "profile active"
    assert _sent(found)["authorization"] == f"Bearer {ACCESS_TOKEN}"


def test_a_profile_is_sent(environ: dict[str, str], tmp_path: Path) -> None:
    """A profile's token is a bearer token with its beta after the selected ones."""
    write_profile(tmp_path, base_url="https://gateway.example/v1", workspace_id="wrkspc_1")
    found = read_settings({"profile": "work"}, environ)
    assert found.connection.base_url == "https://gateway.example"
    assert _sent(found, "beta-1") == {
        "authorization": f"Bearer {ACCESS_TOKEN}",
        "anthropic-workspace-id": "wrkspc_1",
        "anthropic-beta": "beta-1,oauth-2025-04-20",
    }


@pytest.mark.parametrize("own", ["", "https://own.example", "https://other.example:8443/own"])
@pytest.mark.parametrize("way", ["--base-url", "ANTHROPIC_BASE_URL"])
def test_a_token_that_goes_elsewhere(
    own: str, way: str, environ: dict[str, str], tmp_path: Path
) -> None:
    """If a flag or a variable sends the profile's token to another URL, a notice says so."""
    write_profile(tmp_path, base_url=own)
    url = "https://other.example:8443"
    flags = {"profile": "work", "base_url": url if way == "--base-url" else None}
    if way != "--base-url":
        environ[way] = url
    found = read_settings(flags, environ)
    assert found.connection.base_url == url
    usual = own.removeprefix("https://") or "api.anthropic.com"
    (notice,) = found.notices
    assert notice == (
        f"Because of {way}, the token from profile work is sent to other.example:8443 "
        f"instead of {usual}."
    )


def test_the_profile_and_the_file(environ: dict[str, str], tmp_path: Path) -> None:
    """A profile's base URL comes before that of the file, which counts if it has none."""
    config = tmp_path / "config.toml"
    config.write_text('base_url = "https://file.example"\n')
    environ["MODELBROWSER_CONFIG"] = str(config)
    write_profile(tmp_path, "own", base_url="https://own.example")
    write_profile(tmp_path, "none")
    found = read_settings({"profile": "own"}, environ)
    assert (found.connection.base_url, found.notices) == ("https://own.example", ())
    found = read_settings({"profile": "none"}, environ)
    assert found.connection.base_url == "https://file.example"
    (notice,) = found.notices
    assert notice == (
        f"Because of base_url in {config}, the token from profile none is sent to file.example "
        "instead of api.anthropic.com."
    )


def test_the_workspace(environ: dict[str, str], tmp_path: Path) -> None:
    """As in the SDKs, a profile's workspace comes before the variable, which fills in for it."""
    environ["ANTHROPIC_WORKSPACE_ID"] = "wrkspc_variable"
    write_profile(tmp_path, "own", workspace_id="wrkspc_own")
    write_profile(tmp_path, "none")
    found = read_settings({"profile": "own"}, environ)
    assert found.connection.workspace_id == "wrkspc_own"
    assert found.notices == (
        "ANTHROPIC_WORKSPACE_ID is not used: profile own has its own workspace.",
    )
    found = read_settings({"profile": "none"}, environ)
    assert (found.connection.workspace_id, found.notices) == ("wrkspc_variable", ())


def test_a_profile_on_an_unprotected_host(environ: dict[str, str], tmp_path: Path) -> None:
    """A profile can't send its token over plain http, and its values are checked as all are."""
    write_profile(tmp_path, base_url="http://gateway.example")
    with pytest.raises(SettingsError, match=r"^base_url in .*/work\.json can't be used: your key"):
        read_settings({"profile": "work"}, environ)
    write_profile(tmp_path, workspace_id="a b")
    with pytest.raises(SettingsError, match=r"^workspace_id in .*/work\.json must be"):
        read_settings({"profile": "work"}, environ)


@pytest.mark.parametrize("way", ["--profile", "ANTHROPIC_PROFILE"])
def test_a_named_profile_must_be_usable(way: str, environ: dict[str, str], tmp_path: Path) -> None:
    """A profile that is named and can't be used is an error."""
    flags = {"profile": "work"} if way == "--profile" else {}
    environ |= {} if flags else {way: "work"}
    with pytest.raises(ProfileError, match=rf"^Profile work \({way}\) doesn't exist: "):
        read_settings(flags, environ)
    with pytest.raises(SettingsError, match=r"^--profile must be a profile name"):
        read_settings({"profile": "../work"}, environ)


def test_an_active_profile_need_not_be_usable(environ: dict[str, str], tmp_path: Path) -> None:
    """An active profile that can't be used is no error: what is wrong is said if it is needed."""
    write_profile(tmp_path, "default", token={"access_token": "x", "expires_at": 0})
    found = read_settings({}, environ)
    assert found.connection.credential is None
    assert found.connection.no_credential.startswith(
        "ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_PROFILE are not set. "
        "Profile default can't be used: its token expired at 1970-01-01 00:00 UTC"
    )
    log_in = found.connection.no_credential_remedy
    assert log_in.startswith("Log in again: ant auth login --profile default.")
    error = MissingCredentialError(found.connection.no_credential, log_in)
    assert (error.title, error.remedy) == ("Invalid profile", log_in)
    # The profile's login isn't for a gateway, which would get its token.
    gateway = environ | {"ANTHROPIC_BASE_URL": "https://gw.example/api"}
    assert read_settings({}, gateway).connection.no_credential_remedy == ""
    (tmp_path / "active_config").write_text("../default")
    assert "active_config in " in read_settings({}, environ).connection.no_credential
    assert _source(read_settings({}, environ | {"ANTHROPIC_API_KEY": KEY})) == "ANTHROPIC_API_KEY"


def test_no_credential_at_all(environ: dict[str, str], tmp_path: Path) -> None:
    """The message names what was checked, and what was found but can't be used."""
    unset = "ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_PROFILE are not set"
    none = f"{unset}, and no profile was found in {tmp_path}."
    assert read_settings({}, environ).connection.no_credential == none
    other = {"CLAUDE_API_KEY": KEY}
    assert read_settings({}, environ | other).connection.no_credential == (
        f"{none} CLAUDE_API_KEY is set but not read; use ANTHROPIC_API_KEY instead."
    )
    empty = {"ANTHROPIC_API_KEY": " ", "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "1"}
    assert read_settings({}, environ | empty).connection.no_credential == (
        "ANTHROPIC_API_KEY is empty; ANTHROPIC_AUTH_TOKEN and ANTHROPIC_PROFILE are not set, "
        f"and no profile was found in {tmp_path}."
    )
    foundry = "ANTHROPIC_FOUNDRY_API_KEY is a Microsoft Foundry key, not a Claude API key."
    environ["ANTHROPIC_FOUNDRY_API_KEY"] = KEY
    assert read_settings({}, environ).connection.no_credential == f"{none} {foundry}"
    del environ["ANTHROPIC_FOUNDRY_API_KEY"]
    environ["CLAUDE_CODE_OAUTH_TOKEN"] = OAUTH
    login = "CLAUDE_CODE_OAUTH_TOKEN is a Claude Code login, not an API credential."
    assert read_settings({}, environ).connection.no_credential == f"{none} {login}"
    write_profile(tmp_path, "b")
    write_profile(tmp_path, "a")
    there = f"{unset}, and no profile is active. Choose one with --profile: a, b. {login}"
    assert read_settings({}, environ).connection.no_credential == there


def test_a_folder_that_is_not_there(environ: dict[str, str], tmp_path: Path) -> None:
    """If ANTHROPIC_CONFIG_DIR names no folder, that is said, whether a profile is named or not."""
    environ["ANTHROPIC_CONFIG_DIR"] = f"{tmp_path}/gone"
    problem = f"ANTHROPIC_CONFIG_DIR names a folder that doesn't exist: {tmp_path}/gone."
    found = read_settings({}, environ).connection
    assert found.no_credential.endswith(f" are not set. {problem}")
    with pytest.raises(ProfileError, match=r"^ANTHROPIC_CONFIG_DIR names a folder") as caught:
        read_settings({"profile": "work"}, environ)
    assert caught.value.message == problem


def test_a_placeholder_in_front_of_another_credential(environ: dict[str, str]) -> None:
    """If the value of a variable can't be a key, the remedy names what would be used without it."""
    environ |= {"ANTHROPIC_API_KEY": "your-api-key-here", "ANTHROPIC_AUTH_TOKEN": "token-of-mine"}
    with pytest.raises(InvalidCredentialError) as caught:
        read_settings({}, environ)
    remedy = "To use ANTHROPIC_AUTH_TOKEN instead, unset ANTHROPIC_API_KEY."
    assert caught.value.remedy.endswith(f" {remedy}")


def test_a_rejected_key_in_front_of_a_profile(environ: dict[str, str], tmp_path: Path) -> None:
    """If the API rejects the key in a variable, the remedy names what would be used without it."""
    environ["ANTHROPIC_API_KEY"] = KEY
    write_profile(tmp_path, "work")
    remedy = "make sure it still exists in the Console."
    assert _remedy(environ).endswith(remedy)
    (tmp_path / "active_config").write_text("work")
    assert _remedy(environ).endswith(f"{remedy} To use profile work instead, unset {VARIABLE}.")
    environ["ANTHROPIC_CUSTOM_HEADERS"] = "X-Api-Key: sk-ant-stale"
    remove = f"To use {VARIABLE} instead, remove the header in ANTHROPIC_CUSTOM_HEADERS."
    assert _remedy(environ).endswith(remove)
    del environ["ANTHROPIC_CUSTOM_HEADERS"]
    environ["ANTHROPIC_PROFILE"] = "other"
    other = f"{remedy} To use ANTHROPIC_PROFILE instead, unset {VARIABLE}."
    assert _remedy(environ).endswith(other)
    (tmp_path / "active_config").write_text(KEY)
    del environ["ANTHROPIC_PROFILE"]
    assert _remedy(environ).endswith(remedy)


def _remedy(environ: dict[str, str]) -> str:
    credential = read_settings({}, environ).connection.credential
    return credential.remedy() if credential else ""


@pytest.mark.parametrize("name", ["vk-canary-0123456789abcdef", "canary0123456789"])
def test_what_may_be_a_key_is_not_quoted_as_a_profile(name: str, environ: dict[str, str]) -> None:
    """A gateway's key in place of a profile's name isn't shown, nor is the path with it."""
    with pytest.raises(ProfileError, match=r"^The profile named by --profile doesn't exist") as it:
        read_settings({"profile": name}, environ)
    assert "canary" not in f"{it.value.message} {it.value.remedy}"


@pytest.mark.parametrize(
    ("variable", "instead"),
    [
        ("ANTROPIC_API_KEY", "API_KEY"),
        ("ANTHROPIC_APIKEY", "API_KEY"),
        ("anthropic_api_key", "API_KEY"),
        ("ANTHROPIC_KEY", "API_KEY"),
        ("ANTHROPIC_API_KEY_FILE", "API_KEY"),
        ("CLAUDE_CODE_API_KEY", "API_KEY"),
        ("ANTHROPIC_TOKEN", "AUTH_TOKEN"),
        ("ANTHROPIC_OAUTH_TOKEN", "AUTH_TOKEN"),
    ],
)
def test_variable_with_a_similar_name(variable: str, instead: str, environ: dict[str, str]) -> None:
    """A variable whose name is easily confused with the right one is named."""
    reason = read_settings({}, environ | {variable: KEY}).connection.no_credential
    assert reason.endswith(f" {variable} is set but not read; use ANTHROPIC_{instead} instead.")


@pytest.mark.parametrize(
    ("variable", "why"),
    [
        ("ANTHROPIC_ADMIN_KEY", "is an Admin API key; the Models API needs a regular one"),
        ("ANTHROPIC_IDENTITY_TOKEN_FILE", "is for workload identity federation"),
        ("ANTHROPIC_AWS_API_KEY", ""),
    ],
)
def test_variable_of_another_credential(variable: str, why: str, environ: dict[str, str]) -> None:
    """Another kind of credential is never suggested as a key or a token."""
    reason = read_settings({}, environ | {variable: KEY}).connection.no_credential
    assert (f" {variable} {why}" in reason) is bool(why)
    assert "instead" not in reason


@pytest.mark.parametrize("variable", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_an_oauth_token_in_a_variable(variable: str, environ: dict[str, str]) -> None:
    """An OAuth token is sent as one wherever it is given, with a notice."""
    found = read_settings({}, environ | {variable: f"'{OAUTH}'\n"})
    assert _sent(found, "b") == {
        "authorization": f"Bearer {OAUTH}",
        "anthropic-beta": "b,oauth-2025-04-20",
    }
    ignored, sent = found.notices
    assert ignored == f"Ignored quotes and white space around the OAuth token in {variable}."
    assert sent == (
        f"The credential ({variable}) is an OAuth token: it is sent as a bearer token, with the "
        "beta oauth-2025-04-20."
    )
    # The beta is sent once, also if the user selects it.
    assert _sent(found, "oauth-2025-04-20", "b")["anthropic-beta"] == "oauth-2025-04-20,b"


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{KEY}",
        f"{KEY}\u200b",
        f"\u2060'{KEY}\u200d'",
        f"Bearer \u200c{KEY}",
        f" '\ufeff\u200bBearer {KEY}'",
    ],
)
def test_invisible_characters_around_a_key(text: str, environ: dict[str, str]) -> None:
    """A key copied from a web page or saved with a byte order mark is sent without those."""
    found = read_settings({}, environ | {"ANTHROPIC_API_KEY": text})
    assert _sent(found)["x-api-key"] == KEY
    assert "white space" in found.notices[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("$ANTHROPIC_API_KEY", "it is a variable's name, not its value"),
        ("${ANTHROPIC_API_KEY}", "it is a variable's name, not its value"),
        ("%ANTHROPIC_API_KEY%", "it is a variable's name, not its value"),
        ("ANTHROPIC_API_KEY", "it is a variable's name, not its value"),
        (f"ANTHROPIC_API_KEY={KEY}", "it includes a variable's name"),
        (f"export ANTHROPIC_API_KEY={KEY}", "it includes a variable's name"),
        (f"'ANTHROPIC_AUTH_TOKEN = {KEY}'", "it includes a variable's name"),
        ("op://vault/claude/key",
         "it is a 1Password reference, not the value (see op run)"),
        ("vault://secret/claude", "it is a URL or a reference, not the value"),
        ("https://console.example/keys", "it is a URL or a reference, not the value"),
        ("arn:aws:secretsmanager:eu:1:secret:x", "it is a URL or a reference, not the value"),
        ("$(cat ~/.key)", "it is a command, not what the command prints"),
        ("${{ secrets.KEY }}", "it is a template or JSON, not the value itself"),
        ('{"key": "canary"}', "it is a template or JSON, not the value itself"),
        ("~/.anthropic/key", "it is a file path"),
        ("/run/secrets/key", "it is a file path"),
        ("@/run/secrets/key", "it is a file path"),
        ("ENC[AES256_GCM,data:canary]", "it is encrypted"),
        ("c2stYW50LWFwaTAzLWNhbmFyeQ==", "it is Base64-encoded"),
        ("__ANTHROPIC_API_KEY__", "it is a template, not the value itself"),
        ("sk-ant-sid01-canary", "it is a claude.ai session key, not an API key"),
        ("x-api-key: sk-ant-canary", "it includes a header's name"),
        ("sk-ant-api03-canary...7uAA", "it is truncated or masked"),
        ("sk-ant-api03-canary…7uAA", "it is truncated or masked"),
        ("canary***canary", "it is truncated or masked"),
        ("sk-ant-canary  # production", "it is followed by a comment"),
        ('"sk-ant-canary', _EXTRA),
        ("sk-ant-canary1,sk-ant-canary2", _EXTRA),
        ("sk-ant-canary;", _EXTRA),
        ("sk-ant-canary\\n", _EXTRA),
        ("your-api-key-here", "it is a placeholder"),
        ("None", "it is a placeholder"),
        ("Basic Q0FOQVJZ", "it is a user name and password, for ANTHROPIC_CUSTOM_HEADERS"),
        ("YOUR_API_KEY", "it is a placeholder"),
        ("<your key>", "it is a placeholder"),
        ("sk-ant-your-key", "it is a placeholder"),
        ("sk-ant-api03-...", "it is a placeholder"),
        ("(sk-ant-api03-canary)", "it is in parentheses"),
        ("sk-ant-…", "it is a placeholder"),
        ("sk-ant-xxxxxxxx", "it is a placeholder"),
        ("changeme", "it is a placeholder"),
        ("undefined", "it is a placeholder"),
        ("claude-haiku-4-5", "it is a model ID"),
        ("us.anthropic.claude-haiku-4-5-v1:0", "it is a model ID"),
        ("anthropic/claude-haiku-4-5", "it is a model ID"),
        ("claude-mythos-preview", "it is a model ID"),
        ("sk-ant-ort01-canary", "it is a refresh token, not an access token"),
        ("wrkspc_01canary", "it is a workspace ID"),
        ("sk-ant-api03-canary-0sk-ant-api03-canary-0", _TWICE),
        ("sk-ant-api03-canary-0sk-ant-api03-canary-1", _TWICE),
        ("sk-canary-0123sk-canary-0123", _TWICE),
    ],
)  # fmt: skip
def test_what_can_be_no_key(text: str, why: str, environ: dict[str, str]) -> None:
    """A value that can't be a key is rejected before it is sent, with the reason."""
    with pytest.raises(InvalidCredentialError) as caught:
        read_settings({}, environ | {"ANTHROPIC_API_KEY": text})
    assert caught.value.message == f"The API key (ANTHROPIC_API_KEY) can't be used: {why}."
    assert caught.value.remedy.startswith("Set it to a complete ")
    assert "canary" not in f"{caught.value} {caught.value.remedy}"


@pytest.mark.parametrize(
    "key", ["claude-proxy-8d7f6a5b4c3d", "claude-550e8400-e29b-41d4", "claude-local-token"]
)
def test_a_key_may_begin_as_a_name(key: str) -> None:
    """A gateway's key may begin with `claude-`."""
    assert parse_credential(key, "here").secret.reveal() == key


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("claude-haiku-4-5", "That's a model ID, not an API key."),
        ("claude-sonnet", "That's a model ID, not an API key."),
        ("opus-4.5", "That's a model ID, not an API key."),
        ("sonnet[1m]", "That's a model ID, not an API key."),
        ("us.anthropic.claude-opus", "That's a model ID, not an API key."),
        ("anthropic/claude-haiku", "That's a model ID, not an API key."),
        ("ENC[", "The API key (manual entry) can't be used: it is encrypted."),
    ],
)
def test_what_was_typed_can_be_no_key(text: str, message: str) -> None:
    """A model ID in place of a key is only called a model ID; other text gets a reason."""
    with pytest.raises(InvalidCredentialError) as caught:
        parse_credential(text, MANUAL_ENTRY)
    assert caught.value.message == message


def test_a_key_in_backticks() -> None:
    """A key copied from Markdown loses its backticks, but a command in them is none."""
    assert parse_credential(f"`{KEY}`", "here").secret.reveal() == KEY


@pytest.mark.parametrize(
    "key", [KEY, OAUTH, "x", "dummy", "EMPTY", "sk-1234", "sk-proj-abc", "eyJhbGciOi.J9.x_-", "a=="]
)
def test_what_can_be_a_key(key: str) -> None:
    """Gateways' keys differ from the API's, and are sent."""
    assert parse_credential(key, "here").secret.reveal() == key


def test_custom_headers(environ: dict[str, str]) -> None:
    """Headers of the user's own are sent, and one replaces the program's of the same name."""
    environ |= {
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_WORKSPACE_ID": "wrkspc_variable",
        "ANTHROPIC_CUSTOM_HEADERS": "X-Team : a: b\r\n\nX-Empty:\nANTHROPIC-Workspace-Id: w\n"
        "x-team: c\nAnthropic-Beta: one, two\nAccept: text/plain",
    }
    settings = read_settings({}, environ)
    headers = dict(request_headers(settings.connection, ("two", "three")))
    assert headers["accept" if "accept" in headers else "Accept"] == "text/plain"
    assert headers["anthropic-beta"] == "one,two,three"
    assert headers["ANTHROPIC-Workspace-Id"] == "w"
    assert (headers["x-team"], headers["X-Empty"]) == ("c", "")
    assert headers["x-api-key"] == KEY
    assert len({name.lower() for name in headers}) == len(headers)
    assert settings.notices == ()


@pytest.mark.parametrize(
    ("line", "headers"),
    [
        ("Authorization: Bearer gateway-token", {"authorization": "Bearer gateway-token"}),
        ("Authorization: Basic dXNlcjpw", {"authorization": "Basic dXNlcjpw"}),
        ("X-API-Key: gateway-key", {"x-api-key": "gateway-key"}),
        ("X-API-Key: k\nAuthorization: Bearer t", {"authorization": "Bearer t"}),
        (
            f"authorization: bearer {OAUTH}",
            {"authorization": f"Bearer {OAUTH}", "anthropic-beta": "oauth-2025-04-20"},
        ),
    ],
)
def test_a_credential_in_custom_headers(
    line: str, headers: dict[str, str], environ: dict[str, str]
) -> None:
    """A credential in custom headers is the only one that is sent, with or without another."""
    environ["ANTHROPIC_CUSTOM_HEADERS"] = line
    found = read_settings({}, environ)
    assert found.connection.credential is not None
    assert (_sent(found), found.notices) == (headers, found.connection.credential.notices)
    found = read_settings({}, environ | {"ANTHROPIC_API_KEY": KEY})
    assert _sent(found) == headers
    assert found.notices[0] == (
        "ANTHROPIC_CUSTOM_HEADERS and ANTHROPIC_API_KEY are both set; "
        "ANTHROPIC_CUSTOM_HEADERS is used."
    )


def test_an_empty_token_in_custom_headers(environ: dict[str, str]) -> None:
    """A token from a variable that isn't set is an error, as is an empty key; nothing is sent."""
    environ["ANTHROPIC_CUSTOM_HEADERS"] = "Authorization: Bearer "
    with pytest.raises(InvalidCredentialError, match="is empty"):
        read_settings({}, environ)


def test_escaped_line_breaks_in_custom_headers(environ: dict[str, str]) -> None:
    """A line break that a file of variables wrote as a backslash and an n is one."""
    environ["ANTHROPIC_CUSTOM_HEADERS"] = r"X-A: 1\r\n X-B: 2"
    found = read_settings({}, environ | {"ANTHROPIC_API_KEY": KEY})
    assert _sent(found) == {"x-api-key": KEY, "X-A": "1", "X-B": "2"}


def test_custom_headers_of_the_connection(environ: dict[str, str]) -> None:
    """A header that would break the connection, or an invalid line, is skipped with a notice."""
    environ["ANTHROPIC_CUSTOM_HEADERS"] = "Host: canary.example\ncanary\ncontent-length: 5"
    found = read_settings({}, environ | {"ANTHROPIC_API_KEY": KEY})
    assert _sent(found) == {"x-api-key": KEY}
    assert found.notices == (
        "Skipped in ANTHROPIC_CUSTOM_HEADERS: Host, line 2 (no colon), content-length.",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("X-A: b\rX-Evil: canary", "the value on line 1 is not a single line of plain ASCII text"),
        ("X-A: caf\u00e9", "the value on line 1 is not a single line of plain ASCII text"),
        pytest.param("X-A: " + "canary" * 3000, TOO_LONG, id="too long"),
        ("X-A: 1\nX B: canary", "the name on line 2 is not a valid header name"),
        ('{"X-A": "canary"}', "it is JSON"),
        (": canary", "the name on line 1 is not a valid header name"),
        ("sk-ant-canary: x-api-key", "the name on line 1 is not a valid header name"),
        ("anthropic-beta: a b", "its anthropic-beta is not a list of beta values"),
    ],
)
def test_custom_headers_that_cannot_be_sent(text: str, why: str) -> None:
    """A header that can't be sent is an error that names the line, and quotes nothing."""
    with pytest.raises(SettingsError) as caught:
        parse_custom_headers(RawSetting(text, "ANTHROPIC_CUSTOM_HEADERS"))
    assert caught.value.message == f"ANTHROPIC_CUSTOM_HEADERS can't be used: {why}."


@given(st.text())
def test_no_custom_headers_cause_a_crash(text: str) -> None:
    """Whatever the variable is set to, its headers can be sent, or there is an error."""
    try:
        custom = parse_custom_headers(RawSetting(text, "X"))
    except ModelBrowserError:
        return
    for name, value in custom.headers:
        assert name.isascii()
        assert "\n" not in value.reveal()


def test_quotes_around_values(environ: dict[str, str], tmp_path: Path) -> None:
    """Quotes from a .env file around a value that never has any are removed, with a notice."""
    write_profile(tmp_path)
    environ |= {name: f'"{value}"' for name, value in environ.items()}
    environ |= {
        "MODELBROWSER_CONFIG": "/dev/null",
        "ANTHROPIC_BASE_URL": " '127.0.0.1' ".replace("127", "https://127"),
        "ANTHROPIC_WORKSPACE_ID": '"wrkspc_1"',
        "ANTHROPIC_PROFILE": "'work'",
        "NO_PROXY": '"localhost"',
        "SSL_CERT_FILE": "'unpaired\"",
    }
    found = read_settings({}, environ)
    assert found.connection.base_url == "https://127.0.0.1"
    assert found.connection.workspace_id == "wrkspc_1"
    assert _source(found) == "profile work"
    assert found.notices[-1] == (
        "Ignored quotes around the value of ANTHROPIC_BASE_URL, ANTHROPIC_WORKSPACE_ID, "
        "ANTHROPIC_PROFILE, ANTHROPIC_CONFIG_DIR, NO_PROXY."
    )


@pytest.mark.parametrize(
    "endpoint",
    ["/v1", "/v1/messages", "/v1/models", "/v1/models/claude-x", "/v1/chat/completions",
     "/v1/messages/count_tokens", "/v1/complete", "/v1/responses"],
)  # fmt: skip
def test_an_endpoint_at_the_end(endpoint: str, environ: dict[str, str]) -> None:
    """A known endpoint at the end of a base URL is cut off, and its query, with a notice."""
    for end, query in (("/", ""), ("?beta=canary", " and the query")):
        environ["ANTHROPIC_BASE_URL"] = f"https://gateway.example/anthropic{endpoint}{end}"
        found = read_settings({}, environ)
        assert found.connection.base_url == "https://gateway.example/anthropic"
        assert found.notices == (f"Ignored {endpoint}{query} at the end of ANTHROPIC_BASE_URL.",)


@pytest.mark.parametrize("path", ["", "/v1beta", "/v10", "/models", "/messages", "/v1/other"])
def test_a_path_that_is_no_endpoint(path: str, environ: dict[str, str]) -> None:
    """Every other path of a gateway is kept."""
    environ["ANTHROPIC_BASE_URL"] = url = f"https://gateway.example{path}"
    found = read_settings({}, environ)
    assert (found.connection.base_url, found.notices) == (url, ())


def test_all_profiles(environ: dict[str, str], tmp_path: Path) -> None:
    """Each profile comes with its connection, or with why it has none."""
    assert profile_choices({}, environ) == []
    write_profile(tmp_path, "b", base_url="https://own.example")
    write_profile(tmp_path, "a", token={"access_token": "x", "expires_at": 1})
    bad, good = profile_choices({"timeout": "3"}, environ | {"ANTHROPIC_API_KEY": KEY})
    assert (bad.name, bad.connection) == ("a", None)
    assert bad.notices[0].startswith("Profile a can't be used: its token expired")
    assert good.connection is not None
    assert (good.connection.host, good.connection.timeout) == ("own.example", 3.0)
