"""The program as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "modelbrowser")
RunMain = Callable[..., tuple[int, str, str]]
"""Runs the command line in the test's process: exit code, standard output, standard error."""
NO_CONFIG = {"MODELBROWSER_CONFIG": "/dev/null"}


def environment(**variables: str) -> dict[str, str]:
    """A whole environment: nothing of the developer's own, no settings file."""
    home = os.environ["HOME"]
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "PYTHONPATH": str(ROOT),
        **NO_CONFIG,
        **variables,
    }


def run(
    *arguments: str, env: dict[str, str] | None = None, command: tuple[str, ...] = PROGRAM
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end, without a terminal."""
    return subprocess.run(
        [*command, *arguments],
        env=environment() if env is None else env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
