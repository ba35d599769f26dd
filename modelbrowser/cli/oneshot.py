"""The one-shot command: one question, one answer on standard output, no screen."""

import asyncio
import os
import signal
import sys
from types import FrameType
from typing import Literal

from modelbrowser.cli.streams import is_open, put, say
from modelbrowser.domain.catalogue import catalogue
from modelbrowser.domain.connection import DEFAULT_BASE_URL, Connection
from modelbrowser.domain.query import ModelQuery
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.error_sheet import sheet_of_error
from modelbrowser.presentation.lookup_sheet import sheet_of_lookup
from modelbrowser.presentation.oneshot import json_of, text_of
from modelbrowser.presentation.plain import plain
from modelbrowser.service import Service
from modelbrowser.state import Found, Pending

Form = Literal["plain", "json"]


def run_oneshot(
    service: Service, query: ModelQuery, form: Form, clock: Clock, notices: tuple[str, ...]
) -> int:
    """Ask once, print the answer, and tell what to exit with.

    Args:
        service: Whom to ask.
        query: What to ask.
        form: How the answer is printed.
        clock: Whose time dates are printed in.
        notices: Said on standard error first.
    """
    if not is_open(sys.stdout):
        return put("")
    for notice in (*notices, *_about(service.connection)):
        _tell(notice)
    service.company.on_trouble = _tell
    # Not asyncio.run: it waits for threads that look up a host's name, deadline or not.
    loop = asyncio.new_event_loop()
    outcome = loop.run_until_complete(service.look_up(query, _tell_progress))
    if isinstance(outcome, Found):
        code = put(_answer(outcome, form, clock, service.connection))
    else:
        say(
            text_of(
                sheet_of_error(
                    outcome.error, query, outcome.suggestions, outcome.known, outcome.drift
                )
            )
        )
        code = outcome.error.exit_code
    # After the answer is out: nobody waits for the history.
    loop.run_until_complete(service.company.aclose())
    return code


def end_at_signals() -> None:
    """End at once on SIGINT and SIGTERM, unless they are ignored: there is nothing to undo."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)


def _about(connection: Connection) -> tuple[str, ...]:
    if connection.demo:
        return (f"this is demo data of {catalogue().as_of}; the API was not asked.",)
    if connection.base_url != DEFAULT_BASE_URL:
        return (f"asking {connection.host}.",)
    return ()


def _answer(found: Found, form: Form, clock: Clock, connection: Connection) -> str:
    lookup, drift = found.lookup, found.drift
    if form == "json":
        host, demo = connection.host, connection.demo
        return json_of(lookup, clock, host=host, demo=demo, drift=drift)
    return text_of(sheet_of_lookup(lookup, clock, drift))


def _tell_progress(pending: Pending) -> None:
    if retry := pending.retry:
        _tell(f"{retry.reason} Try {retry.number} of {retry.of} in {retry.wait:.1f} s.")


def _tell(notice: str) -> None:
    say(f"modelbrowser: {plain(notice, 1000)}\n")
