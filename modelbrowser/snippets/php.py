"""The request for Anthropic's SDK for PHP (0.43)."""

from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import listed, single
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest


def write(request: SnippetRequest) -> str:
    """Write a script."""
    return (
        "<?php\n"
        "require 'vendor/autoload.php';\n"
        "\n"
        "use Anthropic\\Client;\n"
        "\n"
        f"// Reads {request.variable}.\n"
        f"$client = new Client({_options(request)});\n"
        f"$model = {_call(request)};\n"
        "echo $model->id, ' ', $model->displayName, PHP_EOL;\n"
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    model_id = single(request.model_id)
    if not request.betas:
        return f"$client->models->retrieve({model_id})"
    return (
        "$client->beta->models->retrieve(\n"
        f"    {model_id},\n"
        f"    betas: [{listed(request.betas, single)}],\n"
        ")"
    )


def _options(request: SnippetRequest) -> str:
    options = []
    if request.other_base_url:
        options.append(f"baseUrl: {single(request.other_base_url)}")
    if request.workspace_id:
        header = f"{single(WORKSPACE_HEADER)} => {single(request.workspace_id)}"
        options.append(f"requestOptions: ['extraHeaders' => [{header}]]")
    return ", ".join(options)


PHP = Language(
    name="php",
    title="PHP",
    file_extension="php",
    hint="composer require anthropic-ai/sdk guzzlehttp/guzzle",
    syntax=Syntax(
        comment="//", quotes="\"'", keywords=frozenset({"require", "use", "new", "echo"})
    ),
    write=write,
)
