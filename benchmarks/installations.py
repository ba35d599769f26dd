"""Environments with only what is measured: the wheel, the official SDK, posting.

Other projects' environments are kept in a cache folder between runs.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CACHE = (
    Path(tempfile.gettempdir())
    / f"modelbrowser-benchmarks-{sys.version_info[0]}.{sys.version_info[1]}"
)


def install_wheel(scratch: Path) -> Path:
    """Build the wheel and install it with its dependencies; return its environment."""
    venv = _environment(scratch / "wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(scratch)]
    _run(*build, str(ROOT))
    (wheel,) = map(str, scratch.glob("*.whl"))
    _pip(venv, wheel)
    return venv


def install_package(name: str, *constraints: str) -> Path | None:
    """Install another project's package; return its environment, or None if that fails."""
    venv = _environment(CACHE / name)
    marker = venv / "installed"
    try:
        if not marker.exists():
            _pip(venv, name, *constraints)
            marker.touch()
    except subprocess.CalledProcessError:
        return None
    return venv


def _environment(venv: Path) -> Path:
    if not (venv / "bin" / "python").exists():
        _run(sys.executable, "-m", "venv", str(venv))
    return venv


def _pip(venv: Path, *arguments: str) -> None:
    """Install with compiled bytecode, so that no run has to compile."""
    _run(str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--compile", *arguments)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
