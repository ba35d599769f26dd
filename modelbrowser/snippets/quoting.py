"""String literals: one quoting function for each family of languages.

Every text is printable ASCII (`SnippetRequest` checks that). So there are no line breaks and no
control characters to escape, only what ends a literal or has a meaning inside one.
"""


def quote_shell(text: str) -> str:
    """Quote for a POSIX shell, in single quotes, where only the quote itself is special."""
    return "'" + text.replace("'", r"'\''") + "'"


def quote_double(text: str) -> str:
    """Quote in double quotes, where only backslashes are special: Python, Go, Java, C#."""
    return '"' + _escape(text, '\\"') + '"'


def quote_single(text: str) -> str:
    """Quote in single quotes, where only backslashes are special: TypeScript, PHP."""
    return "'" + _escape(text, "\\'") + "'"


def quote_kotlin(text: str) -> str:
    """Quote for Kotlin, in double quotes, where `$` starts a template."""
    return '"' + _escape(text, '\\"$') + '"'


def quote_ruby(text: str) -> str:
    """Quote for Ruby, in double quotes, where `#` before `{`, `$` or `@` interpolates."""
    return '"' + _escape(text, '\\"#') + '"'


def _escape(text: str, special: str) -> str:
    """Put a backslash before each special character."""
    return "".join(f"\\{character}" if character in special else character for character in text)
