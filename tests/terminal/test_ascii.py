"""Terminals that can't show more than ASCII."""

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from support.pty_session import session

from modelbrowser.terminal.ascii import shows_unicode, to_ascii

PROGRAM = (sys.executable, "-m", "modelbrowser", "--demo")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.utf8"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "de_DE", "LC_ALL": "de_DE.UTF-8@euro"}, True),
        ({"LANG": "", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, False),
        ({"LANG": "de_DE@euro"}, False),
        ({"LANG": "en_US.ISO-8859-1"}, False),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "en_US"}, False),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, False),
    ],
    ids=str,
)
def test_the_environment(environ: dict[str, str], *, expected: bool) -> None:
    """Row 212: the locale and a console's TERM decide what is shown, despite Python's changes."""
    assert shows_unicode(environ) == expected


@given(st.text(st.characters(exclude_categories=["C"])))
@example("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}")
def test_any_text(text: str) -> None:
    """Row 212: every text becomes ASCII in as many cells."""
    assert to_ascii(text).isascii()
    assert len(to_ascii(text)) == cell_len(text)


@pytest.mark.parametrize("environ", [{"LANG": "C"}, {"TERM": "linux"}], ids=str)
def test_the_program(environ: dict[str, str]) -> None:
    """Row 212: lines, key names and answers are ASCII if nothing else can be shown."""
    with session(PROGRAM, env=environ) as running:
        running.wait_for("+- Model ID or alias ---")
        running.wait_for("Enter Look up")
        running.feed("é漢".encode())
        running.wait_for("| ??? ")
        running.feed(b"\x15claude-sonnet-4-5\r")
        running.wait_for("claude-sonnet-4-5-20250929")
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert running.output.isascii()
