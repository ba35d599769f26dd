"""Hosts that are not trusted, to which no key is sent."""

import gc
import os
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import trustme
from support import answers, certificates
from support.lookups import FROZEN, connection_to, look_up, lookup_error, progress_to
from support.servers import Conversation, RawServer, Script

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    CertificateError,
    TLSError,
)
from modelbrowser.api.failures import error_from_exception
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio

CUSTOM_CA = (
    "If HOST uses a private CA, or a proxy inspects TLS, set NODE_EXTRA_CA_CERTS to that CA's "
    "certificate."
)
"""The remedy for an authority that is not known."""

INSPECTED = "Behind a TLS-inspecting proxy, set NODE_EXTRA_CA_CERTS to"
INCOMPLETE = f"{CUSTOM_CA} Otherwise, HOST may not be sending its intermediate certificate."
"""The remedy for a certificate whose authority is not known."""

SELF_SIGNED = "If you trust HOST, set NODE_EXTRA_CA_CERTS to its certificate."
UNSET = (
    "Unset SSL_CERT_FILE to use the system's trust store, or add the missing CA to FILE. "
    "Otherwise, HOST may not be sending its intermediate certificate."
)
NOW, DAY = datetime.now(UTC), timedelta(days=1)
CLOCK = f"this computer's clock ({NOW:%Y-%m-%d})"

WITHOUT_CERTIFICATE = "Ask the operator of HOST for access without one."
REISSUE = "Ask the operator of HOST to have it reissued."
RENEWED = "If you installed that authority's certificate, it may be outdated: replace it."
BETWEEN = "the administrator of the TLS-inspecting proxy or firewall"


def wrong_host(authority: trustme.CA) -> ssl.SSLContext:
    """Return a certificate for another host."""
    return certificates.good(authority, "elsewhere.example")


def unknown_authority(authority: trustme.CA) -> ssl.SSLContext:
    """Return a certificate of an unknown authority."""
    return certificates.good(trustme.CA())


def self_signed(authority: trustme.CA) -> ssl.SSLContext:
    """Return a self-signed certificate."""
    own = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with own.private_key_pem.tempfile() as key, own.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(
    ("make", "why", "remedy"),
    [
        (
            certificates.expired,
            f"it expired on {NOW - DAY:%Y-%m-%d}",
            f"Check {CLOCK}, or ask the operator of HOST to renew it.",
        ),
        (
            certificates.of_the_future,
            f"it is not valid before {NOW + DAY:%Y-%m-%d}",
            f"Check {CLOCK}.",
        ),
        (wrong_host, "it is for a different host", "Check the base URL."),
        (unknown_authority, "it is signed by an unknown authority", UNSET),
        (self_signed, "it is self-signed", "If you trust HOST, add its certificate to FILE."),
    ],
)
async def test_untrusted_certificate_has_its_cause(
    make: Callable[[trustme.CA], ssl.SSLContext], why: str, remedy: str, authority: trustme.CA
) -> None:
    """Row 40: the error names the cause and is final; nothing was sent."""
    with RawServer(answers.model(), tls=make(authority)) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, TLSError)
    host = f"127.0.0.1:{server.port}"
    assert error.message.startswith(f"The certificate for {host} is not trusted: {why}.")
    file = os.environ["SSL_CERT_FILE"]
    if "FILE" in remedy:
        assert error.message.endswith(f" Checked against SSL_CERT_FILE ({file}).")
    assert error.remedy == remedy.replace(" FILE", f" {file}").replace("HOST", host)
    assert (error.title, error.exit_code) == ("Certificate error", 6)
    assert (server.requests, server.connections) == ([], 1)


async def test_trusted_certificate_is_accepted(authority: trustme.CA) -> None:
    """A host with a trusted certificate gets the request."""
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        assert (await look_up(server.url)).model.id == "claude-sonnet-4-5-20250929"


async def test_outdated_tls_is_rejected(authority: trustme.CA) -> None:
    """Row 40: TLS 1.1 is rejected, with its own error."""
    context = certificates.good(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with RawServer(answers.model(), tls=context) as server:
        error = await lookup_error(server.url)
    host = f"127.0.0.1:{server.port}"
    assert error.message == f"{host} may support only outdated forms of TLS."
    assert error.remedy == f"Ask the operator of {host} to update it."
    assert isinstance(error, TLSError)


def plain_alert(conversation: Conversation) -> None:
    """Respond as a web server does to TLS on its plain port."""
    conversation.sock.recv(65536)
    conversation.send(answers.http("This is plain HTTP", "400 Bad Request"))
    conversation.close()


async def test_https_to_a_plain_port() -> None:
    """Row 41: the error says that the host does not speak TLS."""
    with RawServer(b"", greeting=plain_alert) as server:
        error = await lookup_error(server.url.replace("http:", "https:"))
    assert error.message == f"127.0.0.1:{server.port} doesn't speak HTTPS on this port."
    assert error.remedy == "Check the scheme (http or https) and port of the base URL."
    assert isinstance(error, APIResponseValidationError)


async def test_https_to_a_silent_port() -> None:
    """Row 41: a handshake that stalls ends at the deadline, with its own error."""
    with RawServer(b"", greeting=Conversation.wait_until_gone) as server:
        error = await lookup_error(server.url.replace("http:", "https:"), timeout=0.5)
    assert isinstance(error, APITimeoutError)
    assert (
        error.message == f"127.0.0.1:{server.port} did not complete the TLS handshake within 0.5 s."
    )
    assert error.remedy.startswith("Check the scheme (http or https) and port of the base URL. ")
    gc.collect()  # warns of a connection left open


def reset_handshake(conversation: Conversation) -> None:
    """Break the connection off in the middle of the handshake."""
    conversation.sock.recv(1)
    conversation.reset()


@pytest.mark.parametrize("greeting", [Conversation.close, reset_handshake])
async def test_https_to_a_port_that_closes(greeting: Callable[[Conversation], None]) -> None:
    """Row 41: the error names a host that closes the connection during the handshake."""
    with RawServer(b"", greeting=greeting) as server:
        error = await lookup_error(server.url.replace("http:", "https:"))
    assert isinstance(error, APIConnectionError)
    host = f"127.0.0.1:{server.port}"
    assert error.message == f"{host} closed the connection during the TLS handshake."
    assert error.remedy == "Check the base URL."


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("script", [answers.model(), Conversation.close, Conversation.reset])
async def test_client_certificate_is_required(
    authority: trustme.CA, version: ssl.TLSVersion, script: Script
) -> None:
    """Row 41: a host asks for a certificate and ends the connection, with an alert or without."""
    context = certificates.good(authority)
    context.verify_mode = ssl.CERT_OPTIONAL if callable(script) else ssl.CERT_REQUIRED
    context.maximum_version = version
    with RawServer(script, tls=context) as server:
        error = await lookup_error(server.url)
        host = server.url[8:]
    with_alert = "requires a client certificate, which is not supported"
    closed = "asked for a client certificate, which is not supported, and closed the connection"
    # An alert can be lost when the connection is reset.
    known = (
        {f"{host} {closed}."}
        if callable(script)
        else {f"{host} {closed}.", f"{host} {with_alert}."}
    )
    assert error.message in known
    # A certificate that is asked for can be optional, and the connection be closed for another
    # reason.
    remedy = WITHOUT_CERTIFICATE.replace("HOST", host)
    if closed in error.message:
        remedy = f"If it's required, a{remedy[1:]} Otherwise, try again."
    assert error.remedy == remedy
    assert server.connections == 1


async def test_host_closes_after_the_handshake(authority: trustme.CA) -> None:
    """Row 41: the scheme of the base URL is right if there was a handshake."""
    with RawServer(Conversation.close, tls=certificates.good(authority)) as server:
        error = await lookup_error(server.url)
    assert error.remedy == "Try again; if that fails, check the base URL."


async def test_plain_http_is_answered_with_a_tls_alert() -> None:
    """Row 41: a TLS alert in response to plain HTTP means that the port is for HTTPS."""
    with RawServer(b"\x15\x03\x01\x00\x02\x02\x50") as server:
        error = await lookup_error(server.url)
    assert error.message == f"{server.url[7:]} expects HTTPS on this port."
    assert error.remedy == "Use https:// in the base URL."


async def test_request_for_a_certificate_counts_for_its_connection(authority: trustme.CA) -> None:
    """Row 41: that a server once asked for a certificate does not explain a later failure."""
    asking = certificates.good(authority)
    asking.verify_mode = ssl.CERT_OPTIONAL
    with RawServer(answers.http("{}", "404 X", connection="close"), tls=asking) as server:
        client = ModelsClient(connection_to(server.url), clock=FROZEN)
        with pytest.raises(APIError):
            await client.retrieve(ModelQuery.parse("x"), lambda _: None)
        server.tls = certificates.good(authority)
        server.change(Conversation.close)
        with pytest.raises(APIConnectionError) as raised:
            await client.retrieve(ModelQuery.parse("x"), lambda _: None)
        await client.aclose()
    assert raised.value.message.endswith(" closed the connection before responding.")


async def test_http_to_a_tls_port(authority: trustme.CA) -> None:
    """Row 41: plain HTTP to a TLS port fails, and the remedy mentions the scheme."""
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        error = await lookup_error(server.url.replace("https:", "http:"))
    assert isinstance(error, APIConnectionError)
    assert "http or https" in error.remedy


def tls_error(cause: ssl.SSLError, host: str = "host.example") -> APIError:
    """Return the error for a handshake that failed like this."""
    exception = httpx.ConnectError("x")
    exception.__cause__ = cause
    return error_from_exception(exception, progress_to(host, "securing"), str)


def untrusted(code: int) -> ssl.SSLCertVerificationError:
    """Return the error of OpenSSL for a certificate."""
    cause = ssl.SSLCertVerificationError(1, "x")
    cause.verify_code, cause.verify_message = code, "unhandled critical extension"
    return cause


@pytest.mark.parametrize(
    ("code", "why", "remedy"),
    [
        (9, "it or an authority in its chain is not valid yet", f"Check {CLOCK}."),
        (
            10,
            "it or an authority in its chain has expired",
            f"Check {CLOCK}, or ask the operator of HOST to renew it.",
        ),
        (19, "its chain ends at an unknown authority", CUSTOM_CA),
        (20, "it is signed by an unknown authority", INCOMPLETE),
        (21, "it is signed by an unknown authority", INCOMPLETE),
        (18, "it is self-signed", SELF_SIGNED),
        (62, "it is for a different host", "Check the base URL."),
        (64, "it is for a different host", "Check the base URL."),
        (
            2,
            "its chain leads to an unknown root certificate",
            CUSTOM_CA,
        ),
        (34, "it can't be verified (unhandled critical extension)", REISSUE),
        (
            25,
            "its chain is longer than an authority in it allows",
            REISSUE,
        ),
        (
            47,
            "an authority in its chain isn't allowed to issue it for this name",
            REISSUE,
        ),
        (
            79,
            "an authority in its chain isn't allowed to issue certificates",
            REISSUE,
        ),
        (26, "it or an authority in its chain isn't for servers", REISSUE),
        (68, "a signature in its chain uses an outdated hash", REISSUE),
        (
            7,
            "a signature in its chain doesn't match its authority's key",
            f"{RENEWED} Otherwise, a{REISSUE[1:]}",
        ),
    ],
)
def test_reason_of_openssl_is_named(code: int, why: str, remedy: str) -> None:
    """Row 40: each number of OpenSSL for a rejected certificate has its cause and remedy."""
    error = tls_error(untrusted(code))
    assert isinstance(error, TLSError)
    assert error.message.startswith(f"The certificate for host.example is not trusted: {why}.")
    assert error.remedy == remedy.replace("HOST", "host.example")


@pytest.mark.parametrize(
    ("host", "code", "remedy"),
    [
        ("localhost:4000", 19, CUSTOM_CA.replace(", or a proxy inspects TLS", "")),
        ("api.anthropic.com", 18, f"{INSPECTED} the proxy's CA certificate."),
        ("api.anthropic.com", 20, f"{INSPECTED} the proxy's CA certificate."),
    ],
)
def test_remedy_for_an_authority_fits_the_host(host: str, code: int, remedy: str) -> None:
    """Row 40: no proxy inspects this computer, and the API has no authority of its own."""
    assert tls_error(untrusted(code), host).remedy == remedy.replace("HOST", host)


@pytest.mark.parametrize("proxy", ["", "http://proxy.example:1"])
def test_api_is_not_blamed_for_what_is_in_between(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    """Row 40: the API is up to date, so what is outdated in its place is a proxy or firewall."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    api = "api.anthropic.com"
    outdated, asking = ssl.SSLError(1, "x"), ssl.SSLError(1, "x")
    outdated.reason = "TLSV1_ALERT_PROTOCOL_VERSION"
    asking.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    for cause in (outdated, asking):
        error = tls_error(cause, api)
        assert error.message.startswith(f"The server that responded as {api}")
        assert error.remedy.startswith(f"Ask {BETWEEN} ")
    for code in (10, 26, 34, 66, 85):
        assert f"sk {BETWEEN} to " in tls_error(untrusted(code), api).remedy


@pytest.mark.parametrize(
    ("reason", "error_class", "message"),
    [
        ("WRONG_VERSION_NUMBER", APIResponseValidationError, "doesn't speak HTTPS on this port."),
        ("HTTP_REQUEST", APIResponseValidationError, "doesn't speak HTTPS on this port."),
        ("UNKNOWN_PROTOCOL", APIResponseValidationError, "doesn't speak HTTPS on this port."),
        ("RECORD_LAYER_FAILURE", APIResponseValidationError, "doesn't speak HTTPS on this port."),
        ("UNSUPPORTED_PROTOCOL", TLSError, "may support only outdated forms of TLS."),
        (
            "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
            TLSError,
            "may support only outdated forms of TLS.",
        ),
        ("DH_KEY_TOO_SMALL", TLSError, "may support only outdated forms of TLS."),
        ("TLSV1_ALERT_PROTOCOL_VERSION", TLSError, "may support only outdated forms of TLS."),
        # Cloudflare says so if it has no certificate for a name.
        (
            "SSLV3_ALERT_HANDSHAKE_FAILURE",
            TLSError,
            "it may have no certificate for this name, or support only outdated forms of TLS.",
        ),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", CertificateError, "requires a client certificate,"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", TLSError, "it may require a client certificate,"),
        ("TLSV1_ALERT_UNKNOWN_CA", TLSError, "it may require a client certificate,"),
        ("TLSV1_ALERT_INSUFFICIENT_SECURITY", TLSError, "rejected the TLS connection."),
        ("TLSV1_UNRECOGNIZED_NAME", TLSError, "it has no certificate for this name."),
        ("TLSV1_ALERT_INTERNAL_ERROR", TLSError, "may have no certificate for this name"),
        ("TLSV1_ALERT_ACCESS_DENIED", TLSError, "access was denied."),
    ],
)
def test_reason_of_a_failed_handshake_is_named(
    reason: str, error_class: type[APIError], message: str
) -> None:
    """Row 41: no TLS, outdated TLS and a handshake that the host ends are each reported as such."""
    cause = ssl.SSLError(1, "x")
    cause.reason = reason
    error = tls_error(cause)
    assert type(error) is error_class
    assert error.message.startswith("host.example ")
    assert message in error.message
    assert "SSL_CERT_FILE" not in error.remedy
    remedy = WITHOUT_CERTIFICATE.replace("HOST", "host.example")
    assert (error.remedy == remedy) is ("requires a" in error.message)


@pytest.mark.parametrize("reason", ["BAD_SIGNATURE", None])
def test_other_failure_of_the_handshake(reason: str | None) -> None:
    """Row 41: for any other reason the error says that encryption failed."""
    cause = ssl.SSLError(1, "x")
    # OpenSSL may give no reason, which the type does not know.
    vars(cause)["reason"] = reason
    error = tls_error(cause)
    assert isinstance(error, TLSError)
    assert error.message == "The TLS handshake with host.example failed."
    assert error.remedy.endswith("a firewall may be the cause.")


def test_early_end_of_a_handshake_is_a_broken_connection() -> None:
    """Row 41: an early end of the TLS stream is not blamed on encryption."""
    error = tls_error(ssl.SSLEOFError(8, "x"))
    assert error.message == "host.example closed the connection during the TLS handshake."
