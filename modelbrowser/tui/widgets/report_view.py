"""Views of a report, as room allows: the base class that draws one, and the pane of a lookup.

What only an answer needs is imported when there is one, which keeps startup fast.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import NamedTuple, assert_never, get_args

from textual import getters
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive, var
from textual.style import Style
from textual.timer import Timer

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import Span, Spans, Tone, format_day, format_minute
from modelbrowser.presentation.reports import (
    GAP,
    SEPARATOR,
    Advice,
    RelativeBar,
    Report,
    Row,
    cancelled_report,
    idle_report,
    pending_report,
    retrying_report,
)
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.state import (
    Cancelled,
    Failed,
    Found,
    Idle,
    LookupState,
    Outcome,
    Pending,
    Watch,
)
from modelbrowser.tui.widgets.bars import BarApp
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.text import content, wrap

MIN_LABEL_WIDTH = 11
"""The minimum width of the label column, in cells, including the gap after it."""

HANGING_INDENT = 2
"""The indent of a value's continuation lines, in cells, so they don't look like values."""

ROWS_STACKED_BELOW = 44
"""Below this width, in cells, a value is drawn under its label."""

ROOMY_FROM = 60
"""From this width on, in cells, numbers may be bars, and names may be chips."""

TALL_FROM = 20
"""From this height on, in cells, a report without a timeline may be roomy: in a lower view, most
answers aren't, and all reports begin on the same line."""

LONGEST_BAR = 28
"""The length of the longest bar, in cells."""

WAIT_SHOWN_AFTER = 0.3
"""How long the previous result stays before the wait is shown, in seconds."""

KEY_GAP = 3
"""The gap before a key in a line, in cells."""

LAST_KEY = 9
"""The last name that can be chosen with a digit."""


class _Layout(NamedTuple):
    """A layout of a report, more or less spacious.

    Attributes:
        is_roomy: Whether there are bars and chips, and labels on two rows.
        gaps: The parts that are preceded by a blank line; `blocks` are bars and chips, which are
            followed by one, too.
        is_cut: Whether values with chips are cut to one line, and what follows is left out.
        has_extras_last: Whether chips and extra rows come last, because everything scrolls.
    """

    is_roomy: bool
    gaps: frozenset[str]
    is_cut: bool = False
    has_extras_last: bool = False


_ALL = frozenset({"head", "line", "text", "advice", "names", "rows"})

_LAYOUTS = (
    _Layout(is_roomy=True, gaps=_ALL | {"blocks"}),
    _Layout(is_roomy=True, gaps=_ALL),
    _Layout(is_roomy=False, gaps=_ALL - {"head", "line"}),
    _Layout(is_roomy=False, gaps=frozenset({"advice", "rows"})),
    _Layout(is_roomy=False, gaps=frozenset({"advice"})),
    _Layout(is_roomy=False, gaps=frozenset({"advice"}), is_cut=True),
    _Layout(is_roomy=False, gaps=frozenset(), is_cut=True),
    _Layout(is_roomy=False, gaps=frozenset(), has_extras_last=True),
)
"""The first layout that fits is used, or else the last one, which scrolls."""


class ReportView(LineView):
    """A report, with a scrollbar if it is longer than the view."""

    COMPONENT_CLASSES = {
        f"report--{name}" for name in (*get_args(Tone), "title", "heading", "label", "chip", "rule")
    }

    app = getters.app(BarApp)

    report: reactive[Report] = reactive(Report(title=SafeText("Ready")))
    """The report to draw."""

    note: reactive[SafeText] = reactive(NOTHING)
    """Shown in the border, or instead of the title if there is no border; may be empty."""

    def __init__(self, report: Report | None = None) -> None:
        super().__init__()
        if report:
            self.set_reactive(ReportView.report, report)

    def watch_report(self) -> None:
        """Draw the new report, from its top."""
        self.lay_out()
        self.scroll_home(animate=False)

    def watch_note(self) -> None:
        """Draw the new note."""
        self.border_subtitle = content(self.note)
        if not self.styles.border_top[0]:
            # It is among the lines.
            self.lay_out()

    def lay_out(self) -> None:
        """Draw the title and the parts, in the most spacious layout that fits."""
        self.border_title = content(self.report.title, self._style(self.report.tone))
        width, height = self.text_width, self.scrollable_content_region.height
        if not width:
            return
        is_clipped = self.report.is_clipped
        # Also, a clipped report grows later, which must not change its layout.
        is_low = height < TALL_FROM and not self.report.model
        for layout in _LAYOUTS:
            if layout.is_roomy and (width < ROOMY_FROM or is_low):
                continue
            drawn = self._draw(layout, width)
            # One line too many is enough to try the next layout.
            lines = list(islice(drawn, height + (not is_clipped)))
            if len(lines) <= height:
                break
        self.show_lines([*lines, *(() if is_clipped else drawn)])

    def _draw(self, layout: _Layout, width: int) -> Iterator[Content]:
        """Draw the parts, each with a blank line before it if the layout has one."""
        report = self.report
        # In a narrow view, only the first sentence leaves room for what can be looked up.
        count = 1 if report.is_clipped and width < ROWS_STACKED_BELOW else None
        parts: dict[str, Iterable[Content]] = {
            "title": self._title(width) if not self.styles.border_top[0] else (),
            "head": self._head(width),
            "line": self._timeline(layout, width),
            "text": (
                line for text in report.sentences[:count] for line in wrap(content(text), width)
            ),
            "advice": (line for advice in report.advice for line in self._advice(advice, width)),
            "names": self._suggestions(width),
            "rows": self._rows(layout, width),
        }
        has_gap = layout.is_roomy
        for name, part in parts.items():
            gap = [Content("")] if has_gap and name in layout.gaps else []
            for line in part:
                yield from gap
                yield line
                gap, has_gap = [], True

    def _title(self, width: int) -> list[Content]:
        """Draw the title, or the note in its place, if there is no border for them."""
        tone = self._style(self.report.tone) + self._style("title")
        title = content(self.report.title, tone)
        return wrap(content(self.note, self._style("warning")), width) if self.note else [title]

    def _head(self, width: int) -> Iterator[Content]:
        """Draw the heading with the chips at the right edge, and the details in its own lines."""
        report = self.report
        chips = Content(" ").join(self._chip(span) for span in report.chips)
        if report.heading:
            *lines, last = wrap(content(report.heading, self._style("heading")), width)
            yield from lines
            hint = Content("  ") + self._hint(report.hint) if report.hint else Content("")
            if (last + hint + chips).cell_length < width:
                last += hint
            room = width - last.cell_length - chips.cell_length
            yield last.pad_right(room) + chips if room > 0 else last
            if chips and room <= 0:
                yield chips
        facts = (((Span(report.subheading),),) if report.subheading else ()) + report.details
        yield from self._flow(tuple(s for fact in facts for s in (SEPARATOR, *fact))[1:], width)

    def _chip(self, chip: Span) -> Content:
        if self.app.no_color:
            return content(SafeText(f"[{chip.text}]"), self._style("title"))
        # Of 16 colors, bold ones may be brighter: black text would be gray.
        filled = self._style(chip.tone) + Style(bold=not self.app.native_ansi_color, reverse=True)
        return content(SafeText(f" {chip.text} "), filled)

    def _timeline(self, layout: _Layout, width: int) -> Iterator[Content]:
        """Draw the line and its labels."""
        model, now = self.report.model, self.report.now
        if not (model and now):
            return
        from modelbrowser.presentation.timeline import fit_timeline

        if line := fit_timeline(model, now, width, is_roomy=layout.is_roomy):
            if layout.is_roomy:
                yield self._line(line.today())
            yield self._line((*line.line(), *line.beside))
            for labels in line.labels(2 if layout.is_roomy else 1):
                yield self._line(labels)

    def _advice(self, advice: Advice, width: int) -> list[Content]:
        first, others = self._line(advice.line[:1]), self._line(advice.line[1:])
        # What happens comes first, so it isn't missed.
        line = first.stylize(Style(bold=others != Content(""))) + others
        if not advice.action:
            return wrap(line, width)
        hint = self._hint(advice)
        *lines, last = wrap(line, width) if line else [Content("")]
        # The key and what it does stay together.
        whole = (last + Content(" " * KEY_GAP) if last else last) + hint
        return [*lines, *([whole] if whole.cell_length <= width else [last, *wrap(hint, width)])]

    def _hint(self, advice: Advice) -> Content:
        """Draw a key and what it does, which a click does, too."""
        key = content(self.app.key_for(advice.action), self._style("accent"))
        does = content(SafeText(f" {advice.does}"), self._style("dim"))
        return (key + does).stylize(Style.from_meta({"@click": f"screen.{advice.action}"}))

    def _suggestions(self, width: int) -> Iterator[Content]:
        """Draw the names, each with the key that chooses it and what is known about it."""
        index = 0
        for group, members in groupby(self.report.suggestions, attrgetter("group")):
            if group:
                yield from (Content(""),) if index else ()
                yield content(group, self._style("label"))
            each = [(content(sanitize(member.name, MAX_LENGTH)), member) for member in members]
            column = max(name.cell_length for name, _ in each) + 2
            is_wide = 2 + column + max(len(member.state) for _, member in each) <= width
            for name, member in each:
                key = SafeText(f"{index + 1}" if index < LAST_KEY else " ")
                line = content(key, self._style("accent")) + Content(" ") + name
                state = content(member.state, self._style(member.tone))
                click = Style.from_meta({"@click": f"screen.choose({index})"})
                if is_wide:
                    line = line.pad_right(column - name.cell_length) + state
                yield line.truncate(width, ellipsis=True).rstrip().stylize(click)
                if state and not is_wide:
                    yield (Content("  ") + state).truncate(width, ellipsis=True).stylize(click)
                index += 1

    def _rows(self, layout: _Layout, width: int) -> Iterator[Content]:
        """Draw the labeled values."""
        rows = [row for row in self.report.rows if row.drawn != ()]
        labels = max((content(row.label).cell_length + 1 for row in rows), default=0)
        column = labels if width < ROWS_STACKED_BELOW else max(labels, MIN_LABEL_WIDTH)
        is_apart = is_of_chips = False
        ordered: list[tuple[bool, Row]] = []
        for row in sorted(rows, key=lambda row: row.is_late):
            is_of_chips = bool(row.chips) or (is_of_chips and not row.label)
            if not (layout.is_cut and is_of_chips and not row.chips):
                is_last = layout.has_extras_last and (is_of_chips or row.is_extra)
                ordered.append((is_last, row))
        for _, row in sorted(ordered, key=itemgetter(0)):
            is_block = "blocks" in layout.gaps and bool(row.bars or row.chips)
            if is_apart and row.label:
                yield Content("")
            is_apart = is_block or (is_apart and not row.label)
            yield from self._row(row, layout, width, column)

    def _row(self, row: Row, layout: _Layout, width: int, column: int) -> Iterator[Content]:
        """Draw a label and its value next to it; in a narrow view under it, if it is too long."""
        room = width - column
        label = content(row.label, self._style("label"))
        if row.bars and layout.is_roomy:
            yield from self._bars(row.bars, column, room)
            return
        if row.chips and layout.is_roomy and not self.app.native_ansi_color:
            lines = list(self._chips(row.chips, room))
        elif layout.is_cut and row.chips:
            value = content(row.value, self._style(row.tone))
            lines = [value.truncate(room, ellipsis=True)]
        else:
            lines = self._value(row, room)
            facts = 1 + sum(span in {SEPARATOR, GAP} for span in row.drawn or ())
            if width < ROWS_STACKED_BELOW and len(lines) > facts:
                yield from (label,) if row.label else ()
                label, column = Content(""), HANGING_INDENT
                lines = self._value(row, width - column)
        for line in lines:
            yield label.pad_right(column - label.cell_length) + line
            label = Content("")

    def _value(self, row: Row, room: int) -> list[Content]:
        """Draw a value in lines, with continuation lines indented."""
        if row.drawn:
            return list(self._flow(row.drawn, room))
        value = content(row.value, self._style(row.tone))
        lines = wrap(value, room)
        if len(lines) > 1:
            first, *others = wrap(value, room - HANGING_INDENT)
            lines = [first, *(Content(" " * HANGING_INDENT) + line for line in others)]
        return lines

    def _bars(self, bars: Sequence[RelativeBar], column: int, room: int) -> Iterator[Content]:
        """Draw exact numbers, aligned, with bars for their shares of the largest."""
        digits, units = (max(map(len, texts)) for texts in list(zip(*bars, strict=True))[1:3])
        largest = max(len(bar.largest) for bar in bars)
        length = min(LONGEST_BAR, room - digits - units - largest - 5)
        for bar in bars:
            label = content(bar.label, self._style("label"))
            line = label.pad_right(column - label.cell_length)
            line += content(SafeText(f"{bar.number:>{digits}}"))
            line += content(SafeText(f" {bar.unit:<{units}}  "), self._style("dim"))
            # After the number, which must not move when the list arrives.
            filled = max(1, round((bar.share or 0) * length))
            if bar.share is not None and length > 0:
                line += content(SafeText("━" * filled), self._style("good"))
                # Dashed if no color distinguishes it from the filled part.
                rest = "╌" if self.app.no_color else "━"
                line += content(SafeText(rest * (length - filled)), self._style("rule"))
                line += content(SafeText(f"  {bar.largest}"), self._style("dim"))
            yield line.rstrip()

    def _chips(self, chips: Sequence[SafeText], room: int) -> Iterator[Content]:
        """Draw names in boxes, as many on a line as fit."""
        line = Content("")
        # The complete style, because Textual drops the background of a partial one.
        style = self.get_visual_style("report--chip")
        for text in chips:
            chip = content(SafeText(f" {text} "), style)
            if line and line.cell_length + 1 + chip.cell_length > room:
                yield line
                line = Content("")
            line = line + Content(" ") + chip if line else chip.truncate(room, ellipsis=True)
        yield line

    def _flow(self, spans: Spans, width: int) -> Iterator[Content]:
        """Lay out facts on lines; only one that is longer than a line is divided."""
        line = separator = Content("")
        for is_separator, group in groupby(spans, lambda span: span in {SEPARATOR, GAP}):
            part = self._line(group)
            if is_separator:
                separator = part
            elif (line + separator + part).cell_length <= width:
                line += separator + part
            else:
                yield from (line,) if line else ()
                *lines, line = wrap(part, width)
                yield from lines
        yield from (line,) if spans else ()

    def _line(self, spans: Iterable[Span]) -> Content:
        return Content("").join(content(text, self._style(tone)) for text, tone in spans)

    def _style(self, name: Tone | str) -> Style:
        return self.get_visual_style(f"report--{name}", partial=True)


class LookupView(ReportView):
    """Shows the state of the lookup as a report.

    Args:
        clock: The current time, and the time zone of dates.
        timeout: The time limit of a lookup, in seconds.
    """

    BINDINGS = [
        Binding("c", "use_result('snippet')", "Code", id="snippet"),
        Binding("w", "use_result('exchange')", "Request", id="exchange"),
        Binding("p", "use_result('pin')", "Pin", id="pin"),
        *(Binding(f"{n}", f"screen.choose({n - 1})", show=False) for n in range(1, LAST_KEY + 1)),
    ]

    state: var[LookupState] = var[LookupState](Idle())
    """The state that is shown."""

    stale: var[str] = var("")
    """What in the form differs from the query of this result: `name`, `betas` or nothing."""

    current_watch: var[Watch | None] = var[Watch | None](None)
    """The watch on this model, if there is one; if it found a change, the title is marked."""

    pinned: var[Found | None] = var[Found | None](None)
    """The answer that ^n compares with, if there is one."""

    models: var[tuple[ModelInfo, ...]] = var[tuple[ModelInfo, ...]](())
    """The models on the list; empty before it arrives."""

    examples: var[dict[str, str]] = var(dict[str, str])
    """Names to try in the demo, and what each shows."""

    _timer: Timer | None = None

    def __init__(self, clock: Clock, timeout: float) -> None:
        super().__init__()
        self.id = "result"
        self._clock = clock
        self._timeout = timeout
        self._seconds_waited = 0
        # Behind `state` until the wait is shown.
        self._drawn: LookupState = Idle()
        # The report's relative dates are worded as of this time.
        self._known_at = clock.now()

    def on_mount(self) -> None:
        """Notice when another day has begun while another window was used.

        A timer would wake the program while nothing happens.
        """
        self.watch(self.app, "app_focus", self._update_note, init=False)

    async def action_use_result(self, action: str) -> None:
        """Run one of the screen's actions."""
        await self.screen.run_action(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the result that is drawn.

        Without one, these keys go to the screen, which explains why nothing happens.
        """
        if action != "use_result":
            return True
        if parameters == ("pin",):
            return isinstance(self._drawn, Found)
        drawn = self._drawn
        return isinstance(drawn, Outcome) and bool(drawn.query and drawn.exchange)

    def watch_state(self, state: LookupState) -> None:
        """Draw the new state; a wait only once it has lasted `WAIT_SHOWN_AFTER`."""
        if self._timer:
            self._timer.stop()
        self._known_at = self._clock.now()
        if not isinstance(state, Pending):
            self._update_report()
        elif state.retry:
            self._show_wait()
        else:
            self._timer = self.set_timer(WAIT_SHOWN_AFTER, self._show_wait)

    def _follow_surroundings(self) -> None:
        """Draw the state again with what else has changed; but not a wait that isn't shown yet."""
        if not isinstance(self.state, Pending):
            self._update_report()

    watch_pinned = watch_models = _follow_surroundings

    def watch_current_watch(self, old: Watch | None, new: Watch | None) -> None:
        """Redraw the state; if the watch reports a new day, reword its dates."""
        if new and new.day and not (old and old.day == new.day):
            self._known_at = self._clock.now()
        self._follow_surroundings()

    def _show_wait(self) -> None:
        """Show the wait, and count its seconds, unless it is already over."""
        if self._timer:
            self._timer.stop()
        if not isinstance(self.state, Pending):
            return
        self._seconds_waited = 0
        self._update_report()
        # The key that cancels is shown along with the wait.
        self.refresh_bindings()
        self._timer = self.set_interval(1.0, self._add_second)

    def _add_second(self) -> None:
        self._seconds_waited += 1
        self._update_report()

    def _update_note(self) -> None:
        """Show whether the result is out of date, and why."""
        look_up, refresh = (
            self.app.key_in_words(id_, self.screen.BINDINGS) for id_ in ("look-up", "refresh")
        )
        known, now = self._known_at, self._clock.now()
        day, time = format_minute(known, self._clock).split(" ")
        is_of_today = format_minute(now, self._clock).startswith(day)
        is_watched = self.current_watch and not self.current_watch.problem
        if isinstance(self._drawn, Idle | Pending):
            self.note = NOTHING
        elif self.stale == "name":
            self.note = SafeText(f"Press {look_up} to look up the new name")
        elif self.stale:
            self.note = SafeText(f"Out of date: press {look_up} to refresh")
        elif not is_watched and not (is_of_today and format_day(known) == format_day(now)):
            # The report says "today" for local days, and "tomorrow" for UTC days.
            since = time if is_of_today else day
            self.note = SafeText(f"From {since}: press {refresh} to refresh")
        else:
            self.note = NOTHING

    watch_stale = _update_note

    def _update_report(self) -> None:
        self._drawn = self.state
        self._update_note()
        report = self._make_report()
        if self.current_watch and self.current_watch.changed_at:
            report = replace(report, title=SafeText(f"Changed: {report.title}"))
        self.report = report

    def _make_report(self) -> Report:
        look_up, choose, cancel = (
            self.app.key_in_words(id_, self.screen.BINDINGS)
            for id_ in ("look-up", "lookup.answer", "cancel")
        )
        match self.state:
            case Idle():
                return idle_report(
                    self.models,
                    self.examples,
                    now=self._clock.now(),
                    look_up=look_up,
                    choose=choose,
                )
            case Pending(query, retry) if retry:
                return retrying_report(query, retry, self._seconds_waited, cancel)
            case Pending(query):
                return pending_report(query, self._seconds_waited, self._timeout, cancel)
            case Found() as found:
                from modelbrowser.presentation.outcome_reports import answer_report

                is_key_free = not self.pinned or self.pinned is found
                known_at = self._known_at
                clock = replace(self._clock, now=lambda: known_at)
                return answer_report(found, clock, self.models, has_key=is_key_free)
            case Failed() as failed:
                from modelbrowser.presentation.outcome_reports import error_report

                return error_report(failed)
            case Cancelled(query):
                return cancelled_report(query)
            case _:
                assert_never(self.state)
