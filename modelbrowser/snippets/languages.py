"""The languages that a request can be copied in: `languages.toml`, and code for three of them."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from modelbrowser.record import Record
from modelbrowser.snippets.highlight import Syntax
from modelbrowser.snippets.request import SnippetRequest
from modelbrowser.snippets.template import Template, quote_shell, quote_text


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

    words = [f"ANTHROPIC_PROFILE={quote_shell(request.profile)}"] if request.profile else []
    words.append("ant")
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
    before = f"{quote_text(prefix)} + " if prefix else ""
    headers = [f"{quote_text(name)}: {before}os.environ[{quote_text(request.variable)}]"]
    headers += [
        f"{quote_text(name)}: {quote_text(value)}" for name, value in request.headers.items()
    ]
    lines = "".join(f"        {header},\n" for header in headers)
    return (
        f"{_hints(request)}import os, httpx\n"
        "from urllib.parse import quote\n"
        "\n"
        "r = httpx.get(\n"
        f"    {quote_text(request.base_url + '/v1/models/')} + "
        f'quote({quote_text(request.model_id)}, safe=""),\n'
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
    hint = "# ant auth print-credentials --env prints ANTHROPIC_AUTH_TOKEN.\n"
    return hint * bool(request.profile) + _custom_header_hint(request)


def _custom_header_hint(request: SnippetRequest) -> str:
    names = ", ".join(request.custom_headers)
    return f"# Add the headers from ANTHROPIC_CUSTOM_HEADERS: {names}.\n" if names else ""


_FORMS = {"curl": _curl, "ant": _ant, "httpx": _httpx}
"""The forms that a template can't express."""

LANGUAGES = tuple(_load())
"""All languages, in the order on screen."""
