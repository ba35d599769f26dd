"""Removes secrets from the recorded exchange, because a server or proxy may echo them."""

import re
import unicodedata
from base64 import b32encode, b64encode
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import CREDENTIAL_HEADERS, NOT_SECRET, Secret

REMOVED = "[key removed]"
"""What replaces a secret."""

_MIN_SECRET_LENGTH = 8
"""Anything shorter isn't secret (local gateways accept `x`), and is too common to replace."""

_MAX_FORM_LENGTH = 8
r"""The longest usual encoding of one character: `\u0073`, `&#00115;`, `&lowbar;`."""

_PART_LENGTH = 12
"""The shortest part of a secret that is removed: gateways show the start or end of a key."""

_HALF = _PART_LENGTH // 2
"""Half of a part. A part has seven halves, and one of them begins at a multiple of seven."""

_MAX_LEVELS = 3
"""How many times an echo may be escaped: HTML in JSON is escaped twice."""

_ESCAPE = re.compile(
    rb"(?:(?-i:\\U)0000|[\\%]u|U\+)([0-9a-f]{4})|(?:[\\0]x|[%=])([0-9a-f]{2})"
    rb"|(?:\\[ux]\{|&#x)0*([0-9a-f]{1,5})[;}]?|&#0*([0-9]{1,6});?|\\([0-7]{3})"
    rb"|&(amp|lt|gt|quot|apos|lowbar);?|\\([^0-9a-z])|\\[bfnrt]|&[a-z]{2,31};|</?[a-z][^<>]{0,99}>"
    rb"|<!\[CDATA\[|\]\]>|<!--[^<>]{0,99}-->|\x1b\[[0-9;]{0,20}[a-z]",
    re.IGNORECASE,
)
"""One character as JSON, code, an email, a URL or HTML may write it; or what separates
characters: a line break in JSON, a named space, a tag, a comment, a color code."""

_BASES = (16, 16, 16, 10, 8)
"""The bases of the first five groups, which are numbers."""

_HTML_NAMES = {
    b"amp": b"&",
    b"lt": b"<",
    b"gt": b">",
    b"quot": b'"',
    b"apos": b"'",
    b"lowbar": b"_",
}

_LETTERS = bytes(ord(chr(byte).lower()) * chr(byte).isalnum() for byte in range(128)).ljust(
    256, b"\0"
)
"""Makes letters lowercase, keeps digits, and makes everything else 0."""

Header = tuple[str, str]


class Redactor:
    r"""Removes secrets and parts of them, however an echo writes them.

    Each character may be escaped or be a variant of itself (`\u0073`, `&#115;`, fullwidth), and
    others may be between them. A secret may also be reversed, in Base64 or Base32, or a list of
    numbers.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        texts, undivided = [], set()
        for secret in secrets:
            text = secret.reveal()
            if not secret.is_whole:
                texts.append(text)
            elif len(text) >= _MIN_SECRET_LENGTH:
                undivided.add(text)
        # A part is a secret as well: what follows "Bearer", for example.
        parts = {part for text in texts for part in (text, *text.split())}
        parts = {part for part in parts if len(part) >= _MIN_SECRET_LENGTH}
        bare = [each for part in parts for each in NOT_SECRET.split(part)]
        # A secret may itself look escaped.
        wholes = {each for part in map(_fold, parts) for each in (part, _drop(_unescape(part)))}
        wholes |= {form for part in parts for form in _encodings(part)} | set(map(_fold, undivided))
        self._wholes = {whole.lower() for whole in wholes if len(whole) >= _MIN_SECRET_LENGTH}
        self._parts = _Parts(_fold(each).lower() for each in bare)
        forms = (form for each in bare for form in (_fold(each), *_encodings(each)))
        self._letters = _Parts(map(_only_letters, forms))
        # Without what isn't secret, too little of a key may be left for a part.
        spread = (part for part in parts if len(NOT_SECRET.sub("", part)) >= _MIN_SECRET_LENGTH)
        letters = map(_only_letters, map(_fold, spread))
        self._spread = {each for each in letters if len(each) >= _PART_LENGTH}
        self._max_length = max(map(len, parts | undivided), default=0) * _MAX_FORM_LENGTH

    def clean(self, content: bytes, *, is_cut: bool = False) -> bytes:
        """Remove the secrets.

        If the content `is_cut`, because more was received than was read, its end is dropped: it may
        contain the start of a secret.
        """
        if not self._max_length:
            return content
        text = self.clean_text(content.decode("utf-8", "surrogateescape"))
        content = text.encode("utf-8", "surrogateescape")
        return content[: -self._max_length] if is_cut else content

    def clean_text(self, text: str) -> str:
        """Remove the secrets from a text."""
        marks = self._marks(_fold(text), _MAX_LEVELS) if self._max_length else b""
        if 1 not in marks:
            return text
        return "".join(
            REMOVED if marks[run.start()] else text[run.start() : run.end()]
            for run in re.finditer(rb"\x00+|\x01+", marks)
        )

    def _marks(self, content: bytes, levels: int) -> bytearray:
        """Return 1 for each byte that belongs to a secret, and 0 for the others.

        The content may be escaped up to `levels` times.
        """
        marks = bytearray(len(content))
        folded = content.lower()
        _mark(marks, self._parts.places(folded))
        for whole in self._wholes:
            _mark(marks, _places(whole, folded))
        letters = folded.translate(_LETTERS)
        only_letters = _drop(letters)
        places = list(self._letters.places(only_letters))
        for whole in self._spread:
            places += _places(whole, only_letters)
        if places:
            kept = list(compress(range(len(letters)), letters))
            _mark(marks, ((kept[start], kept[end - 1] + 1) for start, end in places))
        if levels and (unescaped := _unescape(content)) != content:
            inner = self._marks(_drop(unescaped), levels - 1)
            if 1 in inner:
                # What fills up an escape belongs to its character.
                kept = [*compress(range(len(unescaped)), unescaped), len(unescaped)]
                runs = re.finditer(rb"\x01+", inner)
                _mark(marks, ((kept[run.start()], kept[run.end()]) for run in runs))
        return marks


class _Parts:
    """Searches for all parts of texts."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        texts = list(texts)
        self._parts, self._halves = _pieces(texts, _PART_LENGTH), _pieces(texts, _HALF)

    def places(self, content: bytes) -> Iterator[tuple[int, int]]:
        """Yield where each part starts and ends."""
        # A search for each part would take seconds for a long token: there are thousands.
        for place in range(0, len(content), _HALF + 1):
            if content[place : place + _HALF] in self._halves:
                for start in range(max(place - _HALF, 0), place + 1):
                    end = start + _PART_LENGTH
                    if content[start:end] in self._parts:
                        yield start, end


def mask_headers(headers: Iterable[Header], connection: Connection) -> tuple[Header, ...]:
    """Replace the credential with its source, `[ANTHROPIC_API_KEY]`, and custom values with `…`."""
    masked = {name.lower(): "…" for name, _ in connection.custom_headers}
    if credential := connection.credential:
        name, prefix = CREDENTIAL_HEADERS[credential.kind]
        masked[name] = f"{prefix}[{credential.source}]"
    return tuple((name, masked.get(name.lower(), value)) for name, value in headers)


def _pieces(texts: Iterable[bytes], length: int) -> set[bytes]:
    """Return all pieces of a given length."""
    return {
        text[start : start + length] for text in texts for start in range(len(text) - length + 1)
    }


def _places(whole: bytes, content: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each occurrence of a text starts and ends.

    Not with a pattern: for a long token it takes 0.4 s to compile, and `re` would keep the token.
    """
    start = content.find(whole)
    while start >= 0:
        yield start, start + len(whole)
        start = content.find(whole, start + len(whole))


def _mark(marks: bytearray, places: Iterable[tuple[int, int]]) -> None:
    for start, end in places:
        marks[start:end] = b"\x01" * (end - start)


def _fold(text: str) -> bytes:
    """Replace characters with the ASCII ones that they are variants of, and others with blanks."""
    if not text.isascii():
        text = re.sub(r"[^\x00-\x7f]", lambda found: _plain(found[0]), text)
    return text.encode()


@lru_cache
def _plain(character: str) -> str:
    plain = [each for each in unicodedata.normalize("NFKD", character) if each.isascii()]
    return plain[0] if len(plain) == 1 else " "


def _unescape(content: bytes) -> bytes:
    """Replace escapes with their characters, once, padded with zeros."""
    return _ESCAPE.sub(lambda escape: _character(len(escape[0]), *escape.groups()), content)


@lru_cache
def _character(length: int, *groups: bytes | None) -> bytes:
    *numbers, name, quoted = groups
    if name or quoted:
        character = quoted or _HTML_NAMES[(name or b"").lower()]
    else:
        digits = zip(numbers, _BASES, strict=True)
        characters = (_fold(chr(int(number, base))) for number, base in digits if number)
        character = next(characters, b"")
    return character.ljust(length, b"\0")


def _drop(content: bytes) -> bytes:
    return content.replace(b"\0", b"")


def _only_letters(content: bytes) -> bytes:
    return _drop(content.translate(_LETTERS))


def _encodings(text: str) -> Iterator[bytes]:
    """Yield how a complete text or a part of it may be written.

    Base64 and Base32 depend on what is in front of the text, and at both ends on what is around
    it: those characters are left out.
    """
    secret = text.encode("utf-8", "replace")
    yield from (secret[::-1], secret.hex().encode(), "".join(map(str, secret)).encode())
    for encode, bits, group in ((b64encode, 6, 3), (b32encode, 5, 5)):
        for before in range(group):
            encoded = encode(bytes(before) + secret)
            yield encoded[-(-before * 8 // bits) : (before + len(secret)) * 8 // bits]
