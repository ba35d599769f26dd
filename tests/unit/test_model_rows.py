"""The columns of the list of all models."""

import pytest
from support.samples import model

from modelbrowser.presentation.formatting import short_token_count
from modelbrowser.presentation.lists import MODEL_COLUMNS


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (None, "\N{EN DASH}"),
        (0, "0"), (1, "1"), (4096, "4,096"), (8192, "8,192"), (64_000, "64k"),
        (200_000, "200k"), (131_072, "131,072"), (1_000_000, "1M"), (1_500_000, "1,500k"),
        (1_048_576, "1,048,576"),
    ],
)  # fmt: skip
def test_tokens_are_short_and_exact(count: int | None, words: str) -> None:
    """Only a round number is shortened; one that is not told is a dash."""
    assert short_token_count(count) == words


def test_limits_stand_under_their_heads() -> None:
    """The two numbers end where their heads end."""
    column = MODEL_COLUMNS[3]
    text = column.text(model(max_input_tokens=131_072, max_tokens=None))
    assert (text, column.title) == ("131,072      \N{EN DASH}", "     In    Out")
    assert len(text) == len(column.title) == column.width
