"""Why the history could not be written or read, in words."""

from modelbrowser.errors import ModelBrowserError


class HistoryError(ModelBrowserError):
    """The history could not do what was asked; lookups go on without it."""

    title = "History"


class HistoryOffError(HistoryError):
    """There is no history at all, and why is said in its words."""
