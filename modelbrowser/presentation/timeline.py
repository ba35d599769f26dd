"""Timelines of models, to scale: released, deprecated, today, retires.

                                                   today 2026-11-29 ↓
    ●━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●━━━━━━◆╌╌○
    released                                          deprecated    retires
    2025-09-29                                        2026-09-30  2026-11-30

Pure data: marks and labels are placed on cells, for any dates and any width.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.presentation.formatting import Span, Spans, Tone, format_day
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.record import Record

MarkKind = Literal["released", "deprecated", "today", "retires"]

_DISPENSABLE: tuple[MarkKind, ...] = ("today", "deprecated", "released", "retires")
"""The marks and labels to leave out if there is no room, in this order."""

_SELF_EVIDENT: tuple[MarkKind, ...] = ("released", "deprecated", "retires")
"""The labels to shorten if there is no room, in this order: a line starts with the release."""

_GLYPHS: dict[MarkKind, str] = {"released": "●", "deprecated": "●", "today": "◆", "retires": "○"}

_TONES: dict[MarkKind, Tone] = {
    "released": "good",
    "deprecated": "warning",
    "today": "strong",
    "retires": "bad",
}

_LABEL_GAP = 2
"""The minimum gap between two labels, in cells."""

_NEAR = 2
"""The maximum distance of a label from its mark, in cells, if there is room."""

_ROOMY, _MARGIN, _ROOMY_GAP = 40, 4, 3
"""From this width on, the line ends before the edge, so that its last label is under its mark,
and marks are apart, so that tomorrow is visibly later than today; all in cells."""

_NARROW, _DATED = 20, 60
"""From these widths on, in cells, today has a label beside the line, and its date."""

_UNKNOWN = 4
"""The length of an unknown start on a shared scale, in cells."""

_YEAR_GAP = 6
"""The minimum distance between two years above a chart, in cells."""

_REACH = timedelta(days=3653)
"""How far a chart may reach back and ahead, so that one odd date doesn't squeeze the others."""


class Mark(NamedTuple):
    """A date on the line.

    Attributes:
        kind: What happens then.
        moment: When; None for an unknown release, which starts the line.
        cell: Its cell, from 0.
    """

    kind: MarkKind
    moment: datetime | None
    cell: int


class Timeline(Record):
    """Marks on a line of cells.

    Attributes:
        marks: In chronological order, each on its own cell.
        width: The number of cells.
        is_retired: Whether the model is retired.
        beside: Today's label, for a place beside the line; empty if there is no room.
    """

    marks: tuple[Mark, ...]
    width: int
    is_retired: bool = False
    beside: Spans = ()

    def line(self) -> Spans:
        """Draw the marks and the lines between them, up to the last mark."""
        spans = [_blanks(mark.cell) for mark in self.marks[:1]]
        passed: list[MarkKind] = []
        for index, mark in enumerate(self.marks):
            glyph = SafeText(_GLYPHS[mark.kind] if mark.moment else "?")
            spans.append(Span(glyph, self._tone(mark)))
            passed.append(mark.kind)
            if index + 1 < len(self.marks):
                spans += self._stretch(passed, self.marks[index + 1].cell - mark.cell - 1)
        return tuple(span for span in spans if span.text)

    def today(self) -> Spans:
        """Draw today's label, for the row above the line, with an arrow to its mark."""
        for mark in self.marks:
            if mark.kind == "today":
                label = (Span(SafeText("today "), "strong"), _date(mark))
                before = mark.cell - _width(label) - 1
                if mark.cell + 2 + _width(label) <= self.width:
                    return (_blanks(mark.cell), Span(SafeText("↓ "), "dim"), *label)
                if before >= 0:
                    return (_blanks(before), *label, Span(SafeText(" ↓"), "dim"))
        return ()

    def labels(self, rows: int = 1) -> Iterator[Spans]:
        """Draw the labels of the marks except today's, on one row, or as words over dates on two.

        They never overlap: they are moved, then shortened to dates, then left out.
        """
        labels = [self._label(mark, rows) for mark in self.marks if mark.kind != "today"]
        choices = [labels]
        for kind in _SELF_EVIDENT if rows == 1 else ():
            labels = [it.shortened() if it.mark.kind == kind else it for it in labels]
            choices.append(labels)
        fitting = [_place(each, self.width) for each in choices if _length(each) <= self.width]
        for kind in _DISPENSABLE if not fitting else ():
            labels = [it for it in labels if it.mark.kind != kind]
            fitting += [_place(labels, self.width)] if _length(labels) <= self.width else []
        placed = next((each for each in fitting if all(map(_Label.is_near, each))), fitting[0])
        return (_row(placed, row) for row in range(rows))

    def _stretch(self, passed: Sequence[MarkKind], cells: int) -> Iterator[Span]:
        """Draw the line after some marks; unknown or future parts are dashed."""
        is_over = "retires" in passed
        if is_over or "today" in passed or "released" not in passed:
            is_end = len(passed) + 1 == len(self.marks) and self.marks[-1].kind == "retires"
            is_due = not self.is_retired if is_over else is_end
            yield Span(SafeText("╌" * cells), "bad" if is_due else "faint")
            return
        unknown = 0 if self.marks[0].moment else min(cells, len(passed) == 1)
        yield Span(SafeText("╌" * unknown), "dim")
        tone: Tone = "dim" if self.is_retired else "good"
        yield Span(SafeText("━" * (cells - unknown)), "warning" if "deprecated" in passed else tone)

    def _label(self, mark: Mark, rows: int) -> "_Label":
        tone = "dim" if mark.kind == "released" else _TONES[mark.kind]
        word = Span(SafeText(self._word(mark.kind)), tone)
        if rows > 1:
            return _Label(mark, ((word,), (_date(mark),)))
        return _Label(mark, ((_date(mark), Span(SafeText(" ")), word),))

    def _word(self, kind: MarkKind) -> str:
        if kind != "retires":
            return kind
        is_past = self.marks[-1].kind != "retires"
        if not is_past:
            return "retires"
        return "retired" if self.is_retired else "retirement"

    def _tone(self, mark: Mark) -> Tone:
        is_gray = mark.kind == "released" and (self.is_retired or not mark.moment)
        return "dim" if is_gray else _TONES[mark.kind]


class _Label(NamedTuple):
    """The rows of text at a mark, and the cell where the longest one starts."""

    mark: Mark
    rows: tuple[Spans, ...]
    start: int = 0

    @property
    def width(self) -> int:
        return max(map(_width, self.rows))

    def shortened(self) -> "_Label":
        """The label without its words, which is only the date."""
        return self._replace(rows=tuple(row[:1] for row in self.rows))

    def is_near(self) -> bool:
        """Whether it is below its mark, or nearly."""
        return self.start - _NEAR <= self.mark.cell < self.start + self.width + _NEAR


def _blanks(cells: int) -> Span:
    return Span(SafeText(" " * cells))


def _width(row: Spans) -> int:
    return sum(len(span.text) for span in row)


def _date(mark: Mark) -> Span:
    day = format_day(mark.moment) if mark.moment else SafeText("unknown")
    return Span(day, "bad" if mark.kind == "retires" else "normal")


def _length(labels: Sequence[_Label]) -> int:
    """The length of a row of labels, with minimum gaps."""
    return sum(label.width + _LABEL_GAP for label in labels) - _LABEL_GAP


def _place(labels: Sequence[_Label], width: int) -> list[_Label]:
    """Place labels at their marks, or as close as the others allow; together they must fit."""
    latest: list[int] = []
    end = width
    for label in reversed(labels):
        latest.append(min(label.mark.cell, end - label.width))
        end = latest[-1] - _LABEL_GAP
    placed: list[_Label] = []
    start = 0
    for label, last in zip(labels, reversed(latest), strict=True):
        start = max(start, min(last, label.mark.cell - (label.width - 1) // 2))
        placed.append(label._replace(start=start))
        start += label.width + _LABEL_GAP
    return placed


def _row(placed: Iterable[_Label], index: int) -> Spans:
    """One row of placed labels, each as close to its mark as its longest row allows."""
    spans: list[Span] = []
    end = 0
    for label in placed:
        row = label.rows[index]
        last = label.start + label.width - _width(row)
        start = max(label.start, min(last, label.mark.cell - (_width(row) - 1) // 2))
        spans += (_blanks(start - end), *row)
        end = start + _width(row)
    return tuple(span for span in spans if span.text)


class Scale(Record):
    """A range of time on a line of cells.

    Attributes:
        now: The current time, aware.
        first: The start, in seconds from now.
        last: The end, in seconds from now.
        width: The number of cells.
        is_shared: Whether several lines share it, so that today is at the same cell on all.
        gap: The minimum number of cells from one mark to the next.
    """

    now: datetime
    first: float
    last: float
    width: int
    is_shared: bool = False
    gap: int = 1

    @property
    def today(self) -> int:
        """The cell of the current time."""
        return self._cell(self.now)

    @property
    def years(self) -> tuple[tuple[int, int], ...]:
        """The years that begin on the line and fit above it, with their cells."""
        begins: list[tuple[int, int]] = []
        for year in range(self.now.year - 11, self.now.year + 12):
            moment = self.now.replace(year=year, month=1, day=1, hour=0, minute=0)
            is_on_line = self.first <= (moment - self.now).total_seconds() <= self.last
            cell = self._cell(moment)
            is_whole = cell + len(str(year)) <= self.width
            if is_on_line and is_whole and (not begins or cell - begins[-1][1] >= _YEAR_GAP):
                begins.append((year, cell))
        return tuple(begins)

    def place(self, model: ModelInfo) -> Timeline:
        """Place the marks of a model's life, as many as there are cells for.

        On a shared scale, the line of a retired model ends at its retirement.
        """
        moments = _moments(model, self.now)
        is_retired = model.lifecycle == "retired"
        if self.is_shared and len(moments) == 1 and not is_retired:
            # As long as others whose release is unknown.
            moments.insert(0, ("released", None))
        is_over = self.is_shared and is_retired and model.retires_at
        for kind in _DISPENSABLE:
            if len(moments) > self.width or (is_over and kind == "today"):
                moments = [moment for moment in moments if moment[0] != kind]
        kinds = [kind for kind, _ in moments]
        cells = [0 if moment is None else self._cell(moment) for _, moment in moments]
        if self.is_shared and len(cells) > 1 and moments[0][1] is None:
            cells[0] = max(0, cells[1] - _UNKNOWN)
        fixed = kinds.index("today") if self.is_shared and "today" in kinds else None
        cells = _separate(cells, self.width, self.gap, fixed)
        marks = [Mark(*moment, cell) for moment, cell in zip(moments, cells, strict=True)]
        on_line = tuple(mark for mark in marks if 0 <= mark.cell < self.width)
        return Timeline(on_line, self.width, is_retired)

    def _cell(self, moment: datetime) -> int:
        share = ((moment - self.now).total_seconds() - self.first) / (self.last - self.first or 1)
        return round(min(1, max(0, share)) * (self.width - 1))


def fit_timeline(
    model: ModelInfo, now: datetime, width: int, *, is_roomy: bool = True
) -> Timeline | None:
    """Fit a model's life to a line, up to today or its end; None if no date is known.

    If it isn't roomy, there is room beside the line for today's label.
    """
    moments = _moments(model, now)
    seconds = [(moment - now).total_seconds() for _, moment in moments if moment]
    if len(moments) < 2 or width < 1:  # noqa: PLR2004 - today alone is no line
        return None
    first, last = min(seconds), max(seconds)
    if moments[0][1] is None:
        first -= (last - first) / 5
    margin, gap = (_MARGIN, _ROOMY_GAP) if width >= _ROOMY else (0, 1)
    beside: Spans = ()
    if not is_roomy and width >= _NARROW:
        beside = _beside(now, is_last=moments[-1][0] == "today", has_date=width >= _DATED)
        margin = _width(beside)
    timeline = Scale(now, first, last, width - margin, gap=gap).place(model)
    return replace(timeline, width=width, beside=beside)


def _beside(now: datetime, *, is_last: bool, has_date: bool) -> Spans:
    """Today's label next to its mark, or else what the mark means, after the line."""
    word = Span(SafeText(" today"), "strong")
    label = (word, Span(SafeText(f" {format_day(now)}"))) if has_date else (word,)
    if is_last:
        return label
    mark = Span(SafeText(_GLYPHS["today"]), "strong")
    return (Span(SafeText("  (")), mark, *label, Span(SafeText(")")))


def shared_scale(models: Iterable[ModelInfo], now: datetime, width: int) -> Scale:
    """Return the scale that fits the lives of all of these models, from the start of a year."""
    moments = (moment for model in models for _, moment in _moments(model, now) if moment)
    reach = _REACH.total_seconds()
    seconds = [min(reach, max(-reach, (moment - now).total_seconds())) for moment in moments]
    begin = (now + timedelta(seconds=min(seconds, default=0))).replace(
        month=1, day=1, hour=0, minute=0
    )
    last = max(seconds, default=0) + timedelta(days=31).total_seconds()
    return Scale(now, (begin - now).total_seconds(), last, width, is_shared=True)


def _moments(model: ModelInfo, now: datetime) -> list[tuple[MarkKind, datetime | None]]:
    """The marks of a model's life, in order; an unknown release comes first."""
    dates: dict[MarkKind, datetime | None] = {
        "released": model.released_at,
        "deprecated": model.deprecated_at,
        "retires": model.retires_at,
        "today": now,
    }
    known = [(kind, moment) for kind, moment in dates.items() if moment]
    # Stable, so a date that has just come is before today.
    known.sort(key=lambda pair: (pair[1] - now).total_seconds())
    has_begun = model.released_at is None and len(known) > 1
    return [("released", None), *known] if has_begun else [*known]


def _separate(cells: Sequence[int], width: int, gap: int, fixed: int | None) -> list[int]:
    """Move marks apart, as little as possible; some may end up off the line.

    Args:
        cells: Their cells, in order.
        width: The number of cells.
        gap: The minimum number of cells from one to the next.
        fixed: The index of the mark that must stay where it is, if any.
    """
    apart = list(cells)
    for index in range((fixed or 0) + 1, len(apart)):
        apart[index] = max(apart[index], apart[index - 1] + gap)
    if fixed is None:
        apart[-1:] = [min(cell, width - 1) for cell in apart[-1:]]
    for index in reversed(range(len(apart) - 1 if fixed is None else fixed)):
        apart[index] = min(apart[index], apart[index + 1] - gap)
    return apart
