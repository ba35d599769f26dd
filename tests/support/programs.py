"""Programs that the tests start and that the project does not bring along."""

import shutil

import pytest


def program(name: str) -> str:
    """Where a program is; without it the test fails, as what it proves is not proven."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is not installed, and this test needs it.")
    return path
