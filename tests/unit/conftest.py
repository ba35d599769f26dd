"""What several unit tests share."""

import signal
import time
from collections.abc import Callable, Iterator

import pytest
from support.program import RunMain

from modelbrowser.cli import main


@pytest.fixture
def run_main(capsys: pytest.CaptureFixture[str]) -> Iterator[RunMain]:
    """Run the command line in this process, without a terminal: for what sends nothing."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.getsignal(number) for number in numbers]

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    yield run
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)


@pytest.fixture
def set_tz() -> Iterator[Callable[[str | None], None]]:
    """Change the system's time zone, for this process and test, to a value of TZ."""
    with pytest.MonkeyPatch.context() as patch:

        def change(tz: str | None) -> None:
            if tz is None:
                patch.delenv("TZ", raising=False)
            else:
                patch.setenv("TZ", tz)
            time.tzset()

        yield change
    time.tzset()
