"""ant CLI profiles: files with one login each, which are only read.

The folder is `$ANTHROPIC_CONFIG_DIR`, or else `anthropic` in the user's configuration folder:

    active_config           the name of the active profile, on one line
    configs/NAME.json       how it authenticates, its base URL and its workspace
    credentials/NAME.json   its token, readable only by the user
"""

import contextlib
import os
import re
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modelbrowser.domain.credential import Credential, parse_credential
from modelbrowser.domain.query import looks_like_key
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.record import Record
from modelbrowser.settings.checks import RawSetting

PROFILE_VARIABLE = "ANTHROPIC_PROFILE"
FOLDER_VARIABLE = "ANTHROPIC_CONFIG_DIR"

MIN_VALIDITY = 30
"""How long a token must still be valid to be used, in seconds, as in the SDKs."""

_DEFAULT = "default"
_LARGEST = 1 << 16
_LIKE_KEY = re.compile(r"(?=.*\d).{16}")
"""What may be a gateway's key in place of a name: it isn't shown if there is no such profile."""

_OTHERS_CAN_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_HAVE_ACCESS = stat.S_IRWXG | stat.S_IRWXO


class ProfileError(ModelBrowserError):
    """A profile can't be used; nothing was sent. Its files are never quoted."""

    title = "Invalid profile"
    exit_code = ExitCode.SETTINGS


class Profile(Record, kw_only=True):
    """A profile that can be used now.

    Attributes:
        credential: Its token.
        base_url: Its base URL, not yet checked; None if it has none. Likewise `workspace_id`.
    """

    credential: Credential
    base_url: RawSetting | None
    workspace_id: RawSetting | None


def profiles_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder with the profiles, which may not exist."""
    if named := environ.get(FOLDER_VARIABLE):
        return Path(named)
    return Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "anthropic"


def folder_problem(environ: Mapping[str, str]) -> str:
    """Say in a sentence that the variable names a folder that doesn't exist; "" if it does."""
    folder = environ.get(FOLDER_VARIABLE, "")
    if not folder or not _is_missing(Path(folder)):
        return ""
    literal = " (~ is not expanded)" if folder.startswith("~") else ""
    return f"{FOLDER_VARIABLE} names a folder that doesn't exist: {folder}{literal}."


def profile_names(folder: Path) -> tuple[str, ...]:
    """Return the names of all profiles in a folder, sorted; none that looks like an API key."""
    try:
        names = sorted(path.stem for path in (folder / "configs").glob("*.json"))
    except OSError:
        return ()
    return tuple(name for name in names if not looks_like_key(name))


def active_profile_name(folder: Path) -> str | None:
    """Return the name of the active profile, not yet checked; None if there is none.

    Raises:
        ProfileError: If the file with its name can't be read.
    """
    path, name = folder / "active_config", ""
    is_read = _is_missing(path)
    with contextlib.suppress(OSError, UnicodeDecodeError):
        # Opening a pipe would wait for its writer, and a device never ends.
        if path.is_file():
            with path.open("rb") as file:
                name = file.read(_LARGEST).decode("utf-8-sig").strip()
            is_read = True
    if not is_read:
        message = f"{path} can't be read, so the active profile is unknown."
        raise ProfileError(message, "Check its permissions and content, or delete it.")
    return name or (_DEFAULT if _DEFAULT in profile_names(folder) else None)


def _is_missing(path: Path) -> bool:
    """Whether a file doesn't exist; in a folder that can't be entered, it may."""
    try:
        path.lstat()
    except PermissionError:
        return False
    except (OSError, ValueError):  # ValueError: no file can have that name
        return True
    return False


def parse_profile_name(raw: RawSetting) -> str:
    """Return a name that can't leave the folder of the profiles."""
    name: str = raw.value
    raw.reject_key()
    if name.startswith(".") or name.split() != [name] or set("/\\\0") & set(name):
        raise raw.must_be("a profile name without slashes, spaces or a leading dot")
    return name


def read_profile(name: str, source: str, folder: Path, now: datetime) -> Profile:
    """Read a profile and check that it can be used.

    Args:
        name: The name of the profile, checked.
        source: Where the name comes from, in words for a sentence.
        folder: The folder with the profiles.
        now: The current time, aware.

    Raises:
        ProfileError: If it can't be used; the message names the file.
        InvalidCredentialError: If its token can't be one.
    """
    file = _File(name, folder / "configs" / f"{name}.json")
    if _is_missing(file.path):
        known = ", ".join(profile_names(folder)) or "none"
        if _LIKE_KEY.match(name):
            what = f"The profile named by {source} doesn't exist in {folder}."
            raise ProfileError(what, f"Available profiles: {known}.")
        raise ProfileError(
            f"Profile {name} ({source}) doesn't exist: {file.path} was not found.",
            f"Available profiles: {known}. To create it: ant auth login --profile {name}.",
        )
    config = file.read(_OTHERS_CAN_WRITE, "chmod go-w", may_be_link=True)
    authentication = config.get("authentication")
    kind = authentication.get("type") if isinstance(authentication, dict) else None
    if kind == "oidc_federation":
        raise file.unusable(
            "it uses workload identity federation, which is not supported",
            f"Use the variables printed by {file.print_credentials} instead.",
        )
    if not isinstance(authentication, dict) or kind != "user_oauth":
        raise file.unusable("its authentication type is unknown", file.log_in)
    elsewhere = authentication.get("credentials_path")
    path = folder / "credentials" / f"{name}.json"
    if isinstance(elsewhere, str) and elsewhere:
        RawSetting(elsewhere, f"credentials_path in {file.path}").reject_key()
        try:
            path = Path(elsewhere).expanduser()
        except (RuntimeError, ValueError):
            # An unknown user, or an invalid user name.
            raise file.unusable("its credentials_path can't be resolved", file.log_in) from None
    token = _File(name, path)
    base_url, workspace_id = (
        RawSetting(config[key], f"{key} in {file.path}", is_text=True) if config.get(key) else None
        for key in ("base_url", "workspace_id")
    )
    for raw in filter(None, (base_url, workspace_id)):
        raw.reject_key()
    return Profile(credential=_credential(token, now), base_url=base_url, workspace_id=workspace_id)


def _credential(file: "_File", now: datetime) -> Credential:
    """Read the token of a profile, which must not be about to expire."""
    if _is_missing(file.path):
        raise file.unusable("its credentials file does not exist", file.log_in)
    content = file.read(_OTHERS_HAVE_ACCESS, "chmod 600")
    if content.get("type", "oauth_token") != "oauth_token":
        raise file.unusable("it contains no OAuth token", file.log_in)
    expires_at = content.get("expires_at")
    if expires_at is not None:
        try:
            expiry = datetime.fromtimestamp(int(expires_at), UTC)
        except (TypeError, ValueError, OverflowError, OSError):
            raise file.unusable("its expires_at is not a time in seconds", file.log_in) from None
        if (expiry - now).total_seconds() <= MIN_VALIDITY:
            how = "expired" if expiry <= now else "expires too soon,"
            raise file.unusable(
                f"its token {how} at {expiry.date()} {expiry:%H:%M} UTC",
                f"{file.log_in} Or let ant renew it: {file.print_credentials}.",
            )
    token = content.get("access_token")
    if not isinstance(token, str) or not token.strip():
        raise file.unusable("it contains no access_token", file.log_in)
    return parse_credential(token, f"profile {file.profile}", "oauth_token", file.profile)


class _File(Record):
    """One of the two files of a profile."""

    profile: str
    path: Path

    @property
    def log_in(self) -> str:
        """The remedy: a new login."""
        return f"Log in again: ant auth login --profile {self.profile}."

    @property
    def print_credentials(self) -> str:
        """The command that prints its token, and renews it; by default, the active profile's."""
        return f"ant auth print-credentials --profile {self.profile} --env"

    def unusable(self, why: str, remedy: str) -> ProfileError:
        """Return the error that says which profile and file can't be used, and why."""
        return ProfileError(f"Profile {self.profile} can't be used: {why} ({self.path}).", remedy)

    def read(self, forbidden: int, command: str, *, may_be_link: bool = False) -> dict[str, Any]:
        """Read a JSON object from a regular file.

        Args:
            forbidden: The mode bits that it must not have.
            command: What removes them.
            may_be_link: Whether its path may be a symbolic link, as dotfile managers make them.
        """
        try:
            # Checked on the open file, which can't be replaced in between. Without blocking,
            # because a pipe would never open.
            flags = os.O_RDONLY | os.O_NONBLOCK | (0 if may_be_link else os.O_NOFOLLOW)
            if self.path.is_symlink() and not may_be_link:
                raise self.unusable(
                    "it is a symbolic link", "Replace the link with the file itself."
                )
            with os.fdopen(os.open(self.path, flags), "rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                if not stat.S_ISREG(mode):
                    raise self.unusable("it is not a regular file", self.log_in)
                if mode & forbidden:
                    # Lazy import: keeps startup fast.
                    from shlex import quote

                    raise self.unusable(
                        f"other users can access it (mode {stat.S_IMODE(mode):04o})",
                        f"Run: {command} {quote(str(self.path))}",
                    )
                # Lazy import: keeps startup fast.
                import json

                text = file.read(_LARGEST + 1)
                if len(text) > _LARGEST:
                    limit = f"limit: {_LARGEST // 1024} KiB"
                    raise self.unusable(f"it is too large ({limit})", self.log_in)
                content = json.loads(text)
        except OSError:
            remedy = "Check its permissions and, if it is a link, its target."
            raise self.unusable("it can't be read", remedy) from None
        except (ValueError, RecursionError):
            # Without the parser's message, which may quote the file.
            raise self.unusable("it is not valid JSON", self.log_in) from None
        if not isinstance(content, dict):
            raise self.unusable("it is not a JSON object", self.log_in)
        return content
