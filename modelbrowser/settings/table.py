"""What can be set: one row a setting, and docs/settings.md is made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from modelbrowser.settings.base_url import parse_base_url
from modelbrowser.settings.checks import (
    MAX_TIMEOUT,
    RawSetting,
    check_api_version,
    check_betas,
    check_boolean,
    check_text,
    check_timeout,
    check_zone,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row.

    Attributes:
        check: From what was given to a value; raises `SettingsError`.
        values: What may be given, with its unit.
        meaning: What it does, and what holds where it is not set and has no default.
        variable: The environment variable that gives it, if any.
    """

    check: Callable[[RawSetting], Any]
    values: str
    meaning: str
    variable: str = ""


TABLE = {
    "base_url": Setting(
        parse_base_url,
        "a URL, https:// or http://",
        "Whom to ask. A gateway's path may follow; /v1 at the end is left out.",
        "ANTHROPIC_BASE_URL",
    ),
    "timezone": Setting(
        check_zone,
        "an IANA name, such as Europe/Paris",
        "The zone that dates are shown in. The variable TZ wins over the file; not set: the "
        "system's.",
    ),
    "theme": Setting(
        check_text,
        "a theme's name, such as nord",
        "The colours; where no theme has that name, the screen says so and opens as if it were "
        "not set. Not set: the one chosen last in the palette, else one that suits the terminal: "
        "for as many colours as it has, light where `COLORFGBG` says that its background is.",
    ),
    "timeout": Setting(
        check_timeout,
        f"seconds, more than 0, at most {MAX_TIMEOUT:g}",
        "When a lookup gives up, retries included.",
    ),
    "api_version": Setting(
        check_api_version, "a date, YYYY-MM-DD", "What is sent as anthropic-version."
    ),
    "workspace_id": Setting(
        check_text,
        "1 to 256 plain characters",
        "What is sent as anthropic-workspace-id. Not set: the header is not sent.",
        "ANTHROPIC_WORKSPACE_ID",
    ),
    "betas": Setting(
        check_betas,
        "a list of strings",
        "Beta values of your own, offered beside the known ones; --beta VALUE ticks one.",
    ),
    "allow_insecure_http": Setting(
        check_boolean,
        "true or false",
        "Whether the key may go over plain http to another machine.",
    ),
    "mouse": Setting(check_boolean, "true or false", "Whether the screen uses the mouse."),
    "history": Setting(check_boolean, "true or false", "Whether lookups are remembered."),
}
"""By setting; a key of the file is one of these."""
