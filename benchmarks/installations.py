"""Environments with nothing but what is measured: the wheel, the official SDK, posting.

They are kept in a cache folder between runs; the wheel is built and installed each time.
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


def install_wheel() -> Path:
    """Build the wheel and install it with what it depends on; its environment."""
    venv = _environment("wheel")
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
        _run(*build, str(ROOT))
        (wheel,) = map(str, Path(folder).glob("*.whl"))
        _pip(venv, wheel)
        # The version is the same in each commit between two releases.
        _pip(venv, "--force-reinstall", "--no-deps", wheel)
    return venv


def install_package(name: str) -> Path | None:
    """Install a package of others; its environment, or None if it can't be installed here."""
    venv = _environment(name)
    marker = venv / "installed"
    try:
        if not marker.exists():
            _pip(venv, name)
            marker.touch()
    except subprocess.CalledProcessError:
        return None
    return venv


def _environment(name: str) -> Path:
    venv = CACHE / name
    if not (venv / "bin" / "python").exists():
        _run(sys.executable, "-m", "venv", str(venv))
    return venv


def _pip(venv: Path, *arguments: str) -> None:
    """Install, with compiled bytecode, so that no run pays for it."""
    _run(str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--compile", *arguments)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
