"""The request for Anthropic's SDK for Java (2.57)."""

from modelbrowser.snippets import java_sdk
from modelbrowser.snippets.language import Language, Syntax
from modelbrowser.snippets.quoting import double
from modelbrowser.snippets.request import SnippetRequest

_IMPORTS = """\
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
"""
_STABLE_IMPORTS = """\
import com.anthropic.models.models.ModelInfo;
"""
_BETA_IMPORTS = """\
import com.anthropic.models.beta.models.BetaModelInfo;
import com.anthropic.models.beta.models.ModelRetrieveParams;
"""


def write(request: SnippetRequest) -> str:
    """Write statements for the body of a method, with their imports."""
    return (
        f"{_IMPORTS}{_BETA_IMPORTS if request.betas else _STABLE_IMPORTS}"
        "\n"
        f"// Reads {request.variable}.\n"
        f"AnthropicClient client = {java_sdk.client(request, double)};\n"
        f"{_call(request)};\n"
        'System.out.println(model.id() + " " + model.displayName() + " " + model.createdAt());\n'
    )


def _call(request: SnippetRequest) -> str:
    """The stable call, or the beta resource's where a beta is ticked."""
    model_id = double(request.model_id)
    if not request.betas:
        return f"ModelInfo model = client.models().retrieve({model_id})"
    return (
        f"ModelRetrieveParams params = {java_sdk.parameters(request, double)};\n"
        f"BetaModelInfo model = client.beta().models().retrieve({model_id}, params)"
    )


JAVA = Language(
    name="java",
    title="Java",
    file_extension="java",
    hint="com.anthropic:anthropic-java",
    syntax=Syntax(comment="//", quotes='"', keywords=frozenset({"import"})),
    write=write,
)
