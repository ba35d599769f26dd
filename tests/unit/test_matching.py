"""The filter of a list: the letters in their order, the best match first, in bounded time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.matching import fuzzy_score


@pytest.mark.parametrize(
    ("wanted", "text", "fits"),
    [
        ("snt45", "claude-sonnet-4-5", True),
        ("sonnet", "claude-sonnet-4-5", True),
        ("54tns", "claude-sonnet-4-5", False),
        ("sonnett", "claude-sonnet-4-5", False),
        ("", "claude-sonnet-4-5", True),
    ],
)
def test_letters_in_their_order(wanted: str, text: str, *, fits: bool) -> None:
    """A text matches if it has all letters that were typed, in their order; gaps are allowed."""
    assert (fuzzy_score(wanted, text) is not None) is fits


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # In one piece before in several.
        ("claude-opus-5", "o-p-us"),
        # Earlier before later; of two places, the first counts.
        ("opus-5", "claude-opus-5"),
        ("a-opus-opus", "claude-opus"),
        # Close together before far apart.
        ("--o-p-us--", "-o-p-u--s-"),
        # Wherever the first letter is.
        ("o-pus-----", "-o-p--u-s-"),
        ("-----opu-s", "o---p--us-"),
        # The first place of each letter counts.
        ("--o-pus--s", "o--p-u-s--"),
    ],
)
def test_the_best_first(better: str, worse: str) -> None:
    """A text in which the letters are in one piece, early or close together is a better match."""
    first, second = fuzzy_score("opus", better), fuzzy_score("opus", worse)
    assert first is not None
    assert second is not None
    assert first < second


@given(wanted=st.text(max_size=20), text=st.text(max_size=40))
def test_exactly_the_subsequences_fit(wanted: str, text: str) -> None:
    """Whatever the letters, a text matches exactly if what was typed is a subsequence of it."""
    rest = iter(text)
    assert (fuzzy_score(wanted, text) is not None) == all(letter in rest for letter in wanted)


def test_hostile_names_take_no_time() -> None:
    """Row 74: 10,000 names of one repeated letter are searched at once.

    Textual's own fuzzy search doesn't finish the first of them: it tries every place of every
    letter. Here each letter is looked for once, so there is nothing to measure but the end.
    """
    names = ["a" * 256] * 10_000
    assert not any(fuzzy_score("a" * 255 + "b", name) for name in names)
