"""A whole app shows the same with and without differential rendering, and writes little with it."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from support.emulator import Look
from support.terminal_window import Window

pytestmark = pytest.mark.xdist_group("diff")

F2, F3, F4, F5, F6 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~"
PALETTE, ESCAPE, TAB, DOWN, ENTER, QUIT = "\x10", "\x1b\x1b", "\t", "\x1b[B", "\r", "\x11"
APP = [sys.executable, "-m", "support.diff_app"]
MARK = re.compile(r"\x1b\]2;mark [^\x07]*\x07")
MOST_MARKS = 2000
"""More than a run takes even on a slow machine."""

STOCK = {"MODELBROWSER_RENDERING": "stock"}


@dataclass
class Shown:
    """What a window shows after a step, and how many bytes the step wrote."""

    picture: list[list[Look]]
    place: tuple[int, int]
    written: int


STEPS = {
    "start": ("", "^p palette"),
    "first letter": ("m",),
    "letter": ("o",),
    "lookup": (ENTER, "alias for"),
    "to detail": (TAB,),
    "to list": (TAB,),
    "down": (DOWN,),
    "to input": (TAB,),
    "every width": ("widths" + ENTER, "plain"),
    "palette": (PALETTE, "Quit the application"),
    "palette closed": (ESCAPE,),
    "notification": (F4, "Sent to"),
    "bell and clipboard": (F6,),
    "away and back": (F3, "came back"),
    "theme": (F5,),
    "palette again": (PALETTE, "Quit the application"),
    "filter": ("qu",),
}
"""Keys, and a text to wait for."""


class Player:
    """Runs the app step by step.

    Args:
        environ: Additions to the environment.
    """

    def __init__(self, environ: dict[str, str]) -> None:
        usual = {"TEXTUAL_ANIMATIONS": "none", "ESCDELAY": "20"}
        self.window = Window(APP, usual | environ)
        self._marks = 0

    def step(self, keys: str, text: str = "") -> Shown:
        """Press keys, wait for a text and until all is drawn; return what is shown then."""
        window, screen = self.window, self.window.screen
        begin = len(window.output) if self._marks else 0
        window.send(keys)
        window.wait_for_text(text)
        size, drawn = f"{screen.columns}x{screen.lines}", None
        while not (screen.title.endswith(size) and screen.picture() == drawn):
            assert self._marks < MOST_MARKS, "the picture goes on changing"
            drawn = screen.picture()
            self._marks += 1
            window.send(F2)
            window.wait_for_title(f"mark {self._marks} ")
        written = MARK.sub("", window.output[begin:])
        return Shown(screen.picture(), screen.place(), len(written.encode()))


def play(player: Player) -> dict[str, Shown]:
    """Run the app through the steps and a resize; return what it shows after each."""
    with player.window as window:
        shown = {name: player.step(*step) for name, step in STEPS.items()}
        window.resize(60, 30)
        shown["resized"] = player.step("")
        player.step(ESCAPE)
        window.send(QUIT)
        assert window.wait_for_end() == 0
    return shown


Played = dict[str, Shown]


@pytest.fixture(scope="module")
def played() -> tuple[Played, Played]:
    """The app without differential rendering, and with it."""
    # Started here: a process that is forked beside another thread may wait for a lock forever.
    players = [Player(environ) for environ in (STOCK, {})]
    with ThreadPoolExecutor() as pool:
        stock, ours = pool.map(play, players)
    return stock, ours


def test_same_pictures(played: tuple[Played, Played]) -> None:
    """Row 88: after every step, including a suspension and a resize, both show the same."""
    stock, ours = played
    for step, shown in stock.items():
        assert ours[step].picture == shown.picture, step
        assert ours[step].place == shown.place, step


def test_few_bytes(played: tuple[Played, Played]) -> None:
    """At 80x24 in 24-bit color each step stays within its budget of bytes."""
    _, ours = played
    budgets = {"start": 6000, "letter": 24, "lookup": 1000, "palette": 8000}
    budgets |= dict.fromkeys(["to detail", "to list", "to input"], 2000)
    written = {step: ours[step].written for step in budgets}
    assert all(written[step] <= most for step, most in budgets.items()), written


def test_switched_off(played: tuple[Played, Played]) -> None:
    """MODELBROWSER_RENDERING=stock turns it off: a letter takes many times as many bytes."""
    stock, ours = played
    assert stock["letter"].written > 10 * ours["letter"].written
