"""What the TUI is started with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from modelbrowser.preferences import Preferences
from modelbrowser.presentation.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class TuiOptions:
    """What a person asked for on the command line and in the settings.

    The connection is the session's: `session.connection`.

    Attributes:
        clock: Whose time dates are shown in.
        model_id: Looked up at once, where given; as `parse_model_id` lets it pass.
        ticked_betas: Ticked from the start; as `parse_beta` lets them pass.
        own_betas: Offered beside the known ones; as `parse_beta` lets them pass.
        theme: The theme's name; None for the one that suits the terminal.
        mouse: Whether the mouse is used.
        preferences: Keeps what the person chooses here for the next time.
        notices: What the person should be told of the settings, in sentences.
        files: What is kept where, for the help.
    """

    clock: Clock
    model_id: str | None = None
    selected_betas: tuple[str, ...] = ()
    own_betas: tuple[str, ...] = ()
    theme: str | None = None
    mouse: bool = True
    preferences: Preferences = field(default_factory=Preferences)
    notices: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
