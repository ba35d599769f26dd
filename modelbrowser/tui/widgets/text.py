"""The one way of text onto a widget: plain, and never read as markup."""

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
