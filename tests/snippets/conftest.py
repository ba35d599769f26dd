"""A server, a bare environment, and the official SDKs, installed once and kept."""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import trustme
from support.programs import Run, environment, missing, program
from support.recording_server import Recording, recording_server

# They are no dependencies of the project; the snippets were checked against these.
PYTHON_SDK = "anthropic==2.14.0"
TYPESCRIPT_SDK = "@anthropic-ai/sdk@1.14.0"


@pytest.fixture
def recording() -> Iterator[Recording]:
    """A server that keeps its requests."""
    with recording_server() as recording:
        yield recording


@pytest.fixture
def run(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a command in an empty folder, with a key and little else in its environment.

    Each of the 200 clients of a language would read all certificate authorities of the system,
    which takes 20 ms, for requests that go to plain http: one authority is enough.
    """
    authority = tmp_path_factory.mktemp("authority") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(authority))

    def run(command: Sequence[str], stdin: str) -> None:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=tmp_path,
            env=environment(tmp_path) | {"SSL_CERT_FILE": str(authority)},
        )
        assert done.returncode == 0, done.stderr[-2000:]

    return run


@pytest.fixture(scope="session")
def python_sdk(pytestconfig: pytest.Config) -> Path:
    """A folder of packages for this Python that has the official SDK."""

    def install(folder: Path) -> None:
        options = ["--quiet", "--no-compile", "--target", str(folder)]
        _run([sys.executable, "-m", "pip", "install", *options, PYTHON_SDK])

    # Some of its packages are compiled for one version of Python.
    return _kept(pytestconfig, f"{PYTHON_SDK}-{sys.implementation.cache_tag}", install)


@pytest.fixture(scope="session")
def typescript_sdk(pytestconfig: pytest.Config) -> Path:
    """A `node_modules` that has the official SDK."""
    npm = program("npm")

    def install(folder: Path) -> None:
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
        options = [*quiet, "--prefix", str(folder)]
        _run([npm, "install", *options, TYPESCRIPT_SDK])

    return _kept(pytestconfig, TYPESCRIPT_SDK, install) / "node_modules"


def _kept(config: pytest.Config, sdk: str, install: Callable[[Path], None]) -> Path:
    """The folder that an SDK is installed into, once and for all later runs.

    A run that finds another one installing waits for it. What was begun and not finished is
    installed again.
    """
    folder = config.rootpath / ".pytest_cache" / "sdks" / sdk.strip("@").replace("/", "-")
    folder.parent.mkdir(parents=True, exist_ok=True)
    complete = folder / "complete"
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            install(folder)
            complete.touch()
    return folder


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    if done.returncode:
        missing(
            "An official SDK could not be installed; these tests run the snippets with it "
            f"and need a package registry: {' '.join(command)}: {done.stderr[-2000:]}"
        )
