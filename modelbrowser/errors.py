"""What can go wrong, in words that a person can act on."""

from typing import ClassVar


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
    exit_code: ClassVar[int] = 1
    is_about_key: ClassVar[bool] = False

    def __init__(self, message: str, remedy: str = "", *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.request_id = request_id
