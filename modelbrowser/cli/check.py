"""The check for scripts and CI: finds retired and retiring models among many names.

The list of models is requested once and covers the IDs on it. Only other names are looked up,
once each, and only if they can be names in the Claude API.
"""

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import aclosing, suppress
from datetime import datetime
from functools import partial
from typing import Literal, get_args
from urllib.parse import unquote

from modelbrowser.api import errors
from modelbrowser.cli.arguments import Arguments
from modelbrowser.cli.oneshot import (
    Formatter,
    LookUp,
    LookupInputs,
    Writer,
    look_up_in_order,
    make_look_up,
    print_notice,
)
from modelbrowser.cli.streams import is_terminal, write_stderr, write_stdout
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.lookup import LookupResult
from modelbrowser.domain.name_form import explain_non_model_id
from modelbrowser.domain.query import MAX_LENGTH, InvalidModelIDError, ModelQuery
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import days_until, retirement_phrase
from modelbrowser.presentation.json_output import VERSION, host_fields, json_line
from modelbrowser.presentation.sanitize import sanitize
from modelbrowser.session import LookupSession
from modelbrowser.state import Failed, Found, Outcome, Retired

CheckState = Literal[
    "active",
    "retiring",
    "deprecated",
    "retired",
    "not-found",
    "not-a-model-id",
    "unknown",
    "failed",
]
"""The states of a name in a check, in the order of the summary."""

_STATE_WIDTH = 16
"""The width of the states, in cells, including the gap after them."""

_IN_SUMMARY: dict[CheckState, tuple[str, str]] = {
    "active": ("active", "active"),
    "retiring": ("retires within {days}", "retire within {days}"),
    "deprecated": ("deprecated", "deprecated"),
    "retired": ("retired", "retired"),
    "not-found": ("not found", "not found"),
    "not-a-model-id": ("not a model ID", "not model IDs"),
    "unknown": ("without a known status", "without a known status"),
    "failed": ("not checked", "not checked"),
}
"""What the summary calls one name in a state, and several."""

_WRAPPED_ID = re.compile(
    r"(?:(?:https?:)?(?://)?(?i:api\.anthropic\.com)(?::443)?)?/v1/models/([^/?#]+)/?(?:[?#].*)?"
    r"|(?:(?:\$\{\w+:?[-=?+]\s*[\"']?)+|[A-Z_][A-Z0-9_]*-|[-.]+|[nrt])(claude-[^}\"']*)[}\"']*"
)
"""What surrounds a model ID in source code: the model's URL in the Claude API, or a shell's syntax
for the default of a variable, as in `${MODEL:-claude-…}`, or an escape such as a newline."""

_AFTER_COLON = re.compile(r":(?=claude-)|(?<!-v\d):[\d.]+(?=$|:claude-)")
"""The colon between a model ID as a key and its value: another ID, or a price."""


async def run_lifecycle_check(
    session: LookupSession,
    inputs: LookupInputs,
    formatter: Formatter,
    writer: Writer,
    arguments: Arguments,
) -> int:
    """Print the state of every name once, in the order of the inputs, and a summary.

    Returns:
        An `ExitCode`.

    Raises:
        ModelBrowserError: If the list can't be requested.
    """
    check = _Check(session, arguments, formatter.clock)
    names = list(dict.fromkeys(name for given in inputs.names for name in _names_in(given)))
    progress = _Progress(len(names))
    as_json = formatter.output_format == "json"
    session.on_notice = partial(writer.start, progress.notify)
    if names and not inputs.betas:
        # With betas, only the API's own response counts. A host without a list looks up every name.
        with suppress(*errors.NO_LIST):
            check.listed = await session.listed_lookups()
    look_up = make_look_up(session, inputs.betas)
    try:
        async with aclosing(
            look_up_in_order(names, lambda name: check.answer(name, look_up))
        ) as results:
            async for name, outcome in results:
                state = check.count(name, outcome)
                if as_json:
                    result = formatter.result(name, outcome, is_single=False)
                else:
                    asked = None if session.connection.holds_key(name) else name
                    result = check_line(state, asked, outcome, formatter.clock)
                await writer.write(progress.write, result)
    finally:
        writer.submit(progress.clear)
    await writer.write(write_stdout, check.summary(as_json=as_json))
    return check.exit_code


def _names_in(given: str) -> list[str]:
    """Return the name or names in a word of source code, without what surrounds them."""
    name = given.strip()
    if found := _WRAPPED_ID.fullmatch(name):
        name = unquote(found[1]) if found[1] else found[2]
    return list(filter(None, _AFTER_COLON.split(name))) if name.startswith("claude-") else [name]


class _Check:
    """Finds the state of each name, counts the states, and decides the exit code."""

    def __init__(self, session: LookupSession, arguments: Arguments, clock: Clock) -> None:
        self._session = session
        self._within, self._fail_on = arguments.retiring_within, arguments.fail_on
        self._clock = clock
        self.listed: dict[str, LookupResult] = {}
        self.counts: Counter[CheckState] = Counter()
        self._failed = False
        self._worst = ExitCode.FOUND

    @property
    def exit_code(self) -> ExitCode:
        """The exit code: a failed check takes precedence over a match."""
        return self._worst or (ExitCode.CHECK_FAILED if self._failed else ExitCode.FOUND)

    async def answer(self, name: str, look_up: LookUp) -> Outcome:
        """Find the outcome for a name as given: from the list, from its form, or by a lookup."""
        if listed := self.listed.get(name):
            return Found(listed)
        form = explain_non_model_id(name)
        # A gateway may know platforms' names.
        connection = self._session.connection
        if form and connection.is_api and not connection.holds_key(name):
            try:
                query = ModelQuery.parse(name)
            except ModelBrowserError as error:
                return Failed(None, error)
            failed = Failed(query, InvalidModelIDError(form))
            return await self._session.known.explain(failed, query, connection)
        return await look_up(name)

    def count(self, name: str, outcome: Outcome) -> CheckState:
        """Return the state of a name, and count it."""
        state = self._state(name, outcome)
        # However soon it retires. A retired model is past being deprecated.
        is_deprecated = state == "retired" or (
            isinstance(outcome, Found) and outcome.lookup.model.lifecycle == "deprecated"
        )
        counts_by_date = self._within is not None and state in {"retiring", "retired"}
        self._failed |= counts_by_date or state in self._fail_on
        self._failed |= is_deprecated and "deprecated" in self._fail_on
        if state == "failed" and not isinstance(outcome, Found):
            self._worst = max(self._worst, outcome.error.exit_code)
        self.counts[state] += 1
        return state

    def summary(self, *, as_json: bool) -> str:
        """Format the summary."""
        if not as_json:
            return summary_text(self.counts, self._within)
        connection = self._session.connection
        return summary_json(self.counts, self._within, self._fail_on, self.exit_code, connection)

    def _state(self, name: str, outcome: Outcome) -> CheckState:
        match outcome:
            case Found(lookup):
                model, now = lookup.model, self._clock.now()
                return check_state(model.lifecycle, model.retires_at, now, self._within)
            case Failed(error=InvalidModelIDError()):
                return "not-a-model-id"
            case Retired() | Failed(error=errors.GoneError()):
                return "retired"
            case Failed(error=errors.NotFoundError()):
                return "not-a-model-id" if explain_non_model_id(name) else "not-found"
            case _:
                return "failed"


class _Progress:
    """A progress line on standard error, if that is a terminal, unless results go into a pipe."""

    _INTERVAL = 0.1
    """The minimum time between two updates, in seconds."""

    def __init__(self, total: int) -> None:
        self._done, self._total = 0, total
        # The reader of a pipe, such as grep, may write to the same terminal, into the line.
        is_pipe = not (is_terminal(sys.stdout) or sys.stdout.seekable())
        self._is_shown = is_terminal(sys.stderr) and not is_pipe
        self._text = ""
        self._drawn_at = 0.0

    def show(self) -> None:
        """Update the line, unless it was just updated."""
        if self._is_shown and time.monotonic() - self._drawn_at >= self._INTERVAL:
            self.clear()
            self._drawn_at = time.monotonic()
            with suppress(OSError):  # the terminal may be gone
                # A wrapped line couldn't be removed. Some terminals say that they have no columns.
                width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
                self._draw(
                    f"modelbrowser: {self._done} of {self._total} names checked"[: width - 1]
                )

    def notify(self, notice: str) -> None:
        """Print a sentence on standard error."""
        self.clear()
        print_notice(notice)

    def write(self, result: str) -> None:
        """Write a result to standard output; if that is the same terminal, above the line."""
        line = self._text if is_terminal(sys.stdout) else ""
        if line:
            self.clear()
        write_stdout(result)
        if line:
            self._draw(line)
        self._done += 1
        self.show()

    def _draw(self, line: str) -> None:
        self._text = line
        write_stderr(line)

    def clear(self) -> None:
        """Remove the line."""
        if self._text:
            # Not an escape sequence, which a dumb terminal would print.
            write_stderr(f"\r{' ' * len(self._text)}\r")
            self._text = ""


def check_state(
    lifecycle: str | None, retires_at: datetime | None, now: datetime, within: int | None
) -> CheckState:
    """Return the state of a model that exists or existed; all times are aware.

    A retirement date counts if it is at most `within` UTC calendar days from now; with None it
    doesn't.
    """
    match lifecycle:
        case "retired":
            return "retired"
        case _ if retires_at and within is not None and days_until(retires_at, now) <= within:
            return "retiring"
        case "active" | "deprecated":
            return lifecycle
        case _:
            return "unknown"


def check_line(state: CheckState, asked: str | None, outcome: Outcome, clock: Clock) -> str:
    """Format the line of a name: its state, the name, and the details.

    The name is None if it must not be shown.
    """
    name = "(not shown)" if asked is None else sanitize(asked, MAX_LENGTH).replace(" ", "\\x20")
    details = sanitize(_details(outcome, clock), 4 * MAX_LENGTH)
    text = f"{state:<{_STATE_WIDTH}}{name}  {details}"
    return f"{text.rstrip()}\n"


def _details(outcome: Outcome, clock: Clock) -> str:
    where = ""
    match outcome:
        case Found(lookup):
            model, is_alias = lookup.model, lookup.is_alias
        case Retired(error=error):
            model, is_alias = error.retirement.model, False
            where = error.retirement.where
        case Failed():
            return _failure(outcome, clock)
    words = (
        f"resolves to {model.id}" if is_alias else "",
        _dates(model.lifecycle, model.retires_at, clock, where),
        f"successor {outcome.successor}" if outcome.successor else "",
    )
    return "; ".join(filter(None, words))


def _failure(failed: Failed, clock: Clock) -> str:
    """Say why a name failed, and what was probably meant."""
    if not failed.suggestions:
        # A host that lacks a known name may have said why.
        said = failed.error.message if failed.known or not failed.reason else ""
        return f"{said} {failed.reason}".strip()
    best = failed.suggestions[0]
    dates = _dates(best.lifecycle, best.retires_at, clock)
    status = dates or (f"is {best.lifecycle}" if best.lifecycle else "")
    meant = f"{best.name}, which {status}" if status else best.name
    if failed.reason.endswith(f" {best.name}."):
        return failed.reason.replace(f" {best.name}.", f" {meant}.")
    return f"{failed.reason} Did you mean {meant}?".lstrip()


def _dates(
    lifecycle: str | None, retires_at: datetime | None, clock: Clock, where: str = ""
) -> str:
    return "".join(retirement_phrase(lifecycle, retires_at, clock, where))


def summary_text(counts: Mapping[CheckState, int], within: int | None) -> str:
    """Format the number of names of each state, and the days within which a date counted.

    For example `14 names: 10 active, 2 retire within 60 days, 1 retired`.
    """
    total = sum(counts.values())
    days = "1 day" if within == 1 else f"{within} days"
    parts = [
        f"{counts[state]} {words[counts[state] != 1].format(days=days)}"
        for state, words in _IN_SUMMARY.items()
        if counts.get(state)
    ]
    names = "1 name" if total == 1 else f"{total} names"
    return f"{names}: {', '.join(parts)}\n" if parts else f"{names}\n"


def summary_json(
    counts: Mapping[CheckState, int],
    within: int | None,
    fail_on: tuple[str, ...],
    exit_code: int,
    connection: Connection,
) -> str:
    """Format the same as an object, with the kinds of `--fail-on` and the exit code."""
    by_state = {state.replace("-", "_"): counts.get(state, 0) for state in get_args(CheckState)}
    return json_line(
        {
            "version": VERSION,
            "summary": {"names": sum(counts.values()), **by_state},
            "retiring_within": within,
            "fail_on": fail_on,
            "exit_code": exit_code,
            **host_fields(connection),
        }
    )
