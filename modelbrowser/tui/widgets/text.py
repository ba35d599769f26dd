"""The only way to draw text in a widget: sanitized, and never parsed as markup."""

from textual.content import Content
from textual.style import Style

from modelbrowser.presentation.sanitize import SafeText


def content(text: SafeText, style: Style | str = "") -> Content:
    """Make text drawable.

    Raises:
        TypeError: If the text was not sanitized (`presentation.sanitize`): it could contain
            control sequences, which a terminal executes.
    """
    if not isinstance(text, SafeText):
        raise TypeError("Only sanitized text is shown.")
    return Content.styled(text, style) if style else Content(text)


def wrap(text: Content, width: int) -> list[Content]:
    """Wrap text into lines of `width` cells, but at least 2: with fewer, Textual crashes."""
    return text.wrap(max(width, 2))


def clip(text: Content, width: int, height: int) -> Content:
    """Return the text, or as many of its words as fit into some lines, with an ellipsis."""
    lines = wrap(text, width)
    if len(lines) <= height:
        return text
    words = text[: sum(len(line) + 1 for line in lines[:height])].rstrip()
    while words and len(wrap(words + " …", width)) > height:
        words = words[: max(words.plain.rfind(" "), 0)]
    return words + " …"
