"""Certificates made for one test: good ones, and ones to be refused."""

import ssl
from datetime import UTC, datetime, timedelta

import trustme


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """What a server needs to speak TLS with a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def good(authority: trustme.CA, host: str = "127.0.0.1") -> ssl.SSLContext:
    """A certificate for a host, valid now."""
    return server_context(authority.issue_cert(host))


def expired(authority: trustme.CA) -> ssl.SSLContext:
    """A certificate that was valid until yesterday."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return server_context(authority.issue_cert("127.0.0.1", not_after=yesterday))


def of_the_future(authority: trustme.CA) -> ssl.SSLContext:
    """A certificate that is valid from tomorrow on."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return server_context(
        authority.issue_cert(
            "127.0.0.1", not_before=tomorrow, not_after=tomorrow + timedelta(days=9)
        )
    )
