"""The driver: takes over the terminal, reads from it, writes to it, and restores it.

Textual's own driver for Linux and macOS leaves the terminal broken after a stray SIGCONT, spins
when the terminal is gone, crashes on a byte that isn't UTF-8, blocks while the terminal doesn't
read, wakes up ten times a second, and waits 0.2 s on exit. This one uses only the event loop.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from modelbrowser.terminal import tty
from modelbrowser.terminal.compatibility import is_textual_supported
from modelbrowser.terminal.environment import is_in_gnu_screen
from modelbrowser.terminal.input import TerminalInput

_PLATFORMS = ("linux", "darwin")
_RESTORE_SECONDS = 0.5
"""How long the terminal may take to read all output and to reply to queries, in seconds."""

_STOP_SECONDS = 0.05
"""How long the kernel may take to stop the process, in seconds."""

_FALLBACK_SIZE = (80, 24)
_LARGEST_SIZE = (800, 300)
"""More than any screen can show legibly; drawing more cells takes seconds."""


def driver_class() -> type[Driver] | None:
    """Return the driver for the App; None for Textual's own, if this one doesn't work here."""
    return LoopDriver if sys.platform in _PLATFORMS and is_textual_supported() else None


class LoopDriver(Driver):
    """Reads and writes the terminal on the event loop, without threads.

    When the terminal is gone, the app exits with 129 (128 + SIGHUP).
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        stdin = sys.__stdin__.fileno()  # type: ignore[union-attr] # the caller saw a terminal there
        self._stderr = _stderr()
        if is_in_gnu_screen(os.environ):
            # While the mouse is on, GNU screen holds Escape back until the next key.
            mouse = False
        super().__init__(app, debug=debug, mouse=mouse, size=size or self._terminal_size())
        self._line_discipline = tty.LineDiscipline(stdin)
        self._output: tty.TerminalOutput | None = None
        self._input = TerminalInput(stdin, self.process_message, self._on_hangup)
        self._is_active = False
        self._has_left = False
        self._has_title = False
        # A script that ignores it would wait for the stopped program forever.
        is_ignored = signal.getsignal(signal.SIGTSTP) == signal.SIG_IGN
        is_blocked = signal.SIGTSTP in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        self._can_suspend = not is_ignored and not is_blocked

    @property
    def can_suspend(self) -> bool:
        """Whether Ctrl+Z works: it doesn't if SIGTSTP was ignored or blocked at the start."""
        return self._can_suspend

    # Taking over the terminal, and restoring it.

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        self._output = self._output or tty.TerminalOutput(
            # After `su USER -c`, it can't be opened again. The shared one may block.
            tty.open_nonblocking(self._stderr) or os.dup(self._stderr),
            self.redraw,
        )
        self._is_active = True
        # First, so no resize and no Ctrl+Z is missed.
        for number, handler in self._signals():
            self._loop.add_signal_handler(number, handler)
        self._take()
        self._input.start()

    def disable_input(self) -> None:
        """Stop reading."""
        self._input.stop()

    def stop_application_mode(self) -> None:
        """Restore the terminal to its original state; only the first call has an effect."""
        if not self._is_active:
            return
        self.disable_input()
        self._restore_terminal(self._output, _RESTORE_SECONDS)
        self._is_active = False

    def close(self) -> None:
        """Release everything."""
        self.stop_application_mode()
        for number, _handler in self._signals():
            self._loop.remove_signal_handler(number)
        if self._output:
            self._output.close()
            self._output = None

    def abandon(self) -> None:
        """Restore the terminal at once: the event loop may be stuck, and the process is ending.

        If it isn't stuck, it must not draw anything more.
        """
        if self._is_active:
            # Leaving the alternate screen twice would clear the shell's screen.
            can_write = not self._has_left and self._output and self._output.seize()
            self._restore_terminal(self._output if can_write else None, 0.0)

    def _take(self) -> None:
        # First, because in a background process this stops it before anything is written.
        self._line_discipline.make_raw()
        self._has_left = False
        asked = tty.query_sequence()
        self.write(tty.enter_sequence(mouse=self._mouse) + asked)
        self.flush()
        if asked:
            self._input.expect_replies()
        self._send_size()

    def _restore_terminal(self, output: tty.TerminalOutput | None, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        if output:
            leave = tty.leave_sequence()
            if self._has_title:
                self._has_title, leave = False, tty.title_sequence("") + leave
            output.write(leave)
            if output.drain(seconds):
                self._has_left = True
                if seconds and self._input.is_mouse_moving and tty.query_sequence():
                    output.write(tty.LAST_QUERY)
                    output.drain(0.0)
                    self._input.expect_replies()
            else:
                output.discard()
                output.write(tty.END_SYNCHRONIZED + leave)
                output.drain(0.0)
        # A reply or mouse report that is still on its way would be typed at the shell's prompt.
        self._input.drop_replies(deadline)
        self._line_discipline.restore()

    # Writing.

    def set_title(self, title: str) -> None:
        """Set the title of the window until the terminal is restored; empty restores it now."""
        if bool(title) != self._has_title:
            self._has_title = bool(title)
            self.write(tty.title_sequence(title))

    def write(self, data: str) -> None:
        """Queue text for the terminal; it is dropped once the terminal has been restored."""
        if self._is_active and self._output:
            self._output.write(data)
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send as much of the queue as the terminal accepts now."""
        if self._is_active and self._output:
            self._output.flush()

    # Reading.

    def send_message(self, message: Message) -> None:
        """Pass a message to the app, in order."""
        self._app.post_message(message)

    def _on_hangup(self) -> None:
        self._app.exit(return_code=128 + signal.SIGHUP)

    # Signals.

    def _signals(self) -> tuple[tuple[int, Callable[[], None]], ...]:
        suspend = ((signal.SIGTSTP, self._on_suspend),) if self.can_suspend else ()
        return (
            (signal.SIGWINCH, self.redraw),
            *suspend,
            (signal.SIGCONT, self._on_continue),
        )

    def _send_size(self) -> None:
        size = Size(*self._terminal_size())
        self.process_message(events.Resize(size, size))

    def _on_suspend(self) -> None:
        """Stop as the terminal's own key does: the whole group, and only if there is a shell."""
        if self._auto_restart:
            self.stop_application_mode()
        # The kernel's default is to ignore it without a shell, as in `ssh -t host command`.
        self._loop.remove_signal_handler(signal.SIGTSTP)
        os.kill(0, signal.SIGTSTP)
        self._loop.call_later(_STOP_SECONDS, self._take_back)

    def _take_back(self) -> None:
        """Take over the terminal again if nothing stopped the process."""
        if not self._is_active:
            self._continue()

    def _on_continue(self) -> None:
        # Not before SIGTERM is handled, which `kill %1` sends, too: it would stop again.
        self._loop.call_soon(self._continue)

    def _continue(self) -> None:
        """Take over the terminal again, however the process was stopped, and even if it wasn't."""
        if self._auto_restart and self._output and self._app.return_code is None:
            # If the terminal wasn't restored, its keyboard protocol is still ours.
            self.write(tty.keyboard_restore_sequence())
            self.start_application_mode()
            self.process_message(self.SignalResume())

    def redraw(self) -> None:
        """Set all modes again and redraw everything, because the terminal's state is unknown."""
        self.write(tty.mode_sequence(mouse=self._mouse))
        self._send_size()
        self.process_message(self.SignalResume())

    def _terminal_size(self) -> tuple[int, int]:
        try:
            columns, lines = os.get_terminal_size(self._stderr)
        except OSError:
            return _FALLBACK_SIZE
        if not columns or not lines:
            return _FALLBACK_SIZE
        return min(columns, _LARGEST_SIZE[0]), min(lines, _LARGEST_SIZE[1])


def _stderr() -> int:
    """The descriptor of the terminal that Textual draws on."""
    return sys.__stderr__.fileno()  # type: ignore[union-attr] # the caller saw a terminal there
