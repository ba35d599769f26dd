"""The one-shot command: looks up every MODEL, or lists all models, and prints what comes back."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from typing import assert_never

from modelbrowser.cli.arguments import STDIN, Arguments, OutputFormat, UsageError
from modelbrowser.cli.streams import (
    is_open,
    is_terminal,
    open_output,
    write_stderr,
    write_stdout,
)
from modelbrowser.domain.catalogue import load_catalogue
from modelbrowser.domain.connection import DEFAULT_BASE_URL, Connection
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import ModelQuery, looks_like_key, parse_beta
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.json_output import failed_json, found_json, list_json
from modelbrowser.presentation.sanitize import sanitize
from modelbrowser.presentation.text_output import failed_text, failure_text, found_text, list_text
from modelbrowser.record import Record
from modelbrowser.session import LookupSession
from modelbrowser.state import Failed, Found, Outcome, Pending, Retired

MAX_LOOKUPS = 4
"""How many lookups run at a time."""


def run_oneshot(
    session: LookupSession,
    arguments: Arguments,
    output_format: OutputFormat,
    clock: Clock,
    notices: tuple[str, ...],
) -> int:
    """Print what the arguments ask for.

    Args:
        session: Looks the models up.
        arguments: The command line.
        output_format: The format of the output.
        clock: The time zone of printed dates.
        notices: Sentences about the settings, printed on standard error first.

    Returns:
        An `ExitCode`; with several MODELs, the highest of theirs.

    Raises:
        ReaderGoneError: If the reader of standard output has left.
    """
    formatter = Formatter(output_format, clock, session.connection)
    try:
        # Checked before anything is sent.
        open_output()
        session.on_notice = print_notice
        if arguments.list:
            return _list_models(session, formatter, notices, retired=arguments.retired)
        inputs = _read_inputs(arguments.models, arguments.betas)
        if not inputs.names:
            print_notice("No model names on standard input.")
            return ExitCode.FOUND
        return _look_up_all(session, inputs, formatter, notices)
    except ModelBrowserError as error:
        write_stderr(formatter.failure(error))
        return error.exit_code


class Inputs(Record):
    """The models to look up.

    Attributes:
        names: Model IDs and aliases as they were given, in order, not yet checked.
        betas: Values of `anthropic-beta`, as returned by `parse_beta`.
        is_single: Whether there can be only one result. If it is a failure, it goes to
            standard error, in the same form.
    """

    names: tuple[str, ...]
    betas: tuple[str, ...]
    is_single: bool


def _read_inputs(models: tuple[str, ...], betas: Iterable[str]) -> Inputs:
    """Read the models from the arguments and, in place of `-`, from standard input.

    Raises:
        InvalidBetaError: If a beta value is malformed: it would be sent with every lookup.
        UsageError: If standard input is closed.
    """
    return Inputs(
        names=tuple(_names(models)),
        betas=tuple(dict.fromkeys(parse_beta(beta) for beta in betas)),
        is_single=len(models) == 1 and models != (STDIN,),
    )


def _names(models: tuple[str, ...]) -> Iterator[str]:
    for model in models:
        if model == STDIN:
            yield from _stdin_lines()
        else:
            yield model


def _stdin_lines() -> Iterator[str]:
    """The lines of standard input that are not blank, stripped."""
    if not is_open(sys.stdin):
        raise UsageError("- reads names from standard input, which is closed")
    # Bytes that are not UTF-8 become a character that no model ID has, and are rejected as such.
    text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    return (line.strip() for line in text.splitlines() if line.strip())


class Formatter(Record):
    """Formats results as text or JSON.

    Attributes:
        output_format: Which of the two.
        clock: The time zone of dates.
        connection: The host that was asked.
    """

    output_format: OutputFormat
    clock: Clock
    connection: Connection

    @property
    def separator(self) -> str:
        """What is printed between two results."""
        return "" if self.output_format == "json" else "\n"

    def result(self, name: str, outcome: Outcome, *, ends_run: bool) -> str:
        """Format the outcome of one lookup.

        Args:
            name: The model ID or alias, as it was given.
            outcome: The answer or the failure.
            ends_run: Whether it is a failure that ends the run, for standard error.
        """
        asked = None if looks_like_key(name) else name
        match self.output_format, outcome:
            case "json", Found():
                return found_json(outcome, self.clock, self.connection)
            case "json", Failed() | Retired():
                return failed_json(outcome, self.connection, asked)
            case _, Found():
                return found_text(outcome, self.clock, asked)
            case _, Failed() | Retired():
                return failure_text(outcome) if ends_run else failed_text(outcome, asked)
            case _:
                assert_never(outcome)

    def models(self, models: Iterable[ModelInfo]) -> str:
        """Format the list of all models."""
        if self.output_format == "json":
            return list_json(models, self.clock, self.connection)
        return list_text(models)

    def failure(self, error: ModelBrowserError) -> str:
        """Format what ends the whole run."""
        if self.output_format == "json":
            return failed_json(Failed(None, error), self.connection)
        return failure_text(Failed(None, error))


def _list_models(
    session: LookupSession, formatter: Formatter, notices: tuple[str, ...], *, retired: bool
) -> int:
    _print_notices(session.connection, notices)
    # Not asyncio.run: it waits for threads that resolve a host's name, past any deadline.
    loop = asyncio.new_event_loop()
    models = loop.run_until_complete(session.list_models(retired=retired))
    write_stdout(formatter.models(models))
    return ExitCode.FOUND


def _look_up_all(
    session: LookupSession, inputs: Inputs, formatter: Formatter, notices: tuple[str, ...]
) -> int:
    _print_notices(session.connection, notices)
    # Not asyncio.run: it waits for threads that resolve a host's name, past any deadline.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_print_results(session, inputs, formatter))
    finally:
        # After the results are printed: nobody waits for the history.
        loop.run_until_complete(session.history.aclose())


async def _print_results(session: LookupSession, inputs: Inputs, formatter: Formatter) -> int:
    """Print every result in the order of the inputs, as soon as those before it are printed."""
    slots = asyncio.Semaphore(MAX_LOOKUPS)
    lookups = [
        asyncio.create_task(_look_up(session, name, inputs.betas, slots)) for name in inputs.names
    ]
    highest, separator = int(ExitCode.FOUND), ""
    try:
        for name, lookup in zip(inputs.names, lookups, strict=True):
            outcome = await lookup
            ends_run = inputs.is_single and not isinstance(outcome, Found)
            result = formatter.result(name, outcome, ends_run=ends_run)
            if not isinstance(outcome, Found):
                highest = max(highest, outcome.error.exit_code)
            if ends_run:
                write_stderr(result)
            else:
                write_stdout(separator + result)
            separator = formatter.separator
    finally:
        for lookup in lookups:
            lookup.cancel()
    return highest


async def _look_up(
    session: LookupSession, name: str, betas: tuple[str, ...], slots: asyncio.Semaphore
) -> Outcome:
    """Look one model up when a slot is free. A malformed ID fails without being sent."""
    try:
        query = ModelQuery.parse(name, betas)
    except ModelBrowserError as error:
        return session.explain_rejection(error)
    async with slots:
        return await session.look_up(query, _print_retry)


def print_notice(notice: str) -> None:
    """Print a sentence on standard error, after the program's name."""
    write_stderr(f"modelbrowser: {sanitize(notice, 1000)}\n")


def _print_notices(connection: Connection, notices: tuple[str, ...]) -> None:
    """Print what the user should know before the results.

    An unusual host is named only on a terminal: a scheduler would mail it after every run.
    """
    for notice in notices:
        print_notice(notice)
    if connection.demo:
        print_notice(f"Demo data from {load_catalogue().as_of}; nothing was sent.")
    elif connection.base_url != DEFAULT_BASE_URL and is_terminal(sys.stderr):
        print_notice(f"Using {connection.host}.")


def _print_retry(pending: Pending) -> None:
    """Print why and when a request is repeated."""
    if retry := pending.retry:
        name = pending.query.model_id
        attempt = f"attempt {retry.number} of {retry.of} in {retry.wait:.1f} s"
        print_notice(f"{name}: {retry.reason} Retrying: {attempt}.")
