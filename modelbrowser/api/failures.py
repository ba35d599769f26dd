"""Errors for requests that got no response: what an exception of httpx means.

Only the type and the numbers of an exception are examined. Its text may contain the key or what
the server sent, so it is never shown; one text is compared.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus

import httpx

from modelbrowser.api.classifier import unexpected_status_error
from modelbrowser.api.connections import Stage
from modelbrowser.api.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    OfflineError,
    ProxyRefusedError,
    UntrustedHostError,
)

TRANSPORT_ERRORS = (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ExceptionGroup)
"""What sending a request and reading its response may raise: `UnicodeError` for a host name
that IDNA cannot encode, a group if several addresses failed in different ways."""

_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}
_CHECK_PROXY = "Check the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
_CHECK_BASE_URL = "Check the base URL."
_CHECK_NETWORK = "Check the network and the base URL."
_CUSTOM_CA = "Where a company's proxy reads along, set SSL_CERT_FILE to its certificate."
_CERTIFICATES = {
    9: ("it is not valid yet", "Check this computer's clock."),
    10: ("it has expired", "Check this computer's clock; else its owner has to renew it."),
    18: ("it is signed by itself", _CUSTOM_CA),
    19: ("its chain ends in an unknown authority", _CUSTOM_CA),
    20: ("it is signed by an unknown authority", _CUSTOM_CA),
    21: ("it is signed by an unknown authority", _CUSTOM_CA),
    62: ("it is for another host", _CHECK_BASE_URL),
    64: ("it is for another host", _CHECK_BASE_URL),
}
"""Cause and remedy by OpenSSL's X509_V_ERR numbers.

The dates of a certificate are not shown: Python before 3.13 does not expose a certificate that
was rejected, and a second handshake without verification would trust the host just rejected.
"""

_UNASKED_UPGRADE = "Received server _SWITCH_UPGRADE event without a pending proposal"
"""h11's whole text for an unasked status 101. If it changes, the response counts as not HTTP."""

_WRAPPERS = 2
"""httpx and httpcore each wrap the exception for a response that ended early. If the response
violated the protocol, h11's exception is a third one inside."""

_NOT_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"}
"""OpenSSL's names for a handshake with a server that does not speak TLS."""


def error_from_exception(exception: BaseException, host: str, stage: Stage) -> APIError:
    """Return the error for an exception raised while sending a request or reading its response.

    Args:
        exception: One of `TRANSPORT_ERRORS`.
        host: The host that the request was for.
        stage: How far the request got.
    """
    if isinstance(exception, httpx.ProxyError):
        return ProxyRefusedError(f"The proxy refused to connect to {host}.", _CHECK_PROXY)
    if stage == "reading":
        return APIConnectionError(f"The answer of {host} was cut off or garbled.", "Look up again.")
    if stage == "not_http":
        return _not_http(host)
    if stage == "waiting":
        return _no_response(exception, host)
    return _no_connection(exception, host)


def timed_out(host: str, stage: Stage, timeout: float) -> APITimeoutError:
    """Return the error for a deadline that passed.

    Args:
        host: The host that the request was for.
        stage: How far the request got.
        timeout: The deadline, in seconds.
    """
    limit = f"within {timeout:g} s"
    if stage == "connecting":
        return APITimeoutError(f"No connection to {host} {limit}.", _CHECK_NETWORK)
    if stage == "securing":
        return APITimeoutError(
            f"{host} did not begin to encrypt {limit}.",
            "It may not speak https at this port: check the base URL.",
        )
    if stage == "not_http":
        return APITimeoutError(f"{host} did not answer in HTTP {limit}.", _CHECK_BASE_URL)
    return APITimeoutError(f"No complete answer from {host} {limit}.", "Look up again.")


def _not_http(host: str) -> APIError:
    return APIResponseValidationError(f"{host} did not answer in HTTP.", _CHECK_BASE_URL)


def _no_response(exception: BaseException, host: str) -> APIError:
    chain = list(_chain(exception))
    if any(str(cause) == _UNASKED_UPGRADE for cause in chain):
        return unexpected_status_error(host, HTTPStatus.SWITCHING_PROTOCOLS)
    if isinstance(exception, httpx.RemoteProtocolError) and len(chain) > _WRAPPERS:
        return _not_http(host)
    return APIConnectionError(
        f"{host} closed the connection before an answer came.",
        "Look up again; if it stays so, check the base URL (http or https, port).",
    )


def _no_connection(exception: BaseException, host: str) -> APIError:
    for cause in _chain(exception):
        # An early end of the TLS stream is a broken connection like any other.
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return _tls_error(cause, host)
        if isinstance(cause, socket.gaierror | UnicodeError | httpx.InvalidURL):
            return OfflineError(f"The name {host} was not found.", _CHECK_NETWORK)
        if isinstance(cause, ConnectionRefusedError):
            return APIConnectionError(f"{host} refused the connection.", _CHECK_NETWORK)
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
            return OfflineError(f"There is no way to {host} from here.", "Check the network.")
    return APIConnectionError(f"{host} broke off the connection.", _CHECK_NETWORK)


def _tls_error(error: ssl.SSLError, host: str) -> APIError:
    if isinstance(error, ssl.SSLCertVerificationError):
        why, remedy = _CERTIFICATES.get(error.verify_code, ("it cannot be verified", _CUSTOM_CA))
        return UntrustedHostError(f"The certificate of {host} is not trusted: {why}.", remedy)
    reason = error.reason or ""
    if reason in _NOT_TLS:
        return APIResponseValidationError(
            f"{host} does not speak https here.", "Check the port and the scheme of the base URL."
        )
    if "PROTOCOL" in reason or "HANDSHAKE" in reason:
        return UntrustedHostError(
            f"{host} offers no encryption that is safe today.", "Its owner has to update it."
        )
    return UntrustedHostError(f"The encryption with {host} failed.", _CUSTOM_CA)


def _chain(exception: BaseException) -> Iterator[BaseException]:
    """Yield an exception and everything that led to it, the outermost first."""
    queue, seen = [exception], set[int]()
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = current.exceptions if isinstance(current, BaseExceptionGroup) else ()
        queue += [e for e in (current.__cause__, current.__context__, *inner) if e is not None]
