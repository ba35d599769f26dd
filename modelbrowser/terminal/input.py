"""How do bytes come from a terminal, without a thread, and how is its end noticed?"""

import asyncio
import os
from collections.abc import Callable, Iterator

from textual.message import Message

from modelbrowser.terminal.keyboard import Keyboard

_CHUNK = 64 * 1024


class TerminalInput:
    """Reads on the event loop; nothing wakes it but input.

    Args:
        fd: The terminal.
        deliver: Takes each message, in order.
        on_gone: Called once the terminal is gone.
    """

    def __init__(
        self, fd: int, deliver: Callable[[Message], None], on_gone: Callable[[], None]
    ) -> None:
        self._fd = fd
        self._deliver = deliver
        self._on_gone = on_gone
        self._loop = asyncio.get_running_loop()
        self._keyboard = Keyboard()
        self._is_reading = False
        self._silence: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Read from now on."""
        if not self._is_reading:
            self._is_reading = True
            self._loop.add_reader(self._fd, self._on_readable)

    def stop(self) -> None:
        """Read no more."""
        self._stop_waiting()
        if self._is_reading:
            self._is_reading = False
            self._loop.remove_reader(self._fd)

    def _on_readable(self) -> None:
        try:
            data = os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._hand_on(self._keyboard.feed(data))
        else:
            self.stop()
            self._on_gone()

    def _on_silence(self) -> None:
        self._hand_on(self._keyboard.end())

    def _hand_on(self, messages: Iterator[Message]) -> None:
        self._stop_waiting()
        for message in messages:
            self._deliver(message)
        seconds = self._keyboard.silence
        if seconds is not None:
            self._silence = self._loop.call_later(seconds, self._on_silence)

    def _stop_waiting(self) -> None:
        if self._silence:
            self._silence.cancel()
            self._silence = None
