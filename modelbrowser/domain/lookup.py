"""An answered lookup: the question, the model, and what went over the wire."""

from dataclasses import dataclass
from datetime import datetime

from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import ModelQuery

MAX_ATTEMPTS = 3
"""How often one question is asked at most (wire contract, "Retries")."""

Headers = tuple[tuple[str, str], ...]
"""Header names and values, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, with the key taken out of both.

    Attributes:
        method: `GET`.
        url: The whole URL.
        request_headers: What was sent; the credential's value says where it came from.
        status: The HTTP status.
        response_headers: What came back.
        body: What came back, decoded as UTF-8 where it can be.
        request_id: The API's name for the request, where it gave one.
        finished_at: When the last byte was read; aware, in UTC.
        elapsed: From the first try's start to the last byte, in seconds, waits included.
        attempts: How often it was asked, 1 to `MAX_ATTEMPTS`.
        demo: Whether the demo answered in the API's place, so that nothing was sent.
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
    """A question that was answered with a model."""

    query: ModelQuery
    model: ModelInfo
    exchange: Exchange

    @property
    def is_alias(self) -> bool:
        """Whether the API answered with another ID than was asked for."""
        return self.query.model_id != self.model.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Why and when a question is asked again.

    Attributes:
        reason: In words of ours.
        wait: In seconds, from when this was made.
        number: Which try comes next, from 2.
        of: How many there are at most.
    """

    reason: str
    wait: float
    number: int
    of: int
