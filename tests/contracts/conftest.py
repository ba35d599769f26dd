"""The packages, built and installed once for all tests of them."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from support.packages import bare_environment, built


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as `pip install .` does."""
    return built("--wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    return built("--sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with the wheel; it shares this environment's dependencies."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, symlinks=True)
    own = sysconfig.get_path("purelib", vars={"base": str(folder)})
    # No network: the wheel's dependencies are already here.
    Path(own, "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    options = ("--quiet", "--no-index", "--no-deps")
    # The pip of this environment: to install one there takes longer than all the rest.
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder),
        "install",
        *options,
        str(wheel),
    ]
    subprocess.run(command, cwd=folder, check=True, env=bare_environment())
    return folder / "bin"
