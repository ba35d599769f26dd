"""The request for curl, with every header that the program itself sends."""

from urllib.parse import quote

from modelbrowser.snippets.language import SHELL_SYNTAX, Language
from modelbrowser.snippets.quoting import shell
from modelbrowser.snippets.request import SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a command line for a POSIX shell, which puts the key in from its variable."""
    url = f"{request.base_url}/v1/models/{quote(request.model_id, safe='')}"
    name, prefix = request.credential_header
    lines = [f"curl {shell(url)}", f'  -H "{name}: {prefix}${request.variable}"']
    lines += [f"  -H {shell(f'{name}: {value}')}" for name, value in request.headers.items()]
    return " \\\n".join(lines) + "\n"


CURL = Language(
    name="curl",
    title="curl",
    file_extension="sh",
    hint="",
    syntax=SHELL_SYNTAX,
    write=write,
)
