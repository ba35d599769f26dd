"""The program and the official SDK find the same credential and send it in the same way."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.profiles import ACCESS_TOKEN, write_profile
from support.program import environment, run
from support.recording_server import RecordedRequest, recording_server

pytestmark = pytest.mark.xdist_group("snippets")

KEY = "sk-ant-api03-0123456789"
TOKEN = "gateway-token"  # noqa: S105 - no real one
ASK = """
import json, os, sys
sys.path[:0] = sys.argv[1:]
from anthropic import Anthropic
usual = dict(os.environ)
for variables, betas in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(usual | variables)
    client = Anthropic(max_retries=0)
    if betas:
        client.beta.models.retrieve("claude-x", betas=betas)
    else:
        client.models.retrieve("claude-x")
"""
COMPARED = ("authorization", "x-api-key", "anthropic-beta", "anthropic-workspace-id", "x-team")


@dataclass(frozen=True)
class SetUp:
    """What a user's machine is set up with.

    Attributes:
        variables: The environment; `URL` becomes the server's base URL, `FOLDER` a folder of
            profiles.
        betas: The beta values to send.
        profiles: The base URL and the workspace of each profile, by its name.
        active: What `active_config` holds, if there is one.
        wanted: The headers in which the program differs, on purpose.
    """

    variables: dict[str, str]
    betas: tuple[str, ...] = ()
    profiles: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    active: str = ""
    wanted: dict[str, str | None] = field(default_factory=dict)


AS_X_API_KEY = {"x-api-key": KEY, "authorization": None}
SET_UPS = {
    "a key": SetUp(
        {"ANTHROPIC_BASE_URL": "URL", "ANTHROPIC_API_KEY": KEY},
        betas=("beta-1",),
        wanted=AS_X_API_KEY,
    ),
    "a key and a workspace": SetUp(
        {
            "ANTHROPIC_BASE_URL": "URL",
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_WORKSPACE_ID": "wrkspc_env",
        },
        wanted=AS_X_API_KEY | {"anthropic-workspace-id": "wrkspc_env"},
    ),
    "a gateway's token": SetUp(
        {"ANTHROPIC_BASE_URL": "URL", "ANTHROPIC_AUTH_TOKEN": TOKEN}, betas=("beta-1", "beta-2")
    ),
    "everything at once": SetUp(
        {
            "ANTHROPIC_BASE_URL": "URL",
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_AUTH_TOKEN": TOKEN,
            "ANTHROPIC_PROFILE": "work",
        },
        profiles={"work": ("", None)},
        wanted=AS_X_API_KEY,
    ),
    "a named profile with a workspace of its own": SetUp(
        {"ANTHROPIC_PROFILE": "work", "ANTHROPIC_WORKSPACE_ID": "wrkspc_env"},
        betas=("beta-1", "beta-2"),
        profiles={"work": ("URL", "wrkspc_own"), "default": ("https://wrong.example", None)},
    ),
    "an active profile and a workspace": SetUp(
        {"ANTHROPIC_WORKSPACE_ID": "wrkspc_env"},
        profiles={"work": ("URL", None), "default": ("https://wrong.example", None)},
        active="work\n",
    ),
    "a default profile elsewhere, and another base URL": SetUp(
        {"ANTHROPIC_BASE_URL": "URL", "ANTHROPIC_CONFIG_DIR": "FOLDER"},
        betas=("beta-1",),
        profiles={"default": ("https://own.example", "wrkspc_own")},
    ),
    "custom headers": SetUp(
        {
            "ANTHROPIC_BASE_URL": "URL",
            "ANTHROPIC_AUTH_TOKEN": TOKEN,
            "ANTHROPIC_CUSTOM_HEADERS": "X-Team: a\nAuthorization: Bearer custom\n"
            "anthropic-workspace-id: wrkspc_custom",
        },
    ),
}


def _variables(set_up: SetUp, home: Path, url: str) -> dict[str, str]:
    """Set up a home folder, and return the environment."""
    in_home = "FOLDER" not in set_up.variables.values()
    folder = home / (".config/anthropic" if in_home else "elsewhere")
    for name, (base_url, workspace_id) in set_up.profiles.items():
        write_profile(
            folder, name, base_url=base_url.replace("URL", url), workspace_id=workspace_id
        )
    if set_up.active:
        (folder / "active_config").write_text(set_up.active)
    places = {"URL": url, "FOLDER": str(folder)}
    variables = {name: places.get(value, value) for name, value in set_up.variables.items()}
    return {"HOME": str(home), "NO_PROXY": "127.0.0.1", **variables}


def _compared(request: RecordedRequest) -> dict[str, str | None]:
    return {name: request.headers.get(name) for name in COMPARED}


def test_eight_set_ups(python_sdk: Path, tmp_path: Path) -> None:
    """In eight set-ups the same headers are sent, except for two intended differences.

    An API key goes as `x-api-key`, and ANTHROPIC_WORKSPACE_ID goes with a key, too.
    """
    with recording_server() as ours, recording_server() as theirs:
        asked = []
        for name, set_up in SET_UPS.items():
            homes = tmp_path / name / "ours", tmp_path / name / "theirs"
            betas = [word for beta in set_up.betas for word in ("-b", beta)]
            variables = _variables(set_up, homes[0], ours.base_url)
            done = run("claude-x", "--plain", *betas, env=environment(**variables))
            assert done.returncode == 0, (name, done.stderr)
            asked.append((_variables(set_up, homes[1], theirs.base_url), set_up.betas))
        subprocess.run(
            [sys.executable, "-c", ASK, str(python_sdk)],
            input=json.dumps(asked),
            env={"PATH": "/usr/bin:/bin"},
            text=True,
            check=True,
            timeout=120,
        )
    assert len(ours.requests) == len(theirs.requests) == len(SET_UPS) == 8
    for set_up, our, their in zip(SET_UPS.values(), ours.requests, theirs.requests, strict=True):
        assert _compared(our) == _compared(their) | set_up.wanted
    sent = [_compared(request)["authorization"] for request in theirs.requests]
    assert sent[4:7] == [f"Bearer {ACCESS_TOKEN}"] * 3
