"""Failures with a proxy: they name the side that failed, the proxy, and its variable."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import trustme
from support import answers, certificates
from support.lookups import CANARY, look_up, lookup_error
from support.proxies import CONNECTED, LOGIN, NO_AUTHENTICATION, NO_METHOD, socks, tunnel
from support.servers import Conversation, RawServer, Script, closed_port

from modelbrowser.api.certificates import TrustStore, load_trust_store
from modelbrowser.api.errors import (
    APIError,
    APITimeoutError,
    ProxyError,
    ProxyRefusedError,
    TLSError,
)
from modelbrowser.errors import Rejection

pytestmark = pytest.mark.anyio

SECRET = "Proxy-Password"  # noqa: S105 - a canary
HOST = "gateway.example"
HELPER = " A local proxy, such as px or cntlm, can log in for you."


@pytest.fixture(scope="module")
def trust() -> TrustStore:
    """The system's authorities."""
    return load_trust_store()


@pytest.fixture(autouse=True)
def _loads_trust_once(trust: TrustStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the system's authorities once: what proxies do doesn't depend on them."""

    def load() -> TrustStore:
        return load_trust_store() if "SSL_CERT_FILE" in os.environ else trust

    monkeypatch.setattr("modelbrowser.api.environment.load_trust_store", load)


def use(monkeypatch: pytest.MonkeyPatch, url: str, name: str = "HTTPS_PROXY") -> str:
    """Set a proxy with a login, and return what errors call it."""
    scheme, _, address = url.partition("://")
    monkeypatch.setenv(name, f"{scheme}://me:{SECRET}@{address}")
    return f"he proxy {address} (from {name})"


async def proxied_error(base_url: str = f"https://{HOST}", **changes: Any) -> APIError:
    """Look up a model through the proxy, which must fail without showing a secret."""
    error = await lookup_error(base_url, **changes)
    assert SECRET not in f"{error.message} {error.remedy} {error!r}"
    gc.collect()  # warns of a connection left open
    return error


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h"])
async def test_refused_by_nobody(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """If nothing listens, the proxy is named, and not the host."""
    with closed_port() as port:
        name = use(monkeypatch, f"{scheme}://127.0.0.1:{port}")
        error = await proxied_error()
    assert type(error) is ProxyError
    assert error.message == f"T{name} refused the connection."
    assert error.remedy == "Check HTTPS_PROXY and NO_PROXY."


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_name_not_found(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """A name that is not found is the proxy's."""

    def resolve(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "x")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    name = use(monkeypatch, f"{scheme}://proxy.invalid:3128", "all_proxy")
    error = await proxied_error()
    assert type(error) is ProxyError
    assert error.message == f"Couldn't resolve t{name}."


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
async def test_silent_proxy(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """A proxy that does not respond is named at the deadline."""
    with RawServer(b"", greeting=Conversation.wait_until_gone) as proxy:
        name = use(monkeypatch, f"{scheme}://127.0.0.1:{proxy.port}")
        error = await proxied_error(timeout=0.5)
    assert isinstance(error, APITimeoutError)
    did_not = {"https": "complete the TLS handshake", "socks5": "respond"}
    what = did_not.get(scheme, f"connect to {HOST}")
    assert error.message == f"T{name} did not {what} within 0.5 s."
    assert ("http://" in error.remedy) is (scheme != "http")


@pytest.mark.parametrize("reply", [b"", b"\x05\xff\x00\x01\0\0\0\0\0\0"])
async def test_socks_proxy_that_gives_up(monkeypatch: pytest.MonkeyPatch, reply: bytes) -> None:
    """A proxy that has greeted isn't mistaken for an HTTP one without a valid reply."""

    def greet(conversation: Conversation) -> None:
        conversation.sock.recv(65536)
        conversation.send(NO_AUTHENTICATION)
        conversation.sock.recv(65536)
        conversation.send(reply)
        conversation.close()

    with RawServer(b"", greeting=greet) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert error.message.endswith(" closed the connection or sent an invalid SOCKS reply.")
    assert error.remedy == "Check ALL_PROXY and NO_PROXY."


async def test_reason_of_squid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 35: Squid says in a header why it could not connect; no password is quoted."""
    response = answers.http("", "503 X", x_squid_error=f"ERR_DNS_FAIL {SECRET}")
    with RawServer(response) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert error.message.endswith(
        ', from HTTPS_PROXY). The response said: "ERR_DNS_FAIL [key removed]"'
    )


async def test_socks_proxy_that_does_not_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that has greeted is a SOCKS proxy: the host may be the one that is silent."""

    def greet(conversation: Conversation) -> None:
        conversation.sock.recv(65536)
        conversation.send(NO_AUTHENTICATION)
        conversation.wait_until_gone()

    with RawServer(b"", greeting=greet) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        error = await proxied_error(timeout=0.5)
    assert f" (from ALL_PROXY) did not connect to {HOST} within" in error.message
    remedy = "Check the network, the base URL, ALL_PROXY and NO_PROXY."
    assert error.remedy.startswith(remedy)


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
@pytest.mark.parametrize("how", [Conversation.close, Conversation.reset])
async def test_proxy_that_closes(
    monkeypatch: pytest.MonkeyPatch, scheme: str, how: Callable[[Conversation], None]
) -> None:
    """A proxy that closes the connection at once is named."""
    with RawServer(b"", greeting=how) as proxy:
        name = use(monkeypatch, f"{scheme}://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert type(error) is ProxyError
    if scheme == "socks5" and how is Conversation.close:
        # httpcore treats the end of the connection as a reply.
        assert error.message == f"T{name} closed the connection or doesn't speak SOCKS 5."
    else:
        assert error.message.startswith(f"T{name} closed the connection")
    assert error.remedy.endswith("): check HTTPS_PROXY and NO_PROXY.") is (scheme != "https")


@pytest.mark.parametrize(
    ("scheme", "sends", "protocol"),
    [
        ("http", b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n", "HTTP"),
        ("https", answers.http("plain", "400 Bad Request"), "TLS"),
        ("socks5", answers.http("x", "400 Bad Request"), "SOCKS 5"),
        ("socks5", b"\x04\x5a", "SOCKS 5"),
    ],
)
async def test_proxy_of_another_kind(
    monkeypatch: pytest.MonkeyPatch, scheme: str, sends: bytes, protocol: str
) -> None:
    """A proxy that does not speak the protocol of its scheme is named, with the likely scheme."""

    def greet(conversation: Conversation) -> None:
        conversation.sock.recv(65536)
        conversation.send(sends)
        conversation.wait_until_gone()

    with RawServer(b"", greeting=greet) as proxy:
        name = use(monkeypatch, f"{scheme}://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert type(error) is ProxyError
    what = "closed the connection or doesn't" if scheme == "socks5" else "doesn't"
    assert error.message == f"T{name} {what} speak {protocol}."
    assert error.remedy.endswith(": check HTTPS_PROXY and NO_PROXY.")


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        ("403 Forbidden by policy", "Ask its administrator, or check HTTPS_PROXY and NO_PROXY."),
        (
            "502 \x1b[31mBad",
            "It may be unable to reach the host: check the base URL, HTTPS_PROXY and NO_PROXY.",
        ),
        ("407 Login first", "It rejected the login in HTTPS_PROXY."),
        ("401 Unauthorized", "It rejected the login in HTTPS_PROXY."),
        (
            "302 Found",
            "You may need to log in with a browser. Otherwise, check HTTPS_PROXY and NO_PROXY.",
        ),
        (
            "511 Network Authentication Required",
            "You may need to log in with a browser. Otherwise, check HTTPS_PROXY and NO_PROXY.",
        ),
        ("400 X", "It may be a web server, not a proxy: check HTTPS_PROXY and NO_PROXY."),
        ("405 X", "It may be a web server, not a proxy: check HTTPS_PROXY and NO_PROXY."),
        ("501 Tor is not an HTTP Proxy", "It is a SOCKS proxy: use socks5h:// in HTTPS_PROXY."),
        (
            "503",
            "It may be unable to reach the host: check the base URL, HTTPS_PROXY and NO_PROXY.",
        ),
    ],
)
async def test_proxy_that_refuses_to_connect(
    monkeypatch: pytest.MonkeyPatch, status: str, remedy: str
) -> None:
    """Row 35: status and reason are kept, and the rejection is final; no key was sent."""
    with RawServer(answers.http("", status)) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert type(error) is ProxyRefusedError
    source = f"127.0.0.1:{proxy.port}, from HTTPS_PROXY"
    assert error.message == f"The proxy refused to connect to {HOST}: {status} ({source})."
    assert error.remedy == remedy
    number, _, reason = status.partition(" ")
    assert error.rejection == Rejection(int(number), "proxy", reason)
    assert proxy.lines == [f"CONNECT {HOST}:443 HTTP/1.1"]
    assert CANARY.encode() not in proxy.requests[0]


@pytest.mark.parametrize(
    ("location", "where"),
    [
        ("http://Login.example:80/x?url=y", " (Login.example)"),
        ("https://a@login.example/", ""),
        (f"http://{SECRET}/", ""),
        ("/login", ""),
    ],
)
async def test_proxy_that_redirects(
    monkeypatch: pytest.MonkeyPatch, location: str, where: str
) -> None:
    """Row 35: if a proxy redirects to a login page, the remedy names the page's host."""
    with RawServer(answers.http("", "302 Found", location=location)) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert error.remedy.startswith(f"You may need to log in with a browser{where}. Otherwise, ")


async def test_proxy_that_switches_protocols(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 35: status 101, which is no response to CONNECT, is the proxy's."""
    with RawServer(answers.http("", "101 X", upgrade="x", connection="upgrade")) as proxy:
        name = use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert error.message == f"T{name} sent an unexpected response (status 101)."
    assert error.remedy == "Check HTTPS_PROXY and NO_PROXY."


@pytest.mark.parametrize(
    ("scheme", "remedy"),
    [
        ("Basic realm=x", "set the proxy in HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT."),
        (
            "Negotiate, Basic realm=x",
            "set the proxy in HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT.",
        ),
        ("NTLM", f"NTLM authentication, which isn't supported; only Basic is.{HELPER}"),
        (
            'Digest realm="x", nonce="y", qop="auth", Negotiate',
            f"Digest or Negotiate authentication, which isn't supported; only Basic is.{HELPER}",
        ),
        (
            'Digest realm="a, basic b", nonce="y"',
            "Digest authentication, which isn't supported; only Basic is.",
        ),
        (
            "correcthorsebattery",
            "another kind of authentication, which isn't supported; only Basic is.",
        ),
    ],
)
async def test_proxy_that_requires_a_login(
    monkeypatch: pytest.MonkeyPatch, scheme: str, remedy: str
) -> None:
    """Row 35: status 407 says that a login is required, and if it can be given; no other word."""
    with RawServer(answers.http("", "407 Auth", proxy_authenticate=scheme)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        error = await lookup_error(f"https://{HOST}")
    assert error.remedy.startswith("It requires ")
    assert error.remedy.endswith(remedy)


@pytest.mark.parametrize(
    ("server", "cause"),
    [
        ("tinyproxy/1.11.1", "The proxy refused to connect to gateway.example: 401"),
        ("nginx", "gateway.example "),
    ],
)
async def test_login_to_a_proxy_that_forwards(
    server: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 35: tinyproxy rejects its own login with the status of the servers behind it."""
    page = answers.http("<h1>401 Unauthorized</h1>", "401 Unauthorized", server=server)
    with RawServer(page) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//me:wrong@"))
        error = await lookup_error("http://gateway.example")
    assert error.message.startswith(cause)


async def test_login_to_another_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 35: a 407 that comes through a connection that the proxy made isn't about its login."""
    with (
        RawServer(answers.http("{}", "407 X")) as server,
        RawServer(b"", greeting=socks(server, LOGIN)) as proxy,
    ):
        monkeypatch.setenv("ALL_PROXY", f"socks5://me:right@127.0.0.1:{proxy.port}")
        error = await lookup_error(f"http://{HOST}")
    assert error.message == f"{HOST} requires a proxy login (407)."
    assert error.remedy == (
        "Check the network and the base URL; a proxy or firewall may be the cause. "
        f"The request went through the proxy 127.0.0.1:{proxy.port} (from ALL_PROXY)."
    )


@pytest.mark.parametrize(
    "head", ["content-length: 18", "transfer-encoding: chunked", "content-type: x"]
)
async def test_content_in_place_of_a_tunnel(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 35: a proxy that answers CONNECT with a web page or a text may not have connected."""

    def send_page(conversation: Conversation) -> None:
        conversation.send(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode())
        conversation.close()

    with RawServer(send_page) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        error = await lookup_error(f"https://{HOST}")
    assert error.message.startswith(f"The proxy may have refused to connect to {HOST}: 200 OK")
    assert "log in with a browser" in error.remedy
    assert len(proxy.requests) == 1


async def test_tunnel_that_is_announced_like_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 35: an alert in the tunnel is the host's, though Go's proxies announce a body."""

    def reject(conversation: Conversation) -> None:
        conversation.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        conversation.sock.recv(4096)
        conversation.send(b"\x15\x03\x01\x00\x02\x02\x70")  # unrecognized_name

    with RawServer(reject) as proxy:
        name = use(monkeypatch, proxy.url)
        error = await proxied_error()
    rejected = "rejected the TLS connection: it has no certificate for this name"
    assert error.message == f"{HOST}, reached through t{name}, {rejected}."


@pytest.mark.parametrize(
    ("variables", "unused"),
    [
        (
            {"HTTPS_PROXY": "http://proxy.example", "no_proxy": ".example"},
            "HTTPS_PROXY is set, but no_proxy exempts this host.",
        ),
        (
            {"http_proxy": "http://proxy.example"},
            "http_proxy is set, but it applies only to http://; set HTTPS_PROXY.",
        ),
        (
            {"all_proxy": "", "ALL_PROXY": "http://proxy.example"},
            "ALL_PROXY is set, but all_proxy is empty and takes precedence.",
        ),
        (
            {"https_proxy": "", "HTTPS_PROXY": "http://proxy.example"},
            "HTTPS_PROXY is set, but https_proxy is empty and takes precedence.",
        ),
        ({}, ""),
    ],
)
async def test_proxy_that_is_not_used(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], unused: str
) -> None:
    """If a direct connection fails, the remedy says why a proxy that is set wasn't used."""

    def resolve(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "x")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    error = await lookup_error(f"https://{HOST}")
    assert error.remedy == f"Check the network and the base URL. {unused}".rstrip()


async def test_the_variable_in_force_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A remedy names no_proxy, not NO_PROXY, if that is what would be read."""
    monkeypatch.setenv("no_proxy", "localhost")
    with RawServer(answers.http("", "403 Forbidden")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = await lookup_error(f"https://{HOST}")
    assert error.remedy == "Ask its administrator, or check https_proxy and no_proxy."


async def test_default_base_url_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The base URL can't be wrong if it is the Claude API's."""

    def resolve(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "x")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert (await lookup_error("https://api.anthropic.com")).remedy == "Check the network."


async def test_reason_that_echoes_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 25: a reason with the proxy's password is shown without it."""
    with RawServer(answers.http("", f"407 no {SECRET}")) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert "407 no [" in error.message


async def test_reason_that_is_not_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undecodable bytes in a reason are replaced."""
    with RawServer(answers.http("", "403 Refus\xe9")) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert "403 Refus\ufffd (" in error.message


@pytest.mark.parametrize("login", ["jane@gateway.example:pw1", "claude-haiku-4-5:pw1"])
async def test_login_with_the_name_of_a_host_or_a_model(
    login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's name is no secret: neither the host nor the model's ID is removed."""
    with RawServer(answers.model(id="claude-haiku-4-5-20251001")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", f"//{login}@"))
        found = await look_up(f"http://{HOST}")
    assert (found.model.id, found.exchange.host) == ("claude-haiku-4-5-20251001", HOST)


async def test_reason_that_echoes_a_short_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 25: a password that is too short to be looked for is removed along with its user."""
    with RawServer(answers.http("", "403 denied bob:Zq9pass")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//bob:Zq9pass@"))
        error = await proxied_error()
    assert "403 denied [key removed]" in error.message


@pytest.mark.parametrize("end", ["", ":"])
async def test_reason_that_echoes_a_user_name_without_a_password(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """Row 25: if a proxy's login has no password, the user name is the secret."""
    with RawServer(answers.http("", f"403 unknown token {SECRET}")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", f"//{SECRET}{end}@"))
        error = await proxied_error()
    assert "403 unknown token [key removed]" in error.message


@contextmanager
def proxied(
    monkeypatch: pytest.MonkeyPatch, scheme: str, script: Script, authority: trustme.CA
) -> Iterator[tuple[RawServer, str]]:
    """Run a server of https for the host behind a proxy, and return what errors call the proxy."""
    context = certificates.good(authority, HOST)
    with RawServer(script, tls=context) as server:
        if scheme == "socks5":
            proxy = RawServer(b"", greeting=socks(server, LOGIN))
        else:
            proxy = RawServer(tunnel(server))
        with proxy:
            yield server, use(monkeypatch, f"{scheme}://127.0.0.1:{proxy.port}", "all_proxy")


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_lookup_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, scheme: str, authority: trustme.CA
) -> None:
    """A lookup succeeds through CONNECT and through SOCKS 5, with a login."""
    with proxied(monkeypatch, scheme, answers.model(), authority) as (server, _):
        assert (await look_up(f"https://{HOST}")).model.id
        assert len(server.requests) == 1


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_host_behind_a_proxy_closes(
    monkeypatch: pytest.MonkeyPatch, scheme: str, authority: trustme.CA
) -> None:
    """Once the tunnel is open, the host is blamed, and the proxy is named."""
    with proxied(monkeypatch, scheme, Conversation.close, authority) as (_, name):
        error = await proxied_error()
    reached = f"{HOST}, reached through t{name},"
    assert error.message == f"{reached} closed the connection before responding."


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_host_behind_a_proxy_is_silent(
    monkeypatch: pytest.MonkeyPatch, scheme: str, authority: trustme.CA
) -> None:
    """Once the tunnel is open, the missing response is the host's."""
    with proxied(monkeypatch, scheme, Conversation.wait_until_gone, authority) as (_, name):
        error = await proxied_error(timeout=1.0)
    assert isinstance(error, APITimeoutError)
    assert error.message == f"No complete response from {HOST} through t{name} within 1 s."


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_host_behind_a_proxy_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, scheme: str, authority: trustme.CA
) -> None:
    """A certificate that a proxy made for the host is not trusted, and the proxy is named."""
    with proxied(monkeypatch, scheme, answers.model(), trustme.CA()) as (_, name):
        error = await proxied_error()
    assert isinstance(error, TLSError)
    why = "it is signed by an unknown authority. "
    assert error.message.startswith(
        f"The certificate for {HOST}, reached through t{name}, is not trusted: {why}"
    )


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (b"\x05\x05", "could not connect to gateway.example: connection refused."),
        (b"\x05\x04", "could not connect to gateway.example: host unreachable."),
        (b"\x05\x02", "could not connect to gateway.example: connection not allowed by ruleset."),
    ],
)
async def test_socks_proxy_that_refuses(
    monkeypatch: pytest.MonkeyPatch, reply: bytes, message: str
) -> None:
    """The reason that a SOCKS proxy replies is kept."""

    def greet(conversation: Conversation) -> None:
        conversation.sock.recv(65536)
        conversation.send(NO_AUTHENTICATION)
        conversation.sock.recv(65536)
        conversation.send(reply + b"\x00\x01\0\0\0\0\0\0")
        conversation.wait_until_gone()

    with RawServer(b"", greeting=greet) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert type(error) is ProxyRefusedError
    assert error.message == f"The proxy 127.0.0.1:{proxy.port} (from ALL_PROXY) {message}"


@pytest.mark.parametrize("address", [b"\x01" + b"\0" * 4, b"\x03\x01x", b"\x04" + b"\0" * 16])
async def test_socks_replies_in_parts(monkeypatch: pytest.MonkeyPatch, address: bytes) -> None:
    """The replies of a SOCKS proxy may arrive byte by byte."""

    def greet(conversation: Conversation) -> None:
        for reply in (LOGIN, b"\x01\x00", b"\x05\x05\x00" + address + b"\0\0"):
            conversation.sock.recv(65536)
            for byte in reply:
                conversation.send(bytes([byte]))
        conversation.wait_until_gone()

    with RawServer(b"", greeting=greet) as proxy:
        use(monkeypatch, f"socks5://127.0.0.1:{proxy.port}", "ALL_PROXY")
        error = await proxied_error()
    assert error.message.endswith(" could not connect to gateway.example: connection refused.")


@pytest.mark.parametrize(
    ("method", "says"),
    [
        (LOGIN, "rejected the login. Check ALL_PROXY."),
        (
            NO_METHOD,
            "doesn't accept a user name and password. Remove them from ALL_PROXY.",
        ),
    ],
)
async def test_socks_proxy_that_requires_a_login(
    monkeypatch: pytest.MonkeyPatch, method: bytes, says: str
) -> None:
    """An error says that a SOCKS proxy requires a login, rejected it, or accepts none."""

    def greet(conversation: Conversation) -> None:
        while request := conversation.sock.recv(65536):
            conversation.send(b"\x01\x01" if request[0] == 1 else method)

    with RawServer(b"", greeting=greet) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5h://127.0.0.1:{proxy.port}")
        error = await proxied_error()
        assert error.message.endswith("(from ALL_PROXY) requires a login.")
        use(monkeypatch, f"socks5://127.0.0.1:{proxy.port}", "ALL_PROXY")
        error = await proxied_error()
        assert f"{error.message} {error.remedy}".endswith(f"(from ALL_PROXY) {says}")


async def test_forwarding_proxy_that_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that gets a request over http and closes the connection is the one to blame."""
    with RawServer(Conversation.close) as proxy:
        name = use(monkeypatch, f"http://127.0.0.1:{proxy.port}", "HTTP_PROXY")
        error = await proxied_error(f"http://{HOST}")
    assert error.message == f"T{name} closed the connection before responding."


async def test_forwarding_proxy_that_requires_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 407 over http is also the proxy's own."""
    with RawServer(answers.http("", "407 Login first")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        error = await proxied_error(f"http://{HOST}")
    assert type(error) is ProxyRefusedError
    source = f"127.0.0.1:{proxy.port}, from HTTP_PROXY"
    assert error.message == f"The proxy refused to connect to {HOST}: 407 Login first ({source})."
    assert (
        error.remedy
        == "It requires a login: set the proxy in HTTP_PROXY to http://USER:PASSWORD@HOST:PORT."
    )


async def test_https_proxy_that_requires_a_login(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    """The login for an https proxy is set with https, so that it is never sent unencrypted."""
    with RawServer(answers.http("", "407 X"), tls=certificates.good(authority)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert error.remedy.endswith("in HTTPS_PROXY to https://USER:PASSWORD@HOST:PORT.")


async def test_proxy_that_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    """The certificate of an https proxy is verified like a host's, and named as the proxy's."""
    with RawServer(b"", tls=certificates.good(trustme.CA())) as proxy:
        name = use(monkeypatch, f"https://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    assert error.message.startswith(
        f"The certificate for t{name} is not trusted: it is signed by an unknown authority."
    )
    assert error.remedy.startswith("Unset SSL_CERT_FILE to use the system's trust store, or ")


async def test_tunnel_that_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the tunnel closes before TLS, the host and the proxy are named."""

    def connect_and_reset(conversation: Conversation) -> None:
        conversation.send(CONNECTED)
        conversation.sock.recv(1)
        conversation.reset()

    with RawServer(connect_and_reset) as proxy:
        name = use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        error = await proxied_error()
    closed = "closed the connection during the TLS handshake"
    assert error.message == f"{HOST}, reached through t{name}, {closed}."
    remedy = "Check the network, the base URL, HTTPS_PROXY and NO_PROXY."
    assert error.remedy == remedy


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        ("403 Forbidden", "Ask its administrator, or check HTTP_PROXY and NO_PROXY."),
        (
            "500 X",
            "It may be unable to reach the host: check the base URL, HTTP_PROXY and NO_PROXY.",
        ),
        (
            "502 X",
            "It may be unable to reach the host: check the base URL, HTTP_PROXY and NO_PROXY.",
        ),
        (
            "503 X",
            "It may be unable to reach the host: check the base URL, HTTP_PROXY and NO_PROXY.",
        ),
        (
            "504 X",
            "It may be unable to reach the host: check the base URL, HTTP_PROXY and NO_PROXY.",
        ),
    ],
)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("dial tcp: no\r\nsuch host", ' The response said: "dial tcp: no such host"'),
        ("<html><title>Blocked</title></html>", ' The response said: "Blocked"'),
        (f"bad login {SECRET}", ' The response said: "bad login [key removed]"'),
        ("", ""),
    ],
)
async def test_row_22_forwarding_proxy_responds_itself(
    monkeypatch: pytest.MonkeyPatch, status: str, remedy: str, body: str, said: str
) -> None:
    """Gateway row 22: a proxy that can't or may not forward is suspected, not the host."""
    with RawServer(answers.http(body, status)) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}", "HTTP_PROXY")
        error = await proxied_error(f"http://{HOST}")
        assert len(proxy.requests) == 1
    assert type(error) is ProxyRefusedError
    source = f"(127.0.0.1:{proxy.port}, from HTTP_PROXY)"
    refused = f"The proxy may have refused to connect to {HOST}"
    assert error.message == f"{refused}: {status} {source}.{said}"
    assert error.remedy == remedy


@pytest.mark.parametrize(
    ("server", "via", "is_the_proxys"),
    [
        ("nginx/1.25.3", "1.1 px (squid/5.7)", False),
        ("cloudflare", "1.1 px (squid/5.7)", False),
        ("squid/5.7", "1.1 px (squid/5.7)", True),
        ("nginx/1.25.3", "", True),
        ("", "1.1 px", True),
    ],
)
async def test_row_22_forwarded_response(
    monkeypatch: pytest.MonkeyPatch, server: str, via: str, *, is_the_proxys: bool
) -> None:
    """Gateway row 22: a response of another server isn't the proxy's, if the headers say so."""
    headers = {name: value for name, value in (("server", server), ("via", via)) if value}
    response = answers.http("RBAC: access denied", "403 X", **headers)
    with RawServer(response) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}", "HTTP_PROXY")
        error = await proxied_error(f"http://{HOST}")
    assert ("The proxy may have refused" in error.message) is is_the_proxys
    assert (f"{HOST} denied access." in error.message) is not is_the_proxys


async def test_row_22_gateway_behind_a_forwarding_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gateway row 22: an error in JSON is the gateway's, not the proxy's."""
    response = answers.http('{"error": "no"}', "403 X")
    with RawServer(response) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}", "HTTP_PROXY")
        error = await proxied_error(f"http://{HOST}")
        assert error.message == f'{HOST} denied access. The response said: "no"'
        assert error.exchange
        assert error.exchange.proxy == f"127.0.0.1:{proxy.port} (from HTTP_PROXY)"
        # A proxy may say in JSON, too, that it did not or may not reach the host.
        assert error.remedy.endswith("(from HTTP_PROXY).")
        proxy.change(answers.http('{"error": "upstream timeout"}', "504 X", x_should_retry="false"))
        error = await proxied_error(f"http://{HOST}")
    assert error.remedy.endswith("(from HTTP_PROXY).")


@pytest.mark.parametrize(
    "response",
    [
        answers.http("<html><title>Blocked</title></html>", "451 Blocked"),
        answers.http("<html><title>Log in</title></html>"),
        answers.http("no such host", "404 Not Found"),
        answers.http("", "302 Found", location="http://login.example/"),
        answers.http("{}", "200 OK", content_encoding="gzip"),
    ],
)
async def test_page_that_may_be_the_proxys(
    monkeypatch: pytest.MonkeyPatch, response: bytes
) -> None:
    """A response that is not JSON may be the proxy's own, so it is named."""
    with RawServer(response) as proxy:
        name = use(monkeypatch, f"http://127.0.0.1:{proxy.port}", "HTTP_PROXY")
        error = await proxied_error(f"http://{HOST}")
    assert error.remedy.endswith(f" The request went through t{name}.")


async def test_json_is_not_blamed_on_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A response in JSON is the API's or a gateway's, not the proxy's."""
    reply = answers.error("401 Unauthorized", "authentication_error", "no")
    with RawServer(reply) as proxy:
        use(monkeypatch, f"http://127.0.0.1:{proxy.port}", "HTTP_PROXY")
        error = await proxied_error(f"http://{HOST}")
    assert "proxy" not in error.remedy
