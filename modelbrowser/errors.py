"""The base class of all errors, with messages that users can act on, and the exit codes."""

import re
from enum import IntEnum
from typing import ClassVar, Literal, NamedTuple, Self

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]*")

_LIMITS = {
    "too many open files": "Too many open files. Raise the limit with ulimit -n.",
    "can't start new thread": "Out of memory, or too many threads.",
    "failed to map segment": "A library can't be loaded: out of memory, or on a noexec mount.",
    "malloc failure": "Out of memory.",
    "allocate": "Out of memory.",
}
"""What the system, Python and OpenSSL say when a resource runs out, in lowercase."""


def name_limit(error: BaseException) -> str:
    """Return a sentence that names the system limit behind an exception; empty if there is none."""
    text = "allocate" if isinstance(error, MemoryError) else str(error).lower()
    return next((sentence for known, sentence in _LIMITS.items() if known in text), "")


class ExitCode(IntEnum):
    """The program's exit codes. Higher ones mean more serious failures.

    If it is killed by signal n, it exits with 128+n.

    Attributes:
        meaning: Its meaning in a few words, for the help, the manual page and README's table.
    """

    meaning: str

    FOUND = 0, "found"
    INTERNAL = 1, "internal error, or output can't be written"
    USAGE = 2, "usage error, or no terminal"
    SETTINGS = 3, "credential or settings error"
    NOT_FOUND = 4, "not found"
    REJECTED = 5, "other API error"
    NO_ANSWER = 6, "network error or timeout"
    CHECK_FAILED = 7, "a model matched --retiring-within or --fail-on"

    def __new__(cls, code: int, meaning: str) -> Self:
        """Make a code from its number and its meaning."""
        self = int.__new__(cls, code)
        self._value_ = code
        self.meaning = meaning
        return self


Source = Literal["api", "gateway", "web page", "text", "proxy", "network", "local"]
"""The source of a failure: the Claude API; a gateway, in JSON; a proxy or login page, in HTML; a
server, in plain text; a proxy; the network; this program."""


class Rejection(NamedTuple):
    """What an error response says. All of its text is untrusted.

    Attributes:
        status: The HTTP status.
        source: Who sent it.
        message: Its message, or the title of a web page; may be empty.
        type: The type of the error, such as `not_found_error`; None if it has none.
        code: A more specific code, such as `model_not_found`; None if it has none.
        request_id: The server's ID of the request; None if it has none.
    """

    status: int
    source: Source
    message: str = ""
    type: str | None = None
    code: str | None = None
    request_id: str | None = None


class ModelBrowserError(Exception):
    """The base class of every error that this program raises on purpose.

    Each package raises its own subclasses. An error's text never quotes an exception of a
    library, whose text may contain the key.

    Attributes:
        kind: The kind of failure as a code, such as `not_found`. The history stores it, so
            a code is never renamed.
        title: The kind of failure, in one or two words; by default, made from the class's `kind`.
        exit_code: The exit code of the one-shot command.
        source: Where the failure comes from, unless a response says.
        is_about_key: Whether another API key may help.
        message: What happened, in a sentence. May quote untrusted text, so it is sanitized
            before it is shown.
        remedy: What the user can do about it, in a sentence; may be empty.
        request_id: The server's ID of the request, if it sent one.
        rejection: What the response says, if there was one.
    """

    kind: ClassVar[str] = "failed"
    title: str = "Error"
    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    source: ClassVar[Source] = "local"
    is_about_key: bool = False

    def __init_subclass__(cls) -> None:
        """Make the title from the kind."""
        if "kind" in vars(cls) and "title" not in vars(cls):
            cls.title = cls.kind.replace("_", " ").capitalize()

    def __init__(
        self,
        message: str,
        remedy: str = "",
        *,
        request_id: str | None = None,
        rejection: Rejection | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.request_id = rejection.request_id if rejection else request_id
        self.rejection = rejection

    @property
    def type(self) -> str:
        """The type in the response, or else the class's name in the API's style."""
        if self.rejection and self.rejection.type:
            return self.rejection.type
        return "_".join(_WORD.findall(type(self).__name__)).lower()


class SettingsError(ModelBrowserError):
    """A setting is invalid; nothing was sent. Its value is never quoted."""

    title = "Invalid settings"
    exit_code = ExitCode.SETTINGS
