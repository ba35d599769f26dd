"""The check of the base URL."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.errors import SettingsError
from modelbrowser.settings.checks import (
    RawSetting,
    is_unprotected,
    parse_base_url,
)


def _parse(text: object) -> str:
    return parse_base_url(RawSetting(text, "ANTHROPIC_BASE_URL"))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("https://api.anthropic.com", "https://api.anthropic.com"),
        (" https://api.anthropic.com\n", "https://api.anthropic.com"),
        ("HTTPS://API.Anthropic.COM:443/", "https://api.anthropic.com"),
        ("https://gateway.example//", "https://gateway.example"),
        ("https://gateway.example/v1", "https://gateway.example"),
        ("https://gateway.example/v1/", "https://gateway.example"),
        ("https://gateway.example/anthropic/v1//", "https://gateway.example/anthropic"),
        ("https://gateway.example/a%20b", "https://gateway.example/a%20b"),
        ("https://gateway.example:8443/x", "https://gateway.example:8443/x"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://my_host", "https://my_host"),
        ("https://API.Anthropic.com.", "https://api.anthropic.com"),
        ("http://localhost.:8080", "http://localhost:8080"),
        ("http://127.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1.", "http://127.0.0.1"),
        ("http://0x7F000001", "http://127.0.0.1"),
        ("http://2130706433", "http://127.0.0.1"),
        ("http://0:4000", "http://0.0.0.0:4000"),
        ("http://[::ffff:127.0.0.1]", "http://127.0.0.1"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("https://10.1.example", "https://10.1.example"),
    ],
)
def test_a_base_url_is_shortened(text: str, result: str) -> None:
    """Row 31: default ports, and slashes and `/v1` at the end, are removed; a path stays."""
    assert _parse(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("https://\u0430pi.anthropic.com", "https://xn--pi-6kc.anthropic.com"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_a_look_alike_is_visible(text: str, result: str) -> None:
    """Row 32: the host is in ASCII, so a Cyrillic letter can't be mistaken for a Latin one."""
    assert _parse(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "", "api.anthropic.com", "localhost:8080", "ftp://canary.example", "file:///etc/canary",
        "//canary.example", "https://", "https:///canary", "https://canary:secret@a.example",
        "https://@a.example", "https://a.example?canary", "https://a.example/?",
        "https://a.example#canary", "https://a.example:abc", "https://a.example:0",
        "https://a.example:99999", "https://a.example:-1", "https://[::1", "https://[canary]",
        "https://[fe80::1%25eth0]", "https://a b.example", "https://a.example/\ncanary",
        "https://a.example/\x1b[31m", "https://a.example/../x", "https://a.example/./x",
        "https://a.example/é", "https://a.example/\\b", "https://-a.example", "https://a..example",
        "https://xn--\udcff.example", "https://xn--a.example", "https://" + "a" * 64 + ".example",
        "https://" + "a." * 127 + "a", "https://a.example/" + "x" * 2048, "https://a%2eexample",
        "https://999.1.1.1", "https://1.2.3.4.5", "https://canary.1", "https://0x",
        "https://a.example:\uff18", "https://https://canary.example", 7, None,
    ],
)  # fmt: skip
def test_an_invalid_base_url_is_not_quoted(text: object) -> None:
    """Row 29: anything else is an error that names the variable and never quotes its value."""
    with pytest.raises(SettingsError) as caught:
        _parse(text)
    assert caught.value.message.startswith("ANTHROPIC_BASE_URL can't be used: ")
    assert "canary" not in f"{caught.value} {caught.value.remedy}"


@pytest.mark.parametrize(
    ("text", "unprotected"),
    [
        ("http://127.0.0.1:1", False), ("http://127.9.9.9", False), ("http://localhost", False),
        ("http://[::1]", False), ("https://a.example", False), ("http://a.example", True),
        ("http://localhost.example", True), ("http://127.1", False), ("http://2130706433", False),
        ("http://0.0.0.0", False), ("http://192.168.0.1", True), ("http://[2001:db8::1]", True),
    ],
)  # fmt: skip
def test_plain_http_is_protected_on_this_machine_only(text: str, *, unprotected: bool) -> None:
    """Row 30: only an address of this machine and `localhost` itself don't use the network."""
    assert is_unprotected(_parse(text)) is unprotected


@given(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["https://", "http://", "", "HTTP:/"]),
        st.text(max_size=12) | st.ip_addresses().map(str) | st.sampled_from(["a.example", "[::1]"]),
        st.sampled_from(["", ":", ":80", ":65536", ":8x"]),
        st.text(max_size=12).map(lambda text: f"/{text}") | st.just(""),
    )
)
def test_any_text_is_an_error_or_becomes_a_plain_url(text: str) -> None:
    """Row 29: no text causes a crash; a valid one becomes ASCII with a host, and then is stable."""
    try:
        url = _parse(text)
    except SettingsError:
        return
    assert url.isascii()
    assert url.isprintable()
    parts = urlsplit(url)
    assert parts.hostname
    assert not parts.query + parts.fragment
    assert "@" not in parts.netloc
    assert not url.endswith("/")
    assert _parse(url) == url
