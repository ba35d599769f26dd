"""How text is split into what was typed and what was pasted."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.terminal.pastes import (
    MAX_PASTE,
    PastedText,
    PasteSplitter,
    PasteStart,
    TypedText,
    sanitize_paste,
)

BAD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
"""The Unicode categories of characters that act, or can't be seen."""

START, END = "\x1b[200~", "\x1b[201~"


def split(*chunks: str) -> list[object]:
    """The pieces that the chunks are split into, neighboring typed text joined."""
    splitter = PasteSplitter()
    pieces: list[object] = []
    for chunk in chunks:
        for piece in splitter.feed(chunk):
            last = pieces[-1] if pieces else None
            if isinstance(piece, TypedText) and isinstance(last, TypedText):
                pieces[-1] = TypedText(last.text + piece.text)
            elif not isinstance(piece, PasteStart):
                pieces.append(piece)
    return [*pieces, *splitter.end()]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ab\r", [TypedText("ab\r")]),
        (f"a{START}b\rc{END}d", [TypedText("a"), PastedText("b\rc"), TypedText("d")]),
        (f"{START}a{END}{START}b{END}", [PastedText("a"), PastedText("b")]),
        (f"{START}a{END}\rb{END}c", [PastedText("a\rb"), TypedText("c")]),
        (f"{START}a\x11{END}", [PastedText("a\x11")]),
        (f"{START}a\x11", [PastedText("a"), TypedText("\x11")]),
        (f"{START}{'x' * (MAX_PASTE + 9)}{END}y", [PastedText("x" * MAX_PASTE), TypedText("y")]),
        (
            "claude-sonnet-4-5\rclaude-opus-4-1\r",
            [PastedText("claude-sonnet-4-5\rclaude-opus-4-1\r")],
        ),
        (
            "claude-sonnet-4-5-20250929-and-more\r",
            [TypedText("claude-sonnet-4-5-20250929-and-more\r")],
        ),
        ("x" * 300, [PastedText("x" * 300)]),
        ("\x1b[A" * 300, [TypedText("\x1b[A" * 300)]),
    ],
)
def test_split(text: str, pieces: list[object]) -> None:
    """Rows 10 to 15: brackets, and text that can't have been typed, mean a paste; keys are keys."""
    assert split(text) == pieces


def test_unbracketed_over_several_reads() -> None:
    """A long text is one paste until keys come."""
    line = "claude-sonnet-4-5\r" * 20
    assert split(line, "a\r", line, "\x1b[A") == [
        PastedText(line + "a\r" + line),
        TypedText("\x1b[A"),
    ]


def test_quit_key_ends_a_paste() -> None:
    """Row 14: Ctrl+Q alone in a paste without an end is the key, at once."""
    splitter = PasteSplitter()
    list(splitter.feed(START + "abc"))
    assert list(splitter.feed("\x11")) == [PastedText("abc"), TypedText("\x11")]


@given(st.text("ab\r\x1b[20~1", max_size=12), st.text("ab\r", max_size=8), st.data())
def test_cut_anywhere(before: str, pasted: str, data: st.DataObject) -> None:
    """A bracket counts wherever it is cut."""
    text = before.replace(START, "") + START + pasted + END
    cut = data.draw(st.integers(0, len(text)))
    pieces = split(text[:cut], text[cut:])
    assert PastedText(pasted) in pieces


@pytest.mark.parametrize("cut", range(1, len(START)))
def test_a_long_paste_after_a_cut_bracket(cut: int) -> None:
    """A bracket that was cut opens a paste, however long the text is that arrives with its end."""
    pasted = "claude-sonnet-4-5\r" * 20
    pieces = split(START[:cut], START[cut:] + pasted, pasted + END)
    assert pieces[-1] == PastedText(pasted * 2)


def test_no_code_point_of_a_paste_acts_or_hides() -> None:
    """Row 15: of all code points only line breaks, tabs and visible ones reach an input."""
    for start in range(0, sys.maxunicode + 1, 4096):
        block = "".join(map(chr, range(start, start + 4096)))
        text = sanitize_paste(block)
        assert len(text) == len(block)
        kept = text.translate(dict.fromkeys(map(ord, "\r\n\t ")))
        assert BAD.isdisjoint({unicodedata.category(character) for character in kept})
    assert sanitize_paste("a\r\n\tb") == "a\r\n\tb"


def test_what_an_input_gets_of_a_paste() -> None:
    """Rows 2, 6 and 15: white space becomes a space, the hidden becomes visible, the rest stays."""
    text = "\xa0claude-\u200bx\x1b[2J \u201cé\n"
    assert sanitize_paste(text) == " claude-\ufffdx\ufffd[2J \u201cé\n"
