"""The filter of the list: letters in their order, the best first, and never without end."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.matching import fit


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
def test_letters_in_their_order(wanted: str, text: str, fits: bool) -> None:  # noqa: FBT001 - a case
    """A text fits where it holds all that was typed, in this order, gaps allowed."""
    assert (fit(wanted, text) is not None) == fits


def test_the_best_first() -> None:
    """In one piece before in several, earlier before later, close together before far apart."""
    texts = ["opus-5", "claude-opus-5", "o-p-us", "o--p--u--s"]
    scores = [fit("opus", text) for text in texts]
    assert None not in scores
    assert scores == sorted(scores, key=lambda score: score or 0)


@given(wanted=st.text(max_size=20), text=st.text(max_size=40))
def test_exactly_the_subsequences_fit(wanted: str, text: str) -> None:
    """Whatever the letters, what fits is what is left of the text with letters taken out."""
    rest = iter(text)
    assert (fit(wanted, text) is not None) == all(letter in rest for letter in wanted)


def test_hostile_names_take_no_time() -> None:
    """Row 74: ten thousand names of one letter only are searched in a blink.

    Textual's own fuzzy search does not end on the first of them.
    """
    names = ["a" * 256] * 10_000
    start = perf_counter()
    assert not any(fit("a" * 255 + "b", name) for name in names)
    assert perf_counter() - start < 2
