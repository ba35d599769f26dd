"""Checks of settings: one function per kind of value, which takes a `RawSetting`.

Each function returns the value, or raises `SettingsError`.
"""

import re
import socket
from datetime import date
from ipaddress import AddressValueError, IPv6Address
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from modelbrowser.domain.connection import is_loopback
from modelbrowser.domain.query import InvalidBetaError, looks_like_key, parse_betas
from modelbrowser.domain.zone import find_zone
from modelbrowser.errors import SettingsError
from modelbrowser.record import Record

MAX_TIMEOUT = 600.0
"""The longest deadline of a lookup, in seconds."""

_LONGEST_URL = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH = re.compile(r"[\w.~!$&'()*+,;=:@/%-]*", re.ASCII)
_ENDPOINT = re.compile(
    r"/+v1(/+(messages(/+(batches|count_tokens))?|models(/[^/]*)?"
    r"|(chat/+)?completions|complete|responses|embeddings))?/*$"
)
_EXAMPLE = "For example: https://api.anthropic.com or https://gateway.example/anthropic."
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORD = re.compile(r"[!-~]{1,256}")


class RawSetting(Record):
    """A value before its check.

    Attributes:
        value: A string from a flag or the environment, any TOML value from the file.
        source: Where it was set, in words for a sentence: `--timeout`,
            `ANTHROPIC_BASE_URL`, `timeout in ~/.config/modelbrowser/config.toml`.
        is_text: Whether it comes from a flag or a variable, which have no types.
    """

    value: Any
    source: str
    is_text: bool = False

    @property
    def text(self) -> str:
        """The value, trimmed; empty if it isn't a string."""
        return self.value.strip() if isinstance(self.value, str) else ""

    def reject_key(self) -> None:
        """Raise an error if the value contains what looks like an API key, which is not quoted."""
        if looks_like_key(self.text):
            raise self.invalid(
                "it looks like an API key", "Set it in the environment variable ANTHROPIC_API_KEY."
            )

    def must_be(self, what: str, remedy: str = "") -> SettingsError:
        """Return the error that says what the value has to be."""
        return SettingsError(f"{self.source} must be {what}.", remedy)

    def invalid(self, why: str, remedy: str = "") -> SettingsError:
        """Return the error that says what is wrong with the value."""
        return SettingsError(f"{self.source} can't be used: {why}.", remedy)


def parse_timeout(raw: RawSetting) -> float:
    """Return a number of seconds."""
    number = raw.value
    if raw.is_text:
        try:
            number = float(number)
        except ValueError:
            number = None
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if not is_number or not 0 < number <= MAX_TIMEOUT:
        raise raw.must_be(f"a number of seconds greater than 0 and at most {MAX_TIMEOUT:g}")
    return float(number)


def parse_zone(raw: RawSetting) -> ZoneInfo:
    """Return the time zone with an IANA name."""
    if zone := find_zone(parse_word(raw)):
        return zone
    raise raw.must_be("a known time zone", "Use a name such as Europe/Paris or UTC.")


def parse_api_version(raw: RawSetting) -> str:
    """Return a date, because the API's versions are dates. TOML has dates without quotes, too."""
    if type(raw.value) is date:
        return raw.value.isoformat()
    text = parse_word(raw)
    if not _VERSION.fullmatch(text):
        raise raw.must_be("a date like 2023-06-01")
    return text


def parse_beta_list(raw: RawSetting) -> tuple[str, ...]:
    """Return a list of beta values without repetitions."""
    values = raw.value
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise raw.must_be("a list of strings")
    try:
        return parse_betas(values)
    except InvalidBetaError as error:
        raise raw.invalid("one of them is not a valid beta value", error.remedy) from None


def parse_key_bindings(raw: RawSetting) -> tuple[tuple[str, str], ...]:
    """Return IDs and their keys. TOML may parse an ID such as `list.up` as a table `list`."""
    table = raw.value if isinstance(raw.value, dict) else {"": None}
    keys: dict[str, Any] = {}
    for name, value in table.items():
        nested = value if isinstance(value, dict) else {}
        keys |= {f"{name}.{rest}": nested[rest] for rest in nested} or {name: value}
    if not all(isinstance(value, str) for value in keys.values()):
        raise raw.must_be("a table of strings")
    return tuple(keys.items())


def parse_word(raw: RawSetting) -> str:
    """Return a short text without spaces, which can be sent in a header."""
    if not _WORD.fullmatch(raw.text):
        raise raw.must_be("1 to 256 printable ASCII characters without spaces")
    return raw.text


def parse_boolean(raw: RawSetting) -> bool:
    """Return a TOML Boolean."""
    if not isinstance(raw.value, bool):
        raise raw.must_be("true or false")
    return raw.value


def parse_base_url(raw: RawSetting) -> str:
    """Return a base URL in its shortest form.

    The host is in lowercase ASCII, so a look-alike becomes a visible `xn--…`, and an address is
    in its usual form. The port is included only if it is not the scheme's default; slashes and
    a known endpoint at the end, such as `/v1` or `/v1/messages?beta=true`, are removed.

    Raises:
        SettingsError: If it is not http(s), has no host, has user info, a query, a fragment
            or an invalid port, or contains characters that are not allowed in a URL.
    """
    text = raw.text
    if find_trailing_endpoint(text):
        text = text.partition("?")[0]
    if not text or len(text) > _LONGEST_URL:
        raise raw.invalid("it is empty or too long", _EXAMPLE)
    if not text.isprintable() or " " in text:
        raise raw.invalid("it contains white space or a control character", _EXAMPLE)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise raw.invalid("its host is incomplete", _EXAMPLE) from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise raw.invalid("it doesn't start with https:// or http://", _EXAMPLE)
    if parts.hostname in _DEFAULT_PORTS:
        raise raw.invalid("it begins with two schemes", _EXAMPLE)
    if "@" in parts.netloc:
        raise raw.invalid("it contains a user name or password", _EXAMPLE)
    if "?" in text or "#" in text:
        raise raw.invalid("it contains a query or a fragment", _EXAMPLE)
    return f"{parts.scheme}://{_host(raw, parts)}{_port(raw, parts)}{_path(raw, parts)}"


def find_trailing_endpoint(text: str) -> str:
    """Return the API endpoint at the end of a base URL, which is removed; may be empty.

    Its query, which may contain a key, is removed as well, but not returned.
    """
    found = _ENDPOINT.search(text.partition("?")[0].strip())
    return found[0].rstrip("/") if found else ""


def is_unprotected(base_url: str) -> bool:
    """Return whether a key would leave this machine unencrypted."""
    return urlsplit(base_url).scheme == "http" and not is_loopback(base_url)


def _host(raw: RawSetting, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise raw.invalid("it has no host", _EXAMPLE)
    try:
        if "[" in parts.netloc:
            # A scope such as %eth0 is invalid, like everything that is not a plain address.
            address = IPv6Address(host.replace("%", " "))
            return str(address.ipv4_mapped or f"[{address}]")
        ascii_host = host.encode("idna").decode().removesuffix(".")
        ascii_host.encode().decode("idna")
        if _NUMBER.fullmatch(ascii_host.rpartition(".")[2]):
            # As everywhere, 127.1 and 0x7f000001 are 127.0.0.1.
            return socket.inet_ntoa(socket.inet_aton(ascii_host))
    except (AddressValueError, UnicodeError, OSError):
        ascii_host = ""
    if not _HOST.fullmatch(ascii_host):
        raise raw.invalid("its host is not a valid name or address", _EXAMPLE)
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
