"""Programs that the tests start and that the project does not bring along."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

KEY = "key-of-the-environment"

Run = Callable[[Sequence[str], str], None]
"""Runs a command with a text on its standard input."""


def program(name: str) -> str:
    """Where a program is; without it the test is skipped: Python and git are all one must have."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed; .ci/run installs it.")
    return path


def environment(home: Path) -> dict[str, str]:
    """A key or token, and where programs are."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "ANTHROPIC_API_KEY": KEY,
        "NO_PROXY": "127.0.0.1",
    }
