"""Whatever fault an answer has, the key is in no byte that the program leaves anywhere."""

from pathlib import Path

import pytest
from support.canary import Home
from support.faults import PLACES
from support.visit import QUIT, answered, visit_all_screens

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
        running.wait_for(lambda: answered(running))
        visit_all_screens(running)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found
        assert home.leaks(running.output) == []
        assert not home.textual_log.exists()
