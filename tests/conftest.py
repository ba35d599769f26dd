"""Fixtures and settings for all tests."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

WORKERS_PER_PROCESSOR = 3
"""More than one, because a test that runs a program spends half of its time waiting."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Choose how many processes share the tests.

    Named files run in this process, where a debugger can follow them and nothing has to start.
    """
    if all(Path(argument.partition("::")[0]).is_file() for argument in config.args):
        return 0
    return WORKERS_PER_PROCESSOR * (os.cpu_count() or 1)


def pytest_configure() -> None:
    """Set up the processes that run the tests, this one and its workers."""
    # Programs that tests start write bytecode, whatever this Python's settings. Without it,
    # each worker would compile all tests again, which takes 3 s.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Collecting garbage takes a fifth of the time of tests with screens: Python does it after
    # 700 new objects, and a screen has more.
    gc.set_threshold(50_000, 20, 50)
    # How long an example takes depends on what else the machine is doing.
    settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """Keep what collecting made out of every search for garbage: 5,000 tests, and all modules."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    """Run async tests on asyncio, as Textual does."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the developer's settings and history out of the tests, and the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        # The capabilities that the environment claims for the terminal decide the theme.
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLORTERM", "truecolor")
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.delenv("NO_COLOR", raising=False)
        for folder in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.delenv(f"XDG_{folder}_HOME", raising=False)
        for name in ("API_KEY", "AUTH_TOKEN", "BASE_URL", "WORKSPACE_ID"):
            patch.delenv(f"ANTHROPIC_{name}", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """Let programs that tests start be interrupted, even if the tests run in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell makes background jobs ignore Ctrl+C, and their children inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
