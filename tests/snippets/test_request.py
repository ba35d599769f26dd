"""What snippets contain, and what they never contain."""

from typing import Any

import pytest
from support.program import ROOT

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import Credential, CredentialKind, Secret
from modelbrowser.domain.query import InvalidBetaError, InvalidModelIDError, ModelQuery
from modelbrowser.snippets.languages import LANGUAGES, Language
from modelbrowser.snippets.request import SnippetError, SnippetRequest, snippet_requests

CANARY = "canary-7f3a"


@pytest.mark.parametrize("kind", ["api_key", "token"])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_never_the_key(language: Language, kind: CredentialKind) -> None:
    """No snippet has the key, and the variable that it names is the one in use."""
    credential = Credential(kind=kind, source="manual entry", secret=Secret(CANARY))
    connection = Connection(credential=credential, base_url="https://gateway.example")
    request = SnippetRequest.from_query(ModelQuery("claude-sonnet-4-5", ("beta",)), connection)
    code = language.write(request)

    other = {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"} - {request.variable}
    assert CANARY not in code + repr(request)
    assert request.variable in code or language.name == "ant"
    assert other.pop() not in code
    assert "https://gateway.example" in code


@pytest.mark.parametrize("kind", ["api_key", "token"])
def test_request_of_a_connection(kind: CredentialKind) -> None:
    """A snippet makes the request that the connection sends, in everything but the key."""
    connection = Connection(
        credential=Credential(kind=kind, source="manual entry", secret=Secret(CANARY)),
        base_url="https://gateway.example",
        api_version="2027-01-01",
        workspace_id="wrkspc_1",
        custom_headers=(("X-Team", Secret(CANARY)), ("X-Other", Secret(CANARY))),
        custom_betas=("own",),
    )
    request = SnippetRequest.from_query(ModelQuery("claude-a", ("beta",)), connection)
    assert request == SnippetRequest(
        model_id="claude-a",
        betas=("own", "beta"),
        base_url="https://gateway.example",
        api_version="2027-01-01",
        workspace_id="wrkspc_1",
        kind=kind,
        variable={"api_key": "ANTHROPIC_API_KEY", "token": "ANTHROPIC_AUTH_TOKEN"}[kind],
        custom_headers=("X-Team", "X-Other"),
    )
    assert CANARY not in repr(request)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_custom_headers(language: Language) -> None:
    """Code that doesn't read the variable for custom headers names them, without their values."""
    code = language.write(SnippetRequest(model_id="claude-a", custom_headers=("X-Team", "X-Other")))
    hint = "# Add the headers from ANTHROPIC_CUSTOM_HEADERS: X-Team, X-Other.\n"
    assert code.startswith(hint) is (language.name in {"curl", "ant", "httpx"})
    assert ("X-Team" in code) is code.startswith(hint)


def test_request_without_a_key() -> None:
    """Without a key, a snippet reads one from the variable for API keys."""
    request = SnippetRequest.from_query(ModelQuery("claude-a"), Connection())
    assert (request, request.variable) == (SnippetRequest(model_id="claude-a"), "ANTHROPIC_API_KEY")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_line_breaks(language: Language) -> None:
    """Every snippet ends with one line break and has only ASCII lines."""
    code = language.write(SnippetRequest(model_id="claude-sonnet-4-5"))
    assert code.endswith("\n")
    assert not code.endswith("\n\n")
    assert all(line.expandtabs().isprintable() and line.isascii() for line in code.splitlines())


@pytest.mark.parametrize("model_id", ["a\nb", "a\u202eb", "", "..", "sk-ant-abc", "\x1b[2J"])
def test_hostile_resolved_id(model_id: str) -> None:
    """A resolved ID that can't be sent is not written as code either."""
    with pytest.raises(InvalidModelIDError):
        SnippetRequest(model_id=model_id)


@pytest.mark.parametrize("model_id", ["mod\u00e8le-7", "", "sk-ant-abc"])
def test_alias_of_an_odd_id(model_id: str) -> None:
    """An alias is written as code even if the ID it resolves to can't be."""
    query = ModelQuery("my-alias", ("beta",))
    (request,) = snippet_requests(query, Connection(), model_id)
    assert (request.model_id, request.betas) == ("my-alias", ("beta",))


def test_typed_and_resolved_id() -> None:
    """An alias is written as typed, then as resolved; an ID that resolves to itself, once."""
    query = ModelQuery("my-alias", ("beta",))
    requests = snippet_requests(query, Connection(), "model-7")
    assert [(each.model_id, each.betas) for each in requests] == [
        ("my-alias", ("beta",)),
        ("model-7", ("beta",)),
    ]
    assert len(snippet_requests(query, Connection(), "my-alias")) == 1
    assert len(snippet_requests(query, Connection(), None)) == 1


def test_hostile_beta() -> None:
    """A beta that can't be sent is not written as code."""
    with pytest.raises(InvalidBetaError):
        SnippetRequest(model_id="claude", betas=("a,b",))


def test_as_sent() -> None:
    """As in what is sent, white space around an ID is trimmed, and each beta is there once."""
    request = SnippetRequest(model_id=" claude ", betas=("b", "a", "b"))
    assert (request.model_id, request.betas) == ("claude", ("b", "a"))


@pytest.mark.parametrize(
    "request_parts",
    [
        {"base_url": "https://h\n"},
        {"workspace_id": "é"},
        {"api_version": "1\r\nx: y"},
        {"custom_headers": ("X-Team", "X\n")},
    ],
)
def test_hostile_surroundings(request_parts: dict[str, Any]) -> None:
    """Line breaks and characters that are not ASCII in settings are rejected."""
    with pytest.raises(SnippetError, match=r"^The request can't be written as code\.$"):
        SnippetRequest(model_id="claude", **request_parts)


@pytest.mark.parametrize(
    "where",
    [
        {"base_url": f"https://gateway.example/{CANARY}/anthropic"},
        {"workspace_id": CANARY},
        {"custom_betas": (f"x-{CANARY}",)},
    ],
)
def test_a_key_in_a_setting_is_not_written(where: dict[str, Any]) -> None:
    """If a setting contains the credential, such as the path to a gateway, there is no code."""
    credential = Credential(kind="token", source="manual entry", secret=Secret(CANARY))
    with pytest.raises(SnippetError, match=r"^The code would contain the key\.$"):
        snippet_requests(ModelQuery("claude"), Connection(credential=credential, **where), None)


def test_host_with_a_word_of_the_key() -> None:
    """The host's name isn't secret, whatever the key has in common with it."""
    key = Secret("sk-anthropic-gateway-1")
    connection = Connection(
        credential=Credential(kind="api_key", source="manual entry", secret=key),
        base_url="https://anthropic-gateway.example",
    )
    assert len(snippet_requests(ModelQuery("claude"), connection, None)) == 1


def test_readme_names_each_language() -> None:
    """What README says about code to copy names every language."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    paragraph = next(line for line in lines if "**Copy as code**" in line)
    assert [each.name for each in LANGUAGES if each.title.split()[0] not in paragraph] == []


def test_names() -> None:
    """Each language has its own name and title; names are lowercase."""
    names = [language.name for language in LANGUAGES]
    assert len(set(names)) == len({language.title for language in LANGUAGES}) == len(LANGUAGES)
    assert names == [name.lower() for name in names]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_profile(language: Language) -> None:
    """Code for a profile names it or reads it; the beta for its token is sent without an SDK."""
    credential = Credential(
        kind="oauth_token", source="profile my'work", secret=Secret(CANARY), profile="my'work"
    )
    query = ModelQuery("claude-sonnet-4-5")
    request = SnippetRequest.from_query(query, Connection(credential=credential))
    code = language.write(request)
    assert CANARY not in code + repr(request)
    assert "ANTHROPIC_API_KEY" not in code.replace("-u ANTHROPIC_API_KEY", "")
    if language.name in {"curl", "httpx"}:
        named = "--profile 'my'\\''work'"
        assert code.startswith(
            f"# ant auth print-credentials {named} --env prints ANTHROPIC_AUTH_TOKEN.\n"
        )
        assert "oauth-2025-04-20" in code
        assert "Bearer " in code
    else:
        assert "ANTHROPIC_PROFILE" in code
        assert "oauth-2025-04-20" not in code
    assert language.name != "ant" or code.startswith(
        "env -u ANTHROPIC_API_KEY -u ANTHROPIC_AUTH_TOKEN ANTHROPIC_PROFILE='my'\\''work' ant "
    )


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("variable", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "manual entry"])
def test_an_oauth_token(variable: str, language: Language) -> None:
    """Code for an OAuth token in a variable sends the beta for it after the selected ones."""
    credential = Credential(kind="oauth_token", source=variable, secret=Secret(CANARY))
    query = ModelQuery("claude-sonnet-4-5", ("beta",))
    request = SnippetRequest.from_query(query, Connection(credential=credential))
    code = language.write(request)
    assert request.betas == ("beta", "oauth-2025-04-20")
    assert "oauth-2025-04-20" in code
    assert CANARY not in code + repr(request)
    named = variable if variable != "manual entry" else "ANTHROPIC_AUTH_TOKEN"
    assert named in code or language.name == "ant"
