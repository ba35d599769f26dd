"""The history of lookups: the only package that uses SQLite."""

from modelbrowser.errors import ModelBrowserError


class HistoryError(ModelBrowserError):
    """The history couldn't be read or written; lookups continue without it."""

    title = "History"
