"""The request for Anthropic's SDK for C# (12.38)."""

from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import double, listed
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a program of top-level statements."""
    imports = "using Anthropic;\n"
    if request.betas:
        imports += "using Anthropic.Models.Beta.Models;\n"
    return (
        f"{imports}"
        "\n"
        f"// Reads {request.variable}.\n"
        f"AnthropicClient client = new(){_options(request)};\n"
        f"var model = await {_call(request)};\n"
        'Console.WriteLine($"{model.ID} {model.DisplayName} {model.CreatedAt}");\n'
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    model_id = double(request.model_id)
    if not request.betas:
        return f"client.Models.Retrieve({model_id})"
    # Strings, not the enumeration's members: those were renumbered once.
    return (
        f"client.Beta.Models.Retrieve({model_id}, new ModelRetrieveParams\n"
        "{\n"
        f"    Betas = [{listed(request.betas, double)}],\n"
        "})"
    )


def _options(request: SnippetRequest) -> str:
    options = []
    if request.other_base_url:
        options.append(f"BaseUrl = {double(request.other_base_url)}")
    if request.workspace_id:
        # The client itself has no headers; those of its HTTP client go along.
        header = listed((WORKSPACE_HEADER, request.workspace_id), double)
        options.append(f"HttpClient = new() {{ DefaultRequestHeaders = {{ {{ {header} }} }} }}")
    return f" {{ {', '.join(options)} }}" if options else ""


CSHARP = Language(
    name="csharp",
    title="C#",
    file_extension="cs",
    hint="dotnet add package Anthropic",
    syntax=Syntax(comment="//", quotes='"', keywords=frozenset({"using", "new", "var", "await"})),
    write=write,
)
