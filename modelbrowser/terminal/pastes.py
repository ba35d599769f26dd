"""Separates typed text from pasted text.

Textual's parser reads a paste character by character, assumes that every paste ends, and treats
one without brackets as keys: a megabyte blocks it for minutes, and each pasted line break
submits. So pastes are removed before they reach it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

MAX_PASTE = 64 * 1024
"""The maximum number of characters that are kept from a paste."""

BRACKETED_SILENCE = 1.0
"""The seconds of silence after which a paste without an end has ended."""

PLAIN_SILENCE = 0.05
"""The seconds of silence after which a paste without brackets has ended."""

_START, _END = "\x1b[200~", "\x1b[201~"
_QUIT_KEYS = "\x11\x03"  # ctrl+q, ctrl+c
_MANY, _SEVERAL_LINES = 256, 32


@dataclass(frozen=True, slots=True)
class TypedText:
    """Text sent by keys."""

    text: str


@dataclass(frozen=True, slots=True)
class PasteStart:
    """A bracket was opened; part of it may have been treated as typed text."""


@dataclass(frozen=True, slots=True)
class PastedText:
    """Text from a clipboard, cut to `MAX_PASTE`."""

    text: str


Piece = TypedText | PasteStart | PastedText


class PasteSplitter:
    """Splits text into typed and pasted parts."""

    def __init__(self) -> None:
        self._paste: str | None = None
        self._is_bracketed = False
        # The last characters, because a bracket may arrive in two parts.
        self._tail = ""

    @property
    def silence(self) -> float | None:
        """The seconds of silence that end the open paste; None if none is open."""
        if self._paste is None:
            return None
        return BRACKETED_SILENCE if self._is_bracketed else PLAIN_SILENCE

    def feed(self, text: str) -> Iterator[Piece]:
        """Split the next piece of text."""
        if self._paste is not None and self._is_over(text):
            yield from self.end()
        if self._paste is None and _looks_pasted(text) and _START not in self._tail + text:
            self._open(is_bracketed=False)
        if self._paste is not None and not self._is_bracketed:
            self._add(text)
            return
        while text:
            if self._paste is None:
                typed, is_open, text = self._find_start(text)
                if typed:
                    yield TypedText(typed)
                if is_open:
                    self._open(is_bracketed=True)
                    yield PasteStart()
            else:
                is_closed, text = self._find_end(text)
                if is_closed:
                    yield PastedText(self._close())

    def end(self) -> Iterator[Piece]:
        """End the open paste: after a silence, its end won't come."""
        if self._paste is not None:
            text = self._close()
            pasted = text.rstrip(_QUIT_KEYS)
            yield PastedText(pasted)
            if len(pasted) < len(text):
                # The user pressed it to end the paste.
                yield TypedText(text[-1])

    def _close(self) -> str:
        text, self._paste, self._tail = (self._paste or "") + self._tail, None, ""
        return text

    def _is_over(self, text: str) -> bool:
        """Whether the user pressed a key instead of waiting for the end."""
        return not text.strip(_QUIT_KEYS) if self._is_bracketed else not _is_plain(text)

    def _open(self, *, is_bracketed: bool) -> None:
        self._paste, self._is_bracketed, self._tail = "", is_bracketed, ""

    def _add(self, text: str) -> None:
        self._paste = ((self._paste or "") + text[:MAX_PASTE])[:MAX_PASTE]

    def _find_start(self, text: str) -> tuple[str, bool, str]:
        """Return what was typed before a bracket, whether there is one, and what follows it."""
        before, start, after = (self._tail + text).partition(_START)
        typed = before[len(self._tail) :]
        self._tail = before[1 - len(_START) :]
        return typed, bool(start), after

    def _find_end(self, text: str) -> tuple[bool, str]:
        """Keep the pasted text, and return whether the bracket is closed and what follows it."""
        pasted, end, after = _cut_at_end(self._tail + text)
        if end:
            self._tail = ""
            self._add(pasted)
            return True, after
        self._tail = pasted[1 - len(_END) :]
        self._add(pasted[: 1 - len(_END)])
        return False, ""


def sanitize_paste(text: str) -> str:
    """Make pasted text safe for an input field, which draws its text unchanged.

    Line breaks and tabs are kept, other white space becomes a space, and whatever a terminal
    could execute or a reader could not see becomes U+FFFD, which no model ID contains.
    """
    return "".join(
        c if c.isprintable() or c in "\r\n\t" else " " if c.isspace() else "\ufffd" for c in text
    )


def _cut_at_end(text: str) -> tuple[str, str, str]:
    """Cut at the end of a paste, or at a later end if the paste itself contains one."""
    pasted, end, rest = text.partition(_END)
    hidden, second, after = rest.partition(_END)
    while second and _START not in hidden:
        pasted, rest = pasted + hidden, after
        hidden, second, after = rest.partition(_END)
    return pasted, end, rest


def _is_plain(text: str) -> bool:
    return all(c.isprintable() or c in "\r\n\t" or _is_raw_byte(c) for c in text)


def _is_raw_byte(character: str) -> bool:
    """Whether a character is a byte that isn't UTF-8, as `surrogateescape` decodes it."""
    return "\udc80" <= character <= "\udcff"


def _looks_pasted(text: str) -> bool:
    """Whether this can't have been typed: long, or several lines, in one piece."""
    if len(text) < _SEVERAL_LINES or not _is_plain(text):
        return False
    return len(text) >= _MANY or len([line for line in text.splitlines() if line.strip()]) > 1
