"""Where requests go, and with which credential: an API key or a token."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from modelbrowser.errors import ExitCode, ModelBrowserError

DEFAULT_BASE_URL = "https://api.anthropic.com"

DEFAULT_API_VERSION = "2023-06-01"
"""The value of `anthropic-version` (wire contract, "Retrieve")."""

DEFAULT_TIMEOUT = 15.0
"""The deadline of a whole lookup, in seconds."""

Scheme = Literal["api_key", "token"]
"""How a credential is sent."""

CREDENTIAL_HEADERS: dict[Scheme, tuple[str, str]] = {
    "api_key": ("x-api-key", ""),
    "token": ("authorization", "Bearer "),
}
"""The header that it goes in, and what stands before it there (wire contract, "Retrieve")."""

CREDENTIAL_VARIABLES: dict[Scheme, str] = {
    "api_key": "ANTHROPIC_API_KEY",
    "token": "ANTHROPIC_AUTH_TOKEN",
}
"""The environment variable that it is read from, here and by the SDKs; the first one wins."""

MAX_KEY_LENGTH = 4096
"""The longest key or token that is sent, in characters."""

_MIN_SEARCHED = 8
"""From how many characters on a text cannot hold the key by chance."""

_NOUNS: dict[Scheme, str] = {"api_key": "API key", "token": "token"}
_BEARER = "bearer "


class InvalidCredentialError(ModelBrowserError):
    """The text cannot be a key or token; nothing was sent. It is never quoted."""

    title = "Key not usable"
    exit_code = ExitCode.SETTINGS


class Secret:
    """A text that is never shown: not in a repr, a traceback, a log or a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def occurs_in(self, text: str) -> bool:
        """Whether a text holds it; a text as short as a word may do so by chance."""
        return len(self._text) >= _MIN_SEARCHED and self._text in text

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("A secret is not pickled.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What proves to the API who asks.

    Attributes:
        scheme: Which of the `CREDENTIAL_HEADERS` it goes in; never both.
        source: Where it came from, fit to be shown: a variable's name or "typed here".
        secret: The key or token: trimmed, printable ASCII.
        ignored: What stood around it and was left out, in words: "white space", "quotes".
    """

    scheme: Scheme
    source: str
    secret: Secret
    ignored: tuple[str, ...] = ()


def parse_credential(text: str, source: str, scheme: Scheme = "api_key") -> Credential:
    """Take a key or token out of what surrounds it, and check it.

    White space, one pair of quotes and a leading "Bearer " are left out: they come with
    keys that were read from files or copied out of examples.

    Args:
        text: As it was given.
        source: Where it came from, fit to be shown.
        scheme: How it will be sent.

    Raises:
        InvalidCredentialError: If it is empty, over 4096 characters, or holds anything
            but printable ASCII without a space.
    """
    key, ignored = _unwrap(text)
    noun = _NOUNS[scheme]
    if not key:
        raise InvalidCredentialError(f"The {noun} ({source}) is empty.")
    if len(key) > MAX_KEY_LENGTH:
        raise InvalidCredentialError(
            f"The {noun} ({source}) is too long (limit {MAX_KEY_LENGTH} characters)."
        )
    if not all("!" <= character <= "~" for character in key):
        raise InvalidCredentialError(
            f"The {noun} ({source}) holds a space or another character that it cannot hold.",
            "It is made of plain letters, digits, dashes and underscores. Copy it again.",
        )
    return Credential(scheme=scheme, source=source, secret=Secret(key), ignored=ignored)


def _unwrap(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without what may surround a key, and what that was."""
    ignored: list[str] = []
    key = text.strip()
    if len(key) > 1 and key[0] == key[-1] and key[0] in "\"'":
        key = key[1:-1]
        ignored.append("quotes")
    if key.strip().lower().startswith(_BEARER):
        key = key.strip()[len(_BEARER) :]
        ignored.append('"Bearer"')
    if key != key.strip() or text != text.strip():
        ignored.append("white space")
    return key.strip(), tuple(ignored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Everything about a lookup that stays the same from one to the next.

    Attributes:
        base_url: Scheme, host and, behind a gateway, a path; checked, without a
            slash at its end.
        credential: None while the person has given no key.
        api_version: What goes as `anthropic-version`.
        workspace_id: What goes as `anthropic-workspace-id`, where set.
        timeout: The deadline of a whole lookup, retries included, in seconds.
        demo: Whether the demo answers in the API's place, without a network.
    """

    base_url: str = DEFAULT_BASE_URL
    credential: Credential | None = None
    api_version: str = DEFAULT_API_VERSION
    workspace_id: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    demo: bool = False

    @property
    def host(self) -> str:
        """The host that gets the key, with its port where it is not the scheme's own."""
        return urlsplit(self.base_url).netloc

    @property
    def can_send(self) -> bool:
        """Whether a lookup can be sent: there is a key, or none is needed."""
        return self.demo or self.credential is not None


def is_loopback(base_url: str) -> bool:
    """Whether a base URL's host is this computer: what is sent there does not leave it."""
    host = urlsplit(base_url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
