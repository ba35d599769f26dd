"""Sanitizing: the only way for untrusted text to reach the screen or the output.

A terminal executes control sequences. So every untrusted string (from a response, an error
body, the environment, a file, the clipboard or the keyboard) goes through `sanitize` before it
is shown, and the widgets and the one-shot output accept nothing but `SafeText`.
"""

import unicodedata

SHOWN_CHARACTERS = 200
"""The maximum number of characters of a text that are shown by default."""

_MARKS = 3
"""The maximum number of combining marks on a character."""

_MARK_KINDS = frozenset({"Mn", "Me"})

_EMOJI_VARIANTS = frozenset("\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Selectors that make a symbol look like text or like an emoji, and skin tones."""

_INVISIBLE = frozenset(
    # Fillers of Hangul and Khmer, a blank braille pattern and note, a mark that joins graphemes.
    "\u115f\u1160\u3164\uffa0\u17b4\u17b5\u2800\U0001d159\u034f"
    # Variation selectors.
    "\u180b\u180c\u180d\u180f"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Characters that Unicode counts as letters, marks or symbols, but that can't be seen."""


class SafeText(str):
    """Text that is safe to show: one line without control characters, and not markup.

    `sanitize` makes it from untrusted text. Calling `SafeText(...)` directly is only for text
    from this program, and for sentences made from it and from sanitized parts.
    """

    __slots__ = ()


NOTHING = SafeText("")
"""The empty text."""


def sanitize(text: object, limit: int = SHOWN_CHARACTERS) -> SafeText:
    r"""Sanitize untrusted text.

    What a terminal could execute or a reader could not see (C0, C1, DEL, bidirectional and
    zero-width controls, lone surrogates, private and unassigned code points, line
    separators, invisible letters) becomes a visible escape such as `\u202e`. Combining marks after
    the third in a row are dropped, and so are variants of emoji, because terminals differ in their
    width. Text that is too long ends with an ellipsis.

    Args:
        text: The text; any other object is converted with `str`.
        limit: The maximum length of the result, in characters before they are escaped.
    """
    source = str(text)
    if source.isascii() and source.isprintable() and len(source) <= limit:
        # Nearly every text; the rest would take 100 times as long.
        return SafeText(source)
    shown: list[str] = []
    marks = 0
    for before, character in zip(" " + source, source[:limit], strict=False):
        if character in _EMOJI_VARIANTS and unicodedata.category(before) == "So":
            continue
        if character in _INVISIBLE or not character.isprintable():
            shown.append(_escape(character))
            marks = 0
            continue
        is_mark = unicodedata.combining(character) or unicodedata.category(character) in _MARK_KINDS
        marks = marks + 1 if is_mark else 0
        if marks <= _MARKS:
            shown.append(character)
    if len(source) > limit:
        shown.append("…")
    return SafeText("".join(shown))


def _escape(character: str) -> str:
    point = ord(character)
    if point <= 0xFF:  # noqa: PLR2004 - one byte
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004 - two
