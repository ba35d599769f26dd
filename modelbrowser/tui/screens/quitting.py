"""The keys that leave the program, for screens where the app's own do not work."""

from textual.binding import Binding, BindingType

QUITTING: list[BindingType] = [
    Binding("ctrl+q", "app.quit", "Quit"),
    Binding("ctrl+c", "app.help_quit", "Quit", show=False),
    Binding("ctrl+z", "app.suspend_process", "Suspend", show=False),
]
"""Part of the bindings of every modal screen: the app's own end there."""
