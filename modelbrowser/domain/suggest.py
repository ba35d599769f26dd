"""Suggestions: the known names that were probably meant if the API doesn't know a name.

A name is split into the parts that users get right or wrong independently: words (`sonnet`), a
version (`4-5`) and a date (`20250929`), in any order and with any separators. Suggestions are
known names that share a word, ordered by how far off each part is. Only known names are suggested.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from heapq import nsmallest
from itertools import islice

from modelbrowser.domain.known_name import KnownName, find_known_name
from modelbrowser.domain.query import replace_look_alikes
from modelbrowser.record import Record

MIN_PREFIX = 3
"""The shortest beginning of a name that is completed, in characters."""

_MAX_NAMES, _MAX_NAME_LENGTH = 10_000, 100
"""How many known names are compared, and how long they may be: 80,000 long ones take a minute."""

_COMMON = {"claude", "latest"}
"""Words that don't distinguish models."""

_MIN_SIMILARITY = 0.7
"""How similar a misspelled word must be to a known one: "instruct" doesn't match "instant"."""

_MIN_INSIDE = 4
"""The shortest word that is recognized inside a longer one, in characters."""

_VERSION_DIGITS = 2
"""The maximum number of digits in a version; longer numbers are meant as dates."""

_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"(\d{4})[-._ ](\d\d)[-._ ](\d\d)")
_NOT_OF_THE_MODEL = re.compile(
    # `-v1:0`, at the end of names on Bedrock; not `-v4` in `sonnet-v4-5`
    r"(?<!claude)-v\d+(?![-.]\d\d?(?!\d))(:\d+)?"
    r"|\d+[km](?![a-z0-9])"  # `[1m]`, `:200k`
    r"|[a-z]+(-gov)?-(north|south|east|west|central){1,2}-?\d+"  # `us-east-1`
)
_VERSION = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_FIRST_ONE = re.compile(r"claude[-_. ]?v?\d")
_ZERO = re.compile(r"(?<!\d)0(?=[a-z])")  # `0pus`
_ONE = re.compile(r"(?<=[a-z])1(?=[a-z])")  # `c1aude`
_AFTER_PATH = re.compile(r"[?#].*")
_BETWEEN_WORDS = re.compile(r"[ _]+")
_EXTRA_DIGIT = re.compile(r"(?<=\d-\d)\d$")  # `4-77`
_OTHER_DATE = re.compile(r"-20\d{6}$")
_BETWEEN_NAMES = r"\s,;|+\"'()<>\[\]"
_FAMILY = "opus|sonnet|haiku|fable"
_NEXT_NAME = re.compile(
    rf"[{_BETWEEN_NAMES}](?=[^{_BETWEEN_NAMES}]*claude)|(?<=\d)/(?=claude-)"
    rf"|[,;|+]\s*(?=(?:{_FAMILY})\b)",
    re.IGNORECASE,
)
_NAMES_MODEL = re.compile(f"claude|{_FAMILY}", re.IGNORECASE)
_OLDER = re.compile(r"\bold(er)?\b", re.IGNORECASE)  # `Claude 3.5 Sonnet (Old)`


class ParsedName(Record):
    """The parts of a name.

    Attributes:
        words: In lowercase, without those that all models share.
        version: 100 times the major version plus the minor one; 0 if there is none. This puts
            minor versions of the same major closer to each other than to another major.
        date: Digits that are meant as a date; may be empty.
    """

    words: frozenset[str]
    version: int
    date: str


def parse_name(name: str) -> ParsedName:
    """Split a name into its parts."""
    text = _NOT_OF_THE_MODEL.sub("", _ONE.sub("l", _ZERO.sub("o", name.lower())))
    before, claude, after = text.rpartition("claude")
    if _VERSION.search(after):
        # Numbers in front are then others, such as a line's. They aren't in `4-5-claude-haiku`.
        text = _NUMBER.sub("", before) + claude + after
    numbers = _NUMBER.findall(_DATE.sub(r"\1\2\3", text))
    version = [number for number in numbers if len(number) <= _VERSION_DIGITS]
    dates = [number for number in numbers if len(number) > _VERSION_DIGITS]
    if len(version) == 1:
        version = list(version[0])  # `sonnet45`
    major, minor = (*version, 0, 0)[:2]
    return ParsedName(
        words=frozenset(_WORD.findall(text)) - _COMMON,
        version=100 * int(major) + int(minor),
        date=dates[-1] if dates else "",
    )


_parse_known_name = lru_cache(maxsize=1 << 14)(parse_name)
"""A check parses the names of a long list for each name that isn't on it."""


def split_into_names(name: str) -> list[str]:
    """Return the names in a text that may contain several; at most one that names no model."""
    return [part for part in _NEXT_NAME.split(name) if _NAMES_MODEL.search(part)] or [name]


def suggest(name: str, known: Collection[KnownName], limit: int = 3) -> tuple[KnownName, ...]:
    """Find the names that were probably meant, best first. There may be none.

    A model that is retired or deprecated is followed by the one to use instead.

    Args:
        name: A name that the API doesn't know, which is never suggested itself. It may contain
            look-alikes of a known name's characters.
        known: The names to choose from, newest first.
        limit: The maximum number of suggestions.
    """
    known = [each for each in islice(known, _MAX_NAMES) if len(each.name) <= _MAX_NAME_LENGTH]
    plain = replace_look_alikes(name)
    if len(parts := split_into_names(plain)) > 1:
        meant_each = (
            find_known_name(part, known) or next(iter(suggest(part, known)), None) for part in parts
        )
        return tuple(dict.fromkeys(filter(None, meant_each)))[:limit]
    vocabulary = frozenset(_WORD.findall(" ".join(each.name for each in known).lower())) - _COMMON
    meant = _parse_known(plain, vocabulary)
    if meant:
        best = _find_near(meant, known, limit + 1)
    else:
        best = _complete(plain, known, limit + 1) or _find_version_only(plain, known)
    if exact := next(filter(None, (find_known_name(each, known) for each in _slips(plain))), None):
        best = [exact, *(each for each in best if each != exact)]
    if best and (successor := _find_successor(best[0], known)):
        best = [best[0], successor, *(each for each in best[1:] if each != successor)]
    return tuple(candidate for candidate in best if candidate.name != name)[:limit]


def _slips(name: str) -> Iterator[str]:
    """Yield a name without what is easily added, and with what is easily left out."""
    name = _BETWEEN_WORDS.sub("-", name.lower())
    yield name
    yield f"claude-{name}"
    yield _EXTRA_DIGIT.sub("", name)
    if not parse_name(name).version:
        yield _OTHER_DATE.sub("", name)


def _parse_known(name: str, vocabulary: frozenset[str]) -> ParsedName | None:
    """Parse the last part of a path that has known words, with typos corrected."""
    for part in reversed(_AFTER_PATH.sub("", name).split("/")):
        parsed = parse_name(part)
        words = frozenset(known for word in parsed.words for known in _correct(word, vocabulary))
        if words - {"preview"}:  # other companies have previews, too
            # An early date is closest to the first of several with the same version.
            date = parsed.date or ("1" if _OLDER.search(part) else "")
            return replace(parsed, words=words, date=date)
    return None


def _correct(word: str, vocabulary: frozenset[str]) -> Iterable[str]:
    """Return the known words meant by a word: itself, those inside it, or the most similar."""
    if word in vocabulary:
        return [word]
    inside = [known for known in vocabulary if len(known) >= _MIN_INSIDE and known in word]
    # Typos rarely change the first letter; without this check, "plus" would match "opus".
    alike = [known for known in sorted(vocabulary) if known[0] == word[0]]
    return inside or get_close_matches(word, alike, n=1, cutoff=_MIN_SIMILARITY)


def _find_near(meant: ParsedName, known: Iterable[KnownName], limit: int) -> list[KnownName]:
    """Find the names that share a word, ordered by the distance of words, version and date.

    Among models with the same version, retired ones come last, except one that has the date.
    A name with a version and a date means one model, so a known name that matches neither is left
    out.
    """

    def distance(candidate: KnownName) -> tuple[int, ...]:
        name = _parse_known_name(candidate.name)
        words = len(meant.words ^ name.words)
        version = abs(meant.version - name.version) if meant.version else 0
        is_retired = candidate.is_retired and not (meant.date and meant.date == name.date)
        return words, version, is_retired, *_date_distance(meant.date, name.date)

    def is_near(candidate: KnownName) -> bool:
        name = _parse_known_name(candidate.name)
        is_exact = meant.version and meant.date
        return not is_exact or meant.version == name.version or meant.date == name.date

    # Ten thousand names take 0.1 s to parse, but few have one of the words.
    alike = (
        candidate
        for candidate in known
        if not meant.words.isdisjoint(_WORD.findall(candidate.name.lower()))
    )
    return nsmallest(limit, filter(is_near, alike), key=distance)


def _date_distance(meant: str, date: str) -> tuple[int, int]:
    """Return how far apart two dates are. A date is closer to any other date than to none."""

    def number(digits: str) -> int:
        # There may be too few digits, or too many.
        return int(digits[:8].ljust(8, "0"))

    return bool(meant) != bool(date), abs(number(meant) - number(date)) if meant else 0


def _complete(name: str, known: Iterable[KnownName], limit: int) -> list[KnownName]:
    """Find the names with this start: retired ones last, undated before dated ones.

    There are none for "claude", which means every model.
    """
    start = name.lower()
    if len(start) < MIN_PREFIX or "claude-".startswith(start):
        return []
    found = (candidate for candidate in known if candidate.name.lower().startswith(start))
    return nsmallest(
        limit, found, key=lambda each: (each.is_retired, bool(parse_name(each.name).date))
    )


def _find_version_only(name: str, known: Iterable[KnownName]) -> list[KnownName]:
    """Find the models that have only a version, such as `claude-2.1`, by exactly that."""
    parts = (part for part in name.lower().split("/") if _FIRST_ONE.search(part))
    versions = [parse_name(part).version for part in parts]
    plain = (each for each in known if _COMMON.issuperset(_WORD.findall(each.name.lower())))
    return [each for each in plain if parse_name(each.name).version in versions]


def _find_successor(leaving: KnownName, known: Iterable[KnownName]) -> KnownName | None:
    """Find the model to use instead: the documented one, else the newest with the same words."""
    if not (leaving.is_retired or leaving.successor):
        return None
    words = parse_name(leaving.name).words
    active = [candidate for candidate in known if not candidate.is_retired]
    alike = (candidate for candidate in active if parse_name(candidate.name).words == words)
    return find_known_name(leaving.successor, active) or next(alike, None)
