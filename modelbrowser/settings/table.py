"""All settings, one row each; docs/settings.md is generated from them."""

from collections.abc import Callable
from typing import Any

from modelbrowser.record import Record
from modelbrowser.settings.base_url import parse_base_url
from modelbrowser.settings.checks import (
    MAX_TIMEOUT,
    RawSetting,
    check_api_version,
    check_betas,
    check_boolean,
    check_keys,
    check_text,
    check_timeout,
    check_zone,
)
from modelbrowser.settings.custom_headers import parse_custom_headers
from modelbrowser.settings.profiles import check_profile_name


class Setting(Record):
    """What can be set, and how it is checked and documented.

    Attributes:
        check: Returns the value, or raises `SettingsError`.
        values: The possible values, with their unit.
        meaning: What it does, and what happens if it is not set and has no default.
        variable: The environment variable that sets it, if any.
        in_file: Whether it can be set in the file, too.
    """

    check: Callable[[RawSetting], Any]
    values: str
    meaning: str
    variable: str = ""
    in_file: bool = True


TABLE = {
    "base_url": Setting(
        parse_base_url,
        "an https:// or http:// URL",
        "API base URL. It may include a gateway's path; an endpoint at its end, such as "
        "`/v1/messages`, is ignored. If not set, the profile's.",
        "ANTHROPIC_BASE_URL",
    ),
    "timezone": Setting(
        check_zone,
        "an IANA name, such as Europe/Paris",
        "Time zone of the dates shown. `TZ` takes precedence over the file. If neither is set, "
        "the system's.",
    ),
    "theme": Setting(
        check_text,
        "the name of a theme, such as nord",
        "Color theme. If not set, the one last chosen in the palette, else one that suits the "
        "terminal's number of colors and its background, which the terminal or `COLORFGBG` "
        "reports.",
    ),
    "timeout": Setting(
        check_timeout,
        f"seconds, more than 0, at most {MAX_TIMEOUT:g}",
        "Time limit for a lookup, retries included.",
    ),
    "api_version": Setting(
        check_api_version, "a date, YYYY-MM-DD", "Value of the `anthropic-version` header."
    ),
    "workspace_id": Setting(
        check_text,
        "1 to 256 printable ASCII characters without spaces",
        "Value of the `anthropic-workspace-id` header; the profile's takes precedence, as in the "
        "SDKs. If not set, the header is not sent.",
        "ANTHROPIC_WORKSPACE_ID",
    ),
    "profile": Setting(
        check_profile_name,
        "the name of a profile",
        "Profile of the ant CLI (`ant auth login`) whose token is used. The flag takes precedence "
        "over `ANTHROPIC_API_KEY` and `ANTHROPIC_AUTH_TOKEN`, which take precedence over the "
        "variable. If nothing is set, the active profile.",
        "ANTHROPIC_PROFILE",
        in_file=False,
    ),
    "custom_headers": Setting(
        parse_custom_headers,
        "lines of the form `Name: value`",
        "More headers to send; one replaces a header of the same name. `Authorization`, else "
        "`x-api-key`, becomes the only credential, unless `--profile` is given. The values of "
        "`anthropic-beta` are sent before the selected ones. `Host` and other headers of the "
        "connection are not sent, with a notice.",
        "ANTHROPIC_CUSTOM_HEADERS",
        in_file=False,
    ),
    "betas": Setting(
        check_betas,
        "a list of strings",
        "Custom beta values, listed with the known ones; `--beta VALUE` selects one.",
    ),
    "allow_insecure_http": Setting(
        check_boolean,
        "true or false",
        "Whether your key may be sent to another machine over unencrypted HTTP.",
    ),
    "keys": Setting(
        check_keys,
        "a table: an ID and its keys per line",
        "Your own keys; [keys.md](keys.md) has the IDs.",
    ),
    "mouse": Setting(check_boolean, "true or false", "Whether the screen uses the mouse."),
    "history": Setting(check_boolean, "true or false", "Whether lookups are recorded."),
}
"""All settings by name, which is also the key in the file."""
