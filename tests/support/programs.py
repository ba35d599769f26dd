"""Programs that the tests start and that the project doesn't include."""

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
    """The path of a program; if it isn't installed, see `missing`."""
    path = shutil.which(name)
    return path or missing(f"{name} is not installed; .ci/run installs it.")


def missing(words: str) -> NoReturn:
    """Skip the test for developers, who need only Python and git.

    In CI, which has everything, the test fails instead.
    """
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


def environment(home: Path) -> dict[str, str]:
    """An environment with a key or token, and the path of programs."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "ANTHROPIC_API_KEY": KEY,
        "NO_PROXY": "127.0.0.1",
    }
