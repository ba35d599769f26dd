"""What several unit tests share."""

import time
from collections.abc import Callable, Iterator

import pytest


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
