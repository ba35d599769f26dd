r"""How a text becomes a string literal: one function for each family of languages.

Every text is printable ASCII (`SnippetRequest` sees to it), so there are no line breaks
and no control characters to escape: only what ends a literal or acts inside one.
"""

from collections.abc import Callable, Iterable


def quote_shell(text: str) -> str:
    """In single quotes of a POSIX shell, where nothing acts but the quote itself."""
    return "'" + text.replace("'", r"'\''") + "'"


def quote_double(text: str) -> str:
    """In double quotes that know backslashes and nothing else: Python, Go, Java, C#."""
    return '"' + _escape(text, '\\"') + '"'


def quote_single(text: str) -> str:
    """In single quotes that know backslashes and nothing else: TypeScript, PHP."""
    return "'" + _escape(text, "\\'") + "'"


def quote_kotlin(text: str) -> str:
    """In Kotlin's double quotes, where `$` starts a template."""
    return '"' + _escape(text, '\\"$') + '"'


def quote_ruby(text: str) -> str:
    """In Ruby's double quotes, where `#` before `{`, `$` or `@` interpolates."""
    return '"' + _escape(text, '\\"#') + '"'


def join_literals(texts: Iterable[str], quote: Callable[[str], str]) -> str:
    """Literals with commas between them."""
    return ", ".join(map(quote, texts))


def _escape(text: str, special: str) -> str:
    """Put a backslash before each acting character."""
    return "".join(f"\\{character}" if character in special else character for character in text)
