"""Which proxy is used, by the environment, and how the client is built."""

import socket
import subprocess
import sys

import httpx
import pytest
from support import answers
from support.lookups import connection_to, look_up, lookup_error
from support.servers import RawServer

from modelbrowser.api.certificates import load_trust_store, preload_trust_store
from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import HostUnreachableError, InvalidEnvironmentError
from modelbrowser.api.proxies import ProxyChoice, choose_proxy
from modelbrowser.domain.query import ModelQuery
from modelbrowser.history.history import History
from modelbrowser.session import LookupSession

SECRET = "proxy-password"  # noqa: S105 - a canary


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["gateway.example", "xn--i-7iq.example"])
async def test_http_proxy_is_used(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 33: with HTTP_PROXY set, the proxy gets the request, with its whole URL.

    That also holds for a name that httpx can't decode, because it contains an emoji.
    """
    with RawServer(answers.model()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:{SECRET}@127.0.0.1:{proxy.port}")
        lookup = await look_up(f"http://{host}/base")
    target = f"http://{host}/base/v1/models/claude-sonnet-4-5"
    assert proxy.lines == [f"GET {target} HTTP/1.1"]
    assert SECRET not in repr(lookup)


@pytest.mark.anyio
async def test_no_proxy_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 33: a host in NO_PROXY is resolved and connected to directly."""

    def resolve(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "x")

    with RawServer(answers.model()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "gateway.example")
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert isinstance(await lookup_error("http://gateway.example"), HostUnreachableError)
    assert proxy.connections == 0


@pytest.mark.anyio
async def test_loopback_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Row 30: plain http is allowed to loopback because it stays on this computer, and it does."""
    with RawServer(answers.model()) as proxy, RawServer(answers.model()) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        for host in ("127.0.0.1", "localhost"):
            await look_up(f"http://{host}:{server.port}")
        assert (proxy.connections, len(server.requests)) == (0, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", f"http://me:{SECRET}@[::1"),
        ("HTTPS_PROXY", f"http://me:{SECRET}#1@127.0.0.1:1"),
        ("ALL_PROXY", "http://127.0.0.1:port"),
        ("HTTPS_PROXY", "http://a\nb"),
        ("HTTPS_PROXY", "http://127.0.0.1:99999"),
        ("HTTPS_PROXY", "DIRECT"),
        ("HTTPS_PROXY", "none"),
        ("HTTPS_PROXY", "http:/127.0.0.1:1"),
        ("HTTPS_PROXY", "true"),
        ("HTTPS_PROXY", "sk-ant-api03-x"),
        ("ALL_PROXY", "X-Api-Key x"),
        *(("HTTPS_PROXY", f"http://me:12345{end}{SECRET}@proxy:8080") for end in "/?#"),
    ],
)
def test_invalid_proxy_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Row 34: the error names the variable and does not quote its value."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidEnvironmentError) as raised:
        ModelsClient(connection_to("https://api.example"))
    error = raised.value
    assert error.message == f"The proxy in {name} is not a valid URL."
    assert error.remedy.startswith(f"Correct or unset {name}: use http://HOST:PORT")
    assert (error.exit_code, error.__context__) == (3, None)
    assert SECRET not in error.message + error.remedy


@pytest.mark.parametrize("part", ["user name", "password"])
def test_login_that_is_too_long_for_socks(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """SOCKS 5 allows 255 bytes for the user name and the password; HTTP allows any number."""
    login = f"{'x' * 256}:{SECRET}" if part == "user name" else f"me:{SECRET * 30}"
    monkeypatch.setenv("HTTPS_PROXY", f"http://{login}@127.0.0.1:1")
    assert choose_proxy("https://api.example").proxy
    monkeypatch.setenv("HTTPS_PROXY", f"socks5://{login}@127.0.0.1:1")
    with pytest.raises(InvalidEnvironmentError) as raised:
        choose_proxy("https://api.example")
    error = raised.value
    assert error.message.endswith(" in HTTPS_PROXY is too long for a SOCKS proxy.")
    assert error.remedy == "Correct HTTPS_PROXY: SOCKS 5 allows 255 bytes for each."
    assert SECRET not in error.message


@pytest.mark.parametrize("scheme", ["socks4", "SOCKS4a", "ftp", "quic"])
def test_kind_of_proxy_that_is_not_supported(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """A proxy that speaks something else is reported as such, and not as a misspelled URL."""
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://me:{SECRET}@127.0.0.1:1")
    with pytest.raises(InvalidEnvironmentError) as raised:
        ModelsClient(connection_to("https://api.example"))
    error = raised.value
    assert error.message == f"HTTPS_PROXY names a {scheme} proxy, which is not supported."
    assert error.remedy.endswith("speaks HTTP (http://) or SOCKS 5 (socks5://).")


@pytest.mark.parametrize(
    "value",
    ["http://proxy.example/proxy.pac", "http://wpad/wpad.dat", "PROXY 10.0.0.1:8080; DIRECT"],
)
def test_pac_file_is_no_proxy(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A PAC file instead of a proxy is reported as such, and nothing is sent to its server."""
    monkeypatch.setenv("HTTPS_PROXY", value)
    with pytest.raises(InvalidEnvironmentError) as raised:
        ModelsClient(connection_to("https://api.example"))
    assert raised.value.message == "HTTPS_PROXY names a PAC file, which is not supported."
    assert raised.value.remedy.startswith("Set HTTPS_PROXY to the proxy that the file names")


def test_variable_that_does_not_decide_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTPS_PROXY takes precedence over ALL_PROXY, which may then be invalid."""
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "socks4://127.0.0.1:1")
    choice = choose_proxy("https://api.example")
    assert str(choice.proxy) == "the proxy proxy.example:3128 (from HTTPS_PROXY)"
    assert (choice.unused, choice.notices) == ("", ())


@pytest.mark.parametrize(
    ("variables", "used"),
    [
        ({"HTTP_PROXY": "http://a:1"}, None),
        ({"ALL_PROXY": "socks5h://a:1"}, "a:1 (from ALL_PROXY)"),
        ({"all_proxy": "socks://a:1/"}, "a:1 (from all_proxy)"),
        ({"https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1"}, "a:1 (from https_proxy)"),
        ({"https_proxy": "", "HTTPS_PROXY": "http://b:1"}, None),
        ({"HTTPS_PROXY": " ", "ALL_PROXY": "a:1"}, "a:1 (from ALL_PROXY)"),
        ({"HTTPS_PROXY": f"https://me:{SECRET}@a"}, "a (from HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "http://me:p%40ss@a:1"}, "a:1 (from HTTPS_PROXY)"),
    ],
)
def test_proxy_that_is_used(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], used: str | None
) -> None:
    """One variable decides, and the proxy is named by it and without its login."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    proxy = choose_proxy("https://api.example").proxy
    assert (str(proxy) if proxy else None) == (f"the proxy {used}" if used else None)
    assert SECRET not in repr(proxy)


@pytest.mark.parametrize(
    ("host", "entries"),
    [
        ("api.example", "*"),
        ("api.example", "other.example, .example"),
        ("api.example", "API.Example."),
        ("api.example", "*.example"),
        ("api.example", "example:443"),
        ("xn--bcher-kva.example", "Bücher.example"),
        ("api.example", "localhost other.example api.example"),
        ("api.example", "https://api.example/"),
        ("10.1.2.3", "10.0.0.0/8"),
        ("[2001:db8::1]", "2001:db8::/32"),
        ("[2001:db8::1]", "[2001:DB8:0::1]"),
        ("[2001:db8::1]:8443", "[2001:db8::1]:8443"),
    ],
)
def test_host_is_excepted(monkeypatch: pytest.MonkeyPatch, host: str, entries: str) -> None:
    """NO_PROXY names hosts, their subdomains, addresses and networks, with or without a port."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", entries)
    unused = "HTTPS_PROXY is set, but NO_PROXY exempts this host."
    assert choose_proxy(f"https://{host}") == ProxyChoice(unused=unused)


@pytest.mark.parametrize(
    "entries", ["pi.example", "api.example:8443", "api.example.com", "10.0.0.0/8,::1,[::1]"]
)
def test_host_is_not_excepted(monkeypatch: pytest.MonkeyPatch, entries: str) -> None:
    """NO_PROXY does not name a host by the end of a label, nor for another port."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", entries)
    choice = choose_proxy("https://api.example")
    assert choice.proxy
    assert choice.notices == ()


@pytest.mark.parametrize(
    "entry", ["[::1", "10.0.0.0/99", "a*b", "host:port", "fe80::/x", "[x]", "a;b"]
)
def test_unparsable_exception_is_skipped(monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    """Row 34: an entry of NO_PROXY that can't be parsed is skipped with a notice."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", f"other.example,{entry}")
    client = ModelsClient(connection_to("https://api.example"))
    assert client.notices == ("Skipped entry 2 in NO_PROXY: it is not a host.",)


@pytest.mark.parametrize(
    "entry",
    [f"http://me:{SECRET}/x@y", f"me:{SECRET}[@y:80", f"{SECRET}@x:8a", f"me:{SECRET},a b@y"],
)
def test_a_password_in_an_exception_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    """The notice about an entry of NO_PROXY with a login doesn't quote it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", entry)
    notice, *_ = ModelsClient(connection_to("https://api.example")).notices
    assert notice == "Skipped entry 1 in NO_PROXY: it is not a host."


@pytest.mark.anyio
async def test_notices_reach_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session passes on its client's notices once, when it opens the client."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "[::1,gateway.invalid")
    notices: list[str] = []
    session = LookupSession(connection_to("http://gateway.invalid"), ModelsClient, History(None))
    session.on_notice = notices.append
    for _ in range(2):
        await session.look_up(ModelQuery("claude-x"))
    await session.aclose()
    assert notices == ["Skipped entry 1 in NO_PROXY: it is not a host."]


@pytest.mark.anyio
async def test_requests_have_no_timeout_of_their_own() -> None:
    """The only limit in time is the deadline of a lookup; httpx's 5 s would cut it short."""
    extensions: list[set[str]] = []

    def respond(request: httpx.Request) -> httpx.Response:
        extensions.append(set(request.extensions))
        return httpx.Response(200, stream=httpx.ByteStream(b'{"type": "model", "id": "claude-x"}'))

    client = ModelsClient(connection_to("http://127.0.0.1"), httpx.MockTransport(respond))
    await client.retrieve(ModelQuery("claude-x"), lambda _retry: None)
    assert extensions == [{"trace"}]


def test_opening_a_client_imports_what_a_lookup_needs() -> None:
    """The thread that opens the client imports everything; the event loop imports nothing."""
    code = (
        "import sys; from modelbrowser.api.client import make_client; "
        "from modelbrowser.domain.connection import Connection; "
        "make_client(Connection(base_url='http://127.0.0.1:9')); "
        "sys.exit('anyio._backends._asyncio' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_authorities_that_are_loaded_ahead_are_used_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next client uses what was loaded ahead, or raises its error; later ones load again."""
    ahead = preload_trust_store()
    assert load_trust_store() is ahead.result()
    assert load_trust_store() is not ahead.result()
    monkeypatch.setenv("SSL_CERT_FILE", "/none")
    assert preload_trust_store().exception()
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(InvalidEnvironmentError):
        ModelsClient(connection_to("https://api.example"))


def test_plain_http_needs_no_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without https the authorities are not loaded, so an invalid file does not matter."""
    monkeypatch.setenv("SSL_CERT_FILE", "/none")
    ModelsClient(connection_to("http://127.0.0.1"))
