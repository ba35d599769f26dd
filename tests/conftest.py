"""What all tests share."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Run async tests on asyncio, as Textual does."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the developer's settings and history out of the tests, and the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        # What a terminal is said to be able to show decides which theme is taken.
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLORTERM", "truecolor")
        patch.delenv("NO_COLOR", raising=False)
        for folder in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.delenv(f"XDG_{folder}_HOME", raising=False)
        for name in ("API_KEY", "AUTH_TOKEN", "BASE_URL", "WORKSPACE_ID"):
            patch.delenv(f"ANTHROPIC_{name}", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """Let programs that tests start be interrupted, also where the tests run in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell lets what it starts in the background ignore ctrl+c, and so its children.
        signal.signal(signal.SIGINT, signal.default_int_handler)
