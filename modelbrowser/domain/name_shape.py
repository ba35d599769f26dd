"""What a name of a model consists of, and what was meant by its misspelled words.

A name is taken apart into what people get right or wrong one by one: words (`claude`,
`sonnet`), a version (`4-5`) and a date (`20250929`), whatever their order and separators.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from modelbrowser.domain.candidates import Candidate

COMMON = frozenset({"claude", "latest"})
"""Words that tell no model from another."""

SHORTEST = 3
"""How many letters a misspelled word needs, to be taken for another, in characters."""

TOKEN = re.compile(r"[a-z]+|\d+")
"""A word or a number, in lower case."""

_LONGEST = 256
"""How much of a name is looked at, in characters."""

_VERSION_DIGITS = 2
"""Longer numbers are dates, or were meant to be."""

_SLIPS = 2
"""How many letters a misspelled word may have more, or less, or wrong."""

_DATE = re.compile(r"(20\d\d)[-._/ ]([01]\d)[-._/ ]([0-3]\d)(?!\d)")
_BUILD = re.compile(r"(\d.*)-v\d+(:\w+)*")  # `-v1:0` of one provider, `-v2@…` of another
_WINDOW = re.compile(r"(?<![a-z0-9])\d+[km](?![a-z0-9])")  # `[1m]`, `:200k`


@dataclass(frozen=True, slots=True)
class Shape:
    """What a name consists of.

    Attributes:
        words: In lower case.
        version: Major and minor; empty where the name has none.
        date: Digits of a date, or of what was meant to be one; may be empty.
    """

    words: frozenset[str]
    version: tuple[int, ...]
    date: str


def shape_of(name: str) -> Shape:
    """Take a name apart."""
    text = name.lower()[:_LONGEST].replace("_", "-")
    text = _DATE.sub(r"\1\2\3", _BUILD.sub(r"\1", _WINDOW.sub("", text)))
    tokens = TOKEN.findall(text)
    numbers = [token for token in tokens if token.isdecimal()]
    version = [number for number in numbers if len(number) <= _VERSION_DIGITS]
    date = max((number for number in numbers if number not in version), key=len, default="")
    if len(version) == 1:
        version = list(version[0])  # `sonnet45`
    parts = [int(number) for number in version[:2]]
    if parts[1:] == [0]:
        parts.pop()  # `claude-opus-4-0` and `claude-opus-4` are one version
    return Shape(frozenset(token for token in tokens if not token.isdecimal()), tuple(parts), date)


def vocabulary_of(known: Iterable[Candidate]) -> frozenset[str]:
    """All words of the known names."""
    return frozenset(re.findall("[a-z]+", " ".join(each.name for each in known).lower())) | COMMON


def corrected(shape: Shape, vocabulary: frozenset[str]) -> Shape:
    """Put known words in the place of misspelled ones; leave out what is no word of a model."""
    words = {known for word in shape.words for known in _known_words(word, vocabulary)}
    return Shape(frozenset(words), shape.version, shape.date)


def _known_words(word: str, vocabulary: frozenset[str]) -> Iterable[str]:
    """Which known words an asked word stands for: itself, parts of it, or the nearest."""
    if word in vocabulary:
        return [word]
    if len(word) < SHORTEST:
        return []
    parts = [known for known in vocabulary if len(known) > SHORTEST and known in word]
    if parts:
        return parts
    letters = set(word)
    near = [
        known
        for known in sorted(vocabulary)
        if abs(len(known) - len(word)) <= _SLIPS
        and len(letters & set(known)) >= len(letters) - _SLIPS
    ]
    return get_close_matches(word, near, n=1, cutoff=0.7)


def says_enough(shape: Shape) -> bool:
    """Whether there is anything by which one model can be told from another."""
    if shape.words - COMMON:
        return True
    return "claude" in shape.words and bool(shape.version or shape.date)
