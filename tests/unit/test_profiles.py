"""Profiles of the ant CLI, read from real files."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.profiles import ACCESS_TOKEN, REFRESH_TOKEN, write_profile

from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.errors import SettingsError
from modelbrowser.settings.checks import RawSetting
from modelbrowser.settings.profiles import (
    Profile,
    ProfileError,
    active_profile_name,
    parse_profile_name,
    profile_names,
    profiles_folder,
    read_profile,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _read(folder: Path, name: str = "work") -> Profile:
    return read_profile(name, "--profile", folder, NOW)


def _unusable(folder: Path) -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        _read(folder)
    assert "canary" not in f"{caught.value} {caught.value.remedy}"
    assert caught.value.exit_code == 3
    return caught.value


def test_a_profile(tmp_path: Path) -> None:
    """A profile has a token, and may have a base URL and a workspace, whose file is named."""
    write_profile(tmp_path, base_url="https://gateway.example", workspace_id="wrkspc_1")
    profile = _read(tmp_path)
    credential = profile.credential
    assert (credential.kind, credential.source) == ("oauth_token", "profile work")
    assert (credential.profile, credential.secret.reveal()) == ("work", ACCESS_TOKEN)
    assert credential.betas == ("oauth-2025-04-20",)
    source = f"in {tmp_path}/configs/work.json"
    assert profile.base_url == RawSetting(
        "https://gateway.example", f"base_url {source}", is_text=True
    )
    assert profile.workspace_id == RawSetting("wrkspc_1", f"workspace_id {source}", is_text=True)
    assert "canary" not in repr(profile)


def test_a_profile_of_the_least(tmp_path: Path) -> None:
    """A profile without a base URL, a workspace and an expiry is used as it is."""
    write_profile(tmp_path, base_url="", workspace_id=None, token={"access_token": "any-token"})
    profile = _read(tmp_path)
    assert (profile.base_url, profile.workspace_id) == (None, None)
    # It is an OAuth token whatever it looks like.
    assert profile.credential.kind == "oauth_token"


def test_credentials_elsewhere(tmp_path: Path) -> None:
    """A profile may name another file for its token."""
    elsewhere = tmp_path / "elsewhere.json"
    write_profile(tmp_path, authentication={"credentials_path": str(elsewhere)})
    (tmp_path / "credentials/work.json").rename(elsewhere)
    assert _read(tmp_path).credential.secret.reveal() == ACCESS_TOKEN


@pytest.mark.parametrize("path", ["a\0b", "\ud800"])
def test_credentials_in_a_file_that_cannot_exist(path: str, tmp_path: Path) -> None:
    """A path that no file can have counts as a missing file."""
    write_profile(tmp_path, authentication={"credentials_path": path})
    assert "its credentials file does not exist" in _unusable(tmp_path).message


@pytest.mark.parametrize(
    ("seconds", "problem"),
    [
        (31, None),
        (30, "its token expires too soon, at 2026-11-22 12:00 UTC"),
        (1, "its token expires too soon, at 2026-11-22 12:00 UTC"),
        (0, "its token expired at 2026-11-22 12:00 UTC"),
        (-86400, "its token expired at 2026-11-21 12:00 UTC"),
    ],
)
def test_a_token_that_expires(seconds: int, problem: str | None, tmp_path: Path) -> None:
    """A token must be valid for more than 30 s; otherwise, the error says when it expires."""
    expiry = int((NOW + timedelta(seconds=seconds)).timestamp())
    write_profile(tmp_path, token={"access_token": ACCESS_TOKEN, "expires_at": expiry})
    if problem is None:
        assert _read(tmp_path).credential.secret.reveal() == ACCESS_TOKEN
        return
    error = _unusable(tmp_path)
    path = tmp_path / "credentials/work.json"
    assert error.message == f"Profile work can't be used: {problem} ({path})."
    assert error.remedy == (
        "Log in again: ant auth login --profile work. "
        "Or let ant renew it: ant auth print-credentials --profile work --env."
    )


def _content(kind: str, content: str | bytes) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        data = content.encode() if isinstance(content, str) else content
        (folder / kind / "work.json").write_bytes(data)

    return change


def _token(**fields: Any) -> Callable[[Path], object]:
    return _content("credentials", json.dumps({"access_token": "canary-token"} | fields))


def _link(folder: Path, kind: str = "credentials") -> None:
    file = folder / kind / "work.json"
    file.rename(folder / "there.json")
    file.symlink_to(folder / "there.json")


def _pipe(folder: Path) -> None:
    (folder / "credentials/work.json").unlink()
    os.mkfifo(folder / "credentials/work.json", 0o600)


def _mode(name: str, mode: int) -> Callable[[Path], object]:
    return lambda folder: (folder / name).chmod(mode)


LOG_IN = "Log in again: ant auth login --profile work."
PRINT = "Use the variables printed by ant auth print-credentials --profile work --env instead."
FEDERATION = "it uses workload identity federation, which is not supported"


@pytest.mark.parametrize(
    ("change", "kind", "problem", "remedy"),
    [
        (_mode("credentials/work.json", 0o640), "credentials",
         "other users can access it (mode 0640)", "Run: chmod 600 "),
        (_mode("credentials/work.json", 0o602), "credentials",
         "other users can access it (mode 0602)", "Run: chmod 600 "),
        (_mode("configs/work.json", 0o664), "configs",
         "other users can access it (mode 0664)", "Run: chmod go-w "),
        (_link, "credentials", "it is a symbolic link", "Replace the link with the file itself."),
        (_pipe, "credentials", "it is not a regular file", LOG_IN),
        (lambda folder: (folder / "credentials/work.json").unlink(), "credentials",
         "its credentials file does not exist", LOG_IN),
        (_content("configs", "{canary"), "configs", "it is not valid JSON", LOG_IN),
        (_content("configs", b"\xff"), "configs", "it is not valid JSON", LOG_IN),
        (_content("configs", "[" * 60_000), "configs", "it is not valid JSON", LOG_IN),
        (_content("configs", " " * (1 << 16) + "{}"), "configs",
         "it is too large (limit: 64 KiB)", LOG_IN),
        (_content("configs", '["canary"]'), "configs", "it is not a JSON object", LOG_IN),
        (_content("configs", '"canary"'), "configs", "it is not a JSON object", LOG_IN),
        (_content("configs", "{}"), "configs",
         "its authentication type is unknown", LOG_IN),
        (_content("configs", '{"authentication": {"type": "canary"}}'), "configs",
         "its authentication type is unknown", LOG_IN),
        (_content("configs", '{"authentication": {"type": "oidc_federation"}}'), "configs",
         FEDERATION, PRINT),
        (_content("credentials", '"canary"'), "credentials", "it is not a JSON object", LOG_IN),
        (_content("credentials", "{}"), "credentials", "it contains no access_token", LOG_IN),
        (_token(access_token=["canary"]), "credentials", "it contains no access_token", LOG_IN),
        (_token(type="canary"), "credentials", "it contains no OAuth token", LOG_IN),
        *((_content("configs", json.dumps(
            {"authentication": {"type": "user_oauth", "credentials_path": path}}
        )), "configs", "its credentials_path can't be resolved", LOG_IN)
          for path in ("~no-such-user/canary", "~\0/canary", "~\ud800/canary")),
        (_token(expires_at="canary"), "credentials",
         "its expires_at is not a time in seconds", LOG_IN),
        (_token(expires_at=-62_135_596_800), "credentials",
         "its token expired at 0001-01-01 00:00 UTC", LOG_IN),
        (_token(expires_at=1e300), "credentials",
         "its expires_at is not a time in seconds", LOG_IN),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_used(
    change: Callable[[Path], object], kind: str, problem: str, remedy: str, tmp_path: Path
) -> None:
    """The error says which profile and which file can't be used, why, and what to do."""
    write_profile(tmp_path)
    change(tmp_path)
    error = _unusable(tmp_path)
    path = tmp_path / kind / "work.json"
    assert error.message == f"Profile work can't be used: {problem} ({path})."
    assert error.remedy.startswith(remedy)


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may read every file.")
@pytest.mark.parametrize("name", ["credentials/work.json", "credentials", "configs", "."])
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    """A file that the user may not read, or whose folder can't be entered, is named."""
    write_profile(tmp_path)
    (tmp_path / name).chmod(0o200)
    assert "it can't be read" in _unusable(tmp_path).message
    (tmp_path / name).chmod(0o700)


def test_a_config_that_links_to_nothing(tmp_path: Path) -> None:
    """A dotfile manager's link may have lost its target, which permissions don't mend."""
    write_profile(tmp_path)
    (tmp_path / "configs/work.json").unlink()
    (tmp_path / "configs/work.json").symlink_to(tmp_path / "none")
    assert _unusable(tmp_path).remedy.endswith("if it is a link, its target.")


def test_a_command_for_a_path_with_a_space(tmp_path: Path) -> None:
    """A command to run works in a shell whatever the path."""
    folder = tmp_path / "Application Support"
    write_profile(folder)
    (folder / "credentials/work.json").chmod(0o640)
    assert _unusable(folder).remedy == f"Run: chmod 600 '{folder}/credentials/work.json'"


def test_a_token_that_cannot_be_one(tmp_path: Path) -> None:
    """A token with a character that none has is rejected as in a variable, and not quoted."""
    write_profile(tmp_path, token={"access_token": "canary token"})
    with pytest.raises(InvalidCredentialError, match=r"The OAuth token \(profile work\)") as caught:
        _read(tmp_path)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("field", ["base_url", "workspace_id", "credentials_path"])
def test_a_key_in_a_profile_is_not_used(field: str, tmp_path: Path) -> None:
    """What looks like a key in a field of a profile is neither sent nor quoted."""
    key = {field: "sk-ant-canary"}
    changes: dict[str, Any] = {"authentication": key} if field == "credentials_path" else key
    write_profile(tmp_path, **changes)
    with pytest.raises(SettingsError, match=f"{field} in .* it looks like an API key") as caught:
        _read(tmp_path)
    assert "canary" not in caught.value.message


def test_a_key_is_not_the_name_of_a_profile(tmp_path: Path) -> None:
    """A file whose name looks like a key is not a profile."""
    write_profile(tmp_path, "sk-ant-canary")
    write_profile(tmp_path, "work")
    assert profile_names(tmp_path) == ("work",)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    """The error names the source of the profile's name, and the available profiles."""
    write_profile(tmp_path, "home")
    write_profile(tmp_path, "ci")
    error = _unusable(tmp_path)
    path = tmp_path / "configs/work.json"
    assert error.message == f"Profile work (--profile) doesn't exist: {path} was not found."
    assert (
        error.remedy == "Available profiles: ci, home. To create it: ant auth login --profile work."
    )


@pytest.mark.parametrize("name", ["../work", "a/b", "a\\b", ".work", "a b", "a\tb", " a", "", "\0"])
def test_a_name_that_leaves_the_folder(name: str) -> None:
    """A name with a separator, a blank or a dot at its start is rejected, and not quoted."""
    with pytest.raises(SettingsError) as caught:
        parse_profile_name(RawSetting(name, "ANTHROPIC_PROFILE"))
    assert caught.value.message == (
        "ANTHROPIC_PROFILE must be a profile name without slashes, spaces or a leading dot."
    )


@pytest.mark.parametrize("name", ["work", "my-work_2", "a.b", "ça"])
def test_a_name_that_is_right(name: str) -> None:
    """Every other name is one."""
    assert parse_profile_name(RawSetting(name, "--profile")) == name


def test_a_link_to_the_configuration(tmp_path: Path) -> None:
    """Unlike the token's file, the other one may be a symbolic link, as in the SDKs."""
    write_profile(tmp_path, "work")
    _link(tmp_path, "configs")
    assert _read(tmp_path).credential.secret.reveal() == ACCESS_TOKEN


def test_the_active_profile(tmp_path: Path) -> None:
    """The active profile is named by a file; without it, it is `default`, if there is one."""
    assert active_profile_name(tmp_path) is None
    assert profile_names(tmp_path) == ()
    write_profile(tmp_path, "work")
    assert active_profile_name(tmp_path) is None
    write_profile(tmp_path, "default")
    assert active_profile_name(tmp_path) == "default"
    (tmp_path / "active_config").write_bytes(b"\xef\xbb\xbf work\r\n")
    assert active_profile_name(tmp_path) == "work"
    assert profile_names(tmp_path) == ("default", "work")


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path),
        lambda path: path.write_bytes(b"\xff"),
        lambda path: path.parent.chmod(0o600),
    ],
    ids=["pipe", "device", "loop", "not text", "folder"],
)
def test_an_active_profile_that_cannot_be_read(
    make: Callable[[Path], object], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """If the file that names the active profile can't be read, no other profile is used."""
    if os.geteuid() == 0 and "folder" in request.node.name:
        pytest.skip("Root may enter every folder.")
    write_profile(tmp_path, "default")
    make(tmp_path / "active_config")
    with pytest.raises(ProfileError, match=r"/active_config can't be read, so the active profile"):
        active_profile_name(tmp_path)


def test_a_name_longer_than_a_file_name(tmp_path: Path) -> None:
    """A profile with a name that no file can have doesn't exist."""
    with pytest.raises(ProfileError, match="doesn't exist"):
        _read(tmp_path, "a" * 5000)


def test_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is the variable's, else that of the user's settings."""
    monkeypatch.setenv("HOME", "/ada")
    assert profiles_folder({}) == Path("/ada/.config/anthropic")
    environ = {"XDG_CONFIG_HOME": "/xdg"}
    assert profiles_folder(environ) == Path("/xdg/anthropic")
    assert profiles_folder(environ | {"ANTHROPIC_CONFIG_DIR": "/there"}) == Path("/there")


def test_nothing_is_written(tmp_path: Path) -> None:
    """Reading a profile changes no file, and the refresh token is in nothing that it returns."""
    write_profile(tmp_path)
    before = {path: path.stat() for path in tmp_path.rglob("*")}
    assert REFRESH_TOKEN not in repr(_read(tmp_path))
    after = {path: path.stat() for path in tmp_path.rglob("*")}
    assert {path: stat.st_mtime_ns for path, stat in after.items()} == {
        path: stat.st_mtime_ns for path, stat in before.items()
    }
