"""The documentation's pictures show the app as it is."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pictures import PICTURES, STEPS, Picture, text_of
from support.program import ROOT, environment

pytestmark = pytest.mark.xdist_group("pictures")

FOLDER = ROOT / "screenshots"
NAMES = sorted(path.name for path in FOLDER.glob("*.svg"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw all pictures again, in an environment unlike the one they are made for."""
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
    """The files in screenshots/ are exactly those that the scripts draw."""
    assert sorted(path.name for path in drawn.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_true(drawn: Path, name: str) -> None:
    """A picture is byte for byte what the app draws."""
    # Not compared inside the assert: pytest would print 80 kB of differences.
    is_same = (drawn / name).read_bytes() == (FOLDER / name).read_bytes()
    assert is_same, f"{name} is not what the app draws; see CONTRIBUTING.md, A picture."


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.name for picture in PICTURES])
def test_a_picture_keeps_what_its_caption_promises(picture: Picture) -> None:
    """The committed picture shows the words of its caption, so it isn't of another screen."""
    shown = text_of((FOLDER / f"{picture.name}.svg").read_text("utf-8"))
    assert [text for text in picture.shows if text not in shown] == []


@pytest.mark.parametrize("name", NAMES)
def test_borders_do_not_depend_on_a_font(name: str) -> None:
    """Lines and blocks are paths: as text they would have gaps in most viewers."""
    texts = re.findall(r"<text[^>]*>([^<]*)", (FOLDER / name).read_text("utf-8"))
    assert re.findall(r"[\u2500-\u259f]", " ".join(texts)) == []
    assert "<path" in (FOLDER / name).read_text("utf-8")


def test_the_recording_keeps_what_its_caption_promises() -> None:
    """The committed recording contains the words of each of its frames."""
    shown = text_of((FOLDER / "recording.svg").read_text("utf-8"))
    # Word by word: frames share what they have in common, so no frame has whole lines.
    words = [word for step in STEPS for word in step.shows.split()]
    assert [word for word in words if word not in shown] == []


def test_a_picture_of_another_screen_is_not_drawn() -> None:
    """The script ends with an error if the keys lead elsewhere than the caption says."""
    code = (
        "import asyncio, dataclasses, draw, pictures;"
        "(compare,) = [each for each in pictures.PICTURES if each.name == 'compare'];"
        "lost = dataclasses.replace(compare, keys=('tab', 'p', 'space', 'enter'));"
        "asyncio.run(draw.draw(lost))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=FOLDER,
        env=environment(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert b"compare does not show" in done.stderr
    assert b"Not a model ID" in done.stderr


def test_the_recording_moves_calmly() -> None:
    """The recording is small, loads nothing, shows every frame, and honors reduced motion."""
    svg = (FOLDER / "recording.svg").read_text("utf-8")
    assert len(svg) < 300_000
    ET.fromstring(svg)  # noqa: S314 - our own file
    assert not re.search(r"<script|<image|@import|@font-face|url\((?!#)", svg)
    shown = re.findall(r"([\d.]+)% \{ visibility: visible", svg)
    assert len(set(shown)) == len(STEPS)
    assert sum(step.seconds for step in STEPS) <= 10
    assert "prefers-reduced-motion: reduce" in svg
