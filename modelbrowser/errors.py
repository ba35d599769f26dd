"""What can go wrong, in words that a person can act on, and what the program exits with then."""

from enum import IntEnum
from typing import ClassVar, Self


class ExitCode(IntEnum):
    """What the program exits with: 0 is the best, and the higher, the further from an answer.

    A signal of the number n ends it with 128+n.

    Attributes:
        meaning: In a few words; the help, the manual page and README's table have these.
    """

    meaning: str

    FOUND = 0, "found"
    INTERNAL = 1, "internal error, or the output could not be written"
    USAGE = 2, "usage, or no terminal"
    SETTINGS = 3, "key or settings"
    NOT_FOUND = 4, "not found"
    REFUSED = 5, "another refusal by the API"
    NO_ANSWER = 6, "network or timeout"

    def __new__(cls, code: int, meaning: str) -> Self:
        """Make one of its number and its meaning."""
        self = int.__new__(cls, code)
        self._value_ = code
        self.meaning = meaning
        return self


class ModelBrowserError(Exception):
    """The root of every error that this program raises on purpose.

    Each room raises subclasses of its own. The text of an error is ours: it never
    quotes an exception of a library, whose text may hold the key.

    Attributes:
        title: The kind of failure, in two or three words.
        exit_code: What the one-shot command exits with.
        is_about_key: Whether another API key may be the way out.
        message: What happened, in a sentence. May quote foreign text, so it is
            made plain before it is shown.
        remedy: What the person can do about it, in a sentence; may be empty.
        request_id: The API's name for the request, where it gave one.
    """

    title: ClassVar[str] = "Error"
    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    is_about_key: ClassVar[bool] = False

    def __init__(self, message: str, remedy: str = "", *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.request_id = request_id
