"""Two answered lookups, line by line: what is the same, and what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.presentation.reports import ANSWERED, Row, Sheet, sheet_of_lookup

DIFFERENT = "≠ "
"""Stands before the label of what differs."""

SAME = "  "
"""Stands before the label of what is the same."""

_NOT_GIVEN = Plain("not given")

_Lines = dict[Plain, list[Row]]
"""The rows under each label; those that go on from the one above are with it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sheets with the same labels in the same order, and as many rows under each.

    Attributes:
        left: The first lookup.
        right: The second.
        verdict: How much of them differs, in a sentence.
    """

    left: Sheet
    right: Sheet
    verdict: Plain


def compare(left: Lookup, right: Lookup, clock: Clock) -> Comparison:
    """Set two lookups side by side.

    How the answers came (the time taken, the request ID) is left out: it always differs.

    Args:
        left: The first lookup.
        right: The second.
        clock: Whose time dates are shown in.
    """
    one, two = _lines_of(left, clock), _lines_of(right, clock)
    labels = _in_order(one, two)
    different = {label for label in labels if _values(one, label) != _values(two, label)}
    return Comparison(
        left=Sheet(title=_title(left), rows=tuple(_marked(one, two, labels, different))),
        right=Sheet(title=_title(right), rows=tuple(_marked(two, one, labels, different))),
        verdict=_verdict(len(different), len(labels)),
    )


def _lines_of(lookup: Lookup, clock: Clock) -> _Lines:
    # Without the age, which makes the line of a narrow half too long.
    sheet = sheet_of_lookup(lookup, clock, with_age=False)
    head = (Row(Plain("ID"), sheet.heading), Row(Plain("Name"), sheet.subheading))
    lines: _Lines = {}
    label = NOTHING
    for row in chain(head, sheet.rows):
        label = row.label or label
        if label != ANSWERED:
            lines.setdefault(label, []).append(row)
    return lines


def _in_order(one: _Lines, two: _Lines) -> list[Plain]:
    """The labels of both, each once; what only the second has stands where it has it."""
    labels = list(one)
    place = 0
    for label in two:
        if label not in one:
            labels.insert(place, label)
        place = labels.index(label) + 1
    return labels


def _values(lines: _Lines, label: Plain) -> list[Plain]:
    return [row.value for row in lines.get(label, ())]


def _marked(
    lines: _Lines, others: _Lines, labels: list[Plain], different: set[Plain]
) -> Iterator[Row]:
    """The rows of one side; where the other has more under a label, empty ones make up for it."""
    for label in labels:
        shown = Plain((DIFFERENT if label in different else SAME) + label)
        rows = lines.get(label) or [Row(label, _NOT_GIVEN, "dim")]
        missing = len(others.get(label, ())) - len(rows)
        for row in (*rows, *[Row(NOTHING, NOTHING)] * missing):
            yield Row(shown, row.value, row.tone)
            shown = NOTHING


def _title(lookup: Lookup) -> Plain:
    """What was asked: two questions may differ in their betas only."""
    count = len(lookup.query.betas)
    betas = f", {count} {'beta' if count == 1 else 'betas'}" if count else ""
    return Plain(f"{plain(lookup.query.model_id, MAX_LENGTH)}{betas}")


def _verdict(different: int, lines: int) -> Plain:
    if not different:
        return Plain(f"All {lines} lines are the same.")
    return Plain(f"{different} of {lines} lines {'differs' if different == 1 else 'differ'}.")
