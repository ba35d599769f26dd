"""Every module and test has a docstring, and no file contains certain words."""

import ast
import re
from pathlib import Path
from typing import TypeGuard

import pytest
from support.program import ROOT
from support.sources import modules, tracked

pytestmark = pytest.mark.xdist_group("sources")

_HOST_OF_PACKAGES = re.compile(r"pypi\.|pythonhosted|index-url|https?://\S+\.(whl|tar\.gz|tgz)\b")
_WITHOUT_REASON = re.compile(r"# (noqa: [A-Z0-9, ]*|type: ignore\[[\w, -]*\]) *$", re.MULTILINE)
_DIALECT = re.compile(
    r"(?<![\w-])(?:whom|told|(?:un)?tick(?:ed|s)|(?:stands?|stood) for|comes? along|anew|at last"
    r"|no more(?! than)|even so|as far as|the person|refusals?|Late, because"
    r"|catalogues?|licen[c]es?)(?![\w-])"
    r"|colour|organis(?!m)|recognis|behaviour|favour|honour|\bcentre",
    re.IGNORECASE,
)
"""Words that a native American engineer would not use, or would spell differently."""

_QUOTES = {"LICENSE", "completions/modelbrowser.bash", "docs/wire.md"}
"""Files that quote other sources: a license, the generator of completions, an SDK."""

_MACHINE_PATH = re.compile(r"(?<![\w.~}/-])/(home/(?!ada/)|Users/|root/|work/|farm/|tmp/)\w")


def test_every_module_says_what_it_is() -> None:
    """Every module of the program has a docstring."""
    assert [path for path, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_every_test_says_what_it_proves() -> None:
    """Every test function and every test module has a docstring."""
    silent = [
        f"{path.name}: {getattr(node, 'name', 'the module')}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _speaks(node) and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_exception_from_the_checks_has_a_reason() -> None:
    """Each `noqa` and each `type: ignore` is followed by a reason."""
    assert _found(_WITHOUT_REASON) == []


def test_no_file_knows_a_machine() -> None:
    """No file in the project contains a path from the machine that it was written on."""
    assert _found(_MACHINE_PATH) == []


def test_no_file_knows_a_package_registry() -> None:
    """No file in the project contains the address of a package or a package registry."""
    assert _found(_HOST_OF_PACKAGES) == []


def test_no_file_speaks_a_dialect() -> None:
    """Code, comments, strings, tests and documents are in plain American English."""
    found = [each for each in _found(_DIALECT) if each.partition(":")[0] not in _QUOTES]
    assert found == []


def _speaks(node: ast.AST) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef | ast.Module]:
    """Whether a part of a test module must have a docstring."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name.startswith("test_")
    return isinstance(node, ast.Module)


def _found(pattern: re.Pattern[str]) -> list[str]:
    """The places where a pattern is found, as `file: text`."""
    files = [path for path in tracked() if path != Path(__file__)]
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files
        for match in pattern.finditer(path.read_text("utf-8", errors="replace"))
    ]
