"""The reports that ask for a key or for a confirmation."""

import pytest

from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.presentation.prompts import (
    change_key_report,
    clear_history_report,
    malformed_key_report,
    no_key_report,
)
from modelbrowser.presentation.reports import Report
from modelbrowser.presentation.sanitize import SafeText

HOW = (
    SafeText("Type a key below. It stays in memory, for this run only."),
    SafeText("Keys are made in the Claude Console, platform.claude.com."),
)
DEMO = SafeText("^d opens the demo instead: no key, no network.")


def test_no_key() -> None:
    """Without a key, the prompt names the machine, what was looked for, and what to do instead."""
    assert no_key_report(SafeText("ada"), SafeText("Nothing is set.")) == Report(
        title=SafeText("No API key"),
        sentences=(
            SafeText("On this machine (ada): Nothing is set."),
            *HOW,
            DEMO,
            SafeText("SSH doesn't forward environment variables; set it on this host."),
        ),
    )


@pytest.mark.parametrize("in_demo", [True, False])
def test_another_key(*, in_demo: bool) -> None:
    """The demo is offered instead of another key, except in the demo."""
    sentences = HOW if in_demo else (*HOW, DEMO)
    assert change_key_report(in_demo=in_demo) == Report(
        title=SafeText("Another API key"), sentences=sentences
    )


@pytest.mark.parametrize("in_demo", [True, False])
def test_a_malformed_key(*, in_demo: bool) -> None:
    """A malformed key is answered with the error's sentences, sanitized, and how to go on."""
    error = InvalidCredentialError("Too \x1blong.", "Copy it \x1bagain.")
    what = (SafeText("Too \\x1blong."), SafeText("Copy it \\x1bagain."))
    assert malformed_key_report(error, in_demo=in_demo) == Report(
        title=SafeText("Malformed API key"),
        tone="bad",
        sentences=(*what, *HOW) if in_demo else (*what, *HOW, DEMO),
    )


@pytest.mark.parametrize(
    ("count", "demo", "first", "second"),
    [
        (
            1,
            False,
            "Forget the one lookup, on every host and of the demo?",
            "This list does not show those of the demo.",
        ),
        (
            1234,
            True,
            "Forget all 1,234 lookups, on every host and of the demo?",
            "This list shows only those of the demo.",
        ),
    ],
)
def test_deleting_the_history(count: int, first: str, second: str, *, demo: bool) -> None:
    """Before the history is deleted, the number of lookups and what is not on screen are named."""
    assert clear_history_report(count, demo=demo) == Report(
        title=SafeText("Forget all?"),
        tone="warning",
        sentences=(
            SafeText(first),
            SafeText(second),
            SafeText("The history's file is emptied. This cannot be undone."),
        ),
    )
