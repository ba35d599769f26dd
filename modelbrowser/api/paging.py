"""Merges the pages of the list of models (wire contract, "List")."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import urlencode

from modelbrowser.api.errors import (
    NO_LIST,
    BadRequestError,
    UnprocessableEntityError,
)
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import ModelInfo, ModelPage

MAX_PAGES = 20
"""The maximum number of pages of the list to request, each with up to 1,000 models."""

PAGE_SIZE = 1000
"""The largest `limit` that the API accepts for the list, in models."""


_REJECTED = (BadRequestError, UnprocessableEntityError)
"""The errors of a request for a page with parameters that a gateway rejects."""


class ListParameters(NamedTuple):
    """Parameters of a list request, which a gateway may reject.

    Attributes:
        limit: The maximum number of models on a page; None for the server's default.
        lifecycle: The statuses to list; if empty, the API lists active and deprecated.
    """

    limit: int | None = PAGE_SIZE
    lifecycle: tuple[str, ...] = ()


RequestPage = Callable[[str | None, ListParameters], Awaitable[ModelPage]]
"""Requests a page of the list."""


async def collect_pages(request_page: RequestPage, lifecycle: tuple[str, ...]) -> ModelPage:
    """Request up to 20 pages, and merge them into one, with each model once.

    Args:
        request_page: Requests the page after an ID, or the first one.
        lifecycle: The statuses to list; if empty, the API lists active and deprecated.
    """
    parameters = ListParameters(PAGE_SIZE, lifecycle)
    models: dict[str, ModelInfo] = {}
    last_id: str | None = None
    unreadable = 0
    has_more = True
    for _ in range(MAX_PAGES):
        try:
            page = await request_page(last_id, parameters)
        except _REJECTED + NO_LIST as error:
            # Gateways may reject parameters that the API documents.
            if models:
                break
            if isinstance(error, NO_LIST) or not any(parameters):
                raise
            parameters = ListParameters(None, lifecycle if parameters.limit else ())
            continue
        known = len(models)
        for model in page.models:
            models.setdefault(model.id, model)
        last_id, has_more = page.last_id, page.has_more
        unreadable += page.unreadable
        if not has_more or len(models) == known:
            break
    return ModelPage(
        models=tuple(models.values()),
        has_more=has_more,
        last_id=last_id,
        unreadable=unreadable,
        lifecycle=parameters.lifecycle,
        exchange=page.exchange,
    )


def list_url(connection: Connection, after_id: str | None, parameters: ListParameters) -> str:
    """Return the URL of the page of the list after an ID, or of the first one."""
    query = [("limit", str(parameters.limit))] if parameters.limit else []
    query += [("after_id", after_id)] if after_id else []
    query += [("lifecycle[]", value) for value in parameters.lifecycle]
    return f"{connection.base_url}/v1/models" + (f"?{urlencode(query)}" if query else "")
