"""Builds the HTTP client from the environment: its proxy and its certificate authorities."""

import logging
import ssl
import sys
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import import_module
from urllib.parse import urlsplit

import httpcore
import httpx

from modelbrowser.api.certificates import Trust, load_trust
from modelbrowser.api.proxies import Proxy, ProxyChoice, find_proxy
from modelbrowser.record import Record

KEEPALIVE = 240.0
"""How long an idle connection stays open, in seconds. With httpx's default of 5, it would be
closed before the next lookup."""

_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


class Route(Record):
    """How requests reach the host.

    Attributes:
        base_url: Where requests go.
        proxy: The proxy in between, if any.
        trust: The authorities that certificates are verified against.
        unused: Why a proxy that is set isn't used, in a sentence; may be empty.
    """

    base_url: str
    proxy: Proxy | None
    trust: Trust
    unused: str = ""

    @property
    def host(self) -> str:
        """The host that requests are for."""
        return urlsplit(self.base_url).netloc

    @property
    def is_encrypted(self) -> bool:
        """Whether the host is reached over https."""
        return self.base_url.startswith("https:")

    @property
    def is_forwarded(self) -> bool:
        """Whether the proxy forwards the requests themselves instead of tunneling them."""
        return self.proxy is not None and not self.proxy.is_socks and not self.is_encrypted


def build_http_client(
    base_url: str, http_transport: httpx.AsyncBaseTransport | None = None
) -> tuple[httpx.AsyncClient, Route, tuple[str, ...]]:
    """Build a client without redirects, cookies or timeouts, or one over a replaced network.

    Returns:
        The client, the route of its requests, and notices about the environment.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is invalid.
    """
    _disable_library_logging()
    choice = ProxyChoice() if http_transport else find_proxy(base_url)
    proxy = choice.proxy
    if proxy and proxy.is_socks:
        _import_socks()
    uses_tls = base_url.startswith("https:") or (proxy is not None and proxy.url.scheme == "https")
    # Only TLS needs the authorities, which are slow to load.
    is_network = http_transport is None
    trust = (
        load_trust() if uses_tls and is_network else Trust(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    )
    client = httpx.AsyncClient(
        verify=trust.context,
        proxy=_to_httpx(proxy, trust) if proxy else None,
        trust_env=False,
        transport=http_transport,
        timeout=None,  # noqa: S113 - the transport sets one deadline for the whole lookup
        follow_redirects=False,
        event_hooks={"response": [_hide_location]},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        limits=httpx.Limits(keepalive_expiry=KEEPALIVE),
    )
    route = Route(base_url, proxy, trust, choice.unused)
    return client, route, (*choice.notices, *trust.notices)


def _to_httpx(proxy: Proxy, trust: Trust) -> httpx.Proxy:
    context = trust.context if proxy.url.scheme == "https" else None
    return httpx.Proxy(proxy.url, auth=proxy.login, ssl_context=context)


def _import_socks() -> None:
    """Import the SOCKS support that this package's `__init__` keeps httpcore from importing."""
    if sys.modules.get("socksio") is None:
        sys.modules.pop("socksio", None)
        module = import_module("httpcore._async.socks_proxy")
        vars(httpcore)["AsyncSOCKSProxy"] = module.AsyncSOCKSProxy


def _disable_library_logging() -> None:
    """Keep the HTTP libraries from logging: what they log, such as headers, may contain the key.

    The loggers themselves are disabled, so their levels and handlers don't matter.
    """
    for name in _LOGGERS:
        logging.getLogger(name).disabled = True


async def _hide_location(response: httpx.Response) -> None:
    """Save the headers as received, then remove `location`.

    httpx builds the next request even if it doesn't follow redirects, and fails on malformed
    locations.
    """
    response.extensions["headers"] = response.headers.multi_items()
    response.headers.pop("location", None)
