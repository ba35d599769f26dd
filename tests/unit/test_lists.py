"""The columns of the list of models and of the history, and their widths."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samples import ALIAS, DATED, NOW, RELEASE, clock_in, model

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.lists import (
    GAP,
    MODEL_COLUMNS,
    NARROW_MODEL_COLUMNS,
    as_listed,
    column_widths,
    columns_that_fit,
    describe,
    history_columns,
    model_columns,
)

LONGEST = "x" * MAX_LENGTH
ENTRY = HistoryEntry(looked_up_at=NOW, model_id=ALIAS, host="h.example", resolved_id=DATED)


# --- Widths ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("usual", "wanted", "room", "widths"),
    [
        ([10, 10], [4, 4], 30, [10, 10]),
        ([10, 10], [4, 20], 26, [4, 20]),
        ([10, 10], [20, 4], 26, [20, 4]),
        ([10, 10], [20, 20], 26, [10, 14]),
        ([10, 10], [20, 20], 60, [20, 20]),
        ([10, 10, 10], [12, 12, 12], 36, [10, 10, 12]),
        ([10], [30], 5, [10]),
    ],
)
def test_columns_share_a_line(
    usual: list[int], wanted: list[int], room: int, widths: list[int]
) -> None:
    """A column gets what others don't need, the right one first; the rest stays as usual."""
    assert column_widths(usual, wanted, room) == widths


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 99)), min_size=1), st.integers(0, 99))
def test_columns_are_never_wider_than_the_line(columns: list[tuple[int, int]], more: int) -> None:
    """If the usual widths fit, so do the columns; none is narrower than it needs or usually is."""
    usual, wanted = zip(*columns, strict=True)
    room = sum(usual) + GAP * (len(usual) - 1) + more
    widths = column_widths(usual, wanted, room)
    assert sum(widths) + GAP * (len(widths) - 1) <= room
    assert all(has >= min(pair) for has, *pair in zip(widths, usual, wanted, strict=True))


@pytest.mark.parametrize(("width", "count"), [(0, 1), (25, 1), (37, 1), (38, 2), (57, 2), (58, 3)])
def test_whole_columns_only(width: int, count: int) -> None:
    """Columns are shown from the left as far as they fit whole, and at least one."""
    assert columns_that_fit(MODEL_COLUMNS, width) == MODEL_COLUMNS[:count]


# --- Models ------------------------------------------------------------------------------


def test_a_narrow_list_keeps_the_lifecycle() -> None:
    """If the lifecycle doesn't fit with its date, it takes the place of the release."""
    assert model_columns(200) == MODEL_COLUMNS
    assert model_columns(58) == MODEL_COLUMNS[:3]
    assert model_columns(57) == NARROW_MODEL_COLUMNS
    assert model_columns(37) == NARROW_MODEL_COLUMNS[:1]


def _texts(**fields: object) -> list[str]:
    return [column.text(model(**fields)) for column in MODEL_COLUMNS]


def test_the_row_of_a_model() -> None:
    """A model has its ID, release, lifecycle, limits and name, with dates in UTC."""
    assert _texts(
        id=LONGEST,
        lifecycle="deprecated",
        retires_at=NOW,
        max_input_tokens=200_000,
        max_tokens=8_192,
    ) == [
        LONGEST,
        "2025-09-29",
        "retires 2026-11-22",
        "   200k  8,192",
        "Claude Sonnet 4.5",
    ]


def test_the_row_of_a_model_that_the_api_says_little_about() -> None:
    """A field that the API leaves out is empty, unknown or a dash."""
    limits = "      \N{EN DASH}      \N{EN DASH}"
    assert _texts(id="x", released_at=None) == ["x", "unknown", "", limits, "Claude Sonnet 4.5"]


@pytest.mark.parametrize(
    ("lifecycle", "has_date", "text"),
    [
        ("active", True, "active"),
        ("deprecated", False, "deprecated"),
        ("retired", True, "retired 2026-11-22"),
        ("retired", False, "retired"),
        ("hibernating-for-ever", True, "hibernating-for-ev…"),
    ],
)
def test_the_lifecycle_of_a_model(lifecycle: str, text: str, *, has_date: bool) -> None:
    """The lifecycle has a date if the model retires or is retired, and is cut if unknown."""
    assert _texts(lifecycle=lifecycle, retires_at=NOW if has_date else None)[2] == text


def test_limits_are_aligned_with_their_headers() -> None:
    """The two numbers end where their headers end."""
    column = MODEL_COLUMNS[3]
    text = column.text(model(max_input_tokens=131_072, max_tokens=None))
    assert (text, column.title) == ("131,072      \N{EN DASH}", "     In    Out")
    assert len(text) == len(column.title) == column.width


def test_the_narrow_lifecycle_is_cut() -> None:
    """In the narrow list the lifecycle has no date, and ten characters."""
    texts = [
        NARROW_MODEL_COLUMNS[1].text(model(lifecycle=lifecycle, retires_at=NOW))
        for lifecycle in ("deprecated", "hibernating", None)
    ]
    assert texts == ["deprecated", "hibernatin…", ""]


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
    assert ordered == ["abc", "bca", "cba", "bac", "cba"]
    assert sorted(models, key=as_listed) == [*models]


# --- History -----------------------------------------------------------------------------


def test_the_row_of_a_lookup() -> None:
    """A lookup has its local time, name, resolved ID, number of betas and host."""
    columns = history_columns(clock_in("Europe/Paris"))
    entry = HistoryEntry(
        looked_up_at=NOW, model_id=LONGEST, host="h.example", betas=("a", "b"), resolved_id=LONGEST
    )
    assert [column.text(entry) for column in columns] == [
        "2026-11-22 13:00",
        LONGEST,
        LONGEST,
        "2",
        "h.example",
    ]
    assert [column.title for column in columns] == ["When", "Asked", "Answer", "Betas", "Host"]
    assert [column.width for column in columns] == [16, 17, 27, 5, 20]
    assert columns[3].text(ENTRY) == ""


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"resolved_id": DATED, "previous_id": DATED}, DATED),
        ({"resolved_id": DATED, "previous_id": "claude-x"}, f"moved: {DATED}"),
        ({"outcome": "not_\x1bfound", "previous_id": "claude-x"}, "not \\x1bfound"),
        ({"outcome": "retired", "retired_at": RELEASE}, "retired 2025-09-29"),
        ({"outcome": "retired"}, "retired"),
        ({"outcome": "rejected", "rejected_betas": ("a", "b")}, "rejected: a, b"),
        ({"outcome": "rejected"}, "rejected"),
    ],
)
def test_the_answer_of_a_lookup(fields: dict[str, Any], text: str) -> None:
    """The answer is the resolved ID, marked if it has moved, or why there is none."""
    entry = HistoryEntry(looked_up_at=NOW, model_id=ALIAS, host="h", **fields)
    assert history_columns(clock_in())[2].text(entry) == text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"model_id": ALIAS, "resolved_id": DATED},
            f"{ALIAS} stood for {DATED}. Asked h.example without betas.",
        ),
        (
            {"model_id": LONGEST, "resolved_id": LONGEST},
            f"{LONGEST} was the model's own ID. Asked h.example without betas.",
        ),
        (
            {"model_id": "a", "resolved_id": LONGEST, "previous_id": LONGEST[:-1] + "y"},
            f"a stood for {LONGEST}, moved from {LONGEST[:-1]}y. Asked h.example without betas.",
        ),
        (
            {"model_id": DATED, "resolved_id": DATED, "previous_id": "claude-x"},
            f"{DATED} stood for {DATED}, moved from claude-x. Asked h.example without betas.",
        ),
        (
            {"model_id": ALIAS, "outcome": "not_found", "betas": ("a", "b"), "demo": True},
            f"{ALIAS}: not found. Asked the demo with the betas a, b.",
        ),
        (
            {"model_id": ALIAS, "outcome": "no_answer", "betas": ("b" * 1001,)},
            f"{ALIAS}: no answer. Asked h.example with the betas {'b' * 1000}….",
        ),
    ],
)
def test_a_lookup_in_a_sentence(fields: dict[str, object], sentence: str) -> None:
    """One sentence has all that the history knows about a lookup, except its time."""
    usual: dict[str, object] = {"looked_up_at": NOW, "host": "h.example"}
    assert describe(HistoryEntry(**(usual | fields))) == sentence  # type: ignore[arg-type] # any field
