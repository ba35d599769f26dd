"""The forms that a template can't express: curl, ant and httpx."""

from urllib.parse import quote

from modelbrowser.snippets.quoting import quote_double, quote_shell
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest

_PROFILE_HINT = "# ant auth print-credentials --env gives ANTHROPIC_AUTH_TOKEN."


def curl(request: SnippetRequest) -> str:
    """Write a command for a POSIX shell with every header that this program itself sends."""
    url = f"{request.base_url}/v1/models/{quote(request.model_id, safe='')}"
    name, prefix = request.credential_header
    comment = f"{_PROFILE_HINT}\n" if request.profile else ""
    lines = [f"{comment}curl {quote_shell(url)}", f'  -H "{name}: {prefix}${request.variable}"']
    lines += [f"  -H {quote_shell(f'{name}: {value}')}" for name, value in request.headers.items()]
    return " \\\n".join(lines) + "\n"


def ant(request: SnippetRequest) -> str:
    """Write a command for a POSIX shell; `ant` reads the key from its variable."""

    def flag(name: str, value: str) -> str:
        # A value that begins with a dash would be taken for a flag.
        separator = "=" if value.startswith("-") else " "
        return f"--{name}{separator}{quote_shell(value)}"

    words = ["ant"]
    if request.profile:
        words.insert(0, f"ANTHROPIC_PROFILE={quote_shell(request.profile)}")
    if request.workspace_id:
        # ant has no flag for it; its SDK adds the headers of this variable.
        header = quote_shell(f"{WORKSPACE_HEADER}: {request.workspace_id}")
        words.insert(0, f"ANTHROPIC_CUSTOM_HEADERS={header}")
    if request.custom_base_url:
        words.append(flag("base-url", request.custom_base_url))
    words.append("beta:models" if request.betas else "models")
    words += ["retrieve", flag("model-id", request.model_id)]
    if request.betas:
        betas = ",".join(request.betas)
        # A value that begins with @ would be taken for the name of a file to send.
        words.append(flag("beta", "\\" + betas if betas.startswith("@") else betas))
    return " ".join(words) + "\n"


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
        f"{_PROFILE_HINT}\n" * bool(request.profile) + "import os, httpx\n"
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
