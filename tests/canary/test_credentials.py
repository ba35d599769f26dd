"""No token of a profile or a variable, and no custom header, is in any byte that is left."""

from pathlib import Path
from typing import Any

import pytest
from support import answers
from support.canary import KEY, Home
from support.profiles import ACCESS_TOKEN, REFRESH_TOKEN, write_profile
from support.servers import Conversation, RawServer
from support.visit import QUIT, look_up, visit_all_screens, visit_responses

OAUTH = "sk-ant-oat01-CANARY/token+of=the-variable_0123456789"
BEARER = "CANARY-bearer-of-the-headers-0123456789"
BASIC = "CANARY-basic-of-the-headers-9876543210"
CUSTOM = "CANARY/value+of=a-custom-header_0123456789"
SECRETS = (KEY, OAUTH, BEARER, BASIC, CUSTOM, ACCESS_TOKEN, REFRESH_TOKEN)

HEADERS = f"X-Gateway: {CUSTOM}\nX-Empty:"
SOURCES = {
    "key": {"ANTHROPIC_API_KEY": KEY},
    "oauth key": {"ANTHROPIC_API_KEY": OAUTH},
    "oauth token": {"ANTHROPIC_AUTH_TOKEN": OAUTH},
    "profile": {"ANTHROPIC_PROFILE": "work"},
    "bearer": {"ANTHROPIC_CUSTOM_HEADERS": f"{HEADERS}\nAuthorization: Bearer {BEARER}"},
    "basic": {"ANTHROPIC_CUSTOM_HEADERS": f"{HEADERS}\nAuthorization: Basic {BASIC}"},
    "header key": {"ANTHROPIC_CUSTOM_HEADERS": f"{HEADERS}\nX-Api-Key: {OAUTH}"},
}
"""Where a credential can be, each with custom headers beside it."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which everything that can log does."""
    (tmp_path / "home").mkdir()
    return Home(tmp_path / "home", loud=True, secrets=SECRETS)


def _variables(source: str, server: RawServer, profiles: Path) -> dict[str, Any]:
    """The environment with one credential, and a folder of profiles outside of the home."""
    write_profile(profiles, base_url=server.url)
    usual = {
        "ANTHROPIC_API_KEY": "",
        "ANTHROPIC_CONFIG_DIR": str(profiles),
        "ANTHROPIC_BASE_URL": server.url,
        "ANTHROPIC_CUSTOM_HEADERS": HEADERS,
        "CLAUDE_CODE_OAUTH_TOKEN": OAUTH,
    }
    return usual | SOURCES[source]


STATUSES = {"echo-200": "200 OK", "echo-401": "401 No", "echo-403": "403 No"}
"""The status of the response to each name."""


def _echo(server: RawServer) -> None:
    """Let a server repeat every header that it gets, in its headers and in its body."""

    def answer(conversation: Conversation) -> None:
        lines = server.requests[-1].decode("latin-1").split("\r\n")[1:]
        text = " ".join(lines)
        status = STATUSES.get(conversation.path.rpartition("/")[2], "404 No")
        if status == "200 OK":
            reply = answers.model(display_name=text, extra={"echo": lines})
        else:
            reply = answers.error(status, "authentication_error", text)
        echoed = "".join(f"x-echo-{number}: {line}\r\n" for number, line in enumerate(lines))
        conversation.send(reply.replace(b"\r\n", b"\r\n" + echoed.encode("latin-1"), 1))

    server.change(answer)


@pytest.mark.parametrize("source", SOURCES)
def test_one_shot(source: str, home: Home, tmp_path: Path) -> None:
    """Rows 23, 25 and 27: whatever a server echoes, no credential of any source is printed."""
    with RawServer(b"") as server:
        _echo(server)
        variables = _variables(source, server, tmp_path / "profiles")
        plain, as_json = (
            home.run(*STATUSES, form, "-b", "beta-1", **variables) for form in ("--plain", "--json")
        )
    assert (plain.returncode, as_json.returncode) == (5, 5)
    assert as_json.stdout.count(b"[key removed]") >= len(STATUSES)
    heads = b"\r\n".join(server.requests).decode()
    assert len(server.requests) == 2 * len(STATUSES)
    assert sum(secret in heads for secret in SECRETS) == 2
    assert CUSTOM in heads
    assert home.leaks(plain.stdout, plain.stderr, as_json.stdout, as_json.stderr) == []


def test_screen(tmp_path: Path) -> None:
    """Rows 23, 25 and 27: no screen shows a credential, whatever is opened, copied or echoed."""
    (tmp_path / "home").mkdir()
    home = Home(tmp_path / "home", loud=True, is_new=True, secrets=SECRETS)
    with RawServer(b"") as server:
        _echo(server)
        with home.screen(**_variables("profile", server, tmp_path / "profiles")) as running:
            running.wait_for("Ready")
            for name in STATUSES:
                look_up(running, name)
                visit = visit_all_screens if name == "echo-200" else visit_responses
                visit(running)
            running.feed(b"\tP")
            running.wait_for("Switch profile")
            running.feed(b"\x1b" + QUIT)
            assert running.wait_exit() == 0
            assert running.is_as_found
            assert home.leaks(running.output) == []


@pytest.mark.parametrize("file", ["configs", "credentials"])
def test_a_broken_profile(file: str, home: Home, tmp_path: Path) -> None:
    """A profile's file that can't be used is named, and nothing in it is quoted."""
    profiles = tmp_path / "profiles"
    write_profile(profiles)
    path = profiles / file / "work.json"
    for content in (f"{ACCESS_TOKEN} {{", f'"{ACCESS_TOKEN}"', f'{{"type": "{REFRESH_TOKEN}"}}'):
        path.write_text(content)
        done = home.run("claude-x", "--profile", "work", ANTHROPIC_CONFIG_DIR=str(profiles))
        assert done.returncode == 3
        assert str(path).encode() in done.stderr
        assert home.leaks(done.stdout, done.stderr) == []
