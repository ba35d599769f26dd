"""Makes an animated SVG from several pictures that Textual exported.

What several frames have in common is in the file once, and CSS shows and hides it. It contains
no script, so it moves wherever an image is shown. If no motion is wanted, or CSS is not
supported, one frame is shown.
"""

import re
from collections.abc import Iterator, Sequence

_STYLE = re.compile(r"\.(terminal-r\d+) \{ (.*?) \}\n?")
_BACKGROUND = re.compile(r"<rect [^>]*crispEdges\"/>")
_PART = re.compile(r"<(text|path) class=\"(terminal-r\d+)\"( d=[^>]*/>|[^>]*>[^<]*</text>)")

_Frames = tuple[int, ...]
"""The numbers of the frames in which something is visible."""


def animate(svgs: Sequence[str], seconds: Sequence[float], still: int) -> str:
    """Make an SVG that shows each frame for its time, in a loop.

    Args:
        svgs: The frames, all of the same size.
        seconds: How long each frame is shown.
        still: The number of the frame to show if nothing may move.
    """
    styles: dict[str, str] = {}
    # Texts over backgrounds, so that no cell hides another's letter.
    layers = (_seen(map(_backgrounds, svgs)), _seen(_texts(svg, styles) for svg in svgs))
    groups: dict[_Frames, str] = {}
    body = []
    for layer in layers:
        for frames, parts in layer.items():
            name = groups.setdefault(frames, f"g{len(groups)}")
            body.append(f'<g class="{name}">{"".join(parts)}</g>')
    rules = [f".{name} {{ {style} }}" for style, name in styles.items()]
    for frames, name in groups.items():
        rules += _rules(name, frames, seconds, still)
    rules.append("@media (prefers-reduced-motion: reduce) { g { animation: none !important } }")
    head = svgs[0].partition("<rect fill=")[0]
    chrome = _BACKGROUND.split(svgs[0].removeprefix(head))[0]
    head = _STYLE.sub("", head).replace("    </style>", "\n".join([*rules, "    </style>"]))
    return "\n".join([head + chrome, '<g class="terminal-matrix">', *body, "</g></g></svg>", ""])


def _backgrounds(svg: str) -> list[str]:
    return _BACKGROUND.findall(svg)


def _texts(svg: str, styles: dict[str, str]) -> list[str]:
    """A frame's texts and paths, their styles named as in all frames."""
    own = dict(_STYLE.findall(svg))
    return [
        f'<{kind} class="{styles.setdefault(own[name], f"s{len(styles)}")}"{rest}'
        for kind, name, rest in _PART.findall(svg)
    ]


def _seen(frames: Iterator[list[str]]) -> dict[_Frames, list[str]]:
    """The parts of all frames, by where they are seen."""
    numbers: dict[str, list[int]] = {}
    for number, parts in enumerate(frames):
        for part in dict.fromkeys(parts):
            numbers.setdefault(part, []).append(number)
    seen: dict[_Frames, list[str]] = {}
    for part, places in numbers.items():
        seen.setdefault(tuple(places), []).append(part)
    return seen


def _rules(name: str, frames: _Frames, seconds: Sequence[float], still: int) -> Iterator[str]:
    """The CSS that shows a group in its frames only."""
    if len(frames) == len(seconds):
        return
    whole = sum(seconds)
    steps = []
    for number in range(len(seconds)):
        is_seen = number in frames
        if number == 0 or is_seen != (number - 1 in frames):
            at = f"{100 * sum(seconds[:number]) / whole:.2f}".rstrip("0").rstrip(".")
            steps.append(f"{at}% {{ visibility: {_visibility(is_seen=is_seen)} }}")
    yield f"@keyframes {name} {{ {' '.join(steps)} }}"
    at_rest = _visibility(is_seen=still in frames)
    yield f".{name} {{ visibility: {at_rest}; animation: {name} {whole:g}s step-end infinite }}"


def _visibility(*, is_seen: bool) -> str:
    return "visible" if is_seen else "hidden"
