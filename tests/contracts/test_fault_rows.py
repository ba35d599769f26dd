"""Every row of the fault matrix has a test that names it: "Row 3", "Rows 3, 5", "Rows 3 to 5".

The matrix lists what a person, a server, a network, a terminal or a disk may do. Its rows are
known by number; some numbers were never given.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from support.program import ROOT

ROWS = sorted(
    {
        *range(1, 13), *range(14, 22),  # what a person types
        *range(22, 37),  # key and settings
        *range(37, 46), *range(47, 57), *range(58, 69), 70,  # network and answers
        *range(71, 75), 76, 77,  # text on the screen
        *range(78, 85),  # the order of events
        *range(85, 89), *range(90, 98),  # terminal and process
        *range(98, 102), 103, 104,  # one-shot output
        *range(105, 108),  # clipboard
        *range(108, 116), 117, 118,  # history
        *range(119, 123), *range(124, 127),  # time
    }
)  # fmt: skip

_NAMED = re.compile(r"\bRows?\s+(\d+(?:(?:,\s+and\s+|,\s+|\s+and\s+|\s+to\s+)\d+)*)")
_RANGE = re.compile(r"(\d+)\s+to\s+(\d+)")


def _docstrings() -> Iterator[str]:
    """What every test function says it proves."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("test_"):
                yield ast.get_docstring(node) or ""


def rows_in(text: str) -> set[int]:
    """The rows that a text names."""
    rows: set[int] = set()
    for named in _NAMED.findall(text):
        rows.update(map(int, re.findall(r"\d+", named)))
        for first, last in _RANGE.findall(named):
            # A range may go over numbers that were never given.
            rows.update(set(range(int(first), int(last) + 1)) & set(ROWS))
    return rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Row 3: x", {3}),
        ("Rows 3 and 5: x", {3, 5}),
        ("Rows 3, 5: 7 of them", {3, 5}),
        ("Rows 3 to 5 and 9: x", {3, 4, 5, 9}),
        ("Rows 3,\n    5, and 9: x", {3, 5, 9}),
        ("80 rows, Row x", set()),
    ],
)
def test_rows_are_read(text: str, rows: set[int]) -> None:
    """Single rows, lists and ranges are understood, and nothing else."""
    assert rows_in(text) == rows


def test_every_row_has_a_test() -> None:
    """No row of the matrix is without a test, and no test names a row that there is not."""
    named = set[int]().union(*map(rows_in, _docstrings()))
    assert sorted(set(ROWS) - named) == []
    assert sorted(named - set(ROWS)) == []
