"""The explanation of a name that fails is the same in text, in JSON and on screen."""

import json

import pytest
from support.apps import ask, drawn, make_app, running
from support.demo import DEMO, outcome_of

from modelbrowser.presentation.json_output import failed_json
from modelbrowser.presentation.text_output import failed_text
from modelbrowser.state import Failed, Retired

SONNET = "claude-sonnet-4-5-20250929"
CALLS = f"name; the Claude API calls it {SONNET}."


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "reason", "suggestion"),
    [
        (f"us.anthropic.{SONNET}-v1:0", f"This is an Amazon Bedrock {CALLS}", SONNET),
        (
            f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.{SONNET}-v1:0",
            f"This is an Amazon Bedrock {CALLS}",
            SONNET,
        ),
        (
            "projects/p-2/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5",
            "This is a Google Vertex AI name; the Claude API calls it claude-sonnet-4-5.",
            "claude-sonnet-4-5",
        ),
        ("claude-sonnet-4-5@20250929", f"This is a Google Vertex AI {CALLS}", SONNET),
        (f"azure_ai/{SONNET}", f"This is a Microsoft Foundry {CALLS}", SONNET),
        (f"anthropic/{SONNET}", f"This is an OpenRouter or LiteLLM {CALLS}", SONNET),
        ("claude-4.5-sonnet", "Model IDs use dashes and lowercase letters.", "claude-sonnet-4-5"),
        ("Claude Sonnet 4.5", "Model IDs use dashes and lowercase letters.", "claude-sonnet-4-5"),
        ("opus", "This is a Claude Code term, not a model ID.", "claude-opus-5-5"),
        ("best", "This is a Claude Code term, not a model ID.", None),
        ('"claude-haiku-4-5"', 'The name contains a quotation mark (").', "claude-haiku-4-5"),
        ("claude\u2013haiku-4-5", "U+2013 (en dash).", "claude-haiku-4-5"),
        ("claude-haiku\u200b-4-5", "U+200B (zero width space).", "claude-haiku-4-5"),
        ("claude-sonnet-4", "Did you mean", "claude-sonnet-4-0"),
    ],
)
async def test_why_a_name_failed_and_what_was_meant(
    name: str, reason: str, suggestion: str | None
) -> None:
    """Rows 307 to 310: the reason is one sentence, and the name meant is the first suggestion."""
    outcome = await outcome_of(name)
    assert isinstance(outcome, Failed)
    data = json.loads(failed_json(outcome, DEMO, name))
    text = failed_text(outcome, name)
    screen = await _screen(name)
    if not reason.startswith("Did you mean"):
        assert reason in (data["reason"] or data["error"]["message"])
    assert [each["id"] for each in data["suggestions"]][:1] == ([suggestion] if suggestion else [])
    if outcome.suggestions and (successor := outcome.suggestions[0].successor):
        assert f"successor {successor}" in text
        assert f"{successor} successor of {suggestion}" in " ".join(screen.split())
    for shown in (text, screen):
        assert reason in shown
    assert (f"Did you mean {suggestion}?" in text) is bool(suggestion)
    assert (f" 1 {suggestion} " in screen) is ("Did you mean:" in screen) is bool(suggestion)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "day", "successor", "newest"),
    [
        ("claude-opus-4-1", "2026-08-05", "claude-opus-4-8", None),
        ("claude-3-sonnet-20240229", "2025-07-21", None, "claude-sonnet-5-5"),
        ("claude-instant-1.2", "2024-11-06", None, None),
    ],
)
async def test_a_retired_name_is_not_misspelled(
    name: str, day: str, successor: str | None, newest: str | None
) -> None:
    """A retired name has its date and what to use instead; nothing speaks of spelling.

    The newest model of the family is not called a successor.
    """
    outcome = await outcome_of(name)
    assert isinstance(outcome, Retired)
    data = json.loads(failed_json(outcome, DEMO, name))
    text, screen = failed_text(outcome, name), await _screen(name)
    assert (data["lifecycle"], data["retired_at"][:10]) == ("retired", day)
    assert (data["successor"], data["newest"], data["suggestions"]) == (successor, newest, [])
    assert f"was retired on {day}." in text
    assert f"Retired on {day}." in screen
    for shown in (text, screen):
        assert (f"uccessor: {successor}" in shown or f"uccessor, {successor}" in shown) is bool(
            successor
        )
        assert (
            f"ewest known sonnet model: {newest}" in shown or f"model is {newest}" in shown
        ) is bool(newest)
        assert ("No successor is known" in shown) or successor or newest
        assert "Did you mean" not in shown
        assert "pelling" not in shown


async def _screen(name: str) -> str:
    """The text of the screen after a lookup, in one line."""
    async with running(make_app(), (80, 40)) as pilot:
        await ask(pilot, name)
        return " ".join(drawn(pilot).replace("│", " ").split())
