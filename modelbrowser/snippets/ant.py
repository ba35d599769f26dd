"""The request for `ant`, the command line of the Claude Developer Platform."""

from modelbrowser.snippets.language import SHELL_SYNTAX, Language
from modelbrowser.snippets.quoting import shell
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a command line for a POSIX shell; `ant` reads the key from its variable."""
    words = ["ant"]
    if request.workspace_id:
        # ant has no flag for it; its SDK adds the headers of this variable.
        header = shell(f"{WORKSPACE_HEADER}: {request.workspace_id}")
        words.insert(0, f"ANTHROPIC_CUSTOM_HEADERS={header}")
    if request.other_base_url:
        words.append(_flag("base-url", request.other_base_url))
    words.append("beta:models" if request.betas else "models")
    words += ["retrieve", _flag("model-id", request.model_id)]
    if request.betas:
        words.append(_flag("beta", _literal(",".join(request.betas))))
    return " ".join(words) + "\n"


def _flag(name: str, value: str) -> str:
    """A flag with its value; one that begins with a dash would be taken for a flag."""
    separator = "=" if value.startswith("-") else " "
    return f"--{name}{separator}{shell(value)}"


def _literal(value: str) -> str:
    """Keep `ant` from taking a header's value for the name of a file to send."""
    return "\\" + value if value.startswith("@") else value


ANT = Language(
    name="ant",
    title="ant CLI",
    file_extension="sh",
    hint="brew install anthropics/tap/ant",
    syntax=SHELL_SYNTAX,
    write=write,
)
