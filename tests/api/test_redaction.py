"""Secrets that a server echoes are removed from everything that is kept."""

import asyncio
import json
import re
import time
from base64 import b32encode, b64encode
from collections.abc import Callable
from importlib import import_module

import pytest
from support import answers
from support.lookups import CANARY, connection_to, look_up, lookup_error
from support.servers import RawServer

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.errors import APIStatusError
from modelbrowser.api.redaction import Redactor
from modelbrowser.domain.credential import Secret
from modelbrowser.domain.lookup import LookupResult
from modelbrowser.domain.query import ModelQuery

pytestmark = pytest.mark.anyio


def _escaped(text: str) -> str:
    return "".join(f"\\u00{ord(c):02X}" for c in text)


def _percent(text: str) -> str:
    return "".join(f"%{ord(c):02x}" for c in text)


def _html(text: str) -> str:
    return "".join(c if c.isalnum() else f"&#{ord(c)};" for c in text)


def _html_hex(text: str) -> str:
    return "".join(f"&#x{ord(c):03X};" for c in text)


def _html_zeros(text: str) -> str:
    return "".join(f"&#{ord(c):012};" for c in text)


def _apart(separator: str) -> Callable[[str], str]:
    return lambda text: separator.join(text[at : at + 5] for at in range(0, len(text), 5))


@pytest.mark.parametrize(
    "form",
    [str, _html, _html_hex, _html_zeros, *map(_apart, ("&#1;", "&#xB;", "&nbsp;", "&Tab;"))],
)
async def test_a_key_in_a_web_page_is_removed(form: Callable[[str], str]) -> None:
    """An echo of the key in the title of a web page is removed, however HTML writes it."""
    page = f"<html><title>bad key {form(CANARY)}!</title></html>"
    with RawServer(answers.http(page, "403 Forbidden", content_type="text/html")) as server:
        error = await lookup_error(server.url)
    # The prefix is no secret, and may be left.
    assert error.message.replace("sk-ant-api03-", "").endswith(
        '("bad key [key removed]!"), not an API response.'
    )


@pytest.mark.parametrize("levels", range(6))
async def test_a_key_in_json_in_json_is_removed(levels: int) -> None:
    """An echo in a JSON text in a JSON text, and so on, is removed at any level."""
    text = f'"{_escaped(CANARY)}"'
    for _ in range(levels):
        text = json.dumps(text)
    with RawServer(answers.http(f'{{"error":{{"message":{text}}}}}', "400 Bad")) as server:
        error = await lookup_error(server.url)
    assert "[key removed]" in error.message
    assert CANARY[:20] not in error.message


@pytest.mark.parametrize(
    "echo",
    [
        CANARY,
        CANARY.replace("/", "\\/"),
        _escaped(CANARY),
        _percent(CANARY),
        CANARY.replace("/", "%2F").replace("+", "%2b"),
        CANARY.upper(),
        CANARY[:9] + _escaped(CANARY[9:20]) + _percent(CANARY[20:]),
    ],
    ids=["plain", "slash", "json", "percent", "url", "upper", "mixed"],
)
@pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized", "404 Not Found"])
async def test_echoed_key_is_removed(echo: str, status: str) -> None:
    """Row 25: an echo of the key in body, header or reason is removed in all its forms."""
    body = (
        json.dumps({**answers.MODEL, "note": "ECHO"})
        if status.startswith("200")
        else json.dumps(
            {"type": "error", "error": {"type": "api_error", "message": "bad key ECHO!"}}
        )
    ).replace("ECHO", echo)
    answer = answers.http(body, f"{status} {echo}", x_echo=echo, request_id=f"req {echo}")
    with RawServer(answer) as server:
        client = ModelsClient(connection_to(server.url))
        outcomes = await asyncio.gather(
            client.retrieve(ModelQuery.parse("x"), lambda _: None), return_exceptions=True
        )
        await client.aclose()
    result = outcomes[0]
    assert isinstance(result, LookupResult | APIStatusError)
    if isinstance(result, APIStatusError):
        assert "bad key [key removed]!" in result.message
    exchange = result.exchange
    seen = f"{result!r} {exchange!r} {getattr(result, 'message', '')}"
    assert "[key removed]" in exchange.body
    assert dict(exchange.response_headers)["x-echo"] == "[key removed]"
    assert exchange.request_id == "req [key removed]"
    for form in (CANARY, CANARY.upper(), CANARY[:12], _escaped(CANARY[-8:]), _percent(CANARY[-8:])):
        assert form not in seen


async def test_key_in_the_name_of_an_encoding_is_removed() -> None:
    """Row 25: the name of the compression, which the error quotes, has no part of the key."""
    with RawServer(answers.http("{}", content_encoding=f"br{CANARY[13:33]}")) as server:
        error = await lookup_error(server.url)
    assert error.message.endswith("(content-encoding: br[key removed]).")


async def test_echoed_proxy_password_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 25: a proxy's password is removed as written, decoded, and as sent."""
    forms = ["pass%2Fword%21", "pass/word!", b64encode(b"me:pass/word!").decode()]
    reply = answers.http(json.dumps({**answers.MODEL, "note": forms}), x_echo=" ".join(forms))
    with RawServer(reply) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:pass%2Fword%21@127.0.0.1:{proxy.port}")
        lookup = await look_up("http://gateway.example")
    assert lookup.model.extra["note"] == ["[key removed]"] * 3
    assert dict(lookup.exchange.response_headers)["x-echo"] == " ".join(["[key removed]"] * 3)
    assert "word" not in repr(lookup)


async def test_proxy_password_that_is_not_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 25: a byte that isn't UTF-8 in the password of a proxy breaks nothing."""
    monkeypatch.setenv("HTTP_PROXY", "http://me:pass\udcffword@127.0.0.1:9")
    reply = answers.http(json.dumps({**answers.MODEL, "note": "sent"}))
    with RawServer(reply) as server:
        lookup = await look_up(server.url)
    assert lookup.model.extra["note"] == "sent"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (CANARY[:30], "sk-ant-api03-[key removed]"),
        (_html_hex(CANARY[:30]), f"{_html_hex(CANARY[:13])}[key removed]"),
        (_percent(_percent(CANARY[13:30])), "[key removed]"),
        (CANARY[13:18] + _html_zeros(CANARY[18:25]) + _percent(CANARY[25:30]), "[key removed]"),
        (f"Bearer%20{CANARY[20:]}", "Bearer%20[key removed]"),
        (f"{CANARY[15:31].upper()} {CANARY[-12:]}", "[key removed] [key removed]"),
        (f"{CANARY[:20]}...{CANARY[-4:]}", f"{CANARY[:20]}...{CANARY[-4:]}"),
        ("keys begin with sk-ant-api03-", "keys begin with sk-ant-api03-"),
    ],
)
async def test_part_of_a_key_is_removed(said: str, shown: str) -> None:
    """Row 25: a part of the key is removed, but not what shows which key it is."""
    with RawServer(answers.error("401 X", "authentication_error", f"bad {said}!")) as server:
        error = await lookup_error(server.url)
    assert f"bad {shown}!" in error.message


@pytest.mark.parametrize("form", [_html, _html_hex, _html_zeros])
async def test_part_of_a_key_in_a_web_page_is_removed(form: Callable[[str], str]) -> None:
    """Row 25: a part of the key is removed however HTML writes its characters."""
    page = f"<html><title>bad {form(CANARY[:-3])}!</title></html>"
    with RawServer(answers.http(page, "502 Bad Gateway", content_type="text/html")) as server:
        error = await lookup_error(server.url)
    assert "bad sk-ant-api03-[key removed]!" in error.message


@pytest.mark.parametrize("levels", [1, 2, 3])
async def test_part_of_a_key_in_json_is_removed(levels: int) -> None:
    """Row 25: a part of the key is removed even if JSON contains JSON with its characters."""
    echo = _escaped(CANARY[13:-3]).replace("\\", "\\" * 2 ** (levels - 1))
    body = f'{{"type": "error", "error": {{"type": "api_error", "message": "bad {echo}!"}}}}'
    with RawServer(answers.http(body, "400 Bad Request")) as server:
        error = await lookup_error(server.url)
    assert "bad [key removed]!" in error.message


@pytest.mark.parametrize("before", ["", "u", "me"])
async def test_key_in_base64_is_removed(before: str) -> None:
    """Row 25: the key is removed from Base64, whatever is encoded in front of it."""
    echo = b64encode(f"{before}{CANARY}:".encode()).decode()
    with RawServer(answers.error("401 X", "authentication_error", f"bad {echo}!")) as server:
        error = await lookup_error(server.url)
    assert re.search(r"bad \S{0,3}\[key removed\]\S{0,4}!", error.message)


ENCODINGS: dict[str, Callable[[str], str]] = {
    "hexadecimal": lambda part: part.encode().hex(),
    "hexadecimal bytes": lambda part: part.encode().hex(":").upper(),
    "decimal": lambda part: str(list(part.encode())),
    "reversed": lambda part: part[::-1],
    "spaced": " ".join,
    "invisible": "\u200b".join,
    "fullwidth": lambda part: part.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
    "fullwidth in JSON": lambda part: "".join(f"\\u{ord(c) + 0xFEE0:04x}" for c in part),
    "Base64": lambda part: b64encode(part.encode()).decode(),
    "Base64 after others": lambda part: b64encode(f"x{part}".encode()).decode(),
    "UTF-16": lambda part: part.encode("utf-16-le").decode("latin-1"),
    "JavaScript": lambda part: "".join(f"%u{ord(c):04X}" for c in part),
    "octal": lambda part: "".join(f"\\{ord(c):03o}" for c in part),
    "email": lambda part: "".join(f"={ord(c):02X}" for c in part),
    "Rust": lambda part: "".join(f"\\u{{{ord(c):x}}}" for c in part),
    "Python": lambda part: "".join(f"\\U{ord(c):08X}" for c in part),
    "Perl": lambda part: "".join(f"\\x{{{ord(c):x}}}" for c in part),
    "Go": lambda part: ", ".join(f"{ord(c):#x}" for c in part),
    "Unicode": lambda part: " ".join(f"U+{ord(c):04X}" for c in part),
    "lines in JSON": "\\n".join,
    "tags": lambda part: "".join(f'{c}</b><span class="x">' for c in part),
    "comments": "<!-- x -->".join,
    "CDATA": "]]><![CDATA[".join,
    "colors": "\x1b[0m\x1b[1;31m".join,
    "colors in JSON": "\\u001b[0m".join,
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_part_of_a_key_is_removed_however_it_is_encoded(encode: Callable[[str], str]) -> None:
    """Row 25: a part of the key is removed from a text in whatever way it is written there."""
    cleaned = Redactor([Secret(CANARY)]).clean_text(f"no: {encode(CANARY[14:40])}!")
    assert re.fullmatch(r"no: .{0,3}\[key removed\].{0,4}!", cleaned)


@pytest.mark.parametrize("before", range(5))
def test_key_in_base32_is_removed(before: int) -> None:
    """Row 25: the key is removed from Base32 as host names have it, whatever is in front of it."""
    echo = b32encode(f"{'x' * before}{CANARY}".encode()).decode().lower().rstrip("=")
    cleaned = Redactor([Secret(CANARY)]).clean_text(f"https://{echo}.invalid")
    start = echo[: -(-before * 8 // 5)]
    assert re.fullmatch(rf"https://{start}\[key removed\]\w?\.invalid", cleaned)


@pytest.mark.parametrize("name", ["anthropic/claude-opus-4-5", "us.anthropic.claude-opus-4-5"])
def test_a_name_stays_if_a_key_has_words_of_it(name: str) -> None:
    """A model's name is kept, even if the key has the same words; the key is removed."""
    key = "sk-Anthropic-Claude-Opus"
    clean = Redactor([Secret(key)]).clean_text
    assert clean(f"{name} {key}") == f"{name} [key removed]"


@pytest.mark.parametrize("name", ["claude-opus-4-5-20251101", "claude-3-5-haiku-v2@20241022"])
def test_a_dated_name_in_a_cookie_stays(name: str) -> None:
    """A model's name with a date is kept, even if a secret contains it; the secret is removed."""
    cookie = f"model={name}; id=Tq8vWz3KmRp5"
    clean = Redactor([Secret(cookie)]).clean_text
    assert clean(f"{name}, not Tq8vWz3KmRp5") == f"{name}, not [key removed]"


@pytest.mark.parametrize("echo", ["sk-claude-\nc6930b0942", "s k - c l a u d e - c6930b0942"])
def test_a_wrapped_key_with_words_of_names_is_removed(echo: str) -> None:
    """A key is removed if characters are between its own, even if it has words of names."""
    assert (
        Redactor([Secret("sk-claude-c6930b0942")]).clean_text(f"no: {echo}") == "no: [key removed]"
    )
    assert (
        Redactor([Secret("anthropic-claude")]).clean_text("anthropic/claude") == "anthropic/claude"
    )


def test_what_is_around_a_key_stays() -> None:
    """Row 25: nothing but the key is removed, in whatever language the text is."""
    cleaned = Redactor([Secret(CANARY)]).clean(
        "密钥".encode() + b"\xff\0" + CANARY.encode() + b"\0x"
    )
    assert cleaned == "密钥".encode() + b"\xff\0[key removed]\0x"
    assert Redactor([]).clean_text(CANARY) == CANARY


async def test_key_cut_by_the_limit_is_removed() -> None:
    """Row 25: a body cut within an echo of the key does not keep the key's beginning."""
    body = "x" * (64 * 1024 - 20) + CANARY + "y" * 70_000
    with RawServer(answers.http(body, "403 Forbidden")) as server:
        error = await lookup_error(server.url)
    assert isinstance(error, APIStatusError)
    assert CANARY[:4] not in error.exchange.body
    assert len(error.exchange.body) > 60_000


def test_a_long_token_takes_no_longer() -> None:
    """Row 25: a token of 4,000 characters is searched for as fast as a key."""
    token = "-".join(map(str, range(1000)))
    body = b"%25252541" * 20_000
    seconds = []
    for secret in (token[:100], token):
        redactor = Redactor([Secret(secret)])
        begin = time.process_time()
        redactor.clean(body)
        seconds.append(time.process_time() - begin)
    assert seconds[1] < 3 * seconds[0]


def test_no_pattern_contains_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 25: patterns of secrets would be slow to compile, and kept after the key is changed."""
    patterns: list[str] = []
    compiler = import_module("re._compiler")
    compile_pattern = compiler.compile

    def record(pattern: str | bytes, flags: int) -> object:
        patterns.append(str(pattern))
        return compile_pattern(pattern, flags)

    monkeypatch.setattr(compiler, "compile", record)
    assert Redactor([Secret(CANARY)]).clean_text(f"x {CANARY}") == "x [key removed]"
    assert not [pattern for pattern in patterns if "canary" in pattern.lower()]
