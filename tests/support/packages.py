"""Builds the wheel and the source distribution as a developer would."""

import os
import subprocess
import sys
from pathlib import Path

from support.program import ROOT


def built(kind: str, folder: Path, source: Path = ROOT) -> Path:
    """Build a package with the tools of this environment, without a network.

    Args:
        kind: `--wheel` or `--sdist`.
        folder: The folder for the package.
        source: The source tree.
    """
    options = ("--no-isolation", kind, "--outdir", str(folder))
    command = [sys.executable, "-m", "build", *options, str(source)]
    subprocess.run(command, check=True, capture_output=True, env=bare_environment())
    (package,) = folder.iterdir()
    return package


def bare_environment() -> dict[str, str]:
    """An environment with only the path of programs and the home folder."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
