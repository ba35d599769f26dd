"""The request for Anthropic's SDK for Java (2.57), in Kotlin."""

from modelbrowser.snippets import java_sdk
from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import kotlin
from modelbrowser.snippets.request import SnippetRequest

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
        f"// Reads {request.variable}.\n"
        f"val client: AnthropicClient = {java_sdk.client(request, kotlin)}\n"
        f"{_call(request)}\n"
        'println("${model.id()} ${model.displayName()} ${model.createdAt()}")\n'
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    model_id = kotlin(request.model_id)
    if not request.betas:
        return f"val model = client.models().retrieve({model_id})"
    return (
        f"val params = {java_sdk.parameters(request, kotlin)}\n"
        f"val model = client.beta().models().retrieve({model_id}, params)"
    )


KOTLIN = Language(
    name="kotlin",
    title="Kotlin",
    file_extension="kt",
    hint="com.anthropic:anthropic-java",
    syntax=Syntax(comment="//", quotes='"', keywords=frozenset({"import", "val"})),
    write=write,
)
