"""A lookup that found a model: the query, the model, and what was sent and received."""

from dataclasses import dataclass
from datetime import datetime

from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import ModelQuery

MAX_ATTEMPTS = 3
"""How often a request is sent at most (wire contract, "Retries")."""

Headers = tuple[tuple[str, str], ...]
"""Header names and values, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response, with the credential removed from both.

    Attributes:
        method: `GET`.
        url: The whole URL.
        request_headers: In place of the credential they have its source.
        status: The HTTP status.
        body: The response body, decoded as UTF-8 as far as possible.
        request_id: The API's ID of the request, if it sent one.
        finished_at: When the last byte was received; aware, in UTC.
        elapsed: From the start of the first attempt to the last byte, in seconds.
        attempts: How often the request was sent, 1 to `MAX_ATTEMPTS`.
        demo: Whether the demo responded, so that nothing was sent over the network.
    """

    method: str
    url: str
    request_headers: Headers
    status: int
    response_headers: Headers
    body: str
    request_id: str | None
    finished_at: datetime
    elapsed: float
    attempts: int
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A query whose response is a model."""

    query: ModelQuery
    model: ModelInfo
    exchange: Exchange

    @property
    def is_alias(self) -> bool:
        """Whether the API resolved the query to another ID."""
        return self.query.model_id != self.model.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Why and when a request is sent again.

    Attributes:
        reason: A sentence of our own, never the server's.
        wait: How long until then, in seconds.
        number: The number of the next attempt, from 2.
        of: The number of attempts at most.
    """

    reason: str
    wait: float
    number: int
    of: int
