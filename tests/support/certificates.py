"""Certificates for tests: good ones, and ones that must be rejected."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """The TLS context of a server with a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def good(authority: trustme.CA, host: str = "127.0.0.1") -> ssl.SSLContext:
    """A certificate for a host that is valid now."""
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


def without_identifiers(
    folder: Path, *, expired_authority: bool = False, has_names: bool = True
) -> ssl.SSLContext:
    """A certificate whose authority, `ca.pem` in a folder, has no key identifier, as is common."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Corporate proxy")])
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)

    def build(
        name: x509.Name, public: ec.EllipticCurvePublicKey, *, is_expired: bool = False
    ) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder(issuer, name, public, x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(days=1))
        return builder.not_valid_after(now + timedelta(hours=-1 if is_expired else 24))

    authority = build(issuer, authority_key.public_key(), is_expired=expired_authority)
    authority = authority.add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    leaf = build(subject, key.public_key())
    leaf = leaf.add_extension(alternative, critical=False) if has_names else leaf
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(
        authority.sign(authority_key, hashes.SHA256()).public_bytes(pem)
    )
    (folder / "leaf.pem").write_bytes(
        leaf.sign(authority_key, hashes.SHA256()).public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem")
    return context
