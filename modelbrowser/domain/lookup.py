"""Lookups: the model returned by the API, and what was sent and received."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import Rejection
from modelbrowser.record import Record

MAX_ATTEMPTS = 3
"""The maximum number of attempts for a request (wire contract, "Retries")."""

Headers = tuple[tuple[str, str], ...]
"""Header names and values, in order."""


class ModelInfo(Record, kw_only=True):
    """A model (reference, "Returns": the first three; wire contract, "ModelInfo": the rest).

    Only the ID is always there. Everything else may be empty or None, because the API or a
    gateway didn't send it or sent it in an unknown form.

    Attributes:
        id: The unique model ID; for an alias, the ID that it resolves to.
        display_name: A human-readable name; may be empty.
        released_at: The release time, aware, with the offset that was sent. None if the API sent
            none, or an epoch value (or year 1), which means unknown.
        max_input_tokens: The context window, in tokens.
        max_tokens: The largest `max_tokens` of a request, in tokens.
        capabilities: Nested mappings that end in `{"supported": bool}`.
        lifecycle: `active`, `deprecated`, `retired`, or a future value.
        deprecated_at: When it was last deprecated; aware.
        retires_at: When it retires; aware. May be in the past for a deprecated model.
        line: `haiku`, `sonnet`, `opus`, …
        allowed_fallback_models: IDs.
        format: The format of the fields: the Claude API's or OpenAI's.
        extra: Unknown fields, and known ones in an unknown form, as sent.
        sent: All fields as sent; empty if it is not from a response.
    """

    id: str
    display_name: str = ""
    released_at: datetime | None = None
    max_input_tokens: int | None = None
    max_tokens: int | None = None
    capabilities: Mapping[str, Any] | None = None
    lifecycle: str | None = None
    deprecated_at: datetime | None = None
    retires_at: datetime | None = None
    line: str | None = None
    allowed_fallback_models: tuple[str, ...] | None = None
    format: Literal["anthropic", "openai"] = "anthropic"
    extra: Mapping[str, Any] = field(default_factory=dict)
    sent: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def explain_format(self, host: str) -> str | None:
        """Say what is missing if the format isn't the Claude API's."""
        facts = {"release date": self.released_at, "lifecycle": self.lifecycle}
        missing = [name for name, value in facts.items() if value is None]
        if self.format == "anthropic" or not missing:
            return None
        has_kind = not self.sent or "object" in self.sent
        other = "OpenAI's format" if has_kind else "its own format"
        is_or_are = "are" if len(missing) > 1 else "is"
        return f"{host} responds in {other}; {' and '.join(missing)} {is_or_are} unknown."


def newest_first(models: Iterable[ModelInfo]) -> list[ModelInfo]:
    """Sort models by release date; one without a date is taken for the newest."""
    unknown = datetime.max.replace(tzinfo=UTC)
    return sorted(models, key=lambda model: model.released_at or unknown, reverse=True)


def is_past_date(date: datetime | None, now: datetime) -> bool:
    """Whether there is a date, such as a retirement date, and it has come."""
    return date is not None and date <= now


class ModelPage(Record, kw_only=True):
    """One page of the list, or several as one, newest first (wire contract, "List").

    Attributes:
        models: The valid entries.
        has_more: Whether another page follows.
        last_id: The ID after which the next page starts, if there is one.
        unreadable: The number of entries that can't be read.
        lifecycle: The statuses requested; empty for the server's default.
        exchange: The request for the last page, and its response.
    """

    models: tuple[ModelInfo, ...]
    has_more: bool
    last_id: str | None
    unreadable: int = 0
    lifecycle: tuple[str, ...] = ()
    exchange: "Exchange | None" = None


class Exchange(Record, kw_only=True):
    """One request and its response, with the credential removed from both.

    Attributes:
        method: `GET`.
        url: The whole URL.
        request_headers: The headers sent, with the source in place of the credential.
        status: The HTTP status.
        body: The response body, decoded as UTF-8, with replacement characters.
        request_id: The API's ID of the request, if it sent one.
        finished_at: When the last byte was received; aware, in UTC.
        elapsed: From the start of the first attempt to the last byte, in seconds.
        attempts: How often the request was sent, 1 to `MAX_ATTEMPTS`.
        demo: Whether the demo responded, so nothing was sent over the network.
        is_api: Whether the Claude API (or the demo) responded, rather than a gateway.
        credential: The source of the credential that was sent; empty without one.
        proxy: The proxy in between and the variable that names it; empty without one.
        custom_betas: The betas that were sent because they are set for every request.
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
    is_api: bool = True
    credential: str = ""
    proxy: str = ""
    custom_betas: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The host of the request."""
        return urlsplit(self.url).netloc


class LookupResult(Record, kw_only=True):
    """A query whose response is a model.

    Attributes:
        source: Where the model comes from: the response to the lookup, or the list of a
            gateway that can't look up individual models.
        rejection: What that gateway said about the lookup.
    """

    query: ModelQuery
    model: ModelInfo
    exchange: Exchange
    source: Literal["api", "list"] = "api"
    rejection: Rejection | None = None

    @property
    def betas(self) -> tuple[str, ...]:
        """The betas that were sent, except the one of an OAuth token."""
        return all_betas(self.query, self.exchange)

    @property
    def is_alias(self) -> bool:
        """Whether the API resolved the query to another ID."""
        return self.query.model_id != self.model.id


def all_betas(query: ModelQuery, exchange: Exchange | None) -> tuple[str, ...]:
    """Return the betas of a query after those that are sent with every request."""
    always = exchange.custom_betas if exchange else ()
    return tuple(dict.fromkeys((*always, *query.betas)))


class Retry(Record, kw_only=True):
    """Why and when a request is sent again.

    Attributes:
        reason: A sentence from this program, never the server's.
        wait: The delay, in seconds.
        number: The number of the next attempt, from 2.
        of: The maximum number of attempts.
    """

    reason: str
    wait: float
    number: int
    of: int
