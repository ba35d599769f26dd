"""The line of a model's life: marks in order, labels that never overlap, a shared scale."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.presentation.formatting import Spans
from modelbrowser.presentation.timeline import (
    Timeline,
    fit_timeline,
    shared_scale,
)

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)

_MOMENTS = st.datetimes(timezones=st.timezones(), allow_imaginary=False)
_NEAR = st.integers(-2000, 2000).map(lambda days: NOW + timedelta(days=days))
_DATES = st.none() | _NEAR | _MOMENTS
_MODELS = st.builds(
    ModelInfo,
    id=st.just("x"),
    released_at=_DATES,
    deprecated_at=_DATES,
    retires_at=_DATES,
    lifecycle=st.sampled_from([None, "retired"]),
)
_LABEL = re.compile(
    r"((\d{4}-\d\d-\d\d|unknown) ?)?(released|deprecated|today|retires|retired|retirement)?"
)
_WIDTHS = st.integers(0, 250)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T00:00:00+00:00")


SONNET = ModelInfo(
    id="x",
    released_at=_day("2025-09-29"),
    deprecated_at=_day("2026-09-30"),
    retires_at=_day("2026-11-30"),
)
OVERDUE = ModelInfo(id="x", released_at=_day("2025-09-29"), retires_at=_day("2026-11-01"))
RETIRED = ModelInfo(
    id="x",
    released_at=_day("2025-08-05"),
    deprecated_at=_day("2026-06-05"),
    retires_at=_day("2026-08-05"),
    lifecycle="retired",
)
LATER = ModelInfo(
    id="x",
    released_at=_day("2025-09-29"),
    deprecated_at=_day("2026-11-15"),
    retires_at=_day("2027-11-30"),
)
ACTIVE = ModelInfo(id="x", released_at=_day("2026-09-28"))
UNKNOWN = ModelInfo(id="x", deprecated_at=_day("2026-09-30"), retires_at=_day("2027-11-30"))
UNDATED = ModelInfo(id="x")


def _text(spans: Spans) -> str:
    return "".join(span.text for span in spans)


def _fit(model: ModelInfo, width: int, rows: int = 2) -> Timeline:
    timeline = fit_timeline(model, NOW, width, is_roomy=rows > 1)
    assert timeline
    return timeline


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (SONNET, "●━━━━━━━━━━━━━━━━━━━━━━━━━━━━●━━◆╌╌○"),
        (OVERDUE, "●━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━○╌╌◆"),
        (RETIRED, "●━━━━━━━━━━━━━━━━━━━━━●━━━━○╌╌╌╌╌╌╌◆"),
        (ACTIVE, "●━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━◆"),
        (UNKNOWN, "?╌━━━━●━━━◆╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌○"),
    ],
)
def test_a_life_fills_the_line(model: ModelInfo, line: str) -> None:
    """Past its retirement date, today is right of it; an unknown release begins with ?╌."""
    assert _text(_fit(model, 40).line()) == line


@pytest.mark.parametrize(
    ("width", "rows", "labels"),
    [
        (
            74,
            2,
            [
                "released                                            deprecated    retires",
                "2025-09-29                                          2026-09-30  2026-11-30",
            ],
        ),
        (74, 1, ["2025-09-29 released         2026-09-30 deprecated  2026-11-30 retires"]),
        (38, 1, ["2025-09-29    2026-09-30  2026-11-30"]),
        (22, 1, ["2025-09-29  2026-11-30"]),
        (12, 1, ["  2026-11-30"]),
        (9, 1, [""]),
    ],
)
def test_labels_make_room(width: int, rows: int, labels: list[str]) -> None:
    """Labels move, become dates alone, and are left out: the deprecation's first.

    A date in the future isn't when a model was retired.
    """
    for model in (SONNET, replace(SONNET, lifecycle="retired")):
        assert [_text(row) for row in _fit(model, width, rows).labels(rows)] == labels


@pytest.mark.parametrize("rows", [1, 2])
def test_a_label_is_left_out_only_if_there_is_no_room(rows: int) -> None:
    """A label that fits is drawn, even where it can't be near its mark."""
    model = replace(OVERDUE, deprecated_at=_day("2026-11-19"), retires_at=_day("2026-11-24"))
    dates = _text([*_fit(model, 36, rows).labels(rows)][-1]).split()
    assert dates == ["2025-09-29", "2026-11-19", "2026-11-24"]


@pytest.mark.parametrize(
    ("width", "rows"), [(38, 1), (62, 1), (74, 1), (110, 1), (62, 2), (74, 2), (110, 2)]
)
@pytest.mark.parametrize("model", [SONNET, OVERDUE, RETIRED, ACTIVE, LATER])
def test_labels_are_under_their_marks(model: ModelInfo, width: int, rows: int) -> None:
    """Each mark but today's has its label below it, or two cells beside it if the next is close."""
    timeline = _fit(model, width, rows)
    for row in timeline.labels(rows):
        labels = [found.span() for found in re.finditer(r"\S+( \S+)?", _text(row))]
        cells = [mark.cell for mark in timeline.marks if mark.kind != "today"]
        assert len(labels) == len(cells)
        assert all(
            start - 2 <= at < end + 2 for at, (start, end) in zip(cells, labels, strict=True)
        )


@pytest.mark.parametrize(
    ("model", "width", "beside"),
    [
        (SONNET, 74, "●━◆╌╌○  (◆ today 2026-11-29)"),
        (SONNET, 38, "━◆○  (◆ today)"),
        (SONNET, 19, "━◆○"),
        (OVERDUE, 74, "○╌╌╌◆ today 2026-11-29"),
        (OVERDUE, 38, "○╌◆ today"),
    ],
)
def test_today_is_beside_a_line_with_one_row(model: ModelInfo, width: int, beside: str) -> None:
    """With little room, today's label is next to its mark, or says what the mark means."""
    timeline = _fit(model, width, 1)
    line = _text(timeline.line()) + _text(timeline.beside)
    assert re.sub("━+", "━", line).endswith(beside)
    assert len(line) <= width


@pytest.mark.parametrize("width", [40, 62, 74, 110])
@pytest.mark.parametrize("model", [SONNET, OVERDUE, RETIRED])
def test_marks_are_to_scale(model: ModelInfo, width: int) -> None:
    """A mark is where its date is; only today's moves, to be apart from another by three cells."""
    marks = _fit(model, width).marks
    first, last = marks[0], marks[-1]
    assert first.moment
    assert last.moment
    span = (last.moment - first.moment) / (last.cell - first.cell)
    for mark in marks:
        assert mark.moment
        exact = first.cell + (mark.moment - first.moment) / span
        assert abs(mark.cell - exact) <= (3 if mark.kind == "today" else 1)


def test_nothing_known_is_no_line() -> None:
    """Without any date there is no line."""
    assert fit_timeline(UNDATED, NOW, 40) is None


@given(_MODELS, _WIDTHS)
def test_marks_are_in_order(model: ModelInfo, width: int) -> None:
    """All marks are on the line, each on its own cell, in the order of time; today's is one."""
    timeline = fit_timeline(model, NOW, width)
    if timeline is None:
        assert width < 1 or model in (UNDATED, replace(UNDATED, lifecycle="retired"))
        return
    cells = [mark.cell for mark in timeline.marks]
    assert all(left < right for left, right in pairwise(cells))
    assert all(0 <= cell < width for cell in cells)
    moments = [mark.moment for mark in timeline.marks if mark.moment]
    assert all(left <= right for left, right in pairwise(moments))
    assert len(_text(timeline.line())) == cells[-1] + 1
    for mark in timeline.marks:
        assert _text(timeline.line())[mark.cell] in "●◆○?"


@given(_MODELS, _WIDTHS, st.sampled_from([1, 2]))
def test_labels_never_overlap(model: ModelInfo, width: int, rows: int) -> None:
    """Whole labels, two cells apart, within the width, in the order of the marks."""
    timeline = fit_timeline(model, NOW, width, is_roomy=rows > 1)
    for row in timeline.labels(rows) if timeline else ():
        text = _text(row)
        assert len(text) <= width
        parts = [part for part in re.split(r" {2,}", text.strip()) if part]
        assert all(map(_LABEL.fullmatch, parts))
        words = [part.rpartition(" ")[2] for part in parts]
        kinds = [mark.kind for mark in timeline.marks] if timeline else []
        assert [w for w in kinds if w in words] == [w for w in words if w in kinds]


@given(_MODELS, _WIDTHS)
def test_todays_label_points_at_its_mark(model: ModelInfo, width: int) -> None:
    """Above the line, an arrow is over the mark; beside it, the label ends within the width."""
    if timeline := fit_timeline(model, NOW, width):
        today = _text(timeline.today())
        assert len(today) <= width
        assert not today or _text(timeline.line())[today.index("↓")] == "◆"
    if timeline := fit_timeline(model, NOW, width, is_roomy=False):
        assert len(_text(timeline.line()) + _text(timeline.beside)) <= width


@given(st.lists(_MODELS, max_size=8), st.integers(1, 250))
def test_a_chart_has_one_today(models: list[ModelInfo], width: int) -> None:
    """On a shared scale today is on the same cell of every line, and years never overlap."""
    scale = shared_scale(models, NOW, width)
    for model in models:
        marks = scale.place(model).marks
        assert {mark.cell for mark in marks if mark.kind == "today"} <= {scale.today}
        assert all(left.cell < right.cell for left, right in pairwise(marks))
        assert all(0 <= mark.cell < width for mark in marks)
    assert all(right - left >= 6 for (_, left), (_, right) in pairwise(scale.years))
    assert all(cell + len("2026") <= width for _, cell in scale.years)


def test_the_years_of_a_chart() -> None:
    """A chart begins with a year and names those that begin on it; unknown releases are short."""
    scale = shared_scale([SONNET, RETIRED, ACTIVE], NOW, 48)
    assert [year for year, _ in scale.years] == [2025, 2026]
    assert scale.years[0] == (2025, 0)
    assert _text(scale.place(UNDATED).line()).lstrip() == "?╌━━◆"
    assert _text(scale.place(RETIRED).line()) == " " * 14 + "●━━━━━━━━━━━━━━━━━━━●━━○"
