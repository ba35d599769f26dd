"""As whom we ask: an API key or a token, and where it came from."""

from dataclasses import dataclass
from typing import Literal

Scheme = Literal["api_key", "token"]
"""How a credential is sent."""


class Secret:
    """A text that is never shown: not in a repr, a traceback, a log or a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("A secret is not pickled.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What proves to the API who asks.

    Attributes:
        scheme: `api_key` goes as `x-api-key`, `token` as `Authorization: Bearer`
            (wire contract, "Retrieve"); never both.
        source: Where it came from, fit to be shown: a variable's name or "typed here".
        secret: The key or token: trimmed, printable ASCII.
    """

    scheme: Scheme
    source: str
    secret: Secret
