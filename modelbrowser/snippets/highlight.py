"""Light highlighting: code cut into comments, strings, keywords and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["comment", "string", "keyword", "plain"]
"""What a piece of code is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """As much of a language as highlighting needs.

    Attributes:
        comment: What starts a comment that ends with its line.
        quotes: What encloses strings in which a backslash escapes.
        raw_quotes: What encloses strings in which nothing does.
        keywords: The reserved words that the snippets use.
    """

    comment: str
    quotes: str
    raw_quotes: str = ""
    keywords: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of code of one kind."""

    kind: Kind
    text: str


def highlight(code: str, syntax: Syntax) -> Iterator[Span]:
    """Cut code into spans; put together again they are the code, character for character."""
    sanitize = ""
    for match in _pattern(syntax).finditer(code):
        text = match[0]
        kind = _kind(match, syntax)
        if kind == "plain":
            sanitize += text
            continue
        if sanitize:
            yield Span("plain", sanitize)
            sanitize = ""
        yield Span(kind, text)
    if sanitize:
        yield Span("plain", sanitize)


def _kind(match: re.Match[str], syntax: Syntax) -> Kind:
    match match.lastgroup:
        case "comment":
            return "comment"
        case "string":
            return "string"
        case "word" if match[0] in syntax.keywords:
            return "keyword"
        case _:
            return "plain"


@cache
def _pattern(syntax: Syntax) -> re.Pattern[str]:
    """What a language's pieces look like; every character is part of one."""
    strings = [rf"{quote}(?:[^{quote}\\\n]|\\.)*{quote}" for quote in syntax.quotes]
    strings += [rf"{quote}[^{quote}]*{quote}" for quote in syntax.raw_quotes]
    pieces = (
        rf"(?P<comment>{syntax.comment}[^\n]*)",
        rf"(?P<string>{'|'.join(strings)})",
        # A backslash outside a string takes the next character with it: '\'' in a shell.
        r"(?P<escaped>\\.)",
        r"(?P<word>\w+)",
        r"(?P<other>.)",
    )
    return re.compile("|".join(pieces), re.DOTALL)
