"""Templates: which lines are written, and what their placeholders become."""

import pytest

from modelbrowser.snippets.languages import Template
from modelbrowser.snippets.request import SnippetRequest

PLAIN = SnippetRequest(model_id="m")
BETAS = SnippetRequest(model_id="m", betas=("a", "b"))
FULL = SnippetRequest(model_id="m", betas=("a",), base_url="https://h", workspace_id="w")


def _write(text: str, request: SnippetRequest = PLAIN) -> str:
    return Template(quote='"', text=text).write(request)


@pytest.mark.parametrize(
    ("margin", "written"),
    [
        ("", [PLAIN, BETAS, FULL]),
        ("betas", [BETAS, FULL]),
        ("!betas", [PLAIN]),
        ("base_url", [FULL]),
        ("!workspace", [PLAIN, BETAS]),
        ("options", [FULL]),
        ("betas !options", [BETAS]),
    ],
)
def test_conditions(margin: str, written: list[SnippetRequest]) -> None:
    """A line is written if all conditions in its margin hold."""
    requests = [PLAIN, BETAS, FULL]
    assert [each for each in requests if _write(f"{margin} |x\n", each)] == written


def test_margin() -> None:
    """The margin and lines without one are not code; a second bar is."""
    assert _write("ignored\n   |  a | b\n  ") == "  a | b\n"


def test_literals() -> None:
    """A placeholder becomes a literal; betas stand in one line, or each in its own."""
    text = "|<id> <variable> <header>\n|[<betas>]\n|add(<beta>)\n"
    assert _write(text, BETAS) == (
        '"m" ANTHROPIC_API_KEY "anthropic-workspace-id"\n["a", "b"]\nadd("a")\nadd("b")\n'
    )
    assert _write(text, PLAIN).endswith("\n[]\n")


def test_options() -> None:
    """The options that a request needs stand in what surrounds them; without any, nothing does."""
    template = Template(
        quote='"',
        base_url="url=<base_url>",
        workspace="<header>=<workspace>",
        options="(<options>)",
        text="|new<options>",
    )
    assert template.write(PLAIN) == "new"
    assert template.write(FULL) == 'new(url="https://h", "anthropic-workspace-id"="w")'
    workspace = SnippetRequest(model_id="m", workspace_id="w")
    assert template.write(workspace) == 'new("anthropic-workspace-id"="w")'


def test_placeholders_in_values() -> None:
    """What looks like a placeholder inside a value stays as it is."""
    request = SnippetRequest(
        model_id="<variable>", betas=("<id>", "<beta>"), workspace_id="<options>"
    )
    template = Template(
        quote='"', workspace="<workspace>", text="|<options> <id> <betas>\n|<beta>\n"
    )
    assert template.write(request) == (
        '"<options>" "<variable>" "<id>", "<beta>"\n"<id>"\n"<beta>"\n'
    )


@pytest.mark.parametrize("text", ["beta |x", "|<ids>"])
def test_typos(text: str) -> None:
    """An unknown condition or placeholder is an error."""
    with pytest.raises(KeyError):
        _write(text)
