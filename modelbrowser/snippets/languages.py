"""The languages that a request can be copied in.

Most are templates, in `languages.toml`; three need code.

All text in a request is printable ASCII (`SnippetRequest` checks that). So there are no line
breaks or control characters to escape, only characters that are special in a literal.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from modelbrowser.domain.credential import CREDENTIAL_VARIABLES
from modelbrowser.record import Record
from modelbrowser.snippets.highlight import Syntax
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest

_PROFILE = "ANTHROPIC_PROFILE, unless a key or token is set"
"""What SDKs read a profile's name from."""

_PLACEHOLDER = re.compile(r"<([a-z_]+)>")


class Language(Record, kw_only=True):
    """A way to write a request.

    Attributes:
        name: Its name in saved choices; lowercase.
        title: Its name on screen.
        file_extension: Without the dot.
        install_hint: What must be installed first; may be empty.
        syntax: How its text is highlighted.
        write: Makes the code of a request, which ends with a line break.
    """

    name: str
    title: str
    file_extension: str
    install_hint: str
    syntax: Syntax
    write: Callable[[SnippetRequest], str]


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
            "variable": _PROFILE if request.profile else request.variable,
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
        return quote_escaped(text, self.quote, self.special)

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


def quote_escaped(text: str, quote: str = '"', special: str = "") -> str:
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


def _load() -> Iterator[Language]:
    text = Path(__file__).with_name("languages.toml").read_text("utf-8")
    for name, fields in tomllib.loads(text).items():
        syntax, template = Syntax(**fields.pop("syntax")), fields.pop("template", None)
        write = Template(**template).write if template else _FORMS[name]
        yield Language(name=name, syntax=syntax, write=write, **fields)


def _curl(request: SnippetRequest) -> str:
    """Write a command for a POSIX shell, with every header that this program sends."""
    url = f"{request.base_url}/v1/models/{quote(request.model_id, safe='')}"
    name, prefix = request.credential_header
    lines = [
        f"{_hints(request)}curl {quote_shell(url)}",
        f'  -H "{name}: {prefix}${request.variable}"',
    ]
    lines += [f"  -H {quote_shell(f'{name}: {value}')}" for name, value in request.headers.items()]
    return " \\\n".join(lines) + "\n"


def _ant(request: SnippetRequest) -> str:
    """Write a command for a POSIX shell; `ant` reads the key from its variable."""

    def flag(name: str, value: str) -> str:
        # A value that begins with a dash would be taken for a flag.
        separator = "=" if value.startswith("-") else " "
        return f"--{name}{separator}{quote_shell(value)}"

    words = ["ant"]
    if request.profile:
        # Otherwise a key or token that is set would be used instead.
        unset = " ".join(f"-u {name}" for name in CREDENTIAL_VARIABLES)
        words.insert(0, f"env {unset} ANTHROPIC_PROFILE={quote_shell(request.profile)}")
    if request.custom_base_url:
        words.append(flag("base-url", request.custom_base_url))
    if request.workspace_id:
        # Since 1.13.
        words.append(flag("workspace-id", request.workspace_id))
    words.append("beta:models" if request.betas else "models")
    words += ["retrieve", flag("model-id", request.model_id)]
    if request.betas:
        betas = ",".join(request.betas)
        # A value that begins with @ would be taken for the name of a file to send.
        words.append(flag("beta", "\\" + betas if betas.startswith("@") else betas))
    return _custom_header_hint(request) + " ".join(words) + "\n"


def _httpx(request: SnippetRequest) -> str:
    """Write a script that uses no SDK, with every header that this program sends."""
    name, prefix = request.credential_header
    before = f"{quote_escaped(prefix)} + " if prefix else ""
    headers = [f"{quote_escaped(name)}: {before}os.environ[{quote_escaped(request.variable)}]"]
    headers += [
        f"{quote_escaped(name)}: {quote_escaped(text)}" for name, text in request.headers.items()
    ]
    lines = "".join(f"        {header},\n" for header in headers)
    return (
        f"{_hints(request)}import os, httpx\n"
        "from urllib.parse import quote\n"
        "\n"
        "r = httpx.get(\n"
        f"    {quote_escaped(request.base_url + '/v1/models/')} + "
        f'quote({quote_escaped(request.model_id)}, safe=""),\n'
        "    headers={\n"
        f"{lines}"
        "    },\n"
        "    timeout=15,\n"
        ")\n"
        "r.raise_for_status()\n"
        'print(r.json()["id"], r.headers.get("request-id"))\n'
    )


def _hints(request: SnippetRequest) -> str:
    """Write comments about what SDKs read by themselves but other code doesn't."""
    hint = _custom_header_hint(request)
    if request.profile:
        named = f"--profile {quote_shell(request.profile)}"
        hint = f"# ant auth print-credentials {named} --env prints ANTHROPIC_AUTH_TOKEN.\n{hint}"
    return hint


def _custom_header_hint(request: SnippetRequest) -> str:
    names = ", ".join(request.custom_headers)
    return f"# Add the headers from ANTHROPIC_CUSTOM_HEADERS: {names}.\n" if names else ""


_FORMS = {"curl": _curl, "ant": _ant, "httpx": _httpx}
"""The forms that a template can't express."""

LANGUAGES = tuple(_load())
"""All languages, in the order on screen."""
