"""The comparison of two answers."""

from support.samples import ALIAS, DATED, clock_in, lookup

from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.comparison import Comparison, compare
from modelbrowser.presentation.reports import Report


def _compared(left: Lookup, right: Lookup) -> Comparison:
    return compare(left, right, clock_in())


def _labels(report: Report) -> list[str]:
    return [row.label for row in report.rows if row.label]


def _rows(report: Report) -> list[tuple[str, str]]:
    return [(row.label, row.value) for row in report.rows]


def test_two_equal_answers_are_the_same() -> None:
    """Equal answers have no mark, whatever time they took and whatever their request ID."""
    compared = _compared(lookup(), lookup())
    assert compared.summary == "All 4 lines are the same."
    assert compared.left == compared.right
    assert _rows(compared.left) == [
        ("  ID", DATED),
        ("  Name", "Claude Sonnet 4.5"),
        ("  Released", "2025-09-29 02:00 CEST (UTC+02:00)"),
        ("", "2025-09-29 00:00 UTC"),
        ("  Betas", "none"),
    ]


def test_a_difference_is_marked_on_both_sides() -> None:
    """A row that differs has a mark before its label on both sides; the others have none."""
    compared = _compared(lookup(max_tokens=64_000), lookup(max_tokens=32_000))
    for report, value in ((compared.left, "64,000"), (compared.right, "32,000")):
        assert _rows(report)[-2:] == [
            ("\N{NOT EQUAL TO} Context", f"{value} output tokens"),
            ("  Betas", "none"),
        ]
    assert compared.summary == "1 of 5 lines differs."


def test_the_titles_tell_queries_apart() -> None:
    """Each title is the whole name and the number of betas."""
    longest = "x" * MAX_LENGTH
    compared = _compared(lookup(longest), lookup(betas=("a-2025-01-01",)))
    assert (compared.left.title, compared.right.title) == (longest, f"{ALIAS}, 1 beta")
    assert _labels(compared.right) == ["  ID", "  Name", "  Released", "\N{NOT EQUAL TO} Betas"]
    two = lookup(betas=("a-2025-01-01", "b-2025-01-01"))
    assert _compared(two, two).left.title == f"{ALIAS}, 2 betas"


def test_a_row_that_one_side_lacks() -> None:
    """Rows have the same order on both sides; one that a side lacks is "not given"."""
    left = lookup(lifecycle="active", max_tokens=1)
    right = lookup(line="opus", id="claude-x", max_tokens=1)
    compared = _compared(left, right)
    labels = ["≠ ID", "  Name", "  Released", "≠ Status", "  Context", "≠ Family", "  Betas"]
    assert _labels(compared.left) == _labels(compared.right) == labels
    missing = [row for row in (*compared.left.rows, *compared.right.rows) if row.tone == "dim"]
    assert [(row.label, row.value) for row in missing] == [
        ("≠ Family", "not given"),
        ("≠ Status", "not given"),
    ]
    assert compared.summary == "3 of 7 lines differ."


def test_a_row_that_only_the_right_side_has_keeps_its_place() -> None:
    """A row of the right side stands where that side has it, also between others."""
    compared = _compared(lookup(line="opus"), lookup(lifecycle="active", max_tokens=1, line="opus"))
    assert _labels(compared.left) == [
        "  ID", "  Name", "  Released", "≠ Status", "≠ Context", "  Family", "  Betas",
    ]  # fmt: skip


def test_all_rows_of_a_label_are_compared() -> None:
    """A difference in the second row of a label marks that label, and only once."""
    left = lookup(capabilities={"vision": {"supported": True}, "batch": {"supported": False}})
    right = lookup(capabilities={"vision": {"supported": True}, "pdf": {"supported": False}})
    compared = _compared(left, right)
    assert _rows(compared.left)[4:6] == [("≠ Supports", "vision"), ("", "Not supported: batch")]
    assert len([row for row in compared.left.rows if "≠" in row.label]) == 1


def test_both_sides_have_as_many_rows_for_a_label() -> None:
    """If one side has more rows for a label, the other has empty ones in their place."""
    left = lookup(lifecycle="deprecated", line="opus")
    compared = _compared(left, lookup(lifecycle="active", line="opus"))
    assert [row.label for row in compared.left.rows] == [row.label for row in compared.right.rows]
    assert _rows(compared.right)[4:6] == [("≠ Status", "active"), ("", "")]
    assert compared.left.rows[4].tone == "warning"
