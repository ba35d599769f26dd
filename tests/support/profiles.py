"""Folders with profiles, as the ant CLI writes them."""

import json
from pathlib import Path
from typing import Any

ACCESS_TOKEN = "sk-ant-oat01-canary-access-0123456789"  # noqa: S105 - a canary
REFRESH_TOKEN = "sk-ant-ort01-canary-refresh-0123456789"  # noqa: S105 - a canary
EXPIRES_AT = 4_000_000_000
"""In the year 2096, in seconds."""


def write_profile(
    folder: Path,
    name: str = "work",
    *,
    base_url: str = "",
    workspace_id: str | None = None,
    authentication: dict[str, Any] | None = None,
    token: dict[str, Any] | None = None,
) -> None:
    """Write the two files of a profile.

    Args:
        folder: The folder with the profiles.
        name: The name of the profile.
        base_url: Its base URL; may be empty.
        workspace_id: Its workspace.
        authentication: Other fields of its authentication.
        token: The content of the file with the token; by default one with both tokens.
    """
    usual = {
        "version": "1.0",
        "type": "oauth_token",
        "access_token": ACCESS_TOKEN,
        "expires_at": EXPIRES_AT,
        "refresh_token": REFRESH_TOKEN,
    }
    config = {
        "version": "1.0",
        "authentication": {
            "type": "user_oauth",
            "client_id": "client",
            "scope": "user:inference",
            **(authentication or {}),
        },
        "organization_id": "org_1",
        "workspace_id": workspace_id,
        "base_url": base_url,
    }
    for kind, content, mode in (("configs", config, 0o644), ("credentials", token or usual, 0o600)):
        path = folder / kind / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
        path.chmod(mode)
