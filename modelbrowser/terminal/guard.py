"""How does the program end? Always: with the terminal as found, and with the right code."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events, on
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.types import CSSPathType
from textual.worker import WorkerFailed

from modelbrowser.terminal.driver import LoopDriver, driver_class
from modelbrowser.terminal.key_order import OrderedKeys
from modelbrowser.terminal.loop import new_loop
from modelbrowser.terminal.pastes import sanitize_paste
from modelbrowser.terminal.report import write_report

START = 1.0
"""When the start is over, in seconds: all is imported and drawn."""

_PATIENCE = 0.8
_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)


class GuardedApp(OrderedKeys):
    """An app that ends cleanly: no traceback, no locals, no wait for what hangs.

    Attributes:
        TITLE: The program's name; the crash report lies in a folder of that name.
        VERSION: The program's version, for the crash report.
        has_sent: Whether a request was sent, ever; for the words after an internal error.
        crash: The first internal error.
        watchdog: Ends the process if the app does not; `run` sets it.
    """

    VERSION: ClassVar[str] = ""

    has_sent: bool = False

    def __init__(
        self, *, css_path: CSSPathType | None = None, ansi_color: bool | None = None
    ) -> None:
        super().__init__(css_path=css_path, ansi_color=ansi_color, driver_class=driver_class())
        self.crash: BaseException | None = None
        self.watchdog: threading.Timer | None = None

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the app; under `run` within 0.8 s, whatever hangs."""
        super().exit(result, return_code, message)
        self._hurry()

    async def on_event(self, event: events.Event) -> None:
        """Let no paste in that the terminal would obey as soon as an input draws it."""
        if isinstance(event, events.Paste):
            event.text = sanitize_paste(event.text)
        await super().on_event(event)

    @on(Driver.SignalResume)
    def _draw_again(self) -> None:
        """Draw everything: the process was stopped, and the screen was cleared."""
        self.refresh(layout=True)

    def _hurry(self) -> None:
        if self.watchdog and not self.watchdog.is_alive():
            self.watchdog.start()

    # Textual would print every local variable, the API key among them.

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and isinstance(cause, NoMatches):
            # A screen that is still being opened looks for widgets that are gone again.
            return
        self.crash = self.crash or error
        super()._handle_exception(error)
        self._hurry()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()


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
        with asyncio.Runner(loop_factory=new_loop) as runner:
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
        app._handle_exception(error)  # noqa: SLF001 - the app is of this room


def _give_up(app: GuardedApp) -> None:
    """End the process although something hangs."""
    if isinstance(app._driver, LoopDriver):  # noqa: SLF001 - Textual has no other way
        app._driver.abandon()  # noqa: SLF001 - the same
    os._exit(_conclude(app))


def _conclude(app: GuardedApp) -> int:
    if app.crash:
        _tell(app, app.crash)
        return 1
    return 1 if app.return_code is None else app.return_code


def _tell(app: GuardedApp, error: BaseException) -> None:
    path = write_report(error, app.TITLE or "app", app.VERSION)
    sent = "A request had been sent." if app.has_sent else "Nothing was sent."
    where = f"See {_printable(path)}" if path else "No report could be written."
    line = f"{app.TITLE} stopped because of an internal error. {sent} {where}"
    # Nobody reads where the terminal is gone.
    with contextlib.suppress(OSError):
        print(line, file=sys.__stderr__, flush=True)


def _printable(path: Path) -> str:
    """A path with everything a terminal could obey written as an escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))
