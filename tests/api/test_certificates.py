"""The certificate authorities from the environment, valid and invalid."""

import os
import ssl
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import trustme
from support import answers, certificates
from support.lookups import connection_to, look_up, lookup_error
from support.programs import program
from support.servers import RawServer

from modelbrowser.api.certificates import load_trust_store
from modelbrowser.api.client import ModelsClient
from modelbrowser.api.environment import build_http_transport
from modelbrowser.api.errors import InvalidEnvironmentError
from modelbrowser.api.presented import certificate_issuer
from modelbrowser.domain.connection import Connection

TOO_LONG = f"/{'x' * 300}"
"""A path that raises an error, like one in a folder that can't be entered."""

EXTRA = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


def damaged(authority: trustme.CA) -> bytes:
    """Return a certificate whose second line is missing."""
    lines = authority.cert_pem.bytes().splitlines(keepends=True)
    return b"".join((lines[0], *lines[2:]))


def der(authority: trustme.CA) -> bytes:
    """Return a certificate in its binary form."""
    return ssl.PEM_cert_to_DER_cert(authority.cert_pem.bytes().decode())


PROBLEMS = {
    "was not found": lambda _: None,
    "is empty": lambda _: b"\n",
    "is not PEM": lambda _: b"<html>log in</html>",
    "contains no certificate": lambda authority: authority.private_key_pem.bytes(),
    "contains a damaged certificate": damaged,
    "contains certificates in PKCS #7 format (see openssl pkcs7 -print_certs)": lambda _: (
        b"-----BEGIN PKCS7-----"
    ),
    "is in a binary format (DER or PKCS #12), not PEM": der,
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_invalid_certificate_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, problem: str
) -> None:
    """Row 34: the error names the file in SSL_CERT_FILE and what is wrong with it."""
    file = tmp_path / "ca.pem"
    content = PROBLEMS[problem](trustme.CA())
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(InvalidEnvironmentError) as raised:
        ModelsClient(connection_to("https://api.example"))
    assert raised.value.message == f"SSL_CERT_FILE can't be used: {file} {problem}."
    assert raised.value.remedy == "Correct or unset SSL_CERT_FILE."
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    ("name", "path", "message"),
    [
        ("SSL_CERT_FILE", "{}", "{} is a folder, not a file"),
        ("SSL_CERT_FILE", "~/ca.pem", "~/ca.pem was not found (~ is not expanded)"),
        ("SSL_CERT_FILE", "-----BEGIN CERTIFICATE-----", "it must name a file"),
        ("SSL_CERT_FILE", "{}/" + "x" * 5000, None),
        ("SSL_CERT_FILE", "{}/pipe", "{}/pipe is not a regular file"),
        ("SSLKEYLOGFILE", "{}/pipe", "the file can't be written"),
        ("SSL_CERT_DIR", "{}/none", "{}/none was not found"),
        ("SSL_CERT_DIR", "{}/file", "{}/file is not a folder"),
        ("SSL_CERT_DIR", "{}/pipe", "{}/pipe is not a folder"),
        ("SSL_CERT_DIR", TOO_LONG, f"{TOO_LONG} can't be read"),
        (
            "SSL_CERT_DIR",
            "{}",
            "{} contains no certificates with hashed names (see openssl rehash)",
        ),
    ],
)
def test_invalid_path_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, path: str, message: str | None
) -> None:
    """Row 34: a path that isn't a file, or isn't a folder, is an error that says so."""
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv(name, path.format(tmp_path))
    with pytest.raises(InvalidEnvironmentError) as raised:
        load_trust_store()
    if message:
        assert raised.value.message == f"{name} can't be used: {message.format(tmp_path)}."


@pytest.mark.anyio
async def test_folder_of_authorities_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: trustme.CA
) -> None:
    """With SSL_CERT_DIR only its authorities are trusted, and an error names it."""
    (tmp_path / "0a1b2c3d.0").write_bytes(trustme.CA().cert_pem.bytes())
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        error = await lookup_error(server.url)
    assert error.message.endswith(f"Checked against SSL_CERT_DIR ({tmp_path}).")
    unset = "Unset SSL_CERT_DIR to use the system's trust store"
    add = f"add the missing CA to {tmp_path} and run openssl rehash on it"
    assert error.remedy.startswith(f"{unset}, or {add}. ")


@pytest.mark.anyio
async def test_advice_for_a_folder_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: trustme.CA
) -> None:
    """Gateway row 27: an authority is added to a folder as advised, under its hashed name."""
    (tmp_path / "0a1b2c3d.0").write_bytes(trustme.CA().cert_pem.bytes())
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        error = await lookup_error(server.url)
        assert f"to {tmp_path} and run openssl rehash on it." in error.remedy
        authority.cert_pem.write_to_path(str(tmp_path / "added.pem"))
        run([program("openssl"), "rehash", str(tmp_path)], check=True)
        await look_up(server.url)


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"])
async def test_issuer_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Gateway row 27: trusting the issuer named by an error is enough, even if it isn't a root."""
    issuer = trustme.CA().create_child_ca()
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with RawServer(answers.model(), tls=certificates.good(issuer)) as server:
        error = await lookup_error(server.url)
        assert "Its issuer is " in error.message
        issuer.cert_pem.write_to_path(str(tmp_path / "issuer.pem"))
        monkeypatch.setenv(name, str(tmp_path / "issuer.pem"))
        await look_up(server.url)


@pytest.mark.anyio
@pytest.mark.parametrize("name", EXTRA)
@pytest.mark.parametrize("platform", ["linux", "darwin"])
async def test_variables_of_other_programs_are_honored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, platform: str
) -> None:
    """Their authorities are trusted in addition to the system's, with and without `truststore`."""
    authority = trustme.CA()
    file = tmp_path / "extra.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv(name, str(file))
    monkeypatch.setattr(sys, "platform", platform)
    trust = load_trust_store()
    assert (name in trust.source, trust.notices) == (True, ())
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        assert (await look_up(server.url)).model.id


@pytest.mark.parametrize("name", EXTRA)
@pytest.mark.parametrize(
    ("path", "problem"), [("/none/ca.pem", "was not found"), (TOO_LONG, "can't be read")]
)
def test_invalid_variable_of_another_program_is_skipped(
    monkeypatch: pytest.MonkeyPatch, name: str, path: str, problem: str
) -> None:
    """Their files need not exist: a notice says which one is ignored, and why."""
    monkeypatch.setenv(name, path)
    client = ModelsClient(connection_to("https://api.example"))
    assert client.notices == (f"{name} is ignored: {path} {problem}.",)


def test_named_pipe_is_not_read_but_an_open_one_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: trustme.CA
) -> None:
    """A named pipe without a writer would block forever; `<(command)` is a pipe, too."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(pipe))
    assert load_trust_store().notices == (
        f"NODE_EXTRA_CA_CERTS is ignored: {pipe} is not a regular file.",
    )
    reader, writer = os.pipe()
    os.write(writer, authority.cert_pem.bytes())
    os.close(writer)
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", f"/dev/fd/{reader}")
    trust = load_trust_store()
    os.close(reader)
    assert trust.notices == ()
    assert f"NODE_EXTRA_CA_CERTS (/dev/fd/{reader})" in trust.source


@pytest.mark.anyio
async def test_unknown_authority_names_what_was_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: trustme.CA
) -> None:
    """With SSL_CERT_FILE nothing else is trusted, and the error says what was left out."""
    other = trustme.CA()
    extra = tmp_path / "extra.pem"
    other.cert_pem.write_to_path(str(extra))
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(extra))
    with RawServer(answers.model(), tls=certificates.good(other)) as server:
        error = await lookup_error(server.url)
    assert error.message.endswith(
        f"Checked against SSL_CERT_FILE ({tmp_path / 'ca.pem'}) "
        "(NODE_EXTRA_CA_CERTS not used because of SSL_CERT_FILE)."
    )


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("extra", "checked", "remedy"),
    [
        ("", ").", "set NODE_EXTRA_CA_CERTS to that CA's certificate."),
        ("none", "REQUESTS_CA_BUNDLE is ignored: {} was not found.", "set NODE_EXTRA_CA_CERTS to "),
        ("ca.pem", " and REQUESTS_CA_BUNDLE ({}).", "add that CA's certificate to {}."),
    ],
)
async def test_unknown_authority_names_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, extra: str, checked: str, remedy: str
) -> None:
    """Without SSL_CERT_FILE, the error names the system and a bundle that adds to it."""
    file = str(tmp_path / extra)
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", file if extra else "")
    with RawServer(answers.model(), tls=certificates.good(trustme.CA())) as server:
        error = await lookup_error(server.url)
    assert "Checked against the system's trust store (" in error.message
    assert error.message.endswith(checked.format(file))
    assert f" uses a private CA, {remedy.format(file)}" in error.remedy


def test_system_without_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system has none, as in a minimal container, certifi's are used."""
    none = ssl.DefaultVerifyPaths(None, None, "", "", "", "")  # type: ignore[arg-type] # missing in the stub
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: none)
    trust = load_trust_store()
    assert trust.source == "certifi (the system has no CA certificates)"
    assert trust.context.cert_store_stats()["x509_ca"] > 100


def test_no_authorities_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 34: if certifi's are missing as well, SSLKEYLOGFILE isn't blamed."""
    none = ssl.DefaultVerifyPaths(None, None, "", "", "", "")  # type: ignore[arg-type] # missing in the stub
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: none)
    monkeypatch.setattr("certifi.where", lambda: "/none/cacert.pem")
    with pytest.raises(InvalidEnvironmentError) as raised:
        load_trust_store()
    assert raised.value.message == "No certificate authorities can be loaded."
    assert raised.value.remedy == "Install the system's, or set SSL_CERT_FILE to a file of them."


@pytest.mark.parametrize("has_file", [False, True])
def test_invalid_key_log_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, has_file: bool
) -> None:
    """Row 34: SSLKEYLOGFILE is in a folder that does not exist; the certificates are valid."""
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "none" / "keys"))
    if has_file:
        file = tmp_path / "ca.pem"
        trustme.CA().cert_pem.write_to_path(str(file))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(InvalidEnvironmentError, match=r"^SSLKEYLOGFILE can't be used") as raised:
        load_trust_store()
    assert raised.value.__context__ is None


@pytest.mark.parametrize("base_url", ["https://gw.example", "http://gw.example"])
@pytest.mark.parametrize("file", ["", "ca.pem"])
def test_unusable_openssl_is_named(
    monkeypatch: pytest.MonkeyPatch, base_url: str, file: str
) -> None:
    """Row 34: if OpenSSL's configuration leaves it without ciphers, no variable is blamed."""

    def fail(_protocol: int) -> None:
        raise ssl.SSLError(161, "[SSL: LIBRARY_HAS_NO_CIPHERS] library has no ciphers")

    monkeypatch.setattr(ssl, "SSLContext", fail)
    monkeypatch.setenv("SSL_CERT_FILE", file)
    with pytest.raises(InvalidEnvironmentError) as raised:
        build_http_transport(Connection(base_url=base_url))
    assert raised.value.message == "OpenSSL can't be used."
    assert "openssl.cnf" in raised.value.remedy


@pytest.mark.anyio
async def test_invalid_folder_beside_a_file_is_skipped(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    """SSL_CERT_DIR may be invalid if SSL_CERT_FILE is set, as for other clients."""
    monkeypatch.setenv("SSL_CERT_DIR", "/none")
    assert load_trust_store().notices == ("SSL_CERT_DIR is ignored: /none was not found.",)
    with RawServer(answers.model(), tls=certificates.good(authority)) as server:
        assert (await look_up(server.url)).model.id


def set_strictness(monkeypatch: pytest.MonkeyPatch, *, is_strict: bool) -> None:
    """Verify certificates as Python 3.13 does, or as earlier versions do."""
    create = ssl.create_default_context

    def create_context(**paths: Any) -> ssl.SSLContext:
        context = create(**paths)
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        if is_strict:
            context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    monkeypatch.setattr(ssl, "create_default_context", create_context)


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"])
async def test_authority_that_has_expired(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """If an authority has expired, the user's file is named, and not the host's certificate."""
    set_strictness(monkeypatch, is_strict=False)
    context = certificates.without_identifiers(tmp_path, expired_authority=True)
    file = tmp_path / "ca.pem"
    monkeypatch.setenv(name, str(file))
    with RawServer(answers.model(), tls=context) as server:
        error = await lookup_error(server.url)
    why = "an authority's certificate in its chain has expired"
    assert error.message.endswith(f"is not trusted: {why}.")
    assert error.remedy.startswith(
        f"If the expired certificate is in {file}, replace it. Otherwise, check this computer's "
    )


@pytest.mark.anyio
async def test_expired_authority_that_is_not_the_cause(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: trustme.CA
) -> None:
    """An expired authority in the user's file isn't blamed if the host's certificate expired."""
    certificates.without_identifiers(tmp_path, expired_authority=True)
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(authority.cert_pem.bytes() + (tmp_path / "ca.pem").read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    with RawServer(answers.model(), tls=certificates.expired(authority)) as server:
        error = await lookup_error(server.url)
    assert ": it expired on 2" in error.message
    assert str(bundle) not in error.remedy


@pytest.mark.anyio
async def test_certificate_without_alternative_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An address counts only if it is an alternative name; another host's name is just that."""
    set_strictness(monkeypatch, is_strict=False)
    context = certificates.without_identifiers(tmp_path, has_names=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with RawServer(answers.model(), tls=context) as server:
        error = await lookup_error(server.url)
        other = await lookup_error(f"https://localhost:{server.port}")
    assert other.message.endswith(": it is for a different host.")
    assert other.remedy == "Check the base URL."
    lacks = "it has no subject alternative name, which an address requires."
    assert error.message.endswith(lacks)
    host = f"127.0.0.1:{server.port}"
    assert error.remedy == f"Ask the operator of {host} to have it reissued."


def test_issuer_in_another_encoding(authority: trustme.CA) -> None:
    """Undecodable bytes in an issuer's name are replaced."""
    certificate = der(authority).replace(b"trustme", b"trust\xffe")
    assert certificate_issuer(certificate).startswith("trust\ufffde")


@pytest.mark.anyio
async def test_issuer_that_is_not_trusted(tmp_path: Path) -> None:
    """The issuer is named, which tells whether a proxy inspects TLS."""
    context = certificates.without_identifiers(tmp_path)
    with RawServer(answers.model(), tls=context) as server:
        error = await lookup_error(server.url)
    assert 'an unknown authority. Its issuer is "Corporate proxy". Checked' in error.message


@pytest.mark.anyio
async def test_authority_without_a_key_identifier(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Python 3.13 rejects an authority without a key identifier, and the error says so."""
    set_strictness(monkeypatch, is_strict=True)
    context = certificates.without_identifiers(tmp_path)
    file = tmp_path / "ca.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with RawServer(answers.model(), tls=context) as server:
        error = await lookup_error(server.url)
    assert "key identifier" in error.message
    assert error.message.endswith(f" Checked against SSL_CERT_FILE ({file}).")
    ask = f"Ask the operator of 127.0.0.1:{server.port} to have it reissued"
    assert error.remedy == f"{ask}; Python versions before 3.13 accept it."
