"""The forms that a template can't express: curl, ant and httpx."""

from urllib.parse import quote

from modelbrowser.snippets.quoting import quote_double, quote_shell
from modelbrowser.snippets.request import SnippetRequest


def curl(request: SnippetRequest) -> str:
    """Write a command for a POSIX shell with every header that this program itself sends."""
    url = f"{request.base_url}/v1/models/{quote(request.model_id, safe='')}"
    name, prefix = request.credential_header
    lines = [
        f"{_hints(request)}curl {quote_shell(url)}",
        f'  -H "{name}: {prefix}${request.variable}"',
    ]
    lines += [f"  -H {quote_shell(f'{name}: {value}')}" for name, value in request.headers.items()]
    return " \\\n".join(lines) + "\n"


def ant(request: SnippetRequest) -> str:
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


def httpx(request: SnippetRequest) -> str:
    """Write a script without an SDK, with every header that this program itself sends."""
    name, prefix = request.credential_header
    before = f"{quote_double(prefix)} + " if prefix else ""
    headers = [f"{quote_double(name)}: {before}os.environ[{quote_double(request.variable)}]"]
    headers += [
        f"{quote_double(name)}: {quote_double(value)}" for name, value in request.headers.items()
    ]
    lines = "".join(f"        {header},\n" for header in headers)
    return (
        f"{_hints(request)}import os, httpx\n"
        "from urllib.parse import quote\n"
        "\n"
        "r = httpx.get(\n"
        f"    {quote_double(request.base_url + '/v1/models/')} + "
        f'quote({quote_double(request.model_id)}, safe=""),\n'
        "    headers={\n"
        f"{lines}"
        "    },\n"
        "    timeout=15,\n"
        ")\n"
        "r.raise_for_status()\n"
        'print(r.json()["id"], r.headers.get("request-id"))\n'
    )


def _hints(request: SnippetRequest) -> str:
    """Write comments on what SDKs read by themselves, and other code doesn't."""
    hint = "# ant auth print-credentials --env gives ANTHROPIC_AUTH_TOKEN.\n"
    return hint * bool(request.profile) + _custom_header_hint(request)


def _custom_header_hint(request: SnippetRequest) -> str:
    names = ", ".join(request.custom_headers)
    return f"# Add the headers of ANTHROPIC_CUSTOM_HEADERS: {names}.\n" if names else ""
