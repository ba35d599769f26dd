"""Removes secrets from the recorded exchange, because a server or proxy may echo them."""

import re
from collections.abc import Iterable

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import CREDENTIAL_HEADERS, Secret

REMOVED = "[key removed]"
"""What replaces a secret."""

_MIN_SECRET_LENGTH = 8
"""Anything shorter isn't secret (local gateways accept `x`), and is too common to replace."""

_MAX_FORM_LENGTH = 8
r"""The longest encoding of one character, in bytes: `\u0073`, `&#00115;`, `&lowbar;`."""

_PART_LENGTH = 12
"""A part of a secret is one from this length on: gateways show the beginning or end of a key."""

_PREFIX = re.compile(r"sk-ant-[a-z]+\d*-")
"""The prefix shared by all keys or tokens of a kind, which isn't secret."""

_HTML_NAMES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos", "_": "lowbar"}

Header = tuple[str, str]


class Redactor:
    r"""Removes secrets in every encoding that an echo may use: `s`, `\u0073`, `%73`, `&#115;`."""

    def __init__(self, secrets: Iterable[Secret], passwords: Iterable[str] = ()) -> None:
        texts = [*(secret.reveal() for secret in secrets), *passwords]
        # A part is a secret as well: what follows "Bearer", for example.
        parts = {part for text in texts for part in (text, *text.split())}
        found = [part for part in parts if len(part) >= _MIN_SECRET_LENGTH]
        # Longest first, because a secret may contain another.
        found.sort(key=len, reverse=True)
        patterns = ("".join(map(_character_forms, secret)) for secret in found)
        self._pattern = re.compile("|".join(patterns).encode(), re.IGNORECASE)
        self._parts = {
            text[start : start + _PART_LENGTH].encode().lower()
            for text in (_PREFIX.sub("", secret) for secret in found)
            for start in range(len(text) - _PART_LENGTH + 1)
        }
        self._max_length = max(map(len, found), default=0) * _MAX_FORM_LENGTH

    def clean(self, content: bytes, *, is_cut: bool = False) -> bytes:
        """Remove the secrets.

        If the content `is_cut`, because more was received than was read, its end is dropped: it may
        contain the start of a secret.
        """
        if not self._max_length:
            return content
        cleaned = self._without_parts(self._pattern.sub(REMOVED.encode(), content))
        return cleaned[: -self._max_length] if is_cut else cleaned

    def _without_parts(self, content: bytes) -> bytes:
        """Remove each run of bytes that is a part of a secret."""
        folded = content.lower()
        found = bytearray(len(content))
        for part in self._parts:
            start = folded.find(part)
            while start >= 0:
                found[start : start + _PART_LENGTH] = b"\x01" * _PART_LENGTH
                start = folded.find(part, start + 1)
        if 1 not in found:
            return content
        runs = re.finditer(rb"\x00+|\x01+", found)
        return b"".join(
            REMOVED.encode() if found[run.start()] else content[run.start() : run.end()]
            for run in runs
        )

    def clean_text(self, text: str) -> str:
        """Remove the secrets from a text."""
        return self.clean(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def mask_credential(headers: Iterable[Header], connection: Connection) -> tuple[Header, ...]:
    """Replace the credential with its source, `[ANTHROPIC_API_KEY]`, and custom values with `…`."""
    masked = {name.lower(): "…" for name, _ in connection.custom_headers}
    if credential := connection.credential:
        name, prefix = CREDENTIAL_HEADERS[credential.kind]
        masked[name] = f"{prefix}[{credential.source}]"
    return tuple((name, masked.get(name.lower(), value)) for name, value in headers)


def _character_forms(character: str) -> str:
    """Return a regular expression for one character in all its forms."""
    code = f"{ord(character):02x}"
    sanitize = re.escape(character)
    name = f"|{_HTML_NAMES[character]}" if character in _HTML_NAMES else ""
    html = rf"&(?:#0{{0,2}}{ord(character)}|#x0{{0,2}}{code}{name});?"
    return rf"(?:\\?{sanitize}|%{code}|\\u00{code}|{html})"
