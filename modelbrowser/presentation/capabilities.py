"""What a model can do, as lists of words."""

from collections.abc import Iterator, Mapping
from typing import Any

from modelbrowser.presentation.plain import Plain, plain


def capability_words(capabilities: Mapping[str, Any]) -> tuple[Plain, Plain]:
    """Name the capabilities that are supported, and those that are not.

    A capability with parts is followed by those that are supported: `effort (low, high)`.
    Mappings of an unknown shape are left out (wire contract, "ModelInfo": nested mappings
    that end in `{"supported": bool}`).
    """
    yes: list[str] = []
    no: list[str] = []
    for name, node in capabilities.items():
        parts = list(_parts(node))
        able = [part for part, supported in parts if part and supported]
        if ("", False) in parts or not (able or ("", True) in parts):
            no += [_words(name)] if parts else []
            continue
        yes.append(_words(name) + (f" ({', '.join(able)})" if able else ""))
        no += [f"{_words(name)} {part}" for part, supported in parts if part and not supported]
    return Plain(", ".join(yes)), Plain(", ".join(no))


def _parts(node: object, name: str = "") -> Iterator[tuple[str, bool]]:
    """The supported marks at and under a node, each with the name of its place."""
    if not isinstance(node, Mapping):
        return
    for key, value in node.items():
        if key == "supported" and isinstance(value, bool):
            yield name, value
        else:
            yield from _parts(value, _words(key))


def _words(name: object) -> str:
    return plain(str(name).replace("_", " "))
