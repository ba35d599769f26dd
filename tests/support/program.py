"""Runs the program in its own process: started normally, or as a copy of the tests' process."""

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import modelbrowser.api.wire  # noqa: F401 - see `fork`
from modelbrowser.__main__ import start

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "modelbrowser")
NO_CONFIG = {"MODELBROWSER_CONFIG": "/dev/null"}

CLOSED = -1
"""Instead of a descriptor: a closed stream."""

PATIENCE = 60.0
"""How long a busy machine may take for what happens at once on an idle one, in seconds.

What a test must not wait for takes longer than this.
"""


def environment(**variables: str) -> dict[str, str]:
    """A complete environment, with nothing from the developer's, and no settings file."""
    home = os.environ["HOME"]
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "PYTHONPATH": str(ROOT),
        **NO_CONFIG,
        **variables,
    }


def run(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    given: bytes | None = b"",
    stdout: int | None = None,
    stderr: int | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end, without a terminal, as `fork` starts it.

    Args:
        arguments: The command line.
        env: The environment; `environment()` by default.
        given: The contents of standard input; None if it is closed.
        stdout: A descriptor for standard output, or `CLOSED`; by default, it is in the result.
        stderr: The same for standard error.
    """
    with (
        tempfile.TemporaryFile() as held,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        held.write(given or b"")
        held.seek(0)
        streams = (
            CLOSED if given is None else held.fileno(),
            output.fileno() if stdout is None else stdout,
            errors.fileno() if stderr is None else stderr,
        )
        code = fork(*arguments, env=environment() if env is None else env, streams=streams).wait()
        output.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(arguments, code, output.read(), errors.read())


def run_command(
    *command: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run any command to its end, without a terminal."""
    return subprocess.run(
        command,
        env=environment() if env is None else env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


class Child:
    """A process that `fork` started.

    Attributes:
        pid: Its number.
    """

    def __init__(self, pid: int, ended: int) -> None:
        self.pid = pid
        self._ended = ended

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def wait(self) -> int:
        """Wait until it has ended.

        Returns:
            Its exit code; after signal n that it did not handle, -n.
        """
        has_ended, _, _ = select.select([self._ended], [], [], PATIENCE)
        if not has_ended:
            self.send_signal(signal.SIGKILL)
        os.close(self._ended)
        _, status = os.waitpid(self.pid, 0)
        assert has_ended, "the program did not end"
        return os.waitstatus_to_exitcode(status)


def fork(*arguments: str, env: Mapping[str, str], streams: Sequence[int]) -> Child:
    """Start the program in a copy of this process.

    The copy has nearly everything imported, which is most of the time that a start takes.
    Everything else is its own: streams, environment, session, signals, and how it ends. Tests
    that depend on what is imported, and when, need a process that is started normally.

    What the program imports in a thread is imported with this module: a copy made while a thread
    of this process imports it would wait for that thread's lock forever.

    Args:
        arguments: The command line.
        env: The environment.
        streams: The descriptors of standard input, output and error, or `CLOSED`.
    """
    ended, ends = os.pipe()
    with warnings.catch_warnings():
        # Python warns of a fork beside threads: the copy might wait for a lock that one of them
        # held. The threads here are servers of the tests, and the copy uses nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(ends)
        return Child(pid, ended)
    try:
        _become(arguments, env, streams, keep=ends)
    finally:
        # Only an error of `_become` itself comes here.
        os._exit(70)


def _become(
    arguments: Sequence[str], env: Mapping[str, str], streams: Sequence[int], *, keep: int
) -> None:
    """Run the program in this process, as if it had just been started."""
    os.setsid()
    # Moved first, because the descriptor of one stream may have the number of another.
    moved = [stream if stream == CLOSED else os.dup(stream) for stream in streams]
    for number, stream in enumerate(moved):
        if stream == CLOSED:
            os.close(number)
        else:
            os.dup2(stream, number)
    os.closerange(3, keep)
    os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.argv = ["modelbrowser", *arguments]
    # A character that can't be encoded is an error, except without a locale, as here.
    encoding, errors = env.get("PYTHONIOENCODING"), "strict"
    if encoding is None:
        encoding, errors = "utf-8", "surrogateescape"
    sys.stdin, sys.stdout, sys.stderr = (
        None if stream == CLOSED else open(number, mode, encoding=encoding, errors=how)  # noqa: PTH123, SIM115 - until the process ends
        for number, (stream, mode, how) in enumerate(
            zip(streams, "rww", (errors, errors, "backslashreplace"), strict=True)
        )
    )
    start()
