"""Splits typed text into keys: characters and complete escape sequences.

Textual's parser treats what it doesn't know as typed text: a late reply from the terminal would be
typed into the input or run as commands. So sequences are split here, by the grammar of terminals
(ECMA-48), and strings (OSC, DCS, APC, PM, SOS), which terminals use for replies, are set aside.
"""

import re
from collections.abc import Iterator

from textual import constants

REPLY_SECONDS = 1.0
"""After a silence this long, the rest of a reply won't come."""

_ESC, _BEL, _ST = "\x1b", "\x07", "\x1b\\"

_COMPLETE = re.compile(
    r"\x1b(?:"
    r"\[\[[A-E]"  # F1 to F5 of the Linux console
    r"|\[\d+\$"  # Shift in rxvt
    r"|\[[ -?]*[@-Z\\-~]"  # CSI, also a malformed one
    r"|O[\d;]*[^\d;\x00-\x1f]"  # SS3
    r"|[^\[O\]PX^_\x1b]"  # Alt
    r")",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(?:\[\[?[ -?]*|O[\d;]*|[\]PX^_])?")

_STRING_START = re.compile(r"\x1b(?:\][\dlL]|P[\d>!$+]|_G)")
"""The starts of strings that terminals send. Otherwise, ESC with such a letter means Alt."""

_STRING_END = re.compile("[\x00-\x1f\udc9c]")
_SEQUENCE_END = re.compile("[^ -?]")

_LONGEST_STRING = 64
"""The maximum length of a string or a sequence that is kept, in characters; a string may contain a
clipboard."""

_X10_MOUSE = "\x1b[M"
_X10_BYTES = 3
"""The number of bytes that follow in an X10 mouse report."""

_TO_SEVEN_BIT = {0xDC8F: "\x1bO", 0xDC90: "\x1bP", 0xDC9B: "\x1b[", 0xDC9D: "\x1b]"}
"""8-bit control characters, which aren't UTF-8, as `surrogateescape` decodes them."""


class Tokenizer:
    """Splits typed text into characters and complete escape sequences.

    Text is decoded with `surrogateescape`; bytes that aren't UTF-8 are dropped.

    Attributes:
        strings: The strings that have ended, cut to `_LONGEST_STRING`, each from the letter after
            ESC on: `]11;rgb:…`. The caller removes them.
    """

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pending = ""
        self._string: str | None = None

    @property
    def timeout(self) -> float | None:
        """How long to wait in silence before calling `end`, in seconds; None for forever."""
        if self._string is not None:
            return REPLY_SECONDS
        if not self._pending:
            return None
        # A letter after ESC may be Alt, but it is more often the start of a late reply; O never is.
        is_key = self._pending in (_ESC, "\x1bO") or self._pending.startswith(_X10_MOUSE)
        return constants.ESCAPE_DELAY if is_key else REPLY_SECONDS

    def feed(self, text: str) -> Iterator[str]:
        """Split the next part of the text.

        Yields:
            A character; an escape sequence; ESC alone for Escape; ESC and a character for Alt.
        """
        text = self._pending + self.skip_string(text).translate(_TO_SEVEN_BIT)
        self._pending = ""
        while text:
            if text[0] != _ESC:
                characters, escape, rest = text.partition(_ESC)
                yield from filter(_is_character, characters)
                text = escape + rest
            elif text.startswith(_X10_MOUSE):
                length = _x10_length(text)
                if not length:
                    self._pending = text
                    return
                text = text[length:]
            elif _STRING_START.match(text):
                self._string = text[1]
                text = self.skip_string(text[len("\x1b]") :])
            elif match := _COMPLETE.match(text):
                text = text[match.end() :]
                if _is_character(match[0][-1]):
                    yield match[0]
            else:
                begun = _UNFINISHED.match(text)[0]  # type: ignore[index] # it matches at any ESC
                if begun == text:
                    if len(text) > _LONGEST_STRING:
                        # Dropped like a string: no key is as long as that.
                        self._string, text = text[1:_LONGEST_STRING], ""
                    self._pending = text
                    return
                yield from _key_of_unfinished(begun)
                text = text[len(begun) :]

    def end(self) -> Iterator[str]:
        """Yield what an unfinished sequence means after a silence: Escape, Alt, or nothing."""
        pending, self._pending, self._string = self._pending, "", None
        yield from _key_of_unfinished(pending)

    def reset(self) -> None:
        """Drop an unfinished sequence."""
        self._pending, self._string = "", None

    def skip_string(self, text: str) -> str:
        """Return what follows the open string, if any; empty while it is open."""
        if self._string is None:
            return text
        text, self._pending = self._pending + text, ""
        is_sequence = self._string.startswith(("[", "O"))
        end = (_SEQUENCE_END if is_sequence else _STRING_END).search(text)
        self._string = (self._string + text[: end and end.start()])[:_LONGEST_STRING]
        if not end:
            return ""
        rest = text[end.start() :]
        if is_sequence:
            self._string = None
            return rest[1:] if "@" <= rest[0] <= "~" else rest
        if rest == _ESC:
            # Possibly the first half of its end.
            self._pending = rest
            return ""
        string, self._string = self._string, None
        if not rest.startswith((_ST, _BEL, "\udc9c")):
            # Any other control character is a key, so nothing swallows Ctrl+Q.
            return rest
        self.strings.append(string)
        return rest[len(_ST) if rest[0] == _ESC else 1 :]


def _is_character(character: str) -> bool:
    """Whether a character is one, and not a byte that isn't UTF-8."""
    return not "\udc80" <= character <= "\udcff"


def _key_of_unfinished(sequence: str) -> Iterator[str]:
    """Escape or Alt, if an unfinished sequence is only that; else nothing."""
    if sequence and len(sequence) <= len("\x1b["):
        yield sequence


def _x10_length(text: str) -> int:
    """The characters of the X10 mouse report that a text starts with; 0 if it is unfinished."""
    count = 0
    for length, character in enumerate(text[len(_X10_MOUSE) :], len(_X10_MOUSE) + 1):
        count += len(character.encode("utf-8", "surrogateescape"))
        if count >= _X10_BYTES:
            return length
    return 0
