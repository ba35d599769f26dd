"""The exact form in each language, as checked against the SDKs of 2026-11-29."""

import pytest

from modelbrowser.snippets.languages import LANGUAGES
from modelbrowser.snippets.request import SnippetRequest

BY_NAME = {language.name: language for language in LANGUAGES}
BETA_FORMS = {
    "curl": """\
curl 'https://api.anthropic.com/v1/models/claude-sonnet-4-5' \\
  -H "x-api-key: $ANTHROPIC_API_KEY" \\
  -H 'anthropic-version: 2023-06-01' \\
  -H 'anthropic-beta: context-management-2025-06-27,mcp-client-2025-11-20' \\
  -H 'accept: application/json'
""",
    "python": """\
from anthropic import Anthropic

# Reads ANTHROPIC_API_KEY.
client = Anthropic()
model = client.beta.models.retrieve(
    "claude-sonnet-4-5",
    betas=["context-management-2025-06-27", "mcp-client-2025-11-20"],
)
print(model.id, model.display_name, model.created_at.astimezone())
""",
    "typescript": """\
import Anthropic from '@anthropic-ai/sdk';

// Reads ANTHROPIC_API_KEY.
const client = new Anthropic();
const model = await client.beta.models.retrieve('claude-sonnet-4-5', {
  betas: ['context-management-2025-06-27', 'mcp-client-2025-11-20'],
});
console.log(model.id, model.display_name, model.created_at);
""",
    "go": """\
package main

import (
	"context"
	"fmt"

	"github.com/anthropics/anthropic-sdk-go/v2"
)

func main() {
	// Reads ANTHROPIC_API_KEY.
	client := anthropic.NewClient()
	model, err := client.Beta.Models.Get(context.TODO(), "claude-sonnet-4-5", \
anthropic.BetaModelGetParams{
		Betas: []anthropic.AnthropicBeta{"context-management-2025-06-27", \
"mcp-client-2025-11-20"},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(model.ID, model.DisplayName, model.CreatedAt)
}
""",
    "java": """\
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.beta.models.BetaModelInfo;
import com.anthropic.models.beta.models.ModelRetrieveParams;

// Reads ANTHROPIC_API_KEY.
AnthropicClient client = AnthropicOkHttpClient.fromEnv();
ModelRetrieveParams params = ModelRetrieveParams.builder()
    .addBeta("context-management-2025-06-27")
    .addBeta("mcp-client-2025-11-20")
    .build();
BetaModelInfo model = client.beta().models().retrieve("claude-sonnet-4-5", params);
System.out.println(model.id() + " " + model.displayName() + " " + model.createdAt());
""",
    "kotlin": """\
import com.anthropic.client.AnthropicClient
import com.anthropic.client.okhttp.AnthropicOkHttpClient
import com.anthropic.models.beta.models.ModelRetrieveParams

// Reads ANTHROPIC_API_KEY.
val client: AnthropicClient = AnthropicOkHttpClient.fromEnv()
val params = ModelRetrieveParams.builder()
    .addBeta("context-management-2025-06-27")
    .addBeta("mcp-client-2025-11-20")
    .build()
val model = client.beta().models().retrieve("claude-sonnet-4-5", params)
println("${model.id()} ${model.displayName()} ${model.createdAt()}")
""",
    "ruby": """\
require "anthropic"

# Reads ANTHROPIC_API_KEY.
client = Anthropic::Client.new
model = client.beta.models.retrieve(
  "claude-sonnet-4-5",
  betas: ["context-management-2025-06-27", "mcp-client-2025-11-20"]
)
puts model.id, model.display_name, model.created_at
""",
    "csharp": """\
using Anthropic;
using Anthropic.Models.Beta.Models;

// Reads ANTHROPIC_API_KEY.
AnthropicClient client = new();
var model = await client.Beta.Models.Retrieve("claude-sonnet-4-5", new ModelRetrieveParams
{
    Betas = ["context-management-2025-06-27", "mcp-client-2025-11-20"],
});
Console.WriteLine($"{model.ID} {model.DisplayName} {model.CreatedAt}");
""",
    "php": """\
<?php
require 'vendor/autoload.php';

use Anthropic\\Client;

// Reads ANTHROPIC_API_KEY.
$client = new Client();
$model = $client->beta->models->retrieve(
    'claude-sonnet-4-5',
    betas: ['context-management-2025-06-27', 'mcp-client-2025-11-20'],
);
echo $model->id, ' ', $model->displayName, PHP_EOL;
""",
    "ant": """\
ant beta:models retrieve --model-id 'claude-sonnet-4-5' \
--beta 'context-management-2025-06-27,mcp-client-2025-11-20'
""",
    "httpx": """\
import os, httpx
from urllib.parse import quote

r = httpx.get(
    "https://api.anthropic.com/v1/models/" + quote("claude-sonnet-4-5", safe=""),
    headers={
        "x-api-key": os.environ["ANTHROPIC_API_KEY"],
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "context-management-2025-06-27,mcp-client-2025-11-20",
        "accept": "application/json",
    },
    timeout=15,
)
r.raise_for_status()
print(r.json()["id"], r.headers.get("request-id"))
""",
}
STABLE_CALLS = {
    "curl": "curl 'https://api.anthropic.com/v1/models/claude-sonnet-4-5' \\\n",
    "python": 'model = client.models.retrieve("claude-sonnet-4-5")\n',
    "typescript": "const model = await client.models.retrieve('claude-sonnet-4-5');\n",
    "go": (
        "model, err := client.Models.Get("
        'context.TODO(), "claude-sonnet-4-5", anthropic.ModelGetParams{})\n'
    ),
    "java": 'ModelInfo model = client.models().retrieve("claude-sonnet-4-5");\n',
    "kotlin": 'val model = client.models().retrieve("claude-sonnet-4-5")\n',
    "ruby": 'model = client.models.retrieve("claude-sonnet-4-5")\n',
    "csharp": 'var model = await client.Models.Retrieve("claude-sonnet-4-5");\n',
    "php": "$model = $client->models->retrieve('claude-sonnet-4-5');\n",
    "ant": "ant models retrieve --model-id 'claude-sonnet-4-5'\n",
    "httpx": 'models/" + quote("claude-sonnet-4-5", safe=""),\n',
}


@pytest.mark.parametrize("name", BY_NAME)
def test_beta_form(name: str) -> None:
    """With two betas, each language calls the beta resource of its SDK, in this form."""
    betas = ("context-management-2025-06-27", "mcp-client-2025-11-20")
    request = SnippetRequest(model_id="claude-sonnet-4-5", betas=betas)
    assert BY_NAME[name].write(request) == BETA_FORMS[name]


@pytest.mark.parametrize("name", BY_NAME)
def test_stable_form(name: str) -> None:
    """Without betas, each language makes the stable call and doesn't mention betas."""
    code = BY_NAME[name].write(SnippetRequest(model_id="claude-sonnet-4-5"))
    assert STABLE_CALLS[name] in code
    assert "beta" not in code.lower()


WORKSPACE_FORMS = {
    "python": 'client.models.retrieve("claude-a", workspace_id="wrkspc_1")\n',
    "typescript": "client.models.retrieve('claude-a', { workspace_id: 'wrkspc_1' });\n",
    "go": 'option.WithHeader("anthropic-workspace-id", "wrkspc_1")',
    "java": '    .putHeader("anthropic-workspace-id", "wrkspc_1")\n',
    "kotlin": '    .putHeader("anthropic-workspace-id", "wrkspc_1")\n',
    "ruby": 'request_options: {extra_headers: {"anthropic-workspace-id" => "wrkspc_1"}}\n',
    "csharp": (
        'new(new ClientOptions { BaseUrl = "https://gw.example", ExtraHeaders = '
        'new Dictionary<string, string> { ["anthropic-workspace-id"] = "wrkspc_1" } });\n'
    ),
    "php": "requestOptions: ['extraHeaders' => ['anthropic-workspace-id' => 'wrkspc_1']]",
    "curl": "-H 'anthropic-workspace-id: wrkspc_1'\n",
    "ant": (
        "ant --base-url 'https://gw.example' --workspace-id 'wrkspc_1' models retrieve "
        "--model-id 'claude-a'\n"
    ),
    "httpx": '        "anthropic-workspace-id": "wrkspc_1",\n',
}


@pytest.mark.parametrize("name", BY_NAME)
def test_workspace_form(name: str) -> None:
    """A workspace is an argument of the call, an option of the client, or a header."""
    code = BY_NAME[name].write(
        SnippetRequest(model_id="claude-a", base_url="https://gw.example", workspace_id="wrkspc_1")
    )
    assert WORKSPACE_FORMS[name] in code
