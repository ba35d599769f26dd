"""Runs an app and ends it: always with the terminal restored, and with the right exit code."""

import asyncio
import concurrent.futures
import contextlib
import gc
import os
import platform
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import platformdirs
from textual.worker import WorkerFailed

from modelbrowser.errors import name_limit
from modelbrowser.terminal.app import GuardedApp
from modelbrowser.terminal.compatibility import textual_version
from modelbrowser.terminal.driver import LoopDriver
from modelbrowser.terminal.tty import Selector

P = ParamSpec("P")
T = TypeVar("T")

STARTUP_SECONDS = 1.0
"""The time after which startup is over, and everything is imported and drawn."""

_EXIT_SECONDS = 0.8
"""How long an app may take to exit before the process is ended."""

_CALL_SECONDS = 0.3
"""How long calls in threads may still run after the app has exited."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)

_PACKAGE = Path(__file__).parents[1]
_REPORT_NAME = "crash-report.txt"


def run(app: GuardedApp, *, mouse: bool = True) -> int:
    """Run an app until it exits, or until something ends it.

    Args:
        app: The app.
        mouse: Whether to use the mouse.

    Returns:
        The exit code: the app's return code, 128+n after signal n, or 1 after an internal
        error, which is reported in one line on stderr.
    """
    if not os.isatty(sys.__stderr__.fileno()):  # type: ignore[union-attr] # the caller saw a terminal
        # It was closed during startup. Textual's own driver would wait for it forever.
        return 128 + signal.SIGHUP
    ending = threading.Lock()
    watchdog = threading.Timer(_EXIT_SECONDS, _force_exit, [app, ending])
    watchdog.daemon = True
    app.watchdog = watchdog
    try:
        # After an error Textual would print every local variable, the API key among them. So
        # nothing reaches the terminal but what the driver writes, to `sys.__stderr__`.
        with (
            Path(os.devnull).open("w", encoding="utf-8") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
            asyncio.Runner(loop_factory=make_app_event_loop) as runner,
        ):
            runner.run(_run(app, mouse=mouse))
    except Exception as error:  # noqa: BLE001 - the last place where it can be reported
        app.crash = app.crash or error
        _restore_terminal(app)
    # If the watchdog has it, it is ending the process, or has failed to.
    ending.acquire(timeout=_EXIT_SECONDS)
    watchdog.cancel()
    # Otherwise the interpreter collects garbage three times while it exits, which takes 45 ms.
    gc.freeze()
    return _exit_code(app)


async def _run(app: GuardedApp, *, mouse: bool) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: _on_loop_error(app, context))
    loop.call_later(STARTUP_SECONDS, _start_garbage_collection)
    for number in _SIGNALS:
        loop.add_signal_handler(number, partial(app.exit, return_code=128 + number))
    await app.run_async(mouse=mouse)


def _start_garbage_collection() -> None:
    """Collect garbage from now on, but not among the permanent objects from startup."""
    gc.freeze()
    # More often than by default, because there is little to search; this halves the garbage.
    gc.set_threshold(700, 5, 2)
    gc.enable()


def _on_loop_error(app: GuardedApp, context: dict[str, Any]) -> None:
    """End the app if a callback failed; ignore other complaints from libraries."""
    error = context.get("exception")
    if "handle" in context and isinstance(error, Exception):
        app.fail(error)


def _force_exit(app: GuardedApp, ending: threading.Lock) -> None:
    """End the process even if something hangs, unless it is ending by now."""
    if ending.acquire(blocking=False):
        try:
            _restore_terminal(app)
        finally:
            os._exit(_exit_code(app))


def _restore_terminal(app: GuardedApp) -> None:
    # Textual has no public name for it.
    driver = getattr(app, "_driver", None)
    if isinstance(driver, LoopDriver):
        driver.abandon()


def _exit_code(app: GuardedApp) -> int:
    """The exit code of an app that has ended; a crash is reported first."""
    if app.crash or app.exit_code is None:
        _print_crash(app)
        return 1
    return app.exit_code


def _print_crash(app: GuardedApp) -> None:
    path = app.crash and write_crash_report(app.crash, app.TITLE or "app", app.VERSION)
    sent = "A request was sent." if app.has_sent else "Nothing was sent."
    where = f"Report: {_printable(path)}" if path else "No report could be written."
    limits = filter(None, map(name_limit, _error_chain(app.crash))) if app.crash else iter(())
    line = f"{app.TITLE}: error: {next(limits, 'Internal error.')} {sent} {where}"
    # The terminal may be gone.
    with contextlib.suppress(OSError):
        print(line, file=sys.__stderr__, flush=True)


def _printable(path: Path) -> str:
    """A path, with everything that a terminal could execute written as an escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


def write_crash_report(error: BaseException, program: str, version: str) -> Path | None:
    """Write the report of an internal error, replacing the last one.

    It contains versions, the names of exception types, and locations in our files, but no
    message, argument or variable, because any of these could contain the API key.

    Args:
        error: The error.
        program: The program's name, which is also the name of its folder for such files.
        version: The program's version.

    Returns:
        The report's path, readable by its owner only; None if it couldn't be written.
    """
    folder = Path(platformdirs.user_state_dir(program, appauthor=False))
    path = folder / _REPORT_NAME
    try:
        missing = [each for each in path.parents if not each.exists()]
        if Path.home() in missing:
            return None
        # With parents=True, only the last folder would get the mode.
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            each.chmod(0o700)  # the umask may have removed the owner's own rights
        # A new file, because the old one could be a link, or readable by others.
        path.unlink(missing_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in _report_lines(error, program, version))
    except OSError:
        return None
    return path


def _report_lines(error: BaseException, program: str, version: str) -> Iterator[str]:
    yield f"{program} {version}, Textual {textual_version()}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for link in _error_chain(error):
        yield f"{type(link).__module__}.{type(link).__qualname__}"
        for frame in traceback.extract_tb(link.__traceback__):
            path = Path(frame.filename)
            if path.is_relative_to(_PACKAGE):
                yield f"  {path.relative_to(_PACKAGE)}:{frame.lineno}:{frame.name}"


def _error_chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and those that caused it."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link and id(link) not in seen:
        seen.add(id(link))
        yield link
        inner = link.error if isinstance(link, WorkerFailed) else None
        link = inner or link.__cause__ or link.__context__


def make_app_event_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop that supports terminals, and calls that may hang."""
    loop = _AppEventLoop()
    # PYTHONASYNCIODEBUG logs the exceptions of slow tasks; their texts may hold a key.
    loop.set_debug(False)
    loop.set_default_executor(loop.executor)
    return loop


class _AppEventLoop(asyncio.SelectorEventLoop):
    """Waits for calls in threads by itself; asyncio would start another thread for that."""

    def __init__(self) -> None:
        super().__init__(Selector())
        self.executor = DaemonExecutor()

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - the parent's
        """Wait for the calls."""
        self.executor.shutdown()


class DaemonExecutor(concurrent.futures.ThreadPoolExecutor):
    """Runs each call in a daemon thread, so a hanging name lookup doesn't delay the exit."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: set[concurrent.futures.Future[Any]] = set()

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> concurrent.futures.Future[T]:
        """Start the call."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - the one who waits for it gets it
                future.set_exception(error)
            else:
                future.set_result(result)

        self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        threading.Thread(target=call, daemon=True, name=f"call {fn!r:.40}").start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the parent's
        """Let calls that are nearly done finish, such as writing a row, for at most 0.3 s."""
        if wait:
            concurrent.futures.wait(list(self._calls), timeout=_CALL_SECONDS)
        super().shutdown(wait=wait, cancel_futures=cancel_futures)
