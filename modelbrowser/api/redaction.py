"""Taking secrets out of what comes back: a server or proxy may echo them."""

import re
from collections.abc import Iterable

from modelbrowser.domain.connection import HEADERS, Connection, Credential

REMOVED = "[key removed]"
"""Stands where the key stood."""

_MIN_SECRET_LENGTH = 8
"""Anything shorter is no secret (gateways at home take `x`), and would tear answers apart."""

_MAX_FORM_LENGTH = 6
r"""The longest form of one character, in bytes: `\u0073`."""

Header = tuple[str, str]


class Redactor:
    """Knows secrets in the forms in which they may come back: plain, JSON, percent-encoded.

    Args:
        credential: Whose secret is to be taken out; None where there is none.
        passwords: What else was sent to a proxy in between.
    """

    def __init__(self, credential: Credential | None, passwords: Iterable[str] = ()) -> None:
        given = [credential.secret.reveal()] if credential else []
        # The longest first, because it may hold another.
        secrets = sorted(
            (s for s in [*given, *passwords] if len(s) >= _MIN_SECRET_LENGTH), key=len
        )[::-1]
        forms = ("".join(map(_character_forms, secret)) for secret in secrets)
        self._pattern = re.compile("|".join(forms).encode(), re.IGNORECASE)
        self._reach = max(map(len, secrets), default=0) * _MAX_FORM_LENGTH

    def clean(self, content: bytes, *, cut: bool = False) -> bytes:
        """The content without the key.

        Args:
            content: What came.
            cut: Whether more came than was read; the end is dropped then, because it may
                hold the beginning of the key.
        """
        if not self._reach:
            return content
        cleaned = self._pattern.sub(REMOVED.encode(), content)
        return cleaned[: -self._reach] if cut else cleaned

    def clean_text(self, text: str) -> str:
        """The text without the key."""
        return self.clean(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def mask_credential(headers: Iterable[Header], connection: Connection) -> tuple[Header, ...]:
    """What went along, with the credential's place of origin in the credential's place."""
    source = connection.credential.source if connection.credential else ""
    shown = {name: f"{before}[{source}]" for name, before in HEADERS.values()}
    return tuple((name, shown.get(name.lower(), value)) for name, value in headers)


def _character_forms(character: str) -> str:
    """An expression for one character in all its forms."""
    code = f"{ord(character):02x}"
    plain = re.escape(character)
    return rf"(?:\\?{plain}|%{code}|\\u00{code})"
