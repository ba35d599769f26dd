"""Random examples: a few of them in the suite, or hours of them by hand.

`MODELBROWSER_FUZZ_SECONDS=3600 .venv/bin/pytest tests/canary/test_fuzz.py -k server` generates new
ones for an hour, or until one fails.
"""

import os
import re
import time
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.canary import holds_key

T = TypeVar("T")

SECONDS = float(os.environ.get("MODELBROWSER_FUZZ_SECONDS", "0"))
"""How long to continue after the suite's examples, in seconds."""

HOSTILE = (
    *("", " ", "\x1b[31m", "\x1b]52;c;RVZJTA==\x07", "\x9b31m", "\x07", "\x7f", "\r\n", "\u202e"),
    *("\u200b", "\ufeff", "\ud800", "\U000e0041", "e" + "\u0301" * 50, "漢字", "\U0001f469\u200d"),
    *(
        "[bold]x[/nope]",
        "[@click=app.quit]x",
        "%s%n{}",
        "../..",
        "x" * 5000,
        "null",
        "-1",
        "0",
        "9" * 400,
    ),
    *(
        "1e999",
        "NaN",
        "2026-02-30",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00Z",
        "sk-ant-x",
    ),
)
"""Texts that break programs."""

TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=20)

_KNOWN = re.compile(
    rb"\x1b\[[<>?]?[\d;]*\$?[A-HJKXhlmpruc]|\x1b\]22;\w+\x07|\x1b\]11;\?\x1b\\|\x1b\]52;c;[\w+/=]*\x07"
    rb"|\x0f\x1b\(B"
)
"""The sequences that the program sends to the terminal."""


def fuzz(examples: st.SearchStrategy[T], check: Callable[[T], None], count: int) -> None:
    """Check examples: `count` of them, always the same, or new ones for `SECONDS`.

    Args:
        examples: Generates them.
        check: Raises if an example fails.
        count: The number of examples in the suite.
    """
    limited = settings(
        max_examples=count,
        derandomize=not SECONDS,
        database=None,
        # No search for a shorter example: each may take as long as a busy machine takes.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    check_all = limited(given(examples)(check))
    ends = time.monotonic() + SECONDS
    check_all()
    while time.monotonic() < ends:
        check_all()


Cut = tuple[int, int, bytes]
"""Where bytes are cut, how many are left out there, and what replaces them."""


def cuts(length: int) -> st.SearchStrategy[list[Cut]]:
    """Some cuts of bytes of that length."""
    places = st.integers(0, length)
    few = st.binary(max_size=4) | st.sampled_from([b"\0", b"\xff", b"\r\n", b"\x1b[2J", b"9" * 30])
    return st.lists(st.tuples(places, st.integers(0, 8) | places, few), min_size=1, max_size=6)


def damage(data: bytes, at: list[Cut]) -> bytes:
    """Make cuts, one after the other."""
    for start, length, between in at:
        data = data[:start] + between + data[start + length :]
    return data


def damaged(whole: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Bytes that are whole, or damaged."""
    return whole.flatmap(
        lambda data: st.just(data) | cuts(len(data)).map(lambda at: damage(data, at))
    )


def controls(output: bytes) -> list[str]:
    """The characters in an output, outside known sequences, that a terminal may execute."""
    text = _KNOWN.sub(b"", output).decode("utf-8")
    return [c for c in text if unicodedata.category(c)[0] == "C" and c not in "\r\n\b\a"]


def assert_harmless(output: bytes) -> None:
    """Assert that output contains no key, no traceback and nothing that a terminal may execute."""
    assert controls(output) == []
    assert b"Traceback" not in output
    assert not holds_key(output)
