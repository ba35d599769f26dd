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

from modelbrowser.api import errors, presented
from modelbrowser.api.certificates import TrustStore
from modelbrowser.api.connections import Progress
from modelbrowser.api.errors import (
    APIError,
    APIResponseValidationError,
    CertificateError,
    quote,
    response_said,
)
from modelbrowser.api.proxies import Proxy
from modelbrowser.domain.connection import DEFAULT_TIMEOUT, Connection, is_loopback
from modelbrowser.errors import Rejection

TRANSPORT_ERRORS = (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ExceptionGroup)
"""What sending a request and reading its response may raise: `UnicodeError` for a host name
that IDNA cannot encode, a group if several addresses failed in different ways."""

_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EAFNOSUPPORT}
_NO_IPV6 = _NO_ROUTE | {errno.EADDRNOTAVAIL}
_TRY_AGAIN = "Try again."
_FIREWALL = "a firewall"
_REISSUE = "Ask {} to have it reissued."
_STRICT = "Ask {} to have it reissued; Python versions before 3.13 accept it."
_RENEWED = (
    "If you installed that authority's certificate, it may be outdated: replace it. "
    "Otherwise, ask {} to have it reissued."
)

# fmt: off - one row per number
_CERTIFICATES = {
    66: ("its key is too weak", _REISSUE),
    67: ("the key of an authority in its chain is too weak", _REISSUE),
    68: ("a signature in its chain uses an outdated hash", _REISSUE),
    62: ("it is for a different host", ""),
    64: ("it is for a different host", ""),
    7: ("a signature in its chain doesn't match its authority's key", _RENEWED),
    25: ("its chain is longer than an authority in it allows", _REISSUE),
    26: ("it or an authority in its chain isn't for servers", _REISSUE),
    47: ("an authority in its chain isn't allowed to issue it for this name", _REISSUE),
    79: ("an authority in its chain isn't allowed to issue certificates", _REISSUE),
    85: ("it or its authority lacks an authority key identifier", _STRICT),
    86: ("its authority lacks a subject key identifier", _STRICT),
    89: ("the basic constraints of its authority are not marked critical", _STRICT),
    92: ("its authority lacks a key usage extension", _STRICT),
}
"""Cause and remedy by OpenSSL's X509_V_ERR number; `{}` is who to ask, and no remedy means to check
the base URL."""

_NOT_YET_VALID, _EXPIRED, _OTHER_ADDRESS = 9, 10, 64
_SELF_SIGNED, _INCOMPLETE = 18, {20, 21}

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
    "HANDSHAKE_FAILURE": "it may have no certificate for this name, "
    "or support only outdated forms of TLS",
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

_QUOTED = re.compile(r'"[^"]*"')
_SCHEME = re.compile(r"(?:^|,)\s*([a-z][a-z-]*)(?=\s+[^=\s]|\s*(?:,|$))")
"""An authentication scheme in a list; what has a `=` is a parameter of one."""

_SCHEMES = {name.lower(): name for name in ("Bearer", "Digest", "Kerberos", "Negotiate", "NTLM")}
_WINDOWS_LOGINS = {"Negotiate", "NTLM"}
_NOT_A_PROXY = {400, 404, 405, 501}
"""How web servers respond to CONNECT."""

_MAX_REASON_LENGTH = 80
_LOCATION = re.compile(r"https?://([a-z0-9.-]{1,253})(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)
"""The address of a login page, with its host."""


class _Peer:
    """The peer of a request when it failed, the proxy or the host, as errors name it.

    Attributes:
        proxy: The proxy, if it is the peer.
        variables: The variables of the route's proxy.
        name: The peer in the middle of a sentence.
        sender: The host and how it was reached, whoever the peer is.
        via: How the host was reached, if it is the peer, for the end of a sentence.
        reached: The same, for after the name.
        start: The peer at the start of a sentence.
        subject: The same, with how it was reached.
        responder: What to call it there if its TLS fails.
        operator: Who can help if its TLS fails.
    """

    def __init__(self, progress: Progress) -> None:
        route, self.progress = progress.route, progress
        self.proxy = route.proxy if progress.is_at_proxy else None
        self.connection = route.connection
        self.variables = (route.proxy.variable, route.proxy.no_proxy) if route.proxy else ()
        self.name = str(self.proxy or route.connection.host)
        via = f" through {route.proxy}" if route.proxy else ""
        self.sender = f"{route.connection.host}{via}"
        self.via = "" if self.proxy else via
        self.reached = f", reached{self.via}," if self.via else ""
        self.operator = self.connection.operator
        self.start = self.proxy.start if self.proxy else self.name
        self.subject = f"{self.start}{self.reached}"
        self.responder = f"{self.connection.responder}{self.reached}"
        if self.proxy:
            self.operator, self.responder = f"the operator of {self.name}", self.start

    def check(self, start: str = "Check", *, network: bool = False, why: str = "") -> str:
        """Return what to check; the arguments are those of `Connection.check`."""
        if self.proxy:
            is_away = network and not is_loopback(str(self.proxy.url))
            return f"Check {'the network, ' if is_away else ''}{self.proxy.variables}."
        remedy = self.connection.check(start, *self.variables, network=network, why=why)
        return f"{remedy} {self.progress.route.unused}".rstrip()

    def check_port(self, start: str = "Check", *, network: bool = False) -> str:
        """Return what to check if the host may not expect https on this port."""
        if self.connection.is_api:
            return self.check(start)
        start += " the network, and" if network and not self.connection.is_local else ""
        return self.check(f"{start} the scheme (http or https) and port of")


def error_from_exception(
    exception: BaseException, progress: Progress, clean: Callable[[str], str]
) -> APIError:
    """Return the error for an exception raised while sending a request or reading its response.

    Args:
        exception: One of `TRANSPORT_ERRORS`.
        progress: How far the request got.
        clean: Removes secrets from a text.
    """
    route, stage, peer = progress.route, progress.stage, _Peer(progress)
    if proxy := route.proxy:
        response, is_refusal = progress.tunnel_response, isinstance(exception, httpx.ProxyError)
        # With TLS, there is a tunnel, whatever the response to CONNECT has.
        is_tls = any(
            isinstance(each, ssl.SSLError)
            and not isinstance(each, _TLS_ENDS)
            and getattr(each, "reason", "") not in _NOT_TLS
            for each in _chain(exception)
        )
        # A response that opens a tunnel has no body.
        is_own = stage == "securing" and response and _has_content(response) and not is_tls
        if response and (is_refusal or is_own):
            return proxy_rejection(proxy, route.connection, response, clean)
        if is_refusal:
            return _socks_rejection(proxy, route.connection, str(exception))
    if stage == "reading":
        message = f"The response from {peer.sender} was cut off or garbled."
        return errors.APIConnectionError(message, _TRY_AGAIN)
    if stage == "not_http":
        return _not_http(peer)
    if stage in {"tunneling", "waiting"}:
        return _no_response(exception, peer)
    return _no_connection(exception, peer, clean)


def deadline_error(progress: Progress) -> errors.APITimeoutError:
    """Return the error for a deadline that passed, by how far the request got."""
    peer, stage, route = _Peer(progress), progress.stage, progress.route
    what, remedy = f"No complete response from {peer.sender}", _TRY_AGAIN
    if stage == "connecting":
        what, remedy = f"Couldn't connect to {peer.name}", peer.check(network=True)
    elif stage == "tunneling":
        what = f"{peer.start} did not connect to {peer.connection.host}"
        remedy = peer.connection.check("Check", *peer.variables, network=True)
        if peer.proxy and peer.proxy.is_socks and not progress.is_greeted:
            what, remedy = f"{peer.subject} did not respond", _protocol_remedy(peer.proxy)
    elif stage == "securing":
        what = f"{peer.subject} did not complete the TLS handshake"
        remedy = peer.check_port(network=True)
        if peer.proxy:
            remedy = _protocol_remedy(peer.proxy)
    elif stage == "not_http":
        what, remedy = f"{peer.subject} sent no HTTP response", peer.check()
    timeout = route.connection.timeout
    if timeout < DEFAULT_TIMEOUT and stage != "not_http":
        longer = "raise the time limit (--timeout, or timeout in config.toml)."
        remedy = f"{remedy} {'If that fails' if remedy == _TRY_AGAIN else 'Otherwise'}, {longer}"
    return errors.APITimeoutError(f"{what} within {timeout:g} s.", remedy)


def proxy_rejection(
    proxy: Proxy,
    connection: Connection,
    response: httpx.Response,
    clean: Callable[[str], str],
    text: str = "",
) -> errors.ProxyRefusedError:
    """Return the error for a response of the proxy itself.

    Args:
        proxy: The proxy.
        connection: The host that it was to connect to.
        response: Its response to CONNECT, or to a request that it was to forward.
        clean: Removes secrets from a text.
        text: What the body of its response says, without secrets; may be empty.
    """
    status, variable = response.status_code, proxy.variable
    reason = response.extensions.get("reason_phrase", b"").decode("ascii", "replace")
    reason = clean(reason).strip()[:_MAX_REASON_LENGTH]
    accepted = schemes_of(response.headers.get("proxy-authenticate", ""))
    logins = HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, HTTPStatus.UNAUTHORIZED
    is_tunnel = connection.base_url.startswith("https:")
    # A 200 may have opened the tunnel, and not every proxy marks what it only forwards.
    is_sure = status in logins or (is_tunnel and status >= HTTPStatus.MULTIPLE_CHOICES)
    refused = f"{'refused' if is_sure else 'may have refused'} to connect"
    message = f"The proxy {refused} to {connection.host}: {status} {reason}".rstrip()
    if status in logins:
        url = f"{proxy.url.scheme}://USER:PASSWORD@HOST:PORT"
        remedy = f"It requires a login: set the proxy in {variable} to {url}."
        if proxy.login:
            remedy = f"It rejected the login in {variable}."
        if accepted and "basic" not in accepted:
            # A proxy may put anything there, even the password.
            known = [_SCHEMES[each] for each in _SCHEMES if each in accepted]
            kind = " or ".join(known) or "another kind of"
            remedy = f"It requires {kind} authentication, which isn't supported; only Basic is."
            if _WINDOWS_LOGINS & {*known}:
                remedy += " A local proxy, such as px or cntlm, can log in for you."
    elif status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        place = _LOCATION.fullmatch(clean(response.headers.get("location", "")))
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
    text = text or clean(response.headers.get("x-squid-error", ""))
    return errors.ProxyRefusedError(
        f"{message} ({proxy.address}, from {variable}).{response_said(text)}",
        remedy,
        rejection=Rejection(status, "proxy", text or reason),
    )


def schemes_of(challenges: str) -> list[str]:
    """Return the authentication schemes in a list of challenges, in lowercase."""
    return _SCHEME.findall(_QUOTED.sub("", challenges.lower()))


def _has_content(response: httpx.Response) -> bool:
    names = ("content-length", "content-type", "transfer-encoding")
    return any(response.headers.get(name, "0") != "0" for name in names)


def _socks_rejection(proxy: Proxy, connection: Connection, text: str) -> errors.ProxyRefusedError:
    """Return the error for a SOCKS proxy that refused, from httpcore's message."""
    variable, reply = proxy.variable, _SOCKS_REPLY.fullmatch(text)
    reason = f": {reply[1].lower()}" if reply else ""
    what = f"could not connect to {connection.host}{reason}"
    remedy = connection.check("Check", variable, proxy.no_proxy)
    if text.startswith("Invalid"):
        what, remedy = "rejected the login", f"Check {variable}."
    elif text.startswith("Requested") and proxy.login:
        what, remedy = "doesn't accept a user name and password", f"Remove them from {variable}."
    elif text.startswith("Requested"):
        what, remedy = "requires a login", f"Set {variable} to socks5://USER:PASSWORD@HOST:PORT."
    elif "ruleset" in reason:
        remedy = f"Ask its administrator, or check {proxy.variables}."
    return errors.ProxyRefusedError(f"{proxy.start} {what}.", remedy)


def _not_http(peer: _Peer) -> APIError:
    if peer.proxy:
        return _wrong_protocol(peer.proxy)
    what, remedy = "doesn't speak HTTP", peer.check()
    if peer.progress.received.startswith(_TLS_ALERT):
        what = "expects HTTPS on this port"
        remedy = f"Use https:// in {peer.connection.base_url_name}."
    return APIResponseValidationError(f"{peer.subject} {what}.", remedy)


def _wrong_protocol(proxy: Proxy, *, is_greeted: bool = False) -> errors.ProxyError:
    """Return the error for a server that isn't a proxy of the expected kind, or fails as one."""
    what, remedy = "doesn't speak HTTP", _protocol_remedy(proxy)
    if is_greeted:
        what = "closed the connection or sent an invalid SOCKS reply"
        remedy = f"Check {proxy.variables}."
    elif proxy.is_socks:
        # httpcore reports a closed connection as a malformed reply.
        what = "closed the connection or doesn't speak SOCKS 5"
    elif proxy.url.scheme == "https":
        what = "doesn't speak TLS"
    return errors.ProxyError(f"{proxy.start} {what}.", remedy)


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
        message = f"{peer.subject} sent an unexpected response (status 101)."
        return APIResponseValidationError(message, peer.check())
    for cause in chain:
        if isinstance(cause, ssl.SSLError) and (alert := _tls_alert(peer, cause.reason or "")):
            return alert
    if isinstance(exception, httpx.RemoteProtocolError):
        if peer.proxy and peer.proxy.is_socks:
            return _wrong_protocol(peer.proxy, is_greeted=peer.progress.is_greeted)
        if len(chain) > _WRAPPERS and str(exception).startswith(_ILLEGAL_START):
            return _not_http(peer)
        if len(chain) > _WRAPPERS:
            error = errors.ProxyError if peer.proxy else APIResponseValidationError
            return error(f"{peer.subject} sent an invalid HTTP response.", peer.check())
    is_encrypted = peer.progress.route.is_encrypted
    address = "" if is_encrypted else " the scheme (http or https) and port of"
    remedy = peer.check(f"Try again; if that fails, check{address}", network=is_encrypted)
    return _closed(peer, "before responding", remedy)


def _no_connection(exception: BaseException, peer: _Peer, clean: Callable[[str], str]) -> APIError:
    remedy = peer.check(network=True)
    failed: type[APIError] = errors.APIConnectionError
    offline: type[APIError] = errors.HostUnreachableError
    if peer.proxy:
        failed = offline = errors.ProxyError
    # If IPv6 is missing or blocked, the error of a host's other address counts.
    causes = sorted(
        _chain(exception),
        key=lambda e: (getattr(e, "errno", None) in _NO_IPV6, isinstance(e, PermissionError)),
    )
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate_error(cause, peer, clean)
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _TLS_ENDS):
            return _tls_error(cause.reason or "", peer)
        if isinstance(cause, socket.gaierror | UnicodeError | httpx.InvalidURL):
            name = peer.name if peer.proxy else f"the host {peer.name}"
            return offline(f"Couldn't resolve {name}.", remedy)
        if isinstance(cause, ConnectionRefusedError | PermissionError):
            what = f"{peer.start} refused the connection."
            if isinstance(cause, PermissionError):
                # For IPv6, Linux says so if a firewall anywhere rejects the connection.
                what = f"A connection to {peer.name} is not permitted."
                remedy = f"A firewall or sandbox may be the cause. {remedy}"
            return failed(what, remedy)
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
            return offline(f"No route to {peer.name}.", remedy)
    is_securing = peer.progress.stage == "securing"
    closed = _closed(peer, "during the TLS handshake" if is_securing else "immediately", remedy)
    is_closed = is_securing or any(isinstance(each, ConnectionError) for each in causes)
    return closed if is_closed else failed(f"Couldn't connect to {peer.name}.", remedy)


def _closed(peer: _Peer, when: str, remedy: str) -> APIError:
    """Return the error for a connection that the peer closed or reset."""
    if peer.progress.wants_certificate:
        # It may have another reason: a certificate can be optional.
        error = _needs_certificate(peer, "asked for", ", and closed the connection")
        ask = f"{error.remedy[0].lower()}{error.remedy[1:]}"
        error.remedy = f"If it's required, {ask} Otherwise, try again."
        return error
    message = f"{peer.subject} closed the connection {when}."
    if peer.proxy:
        return errors.ProxyError(message, _protocol_remedy(peer.proxy))
    return errors.APIConnectionError(message, remedy)


def _tls_error(reason: str, peer: _Peer) -> APIError:
    """Return the error for a TLS handshake that failed for the reason that OpenSSL names."""
    if reason in _NOT_TLS and peer.proxy:
        return _wrong_protocol(peer.proxy)
    if reason in _NOT_TLS:
        message = f"{peer.responder} doesn't speak HTTPS on this port."
        remedy = peer.check_port()
        if peer.via:
            message = f"Couldn't establish an HTTPS connection with {peer.sender}: "
            message += "the response was not TLS."
            remedy = peer.check_port("The proxy may block the host; check")
        return APIResponseValidationError(message, remedy)
    if alert := _tls_alert(peer, reason):
        return alert
    message = f"The TLS handshake with {peer.name}{peer.via} failed."
    remedy = peer.check(network=True, why=_FIREWALL)
    if _OUTDATED.search(reason):
        message = f"{peer.responder} may support only outdated forms of TLS."
        remedy = f"Ask {peer.operator} to update it."
    return errors.TLSError(message, remedy)


def _tls_alert(peer: _Peer, reason: str) -> errors.TLSError | None:
    """Return the error for an alert of the peer; trusting another CA can't help."""
    alert = _ALERT.fullmatch(reason)
    name = alert[1] if alert else "PROTOCOL_VERSION"
    if name == "PROTOCOL_VERSION":
        return None
    # The client's certificate is meant.
    if peer.progress.wants_certificate or name == "CERTIFICATE_REQUIRED":
        return _needs_certificate(peer, "requires")
    why = f": {_ALERTS[name]}" if name in _ALERTS else ""
    message = f"{peer.responder} rejected the TLS connection{why}."
    return errors.TLSError(message, peer.check(network=True, why=_FIREWALL))


def _needs_certificate(peer: _Peer, verb: str, end: str = "") -> CertificateError:
    return CertificateError(
        f"{peer.responder} {verb} a client certificate, which is not supported{end}.",
        f"Ask {peer.operator} for access without one.",
    )


def _certificate_error(
    cause: ssl.SSLCertVerificationError, peer: _Peer, clean: Callable[[str], str]
) -> CertificateError:
    """Return the error for a certificate, with the authorities it was verified against."""
    certificates, trust = peer.progress.certificates, peer.progress.route.trust
    # OpenSSL's text for a number is a constant.
    code, other = cause.verify_code, f"it can't be verified ({cause.verify_message})"
    why, remedy = _CERTIFICATES.get(code, (other, _REISSUE))
    end = f" Checked against {trust.source}." if remedy in {_STRICT, _RENEWED} else ""
    if code == _OTHER_ADDRESS and presented.lacks_alternative_names(certificates):
        # For a name, the common name would do.
        why, remedy = "it has no subject alternative name, which an address requires", _REISSUE
    remedy = remedy.format(peer.operator) or peer.check()
    if code in {_NOT_YET_VALID, _EXPIRED}:
        why, remedy = _date_problem(code, peer)
    elif code in _AUTHORITIES:
        why, remedy = _AUTHORITIES[code], _authority_remedy(peer, trust, code)
        issuer = clean(presented.certificate_issuer(certificates))
        issued = f" Its issuer is {quote(issuer)}." if issuer and code != _SELF_SIGNED else ""
        end = " ".join((f"{issued} Checked against {trust.source}.", *trust.notices))
    message = f"The certificate for {peer.name}{peer.reached} is not trusted"
    return CertificateError(f"{message}: {why}.{end}", remedy)


def _date_problem(code: int, peer: _Peer) -> tuple[str, str]:
    """Say which certificate is outside its dates, if that is known, and what to do."""
    path = peer.progress.route.trust.path
    now = datetime.now(UTC)
    clock, today = f"this computer's clock ({now:%Y-%m-%d})", f"{now:%Y-%m-%d %H%M%S}"
    dates = presented.certificate_validity(peer.progress.certificates)
    if dates and code == _NOT_YET_VALID and today < dates[0]:
        return f"it is not valid before {dates[0][:10]}", f"Check {clock}."
    remedy = f"Check {clock}, or ask {peer.operator} to renew it."
    if dates and code == _EXPIRED and dates[1] < today:
        return f"it expired on {dates[1][:10]}", remedy
    whose = "an authority's certificate" if dates else "it or an authority"
    if code == _NOT_YET_VALID:
        return f"{whose} in its chain is not valid yet", f"Check {clock}."
    if path:
        remedy = f"If the expired certificate is in {path}, replace it. Otherwise, c{remedy[1:]}"
    return f"{whose} in its chain has expired", remedy


def _authority_remedy(peer: _Peer, trust: TrustStore, code: int) -> str:
    whose, when = "the proxy's CA", "Behind a TLS-inspecting proxy"
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
        hint = f", or add the missing CA to {trust.where_to_add}."
    elif trust.path:
        hint = f", add {whose} certificate to {trust.where_to_add}."
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
