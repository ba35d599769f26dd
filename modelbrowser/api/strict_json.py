"""JSON as an API sends it, and nothing that Python reads besides.

UTF-8, no key twice, no NaN, no depth that a recursion would trip over, and not so many parts
that a body of 1 MiB fills the memory.
"""

import json
from collections.abc import Iterable
from typing import Any

MAX_DEPTH = 32
"""The deepest nesting, in levels; a model has four."""

MAX_CONTAINERS = 100_000
"""The most arrays and objects; a thousand models have forty each."""


def load_json(body: bytes) -> Any:
    """Read a body.

    Raises:
        ValueError: If it is not such JSON; the text is for nobody.
    """
    if body.count(b"[") + body.count(b"{") > MAX_CONTAINERS:
        raise ValueError("too many parts")
    try:
        content = json.loads(
            body.decode(), object_pairs_hook=_without_duplicates, parse_constant=_no_constant
        )
    except RecursionError:
        raise ValueError("too deep") from None
    level = [content]
    for _ in range(MAX_DEPTH):
        level = [part for value in level for part in _children(value)]
    if level:
        raise ValueError("too deep")
    return content


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key twice")
    return content


def _no_constant(name: str) -> Any:
    raise ValueError(name)
