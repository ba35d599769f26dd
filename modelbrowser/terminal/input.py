"""Reads bytes from the terminal without a thread, and turns them into Textual's messages."""

import asyncio
import codecs
import os
import re
import select
import time
from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from textual import constants, events
from textual.keys import Keys
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from modelbrowser.terminal.pastes import PastedText, PasteSplitter, PasteStart, Piece, TypedText
from modelbrowser.terminal.sequences import Tokenizer

_CHUNK = 64 * 1024

REPLIES_SECONDS = 2.0
"""The time after which a terminal that hasn't replied to queries won't."""

MOUSE_SECONDS = 1.0
"""How long a wheel or trackpad may keep scrolling by itself, in seconds."""

_CURSOR_POSITION = re.compile(r"\x1b\[(\d+);(\d+)R")
_MOUSE = re.compile(r"\x1b\[<\d+;-?\d+;-?\d+[Mm]")
_REPORTS: dict[str, Callable[[], Message]] = {
    "\x1b[I": events.AppFocus,
    "\x1b[O": events.AppBlur,
    **{f"\x1b[?2026;{state}$y": TerminalSupportsSynchronizedOutput for state in range(1, 5)},
}
"""Focus reports, and reports that the terminal supports synchronized output (on or off)."""

_BACKGROUND = re.compile(
    r"\]11;rgba?:([\da-f]{1,4})/([\da-f]{1,4})/([\da-f]{1,4})(?:/.*)?", re.IGNORECASE
)
_DEVICE_ATTRIBUTES = re.compile(r"\x1b\[\?(?!62c)[\d;]*c")
"""The reply to the last query, except mosh's, which is sent before the terminal gets the query."""

_ALT = re.compile(r"\x1b([^\x1b])", re.DOTALL)

_EXTENDED_KEY = re.compile(
    r"\x1b\[(?P<code>\d*)(?::[\d:]*)?"
    r"(?:;(?P<modifiers>\d*)(?P<is_release>:3)?(?::\d*)?)?"
    r"(?:;(?P<text>[\d:]*))?(?P<final>[u~A-FHPQRS])"
)
"""A key in the kitty keyboard protocol or in xterm's modifyOtherKeys."""

_MODIFY_OTHER_KEYS = "27"
"""The code of xterm's form, `27;modifiers;code~`."""

_SHIFT = "2"

_PARSER_ERRORS = (ValueError, OverflowError)
"""What Textual's parser raises for nonsensical numbers."""

_ST_DELETE = "\x1b[P"
"""Delete in st; F1 in the kitty keyboard protocol."""


class BackgroundReported(Message, bubble=False):
    """Sent to the app when the terminal has reported its background.

    Args:
        is_light: Whether it is closer to white than to black.
    """

    def __init__(self, *, is_light: bool) -> None:
        super().__init__()
        self.is_light = is_light


class RepliesEnded(Message):
    """The reply to the last query, which every terminal replies to."""


_STATES = {events.AppFocus: "focus", events.AppBlur: "focus", BackgroundReported: "background"}
"""What each kind of report is about."""


class TerminalInput:
    """Reads on the event loop; only input wakes it.

    Args:
        fd: The descriptor of the terminal.
        deliver: Called with each message, in order: the driver's `process_message`, which posts
            it to the app.
        on_hangup: Called when the terminal is gone.
    """

    def __init__(
        self, fd: int, deliver: Callable[[Message], None], on_hangup: Callable[[], None]
    ) -> None:
        self._fd = fd
        self._deliver = deliver
        self._on_hangup = on_hangup
        self._loop = asyncio.get_running_loop()
        self._parser = InputParser()
        self._is_reading = False
        self._timer: asyncio.TimerHandle | None = None
        self._replies_until = self._mouse_used_at = 0.0

    @property
    def is_mouse_moving(self) -> bool:
        """Whether the mouse was used a moment ago, so that more reports may be on their way."""
        return time.monotonic() - self._mouse_used_at < MOUSE_SECONDS

    def expect_replies(self) -> None:
        """Expect replies to queries from now on; the reply to the attributes query is the last."""
        self._replies_until = time.monotonic() + REPLIES_SECONDS

    def drop_replies(self, deadline: float) -> None:
        """Read and drop everything up to the last expected reply, if one is expected.

        Args:
            deadline: When to stop in any case, by `time.monotonic`.
        """
        while (left := min(deadline, self._replies_until) - time.monotonic()) > 0:
            if not select.select([self._fd], [], [], left)[0]:
                return
            data = self._read()
            if not data or any(isinstance(it, RepliesEnded) for it in self._parser.feed(data)):
                return

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

    def _read(self) -> bytes | None:
        """Read what is available: nothing at the end of input, and None if there is nothing yet."""
        try:
            return os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _on_readable(self) -> None:
        data = self._read()
        if data:
            self._deliver_all(self._parser.feed(data))
        elif data is not None:
            self.stop()
            self._on_hangup()

    def _on_timeout(self) -> None:
        self._deliver_all(self._parser.end())

    def _deliver_all(self, messages: Iterator[Message]) -> None:
        self._cancel_timeout()
        for message in _without_superseded(messages):
            if isinstance(message, RepliesEnded):
                self._replies_until = 0.0
            else:
                if isinstance(message, events.MouseEvent):
                    self._mouse_used_at = time.monotonic()
                self._deliver(message)
        seconds = self._parser.timeout
        if seconds is not None:
            self._timer = self._loop.call_later(seconds, self._on_timeout)

    def _cancel_timeout(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def _without_superseded(messages: Iterable[Message]) -> Iterator[Message]:
    """Leave out all but the last report of the focus, and of the background.

    Showing a change takes 12 ms, and a terminal may report thousands at once.
    """
    all_messages = list(messages)
    last = {_STATES[type(each)]: each for each in all_messages if type(each) in _STATES}
    return (each for each in all_messages if last.get(_STATES.get(type(each), ""), each) is each)


class InputParser:
    """Turns bytes into messages; unknown sequences are dropped."""

    def __init__(self) -> None:
        # Lazy import: another Textual may lack these.
        from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
        from textual._xterm_parser import XTermParser

        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._pastes = PasteSplitter()
        self._tokenizer = Tokenizer()
        self._textual = XTermParser()
        # Shift alone would come between the letters of what a password manager types.
        self._functional_keys = {
            code for code, key in FUNCTIONAL_KEYS.items() if key not in MODIFIER_FUNCTIONAL_KEYS
        }

    @property
    def timeout(self) -> float | None:
        """How long to wait for bytes before calling `end`, in seconds; None for forever."""
        return self._pastes.silence or self._tokenizer.timeout

    def feed(self, data: bytes) -> Iterator[Message]:
        """Parse the next bytes."""
        # A reply in several parts must not look like a paste.
        text = self._tokenizer.skip_string(self._decoder.decode(data))
        if text:
            for piece in self._pastes.feed(text):
                yield from self._read(piece)
        strings, self._tokenizer.strings = self._tokenizer.strings, []
        for background in filter(None, map(_BACKGROUND.fullmatch, strings)):
            red, green, blue = (int(it, 16) / (16 ** len(it) - 1) for it in background.groups())
            # The usual weights for brightness (ITU-R BT.601).
            brightness = 0.299 * red + 0.587 * green + 0.114 * blue
            yield BackgroundReported(is_light=brightness > 0.5)  # noqa: PLR2004 - half of white

    def end(self) -> Iterator[Message]:
        """Handle a silence, which ends a paste or makes an ESC the Escape key."""
        for piece in self._pastes.end():
            yield from self._read(piece)
        for token in self._tokenizer.end():
            yield from self._parse(token)

    def _read(self, piece: Piece) -> Iterator[Message]:
        match piece:
            case TypedText(text):
                # Enter arrives as a line feed if it was pressed before raw mode was on.
                for token in self._tokenizer.feed(text.replace("\r\n", "\r").replace("\n", "\r")):
                    yield from self._parse(token)
            case PasteStart():
                self._tokenizer.reset()
            case PastedText(text):
                # Escape, if it was pressed right before a paste without brackets.
                for token in self._tokenizer.end():
                    yield from self._parse(token)
                yield events.Paste(text.encode("utf-8", "ignore").decode())
            case _:
                assert_never(piece)

    def _parse(self, token: str) -> Iterable[Message]:
        """Return what a character or a complete sequence means; nothing if it is unknown."""
        try:
            if position := _CURSOR_POSITION.fullmatch(token):
                return [events.CursorPosition(int(position[2]) - 1, int(position[1]) - 1)]
            if _MOUSE.fullmatch(token):
                return filter(None, [self._textual.parse_mouse_code(token)])
            if _DEVICE_ATTRIBUTES.fullmatch(token):
                return [RepliesEnded()]
            if message := _REPORTS.get(token):
                return [message()]
            return [key for key in self._parse_key(token) if key.key != Keys.Ignore]
        except _PARSER_ERRORS:
            return []

    def _parse_key(self, token: str) -> Iterable[events.Key]:
        """Return the keys of a character or a sequence."""
        is_kitty = not constants.DISABLE_KITTY_KEY
        extended = _EXTENDED_KEY.fullmatch(token)
        if is_kitty and extended:
            return self._parse_extended(extended)
        if token == _ST_DELETE:
            return [events.Key("delete", None)]
        alt = _ALT.fullmatch(token)
        keys = list(self._textual._sequence_to_key_events(token))  # noqa: SLF001 - there is no public way
        if keys and not (alt and keys[0].is_printable):
            return keys
        if extended:
            # Another program left the protocol on.
            return self._parse_extended(extended)
        if alt:
            pressed = self._textual._sequence_to_key_events(alt[1], alt=True)  # noqa: SLF001 - the same
            return map(_alt_only, pressed)
        return []

    def _parse_extended(self, match: re.Match[str]) -> Iterable[events.Key]:
        """Return the keys of a code with modifiers; nothing if no key has that code."""
        code, modifiers, text, final = match.group("code", "modifiers", "text", "final")
        if match["is_release"]:
            return []
        if (code, final) == (_MODIFY_OTHER_KEYS, "~") and text:
            code, text, final = text, None, "u"
            if modifiers == _SHIFT:
                return self._textual._sequence_to_key_events(chr(int(code)))  # noqa: SLF001 - the same
        is_text = final == "u" and code and chr(int(code)).isprintable()
        if not is_text and f"{code or 1}{final}" not in self._functional_keys:
            return []
        parameters = f"{code};{modifiers or ''}{f';{text}' if text else ''}"
        pressed = self._textual._parse_extended_key(f"\x1b[{parameters}{final}") or []  # noqa: SLF001 - the same
        # They are cached, and an event that was handled once is never handled again.
        return (key.copy() for key in pressed)


def _alt_only(key: events.Key) -> events.Key:
    """Return a key with Alt as the kitty protocol has it: without the character that it'd type."""
    if not key.is_printable:
        return key
    return events.Key(f"alt+{key.key.removeprefix('alt+')}", None)
