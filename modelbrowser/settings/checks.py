"""A setting before and after its check: `RawSetting`, and one function per kind of value.

Each function returns the value, or raises `SettingsError`.
"""

import re
from typing import Any
from zoneinfo import ZoneInfo

from modelbrowser.domain.query import InvalidBetaError, parse_beta
from modelbrowser.domain.zone import InvalidZoneError, parse_zone
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.record import Record

MAX_TIMEOUT = 600.0
"""The longest deadline of a lookup, in seconds."""

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORD = re.compile(r"[!-~]{1,256}")


class SettingsError(ModelBrowserError):
    """A setting is invalid; nothing was sent. Its value is never quoted."""

    title = "Invalid settings"
    exit_code = ExitCode.SETTINGS


class RawSetting(Record):
    """A value before its check.

    Attributes:
        value: A string from a flag or the environment, any TOML value from the file.
        source: Where it was set, as it is named in a sentence: `--timeout`,
            `ANTHROPIC_BASE_URL`, `timeout in ~/.config/modelbrowser/config.toml`.
        is_text: Whether it comes from a flag or a variable, which have no types.
    """

    value: Any
    source: str
    is_text: bool = False

    def must_be(self, what: str, remedy: str = "") -> SettingsError:
        """Return the error that says what the value has to be."""
        return SettingsError(f"{self.source} must be {what}.", remedy)

    def invalid(self, why: str, remedy: str = "") -> SettingsError:
        """Return the error that says what is wrong with the value."""
        return SettingsError(f"{self.source} can't be used: {why}.", remedy)


def check_timeout(raw: RawSetting) -> float:
    """Return a number of seconds."""
    number = raw.value
    if raw.is_text:
        try:
            number = float(number)
        except ValueError:
            number = None
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if not is_number or not 0 < number <= MAX_TIMEOUT:
        raise raw.must_be(f"a number of seconds, more than 0 and at most {MAX_TIMEOUT:g}")
    return float(number)


def check_zone(raw: RawSetting) -> ZoneInfo:
    """Return the time zone with an IANA name."""
    try:
        return parse_zone(check_text(raw))
    except InvalidZoneError as error:
        raise raw.must_be("a known time zone", error.remedy) from None


def check_api_version(raw: RawSetting) -> str:
    """Return a date, which is how the API's versions are named."""
    text = check_text(raw)
    if not _VERSION.fullmatch(text):
        raise raw.must_be("a date like 2023-06-01")
    return text


def check_betas(raw: RawSetting) -> tuple[str, ...]:
    """Return a list of beta values without repetitions."""
    values = raw.value
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise raw.must_be("a list of strings")
    try:
        return tuple(dict.fromkeys(parse_beta(value) for value in values))
    except InvalidBetaError as error:
        raise raw.invalid("one of them is not a valid beta value", error.remedy) from None


def check_keys(raw: RawSetting) -> tuple[tuple[str, str], ...]:
    """Return IDs and their keys. Of an ID such as `list.up`, TOML may make a table `list`."""
    table = raw.value if isinstance(raw.value, dict) else {"": None}
    keys: dict[str, Any] = {}
    for name, value in table.items():
        nested = value if isinstance(value, dict) else {}
        keys |= {f"{name}.{rest}": nested[rest] for rest in nested} or {name: value}
    if not all(isinstance(value, str) for value in keys.values()):
        raise raw.must_be("a table of strings")
    return tuple(keys.items())


def check_text(raw: RawSetting) -> str:
    """Return a short text without spaces, which can be sent in a header."""
    text = raw.value.strip() if isinstance(raw.value, str) else ""
    if not _WORD.fullmatch(text):
        raise raw.must_be("1 to 256 printable ASCII characters without spaces")
    return text


def check_boolean(raw: RawSetting) -> bool:
    """Return a Boolean of TOML."""
    if not isinstance(raw.value, bool):
        raise raw.must_be("true or false")
    return raw.value
