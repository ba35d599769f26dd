"""The request for Anthropic's SDK for Ruby (1.65)."""

from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import listed, ruby
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a script."""
    base_url = request.other_base_url
    options = f"(base_url: {ruby(base_url)})" if base_url else ""
    return (
        'require "anthropic"\n'
        "\n"
        f"# Reads {request.variable}.\n"
        f"client = Anthropic::Client.new{options}\n"
        f"model = {_call(request)}\n"
        "puts model.id, model.display_name, model.created_at\n"
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    arguments = [ruby(request.model_id)]
    if request.betas:
        arguments.append(f"betas: [{listed(request.betas, ruby)}]")
    if request.workspace_id:
        header = f"{ruby(WORKSPACE_HEADER)} => {ruby(request.workspace_id)}"
        arguments.append(f"request_options: {{extra_headers: {{{header}}}}}")
    resource = "client.beta.models" if request.betas else "client.models"
    if len(arguments) == 1:
        return f"{resource}.retrieve({arguments[0]})"
    return f"{resource}.retrieve(\n  " + ",\n  ".join(arguments) + "\n)"


RUBY = Language(
    name="ruby",
    title="Ruby",
    file_extension="rb",
    hint="gem install anthropic",
    syntax=Syntax(comment="#", quotes="\"'", keywords=frozenset({"require", "puts"})),
    write=write,
)
