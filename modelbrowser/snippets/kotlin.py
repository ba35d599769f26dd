"""The request for Anthropic's SDK for Java (2.57), in Kotlin."""

from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import kotlin, listed
from modelbrowser.snippets.request import WORKSPACE_HEADER, SnippetRequest

_IMPORTS = """\
import com.anthropic.client.AnthropicClient
import com.anthropic.client.okhttp.AnthropicOkHttpClient
"""
_BETA_IMPORTS = """\
import com.anthropic.models.beta.models.ModelRetrieveParams
"""


def write(request: SnippetRequest) -> str:
    """Write statements for the body of a function, with their imports."""
    return (
        f"{_IMPORTS}{_BETA_IMPORTS if request.betas else ''}"
        "\n"
        f"val client: AnthropicClient = {_client(request)} // {request.variable}\n"
        f"{_call(request)}\n"
        'println("${model.id()} ${model.displayName()} ${model.createdAt()}")\n'
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    model_id = kotlin(request.model_id)
    if not request.betas:
        return f"val model = client.models().retrieve({model_id})"
    betas = "".join(f"    .addBeta({kotlin(beta)})\n" for beta in request.betas)
    return (
        "val params = ModelRetrieveParams.builder()\n"
        f"{betas}"
        "    .build()\n"
        f"val model = client.beta().models().retrieve({model_id}, params)"
    )


def _client(request: SnippetRequest) -> str:
    options = []
    if request.other_base_url:
        options.append(f"    .baseUrl({kotlin(request.other_base_url)})\n")
    if request.workspace_id:
        header = listed((WORKSPACE_HEADER, request.workspace_id), kotlin)
        options.append(f"    .putHeader({header})\n")
    if not options:
        return "AnthropicOkHttpClient.fromEnv()"
    return f"AnthropicOkHttpClient.builder()\n    .fromEnv()\n{''.join(options)}    .build()"


KOTLIN = Language(
    name="kotlin",
    title="Kotlin",
    file_extension="kt",
    hint="com.anthropic:anthropic-java",
    syntax=Syntax(comment="//", quotes='"', keywords=frozenset({"import", "val"})),
    write=write,
)
