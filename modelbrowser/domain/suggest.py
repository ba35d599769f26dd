"""Did you mean …: which known names are nearest to one that the API does not know.

Each known name has a distance by its shape, and the nearest are suggested, after those that
begin with what was asked: it was not typed to its end. Nothing is ever made up: what is
suggested is one of the given candidates.
"""

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from heapq import nlargest, nsmallest

from modelbrowser.domain.candidates import Candidate, find
from modelbrowser.domain.name_shape import (
    COMMON,
    SHORTEST,
    TOKEN,
    Shape,
    corrected,
    says_enough,
    shape_of,
    vocabulary_of,
)

_SHORTLIST = 200
"""How many candidates are compared closely: ten thousand are too many for that."""

_DATED = re.compile(r"\d{8}$")
_AFTER_PATH = re.compile(r"[?#].*", re.DOTALL)


def suggest(asked: str, known: Collection[Candidate], limit: int = 3) -> tuple[Candidate, ...]:
    """The names that were probably meant, best first; none where nothing is near.

    A model that is gone or going is followed by what may be used in its place.

    Args:
        asked: What the API does not know; it is not suggested again.
        known: The names to choose from, newest first.
        limit: The most suggestions.
    """
    meant = _part(asked, known)
    best = list(dict.fromkeys((*_begun(meant, known, limit + 1), *_near(meant, known, limit + 1))))
    if best and (successor := _successor(best[0], known)):
        rest = [candidate for candidate in best[1:] if candidate != successor]
        best = [best[0], successor, *rest]
    return tuple(candidate for candidate in best if candidate.name != asked)[:limit]


def _part(asked: str, known: Iterable[Candidate]) -> str:
    """What of a URL or a path names a model: a part that is known, else the end of a URL."""
    path = _AFTER_PATH.sub("", asked)
    parts = [part for part in path.split("/") if part]
    names = {candidate.name for candidate in known}
    named = next((part for part in reversed(parts) if part in names), "")
    return named or (parts[-1] if "://" in path and parts else asked)


def _begun(asked: str, known: Iterable[Candidate], limit: int) -> list[Candidate]:
    """The names that begin so, one that is just so first.

    Of the others the retired are last, aliases before dated IDs, and the newer before the older.
    """
    start = asked.lower()
    if len(start) < SHORTEST:
        return []
    begun = (candidate for candidate in known if candidate.name.lower().startswith(start))

    def rank(candidate: Candidate) -> tuple[bool, bool, bool]:
        whole = candidate.name.lower() == start
        return not whole, candidate.retired, _DATED.search(candidate.name) is not None

    return nsmallest(limit, begun, key=rank)


def _near(asked: str, known: Collection[Candidate], limit: int) -> list[Candidate]:
    """The names that are nearest, best first."""
    shape = corrected(shape_of(asked), vocabulary_of(known))
    if not says_enough(shape):
        return []
    near: list[tuple[float, Candidate]] = []
    for candidate in _shortlist(shape, known):
        distance = _distance(shape, shape_of(candidate.name), retired=candidate.retired)
        if distance is not None:
            near.append((distance, candidate))
    return [candidate for _, candidate in nsmallest(limit, near, key=lambda pair: pair[0])]


def _shortlist(shape: Shape, known: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that share most with what was asked; among equals the newest."""
    words = shape.words - COMMON
    numbers = {str(part) for part in shape.version} | {shape.date}

    def shared(candidate: Candidate) -> float:
        tokens = set(TOKEN.findall(candidate.name.lower()))
        return 4 * len(tokens & words) + len(tokens & numbers) + (not candidate.retired) / 2

    return nlargest(_SHORTLIST, known, key=shared)


def _distance(asked: Shape, known: Shape, *, retired: bool) -> float | None:
    """How far a known name is from the asked one; None where it was not meant at all."""
    wanted, given = asked.words - COMMON, known.words - COMMON
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
    words = shape_of(leaving.name).words - COMMON
    active = [candidate for candidate in known if not candidate.retired]
    same = (candidate for candidate in active if shape_of(candidate.name).words - COMMON == words)
    return find(leaving.successor, active) or next(same, None)
