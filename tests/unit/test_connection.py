"""Keys and tokens, and the connection that sends them."""

import pickle
import string
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.connection import Connection, is_loopback
from modelbrowser.domain.credential import (
    MAX_KEY_LENGTH,
    Credential,
    CredentialKind,
    InvalidCredentialError,
    Secret,
    parse_credential,
)

TOO_LONG = "The token (here) is too long (limit: 16384 characters)."
KEY = "sk-ant-canary-0123456789"


@pytest.mark.parametrize("host", ["console.anthropic.com", "claude.ai"])
def test_a_website_is_not_the_api(host: str) -> None:
    """If the base URL is a website of Anthropic's, the remedy says where the API is."""
    connection = Connection(base_url=f"https://{host}", base_url_source="--base-url")
    assert connection.check() == (
        "The Claude API is at https://api.anthropic.com: correct the base URL (--base-url)."
    )


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        (KEY, ()),
        (f"{KEY}\n", ("white space",)),
        (f" {KEY}\r\n", ("white space",)),
        (f'"{KEY}"', ("quotes",)),
        (f"'{KEY}'\n", ("quotes", "white space")),
        (f"\u201c{KEY}\u201d", ("quotes",)),
        (f"Bearer {KEY}", ('"Bearer"',)),
        (f'"bearer  {KEY} "', ("quotes", '"Bearer"', "white space")),
    ],
)
def test_what_surrounds_a_key_is_removed(text: str, ignored: tuple[str, ...]) -> None:
    """Row 23: white space, quotes and "Bearer" around a key are removed, and named."""
    credential = parse_credential(text, "ANTHROPIC_API_KEY")
    assert credential.secret.reveal() == KEY
    assert credential.ignored == ignored


@pytest.mark.parametrize("text", ['"', "X", "XX", "XkeyX", "'key\"", '"key'])
def test_only_a_pair_of_quotes_is_removed(text: str) -> None:
    """A single quote character, or the same letter on both sides, is part of the key."""
    credential = parse_credential(text, "ANTHROPIC_API_KEY")
    assert (credential.secret.reveal(), credential.ignored) == (text, ())


@pytest.mark.parametrize("kind", ["api_key", "token"])
def test_a_credential_keeps_how_it_is_sent_and_where_it_is_from(kind: CredentialKind) -> None:
    """A credential has the kind and the source that it was given."""
    credential = parse_credential(KEY, "ANTHROPIC_AUTH_TOKEN", kind)
    assert (credential.kind, credential.source) == (kind, "ANTHROPIC_AUTH_TOKEN")
    assert parse_credential(KEY, "here").kind == "api_key"


def test_the_limits_of_a_key() -> None:
    """A key may have any printable ASCII character but a space, and 16384 of them."""
    for key in ("!~", "x" * 16384):
        assert parse_credential(key, "manual entry").secret.reveal() == key
    assert MAX_KEY_LENGTH == 16384


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        '""',
        *(f"sk-ant-canary{bad}x" for bad in "é\ufeff\u200b\x1b\x7f \n\x00"),
        pytest.param("x" * 16385, id="too long"),
        "sk-ant-canary\ud800",
    ],
)
def test_an_invalid_key_is_not_quoted(text: str) -> None:
    """Row 24: a text that can't be a key is rejected, by an error that quotes none of it."""
    with pytest.raises(InvalidCredentialError) as caught:
        parse_credential(text, "ANTHROPIC_API_KEY")
    error = caught.value
    assert error.message.startswith("The API key (ANTHROPIC_API_KEY) ")
    assert "canary" not in f"{error} {error.remedy} {error!r}"
    assert error.exit_code == 3


@pytest.mark.parametrize(
    ("text", "kind", "message", "remedy"),
    [
        ("", "api_key", "The API key (here) is empty.", ""),
        ("", "token", "The token (here) is empty.", ""),
        pytest.param("a" + " " * 100_000 + "b", "token", TOO_LONG, "", id="spaces"),
        ("Bearer ", "token", "The token (here) is empty.", ""),
        pytest.param("x" * 16385, "token", TOO_LONG, "", id="too long"),
        (
            "a b",
            "token",
            "The token (here) contains a space or another invalid character.",
            "It must be ASCII, without spaces. Copy it again.",
        ),
    ],
)
def test_what_is_wrong_with_a_key(
    text: str, kind: CredentialKind, message: str, remedy: str
) -> None:
    """The error says what is wrong, and a token isn't called an API key."""
    with pytest.raises(InvalidCredentialError) as caught:
        parse_credential(text, "here", kind)
    assert (caught.value.message, caught.value.remedy) == (message, remedy)


@given(st.text())
def test_a_valid_key_can_be_sent(text: str) -> None:
    """Of any text, what is accepted is printable ASCII without a space."""
    try:
        key = parse_credential(text, "manual entry").secret.reveal()
    except InvalidCredentialError:
        return
    assert key
    assert set(key) <= set(string.printable) - set(string.whitespace)
    assert key in text


def test_a_credential_shows_nothing() -> None:
    """Row 25: no text representation of a credential shows the key."""
    credential = Credential(kind="api_key", source="here", secret=Secret(KEY))
    assert str(credential.secret) == repr(credential.secret) == "Secret(...)"
    assert "canary" not in f"{credential} {credential!r} {credential.secret}"
    with pytest.raises(TypeError, match=r"^A secret is not pickled\.$"):
        pickle.dumps(credential)


@pytest.mark.parametrize(
    ("secret", "text", "occurs"),
    [
        ("12345678", "x12345678y", True),
        ("12345678", "x1234567", False),
        ("1234567", "x1234567y", False),
        ("claude", "claude-opus-5", False),
        ("x" * 20, "claude-opus-5", False),
    ],
)
def test_a_secret_in_a_text(secret: str, text: str, *, occurs: bool) -> None:
    """A secret is found in a text, unless it is so short that it may be there by chance."""
    assert Secret(secret).occurs_in(text) is occurs


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (" gw-canary-0123456789 ", True),
        ("x-gw-canary-0123456789", True),
        ("canary-01234", True),
        ("x canary-01234 x", True),
        ("canary-0123", False),
        ("x-secret-value-0123456789", True),
        ("secret-value-0123", False),
        ("sk-ant-x", True),
        ("claude-haiku-4-5", False),
    ],
)
def test_a_text_with_a_key(text: str, *, holds: bool) -> None:
    """Row 9: a text holds the key in use, a part of it, another secret, or what looks like one."""
    connection = Connection(
        credential=parse_credential("gw-canary-0123456789", "ANTHROPIC_API_KEY"),
        custom_headers=(("x-gateway", Secret("secret-value-0123456789")),),
    )
    assert connection.holds_key(text) is holds
    assert Connection().holds_key(text) is (text == "sk-ant-x")


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://api.anthropic.com", "api.anthropic.com"),
        ("https://gateway.example:8443/path", "gateway.example:8443"),
    ],
)
def test_the_host_of_a_connection(base_url: str, host: str) -> None:
    """The host is shown with its port, without scheme and path."""
    assert Connection(base_url=base_url).host == host


def test_a_connection_can_send_with_a_key_or_in_the_demo() -> None:
    """Without a key nothing can be sent, unless the demo answers."""
    credential = parse_credential(KEY, "here")
    assert not Connection().can_send
    assert Connection(credential=credential).can_send
    assert Connection(demo=True).can_send


@pytest.mark.parametrize(
    ("base_url", "is_local"),
    [
        ("http://localhost:8080", True),
        ("http://127.0.0.1", True),
        ("http://app.localhost:3000", False),
        ("http://notlocalhost", False),
        ("http://[::1]:8080", True),
        ("http://0.0.0.0:4000", True),
        ("http://[::]:4000", True),
        ("http://0.0.0.0.example", False),
        ("http://localhost.example", False),
        ("http://192.168.0.1", False),
        ("https://api.anthropic.com", False),
        ("", False),
    ],
)
def test_what_is_this_machine(base_url: str, *, is_local: bool) -> None:
    """Loopback and unspecified addresses and `localhost` are this machine, and nothing else is."""
    assert is_loopback(base_url) is is_local


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("", ""),
        ("/v1/anthropic", "/v1/anthropic"),
        ("/gw/t0ken-canary/anthropic", ""),
        ("/gw/correcthorsebattery", ""),
        ("/0a1b2c3d4e5f0a1b2c3d4e5f/gw", ""),
    ],
)
def test_what_may_be_secret_in_a_path_is_not_stored(path: str, stored: str) -> None:
    """The path of a base URL is stored with its host, unless a token may be in it."""
    credential = parse_credential("correcthorsebattery", "here", "token")
    connection = Connection(base_url=f"https://gw.example{path}", credential=credential)
    assert connection.address == f"gw.example{stored}"


@pytest.mark.parametrize(
    ("name", "value", "is_secret"),
    [
        ("X-Team", "Tq8vWz3KmRp5aB2c", True),
        ("X-Team", "correct/battery+of=horses_0123456789", True),
        ("X-Team", "ab12-cd34-ef56-ab78", True),
        ("X-Team", "my-team-prod-eu-2", False),
        ("X-Team", "tenant-4711", False),
        ("X-Team", "production", False),
        ("X-Team", "a-1", False),
        ("X-Auth", "short", True),
        ("accept", "application/json", False),
        ("anthropic-workspace-id", "wrkspc_01abcdefghijklmnop", False),
        ("x-model", "claude-haiku-4-5-20251001", False),
        ("x-target", "anthropic/claude-haiku-4-5-20251001", False),
        ("x-title", "Claude Haiku 4.5 at Acme", False),
        ("x-title", "Design: Assistant", False),
        ("x-portkey-provider", "@anthropic-prod-1", False),
        ("x-portkey-metadata", '{"provider": "anthropic", "user": "alice"}', False),
        ("x-portkey-config", '{"model": "@anthropic-prod/claude-opus-4-5-20251101"}', False),
        ("x-tags", "model=claude-opus-4-5-20251101|us.anthropic.claude-opus-4-5-v1:0", False),
        ("x-experiment", "eval-claude-opus-4-5-20251101", False),
        ("x-session", "claude-opus-4-5-20251101-1764471600", False),
        ("x-portkey-aws-region", "us-east-1", False),
        ("x-vertex", "region=europe-west4", False),
        ("x-model", "Qwen/Qwen2.5-72B-Instruct", False),
        ("x-region", "northamerica-northeast1", False),
        ("x-deployment", "claude45sonnet20250929", False),
        ("x-upstream", "https://eu2.gateway.example:8443/v1/claude-opus-4-5?a=1", False),
    ],
)
def test_what_is_secret_of_custom_headers(name: str, value: str, *, is_secret: bool) -> None:
    """A custom header is a secret by its name or its look, unless answers have texts like it."""
    credential = parse_credential(KEY, "here")
    connection = Connection(credential=credential, custom_headers=((name, Secret(value)),))
    secrets = [secret.reveal() for secret in connection.secrets]
    assert secrets == ([KEY, value] if is_secret else [KEY])
    assert value not in repr(connection)


@pytest.mark.parametrize(
    ("credential", "remedy"),
    [
        (
            parse_credential(KEY, "ANTHROPIC_API_KEY"),
            "Check the key (ANTHROPIC_API_KEY), and make sure it still exists in the Console.",
        ),
        (
            parse_credential("sk-proj-1", "ANTHROPIC_API_KEY"),
            "API keys begin with sk-ant-, but the key (ANTHROPIC_API_KEY) does not.",
        ),
        (
            parse_credential("sk-ant-admin01-x", "ANTHROPIC_API_KEY"),
            "The key (ANTHROPIC_API_KEY) is an Admin API key: use a regular API key.",
        ),
        (
            parse_credential("x", "ANTHROPIC_AUTH_TOKEN", "token"),
            "Check the token (ANTHROPIC_AUTH_TOKEN): it may have expired, or be for another host.",
        ),
        (
            parse_credential(KEY, "ANTHROPIC_AUTH_TOKEN", "token"),
            "The token (ANTHROPIC_AUTH_TOKEN) is an API key: set it as ANTHROPIC_API_KEY.",
        ),
        (
            parse_credential("sk-ant-oat01-x", "ANTHROPIC_API_KEY"),
            "The token (ANTHROPIC_API_KEY) may have expired: log in again for a new one.",
        ),
        (
            parse_credential("x", "profile work", "oauth_token", "work"),
            "Log in again: ant auth login --profile work.",
        ),
        (
            Credential(kind="authorization", source="here", secret=Secret("x")),
            "Check the Authorization header (here): it may have expired, or be for another host.",
        ),
    ],
)
def test_what_helps_if_it_is_rejected(credential: Credential, remedy: str) -> None:
    """The remedy depends on the kind and the source of the credential."""
    assert credential.remedy() == remedy


def test_a_name_is_no_part_of_a_key() -> None:
    """A model's name can be looked up if the key has the same words."""
    connection = Connection(credential=parse_credential("sk-Claude-opus-4-budget", "here", "token"))
    assert not connection.holds_key("Claude-opus-4-5")
    assert connection.holds_key("x-opus-4-budget")


@pytest.mark.parametrize(
    ("key", "headers", "secret"),
    [
        ("lmstudio", {}, []),
        ("claude-local-token", {}, ["claude-local-token"]),
        ("gw-canary-1", {"x-portkey-provider": "anthropic"}, ["gw-canary-1"]),
        ("anthropic", {"x-key-alias": "claude-haiku-4-5"}, []),
        ("anthropic", {"x-key": "s3cretword"}, ["s3cretword"]),
        ("x", {"x-config": '{"provider":"anthropic","api_key":"s3cretword"}'}, ["x", "s3cretword"]),
        ("x", {"x-config": '{"api_key": "correct-battery"}'}, ["x", "correct-battery"]),
        ("x", {"x-upstream": "Bearer correct-battery"}, ["x", "correct-battery"]),
        (
            "x",
            {"x-forward": '{"Authorization": "Bearer correct-battery"}'},
            ["x", "correct-battery"],
        ),
        ("x", {"x-config": r'"{\"api_key\": \"correct-battery\"}"'}, ["x", "correct-battery"]),
        ("x", {"x-key": "claude-8d7f6a5b"}, ["x", "claude-8d7f6a5b"]),
    ],
)
def test_a_word_in_names_is_not_secret(
    key: str, headers: dict[str, str], secret: list[str]
) -> None:
    """A word that gateways accept as a key, and a model's name, may be in names and are kept."""
    connection = Connection(
        credential=parse_credential(key, "ANTHROPIC_AUTH_TOKEN", "token"),
        custom_headers=tuple((name, Secret(value)) for name, value in headers.items()),
    )
    assert [each.reveal() for each in connection.secrets] == secret
    assert not connection.holds_key("lmstudio-community/gpt-oss-20b")
    assert not connection.holds_key("anthropic/claude-haiku-4-5")


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("https://api.anthropic.com", "Check the network, X and Y; a proxy may be the cause."),
        (
            "https://gateway.example",
            "Check the network, the base URL (SOURCE), X and Y; a proxy may be the cause.",
        ),
        ("http://127.0.0.1:4000", "Check the base URL (SOURCE), X and Y."),
    ],
)
def test_remedy_fits_the_address(url: str, remedy: str) -> None:
    """The Claude API's address can't be wrong, and this computer needs no network."""
    connection = Connection(base_url=url, base_url_source="SOURCE")
    assert connection.check("Check", "X", "Y", network=True, why="a proxy") == remedy


@pytest.mark.parametrize("password", ["Tq8vWz3KmRp5", "passwordxy"])
def test_a_basic_password_is_secret_when_decoded(password: str) -> None:
    """The password in `Authorization: Basic` is removed from what servers send, not the user."""
    encoded = b64encode(f"alice:{password}".encode()).decode()
    for name in ("Authorization", "x-upstream"):
        headers = ((name, Secret(f"Basic {encoded}")),)
        secrets = [each.reveal() for each in Connection(custom_headers=headers).secrets]
        assert (secrets[0], secrets[-1]) == (f"Basic {encoded}", password)
    assert not Connection(custom_headers=(("X-Key", Secret("Basic a")),)).secrets[1:]


@pytest.mark.parametrize(
    ("scheme", "login", "written"),
    [
        ("Basic", b"Tq8vWz3KmRp5:", b64encode),
        ("Basic", b"Tq8vWz3KmRp5", b64encode),
        ("basic", b"al\xefce:Tq8vWz3KmRp5", b64encode),
        ("Basic", b"al:Tq8vWz3KmRp5", lambda login: b64encode(login).rstrip(b"=")),
        ("Basic", b"a:Tq8vWz3KmRp5\x7f\x7f~", urlsafe_b64encode),
        ("ApiKey", b"id:Tq8vWz3KmRp5", b64encode),
        ("Basic ", b"al:Tq8vWz3KmRp5:x", b64encode),
    ],
    ids=[
        "user",
        "no colon",
        "Latin-1",
        "no padding",
        "for URLs",
        "ApiKey",
        "spaces",
    ],
)
def test_what_base64_contains_is_secret(
    scheme: str, login: bytes, written: Callable[[bytes], bytes]
) -> None:
    """The password is secret however the login is written, and so is a token without one."""
    header = ("Authorization", Secret(f"{scheme} {written(login).decode()}"))
    secrets = Connection(custom_headers=(header,)).secrets
    assert len(secrets) == 2
    assert secrets[1].reveal().startswith("Tq8vWz3KmRp5")


def test_names_in_headers_are_not_secret_in_part() -> None:
    """A user's name that is a plain word, and a part of an earlier header, may be typed."""
    login = Secret(f"Basic {b64encode(b'anthropic:').decode()}")
    group = Secret("team:claude-haiku-4-5")
    headers = (("Authorization", login), ("x-auth-group", group))
    connection = Connection(custom_headers=headers, former_secrets=(group,))
    assert not connection.holds_key("anthropic.claude-haiku-4-5")
