"""The keys that bytes mean: every known one, and none that wasn't pressed."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.late_replies import LATE_REPLIES
from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IGNORE_SEQUENCE
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

from modelbrowser.terminal.input import BackgroundReported, InputParser, RepliesEnded
from modelbrowser.terminal.sequences import REPLY_SECONDS

Keys = list[tuple[str, str | None]]
"""Names of keys, and the characters that they type."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(params=["1", ""], ids=["legacy", "kitty"])
def is_kitty(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the kitty keyboard protocol is switched on; both in turn."""
    monkeypatch.setattr(constants, "DISABLE_KITTY_KEY", bool(request.param))
    return not request.param


def keys(messages: Iterable[Message]) -> Keys:
    """The keys among messages, which are all keys except for replies to queries."""
    found = [it for it in messages if not isinstance(it, BackgroundReported | RepliesEnded)]
    assert all(isinstance(message, events.Key) for message in found), found
    return [(it.key, it.character) for it in found if isinstance(it, events.Key)]


def parse(*chunks: bytes) -> Keys:
    """The keys of chunks of bytes and a silence."""
    parser = InputParser()
    pressed = [key for chunk in chunks for key in keys(parser.feed(chunk))]
    pressed += keys(parser.end())
    assert parser.timeout is None
    return pressed


def textual(sequence: str) -> Keys:
    """The keys that Textual's own parser makes of a sequence and a silence."""
    parser = XTermParser()
    pressed = keys(parser.feed(sequence))
    if parser._timeout_time is not None:
        parser._timeout_time = 0
        pressed += keys(parser.tick())
    return pressed


@pytest.mark.parametrize("cut", [False, True], ids=["whole", "byte by byte"])
def test_textuals_table(cut: bool, is_kitty: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Row 201: every sequence in Textual's table, except for Alt on macOS, means the same keys."""
    for sequence, meaning in ANSI_SEQUENCES_KEYS.items():
        if sequence.startswith("\x1b[1;") and sequence.endswith("R"):
            # A report of the cursor's position, for Textual too.
            continue
        data = sequence.encode()
        chunks = [data[i : i + 1] for i in range(len(data))] if cut else [data]
        expected = textual(sequence)
        if sequence == "\n":
            expected = textual("\r")
        elif len(sequence) == len("\x1b1") and isinstance(meaning, str):
            # What Alt types on macOS.
            expected = alt(sequence[1])
        elif meaning is IGNORE_SEQUENCE and not is_kitty:
            expected = []
        elif is_kitty and _names(meaning) not in ([], [key for key, _ in expected]):
            # In the kitty protocol some numbers are codes of other keys, or of none.
            continue
        assert parse(*chunks) == expected, sequence


def _names(meaning: object) -> list[str]:
    """The names of the keys that a sequence is in Textual's table."""
    return [key.value for key in meaning] if isinstance(meaning, tuple) else []


def test_characters(is_kitty: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Row 201: every character on a keyboard means what it means in Textual."""
    for code in [*range(32, 127), *range(0xA0, 0x250), 0x20AC, 0x1F600]:
        assert parse(chr(code).encode()) == textual(chr(code))


NAMES = {".": "full_stop", ",": "comma", "/": "slash", ";": "semicolon", "'": "apostrophe"}
NAMES |= {"[": "left_square_bracket", "]": "right_square_bracket", "_": "underscore"}
NAMES |= {"^": "circumflex_accent", "`": "grave_accent", "-": "minus", "=": "equals_sign"}
NAMES |= {"§": "section_sign"}
"""Textual's names of characters."""


def alt(letter: str) -> Keys:
    """Alt with a letter or a punctuation mark, which types nothing."""
    name = f"shift+{letter.lower()}" if letter.isupper() else NAMES.get(letter, letter)
    return [(f"alt+{name}", None)]


@pytest.mark.parametrize(
    "letter", sorted({*LETTERS, *LETTERS.upper(), *"0123456789-=.,/;'`é§"} - {*"bf"})
)
def test_alt(letter: str) -> None:
    """Row 201: Alt with a character is a key with that name, and types nothing."""
    assert parse(f"\x1b{letter}".encode()) == alt(letter)


@pytest.mark.parametrize("letter", [*"bf", "\r", "\t"])
def test_alt_in_textuals_table(letter: str) -> None:
    """Row 201: Alt with some characters means another key."""
    assert parse(f"\x1b{letter}".encode()) == textual(f"\x1b{letter}")


@pytest.mark.parametrize("letter", "OPX]^_[")
def test_alt_held_down(letter: str) -> None:
    """Row 201: Alt and a letter with which replies begin may be pressed repeatedly."""
    pressed = f"\x1b{letter}".encode()
    assert parse(pressed * 3) == alt(letter) * 3
    assert parse(pressed * 2 + b"\x11") == [*alt(letter) * 2, ("ctrl+q", "\x11")]


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7, 8, *range(11, 16), *range(17, 22), 23, 24])
@pytest.mark.parametrize("final", "~^$@")
def test_rxvt(number: int, final: str) -> None:
    """Row 201: rxvt's function keys, with Shift, with Ctrl and with both, are Textual's."""
    sequence = f"\x1b[{number}{final}"
    expected = textual(sequence) if sequence in ANSI_SEQUENCES_KEYS else []
    assert parse(sequence.encode()) == expected
    # With Alt, ESC comes before it.
    assert parse(f"\x1b{sequence}".encode()) == [("escape", "\x1b"), *expected]


@pytest.mark.parametrize("modifiers", ["", ";1", ";2", ";3", ";5", ";6", ";9"])
def test_kitty(modifiers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 201: every key of the kitty protocol is Textual's, also while the protocol is off."""
    # With modifiers, R is a report of the cursor's position, for Textual too.
    names = [name for name in FUNCTIONAL_KEYS if not (modifiers and name == "1R")]
    names = [name for name in names if FUNCTIONAL_KEYS[name] not in MODIFIER_FUNCTIONAL_KEYS]
    sequences = [f"\x1b[{name[:-1]}{modifiers}{name[-1]}" for name in names]
    sequences += [f"\x1b[{code}{modifiers}u" for code in [*range(32, 127), 0xE9, 0x430]]
    monkeypatch.setattr(constants, "DISABLE_KITTY_KEY", False)
    expected = {sequence: textual(sequence) for sequence in sequences}
    assert {sequence: parse(sequence.encode()) for sequence in sequences} == expected
    monkeypatch.setattr(constants, "DISABLE_KITTY_KEY", True)
    for sequence in sequences:
        if sequence not in ANSI_SEQUENCES_KEYS and sequence != "\x1b[1P":
            assert parse(sequence.encode()) == expected[sequence]


def test_kitty_details() -> None:
    """Row 201: kitty's text, alternate codes and presses are read; releases are not keys."""
    assert parse(b"\x1b[97;2;65u") == [("A", "A")]
    assert parse(b"\x1b[97:65;2;65u") == [("A", "A")]
    assert parse(b"\x1b[113;5:1u") == [("ctrl+q", None)]
    assert parse(b"\x1b[113;5:3u") == []
    assert parse(b"\x1b[1;1:3A") == []
    assert parse(b"\x1b[57999u\x1b[1114112u\x1b[9999999999999u") == []


@pytest.mark.parametrize("code", [57441, 57442, 57443, 57444, 57447, 57453])
def test_a_modifier_alone(code: int, *, is_kitty: bool) -> None:
    """A press of Shift, Ctrl, Alt or AltGr alone is no key: it is a part of what is typed."""
    pressed = f"\x1b[97;;97u\x1b[{code};2u\x1b[98;2;66u\x1b[{code};1:3u"
    assert parse(pressed.encode()) == [("a", "a"), ("B", "B")]


@pytest.mark.parametrize("key", [b"\x1b[B", b"\x1b[117;129;117u", b"\x1b[27;5;117~"])
def test_a_repeated_key(key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each press is an event of its own, because one that was handled is not handled again."""
    monkeypatch.setattr(constants, "DISABLE_KITTY_KEY", False)
    first, second = InputParser().feed(2 * key)
    assert first is not second


def test_f1_and_delete(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 201: `CSI P` is F1 in the kitty protocol, and else Delete, which st sends so."""
    monkeypatch.setattr(constants, "DISABLE_KITTY_KEY", False)
    assert parse(b"\x1b[P") == [("f1", None)]
    monkeypatch.setattr(constants, "DISABLE_KITTY_KEY", True)
    assert parse(b"\x1b[P") == [("delete", None)]
    assert parse(b"\x1bOP") == [("f1", None)]


def test_modify_other_keys() -> None:
    """Row 201: keys are known if another program left xterm's modifyOtherKeys on."""
    assert parse(b"\x1b[27;5;113~") == [("ctrl+q", None)]
    assert parse(b"\x1b[27;2;65~") == [("A", "A")]
    assert parse(b"\x1b[27;5;99999999999~") == []


@pytest.mark.parametrize("reply", LATE_REPLIES.values(), ids=LATE_REPLIES.keys())
def test_late_replies(reply: bytes, is_kitty: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Row 201: a terminal's reply is not a key, wherever it is split; the keys around it are."""
    quit_key = ("ctrl+q", "\x11")
    assert parse(reply) == []
    assert parse(b"a" + reply + b"b\x11") == [("a", "a"), ("b", "b"), quit_key]
    for cut in {*range(1, min(len(reply), 20)), len(reply) - 1}:
        assert parse(b"a" + reply[:cut], reply[cut:] + b"b\x11") == [
            *[("a", "a"), ("b", "b")],
            quit_key,
        ]


def test_a_reply_without_an_end() -> None:
    """Row 201: an unfinished reply means nothing, and doesn't swallow Ctrl+Q or Enter."""
    assert parse(b"\x1b]11;rgb:00") == []
    assert parse(b"\x1b[?64;1") == []
    for key in ("\x11", "\r", "\x03"):
        assert parse(b"\x1b]11;rgb:00", key.encode()) == textual(key)
        assert parse(b"\x1b[?64;1" + key.encode()) == textual(key)
    parser = InputParser()
    list(parser.feed(b"\x1bP1$r"))
    assert list(parser.end()) == []
    assert keys(parser.feed(b"opus")) == [(letter, letter) for letter in "opus"]


@pytest.mark.parametrize("start", [b"\x1b[", b"\x9b", b"\x1b]", b"\x1bP"])
def test_a_reply_that_pauses_after_its_start(start: bytes) -> None:
    """Row 201: after the start of a reply, its rest is waited for longer than a key's is."""
    parser = InputParser()
    list(parser.feed(start))
    assert parser.timeout == REPLY_SECONDS
    list(parser.end())
    for key in (b"\x1b", b"\x1bO"):
        list(parser.feed(key))
        assert parser.timeout == constants.ESCAPE_DELAY
        list(parser.end())


@pytest.mark.parametrize("cut", range(1, 12))
@pytest.mark.parametrize("report", [b"\x1b[<32;-10;-3M", b"\x1b[<0;-1;10m", b"\x1b[1 2-3;4x"])
def test_a_malformed_sequence_types_nothing(report: bytes, cut: int) -> None:
    """Row 201: a drag to the left of the window, or any sequence with a stray byte, isn't typed."""
    parser = InputParser()
    messages = [*parser.feed(report[:cut]), *parser.feed(report[cut:])]
    assert not [each for each in messages if isinstance(each, events.Key)]


@pytest.mark.parametrize("start", [b"\x1b[", b"\x9b", b"\x1bO"])
def test_a_sequence_that_is_too_long(start: bytes) -> None:
    """Row 201: a sequence is dropped up to its end, however long; Ctrl+Q still quits."""
    parts = [start + b"1;" * 40, *[b"1;" * 30_000] * 3]
    assert parse(*parts, b"1mq", b"q") == [("q", "q")] * 2
    assert parse(*parts, b"1\x11") == [("ctrl+q", "\x11")]
    assert parse(*parts) == []


def test_escape_right_before_a_paste() -> None:
    """Escape comes before a paste without brackets that follows it at once."""
    parser = InputParser()
    messages = [*parser.feed(b"\x1b"), *parser.feed(b"claude-a\r" * 20), *parser.end()]
    assert [type(message) for message in messages] == [events.Key, events.Paste]


def test_a_character_in_two_parts() -> None:
    """A character whose bytes arrive apart is one, and ends no paste."""
    assert parse(b"\xc3", b"\xa9") == textual("é")
    parser = InputParser()
    list(parser.feed(b"\x1b[200~a"))
    list(parser.feed(b"\xc3"))
    (paste,) = parser.feed(b"\xa9b\x1b[201~")
    assert isinstance(paste, events.Paste)
    assert paste.text == "aéb"


FRAGMENTS = [
    *(b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b\\", b"\x9b", b"\x9d"),
    *(b"\x1b[200~", b"\x1b[201~", b"\x1b[M", b"\x1b[<35;", b"1;2", b"11;rgb:", b"99999999999999"),
    *(b"~", b"u", b"R", b"M", b"m", b"c", b"$y", b"$", b":", b"?", b"\x07", b"\x11", b"\r", b"\n"),
    *(b"a", b"Q", b"\xff", b"\xc3", b"\xa9", "漢".encode(), b"x" * 300, b"\x00", b"\x18"),
]


@given(st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=4), max_size=40), st.booleans())
def test_any_bytes(fragments: list[bytes], is_cut: bool) -> None:  # noqa: FBT001 - drawn
    """Rows 90, 91 and 201: no bytes are an error, and after a silence keys are keys again."""
    parser = InputParser()
    for chunk in fragments if is_cut else [b"".join(fragments)]:
        for message in parser.feed(chunk):
            assert not isinstance(message, events.Resize)
    while parser.timeout is not None:
        list(parser.end())
    # Half a character may be left.
    assert keys(parser.feed(b" \x1b[Aq"))[-2:] == [("up", None), ("q", "q")]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30))
def test_any_text(text: str) -> None:
    """Row 201: any typed text arrives, character by character."""
    assert [character for _, character in parse(text.encode())] == list(text)
