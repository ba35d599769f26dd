"""Foreign text made plain."""

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.presentation.plain import plain, visible

_BAD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def test_no_code_point_acts_or_hides() -> None:
    """Row 71: of all 1,114,112 code points none comes out that a terminal could obey."""
    step = 4096
    for start in range(0, sys.maxunicode + 1, step):
        text = plain("".join(map(chr, range(start, start + step))), limit=step)
        assert _BAD.isdisjoint(map(unicodedata.category, text))


def test_escapes_can_be_read() -> None:
    """Row 73: what was taken out stands there as an escape."""
    assert plain("a\x1b[31m\u202e\U000e0001b") == "a\\x1b[31m\\u202e\\U000e0001b"


def test_marks_are_cut_to_three() -> None:
    """Row 73: fifty combining marks on one character become three."""
    assert plain("e" + "\u0301" * 50 + "x") == "e" + "\u0301" * 3 + "x"


def test_too_long_ends_in_an_ellipsis() -> None:
    """Row 74: 20,000 characters are cut, visibly."""
    assert plain("x" * 20_000) == "x" * 200 + "…"


@given(st.text(), st.integers(min_value=0, max_value=50))
def test_no_text_is_an_error(text: str, limit: int) -> None:
    """Any text comes out on one line, printable."""
    assert plain(text, limit).isprintable()


@given(st.text())
def test_an_input_gets_nothing_that_acts(text: str) -> None:
    """Row 15: what is pasted is as long as it was, and all of it can be seen."""
    seen = visible(text)
    assert len(seen) == len(text)
    assert all(c.isprintable() or c in "\r\n\t" for c in seen)


def test_what_an_input_shows() -> None:
    """Rows 2, 6 and 15: white space is space, what is hidden is seen, the rest stays."""
    assert visible("\xa0claude-\u200bx\x1b[2J \u201cé\n") == " claude-\ufffdx\ufffd[2J \u201cé\n"
