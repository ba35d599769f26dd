"""A server to ask, a bare environment, and the official SDKs, made ready once and kept."""

import shutil
import subprocess
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from support.programs import Run, environment, missing, program
from support.recording_server import Recording, recording_server

# They are no dependencies of the project; the snippets were checked against these.
PYTHON_SDK = "anthropic==2.12.0"
TYPESCRIPT_SDK = "@anthropic-ai/sdk@1.12.0"


@pytest.fixture
def recording() -> Iterator[Recording]:
    """A server that keeps what it is asked."""
    with recording_server() as recording:
        yield recording


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in an empty folder, with a key and nothing else in its environment."""

    def run(command: Sequence[str], stdin: str) -> None:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=tmp_path,
            env=environment(tmp_path),
        )
        assert done.returncode == 0, done.stderr[-2000:]

    return run


@pytest.fixture(scope="session")
def python_with_sdk(pytestconfig: pytest.Config) -> Path:
    """A Python of its own that has the official SDK."""

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        _run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", PYTHON_SDK])

    return _kept(pytestconfig, PYTHON_SDK, install) / "bin" / "python"


@pytest.fixture(scope="session")
def typescript_sdk(pytestconfig: pytest.Config) -> Path:
    """A `node_modules` that has the official SDK."""
    npm = program("npm")

    def install(folder: Path) -> None:
        folder.mkdir()
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
        options = [*quiet, "--prefix", str(folder)]
        _run([npm, "install", *options, TYPESCRIPT_SDK])

    return _kept(pytestconfig, TYPESCRIPT_SDK, install) / "node_modules"


def _kept(config: pytest.Config, sdk: str, install: Callable[[Path], None]) -> Path:
    """The folder of pytest's cache that an SDK was installed into, now or earlier."""
    name = sdk.strip("@").replace("/", "-")
    folder = config.cache.mkdir("sdks") / name
    complete = folder / "complete"
    if not complete.exists():
        shutil.rmtree(folder, ignore_errors=True)
        install(folder)
        complete.touch()
    return folder


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        missing(
            "An official SDK could not be installed; these tests run the snippets with it "
            f"and need a package registry: {' '.join(command)}: {done.stderr[-2000:]}"
        )
