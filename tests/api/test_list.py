"""The list of models, page by page."""

import asyncio

import pytest
from support import answers
from support.lookups import CANARY, FROZEN, connection_to
from support.servers import Conversation, RawServer

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import APIResponseValidationError, APITimeoutError, NotTheAPIError
from modelbrowser.domain.lookup import ModelPage
from modelbrowser.history.history import History
from modelbrowser.known_names import KnownNames

pytestmark = pytest.mark.anyio


async def list_models(url: str, *lifecycle: str, limit: float = 30.0) -> ModelPage:
    """List all models of a server."""
    client = ModelsClient(connection_to(url, timeout=limit), clock=FROZEN)
    try:
        return await client.list_models(lifecycle)
    finally:
        await client.aclose()


async def test_pages_become_one_list() -> None:
    """Pages are requested one after the other on one connection; each model is listed once."""
    with RawServer(
        answers.page("a", "b", has_more=True, last_id="b"), answers.page("b", "c", last_id="c")
    ) as server:
        page = await list_models(server.url)
    assert [model.id for model in page.models] == ["a", "b", "c"]
    assert (page.has_more, page.last_id, server.connections) == (False, "c", 1)
    assert server.header("x-api-key") == [CANARY]
    assert page.exchange
    assert page.exchange.url.endswith("after_id=b")
    assert server.lines == [
        "GET /v1/models?limit=1000 HTTP/1.1",
        "GET /v1/models?limit=1000&after_id=b HTTP/1.1",
    ]


async def test_lifecycle_is_sent_for_every_page() -> None:
    """The statuses to list are sent as `lifecycle[]`, encoded."""
    with RawServer(answers.page("a", has_more=True, last_id="a&b"), answers.page("c")) as server:
        await list_models(server.url, "active", "retired")
    kinds = "lifecycle%5B%5D=active&lifecycle%5B%5D=retired"
    assert server.lines == [
        f"GET /v1/models?limit=1000&{kinds} HTTP/1.1",
        f"GET /v1/models?limit=1000&after_id=a%26b&{kinds} HTTP/1.1",
    ]


async def test_endless_list_stops_after_20_pages() -> None:
    """Row 68: a server that always has more pages gets 20 requests, and isn't said to end there."""
    pages = [answers.page(f"m{n}", has_more=True, last_id=f"m{n}") for n in range(30)]
    with RawServer(*pages) as server:
        page = await list_models(server.url)
    assert (len(page.models), page.has_more, len(server.requests)) == (20, True, 20)
    notices = KnownNames(History(None)).keep_list(page, "HOST", retired=False)
    assert notices == ("HOST's model list is incomplete: only the first 20 models were read.",)


@pytest.mark.parametrize("last_id", ["a", None])
async def test_list_without_a_new_last_id_stops(last_id: str | None) -> None:
    """Row 68: the list ends if a page repeats the last ID or does not move on."""
    with RawServer(answers.page("a", has_more=True, last_id=last_id)) as server:
        page = await list_models(server.url)
    assert [model.id for model in page.models] == ["a"]
    assert len(server.requests) == 2


async def test_all_pages_share_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 68: the list fails at its deadline, however soon each page arrives."""
    loop, passed = asyncio.get_running_loop(), 0.0
    now = loop.time
    monkeypatch.setattr(loop, "time", lambda: now() + passed)

    def take_20_seconds(conversation: Conversation) -> None:
        nonlocal passed
        passed += 20
        number = str(passed)
        conversation.send(answers.page(number, has_more=True, last_id=number))

    with (
        RawServer(take_20_seconds) as server,
        pytest.raises(APITimeoutError, match="within 30 s"),
    ):
        await list_models(server.url)
    assert len(server.requests) == 2


async def test_how_far_a_list_got_until_the_deadline() -> None:
    """Row 68: at the deadline, the error says how far the request got, as for a lookup."""
    with (
        RawServer(Conversation.wait_until_gone) as server,
        pytest.raises(APITimeoutError, match=r"did not complete the TLS handshake within 0\.3 s"),
    ):
        await list_models(server.url.replace("http:", "https:"), limit=0.3)


async def test_deadline_between_two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 68: if the deadline passes before the next page is requested, the list is incomplete."""
    monkeypatch.setattr(ModelsClient, "_deadline", lambda _self: 1.0)
    with pytest.raises(APITimeoutError, match=r"^No complete response from 127\.0\.0\.1:9 "):
        await list_models("http://127.0.0.1:9")


@pytest.mark.parametrize(
    "rejection",
    [
        answers.error("400 Bad Request", "invalid_request_error", "unknown name: after_id"),
        answers.error("404 X", "not_found_error", "No model a"),
        answers.http('{"detail": "Invalid cursor"}', "404 X"),
        answers.http("Not found", "404 X"),
    ],
)
async def test_rejected_next_page_ends_the_list(rejection: bytes) -> None:
    """Gateway row 15: if there is another page, but `after_id` is rejected, the first is listed."""
    with RawServer(answers.page("a", has_more=True, last_id="a"), rejection) as server:
        page = await list_models(server.url)
    assert [model.id for model in page.models] == ["a"]
    assert (page.has_more, len(server.requests)) == (True, 2)


@pytest.mark.parametrize("body", ["It works!", '{"status": "ok"}', "data: x\n\n"])
async def test_what_is_not_a_list_is_called_that(body: str) -> None:
    """Whatever a server returns with status 200 in place of a list, the error says "list"."""
    with (
        RawServer(answers.http(body)) as server,
        pytest.raises(APIResponseValidationError, match=r"(than|instead of) a list of models\."),
    ):
        await list_models(server.url)


async def test_list_at_a_wrong_base_url() -> None:
    """A 404 of another server is the same error as for a lookup."""
    with RawServer(answers.http("", "404 X")) as server, pytest.raises(NotTheAPIError):
        await list_models(server.url)
