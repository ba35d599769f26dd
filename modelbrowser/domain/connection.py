"""The host that requests go to, and the credential that they carry: an API key or a token."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from modelbrowser.errors import ExitCode, ModelBrowserError

DEFAULT_BASE_URL = "https://api.anthropic.com"

DEFAULT_API_VERSION = "2023-06-01"
"""The value of `anthropic-version` (wire contract, "Retrieve")."""

DEFAULT_TIMEOUT = 15.0
"""The deadline of a lookup including retries, in seconds."""

Scheme = Literal["api_key", "token"]
"""How a credential is sent."""

CREDENTIAL_HEADERS: dict[Scheme, tuple[str, str]] = {
    "api_key": ("x-api-key", ""),
    "token": ("authorization", "Bearer "),
}
"""The header of each scheme, and the prefix of its value (wire contract, "Retrieve")."""

CREDENTIAL_VARIABLES: dict[Scheme, str] = {
    "api_key": "ANTHROPIC_API_KEY",
    "token": "ANTHROPIC_AUTH_TOKEN",
}
"""The environment variable of each scheme, for the SDKs too; the first one that is set wins."""

MAX_KEY_LENGTH = 4096
"""The longest credential that is sent, in characters."""

_MIN_SEARCHED = 8
"""How long a secret must be to be searched for, in characters: a short one occurs by chance."""

_NOUNS: dict[Scheme, str] = {"api_key": "API key", "token": "token"}
_BEARER = "bearer "


class InvalidCredentialError(ModelBrowserError):
    """The text can't be an API key or token. Nothing was sent; the text is never quoted."""

    title = "Key not usable"
    exit_code = ExitCode.SETTINGS


class Secret:
    """A text that never appears in a repr, a traceback, a log or a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one place that sends it."""
        return self._text

    def occurs_in(self, text: str) -> bool:
        """Whether a text contains the secret; always false for a very short one."""
        return len(self._text) >= _MIN_SEARCHED and self._text in text

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("A secret is not pickled.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """An API key or token.

    Attributes:
        scheme: Which of the `CREDENTIAL_HEADERS` carries it; never both.
        source: Where it came from, safe to show: the name of a variable, or "typed here".
        secret: The key or token: trimmed, printable ASCII.
        ignored: What was removed around it, such as "white space" or "quotes".
    """

    scheme: Scheme
    source: str
    secret: Secret
    ignored: tuple[str, ...] = ()


def parse_credential(text: str, source: str, scheme: Scheme = "api_key") -> Credential:
    """Trim and check an API key or token.

    White space, one pair of quotes and a leading "Bearer " are removed. They come with keys
    that are read from files or copied from examples.

    Args:
        text: As given.
        source: Where it came from, safe to show.
        scheme: How it will be sent.

    Raises:
        InvalidCredentialError: If it is empty, over 4096 characters, or has a space or
            anything else that is not printable ASCII.
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
    """Return a text without what may surround a key, and what that was."""
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
    """What stays the same from one lookup to the next.

    Attributes:
        base_url: Scheme, host and, for a gateway, a path; valid, without a slash at the end.
        credential: None until the user gives one.
        api_version: The value of `anthropic-version`.
        workspace_id: The value of `anthropic-workspace-id`, if it is set.
        timeout: The deadline of a lookup including retries, in seconds.
        demo: Whether the demo responds instead of the API, without a network.
    """

    base_url: str = DEFAULT_BASE_URL
    credential: Credential | None = None
    api_version: str = DEFAULT_API_VERSION
    workspace_id: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    demo: bool = False

    @property
    def host(self) -> str:
        """The host that gets the credential, with its port unless that is the default."""
        return urlsplit(self.base_url).netloc

    @property
    def can_send(self) -> bool:
        """Whether a lookup can be sent: there is a key, or none is needed."""
        return self.demo or self.credential is not None


def is_loopback(base_url: str) -> bool:
    """Whether the host of a base URL is this machine, so that nothing is sent over a network."""
    host = urlsplit(base_url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
