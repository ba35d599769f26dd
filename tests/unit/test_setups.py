"""What proxies, certificates and credentials come to: as a process, in both forms, and on screen.

The rows are those of docs/gateways.md. Behind a proxy the host is one that doesn't exist, since
this computer is never reached through a proxy.
"""

import os
import pty
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import trustme
from support import answers, certificates
from support.apps import ask, drawn, lookup_screen, make_app, running
from support.profiles import write_profile
from support.program import environment, fork, run
from support.proxies import socks, tunnel
from support.samples import ALIAS, DATED
from support.servers import Conversation, RawServer, Script, closed_port

from modelbrowser.api import retries
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.settings.reader import read_settings

SECRET = "canary-0123456789"  # noqa: S105 - a canary
KEY = f"sk-ant-{SECRET}"
OAUTH = f"sk-ant-oat01-{SECRET}"
GATEWAY = "gateway.example"

Setup = Iterator[tuple[dict[str, str], str]]
"""The variables, and the address of the server."""


@contextmanager
def _proxy(
    script: Script = b"",
    variable: str = "HTTPS_PROXY",
    scheme: str = "http",
    login: str = f"me:{SECRET}@",
    **options: Any,
) -> Setup:
    """A proxy in front of the gateway."""
    with RawServer(script, **options) as proxy:
        address = f"127.0.0.1:{proxy.port}"
        target = "http" if variable == "HTTP_PROXY" else "https"
        url = f"{target}://{GATEWAY}"
        yield {variable: f"{scheme}://{login}{address}", "ANTHROPIC_BASE_URL": url}, address


@contextmanager
def _no_proxy_there(**variables: str) -> Setup:
    """A proxy that nobody listens at."""
    with closed_port() as port:
        address = f"127.0.0.1:{port}"
        yield {"HTTPS_PROXY": f"http://me:{SECRET}@{address}"} | variables, address


@contextmanager
def _nobody_there() -> Setup:
    """The base URL of a program that no longer runs."""
    with closed_port() as port:
        yield {"ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}"}, f"127.0.0.1:{port}"


@contextmanager
def _working_proxy(folder: Path, scheme: str, **variables: str) -> Setup:
    """The gateway behind a proxy."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    with RawServer(answers.model(), tls=certificates.good(authority, GATEWAY)) as server:
        is_socks = scheme != "http"
        options: dict[str, Any] = {"script": tunnel(server)}
        if is_socks:
            options = {"greeting": socks(server), "variable": "ALL_PROXY"}
        with _proxy(scheme=scheme, login="", **options) as (there, address):
            yield there | {"SSL_CERT_FILE": str(folder / "ca.pem")} | variables, address


@contextmanager
def _server(script: Script, path: str = "", **variables: str) -> Setup:
    """A server that is reached without a proxy."""
    with RawServer(script) as server:
        yield {"ANTHROPIC_BASE_URL": server.url + path} | variables, server.url[7:]


@contextmanager
def _certificate(folder: Path, content: bytes | None) -> Setup:
    """SSL_CERT_FILE with a content that is no authority; without one it doesn't exist."""
    if content is not None:
        (folder / "ca.pem").write_bytes(content)
    yield {"SSL_CERT_FILE": str(folder / "ca.pem")}, ""


@contextmanager
def _without_identifiers(folder: Path) -> Setup:
    """A certificate that Python 3.13 rejects, also on other versions."""
    create = ssl.create_default_context

    def create_strict(**paths: Any) -> ssl.SSLContext:
        context = create(**paths)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    tls = certificates.without_identifiers(folder)
    with pytest.MonkeyPatch.context() as patch, RawServer(b"", tls=tls) as server:
        # The processes are copies of this one.
        patch.setattr(ssl, "create_default_context", create_strict)
        there = {"ANTHROPIC_BASE_URL": server.url, "SSL_CERT_FILE": str(folder / "ca.pem")}
        yield there, server.url[8:]


@contextmanager
def _unknown_authority(folder: Path) -> Setup:
    trustme.CA().cert_pem.write_to_path(str(folder / "ca.pem"))
    with RawServer(b"", tls=certificates.good(trustme.CA())) as server:
        there = {"ANTHROPIC_BASE_URL": server.url, "SSL_CERT_FILE": str(folder / "ca.pem")}
        yield there, server.url[8:]


@contextmanager
def _unknown_name(_: Path) -> Setup:
    """A proxy whose name is not found."""

    def resolve(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "x")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        yield {"HTTPS_PROXY": f"socks5://me:{SECRET}@proxy.invalid:1"}, "proxy.invalid:1"


@contextmanager
def _profile(folder: Path, script: Script = b"", mode: int = 0o600, **fields: Any) -> Setup:
    """A profile, which is named by its variable."""
    write_profile(folder, base_url="https://own", **fields)
    (folder / "credentials" / "work.json").chmod(mode)
    with _server(script, ANTHROPIC_API_KEY="", ANTHROPIC_PROFILE="work") as setup:
        yield setup


UNAUTHORIZED = answers.error("401 X", "authentication_error", "no")
NO_WORKSPACE = answers.error("400 X", "invalid_request_error", "no such workspace")

_Make = Callable[[Path], Any]

SETUPS: dict[str, tuple[_Make, int, tuple[str, ...]]] = {
    "22 forwarding proxy": (
        lambda _: _proxy(answers.http("no such host", "502 Bad"), variable="HTTP_PROXY"),
        6,
        (
            "The proxy may have refused to connect to gateway.example: 502 Bad (AT",
            "no such host",
            "check the base URL (ANTHROPIC_BASE_URL), HTTP_PROXY and NO_PROXY.",
        ),
    ),
    "23 nobody listens": (
        lambda _: _no_proxy_there(),
        6,
        (
            "The proxy AT (from HTTPS_PROXY) refused the connection.",
            "Check HTTPS_PROXY and NO_PROXY.",
        ),
    ),
    "23 unknown name": (
        _unknown_name,
        6,
        # The computer may be offline, or not in the network that has the proxy.
        (
            "Couldn't resolve the proxy AT (from HTTPS_PROXY).",
            "Check the network, HTTPS_PROXY and NO_PROXY.",
        ),
    ),
    "23 silent": (
        lambda _: _proxy(greeting=Conversation.wait_until_gone),
        6,
        ("The proxy AT (from HTTPS_PROXY) did not connect to gateway.example within 0.3 s.",),
    ),
    "23 closes": (
        lambda _: _proxy(variable="all_proxy", greeting=Conversation.close),
        6,
        ("The proxy AT (from all_proxy) closed the connection",),
    ),
    "23 no TLS": (
        lambda _: _proxy(scheme="https", greeting=lambda each: each.send(answers.http("x"))),
        6,
        ("The proxy AT (from HTTPS_PROXY) doesn't speak TLS.",),
    ),
    "24 login": (
        lambda _: _proxy(answers.http("", "407 Auth"), login=""),
        6,
        (
            "407 Auth (AT, from HTTPS_PROXY).",
            "It requires a login: set the proxy in HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT.",
        ),
    ),
    "24 forbidden": (
        lambda _: _proxy(answers.http("", "403 By policy")),
        6,
        ("The proxy refused to connect to gateway.example: 403 By policy (AT, from HTTPS_PROXY).",),
    ),
    "24 unreachable": (
        lambda _: _proxy(answers.http("", "502 Bad gateway")),
        6,
        ("502 Bad gateway (AT, from HTTPS_PROXY).", "It may be unable to reach the host"),
    ),
    "25 HTTPS_PROXY decides": (
        lambda folder: _working_proxy(folder, "http", ALL_PROXY="socks5://127.0.0.1:1"),
        0,
        (DATED,),
    ),
    "25 socks5": (lambda folder: _working_proxy(folder, "socks5"), 0, (DATED,)),
    "25 socks5h": (lambda folder: _working_proxy(folder, "socks5h"), 0, (DATED,)),
    "26 NO_PROXY": (
        lambda _: _no_proxy_there(NO_PROXY="[::1"),
        6,
        ("Skipped entry 1 in NO_PROXY: it is not a host.", "refused the connection."),
    ),
    "27 missing file": (
        lambda folder: _certificate(folder, None),
        3,
        ("SSL_CERT_FILE can't be used: FOLDER/ca.pem was not found.",),
    ),
    "27 not PEM": (
        lambda folder: _certificate(folder, b"x"),
        3,
        ("SSL_CERT_FILE can't be used: FOLDER/ca.pem is not PEM.",),
    ),
    "27 no certificate": (
        lambda folder: _certificate(folder, b"-----BEGIN KEY-----\n"),
        3,
        ("SSL_CERT_FILE can't be used: FOLDER/ca.pem contains no certificate.",),
    ),
    "27 unknown authority": (
        _unknown_authority,
        6,
        (
            "it is signed by an unknown authority. Its issuer is",
            "Checked against SSL_CERT_FILE (FOLDER/ca.pem).",
        ),
    ),
    "27 no key identifier": (
        _without_identifiers,
        6,
        ("lacks an authority key identifier. Checked against SSL_CERT_FILE (FOLDER/ca.pem).",),
    ),
    "27 ignored file": (
        lambda _: _no_proxy_there(NODE_EXTRA_CA_CERTS="/none/ca.pem"),
        6,
        ("NODE_EXTRA_CA_CERTS is ignored: /none/ca.pem was not found.",),
    ),
    "28 leftover base URL": (
        lambda _: _nobody_there(),
        6,
        ("AT refused the connection.", "the base URL (ANTHROPIC_BASE_URL)."),
    ),
    "28 two credentials": (
        lambda _: _server(UNAUTHORIZED, ANTHROPIC_AUTH_TOKEN=SECRET),
        5,
        (
            "ANTHROPIC_API_KEY and ANTHROPIC_AUTH_TOKEN are both set; ANTHROPIC_API_KEY is used.",
            "Check the key (ANTHROPIC_API_KEY)",
        ),
    ),
    "29 profile sent elsewhere": (
        lambda folder: _profile(folder, answers.model()),
        0,
        (
            DATED,
            (
                "Because of ANTHROPIC_BASE_URL, the token from profile work is sent to AT "
                "instead of own."
            ),
        ),
    ),
    "29 rejected token": (
        lambda folder: _profile(folder, UNAUTHORIZED),
        5,
        ("rejected the OAuth token (profile work).", "ant auth login"),
    ),
    "30 expired": (
        lambda folder: _profile(folder, token={"access_token": SECRET, "expires_at": 1}),
        3,
        ("Profile work can't be used: its token expired at 1970-01-01 00:00 UTC", "ant auth login"),
    ),
    "30 federation": (
        lambda folder: _profile(folder, authentication={"type": "oidc_federation"}),
        3,
        (
            "Profile work can't be used: it uses workload identity federation",
            "FOLDER/configs/work.json",
        ),
    ),
    "30 open to others": (
        lambda folder: _profile(folder, mode=0o644),
        3,
        ("FOLDER/credentials/work.json", "mode 0644"),
    ),
    "31 OAuth token": (
        lambda _: _server(UNAUTHORIZED, ANTHROPIC_API_KEY=OAUTH),
        5,
        (
            "The credential (ANTHROPIC_API_KEY) is an OAuth token: it is sent as a bearer token",
            "The token (ANTHROPIC_API_KEY) may have expired: log in again",
        ),
    ),
    "32 not a key": (
        lambda _: _server(b"", ANTHROPIC_API_KEY="op://vault/key"),
        3,
        ("The API key (ANTHROPIC_API_KEY) can't be used: it is a 1Password reference",),
    ),
    "33 headers": (
        lambda _: _server(
            UNAUTHORIZED, ANTHROPIC_CUSTOM_HEADERS=f"Host: x\nX-Api-Key: sk-ant-{SECRET}"
        ),
        5,
        (
            "Skipped in ANTHROPIC_CUSTOM_HEADERS: Host.",
            "rejected the API key (ANTHROPIC_CUSTOM_HEADERS)",
        ),
    ),
    "33 malformed header": (
        lambda _: _server(b"", ANTHROPIC_CUSTOM_HEADERS=f"X A: {SECRET}"),
        3,
        ("ANTHROPIC_CUSTOM_HEADERS can't be used: the name on line 1",),
    ),
    "34 no credential": (
        lambda _: _server(b"", ANTHROPIC_API_KEY="", CLAUDE_CODE_OAUTH_TOKEN=OAUTH),
        3,
        (
            "ANTHROPIC_AUTH_TOKEN and ANTHROPIC_PROFILE are not set",
            "CLAUDE_CODE_OAUTH_TOKEN is a Claude Code login",
        ),
    ),
    "35 workspace": (
        lambda _: _server(NO_WORKSPACE, ANTHROPIC_WORKSPACE_ID="w"),
        5,
        ("Check the workspace ID (ANTHROPIC_WORKSPACE_ID).",),
    ),
    "36 quotes": (
        lambda _: _server(UNAUTHORIZED, ANTHROPIC_WORKSPACE_ID="'w'"),
        5,
        ("Ignored quotes around the value of ANTHROPIC_WORKSPACE_ID.",),
    ),
    "36 endpoint": (
        lambda _: _server(UNAUTHORIZED, "/v1/messages"),
        5,
        ("Ignored /v1/messages at the end of ANTHROPIC_BASE_URL.",),
    ),
}
"""For each set-up, by its row: what makes it, the exit code, and what is said.

In what is said, AT is the address of the server or proxy, and FOLDER is the folder.
"""


@contextmanager
def _set_up(name: str, folder: Path) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Make a set-up in an empty folder; the whole environment, and what must be said."""
    make, _, words = SETUPS[name]
    config = folder / "config.toml"
    timeout = "timeout = 0.3" if name == "23 silent" else ""
    config.write_text(f"allow_insecure_http = true\nhistory = false\n{timeout}", "utf-8")
    usual = {
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_BASE_URL": f"https://{GATEWAY}",
        "ANTHROPIC_CONFIG_DIR": str(folder),
    }
    with pytest.MonkeyPatch.context() as patch, make(folder) as (variables, address):
        patch.setattr(retries, "_FIRST_BACKOFF", 0.0)
        env = environment(**usual | variables, TERM="xterm") | {"MODELBROWSER_CONFIG": str(config)}
        known = {"AT": address, "FOLDER": str(folder)}
        yield env, [re.sub(r"\b(AT|FOLDER)\b", lambda found: known[found[0]], w) for w in words]


@pytest.mark.parametrize("name", SETUPS)
def test_printed(name: str, tmp_path: Path) -> None:
    """Gateway rows 22 to 36: each is reported in text and in JSON."""
    with _set_up(name, tmp_path) as (env, words):
        for form in ("--plain", "--json"):
            done = run(ALIAS, form, env=env)
            text = (done.stdout + done.stderr).decode()
            assert [each for each in words if each not in text] == [], text
            assert SECRET not in text
            assert done.returncode == SETUPS[name][1]


@pytest.mark.anyio
async def test_on_screen(tmp_path: Path) -> None:
    """Gateway rows 22 to 36: each is reported on screen, to which its settings are given."""
    async with running(make_app(), (220, 50)) as pilot:
        for name in SETUPS:
            folder = tmp_path / name.replace(" ", "-")
            folder.mkdir()
            with _set_up(name, folder) as (env, words), pytest.MonkeyPatch.context() as patch:
                try:
                    settings = read_settings({}, env)
                except ModelBrowserError:
                    text = _on_terminal(env)
                else:
                    _set_environment(env, patch)
                    screen = lookup_screen(pilot)
                    await screen._connect(settings.connection, settings.notices)
                    await pilot.app.workers.wait_for_complete()
                    text = drawn(pilot)
                    await ask(pilot, ALIAS)
                    # Without the frames, and without the betas beside the sentences.
                    text = re.sub(r"[─-╿▀-▟]|\[ \] \S+ +\w+", " ", text + drawn(pilot))
                    text = " ".join(text.split())
                    # Close the dialog for a key, if it is open.
                    await pilot.press("escape")
                assert [each for each in words if each not in text] == [], f"{name}: {text}"
                assert SECRET not in text


def _set_environment(env: dict[str, str], patch: pytest.MonkeyPatch) -> None:
    """Set the variables, and none of the machine's own for proxies and certificates."""
    for variable in os.environ:
        if variable.lower().endswith(("_proxy", "_cert_file", "_cert_dir", "_bundle", "_ca_certs")):
            patch.delenv(variable)
    for variable, value in env.items():
        patch.setenv(variable, value)


def _on_terminal(env: dict[str, str]) -> str:
    """What the program prints on the terminal if it can't open the screen."""
    master, slave = pty.openpty()
    assert fork(ALIAS, env=env, streams=(slave,) * 3).wait() == ExitCode.SETTINGS
    os.close(slave)
    text = b""
    # On Linux, reading from a terminal whose other end is closed is an error.
    with suppress(OSError):
        text = os.read(master, 65536)
    os.close(master)
    return text.decode()
