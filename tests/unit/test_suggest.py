"""Did you mean: wrong IDs of the kinds that people really type, and what they meant."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbrowser.domain.candidates import Candidate, candidates
from modelbrowser.domain.suggest import suggest

KNOWN = candidates((), ())

MEANT: dict[str, dict[str, str]] = {
    "typing slips": {
        "claude-sonet-4-5": "claude-sonnet-4-5",
        "claude-sonnnet-4-6": "claude-sonnet-4-6",
        "cluade-sonnet-4-5": "claude-sonnet-4-5",
        "claude-snonet-5": "claude-sonnet-5",
        "claud-opus-4-5": "claude-opus-4-5",
        "claude-opsu-4-8": "claude-opus-4-8",
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
    },
    "nothing in front": {
        "sonnet-4-5": "claude-sonnet-4-5",
        "opus-4-8": "claude-opus-4-8",
        "haiku-4-5-20251001": "claude-haiku-4-5-20251001",
        "fable-5": "claude-fable-5",
        "sonnet 4.6": "claude-sonnet-4-6",
        "Sonnet5": "claude-sonnet-5",
    },
    "retired models": {
        "claude-3-5-sonnet-20241022": "claude-sonnet-5-5",
        "claude-3-7-sonnet-latest": "claude-sonnet-5-5",
        "claude-3-opus-20240229": "claude-opus-5-5",
        "claude-3-haiku-20240307": "claude-haiku-5-5",
        "claude-opus-4-20250514": "claude-opus-5-5",
        "claude-sonnet-4-0": "claude-sonnet-5-5",
        "claude-sonnet-4-5-20250929": "claude-sonnet-5-5",
        "claude-3-sonnet": "claude-sonnet-5-5",
        "claude-3-haiku": "claude-3-haiku-20240307",
        "claude-opus-4-1-latest": "claude-opus-4-1",
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
        "bedrock/us.anthropic.claude-sonnet-4-6": "claude-sonnet-4-6",
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
    },
}
TABLE = [(asked, meant) for kind in MEANT.values() for asked, meant in kind.items()]

NONE = [
    "gpt-4o",
    "gpt-4",
    "gemini-2.5-pro",
    "llama-3.1-70b-instruct",
    "mistral-large-latest",
    "o1-preview",
    "deepseek-chat",
    "cl",
    "claude-2.1",
    "claude-instant-1.2",
    "default",
    "4-5",
    "20250929",
    "!!!",
    "x" * 256,
]


def _names(asked: str, limit: int = 3) -> list[str]:
    return [candidate.name for candidate in suggest(asked, KNOWN, limit)]


def test_table_is_large_enough() -> None:
    """The table holds at least 90 wrong names, each once."""
    assert len(TABLE) >= 90
    assert len({asked for asked, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("asked", "meant"), TABLE)
def test_the_meant_name_is_among_the_first_three(asked: str, meant: str) -> None:
    """Row 63: whatever was wrong with it, the name that was meant is suggested."""
    assert meant in _names(asked)


def test_the_meant_name_is_mostly_the_first() -> None:
    """In nine of ten cases the first suggestion is the right one."""
    others = {asked: names for asked, meant in TABLE if (names := _names(asked))[:1] != [meant]}
    assert len(others) <= len(TABLE) / 10, others


@pytest.mark.parametrize("asked", NONE)
def test_nothing_is_suggested_for_what_is_not_near(asked: str) -> None:
    """Where no known name is near, nothing is suggested."""
    assert _names(asked) == []


def test_a_retired_model_says_since_when_and_is_followed_by_its_successor() -> None:
    """A suggestion that is retired says so, and what to use instead comes next."""
    first, second, *_ = suggest("claude-3.7-sonnet-20250219", KNOWN)
    assert (first.retired, first.retires_at) == (True, datetime(2026, 2, 19, tzinfo=UTC))
    assert (second.name, second.retired) == ("claude-sonnet-5-5", False)


def test_a_deprecated_model_names_its_successor() -> None:
    """A suggestion that is deprecated says until when, and what follows it."""
    first, second, *_ = suggest("claude-sonnet-4.5", KNOWN)
    assert first.kind == "alias"
    assert (first.retired, first.retires_at) == (False, datetime(2026, 11, 30, tzinfo=UTC))
    assert first.successor == "claude-sonnet-5-5"
    assert second.name == "claude-sonnet-5-5"


def test_the_list_comes_before_the_catalogue() -> None:
    """Of two models that are equally near, the one that the API lists is suggested."""
    listed = Candidate(name="claude-opus-6-1", kind="model ID", source="list")
    assert suggest("opus", (listed, *KNOWN))[0] is listed


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("claude-h", ["claude-haiku-5-5", "claude-haiku-4-5", "claude-haiku-4-5-20251001"]),
        ("Claude-Haiku-4", ["claude-haiku-4-5", "claude-haiku-4-5-20251001"]),
        ("claude", ["claude-fable-5-2", "claude-mythos-5-2", "claude-haiku-5-5"]),
        ("claude-3-", ["claude-3-7-sonnet-latest", "claude-sonnet-5-5"]),
    ],
)
def test_what_begins_so_comes_first(asked: str, names: list[str]) -> None:
    """Names that begin with what was typed come first: alias before date, the retired last."""
    assert _names(asked)[: len(names)] == names


@pytest.mark.parametrize(
    "asked",
    [
        "https://api.anthropic.com/v1/models/claude-opus-5",
        "https://claude-haiku-4-5.example/v1/models/claude-opus-5/?beta=claude-haiku-4-5#a",
        "api.anthropic.com/v1/models/claude-opus-5",
        "/v1/models/claude-opus-5/messages",
        "https://docs.example/sonnet/haiku/claude-opuss-5",
    ],
)
def test_the_name_in_a_url_is_meant(asked: str) -> None:
    """Of a URL or a path the last known part is meant, of another URL its end."""
    assert _names(asked)[0] == "claude-opus-5"


def test_names_of_a_gateway_are_suggested_too() -> None:
    """Names that are not Claude's own scheme are found by their words and numbers."""
    known = [
        Candidate(name=name, kind="alias", source="history")
        for name in ("team-fast", "team-large-2", "anthropic/claude-sonnet-4.5")
    ]
    assert suggest("team-larg-2", known)[0].name == "team-large-2"
    assert suggest("claude-sonnet-4-5", known)[0].name == "anthropic/claude-sonnet-4.5"


@settings(max_examples=80, deadline=None)
@given(
    asked=st.one_of(st.text(max_size=300), st.from_regex(r"[a-z0-9.@:/_ -]{0,40}")),
    names=st.lists(st.one_of(st.text(max_size=40), st.from_regex(r"[a-z]+(-\d+)*")), max_size=8),
    limit=st.integers(0, 5),
)
def test_only_what_is_known_is_suggested(asked: str, names: list[str], limit: int) -> None:
    """Whatever is asked and known: at most so many, each once, none but known ones, no error."""
    known = [Candidate(name=name, kind="alias", source="history") for name in dict.fromkeys(names)]
    suggested = suggest(asked, (*known, *KNOWN), limit)
    assert len(suggested) <= limit
    assert len({candidate.name for candidate in suggested}) == len(suggested)
    assert set(suggested) <= {*known, *KNOWN}
    assert asked not in {candidate.name for candidate in suggested}


@pytest.mark.parametrize("asked", ["claude-sonet-4.5", "opus", "wrod-77"])
def test_ten_thousand_names_are_quick(asked: str) -> None:
    """A hint among 10,000 models takes no time that a person could notice."""
    words = ("sonnet", "opus", "haiku", "word")
    known = [
        Candidate(
            name=f"claude-{words[i % 4]}-{i % 9}-{i % 7}-2025{i:06}", kind="alias", source="list"
        )
        for i in range(10_000)
    ]
    started = time.perf_counter()
    suggest(asked, known)
    # Ten times what was measured: the machine may be busy.
    assert time.perf_counter() - started < 0.5
