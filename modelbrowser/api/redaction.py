"""Removal of secrets from what is kept of an exchange: a server or proxy may echo them."""

import re
from collections.abc import Iterable

from modelbrowser.domain.connection import CREDENTIAL_HEADERS, Connection, Credential

REMOVED = "[key removed]"
"""What replaces a secret."""

_MIN_SECRET_LENGTH = 8
"""A shorter text is not a secret (local gateways accept `x`), and is too common to replace."""

_MAX_FORM_LENGTH = 6
r"""The longest form of one character, in bytes: `\u0073`."""

Header = tuple[str, str]


class Redactor:
    r"""Removes secrets in every form in which they may be echoed: as they are, `\u0073`, `%73`.

    Args:
        credential: The credential whose secret is removed, if there is one.
        passwords: Other secrets: those of proxies.
    """

    def __init__(self, credential: Credential | None, passwords: Iterable[str] = ()) -> None:
        all_secrets = [credential.secret.reveal()] if credential else []
        all_secrets += passwords
        secrets = [secret for secret in all_secrets if len(secret) >= _MIN_SECRET_LENGTH]
        # The longest first, because it may contain another.
        secrets.sort(key=len, reverse=True)
        patterns = ("".join(map(_character_forms, secret)) for secret in secrets)
        self._pattern = re.compile("|".join(patterns).encode(), re.IGNORECASE)
        self._max_length = max(map(len, secrets), default=0) * _MAX_FORM_LENGTH

    def clean(self, content: bytes, *, is_cut: bool = False) -> bytes:
        """Remove the secrets.

        Args:
            content: The bytes received.
            is_cut: Whether more was received than was read. The end is then dropped, because
                it may contain the beginning of a secret.
        """
        if not self._max_length:
            return content
        cleaned = self._pattern.sub(REMOVED.encode(), content)
        return cleaned[: -self._max_length] if is_cut else cleaned

    def clean_text(self, text: str) -> str:
        """Remove the secrets from a text."""
        return self.clean(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def mask_credential(headers: Iterable[Header], connection: Connection) -> tuple[Header, ...]:
    """Replace the credential in request headers by its source: `[ANTHROPIC_API_KEY]`."""
    source = connection.credential.source if connection.credential else ""
    masked = {name: f"{prefix}[{source}]" for name, prefix in CREDENTIAL_HEADERS.values()}
    return tuple((name, masked.get(name.lower(), value)) for name, value in headers)


def _character_forms(character: str) -> str:
    """Return a regular expression for one character in all its forms."""
    code = f"{ord(character):02x}"
    sanitize = re.escape(character)
    return rf"(?:\\?{sanitize}|%{code}|\\u00{code})"
