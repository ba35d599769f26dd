"""The reports that ask for a key or for a confirmation."""

import pytest

from modelbrowser.domain.connection import InvalidCredentialError
from modelbrowser.presentation.plain import Plain
from modelbrowser.presentation.prompts import (
    forget_all_sheet,
    model_id_sheet,
    no_key_sheet,
    other_key_sheet,
    unusable_key_sheet,
)
from modelbrowser.presentation.reports import Sheet

HOW = (
    Plain("Type a key below. It stays in memory, for this run only."),
    Plain("Keys are made in the Claude Console, platform.claude.com."),
)
DEMO = Plain("^d opens the demo instead: no key, no network.")


def test_no_key() -> None:
    """Without a key, the prompt names the variable, the machine, and what to do instead."""
    assert no_key_sheet(Plain("ada")) == Sheet(
        title=Plain("No API key"),
        sentences=(
            Plain("ANTHROPIC_API_KEY is not set on this machine (ada)."),
            *HOW,
            DEMO,
            Plain("Over SSH, the variables of your own computer do not come along."),
        ),
    )


@pytest.mark.parametrize("in_demo", [True, False])
def test_another_key(*, in_demo: bool) -> None:
    """The demo is offered instead of another key, except in the demo."""
    sentences = HOW if in_demo else (*HOW, DEMO)
    assert other_key_sheet(in_demo=in_demo) == Sheet(
        title=Plain("Another API key"), sentences=sentences
    )


@pytest.mark.parametrize("in_demo", [True, False])
def test_a_model_id_instead_of_a_key(*, in_demo: bool) -> None:
    """A model ID that was typed as the key is recognized."""
    what = Plain("That is a model ID and no key; models are asked for with a key.")
    assert model_id_sheet(in_demo=in_demo) == Sheet(
        title=Plain("Key not usable"),
        tone="bad",
        sentences=(what, *HOW) if in_demo else (what, *HOW, DEMO),
    )


@pytest.mark.parametrize("in_demo", [True, False])
def test_a_malformed_key(*, in_demo: bool) -> None:
    """A malformed key is answered with the error's sentences, sanitized, and how to go on."""
    error = InvalidCredentialError("Too \x1blong.", "Copy it \x1bagain.")
    what = (Plain("Too \\x1blong."), Plain("Copy it \\x1bagain."))
    assert unusable_key_sheet(error, in_demo=in_demo) == Sheet(
        title=Plain("Key not usable"),
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
    assert forget_all_sheet(count, demo=demo) == Sheet(
        title=Plain("Forget all?"),
        tone="warning",
        sentences=(
            Plain(first),
            Plain(second),
            Plain("The history's file is emptied. This cannot be undone."),
        ),
    )
