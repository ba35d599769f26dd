"""What a setting may be: one function a kind, from what was given to a value.

Each raises `SettingsError` where the value is not usable.
"""

import re
from zoneinfo import ZoneInfo

from modelbrowser.domain.query import InvalidBetaError, parse_beta
from modelbrowser.domain.zone import InvalidZoneError, parse_zone
from modelbrowser.settings.given import Given

MAX_TIMEOUT = 600.0
"""The longest deadline of a lookup, in seconds."""

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORD = re.compile(r"[!-~]{1,256}")


def check_timeout(given: Given) -> float:
    """A number of seconds."""
    number = given.value
    if given.is_text:
        try:
            number = float(number)
        except ValueError:
            number = None
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if not is_number or not 0 < number <= MAX_TIMEOUT:
        raise given.must_be(f"a number of seconds, more than 0 and at most {MAX_TIMEOUT:g}")
    return float(number)


def check_zone(given: Given) -> ZoneInfo:
    """A time zone by its IANA name."""
    try:
        return parse_zone(check_text(given))
    except InvalidZoneError as error:
        raise given.must_be("the name of a time zone that is known here", error.remedy) from None


def check_api_version(given: Given) -> str:
    """A date as the API names its versions."""
    text = check_text(given)
    if not _VERSION.fullmatch(text):
        raise given.must_be("a date like 2023-06-01")
    return text


def check_betas(given: Given) -> tuple[str, ...]:
    """A list of beta values, each once."""
    values = given.value
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise given.must_be("a list of strings")
    try:
        return tuple(dict.fromkeys(parse_beta(value) for value in values))
    except InvalidBetaError as error:
        raise given.refused("one of them is not a valid beta value", error.remedy) from None


def check_text(given: Given) -> str:
    """A short text of one word, as goes into a header."""
    text = given.value.strip() if isinstance(given.value, str) else ""
    if not _WORD.fullmatch(text):
        raise given.must_be("a text of 1 to 256 plain characters without a space")
    return text


def check_boolean(given: Given) -> bool:
    """True or false, as TOML has them."""
    if not isinstance(given.value, bool):
        raise given.must_be("true or false")
    return given.value
