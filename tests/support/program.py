"""Runs the program in its own process: started normally, or as a copy of the tests' process."""

import fcntl
import gc
import importlib
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import termios
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from pathlib import Path

import modelbrowser.api.wire  # noqa: F401 - see `fork`
from modelbrowser.__main__ import start
from modelbrowser.terminal import environment as textual_environment

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
    program: Callable[[], object] = start,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end, without a terminal, as `fork` starts it.

    Args:
        arguments: The command line.
        env: The environment; `environment()` by default.
        given: The contents of standard input; None if it is closed.
        stdout: A descriptor for standard output, or `CLOSED`; by default, it is in the result.
        stderr: The same for standard error.
        program: Another program instead.
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
        env = environment() if env is None else env
        code = fork(*arguments, env=env, streams=streams, run=program).wait()
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
        returncode: Its exit code, once `wait` or `poll` has seen its end; after signal n that it
            did not handle, -n.
    """

    def __init__(self, pid: int, ended: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = ended

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Its exit code, or None if it is still running."""
        if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait until it has ended.

        Returns:
            Its exit code.
        """
        if self.returncode is None:
            has_ended, _, _ = select.select([self._ended], [], [], patience)
            if not has_ended:
                self.kill()
            os.close(self._ended)
            _, status = os.waitpid(self.pid, 0)
            assert has_ended, "the program did not end"
            self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def fork(
    *arguments: str,
    env: Mapping[str, str],
    streams: Sequence[int],
    run: Callable[[], object] = start,
    is_controlling: bool = False,
) -> Child:
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
        run: Another program instead.
        is_controlling: Whether standard input becomes its controlling terminal.
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
        if is_controlling:
            take_terminal(0)
        code = Context().run(run)
        os._exit(code if isinstance(code, int) else 0)
    finally:
        # Only an error of `_become` or of the program itself comes here.
        os._exit(70)


def take_terminal(stream: int) -> None:
    """Make a terminal the controlling one of this process."""
    fcntl.ioctl(stream, termios.TIOCSCTTY, 0)


def _become(
    arguments: Sequence[str], env: Mapping[str, str], streams: Sequence[int], *, keep: int
) -> None:
    """Make this process as if it had just been started."""
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
    # The program would start to collect garbage after its first second on screen. That takes a
    # fifth of its time, and shows nothing here: a test of its memory starts it normally.
    gc.enable = lambda: None
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    if constants := sys.modules.get("textual.constants"):
        # Textual reads its variables when it is imported, which is after this in the program.
        textual_environment.prepare(os.environ)
        importlib.reload(constants)
    sys.argv = ["modelbrowser", *arguments]
    # A character that can't be encoded is an error, except without a locale, as here.
    encoding, errors = env.get("PYTHONIOENCODING"), "strict"
    if encoding is None:
        encoding, errors = "utf-8", "surrogateescape"
    opened = [
        None if stream == CLOSED else open(number, mode, encoding=encoding, errors=how)  # noqa: PTH123, SIM115 - until the process ends
        for number, (stream, mode, how) in enumerate(
            zip(streams, "rww", (errors, errors, "backslashreplace"), strict=True)
        )
    ]
    sys.stdin, sys.stdout, sys.stderr = opened
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = opened  # type: ignore[assignment, misc] # of a new process
    # What pytest does with warnings, errors and logs, the program alone doesn't.
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    sys.unraisablehook, threading.excepthook = sys.__unraisablehook__, threading.__excepthook__
    logging.root.handlers.clear()
