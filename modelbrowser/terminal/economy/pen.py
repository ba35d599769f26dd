"""What does a cell look like, and what is the shortest SGR from one look to another?"""

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

REVERSE = "7"

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
"""What switches an attribute off, where every terminal agrees about it."""

_RARE = frozenset({"6", "8", "21", "51", "52", "53"})
"""Attributes that only a reset is sure to switch off, or that depend on the order (4, 21)."""

_INK = frozenset({"1", "2", "3", "8"})
"""Attributes that are not seen where nothing but a blank is drawn."""

_KEEPS_COLOURS = frozenset({"3", REVERSE})
"""Attributes under which reverse shows the two colours as they are (bold may brighten them)."""

_COLOUR = re.compile(r"(?:3[0-79]|9[0-7])|(4[0-79]|10[0-7])")
_EXTENDED_LENGTH = {"5": 1, "2": 3}


class NotUnderstoodError(Exception):
    """What Textual hands over cannot be told cell by cell."""


class Pen(NamedTuple):
    """How a terminal draws.

    Attributes:
        attributes: SGR codes such as "1" for bold.
        foreground: SGR parameters such as "38;2;1;2;3"; empty for the default.
        background: SGR parameters such as "48;5;7"; empty for the default.
    """

    attributes: frozenset[str]
    foreground: str
    background: str


PLAIN = Pen(frozenset(), "", "")


@lru_cache(maxsize=1024)
def parse(sgr: str) -> Pen:
    """Read the parameters of an SGR sequence that starts from a plain pen.

    Raises:
        NotUnderstoodError: If a code is not one that Rich writes.
    """
    attributes, foreground, background = set(), "", ""
    codes = iter(sgr.split(";") if sgr else ())
    for code in codes:
        if code in _OFF or code in _RARE:
            attributes.add(code)
        elif code in {"38", "48"}:
            kind = next(codes, "")
            values = [*islice(codes, _EXTENDED_LENGTH.get(kind, 0))]
            if not values:
                raise NotUnderstoodError
            colour = ";".join((code, kind, *values))
            foreground, background = (colour, background) if code == "38" else (foreground, colour)
        elif match := _COLOUR.fullmatch(code):
            colour = "" if code in {"39", "49"} else code
            foreground, background = (foreground, colour) if match[1] else (colour, background)
        else:
            raise NotUnderstoodError
    return Pen(frozenset(attributes), foreground, background)


@lru_cache(maxsize=1024)
def blank(pen: Pen) -> Pen:
    """What is seen of a pen where it draws a blank: without line or reverse, its background."""
    if pen.attributes <= _INK:
        return Pen(frozenset(), "", pen.background)
    return pen


@lru_cache(maxsize=4096)
def change(old: Pen | None, new: Pen) -> str:
    """The shortest sequence that makes one pen the other; None is an unknown pen."""
    if old == new:
        return ""
    every = (*sorted(new.attributes, key=int), *filter(None, (new.foreground, new.background)))
    afresh = f"\x1b[{';'.join(('0', *every))}m" if every else "\x1b[m"
    if old is None:
        return afresh
    if old.attributes != new.attributes and (old.attributes | new.attributes) & _RARE:
        return afresh
    off = {_OFF[code] for code in old.attributes - new.attributes}
    # Bold and dim are switched off by the same code.
    kept = {code for code in old.attributes & new.attributes if _OFF.get(code) not in off}
    codes = [*sorted(off), *sorted(new.attributes - kept)]
    if new.foreground != old.foreground:
        codes.append(new.foreground or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return min(step, afresh, key=len)


@lru_cache(maxsize=4096)
def for_blank(old: Pen | None, seen: Pen) -> Pen:
    """The pen nearest to an old one that draws a blank so that it looks as wanted.

    Args:
        old: The pen in hand; None if unknown.
        seen: What `blank` makes of the wanted pen.
    """
    if old is None or seen.attributes:
        return seen
    near = for_erasing(old, seen)
    # A blank in the colour of the text (Textual's cursor) is the text's pen, reversed.
    same_colour = seen.background and old.foreground[1:] == seen.background[1:]
    if same_colour and old.attributes <= _KEEPS_COLOURS:
        reversed_ = old._replace(attributes=old.attributes | {REVERSE})
        return min(reversed_, near, key=lambda pen: len(change(old, pen)))
    return near


def for_erasing(old: Pen | None, seen: Pen) -> Pen:
    """The pen nearest to an old one that erases to a background."""
    if old is None:
        return seen
    return Pen(old.attributes & _INK, old.foreground, seen.background)
