"""The demo responds as the API does, from the catalogue, without a network."""

import json
import socket

import pytest

from modelbrowser.api.client import ModelsClient, open_client
from modelbrowser.api.errors import BadRequestError, MissingCredentialError, NotFoundError
from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.catalogue import load_catalogue
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio


async def look_up(model_id: str, *betas: str) -> Lookup:
    """Look up a model in the demo."""
    client = open_client(Connection(demo=True))
    try:
        return await client.retrieve(ModelQuery.parse(model_id, betas), lambda _: None)
    finally:
        await client.aclose()


async def test_every_model_and_alias_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ID and alias resolves to its model in the catalogue, without a socket."""
    monkeypatch.setattr(socket, "getaddrinfo", None)
    for model in load_catalogue().models:
        for name in (model["id"], *model["aliases"]):
            if model["lifecycle"] == "retired":
                with pytest.raises(NotFoundError):
                    await look_up(name)
                continue
            lookup = await look_up(name)
            assert lookup.model.id == model["id"]
            assert lookup.is_alias is (name != model["id"])
            assert lookup.exchange.demo
            assert lookup.model.max_tokens == model["max_tokens"]
            assert dict(lookup.model.extra) == {}
            assert not {"aliases", "replacement"} & json.loads(lookup.exchange.body).keys()


async def test_unknown_model_is_not_found() -> None:
    """The demo sends a 404 in the API's form, with a request ID."""
    with pytest.raises(NotFoundError) as raised:
        await look_up("opus")
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
    client = open_client(Connection(demo=True))
    usual = (await client.list_models()).models
    retired = (await client.list_models(["retired"])).models
    await client.aclose()
    expected = [model["id"] for model in load_catalogue().models if model["lifecycle"] != "retired"]
    assert [model.id for model in usual] == expected
    assert {model.lifecycle for model in retired} == {"retired"}
    assert len(usual) + len(retired) == len(load_catalogue().models)


async def test_list_is_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pages give the same list."""
    client = open_client(Connection(demo=True))
    whole = await client.list_models()
    monkeypatch.setattr("modelbrowser.api.client.PAGE_SIZE", 5)
    assert await client.list_models() == whole
    await client.aclose()


async def test_same_request_gets_the_same_response() -> None:
    """Nothing in a response depends on chance, order or time."""
    first, second = [(await look_up("claude-opus-5", "pdfs-2024-09-25")).exchange for _ in range(2)]
    assert (first.body, first.response_headers) == (second.body, second.response_headers)


async def test_without_demo_a_key_is_needed() -> None:
    """Without a key nothing is sent; only the demo needs none."""
    client = ModelsClient(Connection(base_url="http://127.0.0.1:9"))
    with pytest.raises(MissingCredentialError):
        await client.retrieve(ModelQuery.parse("x"), lambda _: None)
    await client.aclose()
