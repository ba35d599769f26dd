"""The options that the TUI is started with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from modelbrowser.domain.connection import ProfileChoice
from modelbrowser.preferences import Preferences
from modelbrowser.presentation.clock import Clock
from modelbrowser.record import Record


class TuiOptions(Record, kw_only=True):
    """What the command line and the settings ask for, apart from the session's connection.

    Attributes:
        clock: The present moment, and the time zone that dates are shown in.
        model_id: The model ID or alias to look up at the start, as `parse_model_id` returns it.
        selected_betas: The betas to select at the start, as `parse_beta` returns them.
        own_betas: The betas to offer beside the known ones, as `parse_beta` returns them.
        theme: The theme's name; None for the one that suits the terminal.
        keys: The user's own keys, separated by commas, each with the ID of their binding.
        mouse: Whether the mouse is used.
        preferences: Keeps the last theme and language for the next run.
        profiles: Reads the profiles of the ant CLI.
        notices: Sentences about the settings, to be shown at the start.
        files: The paths of the program's files, each under what it holds, for the help.
    """

    clock: Clock
    model_id: str | None = None
    selected_betas: tuple[str, ...] = ()
    own_betas: tuple[str, ...] = ()
    theme: str | None = None
    keys: tuple[tuple[str, str], ...] = ()
    mouse: bool = True
    preferences: Preferences = field(default_factory=Preferences)
    profiles: Callable[[], Sequence[ProfileChoice]] = tuple
    notices: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
