"""Did you mean …: which known names are nearest to one that the API does not know.

A name is taken apart into what people get right or wrong one by one: words (`claude`,
`sonnet`), a version (`4-5`) and a date (`20250929`), whatever their order and separators.
Then each known name has a distance, and the nearest are suggested. Nothing is ever made
up: what is suggested is one of the given candidates.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from heapq import nlargest, nsmallest

from modelbrowser.domain.candidates import Candidate, find

_COMMON = frozenset({"claude", "latest"})
"""Words that tell no model from another."""

_LONGEST = 256
"""How much of the asked name is looked at, in characters."""

_SHORTLIST = 200
"""How many candidates are compared closely: ten thousand are too many for that."""

_SHORTEST = 3
"""How many letters a misspelled word needs, to be taken for another, in characters."""

_VERSION_DIGITS = 2
"""Longer numbers are dates, or were meant to be."""

_SLIPS = 2
"""How many letters a misspelled word may have more, or less, or wrong."""

_DATE = re.compile(r"(20\d\d)[-._/ ]([01]\d)[-._/ ]([0-3]\d)(?!\d)")
_BUILD = re.compile(r"(\d.*)-v\d+(:\w+)*")  # `-v1:0` of one provider, `-v2@…` of another
_WINDOW = re.compile(r"(?<![a-z0-9])\d+[km](?![a-z0-9])")  # `[1m]`, `:200k`
_TOKEN = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a name consists of.

    Attributes:
        words: In lower case.
        version: Major and minor; empty where the name has none.
        date: Digits of a date, or of what was meant to be one; may be empty.
    """

    words: frozenset[str]
    version: tuple[int, ...]
    date: str


def suggest(asked: str, known: Collection[Candidate], limit: int = 3) -> tuple[Candidate, ...]:
    """The names that were probably meant, best first; none where nothing is near.

    A model that is gone or going is followed by what may be used in its place.

    Args:
        asked: What the API does not know; it is not suggested again.
        known: The names to choose from, newest first.
        limit: The most suggestions.
    """
    shape = _correct(_shape(asked), _vocabulary(known))
    if not _says_enough(shape):
        return ()
    near: list[tuple[float, Candidate]] = []
    for candidate in _shortlist(shape, known):
        distance = _distance(shape, _shape(candidate.name), retired=candidate.retired)
        if distance is not None:
            near.append((distance, candidate))
    best = [candidate for _, candidate in nsmallest(limit + 1, near, key=lambda pair: pair[0])]
    if best and (successor := _successor(best[0], known)):
        rest = [candidate for candidate in best[1:] if candidate != successor]
        best = [best[0], successor, *rest]
    return tuple(candidate for candidate in best if candidate.name != asked)[:limit]


def _shape(name: str) -> _Shape:
    """Take a name apart."""
    text = name.lower()[:_LONGEST].replace("_", "-")
    text = _DATE.sub(r"\1\2\3", _BUILD.sub(r"\1", _WINDOW.sub("", text)))
    tokens = _TOKEN.findall(text)
    numbers = [token for token in tokens if token.isdecimal()]
    version = [number for number in numbers if len(number) <= _VERSION_DIGITS]
    date = max((number for number in numbers if number not in version), key=len, default="")
    if len(version) == 1:
        version = list(version[0])  # `sonnet45`
    parts = [int(number) for number in version[:2]]
    if parts[1:] == [0]:
        parts.pop()  # `claude-opus-4-0` and `claude-opus-4` are one version
    return _Shape(frozenset(token for token in tokens if not token.isdecimal()), tuple(parts), date)


def _vocabulary(known: Iterable[Candidate]) -> frozenset[str]:
    """All words of the known names."""
    return frozenset(re.findall("[a-z]+", " ".join(each.name for each in known).lower())) | _COMMON


def _correct(shape: _Shape, vocabulary: frozenset[str]) -> _Shape:
    """Put known words in the place of misspelled ones; leave out what is no word of a model."""
    words = {known for word in shape.words for known in _known_words(word, vocabulary)}
    return _Shape(frozenset(words), shape.version, shape.date)


def _known_words(word: str, vocabulary: frozenset[str]) -> Iterable[str]:
    """Which known words an asked word stands for: itself, parts of it, or the nearest."""
    if word in vocabulary:
        return [word]
    if len(word) < _SHORTEST:
        return []
    parts = [known for known in vocabulary if len(known) > _SHORTEST and known in word]
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


def _says_enough(shape: _Shape) -> bool:
    """Whether there is anything by which one model can be told from another."""
    if shape.words - _COMMON:
        return True
    return "claude" in shape.words and bool(shape.version or shape.date)


def _shortlist(shape: _Shape, known: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that share most with what was asked; among equals the newest."""
    words = shape.words - _COMMON
    numbers = {str(part) for part in shape.version} | {shape.date}

    def shared(candidate: Candidate) -> float:
        tokens = set(_TOKEN.findall(candidate.name.lower()))
        return 4 * len(tokens & words) + len(tokens & numbers) + (not candidate.retired) / 2

    return nlargest(_SHORTLIST, known, key=shared)


def _distance(asked: _Shape, known: _Shape, *, retired: bool) -> float | None:
    """How far a known name is from the asked one; None where it was not meant at all."""
    wanted, given = asked.words - _COMMON, known.words - _COMMON
    if wanted and not wanted & given:
        return None
    if not wanted and asked.version != known.version and (asked.date or "-") != known.date:
        return None
    distance = 4.0 * len(wanted - given) + 2.0 * len(given - wanted) * bool(wanted)
    distance += _version_distance(asked.version, known.version)
    distance += _date_distance(asked.date, known.date)
    if not asked.version and not asked.date and retired:
        distance += 10  # `opus` means one that works
    if "latest" in known.words and not ("latest" in asked.words and asked.version):
        distance += 1.5
    elif "latest" in asked.words and "latest" not in known.words and asked.version:
        distance += 0.5
    return distance


def _version_distance(asked: tuple[int, ...], known: tuple[int, ...]) -> float:
    if not asked or asked == known:
        return 0
    if not known or asked[0] != known[0]:
        return 4 + min(abs(asked[0] - known[0]) / 10 if known else 1, 1)
    minors = [version[1] if version[1:] else 0 for version in (asked, known)]
    return 2 + min(abs(minors[0] - minors[1]) / 10, 1)


def _date_distance(asked: str, known: str) -> float:
    if asked == known:
        return 0
    if not asked or not known:
        return 1
    return 1 - SequenceMatcher(None, asked, known, autojunk=False).ratio()


def _successor(leaving: Candidate, known: Iterable[Candidate]) -> Candidate | None:
    """What is recommended in a model's place, else the newest of a retired one's words."""
    if not (leaving.retired or leaving.successor):
        return None
    words = _shape(leaving.name).words - _COMMON
    active = [candidate for candidate in known if not candidate.retired]
    same = (candidate for candidate in active if _shape(candidate.name).words - _COMMON == words)
    return find(leaving.successor, active) or next(same, None)
