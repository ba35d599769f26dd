"""Every row of docs/faults.md has a test that names it: "Row 3", "Rows 3, 5", "Rows 3 to 5".

So has every row of docs/gateways.md: "Gateway row 3".
"""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from support.program import ROOT

_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def _rows_of(document: str) -> list[int]:
    return sorted(map(int, _ROW.findall((ROOT / "docs" / document).read_text("utf-8"))))


ROWS = _rows_of("faults.md")

_NUMBERS = r"s?\s+(\d+(?:(?:,\s+and\s+|,\s+|\s+and\s+|\s+to\s+)\d+)*)"
_NAMED = re.compile(rf"\bRow{_NUMBERS}")
_NAMED_OF_GATEWAYS = re.compile(rf"\bGateway\s+row{_NUMBERS}")
_RANGE = re.compile(r"(\d+)\s+to\s+(\d+)")


def _docstrings() -> Iterator[str]:
    """What every test function says it proves."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("test_"):
                yield ast.get_docstring(node) or ""


def rows_in(text: str, name: re.Pattern[str] = _NAMED, known: Iterable[int] = ROWS) -> set[int]:
    """The rows that a text names."""
    rows: set[int] = set()
    for named in name.findall(text):
        rows.update(map(int, re.findall(r"\d+", named)))
        for first, last in _RANGE.findall(named):
            # A range may include numbers that are not used.
            rows.update(set(range(int(first), int(last) + 1)) & set(known))
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
    """Single rows, lists and ranges are recognized, and nothing else."""
    assert rows_in(text) == rows


@pytest.mark.parametrize(
    ("document", "name"), [("faults.md", _NAMED), ("gateways.md", _NAMED_OF_GATEWAYS)]
)
def test_every_row_has_a_test(document: str, name: re.Pattern[str]) -> None:
    """Every row of a matrix has a test, and no test names a row that isn't there."""
    rows = set(_rows_of(document))
    named = set[int]().union(*(rows_in(each, name, rows) for each in _docstrings()))
    assert sorted(rows ^ named) == []
