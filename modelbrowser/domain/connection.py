"""Whom we ask, and as whom."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from modelbrowser.domain.credential import Credential

DEFAULT_BASE_URL = "https://api.anthropic.com"

DEFAULT_API_VERSION = "2023-06-01"
"""The value of `anthropic-version` (wire contract, "Retrieve")."""

DEFAULT_TIMEOUT = 15.0
"""The deadline of a whole lookup, in seconds."""


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
    def may_ask(self) -> bool:
        """Whether a lookup can be sent: there is a key, or none is needed."""
        return self.demo or self.credential is not None


def is_loopback(base_url: str) -> bool:
    """Whether a base URL's host is this computer: what is sent there does not leave it."""
    host = urlsplit(base_url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
