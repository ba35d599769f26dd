"""Sanitizing untrusted text."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.presentation.sanitize import SHOWN_CHARACTERS, SafeText, sanitize

_BAD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_STEP = 4096
_BLOCKS = tuple(
    "".join(map(chr, range(start, start + _STEP))) for start in range(0, sys.maxunicode + 1, _STEP)
)
"""All 1,114,112 code points."""


def _kinds(text: str) -> set[str]:
    """The Unicode categories of all characters except spaces."""
    return {unicodedata.category(character) for character in text if character != " "}


def test_no_code_point_is_a_control_or_invisible() -> None:
    """Row 71: no code point that a terminal executes or a reader can't see passes."""
    for block in _BLOCKS:
        text = sanitize(block, limit=_STEP)
        assert isinstance(text, SafeText)
        assert _BAD.isdisjoint(_kinds(text))


@pytest.mark.parametrize(
    "character",
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180f\u2800\u3164\ufe00\ufe0f\uffa0\U0001d159\U000e0100",
)
def test_an_invisible_letter_is_escaped(character: str) -> None:
    """Row 73: letters, marks and symbols that nobody can see are shown as escapes."""
    escape = character.encode("ascii", "backslashreplace").decode()
    assert sanitize(f"claude{character}haiku") == f"claude{escape}haiku"


def test_an_emoji_has_the_same_width_in_every_terminal() -> None:
    """Row 74: what makes an emoji of a symbol, or changes its skin, is left out."""
    assert sanitize("I \u2764\ufe0f you \U0001f44d\U0001f3fd") == "I \u2764 you \U0001f44d"


def test_escapes_are_readable() -> None:
    """Row 73: every replaced character is shown as an escape."""
    assert sanitize("a\x1b[31m\u202e\U000e0001b") == "a\\x1b[31m\\u202e\\U000e0001b"
    # The first and the last of each form that are not printable.
    assert sanitize("\0\xad\u0378\uffff\U0001000c\U0010ffff") == (
        r"\x00\xad\u0378\uffff\U0001000c\U0010ffff"
    )


def test_other_objects_are_converted() -> None:
    """A number or None is shown as Python writes it."""
    assert [sanitize(value) for value in (5, None, 2.5)] == ["5", "None", "2.5"]


def test_a_character_has_at_most_three_marks() -> None:
    """Row 73: of fifty combining marks on one character, three are shown."""
    assert sanitize("e" + "\u0301" * 50 + "x") == "e" + "\u0301" * 3 + "x"
    assert sanitize("\u0301" * 4 + "x") == "\u0301" * 3 + "x"
    assert sanitize("e\u0301\u0302x\u0301\u0302") == "e\u0301\u0302x\u0301\u0302"
    assert sanitize("e\u0301\u200b" + "\u0301" * 4) == "e\u0301\\u200b" + "\u0301" * 3


def test_every_kind_of_mark_counts() -> None:
    """Row 73: every code point that is drawn over the one before counts as a mark."""
    printable = [c for block in _BLOCKS for c in block if c.isprintable()]
    marks = [c for c in printable if unicodedata.combining(c)]
    marks += [c for c in printable if unicodedata.category(c) in {"Mn", "Me"}]
    marks = [mark for mark in marks if sanitize(mark) == mark]
    assert len(marks) > 1000
    for mark in marks:
        assert sanitize(f"e{mark * 5}") == f"e{mark * 3}"


def test_a_long_text_ends_in_an_ellipsis() -> None:
    """Row 74: a text of 20,000 characters is cut, visibly."""
    assert sanitize("x" * 20_000) == "x" * 200 + "…"
    assert sanitize("x" * SHOWN_CHARACTERS) == "x" * SHOWN_CHARACTERS
    assert (sanitize("xyz", 2), sanitize("äöü", 2), sanitize("äö", 2)) == ("xy…", "äö…", "äö")


@given(st.text(), st.integers(min_value=0, max_value=50))
def test_no_text_is_an_error(text: str, limit: int) -> None:
    """Any text becomes one printable line."""
    assert sanitize(text, limit).isprintable()
