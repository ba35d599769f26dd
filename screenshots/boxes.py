"""Draws a terminal's lines, blocks and dots as paths, so that they join in any viewer.

As characters, they would have gaps if the viewer's font is narrower or lower than a cell.
"""

from collections.abc import Callable

WIDTH, HEIGHT = 12.2, 24.4
"""The size of a cell in Textual's SVGs."""

_THIN, _HEAVY = 1.6, 4.0
"""The thickness of lines."""

_OVERLAP = 0.4
"""How far a line goes into the next cell, which hides the seam between them."""

_RADIUS = 6.1
"""The radius of round corners."""

_Draw = Callable[[float, float], str]
"""Draws the character of a cell, given its upper left corner."""


def is_drawn(character: str) -> bool:
    """Whether a character is drawn as a path and not as text."""
    return character in _SHAPES


def path_of(character: str, count: int, x: float, y: float) -> str:
    """The path of a character that is repeated along a line.

    Args:
        character: One that `is_drawn`.
        count: How many of it there are.
        x: The left edge of the first cell.
        y: The upper edge.
    """
    if thickness := _LINES.get(character):
        width = count * WIDTH + 2 * _OVERLAP
        return _rectangle(x - _OVERLAP, y + (HEIGHT - thickness) / 2, width, thickness)
    return "".join(_SHAPES[character](x + n * WIDTH, y) for n in range(count))


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.4g} {y:.4g}h{width:.4g}v{height:.4g}h{-width:.4g}z"


def _across(thickness: float, start: float = 0, end: float = 1) -> _Draw:
    """A horizontal line between two parts of the cell's width."""

    def path(x: float, y: float) -> str:
        left, right = (x + WIDTH * part for part in (start, end))
        left -= _OVERLAP * (start == 0)
        right += _OVERLAP * (end == 1)
        return _rectangle(left, y + (HEIGHT - thickness) / 2, right - left, thickness)

    return path


def _down(thickness: float, start: float = 0, end: float = 1) -> _Draw:
    """A vertical line between two parts of the cell's height."""

    def path(x: float, y: float) -> str:
        top, bottom = (y + HEIGHT * part for part in (start, end))
        top -= _OVERLAP * (start == 0)
        bottom += _OVERLAP * (end == 1)
        return _rectangle(x + (WIDTH - thickness) / 2, top, thickness, bottom - top)

    return path


def _block(left: float, top: float, right: float, bottom: float) -> _Draw:
    """A rectangle, its sides as parts of the cell."""

    def path(x: float, y: float) -> str:
        width, height = (right - left) * WIDTH, (bottom - top) * HEIGHT
        return _rectangle(x + left * WIDTH, y + top * HEIGHT, width, height)

    return path


def _corner(right: int, down: int) -> _Draw:
    """A round corner: a line to the right (1) or left (-1), and one down (1) or up (-1)."""

    def path(x: float, y: float) -> str:
        half, radius = _THIN / 2, _RADIUS
        side, end = WIDTH / 2 + _OVERLAP, HEIGHT / 2 + _OVERLAP
        # From the end of the horizontal line along the outer edge, and back along the inner one.
        sweep = int(right * down < 0)
        outer, inner = radius + half, radius - half
        return (
            f"M{x + WIDTH / 2 + right * side:.4g} {y + HEIGHT / 2 - down * half:.4g}"
            f"H{x + WIDTH / 2 + right * radius:.4g}"
            f"a{outer:.4g} {outer:.4g} 0 0 {sweep} {-right * outer:.4g} {down * outer:.4g}"
            f"V{y + HEIGHT / 2 + down * end:.4g}h{right * _THIN:.4g}"
            f"V{y + HEIGHT / 2 + down * radius:.4g}"
            f"a{inner:.4g} {inner:.4g} 0 0 {1 - sweep} {right * inner:.4g} {-down * inner:.4g}"
            f"H{x + WIDTH / 2 + right * side:.4g}z"
        )

    return path


def _circle(radius: float, hole: float = 0) -> _Draw:
    def path(x: float, y: float) -> str:
        def ring(size: float, sweep: int) -> str:
            arc = f"a{size:.4g} {size:.4g} 0 0 {sweep}"
            left = f"M{x + WIDTH / 2 - size:.4g} {y + HEIGHT / 2:.4g}"
            return f"{left}{arc} {2 * size:.4g} 0{arc} {-2 * size:.4g} 0z"

        return ring(radius, 1) + (ring(hole, 0) if hole else "")

    return path


def _diamond(radius: float) -> _Draw:
    def path(x: float, y: float) -> str:
        r = f"{radius:.4g}"
        return f"M{x + WIDTH / 2:.4g} {y + HEIGHT / 2 - radius:.4g}l{r} {r}l-{r} {r}l-{r} -{r}z"

    return path


def _both(*drawings: _Draw) -> _Draw:
    return lambda x, y: "".join(path(x, y) for path in drawings)


_LINES = {"─": _THIN, "━": _HEAVY}
"""Lines that are drawn whole, however long they are."""

_LEFT, _RIGHT = _across(_THIN, 0, 0.5), _across(_THIN, 0.5, 1)
_UP, _DOWN = _down(_THIN, 0, 0.5), _down(_THIN, 0.5, 1)
_EIGHTHS = "▏▎▍▌▋▊▉"

_SHAPES: dict[str, _Draw] = {
    "─": _across(_THIN),
    "━": _across(_HEAVY),
    "╸": _across(_HEAVY, 0, 0.5),
    "╺": _across(_HEAVY, 0.5, 1),
    "╌": _both(_across(_THIN, 0.08, 0.42), _across(_THIN, 0.58, 0.92)),
    "╍": _both(_across(_HEAVY, 0.08, 0.42), _across(_HEAVY, 0.58, 0.92)),
    "┄": _both(*(_across(_THIN, n / 3 + 0.05, n / 3 + 0.28) for n in range(3))),
    "│": _down(_THIN),
    "┃": _down(_HEAVY),
    "╎": _both(_down(_THIN, 0.08, 0.42), _down(_THIN, 0.58, 0.92)),
    "┆": _both(*(_down(_THIN, n / 3 + 0.05, n / 3 + 0.28) for n in range(3))),
    "╭": _corner(1, 1),
    "╮": _corner(-1, 1),
    "╰": _corner(1, -1),
    "╯": _corner(-1, -1),
    "┌": _both(_RIGHT, _DOWN),
    "┐": _both(_LEFT, _DOWN),
    "└": _both(_RIGHT, _UP),
    "┘": _both(_LEFT, _UP),
    "├": _both(_down(_THIN), _RIGHT),
    "┤": _both(_down(_THIN), _LEFT),
    "┬": _both(_across(_THIN), _DOWN),
    "┴": _both(_across(_THIN), _UP),
    "┼": _both(_across(_THIN), _down(_THIN)),
    "●": _circle(4.8),
    "•": _circle(2.6),
    "○": _circle(4.8, 3.2),
    "◆": _diamond(6),
    "█": _block(0, 0, 1, 1),
    "▀": _block(0, 0, 1, 0.5),
    "▐": _block(0.5, 0, 1, 1),
    **{block: _block(0, 1 - n / 8, 1, 1) for n, block in enumerate("▁▂▃▄▅▆▇", 1)},
    **{block: _block(0, 0, n / 8, 1) for n, block in enumerate(_EIGHTHS, 1)},
}
