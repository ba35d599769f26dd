"""Proxies and certificate authorities from the environment, valid and invalid."""

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import trustme
from support import answers
from support.lookups import CANARY, connection_to, look_up, lookup_error
from support.servers import RawServer

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.environment import build_http_client
from modelbrowser.api.errors import InvalidEnvironmentError, OfflineError, ProxyRefusedError

SECRET = "proxy-password"  # noqa: S105 - a canary


@pytest.mark.anyio
async def test_http_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 33: with HTTP_PROXY set, the proxy gets the request, with its whole URL."""
    with RawServer(answers.model()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:{SECRET}@127.0.0.1:{proxy.port}")
        lookup = await look_up("http://gateway.example/base")
    target = "http://gateway.example/base/v1/models/claude-sonnet-4-5"
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
        assert isinstance(await lookup_error("http://gateway.example"), OfflineError)
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


@pytest.mark.anyio
@pytest.mark.parametrize("status", ["407 Proxy Auth", "502 \x1b[31mBad", "403 No"])
async def test_proxy_that_refuses_to_connect(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    """Row 35: the error says that the proxy refused, without its text, its password or the key."""
    with RawServer(answers.http("", status)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:{SECRET}@127.0.0.1:{proxy.port}")
        error = await lookup_error("https://api.example")
    assert isinstance(error, ProxyRefusedError)
    assert error.message == "The proxy refused to connect to api.example."
    assert "HTTPS_PROXY" in error.remedy
    assert proxy.lines == ["CONNECT api.example:443 HTTP/1.1"]
    assert CANARY.encode() not in proxy.requests[0]


@pytest.mark.parametrize(
    ("name", "value", "blamed"),
    [
        ("NO_PROXY", "fe80::/10", "NO_PROXY"),
        ("no_proxy", "localhost,[::1", "no_proxy"),
        ("ALL_PROXY", f"socks5://me:{SECRET}@127.0.0.1:1", "ALL_PROXY"),
        ("HTTPS_PROXY", "socks4://127.0.0.1:1", "HTTPS_PROXY"),
        ("HTTPS_PROXY", f"http://me:{SECRET}@[::1", "HTTPS_PROXY"),
        ("HTTP_PROXY", "http://127.0.0.1:port", "HTTP_PROXY"),
        ("http_proxy", "ftp://127.0.0.1", "http_proxy"),
        ("HTTPS_PROXY", "http://a\nb", "HTTPS_PROXY"),
        ("HTTP_PROXY", "ftp://", "HTTP_PROXY"),
    ],
)
def test_invalid_proxy_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, blamed: str
) -> None:
    """Row 34: the error names the variable and does not quote its value."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidEnvironmentError) as raised:
        ModelsClient(connection_to("https://api.example"))
    error = raised.value
    assert error.message == f"{blamed} is not understood."
    assert error.remedy == f"Correct or unset {blamed}; proxies are http:// or https://."
    assert (error.exit_code, error.__context__) == (3, None)
    assert SECRET not in error.message + error.remedy


@pytest.mark.parametrize(
    "proxy", ["http://proxy.example:3128", "https://proxy.example", "proxy.example:3128"]
)
def test_valid_proxy_is_not_blamed(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """Row 34: if NO_PROXY is invalid, the error names it and not the proxy beside it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "fe80::/10")
    with pytest.raises(InvalidEnvironmentError, match=r"^NO_PROXY is not understood"):
        ModelsClient(connection_to("https://api.example"))


@pytest.mark.parametrize("content", [None, "", "not a certificate"])
def test_invalid_certificate_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    """Row 34: the file of SSL_CERT_FILE is missing, empty or not a certificate."""
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.delenv("SSLKEYLOGFILE", raising=False)
    with pytest.raises(InvalidEnvironmentError) as raised:
        ModelsClient(connection_to("https://api.example"))
    assert raised.value.message == (
        "SSL_CERT_FILE is not usable: the file cannot be read or has no certificates."
    )
    assert raised.value.remedy == "Correct or unset SSL_CERT_FILE."
    assert raised.value.__context__ is None


def test_invalid_key_log_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Row 34: SSLKEYLOGFILE is in a folder that does not exist; the certificates are valid."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "none" / "keys"))
    with pytest.raises(InvalidEnvironmentError, match=r"^SSLKEYLOGFILE is not usable"):
        ModelsClient(connection_to("https://api.example"))
    file = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(InvalidEnvironmentError, match=r"^SSLKEYLOGFILE is not usable"):
        ModelsClient(connection_to("https://api.example"))


def test_client_has_no_timeout_of_its_own() -> None:
    """The only limit in time is the deadline of a lookup; httpx's 5 s would cut it short."""
    assert build_http_client("http://127.0.0.1").timeout == httpx.Timeout(None)


def test_opening_a_client_imports_what_a_lookup_needs() -> None:
    """Nothing is left to import on the event loop: the thread that opens the client has done it."""
    code = (
        "import sys; from modelbrowser.api.client import open_client; "
        "from modelbrowser.domain.connection import Connection; "
        "open_client(Connection(base_url='http://127.0.0.1:9')); "
        "sys.exit('anyio._backends._asyncio' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_plain_http_needs_no_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without https the authorities are not loaded, so an invalid file does not matter."""
    monkeypatch.setenv("SSL_CERT_FILE", "/none")
    ModelsClient(connection_to("http://127.0.0.1"))
