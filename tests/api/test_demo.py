"""The demo answers as the API does, from the catalogue, without a network."""

import json
import socket

import pytest

from modelbrowser.api.client import ModelsClient, open_client
from modelbrowser.api.errors import BadRequestError, MissingCredentialError, NotFoundError
from modelbrowser.domain.betas import KNOWN
from modelbrowser.domain.catalogue import catalogue
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio


async def ask(model_id: str, *betas: str) -> Lookup:
    """Ask the demo."""
    client = open_client(Connection(demo=True))
    try:
        return await client.retrieve(ModelQuery.parse(model_id, betas), lambda _: None)
    finally:
        await client.aclose()


async def test_every_model_and_alias_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ID and alias finds its model, with the facts of the catalogue, without a socket."""
    monkeypatch.setattr(socket, "getaddrinfo", None)
    for model in catalogue().models:
        for name in (model["id"], *model["aliases"]):
            if model["lifecycle"] == "retired":
                with pytest.raises(NotFoundError):
                    await ask(name)
                continue
            lookup = await ask(name)
            assert lookup.model.id == model["id"]
            assert lookup.is_alias is (name != model["id"])
            assert lookup.exchange.demo
            assert lookup.model.max_tokens == model["max_tokens"]
            assert dict(lookup.model.extra) == {}
            assert not {"aliases", "replacement"} & json.loads(lookup.exchange.body).keys()


async def test_unknown_model_is_a_404_of_the_api() -> None:
    """The demo refuses in the API's words, with a request ID."""
    with pytest.raises(NotFoundError) as raised:
        await ask("opus")
    exchange = raised.value.exchange
    assert exchange
    assert json.loads(exchange.body)["error"]["message"] == "model: opus"
    assert (raised.value.request_id or "").startswith("req_demo_")


async def test_unknown_beta_is_a_400_of_the_api() -> None:
    """Values that nobody knows are named in back-quotes; all known ones pass."""
    assert (await ask("claude-opus-5", *KNOWN)).model.id == "claude-opus-5"
    with pytest.raises(BadRequestError) as raised:
        await ask("claude-opus-5", "pdfs-2024-09-25", "mine-2026-01-01", "x")
    sent = ("pdfs-2024-09-25", "mine-2026-01-01", "x")
    assert raised.value.refused_among(sent) == sent[1:]


async def test_list_has_what_is_not_retired_unless_asked() -> None:
    """The list is newest first, without retired models, which come on request."""
    client = open_client(Connection(demo=True))
    usual = (await client.list_models()).models
    retired = (await client.list_models(["retired"])).models
    await client.aclose()
    expected = [model["id"] for model in catalogue().models if model["lifecycle"] != "retired"]
    assert [model.id for model in usual] == expected
    assert {model.lifecycle for model in retired} == {"retired"}
    assert len(usual) + len(retired) == len(catalogue().models)


async def test_list_is_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pages give the same list."""
    client = open_client(Connection(demo=True))
    whole = await client.list_models()
    monkeypatch.setattr("modelbrowser.api.client.PAGE_SIZE", 5)
    assert await client.list_models() == whole
    await client.aclose()


async def test_same_question_has_the_same_answer() -> None:
    """Nothing in an answer depends on chance, order or time."""
    first, second = [(await ask("claude-opus-5", "pdfs-2024-09-25")).exchange for _ in range(2)]
    assert (first.body, first.response_headers) == (second.body, second.response_headers)


async def test_without_demo_a_key_is_needed() -> None:
    """Without a key nothing is asked, except of the demo."""
    client = ModelsClient(Connection(base_url="http://127.0.0.1:9"))
    with pytest.raises(MissingCredentialError):
        await client.retrieve(ModelQuery.parse("x"), lambda _: None)
    await client.aclose()
