"""What a language is: how it is called, how it is read, and how it writes a request."""

from collections.abc import Callable
from dataclasses import dataclass

from modelbrowser.snippets.request import SnippetRequest


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A way to write a request.

    Attributes:
        name: What it is remembered and asked for by; lower case.
        title: What it is called on screen.
        file_extension: What its files end in, without the dot.
        hint: What must be installed first; may be empty.
        syntax: How its text is highlighted.
        write: Makes the code of a request; it ends with a line break.
    """

    name: str
    title: str
    file_extension: str
    hint: str
    syntax: Syntax
    write: Callable[[SnippetRequest], str]


SHELL_SYNTAX = Syntax(comment="#", quotes='"', raw_quotes="'", keywords=frozenset({"curl", "ant"}))
"""Of the two command lines."""

PYTHON_SYNTAX = Syntax(comment="#", quotes="\"'", keywords=frozenset({"from", "import"}))
"""Of the two that are Python."""
