"""How do bytes come from a terminal, without a thread, and how is its end noticed?"""

import asyncio
import codecs
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, assert_never

from textual import constants, events
from textual.message import Message
from textual.messages import InBandWindowResize

from modelbrowser.terminal.pastes import Pasted, PasteSplitter, PasteStarted, Piece, Typed

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


_REJECTED = (ValueError, OverflowError, ZeroDivisionError)
"""What Textual's parser raises at sequences that make no sense."""


class _Parser(Protocol):
    """What is used of Textual's parser."""

    _timeout_time: float | None

    def feed(self, data: str) -> Iterable[Message]:
        """Understand the next characters."""

    def tick(self) -> Iterable[Message]:
        """Understand that nothing came for a while."""


def _new_parser() -> _Parser:
    # Lazy import: another Textual may lack it.
    from textual._xterm_parser import XTermParser

    return XTermParser()


class Keyboard:
    """Turns bytes into messages; what cannot be understood is dropped."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._pastes = PasteSplitter()
        self._parser = _new_parser()

    @property
    def silence(self) -> float | None:
        """After how many seconds without bytes `end` is to be called; None: never."""
        if self._pastes.silence is not None:
            return self._pastes.silence
        is_escape_open = self._parser._timeout_time is not None  # noqa: SLF001 - no other way
        return constants.ESCAPE_DELAY if is_escape_open else None

    def feed(self, data: bytes) -> Iterator[Message]:
        """Understand the next bytes."""
        for piece in self._pastes.feed(self._decoder.decode(data)):
            yield from self._read(piece)

    def end(self) -> Iterator[Message]:
        """Understand a silence: it ends a paste, or the escape was the key of that name."""
        for piece in self._pastes.end():
            yield from self._read(piece)
        yield from self._parser.tick()

    def _read(self, piece: Piece) -> Iterator[Message]:
        match piece:
            case Typed(text):
                # Enter comes as a line feed where it was pressed before the terminal was raw.
                for character in text.replace("\r\n", "\r").replace("\n", "\r"):
                    yield from self._read_character(character)
            case PasteStarted():
                self._parser = _new_parser()
            case Pasted(text):
                yield events.Paste(text)
            case _:
                assert_never(piece)

    def _read_character(self, character: str) -> Iterator[Message]:
        try:
            messages = list(self._parser.feed(character))
        except _REJECTED:
            # An error ends the parser's generator for good.
            messages, self._parser = [], _new_parser()
        for message in messages:
            if isinstance(message, events.Resize | InBandWindowResize):
                # Never asked for; from here on the parser would take pixels for cells.
                self._parser = _new_parser()
            else:
                yield message
