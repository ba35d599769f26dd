"""Whatever fault an answer has, the key is in no byte that the program leaves anywhere."""

import re
from pathlib import Path

import pytest
from support.canary import Home
from support.faults import PLACES
from support.pty_session import PtySession

WAITING = re.compile(r"─ (Ready|Looking up|Trying again) ─")
COPY_ID, MODELS, PALETTE, ESCAPE, QUIT = b"\x19", b"\x0f", b"\x10", b"\x1b", b"\x11"
SECONDS = ("--timeout", "1.5")


@pytest.mark.parametrize("form", ["--plain", "--json"])
@pytest.mark.parametrize("place", PLACES)
def test_one_shot(place: str, form: str, tmp_path: Path) -> None:
    """Rows 23, 25 and 27: at every fault, with everything logging, the one-shot tells no key."""
    home = Home(tmp_path, loud=True)
    with PLACES[place]() as url:
        done = home.run("claude-x", form, *SECONDS, ANTHROPIC_BASE_URL=url)
    assert done.returncode in {0, 5, 6, 4}
    assert bool(done.stdout) is (done.returncode == 0)
    assert b"Traceback" not in done.stderr
    assert home.leaks(done.stdout, done.stderr) == []


@pytest.mark.parametrize("place", PLACES)
def test_screen(place: str, tmp_path: Path) -> None:
    """Rows 23, 25 and 27: at every fault, with everything logging, no screen tells the key."""
    home = Home(tmp_path, loud=True)
    with (
        PLACES[place]() as url,
        home.screen("claude-x", *SECONDS, ANTHROPIC_BASE_URL=url) as running,
    ):
        running.wait_for(lambda: "─ " in running.text and not WAITING.search(running.text))
        visit_all_screens(running)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found
        assert home.leaks(running.output) == []


def visit_all_screens(running: PtySession) -> None:
    """Open every screen and leave it again, and copy whatever can be copied there."""

    def press(key: bytes, *then: str) -> None:
        running.feed(key)
        running.wait_for(lambda: any(words in running.text for words in then))

    press(COPY_ID, "Sent to your", "Nothing to copy")
    press(MODELS, "All models")
    press(ESCAPE, "Model ID or alias")
    press(b"\tw", "What was sent, and the answer", "Nothing came back yet")
    if "What was sent" in running.text:
        press(b"b", "Sent to your", "Not copied")
        press(b"c", "Sent to your", "Not copied")
        press(ESCAPE, "Model ID or alias")
    press(b"c", "Copy as")
    press(b"\x1b[B\r", "Sent to your")
    press(ESCAPE, "Model ID or alias")
    press(b"?", "Esc Close")
    running.feed(ESCAPE)
    running.wait_for(lambda: "Esc Close" not in running.text)
    press(PALETTE, "Search")
    running.feed(ESCAPE)
    running.wait_for(lambda: "Search" not in running.text)
