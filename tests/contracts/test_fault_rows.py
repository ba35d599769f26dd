"""Every row of docs/faults.md has a test that names it: "Row 3", "Rows 3, 5", "Rows 3 to 5"."""

import ast
import re
from collections.abc import Iterator

import pytest
from support.program import ROOT

_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)

ROWS = sorted(map(int, _ROW.findall((ROOT / "docs/faults.md").read_text("utf-8"))))

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
            # A range may include numbers that are not used.
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
    """Every row of the matrix has a test, and no test names a row that isn't there."""
    named = set[int]().union(*map(rows_in, _docstrings()))
    assert sorted(set(ROWS) - named) == []
    assert sorted(named - set(ROWS)) == []
