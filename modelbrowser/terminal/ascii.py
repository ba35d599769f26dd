"""ASCII in place of what some terminals can't show: those that aren't in UTF-8, and consoles.

Other programs decide by the locale, too, because a terminal can't be asked without waiting.
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

_COERCED = "C.UTF-8"
"""What Python itself sets `LC_CTYPE` to if the locale is C, or isn't installed (PEP 538)."""

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
"""What looks like a character, in as many cells: one."""


def shows_unicode(environ: Mapping[str, str]) -> bool:
    """Whether the terminal shows more than ASCII, according to the environment.

    Args:
        environ: `TERM` is "linux" in a console, whose fonts have few characters. `LC_ALL`,
            `LC_CTYPE` or `LANG`, whichever is set first, names the encoding. With none of them
            it is taken for UTF-8: SSH seldom forwards them, and containers don't have them.
    """
    if environ.get("TERM") == "linux":
        return False
    names = [environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if names[1] == _COERCED:
        names[1] = ""
    name = next(filter(None, names), "UTF-8")
    return name.upper().replace("-", "").partition("@")[0].endswith("UTF8")


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """Replace what isn't ASCII by something that looks like it, or by `?`, in as many cells."""
    if text.isascii():
        return text
    similar = "".join(c if c.isascii() else "?" * cell_len(c) for c in text.translate(_SIMILAR))
    # A joined emoji has fewer cells than its parts.
    return similar[: cell_len(text)]


class AsciiFilter(LineFilter):
    """Makes ASCII of every line that is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Make ASCII of a line."""
        del background
        return [Segment(to_ascii(text), style, control) for text, style, control in segments]


class AsciiApp(App[None]):
    """An app that draws nothing but ASCII in a terminal that may show nothing else."""

    @cached_property
    def _ascii_filters(self) -> list[LineFilter]:
        return [] if shows_unicode(os.environ) else [AsciiFilter()]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the filter that makes ASCII, if it is needed."""
        return [*super().get_line_filters(), *self._ascii_filters]

    def get_key_display(self, binding: Binding) -> str:
        """Write a key as a symbol, or by its name."""
        shown = super().get_key_display(binding)
        return _KEYS.get(shown, shown) if self._ascii_filters else shown
