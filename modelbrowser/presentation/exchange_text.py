"""What was sent and what came back, as text to read and to hand on."""

import json
import platform
from io import StringIO

from modelbrowser import __version__
from modelbrowser.domain.lookup import MAX_TRIES, Exchange, Headers
from modelbrowser.domain.query import ModelQuery

LIMIT = 64 * 1024
"""How much of a body is indented and shown, in characters."""

MAX_LINES = 4000
"""How many lines of a body are shown."""

_DEMO = "Demo: nothing was sent. This is what would have been."


def exchange_text(exchange: Exchange) -> str:
    """The request and the answer, the key taken out of both; of the demo, that nothing was sent.

    Foreign text: to be made plain line by line before it is shown.
    """
    return "\n".join(
        (
            *((_DEMO, "") if exchange.demo else ()),
            f"{exchange.method} {exchange.url}",
            *_lines(exchange.request_headers),
            "",
            f"{exchange.status}",
            *_lines(exchange.response_headers),
            "",
            _cut(body_text(exchange.body)),
        )
    )


def body_text(body: str, *, ascii_only: bool = False) -> str:
    """The body, indented where it is JSON of no great size, else as it came.

    Args:
        body: What came back.
        ascii_only: Whether JSON is to be written in ASCII, as is best where it is handed on.
    """
    encoder = json.JSONEncoder(indent=2, ensure_ascii=ascii_only)
    text = StringIO()
    try:
        # Piece by piece: a few bytes of deep JSON become many when they are indented.
        for piece in encoder.iterencode(json.loads(body)):
            text.write(piece)
            if text.tell() > LIMIT:
                return body
    except (ValueError, RecursionError):
        return body
    return text.getvalue()


def support_bundle(query: ModelQuery, exchange: Exchange) -> str:
    """What the API's support asks for, on a few lines; no key, no organisation, no body."""
    betas = ", ".join(query.betas) or "none"
    python = platform.python_version()
    return "\n".join(
        (
            f"time        {exchange.finished_at:%Y-%m-%dT%H:%M:%SZ}",
            f"request     {exchange.method} {exchange.url}",
            f"status      {exchange.status}",
            f"request ID  {exchange.request_id or 'none given'}",
            f"betas       {betas}",
            f"took        {exchange.elapsed * 1000:.0f} ms, {exchange.tries} of {MAX_TRIES} tries",
            f"versions    modelbrowser {__version__}, Python {python}, {platform.system()}",
        )
    )


def _cut(body: str) -> str:
    """As much of a body as is shown, and how much is not."""
    shown = "\n".join(body[:LIMIT].split("\n", MAX_LINES)[:MAX_LINES])
    rest = len(body) - len(shown)
    return f"{shown}\n… and {rest:,} more characters" if rest else shown


def _lines(headers: Headers) -> tuple[str, ...]:
    return tuple(f"{name}: {value}" for name, value in headers)
