"""Reads what a server presented in the TLS handshake, to say why it was rejected.

Python versions before 3.13 don't expose a rejected certificate, and a second handshake without
verification would trust the host just rejected. So the TLS message with the host's certificate, and
those of authorities that it sent, is searched. Everything in it is untrusted.
"""

import re

_TIME = rb"(?:\x17\x0d|\x18\x0f)(\d{12}|\d{14})Z"
_VALIDITY = re.compile(_TIME + _TIME)
"""The dates of a certificate, with two or four digits for the year (RFC 5280)."""

_NAME = re.compile(rb"\x06\x03\x55\x04([\x03\x0a])[\x0c\x13\x14\x16]([\x01-\x40])", re.DOTALL)
"""The start of a name's common name or organization, and how long it is."""

_COMMON_NAME, _ORGANIZATION = b"\x03", b"\x0a"
_ALTERNATIVE_NAMES = b"\x06\x03\x55\x1d\x11"
_SHORT = 12
"""The number of digits of a date with a two-digit year, which means 1950 to 2049."""


def certificate_validity(message: bytes) -> tuple[str, str] | None:
    """Return when the host's certificate becomes valid and when it expires; None if unknown.

    Both are in UTC, such as `2026-11-29 235959`.
    """
    found = _VALIDITY.search(message)
    return (_full_date(found[1]), _full_date(found[2])) if found else None


def certificate_issuer(message: bytes) -> str:
    """Return the name of the issuer of the host's certificate; empty if unknown."""
    found = _VALIDITY.search(message)
    # In a certificate, the issuer is before the dates, and the subject is after them.
    names = _NAME.finditer(message, 0, found.start()) if found else ()
    texts = {each[1]: message[each.end() : each.end() + each[2][0]] for each in names}
    return texts.get(_COMMON_NAME, texts.get(_ORGANIZATION, b"")).decode("utf-8", "replace")


def lacks_alternative_names(message: bytes) -> bool:
    """Whether no certificate has alternative names, the only ones that count for an address."""
    return bool(message) and _ALTERNATIVE_NAMES not in message


def _full_date(digits: bytes) -> str:
    text = digits.decode("ascii")
    if len(text) == _SHORT:
        text = ("20" if text < "50" else "19") + text
    return f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[8:]}"
