"""A line's room is shared out among its columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.presentation.lists import GAP, column_widths


@pytest.mark.parametrize(
    ("usual", "wanted", "room", "widths"),
    [
        ([10, 10], [4, 4], 30, [10, 10]),
        ([10, 10], [4, 20], 26, [4, 20]),
        ([10, 10], [20, 4], 26, [20, 4]),
        ([10, 10], [20, 20], 26, [10, 14]),
        ([10, 10], [20, 20], 60, [20, 20]),
        ([10], [30], 5, [10]),
    ],
)
def test_shared_out(usual: list[int], wanted: list[int], room: int, widths: list[int]) -> None:
    """What one column does not need another gets, the right one first; else all are as usual."""
    assert column_widths(usual, wanted, room) == widths


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 99)), min_size=1), st.integers(0, 99))
def test_never_wider_than_the_line(columns: list[tuple[int, int]], more: int) -> None:
    """Where the usual widths fit, the line fits; no column has less than it needs or is used to."""
    usual, wanted = zip(*columns, strict=True)
    room = sum(usual) + GAP * (len(usual) - 1) + more
    widths = column_widths(usual, wanted, room)
    assert sum(widths) + GAP * (len(widths) - 1) <= room
    assert all(has >= min(pair) for has, *pair in zip(widths, usual, wanted, strict=True))
