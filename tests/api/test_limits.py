"""How much of an answer is read, and in which form."""

import gzip
import tracemalloc
from collections.abc import Callable

import pytest
from support import answers
from support.asking import ask, failure
from support.servers import Conversation, RawServer

from modelbrowser.api.errors import (
    APIResponseValidationError,
    APIStatusError,
    PermissionDeniedError,
)

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024


def endless(head: bytes) -> Callable[[Conversation], None]:
    """A body that ends only when the client leaves."""

    def script(conversation: Conversation) -> None:
        conversation.send(head)
        while True:
            conversation.send(b"1000\r\n" + b" " * 4096 + b"\r\n")

    return script


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n",
    ],
    ids=["until close", "chunked", "100 MB"],
)
async def test_large_answer_is_not_read(head: bytes) -> None:
    """Row 53: after 1 MiB it is enough; memory grows by less than 32 MiB."""
    tracemalloc.start()
    with RawServer(endless(head)) as server:
        error = await failure(server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.message == f"The answer of 127.0.0.1:{server.port} is too large."
    assert (type(error), error.exit_code) == (APIResponseValidationError, 6)
    assert len(server.requests) == 1
    assert peak < 32 * MIB


async def test_one_mebibyte_is_read() -> None:
    """Row 53: an answer of exactly 1 MiB is read, one of a byte more is not."""
    start = len(answers.model(note="").partition(b"\r\n\r\n")[2])
    for size, is_read in ((MIB, True), (MIB + 1, False)):
        with RawServer(answers.model(note="x" * (size - start))) as server:
            if is_read:
                assert len((await ask(server.url)).exchange.body) == MIB
            else:
                assert "too large" in (await failure(server.url)).message


async def test_refusal_with_an_endless_body_keeps_its_status() -> None:
    """Row 53: of a refusal 64 KiB are read, and the status still counts."""
    with RawServer(endless(b"HTTP/1.1 403 Forbidden\r\n\r\n")) as server:
        error = await failure(server.url)
    assert isinstance(error, PermissionDeniedError)
    assert isinstance(error, APIStatusError)
    assert error.exchange
    assert len(error.exchange.body) <= 64 * 1024


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "gzip, gzip", "GZIP", "x"])
async def test_compressed_answer_is_refused(encoding: str) -> None:
    """Row 53: what was not asked for is not unpacked, however small it looks."""
    bomb = gzip.compress(b" " * MIB)
    with RawServer(answers.http(bomb, content_encoding=encoding)) as server:
        error = await failure(server.url)
    assert error.message.endswith("is compressed although that was not asked for.")


@pytest.mark.parametrize("encoding", ["identity", "Identity"])
async def test_identity_is_no_compression(encoding: str) -> None:
    """An answer that says it is not compressed is read."""
    answer = answers.model().replace(b"\r\n", f"\r\ncontent-encoding: {encoding}\r\n".encode(), 1)
    with RawServer(answer) as server:
        assert (await ask(server.url)).model.display_name == "Claude Sonnet 4.5"


async def test_many_headers_are_read_and_too_many_are_not_http() -> None:
    """Row 47: headers up to a limit, and no more."""
    few = [f"x-{n}: y" for n in range(500)]
    with RawServer(answers.model().replace(b"\r\n", "\r\n".join(["", *few, ""]).encode(), 1)) as s:
        assert len((await ask(s.url)).exchange.response_headers) > 500
    many = [f"x-{n}: {'y' * 90}" for n in range(5000)]
    with RawServer(answers.http("{}", headers=many)) as s:
        assert "did not answer in HTTP" in (await failure(s.url)).message
