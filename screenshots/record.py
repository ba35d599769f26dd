"""Draws the recording of the documentation: a result, a typo, its suggestion, and a copy.

    python screenshots/record.py [FOLDER]

Each frame is drawn as `draw.py` draws a picture, so the same app always gives the same file.
"""

import asyncio
import sys
from pathlib import Path

from animation import animate
from draw import check, demo_app, fixed
from pictures import STEPS, STILL, USUAL

from modelbrowser.history.history import History

FILE = "recording.svg"


async def record() -> str:
    """Draw the recording, as SVG.

    Raises:
        NotShownError: If a frame doesn't show what it should.
    """
    app = demo_app(History(None))
    frames = []
    async with app.run_test(size=USUAL) as pilot:
        for number, step in enumerate(STEPS):
            await pilot.press(*step.keys)
            await app.workers.wait_for_complete()
            await pilot.pause()
            frame = fixed(app.export_screenshot())
            check(f"Frame {number} of {FILE}", frame, [step.shows])
            frames.append(frame)
    return animate(frames, [step.seconds for step in STEPS], STILL)


def main() -> None:
    """Write the recording."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    (folder / FILE).write_text(asyncio.run(record()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
