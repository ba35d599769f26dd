"""Highlighting, which may color code but never change it."""

import pytest
from support.hostile import hostile_queries
from support.languages import BY_NAME

from modelbrowser.snippets.highlight import CodeSpan, highlight
from modelbrowser.snippets.languages import LANGUAGES, Language
from modelbrowser.snippets.request import SnippetRequest

pytestmark = pytest.mark.xdist_group("snippets")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_nothing_is_lost(language: Language) -> None:
    """The spans joined are the snippet, and none is empty."""
    for query in hostile_queries():
        code = language.write(SnippetRequest(model_id=query.model_id, betas=query.betas))
        spans = list(highlight(code, language.syntax))
        assert "".join(span.text for span in spans) == code
        assert all(span.text for span in spans)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_kinds_follow_the_code_not_the_values(language: Language) -> None:
    """Whatever is in an ID and in betas, the comments and keywords are the same."""
    for query in hostile_queries():
        betas = tuple(f"beta-{number}" for number in range(len(query.betas)))
        hostile = SnippetRequest(model_id=query.model_id, betas=query.betas)
        benign = SnippetRequest(model_id="claude", betas=betas)
        assert notable(hostile, language) == notable(benign, language)


def notable(request: SnippetRequest, language: Language) -> list[CodeSpan]:
    """Return the comments and keywords of a snippet."""
    spans = highlight(language.write(request), language.syntax)
    return [span for span in spans if span.kind in {"comment", "keyword"}]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_every_language_has_keywords_and_strings(language: Language) -> None:
    """Each snippet has at least one keyword and one string."""
    code = language.write(SnippetRequest(model_id="claude-sonnet-4-5"))
    kinds = {span.kind for span in highlight(code, language.syntax)}
    assert {"keyword", "string", "plain"} <= kinds


def test_unclosed_string_is_plain() -> None:
    """A quote that is never closed starts no string."""
    assert list(highlight('"open', BY_NAME["python"].syntax)) == [CodeSpan("plain", '"open')]
