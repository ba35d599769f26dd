"""A value as it was given, and the refusal that names where."""

from dataclasses import dataclass
from typing import Any

from modelbrowser.errors import ExitCode, ModelBrowserError


class SettingsError(ModelBrowserError):
    """A setting is not usable; nothing was sent. Its value is never quoted."""

    title = "Settings not usable"
    exit_code = ExitCode.SETTINGS


@dataclass(frozen=True, slots=True)
class Given:
    """A value before it is checked.

    Attributes:
        value: A string from a flag or the environment, anything of TOML from the file.
        source: Where it was given, fit for a sentence: `--timeout`,
            `ANTHROPIC_BASE_URL`, `timeout in ~/.config/modelbrowser/config.toml`.
        is_text: Whether a flag or a variable gave it: these have no types, a file has.
    """

    value: Any
    source: str
    is_text: bool = False

    def must_be(self, what: str, remedy: str = "") -> SettingsError:
        """The error that says what the value has to be."""
        return SettingsError(f"{self.source} must be {what}.", remedy)

    def refused(self, why: str, remedy: str = "") -> SettingsError:
        """The error that says why the value is not usable."""
        return SettingsError(f"{self.source} is not usable: {why}.", remedy)
