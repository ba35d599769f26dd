"""The request for Anthropic's SDK for Python (checked against 2.12)."""

from modelbrowser.snippets.language import PYTHON_SYNTAX, Language
from modelbrowser.snippets.quoting import double, listed
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a script."""
    return (
        "from anthropic import Anthropic\n"
        "\n"
        f"# Reads {request.variable}.\n"
        f"client = Anthropic({_options(request)})\n"
        f"model = {_call(request)}\n"
        "print(model.id, model.display_name, model.created_at.astimezone())\n"
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    model_id = double(request.model_id)
    if not request.betas:
        return f"client.models.retrieve({model_id})"
    return (
        "client.beta.models.retrieve(\n"
        f"    {model_id},\n"
        f"    betas=[{listed(request.betas, double)}],\n"
        ")"
    )


def _options(request: SnippetRequest) -> str:
    options = []
    if request.other_base_url:
        options.append(f"base_url={double(request.other_base_url)}")
    if request.workspace_id:
        header = f"{double(WORKSPACE_HEADER)}: {double(request.workspace_id)}"
        options.append(f"default_headers={{{header}}}")
    return ", ".join(options)


PYTHON = Language(
    name="python",
    title="Python",
    file_extension="py",
    hint="pip install anthropic",
    syntax=PYTHON_SYNTAX,
    write=write,
)
