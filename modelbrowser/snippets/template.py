"""Code as data: a template whose lines and literals depend on the request.

All text in a request is printable ASCII (`SnippetRequest` checks that). So there are no line
breaks or control characters to escape, only characters that are special in a literal.
"""

import re
from collections.abc import Iterator, Mapping

from modelbrowser.record import Record
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest

_PLACEHOLDER = re.compile(r"<([a-z_]+)>")


class Template(Record, kw_only=True):
    """The form of a request in one language.

    Each line of the text has a margin that ends with `|` and names the conditions of that
    line: `betas`, `base_url` (not the default one), `workspace` and `options` (one of these
    two) hold if the request has any, `!betas` and so on if it has none. A line is written if
    all of its conditions hold.

    The code next to the margin has placeholders. These become literals: `<id>`, `<base_url>`,
    `<header>` (the name of the workspace header), `<workspace>`, `<betas>` (with commas
    between them) and `<beta>`, whose line is repeated for each beta. `<variable>` is the name
    of the variable that holds the key or token, and `<options>` are the client's options.

    Attributes:
        quote: What a literal begins and ends with.
        special: Characters to escape in a literal, besides the quote and the backslash: `$` and
            `#` start an expression in Kotlin and Ruby.
        text: The program.
        base_url: The client's option for a base URL.
        workspace: The client's option for a workspace. Empty if the text has it elsewhere.
        options: What surrounds the options, if there are any.
    """

    quote: str
    text: str
    special: str = ""
    base_url: str = ""
    workspace: str = ""
    options: str = "<options>"

    def write(self, request: SnippetRequest) -> str:
        """Fill in the template."""
        base_url, workspace = request.custom_base_url or "", request.workspace_id or ""
        has = {
            "betas": bool(request.betas),
            "base_url": bool(base_url),
            "workspace": bool(workspace),
            "options": bool(base_url or workspace),
        }
        values = {
            "variable": request.sdk_variable,
            "id": self._literal(request.model_id),
            "betas": ", ".join(map(self._literal, request.betas)),
            "base_url": self._literal(base_url),
            "header": self._literal(WORKSPACE_HEADER),
            "workspace": self._literal(workspace),
        }
        values["options"] = self._options(has, values)
        code = ""
        for line in self._lines(has):
            for beta in request.betas if "<beta>" in line else [""]:
                code += _fill(line, values | {"beta": self._literal(beta)})
        return code

    def _literal(self, text: str) -> str:
        return quote_text(text, self.quote, self.special)

    def _options(self, has: Mapping[str, bool], values: Mapping[str, str]) -> str:
        """Return the client's options and what surrounds them; empty if there are none."""
        each = {"base_url": self.base_url, "workspace": self.workspace}
        needed = [_fill(option, values) for name, option in each.items() if option and has[name]]
        return _fill(self.options, {"options": ", ".join(needed)}) if needed else ""

    def _lines(self, has: Mapping[str, bool]) -> Iterator[str]:
        """Yield the lines of code whose conditions hold, without their margin."""
        for line in self.text.splitlines(keepends=True):
            margin, bar, code = line.partition("|")
            if bar and all(has[name.lstrip("!")] != ("!" in name) for name in margin.split()):
                yield code


def quote_text(text: str, quote: str = '"', special: str = "") -> str:
    """Quote for a language in which a backslash escapes itself, the quote and special characters.

    The default, double quotes, is right for Python, Go, Java and C#.
    """
    escaped = {*special, quote, "\\"}
    return quote + "".join(f"\\{each}" if each in escaped else each for each in text) + quote


def quote_shell(text: str) -> str:
    """Quote for a POSIX shell, in single quotes, in which only the quote itself is special."""
    return "'" + text.replace("'", r"'\''") + "'"


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Replace placeholders once: text in a value that looks like one is kept."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
