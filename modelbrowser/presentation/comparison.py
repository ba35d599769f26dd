"""The comparison of two answers, row by row."""

from collections.abc import Iterator
from itertools import chain

from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.reports import RESPONSE_LABEL, Report, Row, lookup_report
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record

DIFFERENT = "≠ "
"""Precedes the label of a row that differs."""

SAME = "  "
"""Precedes the label of a row that is the same."""

_NOT_GIVEN = SafeText("not given")

_Groups = dict[SafeText, list[Row]]
"""The rows by label; those that continue the row above are with it."""


class Comparison(Record):
    """Two reports with the same labels in the same order, and as many rows for each label.

    Attributes:
        left: The first lookup.
        right: The second.
        summary: How many rows differ, in a sentence.
    """

    left: Report
    right: Report
    summary: SafeText


def compare(left: Lookup, right: Lookup, clock: Clock) -> Comparison:
    """Compare two lookups.

    The row with the time taken and the request ID is left out: it always differs.

    Args:
        left: The first lookup.
        right: The second.
        clock: The time zone of dates.
    """
    one, two = _groups(left, clock), _groups(right, clock)
    labels = _in_order(one, two)
    different = {label for label in labels if _values(one, label) != _values(two, label)}
    return Comparison(
        left=Report(title=_title(left), rows=tuple(_marked_rows(one, two, labels, different))),
        right=Report(title=_title(right), rows=tuple(_marked_rows(two, one, labels, different))),
        summary=_summary(len(different), len(labels)),
    )


def _groups(lookup: Lookup, clock: Clock) -> _Groups:
    # Without the age, which makes the line too long for half a screen.
    report = lookup_report(lookup, clock, with_age=False)
    head = (Row(SafeText("ID"), report.heading), Row(SafeText("Name"), report.subheading))
    groups: _Groups = {}
    label = NOTHING
    for row in chain(head, report.rows):
        label = row.label or label
        if label != RESPONSE_LABEL:
            groups.setdefault(label, []).append(row)
    return groups


def _in_order(one: _Groups, two: _Groups) -> list[SafeText]:
    """The labels of both, each once; those of the second only are placed where it has them."""
    labels = list(one)
    place = 0
    for label in two:
        if label not in one:
            labels.insert(place, label)
        place = labels.index(label) + 1
    return labels


def _values(groups: _Groups, label: SafeText) -> list[SafeText]:
    return [row.value for row in groups.get(label, ())]


def _marked_rows(
    groups: _Groups, others: _Groups, labels: list[SafeText], different: set[SafeText]
) -> Iterator[Row]:
    """The rows of one side, padded with empty ones if the other side has more for a label."""
    for label in labels:
        shown = SafeText((DIFFERENT if label in different else SAME) + label)
        rows = groups.get(label) or [Row(label, _NOT_GIVEN, "dim")]
        missing = len(others.get(label, ())) - len(rows)
        for row in (*rows, *[Row(NOTHING, NOTHING)] * missing):
            yield Row(shown, row.value, row.tone)
            shown = NOTHING


def _title(lookup: Lookup) -> SafeText:
    """The query, with its number of betas: two queries may differ in nothing else."""
    count = len(lookup.query.betas)
    betas = f", {count} {'beta' if count == 1 else 'betas'}" if count else ""
    return SafeText(f"{sanitize(lookup.query.model_id, MAX_LENGTH)}{betas}")


def _summary(different: int, total: int) -> SafeText:
    if not different:
        return SafeText(f"All {total} lines are the same.")
    return SafeText(f"{different} of {total} lines {'differs' if different == 1 else 'differ'}.")
