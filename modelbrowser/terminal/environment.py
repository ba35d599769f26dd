"""What in the environment has to be put right before Textual is imported?

Textual reads most of its variables once, at its import; so nothing here imports it.
"""

import io
from collections.abc import Mapping, MutableMapping
from typing import TextIO

_DEFAULTS = {
    # Shortcuts then work on all keyboard layouts, and nothing is left behind after kill -9.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # Else Textual reports the mouse in pixels, and never switches that off again.
    "TEXTUAL_SMOOTH_SCROLL": "0",
}

_TELLTALES = (
    # These write what is typed, and so perhaps a key, to a file or to another process.
    "TEXTUAL",
    "TEXTUAL_DEBUG",
    "TEXTUAL_DEVTOOLS",
    "TEXTUAL_LOG",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SHOW_RETURN",
    # These run foreign code, or press keys that nobody pressed.
    "TEXTUAL_DRIVER",
    "TEXTUAL_PRESS",
)

_TRUECOLOR_TERMS = ("alacritty", "foot", "ghostty", "wezterm", "xterm-ghostty", "xterm-kitty")


def prepare(environ: MutableMapping[str, str]) -> None:
    """Change the environment so that Textual starts as this program wants it.

    Args:
        environ: `os.environ`, before Textual is imported.
    """
    for name in [name for name in environ if _is_telltale(name)]:
        del environ[name]
    for name, value in _DEFAULTS.items():
        environ.setdefault(name, value)
    if environ.get("NO_COLOR") == "":
        # Empty means "not set" (no-color.org); Textual takes it as set.
        del environ["NO_COLOR"]
    if not environ.get("COLORTERM") and _is_truecolor(environ.get("TERM", "")):
        # SSH does not carry COLORTERM, and Rich would take these for 16 colours.
        environ["COLORTERM"] = "truecolor"


def is_light(environ: Mapping[str, str]) -> bool:
    """Whether a terminal says of itself that its background is light.

    Args:
        environ: COLORFGBG, where the terminal sets it, ends in the background's number
            among the 16 colours: 7 is light grey, 15 is white.
    """
    return environ.get("COLORFGBG", "").rpartition(";")[2] in {"7", "15"}


def prepare_stream(stream: TextIO | None) -> None:
    """Make a stream write UTF-8, whatever the locale says: boxes are not in Latin-1.

    Args:
        stream: `sys.__stderr__`, on which Textual draws.
    """
    if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in {"utf-8", "utf8"}:
        stream.reconfigure(encoding="utf-8")


def _is_telltale(name: str) -> bool:
    return name in _TELLTALES or name.startswith(("TEXTUAL_DEVTOOLS_", "TEXTUAL_SCREENSHOT_"))


def _is_truecolor(term: str) -> bool:
    return term in _TRUECOLOR_TERMS or term.startswith("foot-") or term.endswith("-direct")
