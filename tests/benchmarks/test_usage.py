"""What the benchmarks read about running processes."""

import select
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from support.program import CLOSED, fork

from benchmarks.usage import is_asleep, wake_ups

NOTHING = (CLOSED,) * 3


@pytest.fixture
def sleeper() -> Iterator[int]:
    """A process that sleeps until it is killed."""
    child = fork(env={}, streams=NOTHING, run=partial(select.select, [], [], []))
    yield child.pid
    child.kill()
    child.wait()


@pytest.mark.parametrize("error", [FileNotFoundError, ProcessLookupError])
def test_a_thread_that_has_just_ended(
    error: type[OSError], sleeper: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a thread ends between the listing and the reading, the process is not asleep yet."""
    assert any(is_asleep(sleeper) for _ in range(100_000))
    woken, list_all, read = wake_ups(sleeper), Path.iterdir, Path.read_text

    def read_or_fail(path: Path, encoding: str) -> str:
        if path.parent.name == "ended":
            raise error
        return read(path, encoding)

    monkeypatch.setattr(Path, "iterdir", lambda path: iter([*list_all(path), path / "ended"]))
    monkeypatch.setattr(Path, "read_text", read_or_fail)
    assert not is_asleep(sleeper)
    assert wake_ups(sleeper) == woken


def test_a_process_that_is_gone() -> None:
    """Asking about a process that is gone is an error, so that nothing waits for it."""
    child = fork(env={}, streams=NOTHING, run=lambda: 0)
    child.wait()
    with pytest.raises(FileNotFoundError):
        is_asleep(child.pid)
