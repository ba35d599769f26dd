"""Why a name is no model ID of the Claude API."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.name_form import explain_unknown_name

WINDOW = "The suffix [1m] is a Claude Code term, not part of a model ID."
CLAUDE_CODE = "This is a Claude Code term, not a model ID."
BETA = "This is a beta, not a model ID."
PLACEHOLDER = "This is a placeholder, not a model ID."
PATH = "This is a path, not a model ID."
TWO = "The text contains more than one model ID."
PRODUCT = "This is a product name, not a model ID."
ARN = "This ARN names a resource in an AWS account, not a Claude API model."
OTHER = "This doesn't look like a Claude model ID."
URL = "This is a URL, not a model ID."
DASHES = "Model IDs use dashes and lowercase letters."
SINGLE = "Model IDs begin and end with a letter or digit, and use single dashes."
SPACE = "The name contains a space."

PLATFORMS = {
    "an Amazon Bedrock": (
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "us-gov.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "anthropic.claude-3-haiku-20240307-v1:0",
        "anthropic.claude-v2:1",
        "claude-sonnet-4-5-20250929-v1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x-v1:0",
        "bedrock/claude-x",
        "bedrock/eu.anthropic.claude-x",
        "bedrock_converse/claude-x",
        "amazon-bedrock/claude-x",
        "https://bedrock-runtime.us-east-1.amazonaws.com/model/claude-x/invoke",
    ),
    "a Google Vertex AI": (
        "claude-sonnet-4-5@20250929",
        "claude-3-5-sonnet-v2@20241022",
        "claude-sonnet-4-6@default",
        "projects/p/locations/l/publishers/anthropic/models/claude-x",
        "publishers/anthropic/models/claude-x",
        "https://us-east5-aiplatform.googleapis.com/v1/projects/p/models/claude-x:rawPredict",
        "vertex_ai/claude-x",
        "@vertex-ai/anthropic.claude-x",
        "vertex_ai/anthropic.claude-x@20251001",
        "google/claude-x",
        "gateway/google-vertex:claude-x",
    ),
    "a Microsoft Foundry": (
        "azure_ai/claude-x",
        "@azure-foundry/anthropic.claude-x",
        "azure:chat:claude-x",
        "foundry/claude-x",
        "azureml://registries/azureml-anthropic/models/claude-x/versions/1",
        "https://x.services.ai.azure.com/anthropic/v1/messages/claude-x",
    ),
    "a LiteLLM": ("litellm/claude-x", "litellm_proxy/anthropic/claude-x"),
    "a Databricks": ("databricks-claude-x", "databricks/databricks-claude-x"),
    "a GitHub Copilot": ("github_copilot/claude-x", "copilot/claude-x", "github:claude-x"),
    "an SAP AI Core": ("anthropic--claude-x", "sap/anthropic--claude-x"),
    "an OpenRouter": (
        "anthropic/claude-sonnet-4.5",
        "~anthropic/claude-sonnet-4.5",
        "openrouter/anthropic/claude-x:beta",
        "claude-3-opus:beta",
        "anthropic/claude-x:thinking",
        "openrouter/auto",
        "openrouter:anthropic/claude-x",
    ),
    "an OpenRouter or LiteLLM": ("anthropic/claude-x", "~anthropic/claude-x"),
}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        *((name, f"This is {kind} name.") for kind, names in PLATFORMS.items() for name in names),
        ("scripts/claude-review.sh", PATH),
        ("claude-client.ts", PATH),
        ("models/claude-haiku-4-5.json", PATH),
        ("8080/v1/models/claude-opus-4-1", "This is a URL, not a model ID."),
        ("gateway/claude-x", "This name has a provider prefix."),
        ("openai:claude-x", "This name has a provider prefix."),
        ("https://api.anthropic.com/v1/models/claude-x", URL),
        ("api.anthropic.com/v1/models/claude-x?a=b", URL),
        ("/v1/models/claude-x", URL),
        # What the recipe of the check leaves of a URL.
        ("//console.example.com/docs/claude-opus-5", URL),
        ("opus", CLAUDE_CODE),
        ("Sonnet", CLAUDE_CODE),
        ("fable", CLAUDE_CODE),
        ("best", CLAUDE_CODE),
        ("inherit", CLAUDE_CODE),
        ("opusplan", CLAUDE_CODE),
        ("OpusPlanMode", CLAUDE_CODE),
        ("default", CLAUDE_CODE),
        ("sonnet[1m]", WINDOW),
        ("claude-sonnet-4-5[1m]", WINDOW),
        ("files-api-2025-04-14", BETA),
        ("claude-code", PRODUCT),
        ("Claude Max", PRODUCT),
        ("anthropic-ai/claude-code", PRODUCT),
        ("//docs.claude.com/en/docs/claude-code/overview", PRODUCT),
        ("claude-code-action@v1", PRODUCT),
        ("claude-agent-sdk", PRODUCT),
        ("ANTHROPIC_DEFAULT_SONNET_MODEL", "This is a variable's name, not its value."),
        ("process.env.ANTHROPIC_MODEL", "This is a variable's name, not its value."),
        ("claude-code-20250219", BETA),
        ("claude-in-chrome", PRODUCT),
        ("claude-bot@example.com", "This is an email address, not a model ID."),
        ("$ANTHROPIC_MODEL", "This is a variable's name, not its value."),
        ("claude-3-x", PLACEHOLDER),
        ("claude-model", PLACEHOLDER),
        ("claude-opus-4-example", PLACEHOLDER),
        ("claude.ai", PRODUCT),
        ("claude", PRODUCT),
        ("<model>", PLACEHOLDER),
        ("{{model}}", PLACEHOLDER),
        ("your-model-here", PLACEHOLDER),
        ("MODEL_ID", PLACEHOLDER),
        ("model", PLACEHOLDER),
        ("null", PLACEHOLDER),
        ("./claude-haiku-4-5", PATH),
        ("~/models/claude", PATH),
        ("file:///models/claude", PATH),
        ("/model claude-opus-4-8", "/model is a Claude Code command, not part of a model ID."),
        ("claude-opus-4-8 claude-haiku-4-5", TWO),
        ("claude-opus-4-8/claude-haiku-4-5", TWO),
        ("claude-opus-4-8,claude-haiku-4-5", TWO),
        ("Claude Opus 4.8 | Claude Haiku 4.5", TWO),
        ("opus, sonnet", TWO),
        ("claude-opus-4-8;haiku-4-5", TWO),
        ("Claude Opus, 4.8", DASHES),
        ('"claude-opus-4-8"+"us.anthropic.claude-haiku-4-5"', TWO),
        ("https://claude.ai/new?model=claude-opus-4-8", URL),
        ('"claude-haiku-4-5"', 'The name contains a quotation mark (").'),
        ("'claude-haiku-4-5'", "The name contains a quotation mark (')."),
        ("`claude-haiku-4-5`", "The name contains a quotation mark (`)."),
        ('"model": "claude-haiku-4-5",', 'The name contains a quotation mark (").'),
        ("claude-haiku-4-5,", 'The name contains ",", which never occurs in a model ID.'),
        ("MODEL=claude-haiku-4-5", 'The name contains "=", which never occurs in a model ID.'),
        ("--model claude-haiku-4-5", SPACE),
        ("claude-4.5-sonnet", DASHES),
        ("claude-sonnet-4.5", DASHES),
        ("Claude Sonnet 4.5", DASHES),
        ("Claude Sonnet 3.5 (New)", DASHES),
        ("arn:aws:sagemaker:us-east-1:123456789012:endpoint/x", ARN),
        ("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2", ARN),
        ("arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:provisioned-model/x1", ARN),
        ("CLAUDE-HAIKU-4-5", DASHES),
        ("claude haiku", DASHES),
        ("claude_haiku_45", DASHES),
        ("claude--haiku-4-5", SINGLE),
        ("claude-haiku..4-5", SINGLE),
        ("-claude-haiku-4-5", SINGLE),
        ("claude-haiku-4-5-", SINGLE),
        ("claude-haiku-4-5.", SINGLE),
        ("openai/gpt-4o-mini", OTHER),
        ("meta.llama3-70b-instruct-v1:0", OTHER),
        ("x", OTHER),
        ("titanic", OTHER),
    ],
)
def test_form_is_recognized(name: str, sentence: str) -> None:
    """Rows 307 to 309: another platform's name, a term of a product or a spelling is called so."""
    assert explain_unknown_name(name) == sentence


@pytest.mark.parametrize(
    ("name", "suggestion", "is_same"),
    [
        (
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "claude-sonnet-4-5-20250929",
            True,
        ),
        ("projects/p-2/locations/us-east5/models/vertex/claude-opus-5", "claude-opus-5", True),
        ("anthropic/claude-opus-4.5", "claude-opus-4-5-20251101", True),
        ("claude-opus-4-6@20260205", "claude-opus-4-6", True),
        ("anthropic.claude-v2:1", "claude-2.1", True),
        ("azureml://registries/a/models/claude-opus-5/versions/2", "claude-opus-5", True),
        ("us.anthropic.claude-opus-9-v1:0", "claude-opus-5-5", False),
        ("claude-sonnet-4@20250522", "claude-sonnet-4-20250514", False),
        ("anthropic/claude-opus", "claude-opus-5-5", False),
        ("anthropic/claude-2:beta", "claude-2.0", False),
        ("anthropic/claude-instant-1", "claude-instant-1.0", False),
        ("anthropic/claude-instant-1.2", "claude-instant-1.2", True),
        ("vertex_ai/claude-haiku-4-5@001", "claude-haiku-4-5-20251001", False),
        ("bedrock/x", "claude-latest", False),
        ("https://api.anthropic.com/v1/models/claude-opus-5", "claude-opus-5", False),
    ],
)
def test_the_claude_apis_name_is_given_if_it_is_certain(
    name: str, suggestion: str, *, is_same: bool
) -> None:
    """Row 307: a platform's name is translated only if version and date are the same."""
    sentence = explain_unknown_name(name, suggestion) or ""
    assert sentence.startswith("This is ")
    assert sentence.endswith(f" name; the Claude API calls it {suggestion}.") is is_same


@pytest.mark.parametrize(
    "name",
    [
        "claude-hiaku-4-5",
        "claude-2.1",
        "claude-v2.1",
        "claude-instant-1.2",
        "claude-sonnet",
        "claude-sonnet-4-5-us-east5",
    ],
)
def test_nothing_is_said_of_an_ordinary_name(name: str) -> None:
    """A name in the Claude API's form gets no explanation."""
    assert explain_unknown_name(name) is None


def test_nothing_is_said_of_known_names() -> None:
    """Every ID and alias of the catalog has the Claude API's form."""
    for model in load_catalog().models:
        names = (model.id, *model.aliases)
        assert [explain_unknown_name(name) for name in names] == [None for _ in names]


def test_posted_names_with_a_platform_say_so() -> None:
    """Of the names that were really posted, those with a slash or an @ are called a platform's."""
    posted = json.loads((Path(__file__).parent / "posted_names.json").read_text("utf-8"))["names"]
    names = [each["posted"] for each in posted]
    platforms = [name for name in names if "claude" in name and set("/@") & set(name)]
    assert platforms
    assert [name for name in platforms if explain_unknown_name(name) is None] == []


@given(st.text(max_size=300))
def test_any_text_has_a_form_or_none(text: str) -> None:
    """No text raises an exception."""
    assert explain_unknown_name(text) is None or explain_unknown_name(text)


@pytest.mark.parametrize("name", ["claude-haiku-4.5", "openrouter/claude-haiku-4-5"])
def test_form_of_a_gateways_names(name: str) -> None:
    """If the name that was meant has another platform's form, the Claude API's is no reason."""
    assert explain_unknown_name(name, "claude-haiku-4-5")
    assert explain_unknown_name(name, "anthropic/claude-haiku-4.5") is None


@pytest.mark.parametrize(
    ("name", "meant", "sentence"),
    [
        ("claude-haiku-4-5-20251O01", "claude-haiku-4-5-20251001", "letter O where the digit 0"),
        ("c1aude-opus-5", "claude-opus-5", "digit 1 where the letter l"),
        ("cIaude-opus-5", "claude-opus-5", "letter I where the letter l"),
        ("claude-opus-S", "claude-opus-5", None),
    ],
)
def test_a_letter_in_place_of_a_digit_is_named(name: str, meant: str, sentence: str | None) -> None:
    """A letter that looks like the right digit is the cause, not capitals."""
    expected = f"The name has the {sentence} belongs." if sentence else DASHES
    assert explain_unknown_name(name, meant) == expected


@pytest.mark.parametrize(
    "name", ["claude 4.5", "claude-4-5", "claude-5", "Claude 4", "claude-latest"]
)
def test_a_name_without_a_family_says_so(name: str) -> None:
    """Dashes and lowercase letters don't turn a version into a model ID."""
    assert explain_unknown_name(name) == "The name has no family, such as opus, sonnet or haiku."
