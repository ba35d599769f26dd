"""How does the program end? Always: with the terminal as found, and with the right code."""

import asyncio
import concurrent.futures
import contextlib
import gc
import os
import platform
import selectors
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

from modelbrowser.terminal.app import GuardedApp
from modelbrowser.terminal.compatibility import installed_version
from modelbrowser.terminal.driver import LoopDriver

START = 1.0
"""When the start is over, in seconds: all is imported and drawn."""

_PATIENCE = 0.8
_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)


def run(app: GuardedApp, *, mouse: bool = True) -> int:
    """Run the app until it ends, or something ends it.

    Args:
        app: The app.
        mouse: Whether to use the mouse.

    Returns:
        What to exit with: the app's return code, 128+n after signal n, 1 after an
        internal error, of which one line is written to stderr.
    """
    watchdog = threading.Timer(_PATIENCE, _give_up, [app])
    watchdog.daemon = True
    app.watchdog = watchdog
    try:
        # Textual would print every local variable after an error, the API key among them. So
        # nothing but the driver, which writes to `sys.__stderr__`, reaches the terminal.
        with (
            Path(os.devnull).open("w", encoding="utf-8") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
            asyncio.Runner(loop_factory=new_loop) as runner,
        ):
            runner.run(_run(app, mouse=mouse))
    except Exception as error:  # noqa: BLE001 - the last place where it can be told
        app.crash = app.crash or error
    watchdog.cancel()
    # Else the interpreter looks through all objects three times on its way out: 45 ms.
    gc.freeze()
    return _conclude(app)


async def _run(app: GuardedApp, *, mouse: bool) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: _on_loop_error(app, context))
    loop.call_later(START, _collect_garbage)
    for number in _SIGNALS:
        loop.add_signal_handler(number, partial(app.exit, return_code=128 + number))
    await app.run_async(mouse=mouse)


def _collect_garbage() -> None:
    """Look for garbage from now on, but not among what the start made for good."""
    gc.freeze()
    # More often than usual: there is little to look through, and it halves what lookups leave.
    gc.set_threshold(700, 5, 2)
    gc.enable()


def _on_loop_error(app: GuardedApp, context: dict[str, Any]) -> None:
    """A callback of ours failed. What libraries complain of otherwise is not for the screen."""
    error = context.get("exception")
    if "handle" in context and isinstance(error, Exception):
        app.fail(error)


def _give_up(app: GuardedApp) -> None:
    """End the process although something hangs."""
    # Textual has no public name for it.
    driver = getattr(app, "_driver", None)
    if isinstance(driver, LoopDriver):
        driver.abandon()
    os._exit(_conclude(app))


def _conclude(app: GuardedApp) -> int:
    if app.crash or not app.has_exited:
        _tell(app)
        return 1
    return 1 if app.return_code is None else app.return_code


def _tell(app: GuardedApp) -> None:
    path = app.crash and write_report(app.crash, app.TITLE or "app", app.VERSION)
    sent = "A request had been sent." if app.has_sent else "Nothing was sent."
    where = f"See {_printable(path)}" if path else "No report could be written."
    line = f"{app.TITLE} stopped because of an internal error. {sent} {where}"
    # Nobody reads where the terminal is gone.
    with contextlib.suppress(OSError):
        print(line, file=sys.__stderr__, flush=True)


def _printable(path: Path) -> str:
    """A path with everything a terminal could obey written as an escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


P = ParamSpec("P")
T = TypeVar("T")

_GRACE = 0.3


def new_loop() -> asyncio.AbstractEventLoop:
    """Make an event loop for a terminal and for calls that may hang."""
    # select, because kqueue and epoll refuse some terminals; there are few descriptors.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    loop.set_default_executor(DaemonExecutor())
    return loop


class DaemonExecutor(concurrent.futures.ThreadPoolExecutor):
    """Gives each call a daemon thread, so a name that does not resolve delays no exit."""

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
            except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
                future.set_exception(error)
            else:
                future.set_result(result)

        self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        threading.Thread(target=call, daemon=True, name=f"call {fn!r:.40}").start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the parent's
        """Let calls that are nearly done finish (a row being written), for 0.3 s at most."""
        if wait:
            concurrent.futures.wait(list(self._calls), timeout=_GRACE)
        super().shutdown(wait=wait, cancel_futures=cancel_futures)


_PACKAGE = Path(__file__).parents[1]
_NAME = "crash-report.txt"


def write_report(error: BaseException, program: str, version: str) -> Path | None:
    """Write the report of an internal error, over that of the last one.

    It holds versions, the names of exception types and the places in our own files;
    no message, no argument, no variable: any of these could hold the API key.

    Args:
        error: The error.
        program: The program's name, and the name of its folder for such files.
        version: The program's version.

    Returns:
        Where it is, readable by its owner only; None where it could not be written.
    """
    folder = Path(platformdirs.user_state_dir(program, appauthor=False))
    path = folder / _NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Anew, because an old file could be a link, or readable by others.
        path.unlink(missing_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in _lines(error, program, version))
    except OSError:
        return None
    return path


def _lines(error: BaseException, program: str, version: str) -> Iterator[str]:
    yield f"{program} {version}, Textual {installed_version()}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for link in _chain(error):
        yield f"{type(link).__module__}.{type(link).__qualname__}"
        for frame in traceback.extract_tb(link.__traceback__):
            path = Path(frame.filename)
            if path.is_relative_to(_PACKAGE):
                yield f"  {path.relative_to(_PACKAGE)}:{frame.lineno}:{frame.name}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and those that it came of."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link and id(link) not in seen:
        seen.add(id(link))
        yield link
        inner = link.error if isinstance(link, WorkerFailed) else None
        link = inner or link.__cause__ or link.__context__
