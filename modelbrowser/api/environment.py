"""The HTTP client, made from the environment: its proxies and certificate authorities.

An error about a variable names it but never quotes it, because the URL of a proxy may contain
a password.
"""

import logging
import os
import ssl
from base64 import b64encode
from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import unquote

import httpx

from modelbrowser.api.errors import InvalidEnvironmentError
from modelbrowser.domain.connection import is_loopback

KEEPALIVE = 240.0
"""How long an idle connection stays open, in seconds. With httpx's default of 5 it would be
closed before the next lookup."""

_BUILD_ERRORS = (httpx.InvalidURL, ValueError, ImportError, OSError)
_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


def build_http_client(
    base_url: str, http_transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Build a client that follows no redirects, keeps no cookies and has no timeouts of its own.

    Args:
        base_url: The base URL of all requests; only https loads the authorities (60 ms).
        http_transport: Replaces the network.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is invalid.
    """
    _disable_library_logging()
    is_encrypted = base_url.startswith("https:") and http_transport is None
    verify = _trusted_context() if is_encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.AsyncClient(
            verify=verify,
            # A request to this computer must not carry the key to a proxy in clear text.
            trust_env=not is_loopback(base_url),
            transport=http_transport,
            timeout=None,  # noqa: S113 - the transport sets one deadline for the whole lookup
            follow_redirects=False,
            event_hooks={"response": [_hide_location]},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(keepalive_expiry=KEEPALIVE),
        )
    except _BUILD_ERRORS:
        name = _invalid_proxy_variable()
    raise InvalidEnvironmentError(
        f"{name} is not understood.", f"Correct or unset {name}; proxies are http:// or https://."
    )


def proxy_passwords() -> Iterator[str]:
    """Yield the passwords in the proxy variables, in each form in which they occur or are sent."""
    for name in _PROXY_VARIABLES:
        for spelling in (name, name.upper()):
            user_info, at, _ = os.environ.get(spelling, "").rpartition("://")[2].rpartition("@")
            if at:
                user, _, password = user_info.partition(":")
                yield from (password, unquote(password))
                yield b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()


def _disable_library_logging() -> None:
    """Keep the HTTP libraries from logging: what they log, such as headers, may contain the key.

    The loggers themselves are disabled, so their levels and handlers do not matter.
    """
    for name in _LOGGERS:
        logging.getLogger(name).disabled = True


async def _hide_location(response: httpx.Response) -> None:
    """Save the headers as received, then remove `location`.

    httpx builds the next request even if it is not to follow, and fails on malformed locations.
    """
    response.extensions["headers"] = response.headers.multi_items()
    response.headers.pop("location", None)


def _trusted_context() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError:  # the base class of ssl.SSLError
        name = _invalid_certificate_variable()
    raise InvalidEnvironmentError(
        f"{name} is not usable: the file cannot be read or has no certificates.",
        f"Correct or unset {name}.",
    )


def _invalid_certificate_variable() -> str:
    """Return the variable to blame; a folder in SSL_CERT_DIR is never an error."""
    if file := os.environ.get("SSL_CERT_FILE"):
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
        except OSError:
            return "SSL_CERT_FILE"
    return "SSLKEYLOGFILE"


def _invalid_proxy_variable() -> str:
    """Return the variable to blame: the first that is not a proxy, else the list of exceptions."""
    for name in _PROXY_VARIABLES:
        for spelling in (name, name.upper()):
            if (value := os.environ.get(spelling)) and not _is_valid_proxy(value):
                return spelling
    return "no_proxy" if os.environ.get("no_proxy") else "NO_PROXY"


def _is_valid_proxy(value: str) -> bool:
    try:
        proxy = httpx.Proxy(value if "://" in value else f"http://{value}")
    except _BUILD_ERRORS:
        return False
    return proxy.url.scheme in {"http", "https"} and bool(proxy.url.host)
