"""The reports that ask for a key or for a confirmation."""

import pytest

from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.presentation.reports import (
    Report,
    change_key_prompt,
    clear_history_prompt,
    no_key_prompt,
)
from modelbrowser.presentation.sanitize import SafeText

HOW = (
    SafeText("Paste your API key below. It's kept in memory only."),
    SafeText("Get a key at platform.claude.com."),
)
DEMO = SafeText("Or press ^d for the demo, which needs no key or network.")


@pytest.mark.parametrize("by_ssh", [True, False])
def test_no_key(*, by_ssh: bool) -> None:
    """Without a key, the prompt names the machine, what was looked for, and what to do instead."""
    ssh = SafeText("SSH doesn't forward environment variables; set the key on this host.")
    report = no_key_prompt(
        SafeText("ada"), SafeText("Nothing is set."), SafeText("^d"), by_ssh=by_ssh
    )
    assert report == Report(
        title=SafeText("No API key"),
        sentences=(
            SafeText("No credential on this machine (ada): Nothing is set."),
            *HOW,
            DEMO,
            *((ssh,) if by_ssh else ()),
        ),
    )


@pytest.mark.parametrize("in_demo", [True, False])
def test_another_key(*, in_demo: bool) -> None:
    """The demo is offered instead of another key, except in the demo."""
    sentences = HOW if in_demo else (*HOW, DEMO)
    assert change_key_prompt(None, SafeText("^d"), in_demo=in_demo) == Report(
        title=SafeText("Change API key"), sentences=sentences
    )


@pytest.mark.parametrize("in_demo", [True, False])
def test_a_malformed_key(*, in_demo: bool) -> None:
    """A malformed key is answered with the error's sentences, sanitized, and how to go on."""
    error = InvalidCredentialError("Too \x1blong.", "Copy it \x1bagain.")
    what = (SafeText("Too \\x1blong."), SafeText("Copy it \\x1bagain."))
    assert change_key_prompt(error, SafeText("^d"), in_demo=in_demo) == Report(
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
            "Delete the only lookup?",
            "This list doesn't show demo lookups.",
        ),
        (
            1234,
            True,
            "Delete all 1,234 lookups, for every host and the demo?",
            "This list shows only demo lookups.",
        ),
    ],
)
def test_deleting_the_history(count: int, first: str, second: str, *, demo: bool) -> None:
    """Before the history is deleted, the number of lookups and what is not on screen are named."""
    assert clear_history_prompt(count, demo=demo) == Report(
        title=SafeText("Clear history?"),
        tone="warning",
        sentences=(
            SafeText(first),
            SafeText(second),
            SafeText("This clears the history file and can't be undone."),
        ),
    )
