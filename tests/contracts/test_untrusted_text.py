"""All text reaches the screen through one module, `tui/widgets/text.py`.

If a widget takes a bare string, it may be parsed as markup, or be executed by the terminal;
only `content` makes sure that it was sanitized by `presentation.sanitize`.
"""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from support.sources import calls, modules

from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.tui.widgets.text import content

pytestmark = pytest.mark.xdist_group("sources")

DOOR = "tui/widgets/text.py"
TITLES = {"border_title", "border_subtitle", "tooltip"}
OTHER_DOORS = {
    "Content.styled",
    "Content.assemble",
    "Content.from_text",
    "Content.from_markup",
    "Content.from_rich_text",
    "Text",
    "Text.from_markup",
    "Text.from_ansi",
}


@pytest.mark.parametrize("style", ["", "bold"])
def test_widgets_take_no_bare_text(style: str) -> None:
    """Only `SafeText` is accepted: no other string, not even one joined from it."""
    bare: list[Any] = [
        "foreign",
        SafeText("a") + "b",
        SafeText("[b]").upper(),
        f"{SafeText('a')}",
        None,
        5,
    ]
    for text in bare:
        with pytest.raises(TypeError):
            content(text, style)


@pytest.mark.parametrize("style", ["", "bold"])
@pytest.mark.parametrize(
    "text", ["[bold]x[/nope]", "[@click=app.quit]x[/]", r"\[x]", "[link=x]y[/]"]
)
def test_content_reads_no_markup(text: str, style: str) -> None:
    """Row 72: what looks like markup is drawn literally, in the given style."""
    drawn = content(sanitize(text), style)
    assert drawn.plain == text
    assert [str(span.style) for span in drawn.spans] == ([style] if style else [])


def test_content_is_made_of_literals_only() -> None:
    """`Content(...)` gets a literal, such as the blanks of a gap."""
    assert [
        place
        for place, called, call in _calls()
        if called == "Content" and not all(map(_is_literal, call.args))
    ] == []


def test_there_is_no_other_way() -> None:
    """Nothing makes content from strings, and nothing parses markup."""
    assert [f"{place}: {called}" for place, called, _ in _calls() if called in OTHER_DOORS] == []


def test_widgets_get_content() -> None:
    """`Static` and `Label` are made empty or with what `content` returned."""
    assert [
        place
        for place, called, call in _calls()
        if called in {"Static", "Label"} and not all(map(_is_content, call.args))
    ] == []


def test_titles_are_content() -> None:
    """A border's title comes from `content`, because Textual parses a string there as markup."""
    assert [
        place
        for place, node in _nodes()
        if isinstance(node, ast.Assign)
        and any(
            isinstance(target, ast.Attribute) and target.attr in TITLES for target in node.targets
        )
        and not _is_content(node.value)
    ] == []


def test_nothing_pops_up() -> None:
    """Nothing calls `notify`, which parses markup; the key bar shows notices."""
    assert [place for place, called, _ in _calls() if called.endswith(".notify")] == []


def _nodes() -> Iterator[tuple[str, ast.AST]]:
    """Everything in the TUI except for that module, with its place as `file:line`."""
    for path, tree in modules().items():
        if path.startswith("tui/") and path != DOOR:
            for node in ast.walk(tree):
                yield f"{path}:{getattr(node, 'lineno', 1)}", node


def _calls() -> Iterator[tuple[str, str, ast.Call]]:
    for path, tree in modules().items():
        if path.startswith("tui/") and path != DOOR:
            for called, call in calls(tree):
                yield f"{path}:{call.lineno}", called, call


def _is_literal(node: ast.expr) -> bool:
    """Whether text is a literal in the code, possibly repeated."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _is_literal(node.left)
    return isinstance(node, ast.Constant)


def _is_content(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "content"
