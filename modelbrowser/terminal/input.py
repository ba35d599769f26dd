"""Input: bytes from the terminal, read without a thread, and turned into Textual's messages."""

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
    """Reads on the event loop; only input wakes it.

    Args:
        fd: The descriptor of the terminal.
        deliver: Called with each message, in order.
        on_hangup: Called when the terminal is gone.
    """

    def __init__(
        self, fd: int, deliver: Callable[[Message], None], on_hangup: Callable[[], None]
    ) -> None:
        self._fd = fd
        self._deliver = deliver
        self._on_hangup = on_hangup
        self._loop = asyncio.get_running_loop()
        self._input_parser = InputParser()
        self._is_reading = False
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start reading."""
        if not self._is_reading:
            self._is_reading = True
            self._loop.add_reader(self._fd, self._on_readable)

    def stop(self) -> None:
        """Stop reading."""
        self._cancel_timeout()
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
            self._deliver_all(self._input_parser.feed(data))
        else:
            self.stop()
            self._on_hangup()

    def _on_timeout(self) -> None:
        self._deliver_all(self._input_parser.end())

    def _deliver_all(self, messages: Iterator[Message]) -> None:
        self._cancel_timeout()
        for message in messages:
            self._deliver(message)
        seconds = self._input_parser.timeout
        if seconds is not None:
            self._timer = self._loop.call_later(seconds, self._on_timeout)

    def _cancel_timeout(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


_PARSER_ERRORS = (ValueError, OverflowError, ZeroDivisionError)
"""What Textual's parser raises on sequences that make no sense."""


class _Parser(Protocol):
    """The part of Textual's parser that is used."""

    _timeout_time: float | None

    def feed(self, data: str) -> Iterable[Message]:
        """Parse the next characters."""

    def tick(self) -> Iterable[Message]:
        """Parse that nothing came for a while."""


def _new_parser() -> _Parser:
    # Lazy import: another Textual may lack it.
    from textual._xterm_parser import XTermParser

    return XTermParser()


class InputParser:
    """Turns bytes into messages; what can't be understood is dropped."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._pastes = PasteSplitter()
        self._parser = _new_parser()

    @property
    def timeout(self) -> float | None:
        """The seconds without bytes after which `end` must be called; None for never."""
        if self._pastes.silence is not None:
            return self._pastes.silence
        is_escape_open = self._parser._timeout_time is not None  # noqa: SLF001 - no other way
        return constants.ESCAPE_DELAY if is_escape_open else None

    def feed(self, data: bytes) -> Iterator[Message]:
        """Parse the next bytes."""
        for piece in self._pastes.feed(self._decoder.decode(data)):
            yield from self._read(piece)

    def end(self) -> Iterator[Message]:
        """Parse a silence: it ends a paste, or makes an ESC the Escape key."""
        for piece in self._pastes.end():
            yield from self._read(piece)
        yield from self._parser.tick()

    def _read(self, piece: Piece) -> Iterator[Message]:
        match piece:
            case Typed(text):
                # Enter arrives as a line feed if it was pressed before the terminal was raw.
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
        except _PARSER_ERRORS:
            # An error ends the parser's generator.
            messages, self._parser = [], _new_parser()
        for message in messages:
            if isinstance(message, events.Resize | InBandWindowResize):
                # Never requested; from here on the parser would take pixels for cells.
                self._parser = _new_parser()
            else:
                yield message
