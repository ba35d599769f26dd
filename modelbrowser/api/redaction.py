"""Removes secrets from the recorded exchange, because a server or proxy may echo them."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

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

_MAX_LEVELS = 3
"""How many times over an echo may be escaped: HTML in JSON is twice."""

_ESCAPE = re.compile(
    rb"\\(?:u00|x)([0-9a-f]{2})|%([0-9a-f]{2})|&#x0*([0-9a-f]{2});?|&#0*([0-9]{2,3});?"
    rb"|&(amp|lt|gt|quot|apos|lowbar);?|\\([^0-9a-z])"
)
"""One character as JSON, a URL or HTML may write it, in lowercase."""

_HTML_NAMES = {
    b"amp": b"&",
    b"lt": b"<",
    b"gt": b">",
    b"quot": b'"',
    b"apos": b"'",
    b"lowbar": b"_",
}

Header = tuple[str, str]


class Redactor:
    r"""Removes secrets and parts of them, however an echo writes them: `s`, `\u0073`, `&#115;`."""

    def __init__(self, secrets: Iterable[Secret], passwords: Iterable[str] = ()) -> None:
        texts = [*(secret.reveal() for secret in secrets), *passwords]
        # A part is a secret as well: what follows "Bearer", for example.
        parts = {part for text in texts for part in (text, *text.split())}
        found = [part for part in parts if len(part) >= _MIN_SECRET_LENGTH]
        self._searched = {
            text[start : start + _PART_LENGTH].encode().lower()
            for text in (_PREFIX.sub("", secret) for secret in found)
            for start in range(len(text) - _PART_LENGTH + 1)
        }
        for secret in (part.encode() for part in found):
            # A secret may itself look escaped.
            forms = (secret.lower(), _unescape(secret.lower()), *_base64_forms(secret))
            self._searched.update(form for form in forms if len(form) >= _MIN_SECRET_LENGTH)
        self._max_length = max(map(len, found), default=0) * _MAX_FORM_LENGTH

    def clean(self, content: bytes, *, is_cut: bool = False) -> bytes:
        """Remove the secrets.

        If the content `is_cut`, because more was received than was read, its end is dropped: it may
        contain the start of a secret.
        """
        if not self._max_length:
            return content
        marks = self._marks(content.lower(), _MAX_LEVELS)
        if 1 in marks:
            content = b"".join(
                REMOVED.encode() if marks[run.start()] else content[run.start() : run.end()]
                for run in re.finditer(rb"\x00+|\x01+", marks)
            )
        return content[: -self._max_length] if is_cut else content

    def _marks(self, folded: bytes, levels: int) -> bytearray:
        """Return 1 for each byte that belongs to a secret, and 0 for the others.

        Args:
            folded: The content, in lowercase.
            levels: How many times it may still be escaped.
        """
        marks = bytearray(len(folded))
        for searched in self._searched:
            start = folded.find(searched)
            while start >= 0:
                marks[start : start + len(searched)] = b"\x01" * len(searched)
                start = folded.find(searched, start + 1)
        unescaped = _unescape(folded) if levels else folded
        if unescaped != folded and 1 in (inner := self._marks(unescaped, levels - 1)):
            starts = _unescaped_starts(folded)
            for run in re.finditer(rb"\x01+", inner):
                start, end = starts[run.start()], starts[run.end()]
                marks[start:end] = b"\x01" * (end - start)
        return marks

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


def _unescape(folded: bytes) -> bytes:
    """Replace escapes with their characters, once."""
    return _ESCAPE.sub(_character, folded)


def _character(escape: re.Match[bytes]) -> bytes:
    """Return the character that an escape means, in lowercase."""
    code, byte, hexadecimal, decimal, name, quoted = escape.groups()
    if byte:
        return bytes([int(byte, 16)]).lower()
    if name or quoted:
        return quoted or _HTML_NAMES[name]
    return chr(int(decimal) if decimal else int(code or hexadecimal, 16)).encode().lower()


def _unescaped_starts(folded: bytes) -> list[int]:
    """Return where each byte of the unescaped content starts in the content, and its end."""
    starts: list[int] = []
    end = 0
    for escape in _ESCAPE.finditer(folded):
        starts += range(end, escape.start())
        starts += [escape.start()] * len(_character(escape))
        end = escape.end()
    return [*starts, *range(end, len(folded) + 1)]


def _base64_forms(secret: bytes) -> Iterator[bytes]:
    """Yield how Base64 writes a secret after any number of other bytes, in lowercase.

    The characters at both ends that depend on what is around the secret are left out.
    """
    for before in range(3):
        encoded = b64encode(bytes(before) + secret)
        yield encoded[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6].lower()
