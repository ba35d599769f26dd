"""What standard error says beside the answer: who is asked, and why it takes so long."""

import sys

from modelbrowser.cli.streams import is_terminal, say
from modelbrowser.domain.catalogue import catalogue
from modelbrowser.domain.connection import DEFAULT_BASE_URL, Connection
from modelbrowser.presentation.plain import plain
from modelbrowser.state import Pending


def announce(connection: Connection, notices: tuple[str, ...]) -> None:
    """Say what should be known of the settings, and who is asked where that is not usual.

    The latter only to a person who looks on: a scheduler would mail it after every run.
    """
    for notice in notices:
        tell(notice)
    if connection.demo:
        tell(f"this is demo data of {catalogue().as_of}; the API was not asked.")
    elif connection.base_url != DEFAULT_BASE_URL and is_terminal(sys.stderr):
        tell(f"asking {connection.host}.")


def tell_retry(pending: Pending) -> None:
    """Say why and when a question is asked again."""
    if retry := pending.retry:
        name = pending.query.model_id
        tell(f"{name}: {retry.reason} Try {retry.number} of {retry.of} in {retry.wait:.1f} s.")


def tell(notice: str) -> None:
    """Say one line in the program's name."""
    say(f"modelbrowser: {plain(notice, 1000)}\n")
