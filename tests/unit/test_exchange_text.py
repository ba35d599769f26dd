"""A request and its response as text."""

import json
import platform

import pytest
from support.samples import exchange

from modelbrowser import __version__
from modelbrowser.domain.query import ModelQuery
from modelbrowser.presentation.exchange_text import (
    MAX_CHARACTERS,
    MAX_LINES,
    body_text,
    exchange_text,
    support_bundle,
)

EXCHANGE = exchange(
    url="https://h.example/v1/models/x",
    request_headers=(("x-api-key", "(from ANTHROPIC_API_KEY)"), ("accept", "*/*")),
    response_headers=(("request-id", "req_1"),),
    body='{"id": "\u00e9"}',
    elapsed=1.2344,
)


def test_an_exchange() -> None:
    """The request, its headers, the status, its headers and the indented body."""
    assert exchange_text(EXCHANGE).split("\n") == [
        "GET https://h.example/v1/models/x",
        "x-api-key: (from ANTHROPIC_API_KEY)",
        "accept: */*",
        "",
        "200",
        "request-id: req_1",
        "",
        "{",
        '  "id": "\u00e9"',
        "}",
    ]


def test_the_demo_says_that_nothing_was_sent() -> None:
    """In the demo, the text begins with a note that nothing was sent."""
    note = "Demo: nothing was sent.\nA real request would look like this.\n\nGET https://"
    assert exchange_text(exchange(demo=True)).startswith(note)


@pytest.mark.parametrize("body", ["", "not JSON", "[" * 100_000, "<html>\u00e9</html>"])
def test_a_body_that_is_not_json_stays_as_it_is(body: str) -> None:
    """A body that can't be parsed is shown as received."""
    assert body_text(body) == body


def test_json_for_export_is_ascii() -> None:
    """On request, indented JSON is in ASCII."""
    assert body_text('["\u00e9"]', ascii_only=True) == '[\n  "\\u00e9"\n]'
    assert body_text('["\u00e9"]') == '[\n  "\u00e9"\n]'


def test_long_json_is_not_indented() -> None:
    """JSON is indented only if the result is at most 64 KiB long."""
    longest = json.dumps(["x" * (MAX_CHARACTERS - len('[\n  ""\n]'))])
    assert len(body_text(longest)) == MAX_CHARACTERS
    longer = longest.replace("x", "xx", 1)
    assert body_text(longer) == longer


def _shown(body: str) -> str:
    return exchange_text(exchange(body=body)).partition("\n\n200\n\n")[2]


def test_a_long_body_is_cut() -> None:
    """A body is cut after 64 Ki characters or 4,000 lines, and the number of the rest is named."""
    assert _shown("x" * MAX_CHARACTERS) == "x" * MAX_CHARACTERS
    cut = f"{'x' * MAX_CHARACTERS}\n\u2026 and 1,234 more characters"
    assert _shown("x" * (MAX_CHARACTERS + 1234)) == cut
    lines = ["line"] * MAX_LINES
    assert _shown("\n".join(lines)) == "\n".join(lines)
    assert _shown("\n".join([*lines, "more", "more"])).split("\n") == [
        *lines,
        "\u2026 and 10 more characters",
    ]


def test_a_support_bundle() -> None:
    """What the API's support asks for, without a body or a header."""
    versions = f"{__version__}, Python {platform.python_version()}, {platform.system()}"
    assert support_bundle(ModelQuery("x", ("a", "b")), EXCHANGE).split("\n") == [
        "time        2026-11-22T12:00:00Z",
        "request     GET https://h.example/v1/models/x",
        "status      200",
        "request ID  req_011C",
        "betas       a, b",
        "elapsed     1234 ms",
        "attempts    1 of 3",
        f"versions    modelbrowser {versions}",
    ]
    bare = support_bundle(ModelQuery("x"), exchange(request_id=None))
    assert "request ID  none\nbetas       none\n" in bare
    with_headers = support_bundle(ModelQuery("x", ("a",)), exchange(custom_betas=("b",)))
    assert "betas       b, a\n" in with_headers
