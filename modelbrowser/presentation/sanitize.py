"""Sanitizing: the one way for text from outside to reach the screen or the output.

A terminal executes control sequences. So every string from outside (an answer, an error
body, the environment, a file, the clipboard, typed text) passes `sanitize` before it is shown,
and the widgets and the one-shot output accept nothing but `SafeText`.
"""

import unicodedata

SHOWN_CHARACTERS = 200
"""How many characters of a text are shown by default."""

_MARKS = 3
"""How many combining marks one character may have."""

_MARK_KINDS = frozenset({"Mn", "Me"})


class SafeText(str):
    """Text that is safe to show: one line without control characters, and not markup.

    Made by `sanitize` from text from outside. Calling `SafeText(...)` directly is for text of our
    own, and for sentences made of it and of sanitized parts.
    """

    __slots__ = ()


NOTHING = SafeText("")
"""The empty text."""


def sanitize(text: object, limit: int = SHOWN_CHARACTERS) -> SafeText:
    r"""Sanitize a text from outside.

    What a terminal could execute or a reader could not see (C0, C1, DEL, bidirectional and
    zero-width controls, lone surrogates, private and unassigned code points, line
    separators) becomes a visible escape such as `\u202e`. Of more than three combining marks
    in a row the rest is dropped. A text that is too long ends in an ellipsis.

    Args:
        text: The text; any other object is converted with `str`.
        limit: The maximum length of the result, in characters before they are escaped.
    """
    shown: list[str] = []
    marks = 0
    source = str(text)
    for character in source[:limit]:
        is_mark = unicodedata.combining(character) or unicodedata.category(character) in _MARK_KINDS
        marks = marks + 1 if is_mark else 0
        if marks > _MARKS:
            continue
        shown.append(character if character.isprintable() else _escape(character))
    if len(source) > limit:
        shown.append("…")
    return SafeText("".join(shown))


def _escape(character: str) -> str:
    point = ord(character)
    if point <= 0xFF:  # noqa: PLR2004 - one byte
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004 - two
