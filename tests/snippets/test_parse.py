"""Snippets that are not run here are parsed by their language's tree-sitter grammar.

A hostile ID or beta must not change the shape of the program, and the literals in it must
decode, by the rules of the language, to exactly the values.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import tree_sitter_c_sharp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_kotlin
import tree_sitter_php
import tree_sitter_ruby
from support.hostile import hostile_queries
from support.languages import BY_NAME
from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser

from modelbrowser.domain.query import ModelQuery
from modelbrowser.snippets.languages import LANGUAGES, Language
from modelbrowser.snippets.request import SnippetRequest

pytestmark = pytest.mark.xdist_group("snippets")

BASE_URL = "https://gateway.example/a'b\"c$(d)#{e}\\"
WORKSPACE = "wrkspc_${x}#{y}'\"\\"
Shape = tuple[str, tuple["Shape", ...]]


@dataclass(frozen=True)
class Lexer:
    """How to parse a language and decode its literals.

    Attributes:
        language: The language that wrote the snippet.
        grammar: The grammar that parses it.
        literal: The grammar's name for a string literal.
        quote: The quote around a literal.
        special: Other characters that need a backslash in it.
    """

    language: Language
    grammar: Callable[[], object]
    literal: str
    quote: str = '"'
    special: str = ""

    def parse(self, code: str) -> Node:
        """Parse code; fail if it is not valid."""
        root = Parser(Grammar(self.grammar())).parse(code.encode()).root_node
        assert not root.has_error, code
        return root

    def decode(self, literal: str) -> str:
        """Return the value of a literal. Only what must be escaped may be."""
        assert literal[0] == literal[-1] == self.quote
        inner = literal[1:-1]
        escaped = re.escape(f"\\{self.quote}{self.special}")
        assert re.fullmatch(rf"(?:\\[{escaped}]|[^{escaped}])*", inner), literal
        return re.sub(r"\\(.)", r"\1", inner)

    def literals(self, node: Node) -> list[str]:
        """Return the text of all string literals, in order."""
        if node.type == self.literal:
            return [(node.text or b"").decode()]
        return [text for child in node.children for text in self.literals(child)]

    def shape(self, node: Node) -> Shape:
        """Return the tree without what is inside string literals."""
        children = () if node.type == self.literal else node.children
        return node.type, tuple(self.shape(child) for child in children)


JAVA_LEXER = Lexer(BY_NAME["java"], tree_sitter_java.language, "string_literal")
LEXERS = (
    Lexer(BY_NAME["go"], tree_sitter_go.language, "interpreted_string_literal"),
    JAVA_LEXER,
    Lexer(BY_NAME["kotlin"], tree_sitter_kotlin.language, "string_literal", special="$"),
    Lexer(BY_NAME["ruby"], tree_sitter_ruby.language, "string", special="#"),
    Lexer(BY_NAME["csharp"], tree_sitter_c_sharp.language, "string_literal"),
    Lexer(BY_NAME["php"], tree_sitter_php.language_php, "string", quote="'"),
)


RUN = {"curl", "python", "typescript", "ant", "httpx"}
"""The languages whose snippets are run in `test_run.py` and `test_ant.py`."""


def test_each_language_meets_hostile_values() -> None:
    """Snippets in every language are run or parsed with 200 hostile IDs and betas."""
    assert {lexer.language.name for lexer in LEXERS} | RUN == {each.name for each in LANGUAGES}


def write(lexer: Lexer, query: ModelQuery, base_url: str, workspace: str) -> str:
    """Write the snippet of a query through a gateway."""
    return lexer.language.write(
        SnippetRequest(
            model_id=query.model_id, betas=query.betas, base_url=base_url, workspace_id=workspace
        )
    )


@pytest.mark.parametrize("lexer", LEXERS, ids=lambda lexer: lexer.language.name)
def test_literals_decode_to_the_values(lexer: Lexer) -> None:
    """For every ID the parser sees the same program, with literals that have the values."""
    for query in hostile_queries():
        names = tuple(f"BETA{number}" for number in range(len(query.betas)))
        harmless = lexer.parse(write(lexer, ModelQuery("ID", names), "URL", "WORKSPACE"))
        hostile = lexer.parse(write(lexer, query, BASE_URL, WORKSPACE))
        values = {"ID": query.model_id, "URL": BASE_URL, "WORKSPACE": WORKSPACE}
        values |= dict(zip(names, query.betas, strict=True))

        assert lexer.shape(hostile) == lexer.shape(harmless)
        found = set()
        pairs = zip(lexer.literals(harmless), lexer.literals(hostile), strict=True)
        for before, after in pairs:
            name = before[1:-1]
            if name not in values:
                assert after == before
                continue
            assert lexer.decode(after) == values[name]
            found.add(name)
        assert found == set(values)


def test_java_unicode_escapes() -> None:
    r"""In Java no `\u` in an ID is a Unicode escape, which is replaced even before parsing."""
    for query in (*hostile_queries(), ModelQuery("\\u0022", ("\\\\u0022", 'x\\"\\uuu0022'))):
        code = write(JAVA_LEXER, query, BASE_URL, WORKSPACE)
        assert not re.search(r"(?<!\\)(?:\\\\)*\\u", code)


@pytest.mark.parametrize("lexer", LEXERS, ids=lambda lexer: lexer.language.name)
def test_stable_and_beta_call_parse(lexer: Lexer) -> None:
    """Without a gateway, with and without betas, the snippet is valid code."""
    for betas in ((), ("a",), ("a", "b")):
        lexer.parse(lexer.language.write(SnippetRequest(model_id="claude", betas=betas)))


@pytest.mark.parametrize("lexer", LEXERS, ids=lambda lexer: lexer.language.name)
def test_parser_notices_a_value_that_acts(lexer: Lexer) -> None:
    """The test can fail: a value without its escapes is not valid code."""
    code = lexer.language.write(SnippetRequest(model_id="MARK"))
    with pytest.raises(AssertionError):
        lexer.parse(code.replace("MARK", lexer.quote + "; ("))
