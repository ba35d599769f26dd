"""The packages, built and installed once for all tests of them."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from support.program import ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as `pip install .` does."""
    return _built("--wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    return _built("--sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with the wheel in it; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=True, symlinks=True)
    own = sysconfig.get_path("purelib", vars={"base": str(folder)})
    # No network: what the wheel depends on is here already.
    Path(own, "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    python = folder / "bin" / "python"
    options = ("--quiet", "--no-index", "--no-deps")
    command = [str(python), "-m", "pip", "install", *options, str(wheel)]
    subprocess.run(command, cwd=folder, check=True, env=_environment())
    return folder / "bin"


def _built(kind: str, folder: Path) -> Path:
    """Build a package with the tools of this environment, without a network."""
    options = ("--no-isolation", kind, "--outdir", str(folder))
    command = [sys.executable, "-m", "build", *options, str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, env=_environment())
    (package,) = folder.iterdir()
    return package


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
