"""The stylesheet, this program's themes, and the color roles that every theme defines.

A role says what a color means, and styles.tcss uses only roles. All text has a contrast of at
least 4.5:1 on every background that it may appear on, and placeholders 3:1. This includes
Textual's themes, whose colors are moved toward black or white until it holds.
"""

from collections.abc import Mapping
from pathlib import Path

from textual.color import Color
from textual.theme import Theme

TEXT_CONTRAST, FAINT_CONTRAST = 4.5, 3.0
"""The minimum contrast of text, and of placeholders."""

VALUE_CONTRAST = 7.0
"""The minimum contrast of values in Textual's themes, so that labels look paler."""

BACKGROUNDS = ("background", "panel", "raised")
"""The backgrounds of text: the page, the bars, and the cursor's row and chips."""

_DARK = {
    "background": "#121417",
    "panel": "#1a1d22",
    "raised": "#262b33",
    "rule": "#343a43",
    "text": "#e6e6e6",
    "strong": "#ffffff",
    "dim": "#8f96a0",
    "faint": "#7a818c",
    "accent": "#d97757",
    "good": "#8ad4a1",
    "warn": "#ffc473",
    "bad": "#f08c9a",
    "moved": "#b39df3",
}

_LIGHT = {
    "background": "#ffffff",
    "panel": "#f1f2f4",
    "raised": "#e8eaed",
    "rule": "#d0d7de",
    "text": "#24292f",
    "strong": "#000000",
    "dim": "#57606a",
    "faint": "#6e7781",
    "accent": "#b34629",
    "good": "#1e6b3a",
    "warn": "#8a5200",
    "bad": "#a8233a",
    "moved": "#5b3fb5",
}

_LIGHT_256 = _LIGHT | {
    # The nearest of 256 colors are too pale, too dark for a chip, and blue instead of green.
    "raised": "#eeeeee",
    "accent": "#870000",
    "good": "#005f00",
    "warn": "#875f00",
    "moved": "#5f00af",
}

_ANSI = {
    # The terminal's colors: its default text is readable on its own background.
    **dict.fromkeys(("text", "strong", "dim"), "ansi_default"),
    **dict.fromkeys(("panel", "raised"), "transparent"),
    **dict.fromkeys(("rule", "faint"), "ansi_bright_black"),
}

_ANSI_DARK = _ANSI | {
    "accent": "ansi_cyan",
    "good": "ansi_green",
    "warn": "ansi_yellow",
    # The usual red can't be read on black.
    "bad": "ansi_bright_red",
    "moved": "ansi_magenta",
}

_ANSI_LIGHT = _ANSI | {
    # Green, yellow and cyan can't be read on white.
    "accent": "ansi_blue",
    "good": "ansi_default",
    "warn": "ansi_magenta",
    "bad": "ansi_red",
    "moved": "ansi_blue",
}

_PACKAGE = Path(__file__).resolve().parents[1]

_DARKEST = 0.03928
"""Up to this value, sRGB is linear."""

_GRAY = 0.3
"""Below this saturation, a color has no visible hue."""

_HUES = {"good": (60, 170), "warn": (20, 58), "bad": (330, 380)}
"""The hues, in degrees, that are recognized as a state."""


def stylesheet_path() -> Path:
    """Return the path of styles.tcss: inside an installed package, or next to it in a checkout."""
    shipped = _PACKAGE / "styles.tcss"
    return shipped if shipped.exists() else _PACKAGE.parent / "styles.tcss"


def split_stylesheet() -> tuple[str, str]:
    """Return the styles of the first screen, and those of the others, which can wait."""
    styles = stylesheet_path().read_text("utf-8")
    first, _, others = styles.partition("/* From here on: other screens")
    return first, f"/*{others}"


def _theme(name: str, colors: Mapping[str, str], *, is_dark: bool) -> Theme:
    return Theme(
        name=name,
        dark=is_dark,
        primary=colors["accent"],
        accent=colors["accent"],
        success=colors["good"],
        warning=colors["warn"],
        error=colors["bad"],
        foreground=colors["text"],
        background=colors["background"],
        surface=colors["background"],
        panel=colors["panel"],
    )


DARK = _theme("modelbrowser-dark", _DARK, is_dark=True)
LIGHT = _theme("modelbrowser-light", _LIGHT, is_dark=False)


def role_colors(theme: Theme, color_system: str | None = "truecolor") -> dict[str, str]:
    """Return the color of each role in a theme, ours or Textual's.

    `color_system` is Rich's name of the number of colors: `truecolor`, `256`, `standard`.
    """
    if theme is DARK:
        return _DARK
    if theme is LIGHT:
        return _LIGHT_256 if color_system == "256" else _LIGHT
    if theme.ansi:
        return _ANSI_DARK if theme.dark else _ANSI_LIGHT
    return _derive(theme)


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colors, 1 to 21 (WCAG 2.2)."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    linear = [
        v / 12.92 if v <= _DARKEST else ((v + 0.055) / 1.055) ** 2.4 for v in color.normalized
    ]
    return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _derive(theme: Theme) -> dict[str, str]:
    """Define the roles with the colors of one of Textual's themes."""
    ours = _DARK if theme.dark else _LIGHT
    end = Color.parse("white" if theme.dark else "black")
    own = {
        name: Color.parse(text)
        for name, text in theme.to_color_system().generate().items()
        if name in {"background", "foreground", "panel", "primary"}
    }
    page, text = own["background"], own["foreground"]
    # Half of Textual's: on a paler ground, a red that can be read is nearly white.
    panel = page.blend(page + own["panel"], 0.5)
    grounds = (page, panel, panel.blend(text, 0.08))

    def readable(color: Color, least: float = TEXT_CONTRAST) -> str:
        steps = [_toward(end, color, step / 20) for step in range(21)]
        fits = (c for c in steps if all(contrast(c, ground) >= least for ground in grounds))
        return next(fits, end).hex

    states = {"good": theme.success, "warn": theme.warning, "bad": theme.error}
    return {
        **dict(zip(BACKGROUNDS, (ground.hex for ground in grounds), strict=True)),
        "rule": page.blend(text, 0.25).hex,
        "text": readable(text, VALUE_CONTRAST),
        "strong": end.hex,
        "dim": readable(text.blend(page, 0.4)),
        "faint": readable(text.blend(page, 0.6), FAINT_CONTRAST),
        "accent": readable(own["primary"]),
        "moved": readable(Color.parse(ours["moved"])),
        **{
            role: readable(Color.parse(color if color and _means(color, role) else ours[role]))
            for role, color in states.items()
        },
    }


def _toward(end: Color, color: Color, share: float) -> Color:
    """Make a color lighter or darker; one with a hue becomes purer, to keep it visible."""
    hue, saturation, lightness = color.hsl
    if saturation < _GRAY:
        return color.blend(end, share)
    lightness += share * (end.hsl.l - lightness)
    return Color.from_hsl(hue, saturation + share * (1 - saturation), lightness)


def _means(color: str, role: str) -> bool:
    """Whether a color reads as a state: green as good, red as bad."""
    low, high = _HUES[role]
    hue = Color.parse(color).hsl.h * 360
    return low <= hue <= high or low <= hue + 360 <= high
