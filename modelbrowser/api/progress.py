"""How far a request has come, so that a failure can be named for what it is."""

from collections.abc import Mapping
from typing import Any, Literal

Stage = Literal["connecting", "securing", "waiting", "reading"]
"""Up to TCP; in the TLS handshake; the request is sent; the headers have come."""


class Progress:
    """Follows one lookup.

    Attributes:
        stage: How far the current try has come.
    """

    def __init__(self) -> None:
        self.stage: Stage = "connecting"
        self._stream: Any = None

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take an event of httpcore's `trace` extension."""
        if event.endswith("connect_tcp.complete"):
            self._stream = info["return_value"]
        elif event.endswith("start_tls.started"):
            self.stage = "securing"
        elif event.endswith("send_request_headers.started"):
            self.stage = "waiting"

    async def close_unsecured(self) -> None:
        """Close a connection that got no further than the TLS handshake.

        httpcore leaves it open where the handshake is cancelled, as by a deadline.
        """
        if self.stage == "securing" and self._stream:
            await self._stream.aclose()
