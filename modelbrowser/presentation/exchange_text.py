"""A request and its response as text, to read and to export."""

import json
import platform
from io import StringIO

from modelbrowser import __version__
from modelbrowser.domain.lookup import MAX_ATTEMPTS, Exchange, Headers, all_betas
from modelbrowser.domain.query import ModelQuery

MAX_CHARACTERS = 64 * 1024
"""The maximum number of characters of a body that are indented and shown."""

MAX_LINES = 4000
"""The maximum number of lines of a body that are shown."""


def exchange_text(exchange: Exchange) -> str:
    """The request and the response, without the key; for the demo, a note that nothing was sent.

    This is untrusted text: sanitize it line by line before showing it.
    """
    demo = ("Demo: nothing was sent.", "A real request would look like this.", "")
    body = body_text(exchange.body)
    shown = "\n".join(body[:MAX_CHARACTERS].split("\n", MAX_LINES)[:MAX_LINES])
    rest = len(body) - len(shown)
    lines = (
        *(demo if exchange.demo else ()),
        f"{exchange.method} {exchange.url}",
        *_header_lines(exchange.request_headers),
        "",
        f"{exchange.status}",
        *_header_lines(exchange.response_headers),
        "",
        shown,
        *((f"… and {rest:,} more characters",) if rest else ()),
    )
    return "\n".join(lines)


def body_text(body: str, *, ascii_only: bool = False) -> str:
    """The body, indented if it is JSON and not too long, otherwise as received.

    For export, JSON in ASCII is safest.
    """
    if len(body) > MAX_CHARACTERS:
        # Parsed, a hostile one would take 30 times its size in memory.
        return body
    encoder = json.JSONEncoder(indent=2, ensure_ascii=ascii_only)
    text = StringIO()
    try:
        # In pieces, because a few bytes of deeply nested JSON become many when indented.
        for piece in encoder.iterencode(json.loads(body)):
            text.write(piece)
            if text.tell() > MAX_CHARACTERS:
                return body
    except (ValueError, RecursionError):
        return body
    return text.getvalue()


def support_bundle(query: ModelQuery, exchange: Exchange) -> str:
    """What Anthropic's support needs, in a few lines: no key, no organization, no body."""
    return f"""\
time        {exchange.finished_at:%Y-%m-%dT%H:%M:%SZ}
request     {exchange.method} {exchange.url}
status      {exchange.status}
request ID  {exchange.request_id or "none"}
betas       {", ".join(all_betas(query, exchange)) or "none"}
elapsed     {exchange.elapsed * 1000:.0f} ms
attempts    {exchange.attempts} of {MAX_ATTEMPTS}
versions    modelbrowser {__version__}, Python {platform.python_version()}, {platform.system()}"""


def _header_lines(headers: Headers) -> tuple[str, ...]:
    return tuple(f"{name}: {value}" for name, value in headers)
