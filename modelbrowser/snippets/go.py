"""The request for Anthropic's SDK for Go, first major version (1.60)."""

from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import double, listed
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest

_MODULE = "github.com/anthropics/anthropic-sdk-go"


def write(request: SnippetRequest) -> str:
    """Write a program."""
    options = _options(request)
    imports = [_MODULE, f"{_MODULE}/option"] if options else [_MODULE]
    lines = "".join(f'\t"{name}"\n' for name in imports)
    return (
        "package main\n"
        "\n"
        'import (\n\t"context"\n\t"fmt"\n'
        "\n"
        f"{lines})\n"
        "\n"
        "func main() {\n"
        f"\t// Reads {request.variable}.\n"
        f"\tclient := anthropic.NewClient({options})\n"
        f"\tmodel, err := {_call(request)}\n"
        "\tif err != nil {\n\t\tpanic(err)\n\t}\n"
        "\tfmt.Println(model.ID, model.DisplayName, model.CreatedAt)\n"
        "}\n"
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    arguments = f"context.TODO(), {double(request.model_id)}"
    if not request.betas:
        return f"client.Models.Get({arguments}, anthropic.ModelGetParams{{}})"
    return (
        f"client.Beta.Models.Get({arguments}, anthropic.BetaModelGetParams{{\n"
        f"\t\tBetas: []anthropic.AnthropicBeta{{{listed(request.betas, double)}}},\n"
        "\t})"
    )


def _options(request: SnippetRequest) -> str:
    options = []
    if request.other_base_url:
        options.append(f"option.WithBaseURL({double(request.other_base_url)})")
    if request.workspace_id:
        header = listed((WORKSPACE_HEADER, request.workspace_id), double)
        options.append(f"option.WithHeader({header})")
    return ", ".join(options)


GO = Language(
    name="go",
    title="Go",
    file_extension="go",
    hint=f"go get {_MODULE}",
    syntax=Syntax(
        comment="//",
        quotes='"',
        raw_quotes="`",
        keywords=frozenset({"package", "import", "func", "if", "nil"}),
    ),
    write=write,
)
