"""The request for Anthropic's SDK for TypeScript (checked against 1.12)."""

from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import listed, single
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a module; it is one of JavaScript too."""
    return (
        "import Anthropic from '@anthropic-ai/sdk';\n"
        "\n"
        f"// Reads {request.variable}.\n"
        f"const client = new Anthropic({_options(request)});\n"
        f"const model = await {_call(request)};\n"
        "console.log(model.id, model.display_name, model.created_at);\n"
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    model_id = single(request.model_id)
    if not request.betas:
        return f"client.models.retrieve({model_id})"
    return (
        f"client.beta.models.retrieve({model_id}, {{\n"
        f"  betas: [{listed(request.betas, single)}],\n"
        "})"
    )


def _options(request: SnippetRequest) -> str:
    options = []
    if request.other_base_url:
        options.append(f"baseURL: {single(request.other_base_url)}")
    if request.workspace_id:
        header = f"{single(WORKSPACE_HEADER)}: {single(request.workspace_id)}"
        options.append(f"defaultHeaders: {{ {header} }}")
    return f"{{ {', '.join(options)} }}" if options else ""


TYPESCRIPT = Language(
    name="typescript",
    title="TypeScript",
    file_extension="ts",
    hint="npm install @anthropic-ai/sdk",
    syntax=Syntax(
        comment="//",
        quotes="\"'",
        keywords=frozenset({"import", "from", "const", "new", "await"}),
    ),
    write=write,
)
