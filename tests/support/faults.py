"""Servers that misbehave and echo the key wherever they can."""

import json

import trustme
from support import answers, certificates
from support.canary import KEY
from support.servers import Conversation, RawServer, Script

ECHOES = f"x-echo: {KEY}\r\nset-cookie: k={KEY}\r\nrequest-id: {KEY}\r\n"
"""Headers that echo the key."""


def echo(status: str, body: str, *headers: str) -> bytes:
    """A response with the key in its reason, its headers and its body."""
    answer = answers.http(body, f"{status} {KEY}", headers)
    return answer.replace(b"\r\n", f"\r\n{ECHOES}".encode(), 1)


def _error(message: str) -> str:
    error = {"type": KEY, "message": message}
    return json.dumps({"type": "error", "error": error, "request_id": KEY})


FOUND = json.dumps({**answers.MODEL, "display_name": KEY, KEY: [KEY, {KEY: KEY}]})
HOSTILE = json.dumps(
    {**answers.MODEL, "display_name": f"\x1b]52;c;{KEY}\x07[@click=app.quit]\ud800"}
)


def _silence(conversation: Conversation) -> None:
    conversation.wait_until_gone()


def _reset_within(conversation: Conversation) -> None:
    conversation.send(f"HTTP/1.1 200 OK\r\n{ECHOES}content-length: 999\r\n\r\n{KEY}".encode())
    conversation.reset()


ANSWERS: dict[str, Script] = {
    "200": echo("200", FOUND),
    "200-hostile": echo("200", HOSTILE),
    "200-broken-JSON": echo("200", FOUND[:-9]),
    "200-wrong-shape": echo("200", f'["{KEY}"]'),
    "200-HTML": echo("200", f"<html>{KEY}"),
    "200-gzip": echo("200", KEY, "content-encoding: gzip"),
    "204": echo("204", ""),
    "302": echo("302", KEY, f"location: https://{KEY}@{KEY}/{KEY}?{KEY}"),
    "400": echo("400", _error(f"no {KEY}")),
    "401": echo("401", _error(f"no {KEY}")),
    "404": echo("404", _error(f"model: {KEY}")),
    "407": echo("407", KEY),
    "429": echo("429", _error(KEY), f"retry-after: {KEY}", "x-should-retry: false"),
    "500": echo("500", _error(KEY), "x-should-retry: false"),
    "529-text": echo("529", KEY, "x-should-retry: false"),
    "not-HTTP": f"SSH-2.0-{KEY}\r\n{KEY}\r\n\r\n".encode(),
    "bad-header": f"HTTP/1.1 200 OK\r\n{KEY}\0\r\n\r\n".encode(),
    "bad-chunk": f"HTTP/1.1 200 {KEY}\r\ntransfer-encoding: chunked\r\n\r\n{KEY}".encode(),
    "cut-off": _reset_within,
    "silence": _silence,
}
"""Responses by name; each name can be a model ID."""


def answer_by_name(conversation: Conversation) -> None:
    """Answer the lookup of a name above with the response of that name, and reject the list."""
    script = ANSWERS.get(conversation.path.rpartition("/")[2], echo("403", KEY))
    if callable(script):
        script(conversation)
    else:
        conversation.send(script)


def _answer_without_tls(conversation: Conversation) -> None:
    conversation.sock.recv(65536)
    conversation.send(echo("400", KEY))


def break_tls(server: RawServer, fault: str) -> None:
    """Make an https server unusable from the next connection on.

    Args:
        server: The server.
        fault: One of `HANDSHAKES`.
    """
    server.tls, server.greeting = None, None
    if fault == "unknown-authority":
        server.tls = certificates.good(trustme.CA())
    elif fault == "expired":
        server.tls = certificates.expired(trustme.CA())
    else:
        server.greeting = _answer_without_tls


HANDSHAKES = ("unknown-authority", "expired", "no-tls")
"""How TLS can fail, by name."""
