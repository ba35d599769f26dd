"""Whom we do not trust, and why: no key goes there."""

import gc
import ssl
from collections.abc import Callable

import pytest
import trustme
from support import answers, certificates
from support.asking import ask, failure
from support.servers import Conversation, RawServer

from modelbrowser.api.errors import APIConnectionError, APITimeoutError, UntrustedHostError

pytestmark = pytest.mark.anyio


def wrong_host(authority: trustme.CA) -> ssl.SSLContext:
    """A certificate for somebody else."""
    return certificates.good(authority, "elsewhere.example")


def unknown_authority(authority: trustme.CA) -> ssl.SSLContext:
    """A certificate of an authority that nobody knows."""
    return certificates.good(trustme.CA())


def self_signed(authority: trustme.CA) -> ssl.SSLContext:
    """A certificate that vouches for itself."""
    own = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with own.private_key_pem.tempfile() as key, own.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(
    ("make", "why", "remedy"),
    [
        (certificates.expired, "it has expired", "clock"),
        (certificates.of_the_future, "it is not valid yet", "Check this computer's clock"),
        (wrong_host, "it is for another host", "base URL"),
        (unknown_authority, "it is signed by an unknown authority", "SSL_CERT_FILE"),
        (self_signed, "it is signed by itself", "SSL_CERT_FILE"),
    ],
)
async def test_untrusted_certificate_says_why(
    make: Callable[[trustme.CA], ssl.SSLContext], why: str, remedy: str, authority: trustme.CA
) -> None:
    """Row 40: the cause is named, asked once only, and nothing is sent."""
    with RawServer(answers.model(), tls=make(authority)) as server:
        error = await failure(server.url)
    assert isinstance(error, UntrustedHostError)
    host = f"127.0.0.1:{server.port}"
    assert error.message == f"The certificate of {host} is not trusted: {why}."
    assert remedy in error.remedy
    assert (error.title, error.exit_code) == ("Not trusted", 6)
    assert (server.requests, server.connections) == ([], 1)


async def test_a_trusted_certificate_is_no_matter(authority: trustme.CA) -> None:
    """A host whose certificate is in order is asked."""
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        assert (await ask(server.url)).model.id == "claude-sonnet-4-5-20250929"


async def test_old_tls_is_not_spoken(authority: trustme.CA) -> None:
    """Row 40: TLS 1.1 is refused in words."""
    context = certificates.good(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with RawServer(answers.model(), tls=context) as server:
        error = await failure(server.url)
    assert error.message == f"127.0.0.1:{server.port} offers no encryption that is safe today."


def plain_refusal(conversation: Conversation) -> None:
    """What a web server tells a client that speaks TLS to its plain port."""
    conversation.sock.recv(65536)
    conversation.send(answers.http("This is plain HTTP", "400 Bad Request"))
    conversation.close()


async def test_https_to_a_plain_port() -> None:
    """Row 41: a host that does not speak TLS is called that."""
    with RawServer(b"", greeting=plain_refusal) as server:
        error = await failure(server.url.replace("http:", "https:"))
    assert error.message == f"127.0.0.1:{server.port} does not speak https here."


async def test_https_to_a_port_that_says_nothing() -> None:
    """Row 41: a handshake that stalls ends at the deadline, and says what may be the matter."""
    with RawServer(b"", greeting=Conversation.wait_until_gone) as server:
        error = await failure(server.url.replace("http:", "https:"), timeout=0.5)
    assert isinstance(error, APITimeoutError)
    assert error.message == f"127.0.0.1:{server.port} did not begin to encrypt within 0.5 s."
    gc.collect()  # a connection left open would be warned of here


async def test_https_to_a_port_that_hangs_up() -> None:
    """Row 41: a host that closes in the handshake is named."""
    with RawServer(b"", greeting=Conversation.close) as server:
        error = await failure(server.url.replace("http:", "https:"))
    assert isinstance(error, APIConnectionError)
    assert error.message == f"127.0.0.1:{server.port} broke off the connection."


async def test_http_to_a_tls_port(authority: trustme.CA) -> None:
    """Row 41: plain HTTP to a port that wants TLS fails with a hint at the scheme."""
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        error = await failure(server.url.replace("https:", "http:"))
    assert isinstance(error, APIConnectionError)
    assert "http or https" in error.remedy
