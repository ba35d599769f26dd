"""Code as data: a template whose lines and literals depend on the request."""

import re
from collections.abc import Callable, Iterator, Mapping

from modelbrowser.record import Record
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest

_PLACEHOLDER = re.compile(r"<([a-z_]+)>")


class Template(Record, kw_only=True):
    """The form of a request in one language.

    Each line of the text has a margin that ends with `|` and names the conditions of that
    line: `betas`, `base_url` (not the default one), `workspace` and `options` (one of these
    two) hold if the request has any, `!betas` and so on if it has none. A line is written if
    all of its conditions hold.

    The code beside the margin has placeholders. These become literals: `<id>`, `<base_url>`,
    `<header>` (the name of the workspace header), `<workspace>`, `<betas>` (with commas
    between them) and `<beta>`, whose line is repeated for each beta. `<variable>` is the name
    of the variable that holds the key or token, and `<options>` are the client's options.

    Attributes:
        quote: Makes a literal of the language.
        text: The program.
        base_url: The client's option for a base URL.
        workspace: The client's option for a workspace. Empty if the text has it elsewhere.
        options: What surrounds the options, if there are any.
    """

    quote: Callable[[str], str]
    text: str
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
            "id": self.quote(request.model_id),
            "betas": ", ".join(map(self.quote, request.betas)),
            "base_url": self.quote(base_url),
            "header": self.quote(WORKSPACE_HEADER),
            "workspace": self.quote(workspace),
        }
        values["options"] = self._options(has, values)
        code = ""
        for line in self._lines(has):
            for beta in request.betas if "<beta>" in line else [""]:
                code += _fill(line, values | {"beta": self.quote(beta)})
        return code

    def _options(self, has: Mapping[str, bool], values: Mapping[str, str]) -> str:
        """Return the options of the client, in what surrounds them; empty if there are none."""
        each = {"base_url": self.base_url, "workspace": self.workspace}
        needed = [_fill(option, values) for name, option in each.items() if option and has[name]]
        return _fill(self.options, {"options": ", ".join(needed)}) if needed else ""

    def _lines(self, has: Mapping[str, bool]) -> Iterator[str]:
        """Yield the lines of code whose conditions hold, without their margin."""
        for line in self.text.splitlines(keepends=True):
            margin, bar, code = line.partition("|")
            if bar and all(has[name.lstrip("!")] != ("!" in name) for name in margin.split()):
                yield code


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Replace placeholders once: what looks like one inside a value stays as it is."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
