"""Reads the body of a response: its length, its compression, its encoding, its secrets."""

import asyncio
import re
import zlib

import httpx

from modelbrowser.api.environment import Route
from modelbrowser.api.errors import APIResponseValidationError
from modelbrowser.api.redaction import Redactor

MAX_BODY = 1024 * 1024
"""The longest body of a successful response that is read, in bytes."""

MAX_ERROR_BODY = 64 * 1024
"""The longest body of an error response that is read, in bytes; the rest is ignored."""

_LONG_BODY = 16 * 1024
"""From this length on, in bytes, a search for the key is worth a thread, which takes 0.3 ms."""

_CHARSET = re.compile(
    rb"charset=[\"']?(iso-8859-(?:1[013-6]?|[2-9])|windows-125[0-8]|shift_jis|euc-(?:jp|kr)|gbk|gb2312|big5|koi8-[ru])",
    re.IGNORECASE,
)

_MAX_DECLARATION = 1024
"""How far into a web page its encoding is looked for, in bytes."""

_GZIP = 31
"""What zlib calls the format of gzip."""


async def read_body(response: httpx.Response, redactor: Redactor, route: Route) -> bytes:
    """Read a body and remove the secrets from it.

    Raises:
        APIResponseValidationError: If a successful response is too large, or compressed with a
            method other than gzip.
        httpx.HTTPError: If the connection fails.
    """
    limit = MAX_BODY if response.is_success else MAX_ERROR_BODY
    encoding = redactor.clean_text(response.headers.get("content-encoding", "identity"))
    encoding = encoding.strip().lower()
    content, is_cut = await _read_up_to(limit, response, encoding)
    if content is None:
        if response.is_success:
            raise _unreadable_body(f"can't be decoded (content-encoding: {encoding[:20]})", route)
        # The status is what matters; a body that cannot be read is left out.
        return b""
    if is_cut and response.is_success:
        raise _unreadable_body("is too large", route)
    content = _to_utf8(content, response.headers)
    if len(content) < _LONG_BODY:
        return redactor.clean(content, is_cut=is_cut)
    # In a thread: a hostile one takes a second.
    return await asyncio.to_thread(redactor.clean, content, is_cut=is_cut)


def _to_utf8(content: bytes, headers: httpx.Headers) -> bytes:
    """Return a body in UTF-8 if it names another encoding, as old web pages and proxies do."""
    try:
        content.decode()
    except UnicodeDecodeError:
        declared = headers.get("content-type", "").encode() + content[:_MAX_DECLARATION]
        if charset := _CHARSET.search(declared):
            return content.decode(charset[1].decode(), "replace").encode()
    return content


async def _read_up_to(
    limit: int, response: httpx.Response, encoding: str
) -> tuple[bytes | None, bool]:
    """Return up to `limit` bytes, and whether there were more; None if they can't be unpacked.

    Some gateways send gzip although it wasn't requested. Only what is kept is decompressed.
    """
    if encoding not in {"identity", "gzip", "x-gzip"}:
        return None, False
    unpacker = None if encoding == "identity" else zlib.decompressobj(wbits=_GZIP)
    content = bytearray()
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        try:
            content += unpacker.decompress(chunk, limit + 1) if unpacker else chunk
        except zlib.error:
            return None, False
        # A small body may expand a lot, and bytes after the end of the gzip stream are dropped.
        if max(len(content), received) > limit:
            return bytes(content[:limit]), True
    is_whole = unpacker is None or unpacker.eof
    return (bytes(content) if is_whole else None), False


def _unreadable_body(what: str, route: Route) -> APIResponseValidationError:
    remedy = route.connection.check(why="a proxy") + route.through_proxy
    return APIResponseValidationError(f"The response from {route.host} {what}.", remedy)
