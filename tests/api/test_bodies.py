"""The limits on reading a response, and its encodings."""

import gzip
import tracemalloc
from collections.abc import Callable

import pytest
from support import answers
from support.lookups import look_up, lookup_error
from support.servers import Conversation, RawServer

from modelbrowser.api.errors import (
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    PermissionDeniedError,
)

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024


def endless(head: bytes) -> Callable[[Conversation], None]:
    """Return a script whose body ends only when the client disconnects."""

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
async def test_large_response_is_not_read(head: bytes) -> None:
    """Row 53: reading stops after 1 MiB; memory grows by less than 32 MiB."""
    tracemalloc.start()
    with RawServer(endless(head)) as server:
        error = await lookup_error(server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.message == f"The response from 127.0.0.1:{server.port} is too large."
    assert error.remedy == "Check the base URL."
    assert (type(error), error.exit_code) == (APIResponseValidationError, 6)
    assert len(server.requests) == 1
    assert peak < 32 * MIB


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_response_of_one_mebibyte_is_read(encoding: str) -> None:
    """Row 53: a response of exactly 1 MiB is read, one that is a byte longer is not."""
    _, _, shortest = answers.model(note="").partition(b"\r\n\r\n")
    for size, is_read in ((MIB, True), (MIB + 1, False)):
        _, _, body = answers.model(note="x" * (size - len(shortest))).partition(b"\r\n\r\n")
        if encoding == "gzip":
            body = gzip.compress(body, 1)
        with RawServer(answers.http(body, content_encoding=encoding)) as server:
            if is_read:
                assert len((await look_up(server.url)).exchange.body) == MIB
            else:
                assert "too large" in (await lookup_error(server.url)).message


@pytest.mark.parametrize(("size", "is_cut"), [(64 * 1024, False), (64 * 1024 + 1, True)])
async def test_error_of_64_kibibytes_is_read(size: int, *, is_cut: bool) -> None:
    """Row 53: an error of exactly 64 KiB is read completely; a longer one is cut off."""
    with RawServer(answers.http("x" * size, "403 Forbidden")) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, APIStatusError)
    assert (len(error.exchange.body) < 64 * 1024) is is_cut


async def test_body_that_is_not_utf_8_is_kept() -> None:
    """Row 56: the exchange keeps the body of an error, whatever its bytes."""
    with RawServer(answers.http(b"a\xffb", "403 Forbidden")) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, APIStatusError)
    assert error.exchange.body == "a\ufffdb"


async def test_error_with_an_endless_body_keeps_its_status() -> None:
    """Row 53: 64 KiB of an error are read, and its status decides."""
    with RawServer(endless(b"HTTP/1.1 403 Forbidden\r\n\r\n")) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, PermissionDeniedError)
    assert isinstance(error, APIStatusError)
    assert len(error.exchange.body) <= 64 * 1024


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
async def test_compressed_response_is_rejected(encoding: str) -> None:
    """Row 53: a body compressed with anything but gzip is not decompressed."""
    with RawServer(answers.http(gzip.compress(b"{}"), content_encoding=encoding)) as server:
        error = await lookup_error(server.url)
    assert error.message.endswith(f"can't be decoded (content-encoding: {encoding}).")


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
async def test_gzip_is_unpacked(encoding: str) -> None:
    """A gzip response is read although gzip was not requested, and so is a gzip error."""
    _, _, body = answers.model().partition(b"\r\n\r\n")
    found = answers.http(gzip.compress(body), content_encoding=encoding)
    failed = answers.http(gzip.compress(b"no luck"), "403 X", content_encoding=encoding)
    with RawServer(found, failed) as server:
        assert (await look_up(server.url)).model.display_name == "Claude Sonnet 4.5"
        assert (await lookup_error(server.url)).message.endswith('The response said: "no luck"')


@pytest.mark.parametrize("end", [b"", bytes(9), b"<!-- x -->"])
async def test_gzip_in_several_members_is_unpacked(end: bytes) -> None:
    """All members of a gzip body are read, and what follows them is left out."""
    _, _, body = answers.model().partition(b"\r\n\r\n")
    parts = (body[:20], b"", body[20:40], body[40:])
    packed = b"".join(map(gzip.compress, parts)) + end
    with RawServer(answers.http(packed, content_encoding="gzip")) as server:
        assert (await look_up(server.url)).model.display_name == "Claude Sonnet 4.5"


async def test_gzip_bomb_is_not_unpacked() -> None:
    """Row 53: a body that expands to 64 MiB is decompressed only up to the limit."""
    bomb = gzip.compress(b"") + gzip.compress(b" " * 64 * MIB, 1)
    tracemalloc.start()
    with RawServer(answers.http(bomb, content_encoding="gzip")) as server:
        error = await lookup_error(server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.message == f"The response from 127.0.0.1:{server.port} is too large."
    assert peak < 32 * MIB


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden"])
async def test_what_follows_gzip_is_not_kept(status: str) -> None:
    """Row 53: if endless data follows a gzip body, reading stops at the limit."""
    packed = gzip.compress(b"{}")
    head = f"HTTP/1.1 {status}\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n"
    body = b"%x\r\n%b\r\n" % (len(packed), packed)
    tracemalloc.start()
    with RawServer(endless(head.encode() + body)) as server:
        error = await lookup_error(server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not isinstance(error, APITimeoutError)
    assert peak < 32 * MIB


@pytest.mark.parametrize(
    "body",
    [b"{}", gzip.compress(b"{}")[:-1], gzip.compress(b"{}") + gzip.compress(b"{}")[:-9]],
    ids=["plain", "cut", "cut later"],
)
async def test_what_is_not_gzip(body: bytes) -> None:
    """A body that is not in the encoding that its header names, or is cut, can't be read."""
    with RawServer(answers.http(body, content_encoding="gzip")) as server:
        error = await lookup_error(server.url)
    assert error.message.endswith("can't be decoded (content-encoding: gzip).")


@pytest.mark.parametrize("encoding", ["identity", "Identity", "", "none", "UTF-8"])
async def test_what_is_not_compressed_is_read(encoding: str) -> None:
    """A response is read if its header names no compression, even if it names no encoding."""
    answer = answers.model().replace(b"\r\n", f"\r\ncontent-encoding: {encoding}\r\n".encode(), 1)
    with RawServer(answer) as server:
        assert (await look_up(server.url)).model.display_name == "Claude Sonnet 4.5"


async def test_many_headers_are_read_and_too_many_are_not() -> None:
    """Row 47: 500 headers are read; 5,000 long ones are invalid."""
    few = [f"x-{n}: y" for n in range(500)]
    with RawServer(answers.model().replace(b"\r\n", "\r\n".join(["", *few, ""]).encode(), 1)) as s:
        assert len((await look_up(s.url)).exchange.response_headers) > 500
    many = [f"x-{n}: {'y' * 90}" for n in range(5000)]
    with RawServer(answers.http("{}", headers=many)) as s:
        assert "sent an invalid HTTP response" in (await lookup_error(s.url)).message
