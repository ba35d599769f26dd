"""Simple highlighting: splits code into comments, strings, keywords and the rest."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Literal, cast

from modelbrowser.record import Record

CodeKind = Literal["comment", "string", "keyword", "plain", "start", "good", "bad"]
"""The kind of a piece of code; the last three are for requests and responses."""


class Syntax(Record, kw_only=True):
    """What highlighting needs to know about a language.

    Attributes:
        comment: What starts a comment, which ends with the line.
        quotes: The quotes of strings in which a backslash escapes.
        raw_quotes: The quotes of strings in which nothing escapes.
        keywords: The reserved words that the snippets use, separated by spaces.
    """

    comment: str
    quotes: str
    raw_quotes: str = ""
    keywords: str = ""


class CodeSpan(Record):
    """A piece of code of one kind."""

    kind: CodeKind
    text: str


def highlight(code: str, syntax: Syntax) -> Iterator[CodeSpan]:
    """Split code into spans; joined, they are exactly the code."""
    tokens = _pattern(syntax).finditer(code)
    for kind, matches in groupby(tokens, lambda match: match.lastgroup or "plain"):
        yield CodeSpan(cast("CodeKind", kind), "".join(match[0] for match in matches))


@cache
def _pattern(syntax: Syntax) -> re.Pattern[str]:
    """Return the pattern for a language's tokens, with a group for each kind but `plain`.

    Every character is part of a token.
    """
    strings = [rf"{quote}(?:[^{quote}\\\n]|\\.)*{quote}" for quote in syntax.quotes]
    strings += [rf"{quote}[^{quote}]*{quote}" for quote in syntax.raw_quotes]
    words = "|".join(syntax.keywords.split())
    pieces = (
        rf"(?P<comment>{syntax.comment}[^\n]*)",
        rf"(?P<string>{'|'.join(strings)})",
        # A backslash outside a string escapes the next character: '\'' in a shell.
        r"\\.",
        *((rf"(?P<keyword>(?:{words})\b)",) if words else ()),
        r"\w+",
        r".",
    )
    return re.compile("|".join(pieces), re.DOTALL)
