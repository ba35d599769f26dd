"""A real HTTP server on loopback, which responds to lookups as and when a test says."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from support.apps import KEY

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import parse_credential

_PAGE = 1000
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass
class Answer:
    """The response for a model ID, once its gate is open."""

    body: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)


def _list_of(*models: Mapping[str, Any]) -> Answer:
    answer = Answer({"data": models, "has_more": False, "last_id": None})
    answer.gate.set()
    return answer


@dataclass
class ModelsServer:
    """A server, with its answers and the requests it received.

    Attributes:
        port: The port that it listens on.
        answers: The responses by model ID; any other ID gets a 404.
        requested: The model ID and the betas of each lookup, in the order of arrival.
        keys: The key of each lookup.
        listed: The response to a list request; by default an empty list, at once.
        lists: The number of list requests.
    """

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    requested: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    listed: Answer = field(default_factory=_list_of)
    lists: int = 0
    arrivals: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    @property
    def connection(self) -> Connection:
        """The connection to this server, with the tests' key."""
        credential = parse_credential(KEY, source="ANTHROPIC_API_KEY")
        return Connection(base_url=f"http://127.0.0.1:{self.port}", credential=credential)

    def holds_list(self, *models: Mapping[str, Any]) -> Answer:
        """Answer the list with these models, but only when the gate is opened."""
        self.listed = _list_of(*models)
        self.listed.gate.clear()
        return self.listed

    def holds(self, asked: str, **fields: Any) -> Answer:
        """Answer with a model, but only when the gate is opened."""
        answer = Answer(model(**{"id": asked, **fields}))
        self.answers[asked] = answer
        return answer

    def gives(self, asked: str, **fields: Any) -> None:
        """Answer at once with a model."""
        self.holds(asked, **fields).gate.set()

    def rejects(self, asked: str, status: int, message: str, **headers: str) -> None:
        """Answer at once with an error in the API's format."""
        error = {"type": "error", "error": {"type": "some_error", "message": message}}
        self.answers[asked] = Answer(error, status, headers)
        self.answers[asked].gate.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                writer.write(await self._answer(request.decode("ascii")))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            # The client went away, as it may.
            pass
        finally:
            writer.close()

    async def _answer(self, request: str) -> bytes:
        line, *headers = request.split("\r\n")
        _, _, quoted = line.split()[1].partition("/v1/models/")
        if not quoted:
            self.lists += "after_id" not in line
            await self.listed.gate.wait()
            return _response(self.listed.status, _page(self.listed.body, line.split()[1]))
        model_id = unquote(quoted)
        sent = {name.lower(): value for name, _, value in (h.partition(": ") for h in headers)}
        betas = tuple(filter(None, sent.get("anthropic-beta", "").split(",")))
        self.requested.append((model_id, betas))
        self.keys.append(sent.get("x-api-key"))
        self.arrivals.release()
        answer = self.answers.get(model_id)
        if answer is None:
            error = {"type": "not_found_error", "message": f"model: {model_id}"}
            answer = Answer({"type": "error", "error": error}, 404)
            answer.gate.set()
        await answer.gate.wait()
        return _response(answer.status, answer.body, answer.headers)


def _page(listed: Mapping[str, Any], target: str) -> Mapping[str, Any]:
    """The requested page of a list, of a thousand models at most."""
    models = listed.get("data", ())
    if len(models) <= _PAGE:
        return listed
    ids = [each["id"] for each in models]
    (after,) = parse_qs(urlsplit(target).query).get("after_id", [None])
    start = ids.index(after) + 1 if after else 0
    page = models[start : start + _PAGE]
    return {"data": page, "has_more": start + _PAGE < len(models), "last_id": page[-1]["id"]}


def _response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] = _NONE) -> bytes:
    content = json.dumps(body).encode()
    extra = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} Said\r\ncontent-length: {len(content)}\r\n{extra}\r\n"
    return head.encode("latin-1") + content


def model(**fields: Any) -> dict[str, Any]:
    """A model as the API describes one; a field given here replaces the usual one."""
    usual = {"type": "model", "display_name": "A model", "created_at": "2025-09-29T00:00:00Z"}
    return usual | fields


@asynccontextmanager
async def models_server() -> AsyncIterator[ModelsServer]:
    """Serve on a free port of loopback."""
    models = ModelsServer()
    server = await asyncio.start_server(models.serve, "127.0.0.1", 0)
    models.port = server.sockets[0].getsockname()[1]
    try:
        yield models
    finally:
        for answer in (models.listed, *models.answers.values()):
            answer.gate.set()
        server.close()
