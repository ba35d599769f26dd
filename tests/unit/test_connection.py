"""Keys and tokens."""

import pickle
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.connection import (
    Credential,
    InvalidCredentialError,
    Secret,
    parse_credential,
)

KEY = "sk-ant-canary-0123456789"


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        (KEY, ()),
        (f"{KEY}\n", ("white space",)),
        (f" {KEY}\r\n", ("white space",)),
        (f'"{KEY}"', ("quotes",)),
        (f"'{KEY}'\n", ("quotes", "white space")),
        (f"Bearer {KEY}", ('"Bearer"',)),
        (f'"bearer  {KEY} "', ("quotes", '"Bearer"', "white space")),
    ],
)
def test_what_surrounds_a_key_is_ignored_and_told(text: str, ignored: tuple[str, ...]) -> None:
    """Row 23: white space, quotes and "Bearer" around a key are left out, and that is told."""
    credential = parse_credential(text, "ANTHROPIC_API_KEY")
    assert credential.secret.reveal() == KEY
    assert credential.ignored == ignored


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        '""',
        *(f"sk-ant-canary{bad}x" for bad in "é\ufeff\u200b\x1b\x7f \n\x00"),
        "x" * 4097,
        "sk-ant-canary\ud800",
    ],
)
def test_what_cannot_be_a_key_is_refused_unquoted(text: str) -> None:
    """Row 24: a text that cannot be a key is refused in words that hold nothing of it."""
    with pytest.raises(InvalidCredentialError) as caught:
        parse_credential(text, "ANTHROPIC_API_KEY")
    error = caught.value
    assert error.message.startswith("The API key (ANTHROPIC_API_KEY) ")
    assert "canary" not in f"{error} {error.remedy} {error!r}"
    assert error.exit_code == 3


def test_a_token_is_called_a_token() -> None:
    """The words are about what was given: a token is not called an API key."""
    with pytest.raises(InvalidCredentialError, match=r"The token \(ANTHROPIC_AUTH_TOKEN\) holds"):
        parse_credential("a b", "ANTHROPIC_AUTH_TOKEN", "token")


@given(st.text())
def test_a_key_that_passes_can_be_sent(text: str) -> None:
    """Whatever was typed: what passes is printable ASCII without a space, else it is refused."""
    try:
        key = parse_credential(text, "typed here").secret.reveal()
    except InvalidCredentialError:
        return
    assert key
    assert set(key) <= set(string.printable) - set(string.whitespace)
    assert key in text


def test_a_credential_shows_nothing() -> None:
    """Row 25: no way of turning a credential into text shows the key."""
    credential = Credential(scheme="api_key", source="here", secret=Secret(KEY))
    assert "canary" not in f"{credential} {credential!r} {credential.secret}"
    with pytest.raises(TypeError):
        pickle.dumps(credential)
