"""What must be set before Textual is imported.

Textual reads most of its variables once, when it is imported; so nothing here imports it.
"""

import io
import re
from collections.abc import Mapping, MutableMapping
from typing import TextIO

_DEFAULTS = {
    # This makes shortcuts work with all keyboard layouts, and kill -9 leaves nothing behind.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # Otherwise Textual requests mouse reports in pixels, and never turns that off.
    "TEXTUAL_SMOOTH_SCROLL": "0",
}

_UNSAFE_VARIABLES = (
    # These write typed text, possibly an API key, to a file or to another process.
    "TEXTUAL",
    "TEXTUAL_DEBUG",
    "TEXTUAL_DEVTOOLS",
    "TEXTUAL_LOG",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SHOW_RETURN",
    # These run other code, or press keys.
    "TEXTUAL_DRIVER",
    "TEXTUAL_PRESS",
)

_NUMBERS = ("COLUMNS", "LINES", "ESCDELAY", "TEXTUAL_DIM_FACTOR", "TEXTUAL_FPS")
"""Numbers that Textual and Rich read; they fail on other digits, such as ², and on huge ones."""

_COLOR_SYSTEMS = ("auto", "standard", "256", "truecolor", "windows")
_TRUECOLOR_TERMS = ("alacritty", "foot", "ghostty", "wezterm", "xterm-ghostty", "xterm-kitty")


_COERCED = "C.UTF-8"
"""The value that Python gives `LC_CTYPE` if the locale is C or isn't installed (PEP 538)."""


def prepare(environ: MutableMapping[str, str]) -> None:
    """Change the environment so that Textual starts as this program needs.

    Args:
        environ: `os.environ`, before Textual is imported.
    """
    for name in [name for name in environ if _is_unsafe(name)]:
        del environ[name]
    for name, value in _DEFAULTS.items():
        environ.setdefault(name, value)
    for name in _NUMBERS:
        if not re.fullmatch(r"[0-9]{1,5}", environ.get(name, "1")):
            del environ[name]
    if environ.get("TEXTUAL_COLOR_SYSTEM", "auto") not in _COLOR_SYSTEMS:
        # Textual would raise a KeyError.
        del environ["TEXTUAL_COLOR_SYSTEM"]
    if environ.get("NO_COLOR") == "":
        # Empty means "not set" (no-color.org), but not for Textual.
        del environ["NO_COLOR"]
    if is_in_gnu_screen(environ):
        # It describes the terminal outside; GNU screen 4 garbles 24-bit colors.
        environ.pop("COLORTERM", None)
    elif not environ.get("COLORTERM") and _is_truecolor(environ.get("TERM", "")):
        # SSH doesn't forward COLORTERM, and Rich would take these for 16 colors.
        environ["COLORTERM"] = "truecolor"


def is_light(environ: Mapping[str, str]) -> bool:
    """Whether the terminal reports a light background.

    Args:
        environ: COLORFGBG, if the terminal sets it, ends in the background's number among
            the 16 colors: 7 is light gray, 15 is white.
    """
    return environ.get("COLORFGBG", "").rpartition(";")[2] in {"7", "15"}


def uses_utf8(environ: Mapping[str, str]) -> bool:
    """Whether the terminal uses UTF-8, according to the locale.

    Args:
        environ: The first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set names the encoding. If
            none is set, UTF-8 is assumed: SSH rarely forwards them, and containers don't have them.
    """
    names = [environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if names[1] == _COERCED:
        names[1] = ""
    name = next(filter(None, names), "UTF-8")
    return name.upper().replace("-", "").partition("@")[0].endswith("UTF8")


def use_utf8(stream: TextIO | None) -> None:
    """Make a stream write UTF-8 in every locale, because Latin-1 has no box characters.

    Args:
        stream: `sys.__stderr__`, on which Textual draws.
    """
    if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in {"utf-8", "utf8"}:
        stream.reconfigure(encoding="utf-8")


def _is_unsafe(name: str) -> bool:
    return name in _UNSAFE_VARIABLES or name.startswith(
        ("TEXTUAL_DEVTOOLS_", "TEXTUAL_SCREENSHOT_")
    )


def _is_truecolor(term: str) -> bool:
    return term in _TRUECOLOR_TERMS or term.startswith("foot-") or term.endswith("-direct")


def is_in_gnu_screen(environ: Mapping[str, str]) -> bool:
    """Whether GNU screen is the terminal; in tmux, what it set may be left over."""
    return bool(environ.get("STY")) and not environ.get("TMUX")
