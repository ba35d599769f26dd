"""What Java and Kotlin share: the expressions that Anthropic's SDK for Java is built with."""

from collections.abc import Callable

from modelbrowser.snippets.quoting import listed
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest


def client(request: SnippetRequest, quote: Callable[[str], str]) -> str:
    """The client; it reads the key from its variable.

    Args:
        request: What the code is to ask.
        quote: Makes a literal of the language.
    """
    options = []
    if request.other_base_url:
        options.append(f"baseUrl({quote(request.other_base_url)})")
    if request.workspace_id:
        options.append(f"putHeader({listed((WORKSPACE_HEADER, request.workspace_id), quote)})")
    if not options:
        return "AnthropicOkHttpClient.fromEnv()"
    return _built("AnthropicOkHttpClient", ["fromEnv()", *options])


def parameters(request: SnippetRequest, quote: Callable[[str], str]) -> str:
    """The parameters of the beta resource's call: the betas.

    Args:
        request: What the code is to ask.
        quote: Makes a literal of the language.
    """
    return _built("ModelRetrieveParams", [f"addBeta({quote(beta)})" for beta in request.betas])


def _built(name: str, calls: list[str]) -> str:
    """An object of a class, by its builder; a call a line."""
    return "\n    .".join([f"{name}.builder()", *calls, "build()"])
