"""Finds the proxy for a base URL, in the variables that curl reads and the system's settings.

Errors name a variable but never quote its value, because a proxy URL may contain a password.
"""

import os
import re
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field, replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import unquote, urlsplit

import httpx

from modelbrowser.api.errors import InvalidEnvironmentError
from modelbrowser.domain.connection import is_loopback
from modelbrowser.domain.credential import Secret
from modelbrowser.domain.query import looks_like_key
from modelbrowser.record import Record

_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
_PORTS = range(1, 1 << 16)
_SYSTEM = "the system's settings"
_PAC = re.compile(r"pac\+|(PROXY|SOCKS\d?) |\S+\.pac$|\S+/wpad\.dat$", re.IGNORECASE)
"""The URL of a PAC file, or a rule as such a file returns it."""

_HOST = re.compile(r"[\w.:-]+")
"""What a host name or an IPv6 address consists of, in any language."""

_MAX_SOCKS_LOGIN = 255
_NO_HOSTS = {"direct", "false", "http", "https", "none", "null", "off", "true", "undefined"}
"""Values that disable or enable a proxy, and misspelled schemes, that curl takes for hosts."""


class Proxy(Record):
    """A proxy. Its text, which is shown, leaves out the login.

    Attributes:
        url: Its URL without the login.
        variable: The variable that it comes from.
        login: The user name and password; None if there are none.
        no_proxy: The variable with the hosts that don't use it.
    """

    url: httpx.URL
    variable: str
    login: tuple[str, str] | None = field(repr=False)
    no_proxy: str = "NO_PROXY"

    def __str__(self) -> str:
        """Return the name used in errors."""
        return f"the proxy {self.address} (from {self.variable})"

    @property
    def variables(self) -> str:
        """The variables to check if it is the wrong proxy, or shouldn't be used."""
        return f"{self.variable} and {self.no_proxy}"

    @property
    def start(self) -> str:
        """The name used in errors, for the start of a sentence."""
        return f"T{str(self)[1:]}"

    @property
    def address(self) -> str:
        """Its host and port."""
        return self.url.netloc.decode()

    @property
    def is_socks(self) -> bool:
        """Whether it speaks SOCKS 5 rather than HTTP."""
        return self.url.scheme.startswith("socks")


class ProxyChoice(Record):
    """The proxy for a base URL, or none, and why.

    Attributes:
        proxy: The proxy, if any.
        unused: Why a proxy that is set isn't used, in a sentence; may be empty.
        notices: What was skipped, in sentences.
    """

    proxy: Proxy | None = None
    unused: str = ""
    notices: tuple[str, ...] = ()


def choose_proxy(base_url: str) -> ProxyChoice:
    """Find the proxy for a base URL.

    `HTTPS_PROXY` (for http, `HTTP_PROXY`) takes precedence over `ALL_PROXY`, and lowercase over
    uppercase. Requests to this computer never use a proxy, which would get the key unencrypted.

    Raises:
        InvalidEnvironmentError: If the variable in question does not name a proxy.
    """
    if is_loopback(base_url):
        return ProxyChoice()
    target = urlsplit(base_url)
    variable, value = _proxy_setting(target.scheme)
    own = f"{target.scheme}_proxy"
    for name in (own, "all_proxy") if not value else ():
        if os.environ.get(name.upper()):
            unused = f"{name.upper()} is set, but {name} is empty and takes precedence."
            return ProxyChoice(unused=unused)
    if not value:
        other = {"https": "http", "http": "https"}[target.scheme]
        name, value = _variable(f"{other}_proxy")
        unused = f"{name} is set, but it applies only to {other}://; set {own.upper()}."
        return ProxyChoice(unused=unused if value else "")
    host = target.hostname or ""
    if variable == _SYSTEM and urllib.request.proxy_bypass(host):
        return ProxyChoice(unused=f"A proxy is set, but {_SYSTEM} exempt this host.")
    name, exceptions = _variable("no_proxy")
    default_port = 443 if target.scheme == "https" else 80
    is_excepted, skipped = _is_excepted(exceptions, host, target.port or default_port)
    notices = tuple(f"Skipped entry {number} in {name}: it is not a host." for number in skipped)
    if is_excepted:
        unused = f"{variable} is set, but {name} exempts this host."
        return ProxyChoice(unused=unused, notices=notices)
    return ProxyChoice(replace(_parse(value, variable), no_proxy=name), notices=notices)


def proxy_secrets() -> Iterator[Secret]:
    """Yield the passwords and logins in the proxy variables, in every form they may appear in."""
    for name in _VARIABLES:
        for spelling in (name, name.upper()):
            user_info, at, _ = os.environ.get(spelling, "").rpartition("@")
            if at:
                user, _, password = user_info.rpartition("://")[2].partition(":")
                yield from _secrets_of_login(user, password)


def _secrets_of_login(user: str, password: str) -> Iterator[Secret]:
    decoded = f"{unquote(user)}:{unquote(password)}"
    # A token may be the user name of a login without a password.
    secret = password or user
    yield from (Secret(secret), Secret(unquote(secret)))
    # A variable may hold bytes that aren't UTF-8.
    yield Secret(b64encode(os.fsencode(decoded)).decode())
    # A password alone may be too short to search for; a part may be a user's name or a host's.
    yield from (Secret(login, is_whole=True) for login in (f"{user}:{password}", decoded))


def _proxy_setting(scheme: str) -> tuple[str, str]:
    """Return the variable that applies to a scheme, and its value, which may be empty."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        variable, value = _variable(name)
        if value:
            return variable, value
    # On macOS this reads the system's settings, if no variable is set.
    system = {} if urllib.request.getproxies_environment() else urllib.request.getproxies()
    return _SYSTEM, system.get(scheme) or system.get("all") or ""


def _variable(name: str) -> tuple[str, str]:
    """Return the name of a variable as it is set, and its value; lowercase takes precedence."""
    spelling = name if name in os.environ else name.upper()
    return spelling, os.environ.get(spelling, "").strip()


_OTHER_SCHEME = re.compile(r"(?!https?:|socks(5h?)?:)[a-z][a-z0-9+.-]{0,15}(?=://)", re.IGNORECASE)
"""The scheme of a proxy URL, such as `socks4`, if it isn't supported."""


def _parse(value: str, variable: str) -> Proxy:
    """Parse a proxy URL. The default scheme is http, and `socks` means SOCKS 5."""
    if _PAC.match(value):
        raise InvalidEnvironmentError(
            f"{variable} names a PAC file, which is not supported.",
            f"Set {variable} to the proxy that the file names: http://HOST:PORT.",
        )
    if other := _OTHER_SCHEME.match(value):
        raise InvalidEnvironmentError(
            f"{variable} names a {other[0]} proxy, which is not supported.",
            f"Set {variable} to a proxy that speaks HTTP (http://) or SOCKS 5 (socks5://).",
        )
    with suppress(httpx.InvalidURL, ValueError):
        url = httpx.URL(value if "://" in value else f"http://{value}")
        if url.scheme == "socks":
            url = url.copy_with(scheme="socks5")
        is_scheme = url.scheme in {"http", "https", "socks5", "socks5h"}
        is_proxy = is_scheme and _HOST.fullmatch(url.host) and url.host not in _NO_HOSTS
        # An @ behind the host ends a password with a slash, a question mark or a hash.
        is_login = b"@" in url.raw_path or "@" in url.fragment
        is_proxy = is_proxy and not is_login and not looks_like_key(url.host)
        if is_proxy and (url.port is None or url.port in _PORTS):
            login = (url.username, url.password) if url.userinfo else None
            proxy = Proxy(url.copy_with(userinfo=b"", raw_path=b"/"), variable, login)
            is_too_long = any(len(part.encode()) > _MAX_SOCKS_LOGIN for part in login or ())
            if proxy.is_socks and is_too_long:
                raise InvalidEnvironmentError(
                    f"The user name or password in {variable} is too long for a SOCKS proxy.",
                    f"Correct {variable}: SOCKS 5 allows {_MAX_SOCKS_LOGIN} bytes for each.",
                )
            return proxy
    raise InvalidEnvironmentError(
        f"The proxy in {variable} is not a valid URL.",
        f"Correct or unset {variable}: use http://HOST:PORT, https:// or socks5://. "
        "Special characters in the password must be percent-encoded.",
    )


def _is_excepted(exceptions: str, host: str, port: int) -> tuple[bool, list[int]]:
    """Return whether NO_PROXY matches a host, and the numbers of entries that can't be parsed.

    An entry is a host name, which includes subdomains, with or without a leading dot or a port;
    an address; a network such as 10.0.0.0/8; or `*`.
    """
    is_excepted, skipped = False, []
    address = _address(host)
    for number, entry in enumerate(exceptions.replace(",", " ").split(), 1):
        try:
            is_excepted |= entry == "*" or _matches(entry, host, address, port)
        except ValueError:
            # Not the entry itself, which may be a part of a password.
            skipped.append(number)
    return is_excepted, skipped


def _matches(entry: str, host: str, address: IPv4Address | IPv6Address | None, port: int) -> bool:
    """Whether an entry of NO_PROXY matches a host; raise ValueError if it can't be parsed."""
    if "://" not in entry:
        if "/" in entry:
            network = ip_network(entry, strict=False)
            return address is not None and address in network
        if unbracketed := _address(entry):
            return address == unbracketed
    parts = urlsplit(entry if "://" in entry else f"//{entry}")
    name = (parts.hostname or "").removeprefix("*").strip(".")
    if not _HOST.fullmatch(name):
        raise ValueError(entry)
    if parts.port not in {None, port}:
        return False
    if named := _address(name):
        return address == named
    name = name.encode("idna").decode()  # as in a base URL
    return host == name or host.endswith(f".{name}")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
