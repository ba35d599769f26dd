"""The keys of the main screen, and when each is offered.

The help, the palette and the bottom bar are generated from them.
"""

from textual.binding import Binding, BindingType

from modelbrowser.state import Failed, Found, LookupState, Pending, Retired, Watch
from modelbrowser.tui.widgets.bars import IF_ROOM, ONLY_NOW

LOOKUP_KEYS: list[BindingType] = [
    Binding("enter", "look_up", "Look up", id="look-up", tooltip="Look up the model ID or alias"),
    Binding("escape", "cancel", "Cancel", id="cancel", group=ONLY_NOW,
            tooltip="Cancel the lookup in progress"),
    Binding("escape", "end_watch", "Stop watching", id="watch.end", group=ONLY_NOW,
            tooltip="Stop watching the model"),
    Binding("escape", "back", "Back", show=False, id="lookup.back",
            tooltip="Clear the filter, then go to the input"),
    Binding("ctrl+n", "accept_suggestion", "Suggestion", id="suggestion", group=ONLY_NOW,
            tooltip="Not found: look up the first suggestion"),
    Binding("ctrl+n", "look_up_successor", "Successor", id="successor", group=ONLY_NOW,
            tooltip="Deprecated or retired: look up the successor"),
    Binding("ctrl+n", "deselect_rejected", "Deselect", id="deselect", group=ONLY_NOW,
            tooltip="Rejected betas: deselect them and try again"),
    Binding("ctrl+n", "change_key", "Change key", id="change-key", group=ONLY_NOW,
            tooltip="Invalid API key: change the key and try again"),
    Binding("ctrl+n", "compare", "Compare", id="compare", group=ONLY_NOW,
            tooltip="Pinned: compare both results"),
    Binding("ctrl+t", "swap", "Betas", id="betas",
            tooltip="Switch between the betas and the input"),
    Binding("ctrl+o", "models", "Models", id="models", tooltip="Browse all available models"),
    Binding("ctrl+y", "copy_id", "Copy ID", id="copy-id",
            tooltip="Copy the resolved ID to the clipboard"),
    Binding("n", "copy_name", "Copy name", show=False, id="copy-name",
            tooltip="Copy the model's name to the clipboard"),
    # Without a description: they are not commands.
    Binding("ctrl+y", "nothing_to_copy", show=False, id="copy-id"),
    Binding("n", "nothing_to_copy", show=False, id="copy-name"),
    Binding("ctrl+c", "app.help_quit", show=False),
    Binding("ctrl+r", "refresh", "Refresh", show=False, id="refresh",
            tooltip="Repeat this lookup"),
    Binding("ctrl+g", "history", "History", id="history", group=IF_ROOM,
            tooltip="Browse earlier lookups; repeat or delete them"),
    Binding("c", "snippet", "Copy as code", show=False, id="snippet",
            tooltip="Show the request as code, to copy or save"),
    Binding("p", "pin", "Pin", show=False, id="pin",
            tooltip="Pin this result to compare it with the next"),
    Binding("u", "unpin", "Unpin", id="unpin", group=ONLY_NOW, tooltip="Remove the pin"),
    Binding("w", "exchange", "Request and response", show=False, id="exchange",
            tooltip="Show the request and the response"),
    Binding("W", "watch", "Watch", show=False, id="watch",
            tooltip="Watch this model; ring the bell when it changes"),
    Binding("K", "type_key", "Change API key", show=False, id="key",
            tooltip="Use another API key for this session"),
    Binding("P", "switch_profile", "Switch profile", show=False, id="profile",
            tooltip="Use another ant CLI profile for this session"),
    Binding("down", "to_answer", "Result", show=False, id="lookup.answer",
            tooltip="Go from the input to the result"),
    Binding("ctrl+l", "to_input", "Focus input", show=False, id="input",
            tooltip="Go to the input (or just start typing)"),
]  # fmt: skip
"""A binding with a description and an `id` without a dot is also a command in the palette."""


def is_offered(
    action: str, state: LookupState, pinned: Found | None, watch: Watch | None
) -> bool | None:
    """Whether an action makes sense now; None if it doesn't, but its key is shown dimmed."""
    found = state if isinstance(state, Found) else None
    failed = state if isinstance(state, Failed) else None
    is_pending = isinstance(state, Pending)
    is_comparable = found and pinned and pinned is not found
    offered = {
        "cancel": is_pending,
        "back": not is_pending,
        "end_watch": watch and not is_pending,
        "watch": found,
        "accept_suggestion": isinstance(state, Failed | Retired) and state.suggestion,
        "look_up_successor": isinstance(state, Found | Retired)
        and state.successor
        and not is_comparable,
        "deselect_rejected": failed and failed.rejected_betas,
        "change_key": failed and failed.error.is_about_key,
        "compare": is_comparable,
        "copy_id": found,
        "copy_name": found,
        "nothing_to_copy": not found,
        "unpin": pinned and not is_pending,
    }
    # Offered in most states, so its key is dim in the others.
    otherwise = None if action == "copy_id" else False
    return bool(offered.get(action, True)) or otherwise
