"""The one way of text onto a widget: plain, and never read as markup."""

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from modelbrowser.presentation.plain import Plain


def content(text: Plain, style: Style | str = "") -> Content:
    """What a widget may draw of a text.

    Raises:
        TypeError: If the text did not pass `presentation.plain` first: it would be
            foreign text that a terminal obeys.
    """
    if not isinstance(text, Plain):
        raise TypeError("Only plain text is shown.")
    return Content.styled(text, style) if style else Content(text)


def in_columns(cells: Iterable[tuple[Plain, int]], gap: int) -> Content:
    """Texts on one line, each cut or filled up to its column.

    Args:
        cells: Each text, and the width of its column in cells.
        gap: What is left free between two columns, in cells.
    """
    line = Content("")
    for text, width in cells:
        cell = content(text).truncate(width, ellipsis=True)
        line += cell.pad_right(width - cell.cell_length + gap)
    return line.rstrip()
