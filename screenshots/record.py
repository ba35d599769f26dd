"""Draws the recording of the documentation: a lookup, a tick, the palette, all models.

    python screenshots/record.py [FOLDER]

Each frame is drawn as `draw.py` draws a picture, so the same app always gives the same file.
"""

import asyncio
import sys
from pathlib import Path

from animation import animate
from draw import demo_app, fixed

from modelbrowser.history.history import History

FILE = "recording.svg"
SIZE = (80, 24)
"""Columns and rows."""

STEPS: tuple[tuple[tuple[str, ...], float], ...] = (
    ((), 1.5),
    (tuple("clau"), 0.3),
    (tuple("de-h"), 0.3),
    (tuple("aiku"), 0.3),
    (tuple("-4-5"), 1.0),
    (("enter",), 4.0),
    (("ctrl+t",), 0.8),
    (("down",), 0.5),
    (("down",), 0.8),
    (("space",), 1.5),
    (("enter",), 3.0),
    (("ctrl+p",), 1.5),
    (tuple("mod"), 1.5),
    (("enter",), 1.5),
    (tuple("opus"), 1.2),
    (("down", "down"), 1.2),
    (("enter",), 4.0),
)
"""Keys, and how long what they lead to is shown, in seconds."""

STILL = 5
"""The step that is shown where nothing may move: the first answer."""


async def record() -> str:
    """Draw the recording, as SVG."""
    app = demo_app(History(None))
    frames = []
    async with app.run_test(size=SIZE) as pilot:
        for keys, _ in STEPS:
            await pilot.press(*keys)
            await app.workers.wait_for_complete()
            await pilot.pause()
            frames.append(fixed(app.export_screenshot()))
    return animate(frames, [seconds for _, seconds in STEPS], STILL)


def main() -> None:
    """Write the recording."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    (folder / FILE).write_text(asyncio.run(record()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
