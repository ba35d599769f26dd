"""The demo responds as the API does, from the catalog, without a network."""

import json
import socket
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.apps import WITH_KEY
from support.demo import DEMO, NOW, demo_client, outcomes_of

from modelbrowser.api.client import ModelsClient, make_client
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.errors import BadRequestError, MissingCredentialError, NotFoundError
from modelbrowser.api.retries import TimeFunctions
from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import Secret
from modelbrowser.domain.demo import demo_examples
from modelbrowser.domain.history_entry import AliasMove
from modelbrowser.domain.lookup import LookupResult, ModelInfo
from modelbrowser.domain.query import ModelQuery
from modelbrowser.history.history import History
from modelbrowser.session import LookupSession
from modelbrowser.state import Failed, Found, Retired

pytestmark = pytest.mark.anyio


LATER = datetime(2026, 12, 15, tzinfo=UTC)
MUCH_LATER = datetime(2027, 12, 1, tzinfo=UTC)


async def look_up(model_id: str, *betas: str) -> LookupResult:
    """Look up a model in the demo."""
    client = demo_client()
    try:
        return await client.retrieve(ModelQuery.parse(model_id, betas), lambda _: None)
    finally:
        await client.aclose()


async def test_every_model_and_alias_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ID and alias resolves to its model in the catalog, without a socket."""
    monkeypatch.setattr(socket, "getaddrinfo", None)
    for model in load_catalog().models:
        for name in (model.id, *model.aliases):
            if model.lifecycle == "retired":
                with pytest.raises(NotFoundError):
                    await look_up(name)
                continue
            lookup = await look_up(name)
            assert lookup.model.id == model.id
            assert lookup.is_alias is (name != model.id)
            assert lookup.exchange.demo
            names = [field.name for field in fields(ModelInfo) if field.compare]
            assert [getattr(model, name) for name in names] == [
                getattr(lookup.model, name) for name in names
            ]


@pytest.mark.parametrize("path", ["", "/anthropic"])
async def test_unknown_model_is_not_found(path: str) -> None:
    """The demo sends a 404 in the API's form, with a request ID, whatever the base URL's path."""
    connection = replace(DEMO, base_url=f"https://gateway.example{path}")
    client = ModelsClient(connection, DemoTransport())
    with pytest.raises(NotFoundError, match=r"^The demo has no model with that name\.$") as raised:
        await client.retrieve(ModelQuery("opus"), lambda _: None)
    await client.aclose()
    exchange = raised.value.exchange
    assert json.loads(exchange.body)["error"]["message"] == "model: opus"
    assert (raised.value.request_id or "").startswith("req_demo_")


async def test_unknown_betas_are_rejected() -> None:
    """Unknown betas are named in back-quotes; all known ones are accepted."""
    assert (await look_up("claude-opus-5", *KNOWN_BETAS)).model.id == "claude-opus-5"
    with pytest.raises(BadRequestError) as raised:
        await look_up("claude-opus-5", "pdfs-2024-09-25", "mine-2026-01-01", "x")
    sent = ("pdfs-2024-09-25", "mine-2026-01-01", "x")
    assert raised.value.rejected_among(sent) == sent[1:]


async def test_list_has_retired_models_only_on_request() -> None:
    """The list is newest first, without retired models unless they are requested."""
    client = demo_client()
    usual = (await client.list_models()).models
    retired = (await client.list_models(["retired"])).models
    await client.aclose()
    expected = [model.id for model in load_catalog().models if model.lifecycle != "retired"]
    assert [model.id for model in usual] == expected
    assert {model.lifecycle for model in retired} == {"retired"}
    assert len(usual) + len(retired) == len(load_catalog().models)


async def test_list_is_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pages give the same list."""
    client = demo_client()
    whole = (await client.list_models()).models
    monkeypatch.setattr("modelbrowser.api.paging.PAGE_SIZE", 5)
    assert (await client.list_models()).models == whole
    await client.aclose()


async def test_same_request_gets_the_same_response() -> None:
    """On one day, nothing in a response depends on chance or order."""
    first, second = [(await look_up("claude-opus-5", "pdfs-2024-09-25")).exchange for _ in range(2)]
    assert (first.body, first.response_headers) == (second.body, second.response_headers)


async def test_without_demo_a_key_is_needed() -> None:
    """Without a key nothing is sent, and the error says why; only the demo needs none."""
    connection = Connection(base_url="http://127.0.0.1:9", no_credential="It is empty.")
    client = ModelsClient(replace(connection, no_credential_remedy="Fill it."))
    with pytest.raises(MissingCredentialError) as raised:
        await client.retrieve(ModelQuery.parse("x"), lambda _: None)
    await client.aclose()
    assert (raised.value.message, raised.value.remedy) == ("It is empty.", "Fill it.")


@pytest.mark.parametrize(
    ("now", "names"),
    [
        (NOW, ["claude-haiku-4-5", "claude-opus-4-5", "claude-opus-4-1"]),
        (LATER, ["claude-haiku-4-5", "claude-opus-4-5", "claude-sonnet-4-5"]),
        (MUCH_LATER, ["claude-haiku-4-5", "claude-opus-4-5"]),
    ],
)
async def test_each_example_does_what_it_says(now: datetime, names: list[str]) -> None:
    """Today and in a year, what there is to try in the demo shows what it says."""
    examples = {shows: name for name, shows in demo_examples(now).items()}
    found = await outcomes_of([*examples.values()], now)
    outcomes = {shows: found[name] for shows, name in examples.items()}
    assert list(examples.values()) == [*names, "claude-hiaku-4-5", "claude-demo-latest"]

    alias = outcomes["an alias"]
    assert isinstance(alias, Found)
    assert (alias.lookup.is_alias, alias.lookup.model.lifecycle) == (True, "active")

    deprecated = outcomes.get("a deprecated model")
    assert (deprecated is None) is (now == MUCH_LATER)
    if deprecated:
        assert isinstance(deprecated, Found)
        model = deprecated.lookup.model
        assert model.lifecycle == "deprecated"
        assert model.retires_at
        assert model.retires_at > now

    assert isinstance(outcomes["a retired model"], Retired)

    typo = outcomes["a typo"]
    assert isinstance(typo, Failed)
    assert typo.suggestions[0].name == "claude-haiku-4-5"

    moved = outcomes["an alias that has moved (made up for the demo)"]
    assert isinstance(moved, Found)
    assert moved.alias_move == AliasMove(
        was="claude-opus-5",
        last_seen=now - timedelta(days=7),
        now="claude-opus-5-5",
    )
    assert moved.lookup.model.lifecycle == "active"
    note = "claude-demo-latest is made up for this demo"
    assert dict(moved.lookup.model.extra) == {"note": note}


async def test_the_invented_alias_moves_in_the_history_too(tmp_path: Path) -> None:
    """The lookup that the demo pretends to remember is in the history, once."""
    history = History(tmp_path / "history.db")
    session = LookupSession(DEMO, lambda _connection: demo_client(), history)
    for _ in range(2):
        outcome = await session.look_up(ModelQuery("claude-demo-latest"))
        assert isinstance(outcome, Found)
        assert outcome.alias_move
        assert outcome.alias_move.was == "claude-opus-5"
    entries = await history.recent(9, demo=True)
    await session.aclose()
    assert [(each.resolved_id, each.moved) for each in entries] == [
        ("claude-opus-5-5", False),
        ("claude-opus-5-5", True),
        ("claude-opus-5", False),
    ]


async def test_a_model_retires_at_its_date() -> None:
    """Once its date has passed, a model is not found, and listed among the retired ones only."""
    clients = [demo_client(now) for now in (NOW, LATER)]
    listed = [{model.id for model in (await each.list_models()).models} for each in clients]
    retired = (await clients[1].list_models(["retired"])).models
    gone = "claude-sonnet-4-5-20250929"
    assert listed[0] - listed[1] == {gone}
    assert gone in {model.id for model in retired}
    with pytest.raises(NotFoundError):
        await clients[1].retrieve(ModelQuery.parse(gone), lambda _: None)
    for client in clients:
        await client.aclose()


async def test_nothing_of_the_user_reaches_the_demo() -> None:
    """The client of the demo has no credential, and no headers or betas of the user's own."""
    headers = (("x-team", Secret("canary-0123456789")),)
    own = replace(WITH_KEY, demo=True, custom_headers=headers, custom_betas=("b-1",))
    client = make_client(own)
    lookup = await client.retrieve(ModelQuery.parse("claude-opus-5"), lambda _: None)
    await client.aclose()
    sent = dict(lookup.exchange.request_headers)
    assert sent.keys().isdisjoint({"x-api-key", "x-team", "anthropic-beta"})
    assert lookup.exchange.custom_betas == ()


async def test_a_response_takes_as_long_as_it_should() -> None:
    """The delay comes before each response; by default there is none."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    clock = TimeFunctions(now=lambda: NOW, sleep=sleep)
    for delay in (0.0, 0.2):
        client = ModelsClient(DEMO, DemoTransport(clock, delay))
        await client.retrieve(ModelQuery.parse("claude-opus-5"), lambda _: None)
        await client.aclose()
    assert waits == [0.2]
