"""The request without an SDK, as this program itself sends it."""

from modelbrowser.snippets.language import PYTHON_SYNTAX, Language
from modelbrowser.snippets.quoting import double
from modelbrowser.snippets.request import SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a script."""
    headers = {double(name): double(value) for name, value in request.headers.items()}
    lines = "".join(f"        {name}: {value},\n" for name, value in headers.items())
    return (
        "import os, httpx\n"
        "from urllib.parse import quote\n"
        "\n"
        "r = httpx.get(\n"
        f"    {double(request.base_url + '/v1/models/')} + "
        f'quote({double(request.model_id)}, safe=""),\n'
        "    headers={\n"
        f"        {_credential(request)},\n"
        f"{lines}"
        "    },\n"
        "    timeout=15,\n"
        ")\n"
        "r.raise_for_status()\n"
        'print(r.json()["id"], r.headers.get("request-id"))\n'
    )


def _credential(request: SnippetRequest) -> str:
    """The header that the variable's value goes in."""
    name, prefix = request.credential_header
    before = f"{double(prefix)} + " if prefix else ""
    return f"{double(name)}: {before}os.environ[{double(request.variable)}]"


HTTPX = Language(
    name="httpx",
    title="httpx",
    file_extension="py",
    hint="pip install httpx",
    syntax=PYTHON_SYNTAX,
    write=write,
)
