"""Requests, read from a raw socket."""

from datetime import UTC, datetime

import pytest
from support import answers
from support.lookups import CANARY, NOW, connection_to, look_up
from support.servers import RawServer

from modelbrowser import __version__
from modelbrowser.api.client import ModelsClient
from modelbrowser.domain.betas import DOCUMENTED_BETAS
from modelbrowser.domain.credential import Credential, Secret
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio


async def test_headers_are_exactly_those_of_the_contract() -> None:
    """A request has these headers, the API version among them, and no others."""
    with RawServer(answers.model()) as server:
        await look_up(server.url)
    names = [line.split(b":")[0].lower() for line in server.requests[0].split(b"\r\n")[1:]]
    assert sorted(names) == sorted(
        [b"host", b"x-api-key", b"anthropic-version", b"accept", b"accept-encoding", b"user-agent"]
    )
    assert server.header("x-api-key") == [CANARY]
    assert server.header("anthropic-version") == ["2023-06-01"]
    assert server.header("accept") == ["application/json"]
    assert server.header("accept-encoding") == ["identity"]
    assert server.header("user-agent") == [f"modelbrowser/{__version__}"]


async def test_token_is_sent_as_bearer_with_workspace_and_version() -> None:
    """A token is never sent as a key; a workspace and a version that are set are sent."""
    token = Credential(kind="token", source="ANTHROPIC_AUTH_TOKEN", secret=Secret(CANARY))
    with RawServer(answers.model()) as server:
        lookup = await look_up(
            server.url, credential=token, workspace_id="wrkspc_1", api_version="2026-10-21"
        )
    assert server.header("authorization") == [f"Bearer {CANARY}"]
    assert server.header("x-api-key") == []
    assert server.header("anthropic-workspace-id") == ["wrkspc_1"]
    assert server.header("anthropic-version") == ["2026-10-21"]
    shown = dict(lookup.exchange.request_headers)
    assert shown["authorization"] == "Bearer [ANTHROPIC_AUTH_TOKEN]"


@pytest.mark.parametrize(
    ("model_id", "target"),
    [
        ("claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("../messages", "..%2Fmessages"),
        ("a/../../b", "a%2F..%2F..%2Fb"),
        ("./x", ".%2Fx"),
        ("..;", "..%3B"),
        ("%2e%2e", "%252e%252e"),
        ("a/b", "a%2Fb"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("100%", "100%25"),
        ("a\\b;c@d:e", "a%5Cb%3Bc%40d%3Ae"),
        ("a b+c", "a%20b%2Bc"),
        ("~-._", "~-._"),
        ("\"'<>[]{}|^`!$&()*,=", "%22%27%3C%3E%5B%5D%7B%7D%7C%5E%60%21%24%26%28%29%2A%2C%3D"),
    ],
)
async def test_model_id_stays_one_path_segment(model_id: str, target: str) -> None:
    """Rows 3 and 4: any ID is one encoded segment under `/v1/models/`, never normalized."""
    with RawServer(answers.model()) as server:
        await look_up(server.url, model_id)
    assert server.lines == [f"GET /v1/models/{target} HTTP/1.1"]


async def test_path_of_the_base_url_is_kept() -> None:
    """Row 31: the path of a gateway comes before the API's."""
    with RawServer(answers.model()) as server:
        await look_up(f"{server.url}/anthropic")
    assert server.lines == ["GET /anthropic/v1/models/claude-sonnet-4-5 HTTP/1.1"]


@pytest.mark.parametrize("model_id", ["claude-sonnet-4-5", "claude-sonnet-4-5-20250929"])
async def test_betas_are_sent_in_one_header_in_order(model_id: str) -> None:
    """Row 17: the documented betas and a custom one, joined by commas without spaces."""
    betas = [beta.value for beta in DOCUMENTED_BETAS] + ["my-own-2026-11-22"]
    with RawServer(answers.model()) as server:
        lookup = await look_up(server.url, model_id, *betas)
    assert server.header("anthropic-beta") == [",".join(betas)]
    assert lookup.is_alias is (model_id == "claude-sonnet-4-5")
    assert lookup.model.id == "claude-sonnet-4-5-20250929"


async def test_without_betas_no_header_is_sent() -> None:
    """Row 16: an empty `anthropic-beta` header is never sent."""
    with RawServer(answers.model()) as server:
        await look_up(server.url)
    assert server.header("anthropic-beta") == []


async def test_repeated_beta_is_sent_once() -> None:
    """Row 19: a repeated beta is sent once, at its first place."""
    with RawServer(answers.model()) as server:
        await look_up(server.url, "x", "b-2025-01-01", "a-2025-01-01", "b-2025-01-01")
    assert server.header("anthropic-beta") == ["b-2025-01-01,a-2025-01-01"]


async def test_query_that_resolves_to_another_id_is_an_alias() -> None:
    """Row 60: the ID in the response and the one that was typed are kept apart."""
    with RawServer(answers.model(id="claude-y")) as server:
        lookup = await look_up(server.url, "claude-x")
    assert (lookup.query.model_id, lookup.model.id) == ("claude-x", "claude-y")
    assert lookup.is_alias


async def test_exchange_has_request_and_response_without_the_key() -> None:
    """The exchange has what was sent and received, and no character of the key."""
    with RawServer(answers.model()) as server:
        lookup = await look_up(server.url, "claude-x", "skills-2025-10-02", custom_betas=("b-1",))
    exchange = lookup.exchange
    assert (exchange.custom_betas, exchange.is_api) == (("b-1",), False)
    assert (exchange.credential, exchange.proxy) == ("ANTHROPIC_API_KEY", "")
    assert (exchange.method, exchange.url) == ("GET", f"{server.url}/v1/models/claude-x")
    assert dict(exchange.request_headers)["x-api-key"] == "[ANTHROPIC_API_KEY]"
    assert dict(exchange.request_headers)["anthropic-beta"] == "b-1,skills-2025-10-02"
    assert (exchange.status, exchange.attempts, exchange.elapsed) == (200, 1, 0.0)
    assert (exchange.request_id, exchange.finished_at, exchange.demo) == ("req_test", NOW, False)
    assert '"type": "model"' in exchange.body
    assert CANARY not in repr(lookup)


async def test_time_of_a_response_is_in_utc() -> None:
    """Without the clock of the tests, the exchange has the time of the response, in UTC."""
    before = datetime.now(UTC)
    with RawServer(answers.model()) as server:
        client = ModelsClient(connection_to(server.url))
        lookup = await client.retrieve(ModelQuery.parse("x"), lambda _: None)
        await client.aclose()
    assert lookup.exchange.finished_at.tzinfo is UTC
    assert before <= lookup.exchange.finished_at <= datetime.now(UTC)


async def test_cookies_are_neither_kept_nor_sent() -> None:
    """A cookie that one response sets is not sent with the next request."""
    body = answers.model().replace(b"\r\n", b"\r\nset-cookie: a=b; Path=/\r\n", 1)
    with RawServer(body) as server:
        client = ModelsClient(connection_to(server.url))
        for _ in range(2):
            await client.retrieve(ModelQuery.parse("x"), lambda _: None)
        await client.aclose()
    assert [server.header("cookie", number) for number in (0, 1)] == [[], []]
