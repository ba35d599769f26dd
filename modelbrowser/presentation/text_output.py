"""The text output of the one-shot command."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import format_day
from modelbrowser.presentation.outcome_reports import (
    QUERY_LABEL,
    answer_report,
    error_report,
    failure_sentences,
    gateway_caveats,
    resolution_sentences,
)
from modelbrowser.presentation.reports import Row
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.presentation.timeline import fit_timeline
from modelbrowser.state import Failed, Found

_LABEL_WIDTH = 11
"""The width of the labels, in cells, including the gap after them."""

_ASCII = str.maketrans("━╌●◆○", "=-*#o")

_MAX_WIDTH = 80
"""The longest line with a timeline, in cells."""


def found_text(
    found: Found, clock: Clock, asked: str | None, *, width: int = 0, is_ascii: bool = False
) -> str:
    """Format an answer as labeled lines; the name is None if it must not be shown.

    The first word of each line is its label. Lines that belong together have the same label,
    so that `awk '$1 == "Released"'` finds everything about the release.

    A terminal `width` columns wide also gets a timeline, in ASCII if it can show nothing else.
    With a width of 0, the output is for a program, which doesn't need one.
    """
    model = found.lookup.model
    room = min(width, _MAX_WIDTH) - _LABEL_WIDTH
    timeline = _timeline_line(model, clock.now(), room, is_ascii=is_ascii)
    head = (
        ("ID", sanitize(model.id, MAX_LENGTH)),
        *((("Name", sanitize(model.display_name)),) if model.display_name else ()),
        *(("Alias", text) for text in resolution_sentences(found.lookup, found.alias_move)),
        *((("Successor", sanitize(found.successor)),) if found.successor else ()),
        *(("Note", text) for text in gateway_caveats(found.lookup)),
        *((("Timeline", timeline),) if timeline else ()),
    )
    return _labeled_lines(asked, head, answer_report(found, clock).rows)


def failed_text(failed: Failed, asked: str | None) -> str:
    """Format a failed lookup as labeled lines; the name is None if it must not be shown."""
    title = sanitize(failed.error.title)
    head = (("Error", title), *(("Message", text) for text in failure_sentences(failed)))
    return _labeled_lines(asked, head, _failure_rows(failed))


def fatal_error_text(failed: Failed) -> str:
    """Format an error that ends a run, for standard error, with the program's name on each line."""
    details = (f"{label}: {value}" for label, value in _labeled(_failure_rows(failed)))
    what, *rest = failure_sentences(failed)
    return "".join(f"modelbrowser: {line}\n" for line in (f"error: {what}", *rest, *details))


def list_text(models: Iterable[ModelInfo]) -> str:
    """Format models as aligned columns without a header; each but the last is one word.

    The columns are those of docs/scripts.md: ID, status, retirement date in UTC, context window and
    maximum output in tokens, name. What the API leaves out is `-`.
    """
    rows = [_columns(model) for model in models]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _failure_rows(failed: Failed) -> Iterator[Row]:
    """The rows of the report, and, if anything was sent, the fields of `error` in JSON."""
    yield from error_report(failed).rows
    error, rejection = failed.error, failed.error.rejection
    if error.source == "local" and not rejection:
        return
    yield Row(SafeText("Type"), sanitize(error.type))
    if rejection and rejection.code:
        yield Row(SafeText("Code"), sanitize(rejection.code))
    if status := rejection.status if rejection else failed.exchange and failed.exchange.status:
        yield Row(SafeText("HTTP"), SafeText(str(status)))
    yield Row(SafeText("From"), SafeText(rejection.source if rejection else error.source))
    # Without an exchange, the report itself has the ID.
    if failed.exchange and error.request_id:
        yield Row(SafeText("Request-ID"), sanitize(error.request_id))


def _labeled_lines(
    asked: str | None, head: Iterable[tuple[str, SafeText]], rows: Iterable[Row]
) -> str:
    shown = SafeText("not shown") if asked is None else sanitize(asked, MAX_LENGTH)
    lines = ((QUERY_LABEL, shown), *head, *_labeled(rows))
    return "".join(f"{label:<{_LABEL_WIDTH}}{value}\n" for label, value in lines)


def _columns(model: ModelInfo) -> tuple[str, ...]:
    cells = (
        sanitize(model.id, MAX_LENGTH),
        sanitize(model.lifecycle or ""),
        format_day(model.retires_at),
        *("" if n is None else str(n) for n in (model.max_input_tokens, model.max_tokens)),
    )
    # A space in a word would shift the columns after it.
    return (
        *(cell.replace(" ", "\\x20") or "-" for cell in cells),
        sanitize(model.display_name) or "-",
    )


def _labeled(rows: Iterable[Row]) -> Iterator[tuple[str, SafeText]]:
    """Pair each value with its one-word label; a value that continues another has its label."""
    label = NOTHING
    for row in rows:
        label = row.label or label
        # The query comes first, as given.
        if label != QUERY_LABEL:
            yield label.replace(" ", "-"), row.value


def _timeline_line(model: ModelInfo, now: datetime, width: int, *, is_ascii: bool) -> SafeText:
    """Draw a timeline on one line of text, between its first and its last date.

    Returns:
        At most `width` characters; empty if no date is known, or if there is no room.
    """
    ends = 2 * (len("YYYY-MM-DD") + 1)
    timeline = fit_timeline(model, now, width - ends, is_roomy=False)
    if timeline is None or not timeline.marks:
        return NOTHING
    first, last = timeline.marks[0], timeline.marks[-1]
    before = f"{format_day(first.moment)} " if first.moment else ""
    after = f" {format_day(last.moment)}" if last.kind != "today" else ""
    drawn, today = ("".join(s.text for s in spans) for spans in (timeline.line(), timeline.beside))
    line = f"{drawn}{after}{today}"
    return SafeText(f"{before}{line.translate(_ASCII) if is_ascii else line}")
