"""The options that the TUI is started with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from modelbrowser.domain.connection import ProfileOption
from modelbrowser.preferences import Preferences
from modelbrowser.presentation.clock import Clock
from modelbrowser.record import Record


class TuiOptions(Record, kw_only=True):
    """What the command line and the settings specify, except for the session's connection.

    Attributes:
        clock: The current time, and the time zone of dates.
        model_id: The model ID or alias to look up at startup, as `parse_model_id` returns it.
        selected_betas: The betas to select at startup, as `parse_beta` returns them.
        own_betas: The betas to offer in addition to the known ones, as `parse_beta` returns them.
        theme: The theme's name; None for the one that suits the terminal.
        keys: The custom keys, separated by commas, by the ID of their binding.
        mouse: Whether the mouse is used.
        preferences: Keeps the last theme and language for the next run.
        profiles: Reads the ant CLI profiles.
        notices: Sentences about the settings, to show at startup.
        files: The paths of the program's files by what they contain, for the help.
    """

    clock: Clock
    model_id: str | None = None
    selected_betas: tuple[str, ...] = ()
    own_betas: tuple[str, ...] = ()
    theme: str | None = None
    keys: tuple[tuple[str, str], ...] = ()
    mouse: bool = True
    preferences: Preferences = field(default_factory=Preferences)
    profiles: Callable[[], Sequence[ProfileOption]] = tuple
    notices: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
