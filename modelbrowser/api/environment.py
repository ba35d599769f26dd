"""Builds the HTTP transport from the environment: its proxy and its certificate authorities."""

import logging
import sys
from importlib import import_module

import httpcore
import httpx

from modelbrowser.api.certificates import TrustStore, load_trust_store, make_context
from modelbrowser.api.proxies import Proxy, choose_proxy
from modelbrowser.domain.connection import Connection
from modelbrowser.record import Record

KEEPALIVE = 240.0
"""How long an idle connection stays open, in seconds. With httpx's default of 5, it would be
closed before the next lookup."""

_LOGGERS = (
    "httpx",
    *(f"httpcore.{name}" for name in ["connection", "http11", "http2", "proxy", "socks"]),
)


class Route(Record):
    """How requests reach the host.

    Attributes:
        connection: Where requests go.
        proxy: The proxy in between, if any.
        trust: The authorities that certificates are verified against.
        unused: Why a proxy that is set isn't used, in a sentence; may be empty.
    """

    connection: Connection
    proxy: Proxy | None
    trust: TrustStore
    unused: str = ""

    @property
    def through_proxy(self) -> str:
        """The end of a remedy for a response that the proxy may have sent; may be empty."""
        return f" The request went through {self.proxy}." if self.proxy else ""

    @property
    def is_encrypted(self) -> bool:
        """Whether the host is reached over https."""
        return self.connection.base_url.startswith("https:")

    @property
    def is_forwarded(self) -> bool:
        """Whether the proxy forwards the requests themselves instead of tunneling them."""
        return self.proxy is not None and not self.proxy.is_socks and not self.is_encrypted


def build_http_transport(
    connection: Connection, replaced: httpx.AsyncBaseTransport | None = None
) -> tuple[httpx.AsyncBaseTransport, Route, tuple[str, ...]]:
    """Build what sends requests, or take what replaces the network.

    It is httpx's transport without the client around it, which would add redirects, cookies,
    logins from .netrc and timeouts of its own.

    Returns:
        The transport, the route of its requests, and notices about the environment.

    Raises:
        InvalidEnvironmentError: If a variable for proxies or certificates is invalid.
    """
    _disable_library_logging()
    if replaced:
        return replaced, Route(connection, None, TrustStore(make_context())), ()
    base_url = connection.base_url
    choice = choose_proxy(base_url)
    proxy = choice.proxy
    if proxy and proxy.is_socks:
        _import_socks()
    encrypts = proxy is not None and proxy.url.scheme == "https"
    uses_tls = base_url.startswith("https:") or encrypts
    # Only TLS needs the authorities, which are slow to load.
    trust = load_trust_store() if uses_tls else TrustStore(make_context())
    context = trust.context if encrypts else None
    transport = httpx.AsyncHTTPTransport(
        verify=trust.context,
        proxy=httpx.Proxy(proxy.url, auth=proxy.login, ssl_context=context) if proxy else None,
        trust_env=False,
        limits=httpx.Limits(keepalive_expiry=KEEPALIVE),
    )
    route = Route(connection, proxy, trust, choice.unused)
    return transport, route, (*choice.notices, *trust.notices)


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
