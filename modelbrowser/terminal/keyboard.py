"""Which of Textual's messages do the bytes stand for that a terminal sends?"""

import codecs
from collections.abc import Iterator
from typing import assert_never

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import InBandWindowResize

from modelbrowser.terminal.pastes import Pasted, PasteSplitter, PasteStarted, Piece, Typed

_REJECTED = (ValueError, OverflowError, ZeroDivisionError)
"""What Textual's parser raises at sequences that make no sense."""


class Keyboard:
    """Turns bytes into messages; what cannot be understood is dropped."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._pastes = PasteSplitter()
        self._parser = XTermParser()

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
                self._parser = XTermParser()
            case Pasted(text):
                yield events.Paste(text)
            case _:
                assert_never(piece)

    def _read_character(self, character: str) -> Iterator[Message]:
        try:
            messages = list(self._parser.feed(character))
        except _REJECTED:
            # An error ends the parser's generator for good.
            messages, self._parser = [], XTermParser()
        for message in messages:
            if isinstance(message, events.Resize | InBandWindowResize):
                # Never asked for; from here on the parser would take pixels for cells.
                self._parser = XTermParser()
            else:
                yield message
