"""What went wrong on the way to an answer, told from what httpx raised.

Only kinds and numbers of an exception are looked at, not its text, which may hold the key or
what the server sent; with one exception, which is compared and not shown.
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
"""What sending and reading may raise. A name that IDNA cannot encode is a `UnicodeError`;
a group is raised where several addresses failed in different ways."""

_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}
_PROXY = "Check the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
_BASE_URL = "Check the base URL."
_ADDRESS = "Check the network and the base URL."
_CUSTOM_CA = "Where a company's proxy reads along, set SSL_CERT_FILE to its certificate."
_CERTIFICATES = {
    9: ("it is not valid yet", "Check this computer's clock."),
    10: ("it has expired", "Check this computer's clock; else its owner has to renew it."),
    18: ("it is signed by itself", _CUSTOM_CA),
    19: ("its chain ends in an unknown authority", _CUSTOM_CA),
    20: ("it is signed by an unknown authority", _CUSTOM_CA),
    21: ("it is signed by an unknown authority", _CUSTOM_CA),
    62: ("it is for another host", _BASE_URL),
    64: ("it is for another host", _BASE_URL),
}
"""OpenSSL's X509_V_ERR numbers: why, and what to do.

The date is not told: Python before 3.13 gives no refused certificate out, and to ask once more
without verifying would trust the host that was just refused.
"""

_UNASKED_UPGRADE = "Received server _SWITCH_UPGRADE event without a pending proposal"
"""All that h11 tells of an unasked status 101; told in other words, it is no HTTP to us."""

_WRAPPERS = 2
"""httpx and httpcore each tell in an exception of their own that the end came early. Where what
came broke the rules, the exception of h11 is a third below them."""

_NOT_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"}
"""OpenSSL's symbols for an answer in something else than TLS."""


def error_from_exception(error: BaseException, host: str, stage: Stage) -> APIError:
    """Our error for what sending a request or reading its answer raised."""
    if isinstance(error, httpx.ProxyError):
        return ProxyRefusedError(f"The proxy refused to connect to {host}.", _PROXY)
    if stage == "reading":
        return APIConnectionError(f"The answer of {host} was cut off or garbled.", "Look up again.")
    if stage == "not_http":
        return _not_http(host)
    if stage == "waiting":
        return _no_response(error, host)
    return _no_connection(error, host)


def timed_out(host: str, stage: Stage, timeout: float) -> APITimeoutError:
    """The error for a deadline that passed.

    Args:
        host: Who was asked.
        stage: How far it had come.
        timeout: The deadline, in seconds.
    """
    limit = f"within {timeout:g} s"
    if stage == "connecting":
        return APITimeoutError(f"No connection to {host} {limit}.", _ADDRESS)
    if stage == "securing":
        return APITimeoutError(
            f"{host} did not begin to encrypt {limit}.",
            "It may not speak https at this port: check the base URL.",
        )
    if stage == "not_http":
        return APITimeoutError(f"{host} did not answer in HTTP {limit}.", _BASE_URL)
    return APITimeoutError(f"No complete answer from {host} {limit}.", "Look up again.")


def _not_http(host: str) -> APIError:
    return APIResponseValidationError(f"{host} did not answer in HTTP.", _BASE_URL)


def _no_response(error: BaseException, host: str) -> APIError:
    causes = list(_exception_chain(error))
    if any(str(cause) == _UNASKED_UPGRADE for cause in causes):
        return unexpected_status_error(host, HTTPStatus.SWITCHING_PROTOCOLS)
    if isinstance(error, httpx.RemoteProtocolError) and len(causes) > _WRAPPERS:
        return _not_http(host)
    return APIConnectionError(
        f"{host} closed the connection before an answer came.",
        "Look up again; if it stays so, check the base URL (http or https, port).",
    )


def _no_connection(error: BaseException, host: str) -> APIError:
    for cause in _exception_chain(error):
        # One whose end came early is a broken connection like any other.
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return _tls_error(cause, host)
        if isinstance(cause, socket.gaierror | UnicodeError | httpx.InvalidURL):
            return OfflineError(f"The name {host} was not found.", _ADDRESS)
        if isinstance(cause, ConnectionRefusedError):
            return APIConnectionError(f"{host} refused the connection.", _ADDRESS)
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
            return OfflineError(f"There is no way to {host} from here.", "Check the network.")
    return APIConnectionError(f"{host} broke off the connection.", _ADDRESS)


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


def _exception_chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that led to it, the outermost first."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = current.exceptions if isinstance(current, BaseExceptionGroup) else ()
        waiting += [e for e in (current.__cause__, current.__context__, *inner) if e is not None]
