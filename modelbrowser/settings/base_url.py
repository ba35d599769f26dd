"""The check of the base URL, and whether it would expose the key."""

import re
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import SplitResult, urlsplit

from modelbrowser.domain.connection import is_loopback
from modelbrowser.settings.checks import RawSetting

_LONGEST = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_PATH = re.compile(r"[\w.~!$&'()*+,;=:@/%-]*", re.ASCII)
_ENDPOINT = re.compile(
    r"/+v1(/+(messages(/+(batches|count_tokens))?|models(/[^/]*)?"
    r"|(chat/+)?completions|complete|responses|embeddings))?/*$"
)
_EXAMPLE = "For example: https://api.anthropic.com or https://gateway.example/anthropic."


def parse_base_url(raw: RawSetting) -> str:
    """Return a base URL in its shortest form.

    The host is in lowercase ASCII, so a look-alike becomes a visible `xn--…`. The port is
    included only if it is not the scheme's default; slashes and a known endpoint at the
    end, such as `/v1` or `/v1/messages`, are removed.

    Raises:
        SettingsError: If it is not http(s), has no host, has user info, a query, a fragment
            or an invalid port, or holds characters that are not allowed in a URL.
    """
    text = raw.value.strip() if isinstance(raw.value, str) else ""
    if not text or len(text) > _LONGEST:
        raise raw.invalid("it is empty or too long", _EXAMPLE)
    if not text.isprintable() or " " in text:
        raise raw.invalid("it contains white space or a control character", _EXAMPLE)
    parts = _split(raw, text)
    if parts.scheme not in _DEFAULT_PORTS:
        raise raw.invalid("it doesn't start with https:// or http://", _EXAMPLE)
    if "@" in parts.netloc:
        raise raw.invalid("it contains a user name or password", _EXAMPLE)
    if "?" in text or "#" in text:
        raise raw.invalid("it contains a query or a fragment", _EXAMPLE)
    return f"{parts.scheme}://{_host(raw, parts)}{_port(raw, parts)}{_path(raw, parts)}"


def endpoint_of(text: str) -> str:
    """Return the endpoint of the API at the end of a base URL, which is cut off; may be empty."""
    found = _ENDPOINT.search(text.strip())
    return found[0].rstrip("/") if found else ""


def is_unprotected(base_url: str) -> bool:
    """Return whether a key would leave this machine unencrypted."""
    return urlsplit(base_url).scheme == "http" and not is_loopback(base_url)


def _split(raw: RawSetting, text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        raise raw.invalid("its host is incomplete", _EXAMPLE) from None


def _host(raw: RawSetting, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise raw.invalid("it has no host", _EXAMPLE)
    try:
        if "[" in parts.netloc:
            # A scope such as %eth0 is invalid, like everything that is not a plain address.
            return f"[{IPv6Address(host.replace('%', ' '))}]"
        ascii_host = host.encode("idna").decode()
        ascii_host.encode().decode("idna")
    except (AddressValueError, UnicodeError):
        raise raw.invalid("its host is not a name or an address", _EXAMPLE) from None
    if not _HOST.fullmatch(ascii_host):
        raise raw.invalid("its host is not a name or an address", _EXAMPLE)
    return ascii_host


def _port(raw: RawSetting, parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise raw.invalid("its port is not a number from 1 to 65535", _EXAMPLE)
    return "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"


def _path(raw: RawSetting, parts: SplitResult) -> str:
    path = _ENDPOINT.sub("", parts.path).rstrip("/")
    # HTTP clients resolve the dots, so requests would go to another path.
    if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise raw.invalid("its path contains invalid characters", _EXAMPLE)
    return path
