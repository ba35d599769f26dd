"""Making the HTTP client from the environment: proxies and certificate authorities.

Where a variable there is not usable, the error names it, and never quotes it: a proxy's URL
may hold a password.
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
"""How long an idle connection is kept, in seconds; httpx's 5 would be gone by the next lookup."""

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
    base_url: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Make a client that follows no redirect, keeps no cookie and has no timeouts of its own.

    Args:
        base_url: Whom it will ask; only https needs the authorities loaded (60 ms).
        transport: What answers in the network's place.

    Raises:
        InvalidEnvironmentError: If a variable of the environment prevents it.
    """
    _disable_library_logging()
    encrypted = base_url.startswith("https:") and transport is None
    verify = _trusted_context() if encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.AsyncClient(
            verify=verify,
            # No proxy is asked to carry the key to this computer in clear.
            trust_env=not is_loopback(base_url),
            transport=transport,
            timeout=None,  # noqa: S113 - one deadline stands over the whole lookup
            follow_redirects=False,
            event_hooks={"response": [_drop_location]},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(keepalive_expiry=KEEPALIVE),
        )
    except _BUILD_ERRORS:
        name = _invalid_proxy_variable()
    raise InvalidEnvironmentError(
        f"{name} is not understood.", f"Correct or unset {name}; proxies are http:// or https://."
    )


def proxy_passwords() -> Iterator[str]:
    """What the variables for proxies hold that is not to be shown, as it is and as it is sent."""
    for name in _PROXY_VARIABLES:
        for spelling in (name, name.upper()):
            user_info, at, _ = os.environ.get(spelling, "").rpartition("://")[2].rpartition("@")
            if at:
                user, _, password = user_info.partition(":")
                yield from (password, unquote(password))
                yield b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()


def _disable_library_logging() -> None:
    """Keep the HTTP libraries from logging: what they log, such as headers, may hold the key.

    The loggers themselves are switched off, whatever level and handlers somebody gave them.
    """
    for name in _LOGGERS:
        logging.getLogger(name).disabled = True


async def _drop_location(response: httpx.Response) -> None:
    """Keep the headers as they came, and `location` from httpx.

    It makes the next request even where it is not to follow, and fails on odd locations.
    """
    response.extensions["headers"] = response.headers.multi_items()
    response.headers.pop("location", None)


def _trusted_context() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError:  # ssl.SSLError is one
        name = _invalid_certificate_variable()
    raise InvalidEnvironmentError(
        f"{name} is not usable: the file cannot be read or has no certificates.",
        f"Correct or unset {name}.",
    )


def _invalid_certificate_variable() -> str:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(
            os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None
        )
    except (OSError, TypeError):  # TypeError: neither is set
        return "SSL_CERT_FILE" if os.environ.get("SSL_CERT_FILE") else "SSLKEYLOGFILE"
    return "SSLKEYLOGFILE"


def _invalid_proxy_variable() -> str:
    """The variable to blame: the first proxy that cannot be one, else the exceptions."""
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
