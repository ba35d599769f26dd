"""Reading an answer's body, up to a limit, and only as it was asked for: not compressed."""

import httpx

from modelbrowser.api.errors import APIResponseValidationError
from modelbrowser.api.redaction import Redactor

MAX_BODY = 1024 * 1024
"""The longest body that is read of an answer, in bytes."""

MAX_ERROR_BODY = 64 * 1024
"""The longest body that is read of a refusal, in bytes; what comes after is left out."""


async def read_body(response: httpx.Response, redactor: Redactor, host: str) -> bytes:
    """Read the body and take the key out of it.

    Raises:
        APIResponseValidationError: If it is too large, or compressed.
        httpx.HTTPError: If the connection fails.
    """
    compressed = response.headers.get("content-encoding", "identity").strip().lower() != "identity"
    if not response.is_success:
        # The status tells enough; a body that cannot be read is left out.
        content, cut = (b"", False) if compressed else await _read(response, MAX_ERROR_BODY)
        return redactor.clean(content, cut=cut)
    if compressed:
        raise _unreadable(f"The answer of {host} is compressed although that was not asked for.")
    content, cut = await _read(response, MAX_BODY)
    if cut:
        raise _unreadable(f"The answer of {host} is too large.")
    return redactor.clean(content)


async def _read(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """Up to so many bytes, and whether there were more."""
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > limit:
            return bytes(content[:limit]), True
    return bytes(content), False


def _unreadable(message: str) -> APIResponseValidationError:
    return APIResponseValidationError(message, "Check the base URL; a proxy may be in between.")
