"""Programs that the tests start and that the project does not bring along."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

KEY = "key-of-the-environment"

Run = Callable[[Sequence[str], str], None]
"""Runs a command with a text on its standard input."""


def program(name: str) -> str:
    """Where a program is; see `missing` for where it is not."""
    path = shutil.which(name)
    return path or missing(f"{name} is not installed; .ci/run installs it.")


def missing(words: str) -> NoReturn:
    """Skip the test where a person runs it, who need not have more than Python and git.

    CI has everything: there it fails.
    """
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


def environment(home: Path) -> dict[str, str]:
    """A key or token, and where programs are."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "ANTHROPIC_API_KEY": KEY,
        "NO_PROXY": "127.0.0.1",
    }
