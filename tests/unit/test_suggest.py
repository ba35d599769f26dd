"""Suggestions: typical wrong names, and the names that were meant."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.calls import count_calls
from support.demo import NOW, outcomes_of

from modelbrowser.domain.known_name import KnownName, collect_known_names
from modelbrowser.domain.suggest import ParsedName, parse_name, suggest
from modelbrowser.state import Failed, Found, Retired

KNOWN = collect_known_names(None, (), NOW)

MEANT: dict[str, dict[str, str]] = {
    "typos": {
        "claude-sonet-4-5": "claude-sonnet-4-5",
        "c1aude-opus-5": "claude-opus-5",
        "claude-sonnnet-4-6": "claude-sonnet-4-6",
        "cluade-sonnet-4-5": "claude-sonnet-4-5",
        "claude-snonet-5": "claude-sonnet-5",
        "claud-opus-4-5": "claude-opus-4-5",
        "claude-opsu-4-8": "claude-opus-4-8",
        "claude-0pus-5": "claude-opus-5",
        "claude-s0nnet-5": "claude-sonnet-5",
        "claude-hiaku-4-5": "claude-haiku-4-5",
        "calude-haiku-5-5": "claude-haiku-5-5",
        "claude-haikuu-4-5": "claude-haiku-4-5",
        "claude-fabel-5-1": "claude-fable-5-1",
        "claude-mytos-5": "claude-mythos-5",
        "cloud-sonnet-4-6": "claude-sonnet-4-6",
        "claude--opus-4-6": "claude-opus-4-6",
        "claude-opus-4-7-": "claude-opus-4-7",
        "claudesonnet-4-5": "claude-sonnet-4-5",
        "claude-opus45": "claude-opus-4-5",
        "claude-sonnet-4-5-2025092": "claude-sonnet-4-5-20250929",
        "claude-sonnet-4-5-202509299": "claude-sonnet-4-5-20250929",
        "claude-opus-4-5-20251110": "claude-opus-4-5-20251101",
        "claude-ops-5": "claude-opus-5",
        "claude-haikku-5-5": "claude-haiku-5-5",
        "claudeopus5": "claude-opus-5",
        "claude-opus-55": "claude-opus-5-5",
        "cIaude-opus-5": "claude-opus-5",
    },
    "dots for dashes": {
        "claude-3.5-sonnet": "claude-3-5-sonnet-20241022",
        "claude-sonnet-4.5": "claude-sonnet-4-5",
        "claude-opus-4.6": "claude-opus-4-6",
        "claude-haiku-4.5": "claude-haiku-4-5",
        "claude-3.7-sonnet-20250219": "claude-3-7-sonnet-20250219",
        "claude-sonnet-4.5-20250929": "claude-sonnet-4-5-20250929",
        "claude.opus.4.8": "claude-opus-4-8",
        "claude-opus-4.1": "claude-opus-4-1",
        "claude-opus-5.5": "claude-opus-5-5",
        "claude-opus-4,8": "claude-opus-4-8",
    },
    "swapped words": {
        "claude-4-sonnet": "claude-sonnet-4-0",
        "claude-4-opus": "claude-opus-4-0",
        "claude-4-5-sonnet": "claude-sonnet-4-5",
        "claude-4.5-haiku": "claude-haiku-4-5",
        "sonnet-4-5-claude": "claude-sonnet-4-5",
        "4-6-opus-claude": "claude-opus-4-6",
        "claude-5-fable": "claude-fable-5",
        "claude-haiku-3-5-20241022": "claude-3-5-haiku-20241022",
        "claude-sonnet-3-7": "claude-3-7-sonnet-20250219",
        "claude-opus-3": "claude-3-opus-20240229",
        "claude-4-sonnet-20250514": "claude-sonnet-4-20250514",
        "claude-20250929-sonnet-4-5": "claude-sonnet-4-5-20250929",
        "claude-5-opus": "claude-opus-5",
    },
    "a dash too few": {
        "claude-fable-52": "claude-fable-5-2",
    },
    "a digit too many": {
        "claude-opus-4-77": "claude-opus-4-7",
        "claude-opus-4-80": "claude-opus-4-8",
        "claude-haiku-4-55": "claude-haiku-4-5",
        "claude-sonnet-4-66": "claude-sonnet-4-6",
    },
    "nothing in front": {
        "mythos-preview": "claude-mythos-preview",
        "claude-mythos-preview-20260407": "claude-mythos-preview",
        "sonnet-4-5": "claude-sonnet-4-5",
        "opus-4-8": "claude-opus-4-8",
        "haiku-4-5-20251001": "claude-haiku-4-5-20251001",
        "fable-5": "claude-fable-5",
        "sonnet 4.6": "claude-sonnet-4-6",
        "Sonnet5": "claude-sonnet-5",
        "haiku 4.5": "claude-haiku-4-5",
        "Opus 4.8": "claude-opus-4-8",
        "opus-5.5": "claude-opus-5-5",
    },
    "retired models": {
        "claude-3-5-sonnet-20241022": "claude-sonnet-4-6",
        "claude-3-7-sonnet-latest": "claude-sonnet-4-6",
        "claude-3-opus-20240229": "claude-opus-4-8",
        "claude-3-haiku-20240307": "claude-haiku-4-5-20251001",
        "claude-opus-4-20250514": "claude-opus-4-8",
        "claude-sonnet-4-0": "claude-sonnet-4-6",
        "claude-sonnet-4-5-20250929": "claude-sonnet-5-5",
        "claude-sonnet-4": "claude-sonnet-4-0",
        "claude-opus-4": "claude-opus-4-0",
        "claude-3-sonnet": "claude-3-sonnet-20240229",
        "claude-3-haiku": "claude-3-haiku-20240307",
        "claude-opus-4-1-latest": "claude-opus-4-1",
        "claude-mythos": "claude-mythos-5-2",
        "Claude Mythos Preview": "claude-mythos-preview",
        "claude-sonnet-20250514": "claude-sonnet-4-20250514",
        "claude-instant-1": "claude-instant-1.2",
        "claude-instant-1-2": "claude-instant-1.2",
        "claude-2": "claude-2.1",
        "claude-v1.3": "claude-1.3",
        "anthropic.claude-v2": "claude-2.0",
        "anthropic.claude-v2:1": "claude-2.1",
        "bedrock/anthropic.claude-v2:1": "claude-2.1",
        "claude-3-5-sonet-20241022": "claude-3-5-sonnet-20241022",
        "clade-3-opus-20240229": "claude-3-opus-20240229",
        "claude-3-haiku@20240307": "claude-3-haiku-20240307",
        "claude-instant-1.1-100k": "claude-instant-1.1",
    },
    "words of other products": {
        "opus": "claude-opus-5-5",
        "sonnet": "claude-sonnet-5-5",
        "haiku": "claude-haiku-5-5",
        "fable": "claude-fable-5-2",
        "sonnet[1m]": "claude-sonnet-5-5",
        "opus[1m]": "claude-opus-5-5",
        "opusplan": "claude-opus-5-5",
        "claude-opus-latest": "claude-opus-5-5",
        "claude-sonnet-latest": "claude-sonnet-5-5",
        "claude-sonnet": "claude-sonnet-5-5",
        "claude-sonnet-4-5-latest": "claude-sonnet-4-5",
        "claude-sonnet-4-6[1m]": "claude-sonnet-4-6",
        "opusplan[1m]": "claude-opus-5-5",
        "opus-latest": "claude-opus-5-5",
    },
    "prefixes and suffixes of providers": {
        "anthropic/claude-sonnet-4.5": "claude-sonnet-4-5",
        "anthropic/claude-opus-4-8": "claude-opus-4-8",
        "openrouter/anthropic/claude-3.5-haiku": "claude-3-5-haiku-20241022",
        "anthropic.claude-3-5-sonnet-20241022-v2:0": "claude-3-5-sonnet-20241022",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0": "claude-sonnet-4-5-20250929",
        "eu.anthropic.claude-haiku-4-5-20251001-v1:0:200k": "claude-haiku-4-5-20251001",
        "global.anthropic.claude-opus-4-6-v1": "claude-opus-4-6",
        "claude-sonnet-4-5@20250929": "claude-sonnet-4-5-20250929",
        "claude-3-5-sonnet-v2@20241022": "claude-3-5-sonnet-20241022",
        "claude-opus-4-1@20250805": "claude-opus-4-1-20250805",
        "claude-3-opus:beta": "claude-3-opus-20240229",
        "anthropic/claude-3.7-sonnet:thinking": "claude-3-7-sonnet-20250219",
        "claude-sonnet-4-5-thinking": "claude-sonnet-4-5",
        "vertex_ai/claude-haiku-4-5@20251001": "claude-haiku-4-5-20251001",
        "anthropic.claude-instant-v1": "claude-instant-1.2",
        "claude-instant-v1.1-100k": "claude-instant-1.1",
        "claude-sonnet-v4-5": "claude-sonnet-4-5",
        "anthropic.claude-mythos-preview-v1:0": "claude-mythos-preview",
        "bedrock:us-east-1:anthropic.claude-sonnet-4-5": "claude-sonnet-4-5",
        "us-central1/claude-opus-4-8@default": "claude-opus-4-8",
        "azureml://registries/azureml-anthropic/models/claude-haiku-4-5/versions/1": (
            "claude-haiku-4-5"
        ),
        "anthropic--claude-4.5-sonnet": "claude-sonnet-4-5",
        "databricks/databricks-claude-3-7-sonnet": "claude-3-7-sonnet-20250219",
        "bedrock/us.anthropic.claude-sonnet-4-6": "claude-sonnet-4-6",
        "apac.anthropic.claude-haiku-4-5-20251001-v1:0": "claude-haiku-4-5-20251001",
        "jp.anthropic.claude-sonnet-4-6": "claude-sonnet-4-6",
        "bedrock/converse/anthropic.claude-opus-4-6-v1:0": "claude-opus-4-6",
        "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/"
        "us-gov.anthropic.claude-opus-4-6-v1": "claude-opus-4-6",
        "https://us-east5-aiplatform.googleapis.com/v1/projects/p-1/locations/"
        "us-east5/publishers/anthropic/models/claude-opus-4-5@20251101:streamRawPredict": (
            "claude-opus-4-5-20251101"
        ),
        "~anthropic/claude-haiku-latest": "claude-haiku-5-5",
        "anthropic/claude-opus-4.6-fast": "claude-opus-4-6",
        "openrouter/anthropic/claude-opus-4.7:online": "claude-opus-4-7",
        "accounts/anthropic/models/claude-haiku-4-5": "claude-haiku-4-5",
        "replicate/anthropic/claude-4.5-haiku": "claude-haiku-4-5",
        "CLAUDE_HAIKU_4_5_20251001_V1_0": "claude-haiku-4-5-20251001",
        "claude-opus-4-7-high": "claude-opus-4-7",
        "claude-4.6-sonnet-thinking-max": "claude-sonnet-4-6",
        "claude-haiku-4-5:latest": "claude-haiku-4-5",
        "models/claude-opus-4/versions/8": "claude-opus-4-0",
        "models/claude-2/versions/1": "claude-2.0",
    },
    "wrong and mixed dates and versions": {
        "claude-sonnet-4-5-20250930": "claude-sonnet-4-5-20250929",
        "claude-sonnet-4-5-20250514": "claude-sonnet-4-5-20250929",
        "claude-3-5-haiku-20240307": "claude-3-5-haiku-20241022",
        "claude-3-7-sonnet-20241022": "claude-3-7-sonnet-20250219",
        "claude-opus-4-5-20250929": "claude-opus-4-5-20251101",
        "claude-haiku-4-5-20251015": "claude-haiku-4-5-20251001",
        "claude-sonnet-4-5-2025-09-29": "claude-sonnet-4-5-20250929",
        "claude-opus-4-6-20260204": "claude-opus-4-6",
        "claude-sonnet-4-7": "claude-sonnet-4-6",
        "claude-opus-4-9": "claude-opus-4-8",
        "claude-haiku-4": "claude-haiku-4-5",
        "claude-opus-4-8-20260528": "claude-opus-4-8",
        "claude-haiku-4-5-202510": "claude-haiku-4-5-20251001",
        "claude-haiku-5": "claude-haiku-5-5",
        "claude-opus-6": "claude-opus-5-5",
    },
    "look-alike characters": {
        "claude\u2013haiku-4-5": "claude-haiku-4-5",
        "claude-haiku-4\u22125": "claude-haiku-4-5",
        "claude\u2011sonnet\u20114\u20116": "claude-sonnet-4-6",
        "cl\u0430ude-\u043epus-5": "claude-opus-5",
        "\u0421laude-opus-4-8": "claude-opus-4-8",
        "\u03bfpus": "claude-opus-5-5",
        "claude-\u200bhaiku-4-5": "claude-haiku-4-5",
        "\ufeffclaude-sonnet-5": "claude-sonnet-5",
        "\u201cclaude-haiku-4-5\u201d": "claude-haiku-4-5",
        "claude\u00a0Opus\u00a04.8": "claude-opus-4-8",
        "claude-opus\uff0d5": "claude-opus-5",
        "\u0441laud\u0435-\u043e\u0440us-4-1": "claude-opus-4-1",
        "claude-opus-\uff15": "claude-opus-5",
        "claude-\u03bfpus-5": "claude-opus-5",
        "claude-\u200copus-5": "claude-opus-5",
    },
    "other marks and trailing text": {
        "Claude Sonnet 4.5": "claude-sonnet-4-5",
        "CLAUDE-OPUS-4-8": "claude-opus-4-8",
        "claude_sonnet_4_5": "claude-sonnet-4-5",
        "claude sonnet 5": "claude-sonnet-5",
        "claude-sonnet-4-5 (deprecated)": "claude-sonnet-4-5",
        "claude-opus-4-8, please": "claude-opus-4-8",
        '"claude-haiku-4-5"': "claude-haiku-4-5",
        "claude-sonnet-4-5.": "claude-sonnet-4-5",
        "model=claude-opus-4-7": "claude-opus-4-7",
        "claude-opus-4-5-20251101/messages": "claude-opus-4-5-20251101",
        "Claude_Opus_4.5-20251101": "claude-opus-4-5-20251101",
        "- claude-opus-5": "claude-opus-5",
        "claude-opus-5 # prod": "claude-opus-5",
        "${MODEL:-claude-opus-5}": "claude-opus-5",
        "claude-haiku-4-5?beta=true": "claude-haiku-4-5",
        "claude-hiaku?beta=true": "claude-haiku-5-5",
    },
    "numbers in front": {
        "1:claude-haiku-4-5": "claude-haiku-4-5",
        "2:claude-opus-5": "claude-opus-5",
        "12:claude-sonnet-4-5": "claude-sonnet-4-5",
        "123:4:claude-opus-4-1": "claude-opus-4-1",
        "3. claude-opus-4-5-20251101": "claude-opus-4-5-20251101",
        "\x1b[1;31mclaude-haiku-4-5": "claude-haiku-4-5",
        "2024-05-01 claude-sonnet-4-5": "claude-sonnet-4-5",
        "app2.py:7:claude-3-opus-20240229": "claude-3-opus-20240229",
        "2:claude-2.1": "claude-2.1",
        "claude_2.py:12:claude-haiku-4-5": "claude-haiku-4-5",
        "4-5-claude-haiku": "claude-haiku-4-5",
        "4-5-claude-haiku-20251001": "claude-haiku-4-5-20251001",
    },
}
TABLE = [(asked, meant) for kind in MEANT.values() for asked, meant in kind.items()]

NONE = [
    "gpt-4o",
    "arn:aws:bedrock:us-east-2:998877665544:default-prompt-router/anthropic.claude:1",
    "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/a1b2c3d4e5f6",
    "azure_ai/my-claude-deployment",
    "claude-code",
    "files-api-2025-04-14",
    "gpt-4",
    "gemini-2.5-pro",
    "llama-3.1-70b-instruct",
    "mistral-large-latest",
    "o1-preview",
    "deepseek-chat",
    "cl",
    "default",
    "4-5",
    "20250929",
    "!!!",
    "x" * 256,
    "GPT-4o",
    "openai/gpt-5.1",
    "google/gemini-3-pro",
    "Llama-3.3-70B-Instruct",
    "us.meta.llama3-3-70b-instruct-v1:0",
    "amazon.nova-pro-v1:0",
    "glm-4.7",
    "claude-desktop",
    "claude-cowork",
    "anthropic",
    "auto",
    "null",
    "claude-4-6",
    "claude-opus-9-20991231",
    "a@b.example",
    "$ANTHROPIC_MODEL",
    "{{ model }}",
    "<model-id>",
    "../../etc/passwd",
    "0195f3a2-7c1d-7e3b-9b6e-1f2a3b4c5d6e",
]


def _suggested(asked: str, *names: str) -> list[str]:
    """The names suggested out of these, or out of the catalog."""
    given = [KnownName(name=name) for name in names]
    return [candidate.name for candidate in suggest(asked, given or KNOWN)]


def test_table_is_large_enough() -> None:
    """The table has at least 90 wrong names, each once."""
    assert len(TABLE) >= 90
    assert len({asked for asked, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("asked", "meant"), TABLE)
def test_the_name_meant_is_suggested(asked: str, meant: str) -> None:
    """Rows 63, 307 to 310: whatever is wrong with a name, the one that was meant is suggested."""
    assert meant in _suggested(asked)


def test_the_name_meant_is_mostly_first() -> None:
    """In nine of ten cases the first suggestion is the right one."""
    others = {asked: names for asked, meant in TABLE if (names := _suggested(asked))[:1] != [meant]}
    assert len(others) <= len(TABLE) / 10, others


@pytest.mark.parametrize(("asked", "meant"), MEANT["numbers in front"].items())
def test_numbers_in_front_are_ignored(asked: str, meant: str) -> None:
    """Line numbers, list numbers and escape codes don't change what is suggested first."""
    assert _suggested(asked)[0] == meant


@pytest.mark.parametrize("asked", NONE)
def test_nothing_is_suggested_for_other_names(asked: str) -> None:
    """If no known name is near, nothing is suggested."""
    assert _suggested(asked) == []


POSTED = json.loads(Path(__file__).with_name("posted_names.json").read_text("utf-8"))["names"]


@pytest.mark.anyio
async def test_posted_names() -> None:
    """Of the 95 names posted in public, each that means a model leads to it first.

    The five that mean none have no suggestion. Retired ones are called that, and have their
    documented successor.
    """
    assert (len(POSTED), sum(bool(each["meant"]) for each in POSTED)) == (95, 90)
    outcomes = await outcomes_of([each["posted"] for each in POSTED])
    retired = {}
    for each in POSTED:
        match outcomes[each["posted"]]:
            case Found() as found:
                assert found.query.model_id in each["meant"]
            case Retired(error=error):
                retired[each["posted"]] = error.retirement.successor
            case Failed(suggestions=names):
                first = [candidate.name for candidate in names][:1]
                assert first == [name for name in first if name in each["meant"]]
                assert bool(first) is bool(each["meant"]), each
    assert retired == {
        "claude-3-5-sonnet-20241022 ": "claude-sonnet-4-6",
        "claude-2.1": None,
        "claude-instant-1.2": None,
        "claude-3-sonnet-20240229": None,
    }


@pytest.mark.parametrize(
    ("name", "parsed"),
    [
        ("claude-sonnet-4-5-20250929", ParsedName(frozenset({"sonnet"}), 405, "20250929")),
        ("Claude Opus 4.8", ParsedName(frozenset({"opus"}), 408, "")),
        ("claude-3-opus-latest", ParsedName(frozenset({"opus"}), 300, "")),
        ("claude-opus-4-0", ParsedName(frozenset({"opus"}), 400, "")),
        ("sonnet45", ParsedName(frozenset({"sonnet"}), 405, "")),
        ("team-10-20-30", ParsedName(frozenset({"team"}), 1020, "")),
        ("3-opus-2024-02-29", ParsedName(frozenset({"opus"}), 300, "20240229")),
        ("3-opus-2024.02.29", ParsedName(frozenset({"opus"}), 300, "20240229")),
        ("3-opus-2024_02_29", ParsedName(frozenset({"opus"}), 300, "20240229")),
        ("opus-5-v1:2", ParsedName(frozenset({"opus"}), 500, "")),
        ("opus-5-20260101-v1:0:200k", ParsedName(frozenset({"opus"}), 500, "20260101")),
        ("opus-v2", ParsedName(frozenset({"opus"}), 0, "")),
        ("claude-v2:1", ParsedName(frozenset({"v"}), 201, "")),
        ("claude-v2:1:200k", ParsedName(frozenset({"v"}), 201, "")),
        ("us-east-1.opus-5", ParsedName(frozenset({"opus"}), 500, "")),
        ("opus-5-us-gov-west-1", ParsedName(frozenset({"opus"}), 500, "")),
        ("opus-5-europe-southwest1", ParsedName(frozenset({"opus"}), 500, "")),
        ("3-opus-v2@20240229", ParsedName(frozenset({"opus"}), 300, "20240229")),
        ("opus-5[1m]", ParsedName(frozenset({"opus"}), 500, "")),
        ("opus-5:200K", ParsedName(frozenset({"opus"}), 500, "")),
        ("opus-5-2mm", ParsedName(frozenset({"opus", "mm"}), 502, "")),
        ("12345-opus-5-20260101", ParsedName(frozenset({"opus"}), 500, "20260101")),
        ("c1aude-0pus-5", ParsedName(frozenset({"opus"}), 500, "")),
        ("opus-5-123", ParsedName(frozenset({"opus"}), 500, "123")),
        ("", ParsedName(frozenset(), 0, "")),
    ],
)
def test_a_name_is_taken_apart(name: str, parsed: ParsedName) -> None:
    """Words, version and date are found in any order and with any separators.

    Words that all models share, revisions and context windows are left out.
    """
    assert parse_name(name) == parsed


@pytest.mark.parametrize(
    ("asked", "names", "suggested"),
    [
        # The words that fit best come first: with no word too few, and none too many.
        ("Opus-5", ["opus-fast-5", "opus-5"], ["opus-5", "opus-fast-5"]),
        ("Opus-fast-5", ["opus-5", "opus-fast-5-1"], ["opus-fast-5-1", "opus-5"]),
        # "Old" means the first of several with the same version.
        ("Opus 5 (Old)", ["opus-5", "opus-5-2025", "opus-5-2024"], ["opus-5-2024", "opus-5-2025"]),
        # A name that shares no word isn't suggested.
        ("opus-5", ["sonnet-5"], []),
        # Then the nearest version.
        ("opus-4-7", ["opus-4-9", "opus-4-8", "opus-4-3"], ["opus-4-8", "opus-4-9", "opus-4-3"]),
        ("opus-4-9", ["opus-5", "opus-4-1"], ["opus-4-1", "opus-5"]),
        # Without a version, the newest.
        ("opus", ["opus-5", "opus-6", "opus-1"], ["opus-5", "opus-6", "opus-1"]),
        # Then the nearest date; a name without one comes last.
        (
            "opus-4-20250616",
            ["opus-4", "opus-4-20250514", "opus-4-20250616"],
            ["opus-4-20250514", "opus-4"],
        ),
        (
            "opus-4-20250617",
            ["opus-4", "opus-4-20250514", "opus-4-20250616"],
            ["opus-4-20250616", "opus-4-20250514", "opus-4"],
        ),
        # A date with a digit missing or too many.
        ("opus-4-2025061", ["opus-4-20250514", "opus-4-20250610"], ["opus-4-20250610"]),
        ("opus-4-202505141", ["opus-4-20250616", "opus-4-20250514"], ["opus-4-20250514"]),
        ("opus-4-202505", ["opus-4-20260501", "opus-4-20250501"], ["opus-4-20250501"]),
        # Without a date, the alias comes first.
        ("opus-4-0", ["opus-4-20250514", "opus-4"], ["opus-4", "opus-4-20250514"]),
        # A name with version and date must fit in one of them.
        ("opus-3-20240229", ["opus-4-20240229", "opus-3", "opus-4"], ["opus-3", "opus-4-20240229"]),
        ("opus-20240229", ["opus-4", "opus-3-20240229"], ["opus-3-20240229", "opus-4"]),
        # Of several names, each is meant.
        (
            "claude-opus-4 claude-haiku-5",
            ["claude-opus-5", "claude-haiku-5", "claude-opus-4"],
            ["claude-opus-4", "claude-haiku-5"],
        ),
        (
            "claude-hiaku-5,claude-opus-4,",
            ["claude-opus-5", "claude-haiku-5", "claude-opus-4"],
            ["claude-haiku-5", "claude-opus-4"],
        ),
        ("claude-9, claude-opus-5", ["claude-opus-5"], ["claude-opus-5"]),
    ],
)
def test_order(asked: str, names: list[str], suggested: list[str]) -> None:
    """Suggestions are ordered by words, then by version, then by date."""
    assert _suggested(asked, *names)[: max(1, len(suggested))] == suggested


@pytest.mark.parametrize(
    ("asked", "names", "suggested"),
    [
        ("team-smal", ["team-smell", "team-small"], ["team-small", "team-smell"]),
        ("fasst-1", ["fasten-1", "fast-1"], ["fast-1"]),
        # A word inside a longer one, if it is long enough not to be there by chance.
        ("teamfast-1", ["fast-1"], ["fast-1"]),
        ("important-1", ["ant-1"], []),
        # A word inside is meant, not one that is similar to the whole.
        ("opuses-1", ["opusus-1", "opus-1"], ["opus-1"]),
        # A typo in the first letter isn't recognized.
        ("plus-1", ["opus-1"], []),
    ],
)
def test_words_with_typos(asked: str, names: list[str], suggested: list[str]) -> None:
    """A misspelled word means the known word inside it, or the one that is most similar."""
    assert _suggested(asked, *names) == suggested


def test_a_retired_model_comes_after_others_of_its_version() -> None:
    """Of two names with the version that was asked for, the one that works comes first."""
    retired = KnownName(name="opus-4-1", lifecycle="retired")
    active = KnownName(name="opus-4-1-20250805")
    older = KnownName(name="opus-4")
    assert suggest("Opus-4.1", (retired, active, older)) == (active, retired, older)


def test_a_retired_model_is_followed_by_its_successor() -> None:
    """A suggested model that is retired is followed by what to use in its place."""
    first, second, *_ = suggest("claude-3.7-sonnet-20250219", KNOWN)
    assert (first.is_retired, first.retires_at) == (True, datetime(2026, 2, 19, tzinfo=UTC))
    assert (second.name, second.is_retired) == ("claude-sonnet-4-6", False)


def test_a_deprecated_model_is_followed_by_its_successor() -> None:
    """A suggested model that is deprecated is followed by its documented successor."""
    first, second, *_ = suggest("claude-sonnet-4.5", KNOWN)
    assert first.name == "claude-sonnet-4-5"
    assert (first.is_retired, first.retires_at) == (False, datetime(2026, 11, 30, tzinfo=UTC))
    assert first.successor == "claude-sonnet-5-5"
    assert second.name == "claude-sonnet-5-5"


def _model(name: str, **fields: Any) -> KnownName:
    return KnownName(name=name, **fields)


def test_the_documented_successor_comes_before_the_newest() -> None:
    """The documented successor is suggested if it is known; else the newest with the same words."""
    newest, next_one, other = _model("opus-6"), _model("opus-5"), _model("fable-7")
    leaving = _model("opus-4-1", lifecycle="retired", successor="fable-7")
    assert suggest("opus-4.1", (other, newest, next_one, leaving)) == (leaving, other, next_one)
    assert suggest("opus-4.1", (newest, next_one, leaving)) == (leaving, newest, next_one)


def test_a_successor_is_active_and_of_the_same_words() -> None:
    """A retired model isn't a successor, and neither is one with other words."""
    leaving = _model("opus-4-1", lifecycle="retired", successor="opus-5")
    retired = _model("opus-5", lifecycle="retired")
    fast = _model("opus-fast-6")
    assert suggest("opus-4.1", (fast, retired, leaving)) == (leaving, retired, fast)


def test_an_active_model_needs_no_successor() -> None:
    """After an active model come the other names that are near, not the newest."""
    names = ("opus-6", "opus-4-2", "opus-4-1")
    assert _suggested("opus-4.1", *names) == ["opus-4-1", "opus-4-2", "opus-6"]


def test_the_name_itself_is_not_suggested() -> None:
    """A known name is not suggested again; in its place there is one more of the others."""
    names = ("opus-4-1", "opus-4-2", "opus-4-3", "opus-4-4")
    assert _suggested("opus-4-1", *names) == ["opus-4-2", "opus-4-3", "opus-4-4"]
    assert _suggested("123", "123", "123-a", "123-b", "123-c") == ["123-a", "123-b", "123-c"]
    leaving = _model("opus-4-1", lifecycle="retired")
    others = (_model("opus-4-2"), _model("opus-4-3"), _model("opus-4-4"))
    assert suggest("opus-4-1", (leaving, *others)) == others


def test_the_list_comes_before_the_catalog() -> None:
    """Of two models that are equally near, the one that the API lists is suggested."""
    listed = KnownName(name="claude-opus-6-1")
    assert suggest("opus", (listed, *KNOWN))[0] is listed


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("claude-h", ["claude-haiku-5-5", "claude-haiku-4-5", "claude-haiku-4-5-20251001"]),
        ("Claude-Haiku-4", ["claude-haiku-4-5", "claude-haiku-4-5-20251001"]),
        ("claude", []),
        ("cla", []),
        ("CLAUDE-3-", ["claude-3-7-sonnet-latest", "claude-sonnet-4-6"]),
        ("cl", []),
    ],
)
def test_the_beginning_of_a_name_is_completed(asked: str, names: list[str]) -> None:
    """The beginning of a name is completed: aliases before dated IDs, retired models last."""
    assert _suggested(asked)[: max(1, len(names))] == names


@pytest.mark.parametrize(
    "asked",
    [
        "https://api.anthropic.com/v1/models/claude-opus-5",
        "https://claude-haiku-4-5.example/v1/models/claude-opus-5/?beta=claude-haiku-4-5#a",
        "api.anthropic.com/v1/models/claude-opus-5#/claude-haiku-4-5",
        "/v1/models/claude-opus-5/messages",
        "https://docs.example/sonnet/haiku/claude-opuss-5",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-opus-5",
    ],
)
def test_the_name_in_a_url_is_meant(asked: str) -> None:
    """Of a URL, a path or an ARN, the last part with a known word is meant."""
    assert _suggested(asked)[0] == "claude-opus-5"


def test_names_of_a_gateway_are_suggested_too() -> None:
    """Names of another scheme than Claude's are found by their words and numbers."""
    names = ("team-fast", "team-large-2", "anthropic/claude-sonnet-4.5")
    assert _suggested("team-larg-2", *names)[0] == "team-large-2"
    assert _suggested("claude-sonnet-4-5", *names)[0] == "anthropic/claude-sonnet-4.5"


@settings(max_examples=80)
@given(
    asked=st.one_of(st.text(max_size=300), st.from_regex(r"[a-z0-9.@:/_ -]{0,40}")),
    names=st.lists(st.one_of(st.text(max_size=40), st.from_regex(r"[a-z]+(-\d+)*")), max_size=8),
    limit=st.integers(0, 5),
)
def test_only_known_names_are_suggested(asked: str, names: list[str], limit: int) -> None:
    """For any name and any known names: at most `limit`, each once, only known ones, no error."""
    known = [KnownName(name=name) for name in dict.fromkeys(names)]
    suggested = suggest(asked, (*known, *KNOWN), limit)
    assert len(suggested) <= limit
    assert len({candidate.name for candidate in suggested}) == len(suggested)
    assert set(suggested) <= {*known, *KNOWN}
    assert asked not in {candidate.name for candidate in suggested}


@pytest.mark.parametrize("asked", ["claude-sonet-4.5", "opus", "wrod-77"])
def test_ten_thousand_names_are_quick(asked: str) -> None:
    """Suggestions out of 10,000 names take a few calls a name: about 40 ms on a slow machine."""
    words = ("sonnet", "opus", "haiku", "word")
    known = [
        KnownName(
            name=f"claude-{words[i % 4]}-{i % 9}-{i % 7}-2025{i:06}",
        )
        for i in range(10_000)
    ]
    assert count_calls(lambda: suggest(asked, known)) < 20 * len(known)


def test_a_hostile_list_is_searched_at_once() -> None:
    """The first 10,000 names of up to 100 characters are compared: all would take a minute."""
    near, others = KnownName(name="claude-opus-5"), [KnownName(name="x")] * 10_000
    assert suggest("claude-opus-55", [*others[1:], near]) == (near,)
    assert suggest("claude-opus-55", [*others, near]) == ()
    assert suggest("claude-opus-55", [KnownName(name=f"claude-opus-5-{'x' * 87}")]) == ()
