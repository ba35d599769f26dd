"""Why a name is no model ID of the Claude API."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.catalogue import load_catalogue
from modelbrowser.domain.name_form import describe_form

BEDROCK = "This is an Amazon Bedrock name."
VERTEX = "This is a Google Vertex AI name."
FOUNDRY = "This is a Microsoft Foundry name."
OPENROUTER = "This is an OpenRouter name."
CLAUDE_CODE = "This is a word of Claude Code, not a model ID."
DASHES = "Model IDs use dashes and lower case."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", BEDROCK),
        ("anthropic.claude-3-haiku-20240307-v1:0", BEDROCK),
        ("arn:aws:bedrock:us-east-1:123456789012:inference-profile/x", BEDROCK),
        ("bedrock/claude-x", BEDROCK),
        ("bedrock/eu.anthropic.claude-x", BEDROCK),
        ("claude-sonnet-4-5@20250929", VERTEX),
        ("claude-3-5-sonnet-v2@20241022", VERTEX),
        ("projects/p/locations/l/publishers/anthropic/models/claude-x", VERTEX),
        ("publishers/anthropic/models/claude-x", VERTEX),
        ("vertex_ai/claude-x", VERTEX),
        ("gateway/google-vertex:claude-x", VERTEX),
        ("gateway/claude-x", "This is a gateway's name: the Claude API's have no slash."),
        ("azure_ai/claude-x", FOUNDRY),
        ("anthropic/claude-sonnet-4.5", OPENROUTER),
        ("openrouter/anthropic/claude-x:beta", OPENROUTER),
        ("opus", CLAUDE_CODE),
        ("Sonnet", CLAUDE_CODE),
        ("best", CLAUDE_CODE),
        ("opusplan", CLAUDE_CODE),
        ("default", CLAUDE_CODE),
        ("sonnet[1m]", CLAUDE_CODE),
        ("claude-sonnet-4-5[1m]", CLAUDE_CODE),
        ('"claude-haiku-4-5"', 'The name contains a quotation mark (").'),
        ("'claude-haiku-4-5'", "The name contains a quotation mark (')."),
        ("`claude-haiku-4-5`", "The name contains a quotation mark (`)."),
        ("claude-4.5-sonnet", DASHES),
        ("claude-sonnet-4.5", DASHES),
        ("Claude Sonnet 4.5", DASHES),
        ("CLAUDE-HAIKU-4-5", DASHES),
        ("claude haiku", DASHES),
    ],
)
def test_form_is_recognized(name: str, sentence: str) -> None:
    """A name of a platform, a word of Claude Code, or another spelling is called that."""
    assert describe_form(name) == sentence


@pytest.mark.parametrize(
    "name", ["claude-hiaku-4-5", "claude-2.1", "claude-instant-1.2", "gpt-9", "x", "claude-sonnet"]
)
def test_nothing_is_said_of_an_ordinary_name(name: str) -> None:
    """Of a name in the Claude API's form nothing is said."""
    assert describe_form(name) is None


def test_nothing_is_said_of_known_names() -> None:
    """Every ID and alias of the catalogue has the Claude API's form."""
    for model in load_catalogue().models:
        names = (model.id, *model.aliases)
        assert [describe_form(name) for name in names] == [None for _ in names]


def test_posted_names_with_a_platform_say_so() -> None:
    """Of the names that were really posted, those with a slash or an @ are called a platform's."""
    posted = json.loads((Path(__file__).parent / "posted_names.json").read_text("utf-8"))["names"]
    names = [each["posted"] for each in posted]
    platforms = [name for name in names if "claude" in name and set("/@") & set(name)]
    assert platforms
    assert [name for name in platforms if describe_form(name) is None] == []


@given(st.text(max_size=300))
def test_any_text_has_a_form_or_none(text: str) -> None:
    """No text raises anything."""
    assert describe_form(text) is None or describe_form(text)
