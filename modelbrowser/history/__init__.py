"""The history of lookups: the only package that uses SQLite."""

from modelbrowser.errors import ModelBrowserError


class HistoryError(ModelBrowserError):
    """The history could not be read or written; lookups go on without it."""

    title = "History"
