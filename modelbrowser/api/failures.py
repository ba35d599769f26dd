"""Errors for requests that got no response: what an httpx exception means.

Only an exception's type and numbers are examined. Its text may contain the key or what the
server sent, so it is never shown; a few known texts are compared. A failure before the proxy
connects is the proxy's; later failures say that they happened through the proxy.
"""

import errno
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from modelbrowser.api import presented
from modelbrowser.api.certificates import Trust
from modelbrowser.api.connections import Progress, TunnelResponse
from modelbrowser.api.environment import Route
from modelbrowser.api.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    CertificateError,
    HostUnreachableError,
    ProxyError,
    ProxyRefusedError,
    TLSError,
    quote,
)
from modelbrowser.api.proxies import Proxy
from modelbrowser.domain.connection import DEFAULT_TIMEOUT, Connection
from modelbrowser.errors import Rejection

TRANSPORT_ERRORS = (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ExceptionGroup)
"""What sending a request and reading its response may raise: `UnicodeError` for a host name
that IDNA cannot encode, a group if several addresses failed in different ways."""

_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}
_TRY_AGAIN = "Try again."
_FIREWALL = "a firewall"
_NO_CERTIFICATE = "Ask {} for access without one."
_REISSUE = "Ask {} to have it reissued."
_STRICT = "Ask {} to have it reissued; Python versions before 3.13 accept it."

# fmt: off - one row per number
_CERTIFICATES = {
    66: ("its key is too weak", _REISSUE),
    67: ("the key of an authority in its chain is too weak", _REISSUE),
    68: ("its signature uses an outdated hash", _REISSUE),
    62: ("it is for a different host", ""),
    64: ("it is for a different host", ""),
    7: ("its signature is invalid", _REISSUE),
    25: ("its chain is longer than an authority in it allows", _REISSUE),
    26: ("it isn't a server certificate", _REISSUE),
    47: ("an authority in its chain isn't allowed to issue it for this name", _REISSUE),
    79: ("an authority in its chain isn't allowed to issue certificates", _REISSUE),
    85: ("it or its authority lacks an authority key identifier", _STRICT),
    86: ("its authority lacks a subject key identifier", _STRICT),
    89: ("the basic constraints of its authority are not marked critical", _STRICT),
    92: ("its authority lacks a key usage extension", _STRICT),
}
"""Cause and remedy by OpenSSL's X509_V_ERR number; `{}` is who to ask, and no remedy means to check
the base URL."""

_NOT_YET_VALID, _EXPIRED, _OTHER_HOST = 9, 10, {62, 64}
_NO_ROOT, _SELF_SIGNED, _INCOMPLETE = 2, 18, {20, 21}

_AUTHORITIES = {
    2: "its chain leads to an unknown root certificate",
    18: "it is self-signed",
    19: "its chain ends at an unknown authority",
    20: "it is signed by an unknown authority",
    21: "it is signed by an unknown authority",
}
"""Causes by the same numbers, for which the user may have to trust another authority."""
# fmt: on

_UNREQUESTED_UPGRADE = "Received server _SWITCH_UPGRADE event without a pending proposal"
"""h11's message for an unrequested status 101. If it changes, the response counts as not HTTP."""

_ILLEGAL_START = ("illegal status line", "illegal request line")
"""How h11's messages begin if the response doesn't start like HTTP."""

_WRAPPERS = 2
"""httpx and httpcore each wrap the exception for a response that ended early. If the response
violated the protocol, h11's exception is a third one inside."""

_NOT_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"}
"""OpenSSL's names for a handshake with a server that does not speak TLS."""

_OUTDATED = re.compile("PROTOCOL|HANDSHAKE|LEGACY|TOO_SMALL|TOO_WEAK")
"""What OpenSSL's names for outdated TLS contain."""

_ALERT = re.compile(r"(?:SSLV3|TLSV13?)_(?:ALERT_)?(\w+)")
"""OpenSSL's names for the alerts with which the peer ends a handshake."""

_ALERTS = {
    "HANDSHAKE_FAILURE": "it may support only outdated forms of TLS",
    "ACCESS_DENIED": "access was denied",
    "INTERNAL_ERROR": "it may have no certificate for this name",
    "UNRECOGNIZED_NAME": "it has no certificate for this name",
    "UNKNOWN_CA": "it may require a client certificate, which is not supported",
    "BAD_CERTIFICATE": "it may require a client certificate, which is not supported",
}
"""The meanings of alerts."""

_TLS_ALERT = b"\x15\x03"
"""How a server that expects TLS answers anything else."""

_TLS_ENDS = (ssl.SSLEOFError, ssl.SSLWantReadError)
"""What is raised, or was being handled, when the connection broke during the handshake."""

_SOCKS_REPLY = re.compile(r"Proxy Server could not connect: ([A-Za-z ]+)\.")
"""httpcore's message for a SOCKS proxy that refused; no part of it comes from the proxy."""

_WINDOWS_LOGINS = {"negotiate", "ntlm"}
_NOT_A_PROXY = {400, 404, 405, 501}
"""How web servers respond to CONNECT."""

_MAX_REASON_LENGTH = 80
_LOCATION = re.compile(r"https?://([a-z0-9.-]{1,253})(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)
"""The address of a login page, with its host."""


class _Peer:
    """The peer of a request when it failed, as errors name it.

    Attributes:
        name: The proxy or the host.
        start: The name at the start of a sentence.
        via: How the host was reached, for the end of a sentence.
        reached: The same, for after the name.
        proxy: The proxy, if it is the peer.
        operator: Who can help if its TLS fails.
        responder: What to call it if its TLS fails, at the start of a sentence.
        unused: Why a proxy isn't used, for the end of a remedy.
        wants_certificate: Whether it asked for the client's certificate.
        certificates: The TLS message with its certificates, if there was one.
        is_greeted: Whether it is a SOCKS proxy, and has responded as one.
        connection: Where requests go.
    """

    def __init__(self, route: Route, progress: Progress | None) -> None:
        is_proxy = progress is not None and progress.is_at_proxy
        self.proxy = route.proxy if is_proxy else None
        self.name = str(self.proxy or route.host)
        self.start = self.proxy.start if self.proxy else self.name
        self.via = f" through {route.proxy}" if route.proxy and not is_proxy else ""
        self.reached = f", reached{self.via}," if self.via else ""
        self.wants_certificate = progress is not None and progress.wants_certificate
        self.certificates = progress.certificates if progress else b""
        self.is_greeted = progress is not None and progress.is_greeted
        self.connection = route.connection
        self.operator, self.responder = self.connection.operator, self.connection.responder
        if self.proxy:
            self.operator, self.responder = f"the operator of {self.name}", self.start
        self._variables = (route.proxy.variable, route.proxy.no_proxy) if route.proxy else ()
        self.unused = f" {route.unused}" if route.unused else ""

    def check(self, start: str = "Check", *, network: bool = False, why: str = "") -> str:
        """Return what to check; the arguments are those of `Connection.check`."""
        if self.proxy:
            return f"Check {self.proxy.variables}."
        remedy = self.connection.check(start, *self._variables, network=network, why=why)
        return remedy + self.unused

    def check_port(self, start: str = "Check") -> str:
        """Return what to check if the host may not expect https on this port."""
        of_api = self.connection.is_api
        return self.check(start if of_api else f"{start} the scheme (http or https) and port of")


def error_from_exception(
    exception: BaseException, progress: Progress, clean: Callable[[str], str]
) -> APIError:
    """Return the error for an exception raised while sending a request or reading its response.

    Args:
        exception: One of `TRANSPORT_ERRORS`.
        progress: How far the request got.
        clean: Removes secrets from a text.
    """
    route, stage = progress.route, progress.stage
    peer = _Peer(route, progress)
    if proxy := route.proxy:
        response, is_refusal = progress.tunnel_response, isinstance(exception, httpx.ProxyError)
        # With a certificate, there is a tunnel, whatever the response to CONNECT has.
        is_tls = any(isinstance(each, ssl.SSLCertVerificationError) for each in _chain(exception))
        has_content = stage == "securing" and response and response.has_content and not is_tls
        if response and (is_refusal or has_content):
            return proxy_rejection(proxy, route.connection, response, clean)
        if is_refusal:
            return _socks_rejection(proxy, route.connection, str(exception))
    if stage == "reading":
        via = f" through {route.proxy}" if route.proxy else ""
        message = f"The response from {route.host}{via} was cut off or garbled."
        return APIConnectionError(message, _TRY_AGAIN)
    if stage == "not_http":
        return _not_http(peer, progress.received)
    if stage in {"tunneling", "waiting"}:
        return _no_response(exception, peer)
    return _no_connection(exception, peer, progress, clean)


def timed_out(route: Route, progress: Progress | None = None) -> APITimeoutError:
    """Return the error for a deadline that passed.

    Args:
        route: The route of the request.
        progress: How far the request got, if known.
    """
    stage, peer = progress.stage if progress else "reading", _Peer(route, progress)
    timeout = route.connection.timeout
    limit = f"within {timeout:g} s"
    via = f" through {route.proxy}" if route.proxy else ""
    message, remedy = f"No complete response from {route.host}{via} {limit}.", _TRY_AGAIN
    if stage == "connecting":
        message, remedy = f"Couldn't connect to {peer.name} {limit}.", peer.check(network=True)
    elif stage == "tunneling":
        message = f"{peer.start} did not connect to {route.host} {limit}."
        remedy = peer.check(network=True)
        if peer.proxy and peer.proxy.is_socks and not peer.is_greeted:
            message = f"{peer.start} did not respond {limit}."
            remedy = _protocol_remedy(peer.proxy)
    elif stage == "securing":
        message = f"{peer.start}{peer.reached} did not complete the TLS handshake {limit}."
        remedy = peer.check_port()
        if peer.proxy:
            remedy = _protocol_remedy(peer.proxy)
    elif stage == "not_http":
        message = f"{peer.start}{peer.reached} sent no HTTP response {limit}."
        remedy = peer.check()
    if timeout < DEFAULT_TIMEOUT and stage != "not_http":
        longer = "raise the time limit (--timeout, or timeout in config.toml)."
        remedy = f"{remedy} {'If that fails' if remedy == _TRY_AGAIN else 'Otherwise'}, {longer}"
    return APITimeoutError(message, remedy)


def proxy_rejection(
    proxy: Proxy,
    connection: Connection,
    response: TunnelResponse,
    clean: Callable[[str], str],
    text: str = "",
) -> ProxyRefusedError:
    """Return the error for a response of the proxy itself.

    Args:
        proxy: The proxy.
        connection: The host that it was to connect to.
        response: Its response to CONNECT, or to a request that it was to forward.
        clean: Removes secrets from a text.
        text: What the body of its response says, without secrets; may be empty.
    """
    status, variable = response.status, proxy.variable
    reason = clean(response.reason.decode("ascii", "replace")).strip()[:_MAX_REASON_LENGTH]
    refused = "refused to connect" if status >= HTTPStatus.MULTIPLE_CHOICES else "did not connect"
    message = f"The proxy {refused} to {connection.host}: {status} {reason}".rstrip()
    if status in {HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, HTTPStatus.UNAUTHORIZED}:
        remedy = (
            f"It requires a login: set the proxy in {variable} to http://USER:PASSWORD@HOST:PORT."
        )
        if proxy.login:
            remedy = f"It rejected the login in {variable}."
        if response.challenges and "basic" not in response.challenges:
            schemes = " or ".join(map(str.capitalize, response.challenges)).replace("Ntlm", "NTLM")
            remedy = f"It requires {schemes} authentication, which isn't supported; only Basic is."
            if _WINDOWS_LOGINS & {*response.challenges}:
                remedy += " A local proxy, such as px or cntlm, can log in for you."
    elif status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        place = _LOCATION.fullmatch(clean(response.location))
        where = f" ({place[1]})" if place else ""
        remedy = f"You may need to log in with a browser{where}."
        remedy += f" Otherwise, check {proxy.variables}."
    elif reason.startswith("Tor "):
        remedy = f"It is a SOCKS proxy: use socks5h:// in {variable}."
    elif status in _NOT_A_PROXY:
        remedy = f"It may be a web server, not a proxy: check {proxy.variables}."
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        start = "It may be unable to reach the host: check"
        remedy = connection.check(start, variable, proxy.no_proxy)
    else:
        remedy = f"Ask its administrator, or check {proxy.variables}."
    text = text or clean(response.detail)
    said = f" It said: {quote(text)}" if text else ""
    return ProxyRefusedError(
        f"{message} ({proxy.address}, from {variable}).{said}",
        remedy,
        rejection=Rejection(status, "proxy", text or reason),
    )


def _socks_rejection(proxy: Proxy, connection: Connection, text: str) -> ProxyRefusedError:
    """Return the error for a SOCKS proxy that refused, from httpcore's message."""
    variable = proxy.variable
    if text.startswith("Invalid"):
        return ProxyRefusedError(f"{proxy.start} rejected the login.", f"Check {variable}.")
    if text.startswith("Requested") and proxy.login:
        return ProxyRefusedError(
            f"{proxy.start} doesn't accept a user name and password.",
            f"Remove them from {variable}.",
        )
    if text.startswith("Requested"):
        return ProxyRefusedError(
            f"{proxy.start} requires a login.",
            f"Set {variable} to socks5://USER:PASSWORD@HOST:PORT.",
        )
    reply = _SOCKS_REPLY.fullmatch(text)
    reason = f": {reply[1].lower()}" if reply else ""
    remedy = connection.check("Check", variable, proxy.no_proxy)
    if "ruleset" in reason:
        remedy = f"Ask its administrator, or check {proxy.variables}."
    return ProxyRefusedError(
        f"{proxy.start} could not connect to {connection.host}{reason}.", remedy
    )


def _not_http(peer: _Peer, received: bytes = b"") -> APIError:
    if peer.proxy:
        return _wrong_protocol(peer.proxy)
    if received.startswith(_TLS_ALERT):
        return APIResponseValidationError(
            f"{peer.name}{peer.reached} expects HTTPS on this port.",
            f"Use https:// in {peer.connection.base_url_name}.",
        )
    message = f"{peer.name}{peer.reached} doesn't speak HTTP."
    return APIResponseValidationError(message, peer.check())


def _wrong_protocol(proxy: Proxy, *, is_greeted: bool = False) -> ProxyError:
    """Return the error for a server that isn't a proxy of the expected kind, or fails as one."""
    what = "doesn't speak HTTP"
    if is_greeted:
        message = f"{proxy.start} closed the connection or sent an invalid SOCKS reply."
        return ProxyError(message, f"Check {proxy.variables}.")
    if proxy.is_socks:
        # httpcore reports a closed connection as a malformed reply.
        what = "closed the connection or doesn't speak SOCKS 5"
    elif proxy.url.scheme == "https":
        what = "doesn't speak TLS"
    return ProxyError(f"{proxy.start} {what}.", _protocol_remedy(proxy))


def _protocol_remedy(proxy: Proxy) -> str:
    """Say which other kind of proxy it may be."""
    other = "It may be a SOCKS proxy (socks5://), or require TLS (https://)"
    if proxy.is_socks:
        other = "It may be an HTTP proxy (http://)"
    elif proxy.url.scheme == "https":
        other = "Most proxy URLs start with http://, even for HTTPS"
    return f"{other}: check {proxy.variables}."


def _no_response(exception: BaseException, peer: _Peer) -> APIError:
    chain = list(_chain(exception))
    if any(str(cause) == _UNREQUESTED_UPGRADE for cause in chain):
        message = f"{peer.start} sent an unexpected response (status 101)."
        return APIResponseValidationError(message, peer.check())
    for cause in chain:
        if isinstance(cause, ssl.SSLError) and (alert := _tls_alert(peer, cause.reason or "")):
            return alert
    if isinstance(exception, httpx.RemoteProtocolError):
        if peer.proxy and peer.proxy.is_socks:
            return _wrong_protocol(peer.proxy, is_greeted=peer.is_greeted)
        if len(chain) > _WRAPPERS and str(exception).startswith(_ILLEGAL_START):
            return _not_http(peer)
        if len(chain) > _WRAPPERS:
            error = ProxyError if peer.proxy else APIResponseValidationError
            message = f"{peer.start}{peer.reached} sent an invalid HTTP response."
            return error(message, peer.check())
    is_encrypted = peer.connection.base_url.startswith("https:")
    address = "" if is_encrypted else " the scheme (http or https) and port of"
    remedy = peer.check(f"Try again; if that fails, check{address}", network=is_encrypted)
    return _closed(peer, "before responding", remedy)


def _no_connection(
    exception: BaseException, peer: _Peer, progress: Progress, clean: Callable[[str], str]
) -> APIError:
    trust = progress.route.trust
    remedy = peer.check(network=True)
    failed, offline = (
        (ProxyError, ProxyError) if peer.proxy else (APIConnectionError, HostUnreachableError)
    )
    for cause in _chain(exception):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate_error(cause, peer, trust, clean)
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _TLS_ENDS):
            return _tls_error(cause, peer)
        if isinstance(cause, socket.gaierror | UnicodeError | httpx.InvalidURL):
            name = peer.name if peer.proxy else f"the host {peer.name}"
            return offline(f"Couldn't resolve {name}.", remedy)
        if isinstance(cause, ConnectionRefusedError):
            return failed(f"{peer.start} refused the connection.", remedy)
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
            remedy = peer.check() if peer.proxy else f"Check the network.{peer.unused}"
            return offline(f"No route to {peer.name}.", remedy)
    when = "during the TLS handshake" if progress.stage == "securing" else "immediately"
    return _closed(peer, when, remedy)


def _closed(peer: _Peer, when: str, remedy: str) -> APIError:
    """Return the error for a connection that the peer closed or reset."""
    if peer.wants_certificate:
        # It may have another reason: a certificate can be optional.
        asked = "asked for a client certificate, which is not supported, and closed the connection"
        remedy = _NO_CERTIFICATE.format(peer.operator)
        return CertificateError(f"{peer.responder}{peer.reached} {asked}.", remedy)
    message = f"{peer.start}{peer.reached} closed the connection {when}."
    if peer.proxy:
        return ProxyError(message, _protocol_remedy(peer.proxy))
    return APIConnectionError(message, remedy)


def _tls_error(error: ssl.SSLError, peer: _Peer) -> APIError:
    reason = error.reason or ""
    if reason in _NOT_TLS:
        if peer.proxy:
            return _wrong_protocol(peer.proxy)
        if peer.via:
            return APIResponseValidationError(
                f"Couldn't establish an HTTPS connection with {peer.name}{peer.via}: "
                "the response was not TLS.",
                peer.check_port("The proxy may block the host; check"),
            )
        return APIResponseValidationError(
            f"{peer.name} doesn't speak HTTPS on this port.",
            peer.check_port(),
        )
    if alert := _tls_alert(peer, reason):
        return alert
    if _OUTDATED.search(reason):
        return TLSError(
            f"{peer.responder}{peer.reached} supports only outdated forms of TLS.",
            f"Ask {peer.operator} to update it.",
        )
    remedy = peer.check(network=True, why=_FIREWALL)
    return TLSError(f"The TLS handshake with {peer.name}{peer.via} failed.", remedy)


def _tls_alert(peer: _Peer, reason: str) -> TLSError | None:
    """Return the error for an alert of the peer; trusting another CA can't help."""
    alert = _ALERT.fullmatch(reason)
    name = alert[1] if alert else "PROTOCOL_VERSION"
    if name == "PROTOCOL_VERSION":
        return None
    # The client's certificate is meant.
    if peer.wants_certificate or name == "CERTIFICATE_REQUIRED":
        return _needs_certificate(peer)
    why = f": {_ALERTS[name]}" if name in _ALERTS else ""
    message = f"{peer.start}{peer.reached} rejected the TLS connection{why}."
    return TLSError(message, peer.check(network=True, why=_FIREWALL))


def _needs_certificate(peer: _Peer) -> CertificateError:
    return CertificateError(
        f"{peer.responder}{peer.reached} requires a client certificate, which is not supported.",
        _NO_CERTIFICATE.format(peer.operator),
    )


def _certificate_error(
    cause: ssl.SSLCertVerificationError, peer: _Peer, trust: Trust, clean: Callable[[str], str]
) -> CertificateError:
    """Return the error for a certificate, with the authorities it was verified against."""
    # OpenSSL's text for a number is a constant.
    code, text = cause.verify_code, cause.verify_message
    message = f"The certificate for {peer.name}{peer.reached} is not trusted"
    if code in {_NOT_YET_VALID, _EXPIRED}:
        why, remedy = _date_problem(code, peer, trust)
        return CertificateError(f"{message}: {why}.", remedy)
    if code in _CERTIFICATES:
        why, remedy = _CERTIFICATES[code]
        checked = f" Checked against {trust.source}." if remedy == _STRICT else ""
        remedy = remedy or peer.check()
        if code in _OTHER_HOST and presented.lacks_names(peer.certificates):
            why, remedy = "it has no subject alternative name, which is required", _REISSUE
        return CertificateError(f"{message}: {why}.{checked}", remedy.format(peer.operator))
    if code not in _AUTHORITIES:
        why = f"it can't be verified ({text})"
        return CertificateError(f"{message}: {why}.", _REISSUE.format(peer.operator))
    why = _AUTHORITIES[code]
    issuer = clean(presented.issuer(peer.certificates))
    issued = f"Its issuer is {quote(issuer)}. " if issuer and code != _SELF_SIGNED else ""
    checked = " ".join((f"Checked against {trust.source}.", *trust.notices))
    remedy = _authority_remedy(peer, trust, code)
    return CertificateError(f"{message}: {why}. {issued}{checked}", remedy)


def _date_problem(code: int, peer: _Peer, trust: Trust) -> tuple[str, str]:
    """Say which certificate is outside its dates, if that is known, and what to do."""
    now = datetime.now(UTC)
    clock, today = f"this computer's clock ({now:%Y-%m-%d})", f"{now:%Y-%m-%d %H%M%S}"
    dates = presented.validity(peer.certificates)
    if dates and code == _NOT_YET_VALID and today < dates[0]:
        return f"it is not valid before {dates[0][:10]}", f"Check {clock}."
    remedy = f"Check {clock}, or ask {peer.operator} to renew it."
    if dates and code == _EXPIRED and dates[1] < today:
        return f"it expired on {dates[1][:10]}", remedy
    whose = (
        "an authority's certificate in its chain" if dates else "it or an authority in its chain"
    )
    if code == _NOT_YET_VALID:
        return f"{whose} is not valid yet", f"Check {clock}."
    if trust.path:
        remedy = f"If the expired certificate is in {trust.path}, replace it. Otherwise, "
        remedy += f"check {clock}, or ask {peer.operator} to renew it."
    return f"{whose} has expired", remedy


def _authority_remedy(peer: _Peer, trust: Trust, code: int) -> str:
    whose, when = "the proxy's CA", "Behind a TLS-inspecting proxy"
    if code == _NO_ROOT:
        whose = "the root CA's"
    if peer.proxy:
        when = "If you trust the proxy"
    elif code != _SELF_SIGNED and not peer.connection.is_api:
        inspected = "" if peer.connection.is_local else ", or a proxy inspects TLS"
        whose, when = "that CA's", f"If {peer.name} uses a private CA{inspected}"
    elif not peer.connection.is_api:
        # An inspecting proxy signs the certificates that it makes.
        whose, when = "its", f"If you trust {peer.name}"
    if trust.variable and code != _SELF_SIGNED:
        # Also if the user has left the network with the proxy whose CA is there.
        when = f"Unset {trust.variable} to use the system's trust store"
        hint = f", or add the missing CA to {trust.path}."
    elif trust.path:
        hint = f", add {whose} certificate to {trust.path}."
    else:
        # Unlike SSL_CERT_FILE, it adds to the system's authorities.
        hint = f", set NODE_EXTRA_CA_CERTS to {whose} certificate."
    if code in _INCOMPLETE and not (peer.proxy or peer.connection.is_api):
        hint += f" Otherwise, {peer.name} may not be sending its intermediate certificate."
    return when + hint


def _chain(exception: BaseException) -> Iterator[BaseException]:
    """Yield an exception and everything that led to it, outermost first."""
    queue, seen = [exception], set[int]()
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = current.exceptions if isinstance(current, BaseExceptionGroup) else ()
        queue += [e for e in (current.__cause__, current.__context__, *inner) if e is not None]
