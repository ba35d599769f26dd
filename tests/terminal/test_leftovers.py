"""What other programs left in the terminal, and what this one leaves: keys, modes, output."""

import re
import signal
from pathlib import Path

import pyte
import pytest
from support.programs import program
from support.pty_screen import ON_AT_FIRST, modes_on
from support.pty_session import APP, PtySession, app, session

from modelbrowser.terminal.tty import mode_sequence

LEFT_ON = b"\x1b[?1049h\x1b[>1u\x1b[?1049l"
"""The kitty keyboard protocol, left on by a program that was killed."""

_KEYBOARD = re.compile(rb"\x1b\[\?1049([hl])|\x1b\[>(\d+)u|\x1b\[<(\d*)u")


class Keyboard:
    """The flags of the kitty keyboard protocol: a stack for each of the two screens.

    Args:
        output: What was written to the terminal.
    """

    def __init__(self, output: bytes) -> None:
        self.stacks: dict[bytes, list[int]] = {b"h": [], b"l": []}
        self.screen = b"l"
        for screen, pushed, popped in _KEYBOARD.findall(output):
            if screen:
                self.screen = screen
            elif pushed:
                self.stacks[self.screen].append(int(pushed))
            else:
                del self.stacks[self.screen][-int(popped or 1) :]

    @property
    def flags(self) -> int:
        """The flags of the screen that is shown."""
        return self.stacks[self.screen][-1] if self.stacks[self.screen] else 0


@pytest.mark.parametrize("is_continued", [False, True])
def test_a_keyboard_protocol_left_on(*, is_continued: bool) -> None:
    """Row 202: keys arrive in the usual form whatever was left on, and that is restored."""
    with app() as running:
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        if is_continued:
            running.send(signal.SIGCONT)
            running.wait_for_full_paint()
        assert Keyboard(LEFT_ON + running.output).flags == 0
        running.feed(b"\x11")
        assert running.wait_exit() == 0
    assert Keyboard(LEFT_ON + running.output).stacks == Keyboard(LEFT_ON).stacks


@pytest.mark.parametrize(
    "left_on",
    ["\x1b[4h", "\x1b[2;4r\x1b[?6h", "\x1b%@\x1b(0", "\x1b%@\x1b)0\x0e"],
    ids=["insert", "origin", "line drawing", "shift out"],
)
def test_modes_of_drawing_left_on(left_on: str) -> None:
    """Row 202: characters are drawn as they are and where they belong, whatever was left on."""
    screen = pyte.Screen(8, 6)
    drawn = f"{left_on}{mode_sequence(mouse=True)}\x1b[1;1H12345678\x1b[1;1Hlqx"
    pyte.ByteStream(screen).feed(drawn.encode())
    assert screen.display[0] == "lqx45678"


def test_keys_of_a_protocol_left_on() -> None:
    """Row 202: Ctrl+Q quits even if the terminal goes on sending it in kitty's form."""
    with app() as running:
        running.feed(b"opus\x1b[13u")
        running.wait_for("submitted <opus>")
        running.feed(b"\x1b[113;5u")
        assert running.wait_exit() == 0


def test_the_linux_console(tmp_path: Path) -> None:
    """Row 202: nothing of the protocol is sent to a Linux console, which may print it."""
    with app(env={"TERM": "linux", "HOME": str(tmp_path)}) as running:
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert not re.search(rb"\x1b\[[<>]\d*u", running.output)


def test_a_clean_screen_without_another_one() -> None:
    """Row 204: the prompt is on a clean screen in a terminal that has no alternate one (mosh)."""
    with app() as running:
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert not running.text.strip()


def test_a_clean_screen_in_gnu_screen(tmp_path: Path) -> None:
    """Row 204: in GNU screen with its defaults, only what follows the program is on the screen."""
    tmp_path.chmod(0o700)
    shell = f"{' '.join(APP)}; echo the prompt; read -r nothing"
    command = [program("screen"), "-U", "-c", "/dev/null", "sh", "-c", shell]
    with session(command, env={"SCREENDIR": str(tmp_path)}) as running:
        running.wait_for("Ready")
        running.feed(b"\x11")
        running.wait_for("the prompt")
        assert running.text.split() == ["the", "prompt"]
        # Otherwise, screen keeps running without a terminal.
        running.feed(b"\r")
        assert running.wait_exit() == 0


def test_motion_is_not_reported() -> None:
    """Row 205: moving the mouse without a button sends nothing, not even to the prompt."""
    with app() as running:
        assert 1002 in running.modes
        assert 1003 not in running.modes


def test_modes_left_on() -> None:
    """Row 205: mouse modes that another program left on are turned off, and stay off."""
    with app() as running:
        before = b"\x1b[?1003;1005;1015;1016h"
        assert 1003 not in modes_on(before + running.output)
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert modes_on(before + running.output) == ON_AT_FIRST


def _is_damaged(running: PtySession) -> bool:
    """Damage the screen, and return whether that was drawn last."""
    running.write_as_another(b"\x1b[?25h\x1b[?1000l\x1b[31m\x1b[2J\x1b[3;1Hmail!")
    return "mail!" in running.text


def _is_repaired(running: PtySession) -> bool:
    """Whether picture and modes are as before the damage."""
    is_whole = "submitted <opus>" in running.text and "mail!" not in running.text
    return is_whole and running.modes >= {1000, 1002, 1006, 2004} and 25 not in running.modes


def _press_ctrl_l(running: PtySession) -> None:
    running.feed(b"\x0c")


def _resize(running: PtySession) -> None:
    running.resize(81, 24)


def _signal_the_same_size(running: PtySession) -> None:
    running.send(signal.SIGWINCH)


def _continue(running: PtySession) -> None:
    running.send(signal.SIGCONT)


@pytest.mark.parametrize(
    "repair",
    [_press_ctrl_l, _resize, _signal_the_same_size, _continue],
    ids=lambda repair: repair.__name__,
)
def test_another_program_writes(repair: object) -> None:
    """Row 208: Ctrl+L, a resize, dtach's signal and SIGCONT repair what others wrote."""
    assert callable(repair)
    with app() as running:
        running.feed(b"opus\r")
        running.wait_for("submitted <opus>")
        running.wait_for(lambda: _is_damaged(running))
        repair(running)
        running.wait_for(lambda: _is_repaired(running))
        # Still the same input, and it works.
        running.feed(b"y\r")
        running.wait_for("submitted <opusy>")


def test_ctrl_l_in_the_program(tmp_path: Path) -> None:
    """Row 208: Ctrl+L redraws every screen of the program."""
    with session((*APP[:2], "modelbrowser", "--demo"), env={"HOME": str(tmp_path)}) as running:
        running.wait_for("Model ID or alias")
        for screen, shown in ((b"\x0f", "Filter by ID or name"), (b"\x1b", "Model ID or alias")):
            running.feed(screen)
            running.wait_for(shown)
            running.wait_for(lambda: _is_damaged(running))
            running.feed(b"\x0c")
            running.wait_for(shown)
            running.wait_for(lambda: "mail!" not in running.text)
