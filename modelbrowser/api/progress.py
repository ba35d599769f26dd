"""How far a request has come, so that a failure can be named for what it is."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

Stage = Literal["connecting", "securing", "waiting", "baffled", "reading"]
"""Up to TCP; in the TLS handshake; the request is sent; something else than HTTP has come;
the headers have come."""


class Progress:
    """Follows one try.

    Args:
        is_baffled: Whether what came of the answer is something else than HTTP.

    Attributes:
        stage: How far it has come.
    """

    def __init__(self, is_baffled: Callable[[], bool]) -> None:
        self.stage: Stage = "connecting"
        self._is_baffled = is_baffled
        self._stream: Any = None

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take an event of httpcore's `trace` extension."""
        if event.endswith("connect_tcp.complete"):
            self._stream = info["return_value"]
        elif event.endswith("start_tls.started"):
            self.stage = "securing"
        elif event.endswith("send_request_headers.started"):
            self.stage = "waiting"
        elif event.endswith("receive_response_headers.failed") and self._is_baffled():
            self.stage = "baffled"

    async def close_unsecured(self) -> None:
        """Close a connection that got no further than the TLS handshake.

        httpcore leaves it open where the handshake is cancelled, as by a deadline.
        """
        if self.stage == "securing" and self._stream:
            await self._stream.aclose()
