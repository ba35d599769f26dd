"""Whatever a terminal sends, keys arrive in order, and nothing ends or blocks the program."""

import signal
from collections.abc import Iterator

import pytest
from support.pty_session import PtySession, app, session

QUIT = b"\x11"
RESET = b"\x1b[18~"

pytestmark = pytest.mark.xdist_group("input")


@pytest.fixture(scope="module")
def started() -> Iterator[PtySession]:
    """A program for all tests that leave it running; it ends as it should."""
    with app() as running:
        yield running
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert running.is_as_found


@pytest.fixture
def running(started: PtySession) -> PtySession:
    """That program, with an empty input that has the focus."""
    started.feed(RESET)
    started.wait_for("Ready")
    return started


@pytest.mark.parametrize(
    "noise",
    [
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\x1b[1114112u",
        b"\x1b[99999999999999999999u",
        b"\x1b[97:65;2;65u",
        b"\x1b[48;24;80;0;0t\x1b[<35;5;5M",
        b"\x1b[48;0;0;0;0t",
        b"\x1b[48;99999;99999;9;9t",
        b"\x1b[?2048;2$y",
        b"\x1b[?2026;2$y",
        b"\x1b[<35;99999;99999M\x1b[<64;0;0M",
        b"\x1b]52;c;aGk=\x07"[:2] + b"\x1b",
        b"\x9b31m",
    ],
    ids=repr,
)
def test_noise(noise: bytes, running: PtySession) -> None:
    """Rows 90 and 91: nonsensical bytes and sequences don't end the program or set modes."""
    running.feed(noise)
    running.feed(b"\x1b[D")
    running.feed(b"opus")
    running.wait_for("opus")
    assert b"\x1b[?1016h" not in running.output


def test_character_cut_in_two(running: PtySession) -> None:
    """A character whose bytes arrive separately is one character."""
    running.feed(b"a\xc3")
    running.wait_for("a")
    running.feed(b"\xa9z")
    running.wait_for("aéz")


def test_burst_in_order(running: PtySession) -> None:
    """Keys that arrive at once are handled in the order in which they were pressed."""
    running.feed(b"ab\x1b[Dc\x1b[D\x1b[Dd\x1b[Fe\x7ff\r")
    running.wait_for("submitted <dacbf>")


def test_burst_under_load() -> None:
    """However long a key takes, the next one waits for it."""
    with app("slow") as running:
        running.feed(b"ab\x1b[Dc\x1b[D\x1b[Dd\r")
        running.wait_for("submitted <dacb>")


def test_clicks_are_handled_one_by_one() -> None:
    """Row 91: what waited for the first layout doesn't block the program when it is passed on."""
    with app("slow") as running:
        running.feed(b"z" + b"\x1b[<0;10;2M\x1b[<0;10;2m" * 400)
        running.wait_for("z")
        running.feed(QUIT)
        assert running.wait_exit() == 0


@pytest.mark.parametrize("way", ["ctrl+q", "SIGTERM"])
@pytest.mark.parametrize(
    "flood",
    [b"\x1b[D", b"\x1b[I\x1b[O", b"\x1b[<0;10;2M\x1b[<0;10;2m"],
    ids=["keys", "focus", "clicks"],
)
def test_quitting_after_a_flood(flood: bytes, way: str) -> None:
    """Row 91: quitting does not wait for hundreds of inputs, which take longer than a minute."""
    with app("slow") as running:
        running.feed(flood * 400)
        if way == "ctrl+q":
            running.feed(QUIT)
        else:
            running.send(signal.SIGTERM)
        assert running.wait_exit() == (128 + signal.SIGTERM if way == "SIGTERM" else 0)
        assert running.is_as_found


def test_burst_over_a_change_of_focus(running: PtySession) -> None:
    """Keys after a Tab go to what the Tab focused."""
    running.feed(b"ab\t\x1b[Zc\r")
    running.wait_for(lambda: "submitted <abc>" in running.text or "submitted <c>" in running.text)


def test_typed_ahead() -> None:
    """What is typed before the program is up arrives, including Enter."""
    with session(typed_ahead=b"opus\n") as running:
        running.wait_for("submitted <opus>")


def test_escape_alone(running: PtySession) -> None:
    """A lone Escape is a key, and the next one is not part of it."""
    running.feed(b"\x1b")
    running.feed(b"\r")
    running.wait_for("submitted <>")


@pytest.mark.parametrize("text", [b"opus\nhaiku\n", b"\n opus \n", b"\r\nopus\r\nhaiku"])
def test_bracketed_paste(text: bytes, running: PtySession) -> None:
    """Rows 10 and 11: a paste of several lines arrives as one, and submits nothing."""
    running.feed(b"\x1b[200~" + text + b"\x1b[201~")
    running.wait_for("'pasted'")
    assert "opus" in running.text
    assert "submitted" not in running.text


def test_large_paste(running: PtySession) -> None:
    """Row 12: only the start of a megabyte is taken, and the program keeps running."""
    running.feed(b"\x1b[200~" + b"x" * 1_000_000 + b"\x1b[201~")
    running.wait_for("'pasted': 65536")


@pytest.mark.parametrize("way", ["ctrl+q", "SIGTERM", "silence"])
def test_paste_without_end(way: str) -> None:
    """Row 14: a paste that never ends doesn't swallow Ctrl+Q or SIGTERM, or keys forever."""
    with app() as running:
        running.feed(b"\x1b[200~abc")
        if way == "ctrl+q":
            running.feed(QUIT)
            running.feed(QUIT)
        elif way == "SIGTERM":
            running.send(signal.SIGTERM)
        else:
            running.wait_for("'pasted': 3")
            running.feed(b"d\r")
            running.wait_for("submitted <abcd>")
            running.feed(QUIT)
        assert running.wait_exit() == (128 + signal.SIGTERM if way == "SIGTERM" else 0)
        assert running.is_as_found


def test_paste_with_an_end_inside(running: PtySession) -> None:
    """Row 15: what follows an end inside a paste is pasted text, and submits nothing."""
    running.feed(b"\x1b[200~a\x1b[201~\rb\x1b[201~")
    running.wait_for("'pasted': 3")
    assert "submitted" not in running.text


@pytest.mark.parametrize("count", [2, 3000])
def test_unbracketed_paste(count: int, running: PtySession) -> None:
    """Lines without brackets are one paste, and submit nothing."""
    running.feed(b"claude-sonnet-4-5\r" * count)
    running.wait_for("'lines'")
    assert "submitted" not in running.text
