"""The list of models, page by page."""

import pytest
from support import answers
from support.asking import STILL, connect
from support.servers import Conversation, RawServer

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import APITimeoutError, NotTheAPIError
from modelbrowser.domain.model import ModelPage

pytestmark = pytest.mark.anyio


async def everything(url: str, *lifecycle: str, limit: float = 5.0) -> ModelPage:
    """All models of a server."""
    client = ModelsClient(connect(url, timeout=limit), time_source=STILL)
    try:
        return await client.list_models(lifecycle)
    finally:
        await client.aclose()


async def test_pages_become_one_list() -> None:
    """Pages are asked for one after the other on one connection, each model once."""
    with RawServer(
        answers.page("a", "b", has_more=True, last_id="b"), answers.page("b", "c", last_id="c")
    ) as server:
        page = await everything(server.url)
    assert [model.id for model in page.models] == ["a", "b", "c"]
    assert (page.has_more, page.last_id, server.connections) == (False, "c", 1)
    assert server.lines == [
        "GET /v1/models?limit=1000 HTTP/1.1",
        "GET /v1/models?limit=1000&after_id=b HTTP/1.1",
    ]


async def test_lifecycle_goes_along_with_every_page() -> None:
    """The kinds asked for are sent as `lifecycle[]`, encoded."""
    with RawServer(answers.page("a", has_more=True, last_id="a&b"), answers.page("c")) as server:
        await everything(server.url, "active", "retired")
    kinds = "lifecycle%5B%5D=active&lifecycle%5B%5D=retired"
    assert server.lines == [
        f"GET /v1/models?limit=1000&{kinds} HTTP/1.1",
        f"GET /v1/models?limit=1000&after_id=a%26b&{kinds} HTTP/1.1",
    ]


async def test_list_that_never_ends_stops_after_20_pages() -> None:
    """Row 68: a server that always has more is asked 20 times."""
    pages = [answers.page(f"m{n}", has_more=True, last_id=f"m{n}") for n in range(30)]
    with RawServer(*pages) as server:
        page = await everything(server.url)
    assert (len(page.models), page.has_more, len(server.requests)) == (20, True, 20)


@pytest.mark.parametrize("last_id", ["a", None])
async def test_list_that_does_not_move_on_stops(last_id: str | None) -> None:
    """Row 68: the same last ID again, or none, ends the list."""
    with RawServer(answers.page("a", has_more=True, last_id=last_id)) as server:
        page = await everything(server.url)
    assert [model.id for model in page.models] == ["a"]
    assert len(server.requests) == (2 if last_id else 1)


async def test_all_pages_share_one_deadline() -> None:
    """Row 68: a page that does not come ends the list at the deadline."""
    with (
        RawServer(
            answers.page("a", has_more=True, last_id="a"), Conversation.wait_until_gone
        ) as server,
        pytest.raises(APITimeoutError, match=r"within 0\.3 s"),
    ):
        await everything(server.url, limit=0.3)


async def test_list_at_a_wrong_address() -> None:
    """A 404 of something else is told as for a lookup."""
    with RawServer(answers.http("", "404 X")) as server, pytest.raises(NotTheAPIError):
        await everything(server.url)
