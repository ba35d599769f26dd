"""What can be sent as a model ID and as a beta, and what is rejected before it is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.query import (
    MAX_LENGTH,
    InvalidBetaError,
    InvalidModelIDError,
    ModelQuery,
    has_beta_form,
    key_in_query_error,
    looks_like_key,
    may_hold_key,
    parse_beta,
    parse_model_id,
    replace_look_alikes,
)

KEY = "sk-ant-canary-0123456789"
KEY_FORM = "sk-ant-api03-" + "aB3dE-f5Gh7Jk9Lm2Np4Qr6_" * 4 + "AA"
"""As long as an API key."""


def test_a_query_is_trimmed_and_has_each_beta_once() -> None:
    """Rows 2, 19: white space is trimmed, and a beta given twice is sent once, in order."""
    query = ModelQuery.parse(" claude-a\n", [" b-2025-01-01", "a-2025-01-01", "b-2025-01-01 "])
    assert query == ModelQuery("claude-a", ("b-2025-01-01", "a-2025-01-01"))
    assert ModelQuery.parse("claude-a") == ModelQuery("claude-a", ())


def test_any_printable_ascii_is_sent() -> None:
    """From the first printable ASCII character to the last, all may be part of an ID and a beta."""
    for model_id in ("!a b~,/?#", "X", "%"):
        assert parse_model_id(model_id) == model_id
    for beta in ("!a~/?#x", "X"):
        assert parse_beta(beta) == beta


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("", "Enter a model ID, e.g. claude-haiku-4-5.", ""),
        (" \t\n", "Enter a model ID, e.g. claude-haiku-4-5.", ""),
        ("x" * 257, "That's too long for a model ID (limit: 256 characters).", ""),
        (".", ". is not a model ID.", ""),
        ("..", ".. is not a model ID.", ""),
        (
            "claude\u2013a\u00e9",
            "That contains a character that can't be part of a model ID: U+2013 (en dash).",
            "Model IDs consist of letters, digits, dashes and dots.",
        ),
        (
            "claude\x7fa",
            "That contains a character that can't be part of a model ID: U+007F.",
            "Model IDs consist of letters, digits, dashes and dots.",
        ),
    ],
)
def test_what_cannot_be_a_model_id(text: str, message: str, remedy: str) -> None:
    """Rows 1, 3, 5, 6, 7: a text that can't be a model ID is rejected, and the error says why."""
    with pytest.raises(InvalidModelIDError) as caught:
        parse_model_id(text)
    assert (caught.value.message, caught.value.remedy) == (message, remedy)
    assert (caught.value.title, caught.value.exit_code) == ("Not a model ID", 2)


@pytest.mark.parametrize(
    "text",
    ["", " ", "a,b", "a b", "a\tb", "\u00e9", "x" * 257, "\x1b[2J"],
)
def test_what_cannot_be_a_beta(text: str) -> None:
    """Row 18: a text that can't be a beta is rejected, and the error says what one looks like."""
    with pytest.raises(InvalidBetaError) as caught:
        parse_beta(text)
    assert caught.value.message == "That's not a valid beta."
    assert caught.value.remedy == (
        "Use a value like files-api-2025-04-14: ASCII, without commas or spaces, "
        "at most 256 characters."
    )
    assert (caught.value.title, caught.value.exit_code) == ("Invalid beta", 2)


def test_the_longest_that_is_sent() -> None:
    """Exactly 256 characters are still sent, of an ID and of a beta."""
    longest = "x" * MAX_LENGTH
    assert len(longest) == 256
    assert (parse_model_id(longest), parse_beta(longest)) == (longest, longest)


def test_a_key_is_rejected_without_quoting_it() -> None:
    """Row 9: an API key in place of an ID or a beta is not sent, and no error quotes it."""
    message = "That looks like an API key. It was not sent or stored."
    with pytest.raises(InvalidModelIDError) as caught:
        parse_model_id(f"claude {KEY}")
    remedy = "Set it in the environment variable ANTHROPIC_API_KEY."
    assert (caught.value.message, caught.value.remedy) == (message, remedy)
    assert (key_in_query_error().message, key_in_query_error().remedy) == (message, remedy)
    with pytest.raises(InvalidBetaError) as rejected:
        parse_beta(KEY)
    assert (rejected.value.message, rejected.value.remedy) == (message, "")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("claude-Opus 5", "claude-Opus 5"),
        ("\u0421L\u0410ude\u2014\u03bf\u03c1us", "claude-opus"),
        ("\u201c\u200ba\u00e9\u2019\uff15\ufeff", "ae5"),
        ("\u514b", ""),
    ],
)
def test_look_alikes_become_ascii(text: str, plain: str) -> None:
    """Letters and dashes that look like ASCII become that; other characters are left out."""
    assert replace_look_alikes(text) == plain


def test_a_text_with_a_look_alike_is_kept_for_suggestions() -> None:
    """The error of an odd character has the text, in which a name may be recognized; no other."""
    with pytest.raises(InvalidModelIDError) as odd:
        parse_model_id(" claude\u2013a ")
    with pytest.raises(InvalidModelIDError) as key:
        parse_model_id(KEY.replace("-", "\u2013"))
    with pytest.raises(InvalidModelIDError) as empty:
        parse_model_id("")
    assert [each.value.text for each in (odd, key, empty)] == ["claude\u2013a", "", ""]
    assert key.value.message == "That looks like an API key. It was not sent or stored."


@pytest.mark.parametrize(
    ("text", "is_key"),
    [
        (KEY, True),
        ("SK-ANT-x", True),
        (f"model={KEY}", True),
        ("sk-" + "x" * 20, True),
        ("sk-" + "x" * 19, False),
        ("task-" + "x" * 20, False),
        # A key behind another text.
        (f"claude-haiku-4-5sk-or-v1-{'9f3b1c7de02a4586' * 4}", True),
        (f"claude-latestsk-or-v1-{'9f3b1c7de02a4586' * 4}", True),
        (f"claude-desk-{'9f3b1c7de02a4586' * 2}", False),
        ("ant-api03-x", True),
        ("instant-1-x", False),
        ("claude-sonnet-4-5", False),
        ("sk\u2013ant\u2013x", True),
        # A key without its beginning.
        *((KEY_FORM[cut:], True) for cut in range(40)),
        ("Meta-Llama-3.1-405B-Instruct-Turbo-Abliterated-Instruction-Tuned-GGUF-Q4-K-M", False),
        (
            "ft:gpt-4o-mini-2024-07-18:An-Organization-with-a-long-name:suffix:AbC12xYz",
            False,
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-x",
            False,
        ),
        (
            "projects/My-Project-1/locations/us-east5/publishers/anthropic/models/claude-x",
            False,
        ),
        ("sha256:" + "0123456789abcdef" * 4, False),
        ("x" * 256, False),
        # In quadratic time, this would take minutes.
        pytest.param("ask-" * 25_000, False, id="long"),
    ],
)
def test_what_looks_like_a_key(text: str, *, is_key: bool) -> None:
    """A key of Anthropic's form, or a long one that starts with `sk-`, is recognized anywhere."""
    assert looks_like_key(text) is is_key


@pytest.mark.parametrize(
    ("text", "is_masked"),
    [
        *((KEY[:end], end >= len("sk-")) for end in range(len(KEY))),
        (f"Bearer {KEY}", True),
        (f"claude{KEY}", True),
        ("sk\u2013ant", True),
        # The first letters may have been pressed as commands.
        *((KEY[start:], True) for start in range(4)),
        ("task-3", False),
        ("claude-haiku-4-5sk-", True),
        ("opus-mt-sk-en", False),
        ("claude-instant-1.2", False),
        *((model.id, False) for model in load_catalog().models),
        *((beta, False) for beta in KNOWN_BETAS),
    ],
)
def test_what_is_masked(text: str, *, is_masked: bool) -> None:
    """Row 9: a key is masked from its first characters on, wherever it is typed; no name is."""
    assert may_hold_key(text) is is_masked


@pytest.mark.parametrize(
    ("value", "is_usual"),
    [
        ("files-api-2025-04-14", True),
        ("context-1m-2025-08-07", True),
        ("files-api", False),
        ("2025-04-14", False),
        ("Files-api-2025-04-14", False),
        ("files--api-2025-04-14", False),
        ("files-api-2025-04-14x", False),
    ],
)
def test_the_usual_form_of_a_beta(value: str, *, is_usual: bool) -> None:
    """The usual form is a name in lower case and a date."""
    assert has_beta_form(value) is is_usual


@given(st.text(max_size=300))
def test_whatever_is_typed_is_sent_as_ascii_or_not_at_all(text: str) -> None:
    """Any text that is accepted is printable ASCII without surrounding white space."""
    try:
        model_id = parse_model_id(text)
    except InvalidModelIDError:
        return
    assert model_id == text.strip()
    assert model_id.isascii()
    assert model_id.isprintable()
