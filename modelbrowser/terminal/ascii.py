"""ASCII instead of what some terminals can't show: those that don't use UTF-8, and consoles.

Like other programs, this depends on the locale: a terminal can't be queried without waiting.
"""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App
from textual.binding import Binding
from textual.color import Color
from textual.filter import LineFilter

from modelbrowser.terminal.environment import uses_utf8

_KEYS = {"⏎": "Enter", "↑": "Up", "↓": "Down", "←": "Left", "→": "Right"}

_SIMILAR = {
    **dict.fromkeys(range(0x2500, 0x2580), "+"),
    **dict.fromkeys(map(ord, "─╌┄┈╴╶╼╾▁▔·\u2013\u2014\u2212"), "-"),
    **dict.fromkeys(map(ord, "━╍┅┉═╸╺▄▀"), "="),
    **dict.fromkeys(map(ord, "│┃║╎╏┆┇┊┋╵╷▏▎▍▌▐▕▊▋"), "|"),
    **dict.fromkeys(map(ord, "█▉▓▒░◆▇▆▅"), "#"),
    **dict.fromkeys(map(ord, "●•"), "*"),
    **dict.fromkeys(map(ord, "○◇"), "o"),
    **dict.fromkeys(map(ord, "✗\u00d7"), "x"),
    **dict.fromkeys(map(ord, "→▶▸"), ">"),
    **dict.fromkeys(map(ord, "←◀◂"), "<"),
    **dict.fromkeys(map(ord, "“”"), '"'),
    **dict.fromkeys(map(ord, "\u2018\u2019"), "'"),
    **str.maketrans({"✓": "+", "≠": "!", "…": "~", "↷": "~", "↑": "^", "↓": "v", "⏎": "/"}),
}
"""A similar ASCII character for each of these, which also takes one cell."""


def shows_unicode(environ: Mapping[str, str]) -> bool:
    """Whether the terminal shows more than ASCII, according to the environment.

    Args:
        environ: `TERM` is "linux" in a console, whose fonts have few characters.
    """
    return environ.get("TERM") != "linux" and uses_utf8(environ)


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """Replace what isn't ASCII with something similar, or with `?`, in the same number of cells."""
    if text.isascii():
        return text
    similar = "".join(c if c.isascii() else "?" * cell_len(c) for c in text.translate(_SIMILAR))
    # A joined emoji has fewer cells than its parts, and a variant may have more.
    cells = cell_len(text)
    return similar[:cells].ljust(cells, "?")


class AsciiFilter(LineFilter):
    """Converts every line that is drawn to ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Convert a line to ASCII."""
        del background
        return [Segment(to_ascii(text), style, control) for text, style, control in segments]


class AsciiApp(App[None]):
    """An app that draws only ASCII in a terminal that may not show anything else."""

    @cached_property
    def _ascii_filters(self) -> list[LineFilter]:
        return [] if shows_unicode(os.environ) else [AsciiFilter()]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the filter that converts to ASCII, if needed."""
        return [*super().get_line_filters(), *self._ascii_filters]

    def get_key_display(self, binding: Binding) -> str:
        """Return the symbol or the name of a key."""
        shown = super().get_key_display(binding)
        return _KEYS.get(shown, shown) if self._ascii_filters else shown
