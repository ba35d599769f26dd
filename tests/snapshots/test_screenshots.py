"""The documentation's pictures show the app as it is."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.program import ROOT, environment

pytestmark = pytest.mark.xdist_group("pictures")

FOLDER = ROOT / "screenshots"
NAMES = sorted(path.name for path in FOLDER.glob("*.svg"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all pictures drawn anew, under settings unlike the ones they are for."""
    folder = tmp_path_factory.mktemp("screenshots")
    for script in ("draw.py", "record.py"):
        subprocess.run(
            [sys.executable, FOLDER / script, folder],
            env=environment(HOME=str(folder), TZ="Asia/Kathmandu", NO_COLOR="1", TERM="dumb"),
            timeout=120,
            check=True,
        )
    return folder


def test_the_scripts_draw_all_pictures(drawn: Path) -> None:
    """What lies in screenshots/ is what the scripts draw, no more and no less."""
    assert sorted(path.name for path in drawn.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_true(drawn: Path, name: str) -> None:
    """A picture is, byte for byte, what the app draws today."""
    # Not compared inside the assert: pytest would print 80 kB of differences.
    is_same = (drawn / name).read_bytes() == (FOLDER / name).read_bytes()
    assert is_same, f"{name} is not what the app draws; see CONTRIBUTING.md, A picture."


def test_the_recording_moves_calmly() -> None:
    """The recording is small, loads nothing, shows every frame, and stands still on request."""
    svg = (FOLDER / "recording.svg").read_text("utf-8")
    assert len(svg) < 300_000
    ET.fromstring(svg)  # noqa: S314 - our own file
    assert not re.search(r"<script|<image|@import|@font-face|url\((?!#)", svg)
    shown = re.findall(r"([\d.]+)% \{ visibility: visible", svg)
    assert len(set(shown)) > 10
    assert "prefers-reduced-motion: reduce" in svg
