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

_HALF = _PART_LENGTH // 2
"""Half of a part. A part has seven halves, and one of them begins at a multiple of seven."""

_PREFIX = re.compile(rb"sk-ant-[a-z]+\d*-")
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
        found = [part.encode("utf-8", "replace") for part in parts]
        found = [part for part in found if len(part) >= _MIN_SECRET_LENGTH]
        without_prefix = [_PREFIX.sub(b"", secret.lower()) for secret in found]
        self._parts = _pieces(without_prefix, _PART_LENGTH)
        self._halves = _pieces(without_prefix, _HALF)
        self._wholes: set[bytes] = set()
        for secret in found:
            # A secret may itself look escaped.
            forms = (secret.lower(), _unescape(secret.lower()), *_base64_forms(secret))
            self._wholes.update(form for form in forms if len(form) >= _MIN_SECRET_LENGTH)
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
        for start, end in self._places(folded):
            marks[start:end] = b"\x01" * (end - start)
        unescaped = _unescape(folded) if levels else folded
        if unescaped != folded and 1 in (inner := self._marks(unescaped, levels - 1)):
            starts = _unescaped_starts(folded)
            for run in re.finditer(rb"\x01+", inner):
                start, end = starts[run.start()], starts[run.end()]
                marks[start:end] = b"\x01" * (end - start)
        return marks

    def _places(self, folded: bytes) -> Iterator[tuple[int, int]]:
        """Yield where each secret and each part of one starts and ends."""
        # A search for each part would take seconds for a long token: there are thousands.
        for place in range(0, len(folded), _HALF + 1):
            if folded[place : place + _HALF] in self._halves:
                for start in range(max(place - _HALF, 0), place + 1):
                    end = start + _PART_LENGTH
                    if folded[start:end] in self._parts:
                        yield start, end
        for whole in self._wholes:
            start = folded.find(whole)
            while start >= 0:
                end = start + len(whole)
                yield start, end
                start = folded.find(whole, end)

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


def _pieces(texts: Iterable[bytes], length: int) -> set[bytes]:
    """Return all pieces of texts that have a length."""
    return {
        text[start : start + length] for text in texts for start in range(len(text) - length + 1)
    }


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
