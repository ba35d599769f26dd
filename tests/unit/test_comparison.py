"""Two lookups, line by line."""

from support.samples import ALIAS, clock_in, lookup

from modelbrowser.domain.lookup import Lookup
from modelbrowser.presentation.comparison import Comparison, compare
from modelbrowser.presentation.reports import Sheet


def _compared(left: Lookup, right: Lookup) -> Comparison:
    return compare(left, right, clock_in())


def _labels(sheet: Sheet) -> list[str]:
    return [row.label for row in sheet.rows if row.label]


def _value(sheet: Sheet, label: str) -> str:
    return next(row.value for row in sheet.rows if row.label == label)


def test_the_same_answer_twice_is_all_the_same() -> None:
    """Two equal answers have no mark, whatever time they took and whatever their request ID."""
    compared = _compared(lookup(), lookup())
    assert compared.summary == "All 4 lines are the same."
    assert _labels(compared.left) == ["  ID", "  Name", "  Released", "  Betas"]
    assert compared.left == compared.right


def test_what_differs_is_marked_on_both_sides() -> None:
    """A line that differs has a mark before its label on both sides; the others have none."""
    compared = _compared(lookup(max_tokens=64_000), lookup(max_tokens=32_000))
    for sheet in (compared.left, compared.right):
        assert _labels(sheet)[-2:] == ["≠ Context", "  Betas"]
    assert _value(compared.left, "≠ Context") == "64,000 tokens out"
    assert _value(compared.right, "≠ Context") == "32,000 tokens out"
    assert compared.summary == "1 of 5 lines differs."


def test_one_model_with_and_without_a_beta() -> None:
    """The titles tell the two questions apart, and the one line that differs is the betas'."""
    compared = _compared(lookup(), lookup(betas=("a-2025-01-01",)))
    assert compared.left.title == ALIAS
    assert compared.right.title == f"{ALIAS}, 1 beta"
    assert _labels(compared.right) == ["  ID", "  Name", "  Released", "≠ Betas"]


def test_what_one_side_lacks_is_not_given() -> None:
    """Rows are in the same order on both sides; where one has none, it says so."""
    left = lookup(lifecycle="active", max_tokens=1)
    right = lookup(line="opus", id="claude-x", max_tokens=1)
    compared = _compared(left, right)
    labels = ["≠ ID", "  Name", "  Released", "≠ Lifecycle", "  Context", "  Betas", "≠ Family"]
    assert _labels(compared.left) == _labels(compared.right) == labels
    assert _value(compared.right, "≠ Lifecycle") == "not given"
    assert _value(compared.left, "≠ Family") == "not given"
    assert compared.summary == "3 of 7 lines differ."


def test_lines_under_a_label_are_compared_with_it() -> None:
    """A difference in the second line of a label marks that label, and only once."""
    left = lookup(capabilities={"vision": {"supported": True}, "batch": {"supported": False}})
    right = lookup(capabilities={"vision": {"supported": True}, "pdf": {"supported": False}})
    compared = _compared(left, right)
    assert _labels(compared.left)[-1] == "≠ Supports"
    assert len([row for row in compared.left.rows if "≠" in row.label]) == 1


def test_the_two_sides_have_their_rows_side_by_side() -> None:
    """Where one side has more lines under a label, the other has empty ones in their place."""
    left = lookup(lifecycle="deprecated", line="opus")
    compared = _compared(left, lookup(lifecycle="active", line="opus"))
    assert len(compared.left.rows) == len(compared.right.rows)
    assert [row.label for row in compared.left.rows] == [row.label for row in compared.right.rows]
    assert [row.value for row in compared.right.rows][4:6] == ["active", ""]


def test_a_comparison_has_no_ages() -> None:
    """How long ago a release was is left out: it says the date a second time."""
    rows = _compared(lookup(), lookup()).left.rows
    assert [row.value for row in rows][2:4] == [
        "2025-09-29 02:00 CEST (UTC+02:00)",
        "2025-09-29 00:00 UTC",
    ]
