"""Parses JSON more strictly than Python does.

It must be UTF-8, optionally with a byte order mark, without duplicate keys or NaN. It must not
be nested so deeply that recursion fails, or have so many parts that a body of 1 MiB would
exhaust memory.
"""

import json
from collections.abc import Iterable
from typing import Any

MAX_DEPTH = 32
"""The deepest nesting, in levels; a model has four."""

MAX_CONTAINERS = 100_000
"""The most arrays and objects in one body; a page of 1,000 models has 40 per model."""


def load_json(body: bytes) -> Any:
    """Parse a body, or raise a ValueError, whose message is not meant to be shown."""
    if body.count(b"[") + body.count(b"{") > MAX_CONTAINERS:
        raise ValueError("too many containers")
    try:
        content = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_reject_constant,
        )
    except RecursionError:
        raise ValueError("too deep") from None
    level = [content]
    for _ in range(MAX_DEPTH):
        level = [child for value in level for child in _children(value)]
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
        raise ValueError("duplicate key")
    return content


def _reject_constant(name: str) -> Any:
    raise ValueError(name)
