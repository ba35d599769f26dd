"""The columns of the list of models and of the history, and their widths."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samples import ALIAS, DATED, NOW, RELEASE, clock_in, model

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.formatting import Span
from modelbrowser.presentation.lists import (
    MODEL_COLUMNS,
    column_widths,
    columns_that_fit,
    describe_entry,
    has_letters_in_order,
    history_columns,
    model_columns,
    original_order_key,
)

LONGEST = "x" * MAX_LENGTH


# --- Widths ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("usual", "wanted", "room", "widths"),
    [
        ([10, 10], [4, 4], 28, [10, 10]),
        ([10, 10], [4, 20], 24, [4, 20]),
        ([10, 10], [20, 4], 24, [20, 4]),
        ([10, 10], [20, 20], 24, [10, 14]),
        ([10, 10], [13, 30], 26, [13, 13]),
        ([10, 10], [20, 20], 58, [20, 20]),
        ([10, 10, 10], [12, 12, 12], 32, [10, 10, 12]),
        ([10], [30], 5, [10]),
    ],
)
def test_columns_share_a_line(
    usual: list[int], wanted: list[int], room: int, widths: list[int]
) -> None:
    """Columns get what others don't need: first those it completes, then the right ones."""
    assert column_widths(usual, wanted, room) == widths


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 99)), min_size=1), st.integers(0, 99))
def test_columns_are_never_wider_than_the_line(columns: list[tuple[int, int]], more: int) -> None:
    """If the usual widths fit, so do the columns; none is narrower than it needs or usually is."""
    usual, wanted = zip(*columns, strict=True)
    room = sum(usual) + more
    widths = column_widths(usual, wanted, room)
    assert sum(widths) <= room
    assert all(has >= min(pair) for has, *pair in zip(widths, usual, wanted, strict=True))


@pytest.mark.parametrize(("width", "count"), [(0, 1), (28, 1), (29, 2), (39, 2), (40, 3), (48, 4)])
def test_whole_columns_only(width: int, count: int) -> None:
    """Columns are shown from the left while they fit whole, and at least one."""
    assert columns_that_fit(MODEL_COLUMNS, width) == MODEL_COLUMNS[:count]


# --- Models ------------------------------------------------------------------------------


def test_a_narrow_list_keeps_the_status() -> None:
    """If the status doesn't fit with its dot, it is shown without it, as long as it fits."""
    titles = {
        width: [column.title for column in model_columns(width)] for width in (77, 40, 39, 37, 36)
    }
    assert titles == {
        77: ["ID", "", "Status", "   In", "  Out", "Released", "Retires"],
        40: ["ID", "", "Status"],
        39: ["ID", "Status"],
        37: ["ID", "Status"],
        36: ["ID"],
    }


def _spans(**fields: object) -> list[Span]:
    return [span for column in MODEL_COLUMNS for span in column.spans(model(**fields))]


def _texts(**fields: object) -> list[str]:
    return [span.text for span in _spans(**fields)]


def test_the_row_of_a_model() -> None:
    """A model has its ID, status, limits, and the days in UTC of its release and retirement."""
    assert _texts(
        id=LONGEST,
        lifecycle="deprecated",
        retires_at=NOW,
        max_input_tokens=200_000,
        max_tokens=8_192,
    ) == [LONGEST, "●", "deprecated", " 200k", "8,192", "2025-09-29", "2026-11-22"]


def test_the_row_of_a_model_that_the_api_says_little_about() -> None:
    """A field that the API leaves out is empty, unknown or a dash."""
    limit = "    \N{EN DASH}"
    assert _texts(id="x", released_at=None) == ["x", "", "", limit, limit, "unknown", ""]


@pytest.mark.parametrize(
    ("lifecycle", "tones"),
    [
        ("active", ["normal", "good", "dim", "good"]),
        ("deprecated", ["normal", "warning", "warning", "warning"]),
        ("retired", ["dim", "bad", "bad", "bad"]),
        ("hibernating", ["normal", "normal", "normal", "normal"]),
    ],
)
def test_the_colors_of_a_model(lifecycle: str, tones: list[str]) -> None:
    """Dot, status and retirement have the color of the status; the usual status is dim."""
    spans = _spans(lifecycle=lifecycle, retires_at=NOW)
    assert [span.tone for span in (*spans[:3], spans[-1])] == tones


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1_000_000, "   1M"),
        (200_000, " 200k"),
        (8_192, "8,192"),
        (12_345, " ~12k"),
        (100_501, "~101k"),
        (131_072, "~131k"),
        (1_500_000, "~1.5M"),
        (9_949_999, "~9.9M"),
        (9_950_001, " ~10M"),
        (999_499, "~999k"),
        (999_500, "  ~1M"),
        (1_048_576, "  ~1M"),
        (99_999_999, "~100M"),
    ],
)
def test_limits_take_five_characters(count: int, text: str) -> None:
    """Limits end where their titles end; one that is too long is rounded, and marked."""
    for column, limit in zip(MODEL_COLUMNS[3:5], ("max_input_tokens", "max_tokens"), strict=True):
        assert column.text(model(**{limit: count})) == text
        assert len(column.title) == column.width == len(text)


def test_models_are_sorted_by_a_column() -> None:
    """Each column sorts by what it shows; unknown values come first."""
    models = (
        model(id="a", display_name="Z", lifecycle="retired", max_input_tokens=1),
        model(id="b", display_name="Y", lifecycle="active", released_at=None),
        model(
            id="c",
            display_name="X",
            lifecycle=None,
            max_input_tokens=2,
            released_at=RELEASE.replace(year=2024),
        ),
    )
    ordered = [
        "".join(each.id for each in sorted(models, key=column.order)) for column in MODEL_COLUMNS
    ]
    assert ordered == ["abc", "abc", "cba", "bac", "abc", "bca", "abc"]
    assert sorted(models, key=original_order_key) == [*models]


# --- History -----------------------------------------------------------------------------


COLUMNS = history_columns(clock_in("Europe/Paris"), is_narrow=False)
NARROW_COLUMNS = history_columns(clock_in("Europe/Paris"), is_narrow=True)


def _entry(**fields: Any) -> HistoryEntry:
    usual: dict[str, Any] = {"looked_up_at": NOW, "model_id": ALIAS, "host": "h.example"}
    return HistoryEntry(**(usual | fields))


def test_the_row_of_a_lookup() -> None:
    """A lookup has its outcome, the time if it was today, name, result, details and host."""
    entry = _entry(model_id=LONGEST, betas=("a", "b"), resolved_id=LONGEST)
    assert [column.text(entry) for column in COLUMNS] == [
        "✓", "13:00", LONGEST, LONGEST, "a, b", "h.example",
    ]  # fmt: skip
    titles = ["", "When", "Query", "Result", "Details", "Host"]
    assert [column.title for column in COLUMNS] == titles
    assert [column.title for column in NARROW_COLUMNS] == ["", "When", "Query", "Details", "Host"]


@pytest.mark.parametrize(("ago", "text", "brief"), [
    (timedelta(hours=12), "01:00", "01:00"),
    (timedelta(hours=14), "2026-11-21", "11-21"),
    (timedelta(days=365), "2025-11-22", "11-22"),
])  # fmt: skip
def test_the_time_of_a_lookup(ago: timedelta, text: str, brief: str) -> None:
    """A lookup of today has the time, an earlier one the date; both in the zone of the clock."""
    entry = _entry(looked_up_at=NOW - ago)
    assert (COLUMNS[1].text(entry), NARROW_COLUMNS[1].text(entry)) == (text, brief)


@pytest.mark.parametrize(
    ("fields", "mark", "result", "details", "brief"),
    [
        ({"resolved_id": DATED, "previous_id": DATED}, "✓", DATED, "", "…-20250929"),
        ({"resolved_id": ALIAS}, "✓", ALIAS, "", "same ID"),
        ({"resolved_id": "claude-2.1"}, "✓", "claude-2.1", "", "claude-2.1"),
        (
            {"resolved_id": DATED, "previous_id": "claude-x"},
            "↷", DATED, "was claude-x", "was claude-x",
        ),
        (
            {"resolved_id": DATED, "lifecycle": "deprecated", "betas": ("a",)},
            "✓", DATED, "a, deprecated", "a, deprecated",
        ),
        ({"resolved_id": DATED, "lifecycle": "retired"}, "✓", DATED, "retired", "retired"),
        ({"outcome": "not_\x1bfound"}, "!", "not \\x1bfound", "", "not \\x1bfound"),
        ({"outcome": "not_found", "betas": ("a",)}, "✗", "not found", "a", "not found"),
        (
            {"outcome": "retired", "retired_at": RELEASE, "successor": "claude-y"},
            "✗", "retired 2025-09-29", "successor claude-y", "retired",
        ),
        ({"outcome": "retired"}, "✗", "retired", "", "retired"),
        (
            {"outcome": "rejected", "rejected_betas": ("a", "b"), "betas": ("a", "b", "c")},
            "!", "rejected: a, b", "c", "rejected",
        ),
        ({"outcome": "timed_out"}, "!", "timed out", "", "timed out"),
    ],
)  # fmt: skip
def test_the_outcome_of_a_lookup(
    fields: dict[str, Any], mark: str, result: str, details: str, brief: str
) -> None:
    """A sign, the resolved ID or why there is none, and in which betas and facts it differs."""
    entry = _entry(**fields)
    shown = [COLUMNS[index].text(entry) for index in (0, 3, 4)]
    assert [*shown, NARROW_COLUMNS[3].text(entry)] == [mark, result, details, brief]


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        (
            {"resolved_id": DATED},
            f"{ALIAS} resolved to {DATED}. {{}} Betas: none. Host: h.example.",
        ),
        (
            {"model_id": LONGEST, "resolved_id": LONGEST},
            f"{LONGEST} resolved to the same ID. {{}} Betas: none. Host: h.example.",
        ),
        (
            {"resolved_id": LONGEST, "previous_id": "b"},
            f"{ALIAS} resolved to {LONGEST}; previously b. {{}} Betas: none. Host: h.example.",
        ),
        (
            {"outcome": "not_found", "betas": ("a", "b"), "demo": True},
            f"{ALIAS}: not found. {{}} Betas: a, b.",
        ),
        (
            {"outcome": "rejected", "betas": ("b" * 1001,)},
            f"{ALIAS}: rejected. {{}} Betas: {'b' * 1000}…. Host: h.example.",
        ),
    ],
)
def test_a_lookup_in_sentences(fields: dict[str, Any], sentences: str) -> None:
    """A few sentences have all that the history knows about a lookup."""
    described = describe_entry(_entry(**fields), clock_in("Europe/Paris"))
    assert described == sentences.format("Looked up 2026-11-22 13:00.")


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
def test_letters_in_their_order(wanted: str, text: str, *, fits: bool) -> None:
    """A text matches if it has all letters that were typed, in their order; gaps are allowed."""
    assert has_letters_in_order(text, wanted) is fits


def test_hostile_names_take_no_time() -> None:
    """Row 74: 10,000 names of one repeated letter are searched at once.

    Textual's own fuzzy search doesn't finish the first of them: it tries every place of every
    letter. Here each letter is looked for once, so there is nothing to measure but the end.
    """
    assert not any(has_letters_in_order("a" * 256, "a" * 255 + "b") for _ in range(10_000))
