"""What the one-shot command prints for people: lines of text."""

from collections.abc import Iterable, Iterator

from modelbrowser.domain.model import ModelInfo
from modelbrowser.presentation.columns import GAP
from modelbrowser.presentation.model_rows import COLUMNS
from modelbrowser.presentation.plain import NOTHING, Plain
from modelbrowser.presentation.sheet import Row, Sheet

_COLUMN = 11
"""The column of the labels, in cells, the gap after it included."""


def text_of(sheet: Sheet) -> str:
    """A sheet as a message, the title first; for standard error."""
    rows = (_line(row.label, row.value) for row in sheet.rows)
    return "".join(f"{line}\n" for line in (sheet.title, *sheet.sentences, *rows) if line)


def answer_lines(asked: Plain, sheet: Sheet) -> str:
    """A sheet as labelled lines; the first word of each line is its label.

    Lines that belong together have the same label, and a label is one word, so that
    `awk '$1 == "Released"'` finds all that is said of the release.

    Args:
        asked: What was asked for.
        sheet: What came of it: an answer has a heading, a failure has none.
    """
    lines = (("Asked", asked), *_head(sheet), *_labelled(sheet.rows))
    return "".join(f"{_line(label, value)}\n" for label, value in lines)


def list_lines(models: Iterable[ModelInfo]) -> str:
    """Models as aligned columns without a head, the ID first."""
    rows = [[column.text(model) for column in COLUMNS] for model in models]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    gap = " " * GAP
    lines = (
        gap.join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _head(sheet: Sheet) -> Iterator[tuple[str, Plain]]:
    if sheet.heading:
        yield from (("ID", sheet.heading), ("Name", sheet.subheading))
    else:
        yield "Error", sheet.title
    for sentence in sheet.sentences:
        yield "Verdict" if sheet.heading else "Message", sentence


def _labelled(rows: Iterable[Row]) -> Iterator[tuple[str, Plain]]:
    """Each value with its label as one word; one that goes on has the label from above."""
    label = NOTHING
    for row in rows:
        label = row.label or label
        yield label.replace(" ", "-"), row.value


def _line(label: str, value: Plain) -> str:
    return f"{label:<{_COLUMN}}{value}"
