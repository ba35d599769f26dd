"""Settings, read from all their sources."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.program import environment, run

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.errors import ExitCode, SettingsError
from modelbrowser.settings.checks import RawSetting
from modelbrowser.settings.reader import TABLE, Settings, read_settings

IN_FILE = [name for name, setting in TABLE.items() if setting.in_file]
NO_CONFIG = {"MODELBROWSER_CONFIG": "/dev/null"}
KEY = "sk-ant-canary-0123456789"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The location of a configuration file."""
    return tmp_path / "config.toml"


def _read(config: Path, content: str, **flags: Any) -> Settings:
    config.write_text(content)
    return read_settings(flags, {"MODELBROWSER_CONFIG": str(config)})


def _defaults(found: Settings) -> Settings:
    """The default settings, with the reason why there is no credential, which names folders."""
    return Settings(connection=Connection(no_credential=found.connection.no_credential))


def test_defaults() -> None:
    """Row 28: blank variables count as unset, and unset settings have their defaults."""
    blank = dict.fromkeys(
        ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"), " "
    ) | {"ANTHROPIC_WORKSPACE_ID": ""}
    found = read_settings({}, NO_CONFIG | blank)
    assert found == _defaults(found)


def test_own_keys(config: Path) -> None:
    """IDs with a dot are in quotes or in tables; a value that isn't a string is refused."""
    found = _read(config, '[keys]\npin = "f5"\n"models.sort" = "o,O"\nlist.up = "w"\n')
    assert found.keys == (("pin", "f5"), ("models.sort", "o,O"), ("list.up", "w"))
    for content in ("[keys]\nlist.up = 5\n", '[keys]\n"list.up" = ["w"]\n'):
        with pytest.raises(SettingsError) as caught:
            _read(config, content)
        assert caught.value.message == f"keys in {config} must be a table of strings."


def test_the_file_sets_everything(config: Path) -> None:
    """Every setting can be set in the file."""
    found = _read(
        config,
        'base_url = "http://gateway.example/v1/"\nallow_insecure_http = true\n'
        'timezone = "Asia/Kathmandu"\ntheme = "nord"\ntimeout = 30\napi_version = 2026-10-21\n'
        'workspace_id = "wrkspc_1"\nbetas = ["a-2025-01-01", " b ", "a-2025-01-01"]\n'
        "mouse = false\nhistory = false\n",
    )
    assert found.timezone is not None
    assert found.timezone.key == "Asia/Kathmandu"
    assert (found.theme, found.mouse, found.history) == ("nord", False, False)
    assert found.betas == ("a-2025-01-01", "b")
    assert replace(found.connection, no_credential="") == Connection(
        base_url="http://gateway.example",
        base_url_source=f"base_url in {config}",
        api_version="2026-10-21",
        workspace_id="wrkspc_1",
        workspace_source=f"workspace_id in {config}",
        timeout=30.0,
    )


@pytest.mark.parametrize(
    "name",
    [
        "ANTHROPIC_PROFILE",
        "ANTHROPIC_WORKSPACE_ID",
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_CONFIG_DIR",
        "MODELBROWSER_CONFIG",
        "SSL_CERT_FILE",
        "--profile",
        "--base-url",
        "theme in FILE",
        "workspace_id in FILE",
    ],
)
def test_a_key_in_another_setting_is_not_quoted(name: str, config: Path) -> None:
    """A key in the wrong variable, flag or line of the file is an error that doesn't show it."""
    key = "sk-ant-api03-canary"
    config.touch()
    flags, environ = {}, {"MODELBROWSER_CONFIG": str(config)}
    if name.startswith("--"):
        flags[name[2:].replace("-", "_")] = key
    elif name.endswith(" in FILE"):
        config.write_text(f'{name.removesuffix(" in FILE")} = "{key}"')
    else:
        environ[name] = key
    with pytest.raises(SettingsError) as caught:
        read_settings(flags, environ)
    what = name.replace(" in FILE", f" in {config}")
    assert caught.value.message == f"{what} can't be used: it looks like an API key."
    assert "ANTHROPIC_API_KEY" in caught.value.remedy


def test_a_flag_wins_over_the_environment_over_the_file(config: Path) -> None:
    """A flag takes precedence over a variable, and a variable over the file."""
    config.write_text('base_url = "https://file.example"\nworkspace_id = "file"\ntimeout = 3\n')
    environ = {
        "MODELBROWSER_CONFIG": str(config),
        "ANTHROPIC_BASE_URL": "https://variable.example",
        "ANTHROPIC_WORKSPACE_ID": "variable",
    }
    found = read_settings({"base_url": "https://flag.example", "timeout": None}, environ)
    assert found.connection.base_url == "https://flag.example"
    assert found.connection.workspace_id == "variable"
    assert found.connection.timeout == 3.0


def test_a_key_takes_precedence_over_a_token() -> None:
    """If both variables are set, the key is used and a notice says so."""
    environ = NO_CONFIG | {"ANTHROPIC_API_KEY": f"{KEY}\n", "ANTHROPIC_AUTH_TOKEN": "token"}
    found = read_settings({}, environ)
    credential = found.connection.credential
    assert credential is not None
    assert (credential.kind, credential.source) == ("api_key", "ANTHROPIC_API_KEY")
    assert found.notices == (
        "ANTHROPIC_API_KEY and ANTHROPIC_AUTH_TOKEN are both set; ANTHROPIC_API_KEY is used.",
        "Ignored white space around the API key in ANTHROPIC_API_KEY.",
    )
    assert "canary" not in repr(found)


def test_a_token_alone_is_a_token() -> None:
    """Without a key the token is used, and sent as a token."""
    found = read_settings({}, NO_CONFIG | {"ANTHROPIC_AUTH_TOKEN": "token"})
    credential = found.connection.credential
    assert credential is not None
    assert (credential.kind, credential.source) == ("token", "ANTHROPIC_AUTH_TOKEN")
    assert found.notices == ()


def test_a_malformed_key_is_an_error() -> None:
    """Row 24: a key with a character that no key has is an error, which does not quote it."""
    with pytest.raises(InvalidCredentialError) as caught:
        read_settings({}, NO_CONFIG | {"ANTHROPIC_API_KEY": f"{KEY}é"})
    assert "canary" not in str(caught.value)


def test_plain_http_is_an_error_unless_allowed() -> None:
    """Row 30: plain http would send the key unprotected, so it must be allowed on purpose."""
    environ = NO_CONFIG | {"ANTHROPIC_BASE_URL": "http://gateway.example"}
    with pytest.raises(SettingsError, match="sent over unencrypted HTTP") as caught:
        read_settings({}, environ)
    assert caught.value.message.startswith("ANTHROPIC_BASE_URL ")
    assert "--allow-insecure-http" in caught.value.remedy
    with pytest.raises(SettingsError) as caught:
        read_settings({}, NO_CONFIG | {"ANTHROPIC_BASE_URL": "http://api.anthropic.com"})
    assert caught.value.remedy == "Use https."
    allowed = read_settings({"allow_insecure_http": True}, environ)
    assert allowed.connection.base_url == "http://gateway.example"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timeout", "0"), ("timeout", "601"), ("timeout", "-1"), ("timeout", "nan"),
        ("timeout", '"30"'),
        ("timeout", "true"), ("timeout", '"canary"'), ("timeout", "[]"), ("timeout", "inf"),
        ("timezone", '"Europe/Canary"'), ("timezone", '"../canary"'), ("timezone", "1"),
        ("timezone", '"\\u0000"'), ("timezone", '"Europe"'), ("theme", '""'), ("theme", "1"),
        ("api_version", '"canary"'), ("api_version", "2023-06-01T00:00:00"),
        ("workspace_id", '"canary\\r\\nx: y"'), ("workspace_id", '"é"'),
        ("betas", '"canary"'), ("betas", "[1]"), ("betas", '["canary,b"]'), ("betas", '["é"]'),
        ("mouse", '"canary"'), ("history", "1"), ("allow_insecure_http", "0"), ("base_url", "1"),
    ],
)  # fmt: skip
def test_an_invalid_value_is_an_error_that_names_its_place(
    config: Path, key: str, value: str
) -> None:
    """The error names the key and the file of an invalid value, and never quotes the value."""
    with pytest.raises(SettingsError) as caught:
        _read(config, f"{key} = {value}")
    error = caught.value
    place = f"{key} in {config}"
    assert error.message.startswith((f"{place} can't be used: ", f"{place} must be "))
    assert "canary" not in f"{error} {error.remedy}".lower()
    assert error.exit_code == 3


def test_the_error_says_what_a_time_zone_looks_like() -> None:
    """An unknown time zone is an error with two names that are known."""
    with pytest.raises(SettingsError) as caught:
        read_settings({"timezone": "Nonsense/Zone"}, NO_CONFIG)
    assert caught.value.message == "--timezone must be a known time zone."
    assert caught.value.remedy == "Use a name such as Europe/Paris or UTC."


def test_an_invalid_flag_is_named_as_it_is_typed() -> None:
    """The error names an invalid flag as it is typed."""
    with pytest.raises(SettingsError, match=r"^--api-version must be a date like 2023-06-01\.$"):
        read_settings({"api_version": "x"}, NO_CONFIG)


@pytest.mark.parametrize("value", ["x", "0", "601", "nan"])
def test_the_error_names_the_limits_of_a_timeout(value: str) -> None:
    """An invalid timeout is an error that names the limits; a valid one is used."""
    message = "--timeout must be a number of seconds greater than 0 and at most 600."
    with pytest.raises(SettingsError) as caught:
        read_settings({"timeout": value}, NO_CONFIG)
    assert caught.value.message == message
    assert read_settings({"timeout": "2.5"}, NO_CONFIG).connection.timeout == 2.5


@pytest.mark.parametrize(
    ("tz", "known"),
    [
        ("Europe/Nowhere", False), ("garbage", False), ("Europe", False), ("/nowhere", False),
        ("../../etc/passwd", False), ("\x1b]0;x\x07", False), ("C3PO", False),
        ("", True), (" ", True), ("UTC", True), (":America/New_York", True), ("UTC+3", True),
        ("/usr/share/zoneinfo/Europe/Paris", True), ("EST5EDT,M3.2.0,M11.1.0", True),
        ("<-03>3", True), (":<-03>3", True), ("EST5EDT", True), ("/etc/hosts", True),
    ],
)  # fmt: skip
def test_an_unknown_tz_is_a_notice(tz: str, *, known: bool) -> None:
    """Row 124: a TZ that is not a zone, rule or file is a notice, unless a zone is set."""
    notice = ("TZ is not a known time zone. Set it to a name such as Europe/Paris.",)
    assert read_settings({}, NO_CONFIG | {"TZ": tz}).notices == (() if known else notice)
    assert read_settings({"timezone": "UTC"}, NO_CONFIG | {"TZ": tz}).notices == ()


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        ('timezon = "UTC"', "has an unknown key: timezon.", "Did you mean timezone?"),
        ("zzz = 1", "has an unknown key: zzz.", f"Valid keys: {', '.join(IN_FILE)}."),
        ('api_key = "canary"', "seems to contain an API key or token.", "ANTHROPIC_API_KEY"),
        ('model = "x"', "has an unknown key: model.", "Valid keys: "),
        (
            'ANTHROPIC_AUTH_TOKEN = "canary"',
            "seems to contain an API key or token.",
            "ANTHROPIC_AUTH_TOKEN",
        ),
        ('sk-ant-canary = "x"', "seems to contain an API key or token.", "ANTHROPIC_API_KEY"),
        ('[key]\nquit = "canary"', "has an unknown key: key.", "Did you mean keys?"),
        ("timeout = = canary", "is not valid TOML (see line 1).", ""),
        ("a = " + "[" * 10_000, "is not valid TOML.", ""),
    ],
)
def test_an_invalid_file_is_an_error(config: Path, content: str, message: str, remedy: str) -> None:
    """The error for an unknown key suggests the closest known one, and no value is quoted."""
    with pytest.raises(SettingsError) as caught:
        _read(config, content)
    assert caught.value.message == f"{config} {message}"
    assert remedy in caught.value.remedy
    assert "canary" not in f"{caught.value} {caught.value.remedy}"


def test_a_file_that_cannot_be_read(config: Path, tmp_path: Path) -> None:
    """A folder, bytes that are not text and a named file that is missing are errors."""
    config.write_bytes("timeout = 9".encode("utf-16"))
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        read_settings({}, {"MODELBROWSER_CONFIG": str(config)})
    with pytest.raises(SettingsError, match=f"{tmp_path} is not a regular file"):
        read_settings({}, {"MODELBROWSER_CONFIG": str(tmp_path)})
    with pytest.raises(SettingsError, match=f"names a file that doesn't exist: {tmp_path}/none"):
        read_settings({}, {"MODELBROWSER_CONFIG": str(tmp_path / "none")})


def test_a_byte_order_mark_is_skipped(config: Path) -> None:
    """A byte order mark, which editors on Windows write, is ignored."""
    assert _read(config, "\ufefftimeout = 9").connection.timeout == 9


@pytest.mark.parametrize("device", [None, "/dev/zero", "/dev/tty"])
def test_a_pipe_or_a_device_is_not_waited_for(device: str | None, config: Path) -> None:
    """Anything but a regular file is an immediate error; `/dev/null` has no settings."""
    if device:
        config.symlink_to(device)
    else:
        os.mkfifo(config)
    done = run("x", "--demo", "--plain", env=environment(MODELBROWSER_CONFIG=str(config)))
    assert (done.returncode, done.stdout) == (ExitCode.SETTINGS, b"")
    assert f"error: {config} is not a regular file." in done.stderr.decode()
    assert read_settings({}, NO_CONFIG | {"TZ": "UTC"}).notices == ()


def test_a_file_that_is_too_large(config: Path) -> None:
    """A file that is cut off is not called invalid; one of just the limit is read."""
    assert _read(config, "#" * 16_384).theme is None
    with pytest.raises(SettingsError) as caught:
        _read(config, "#" * 16_385)
    assert caught.value.message == f"{config} is too large (limit: 16 KiB)."


def test_without_a_file_the_defaults_apply(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Row 36: a missing file in the user's folder is not an error."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    found = read_settings({}, {})
    assert found == _defaults(found)


_TOML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
)


@settings(max_examples=50)
@given(value=_TOML)
def test_no_value_causes_a_crash(value: object) -> None:
    """Whatever a setting is set to, the check returns a value or raises a `SettingsError`."""
    for setting in IN_FILE:
        try:
            TABLE[setting].parse(RawSetting(value, "--x"))
        except SettingsError as error:
            assert error.message.startswith(("--x can't be used: ", "--x must be "))  # noqa: PT017 - both ways are right
