"""Simple highlighting: splits code into comments, strings, keywords and the rest."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

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
    plain = ""
    for match in _pattern(syntax).finditer(code):
        text = match[0]
        kind = _kind(match, syntax)
        if kind == "plain":
            plain += text
            continue
        if plain:
            yield CodeSpan("plain", plain)
            plain = ""
        yield CodeSpan(kind, text)
    if plain:
        yield CodeSpan("plain", plain)


def _kind(match: re.Match[str], syntax: Syntax) -> CodeKind:
    match match.lastgroup:
        case "comment":
            return "comment"
        case "string":
            return "string"
        case "word" if match[0] in syntax.keywords.split():
            return "keyword"
        case _:
            return "plain"


@cache
def _pattern(syntax: Syntax) -> re.Pattern[str]:
    """Return the pattern for a language's tokens. Every character is part of one."""
    strings = [rf"{quote}(?:[^{quote}\\\n]|\\.)*{quote}" for quote in syntax.quotes]
    strings += [rf"{quote}[^{quote}]*{quote}" for quote in syntax.raw_quotes]
    pieces = (
        rf"(?P<comment>{syntax.comment}[^\n]*)",
        rf"(?P<string>{'|'.join(strings)})",
        # A backslash outside a string escapes the next character: '\'' in a shell.
        r"(?P<escaped>\\.)",
        r"(?P<word>\w+)",
        r"(?P<other>.)",
    )
    return re.compile("|".join(pieces), re.DOTALL)
