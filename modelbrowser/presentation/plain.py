"""The one door for foreign text: whatever a server, a file or a person says, made plain.

A terminal obeys what it is sent. So every string that is not ours (an answer, an error
body, the environment, a file, the clipboard, what was typed) passes `plain` before it is
shown, and the widgets and the one-shot output take nothing but `Plain`.
"""

import unicodedata

LIMIT = 200
"""How many characters of a foreign text are shown, unless told otherwise."""

_MARKS = 3
"""How many combining marks may sit on one character."""

_MARK_KINDS = frozenset({"Mn", "Me"})


class Plain(str):
    """Text that is fit to be shown: one line, nothing that acts, no markup meant.

    Made by `plain` from foreign text. Calling `Plain(...)` itself is for words of our own
    and for sentences put together from them and from plain pieces.
    """

    __slots__ = ()


NOTHING = Plain("")
"""Where there is nothing to say."""


def plain(text: object, limit: int = LIMIT) -> Plain:
    r"""Make a foreign text plain.

    What a terminal could obey or a reader could not see (C0, C1, DEL, bidirectional and
    zero-width controls, lone surrogates, private and unassigned code points, line
    separators) becomes a visible escape such as `\u202e`; more than three combining marks
    in a row are dropped; what is too long ends in an ellipsis.

    Args:
        text: The foreign text; anything else is taken as its `str`.
        limit: The longest result, in characters before escapes are written out.
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
    return Plain("".join(shown))


def _escape(character: str) -> str:
    point = ord(character)
    if point <= 0xFF:  # noqa: PLR2004 - one byte
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004 - two
