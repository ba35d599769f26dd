"""The one-shot command: looks up every MODEL, or lists all models, and prints the results."""

import asyncio
import gc
import os
import re
import sys
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial
from itertools import chain, islice
from shutil import get_terminal_size
from typing import Any

from modelbrowser.cli.arguments import STDIN, Arguments, OutputFormat, UsageError
from modelbrowser.cli.streams import (
    encoding_of,
    is_terminal,
    read_stdin,
    require_stdout,
    write_stderr,
    write_stdout,
)
from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.connection import DEFAULT_BASE_URL, Connection
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH, ModelQuery, parse_betas
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.presentation.clock import Clock, make_clock
from modelbrowser.presentation.json_output import failed_json, found_json, list_json
from modelbrowser.presentation.sanitize import sanitize
from modelbrowser.presentation.text_output import (
    failed_text,
    fatal_error_text,
    found_text,
    list_text,
)
from modelbrowser.record import Record
from modelbrowser.session import LookupSession
from modelbrowser.settings.reader import Settings
from modelbrowser.state import Failed, Found, Outcome, Pending

MAX_AHEAD = 64
"""The maximum number of lookups started ahead of the result that is printed next."""

_MAX_INPUT = 16 * 1024 * 1024
"""The maximum length of standard input, in bytes: a hundred thousand names are a tenth of that."""

_MAX_LINE = 4 * MAX_LENGTH
"""How much of a line is kept, in characters. A name this long is rejected anyway."""

_MAX_THREADS = 256
"""The maximum number of threads. Usually there are two or three, but while no name server responds,
four more get stuck within each time limit."""

LookUp = Callable[[str], Awaitable[Outcome]]
"""Looks up a name as given."""

PrintResults = Callable[
    [LookupSession, "LookupInputs", "Formatter", "Writer"], Coroutine[None, None, int]
]
"""Looks up the inputs, prints the results, and returns an `ExitCode`."""


def run_oneshot(
    arguments: Arguments,
    settings: Settings,
    session: LookupSession,
    output_format: OutputFormat,
    print_results: PrintResults,
) -> int:
    """Print what the arguments ask for, after the notices about the settings.

    Returns:
        An `ExitCode`; with several MODELs, the highest one.

    Raises:
        ReaderGoneError: If the reader of standard output has left.
    """
    clock, notices = make_clock(settings.timezone, os.environ), settings.notices
    formatter = Formatter(output_format, clock, session.connection)
    try:
        # Checked before anything is sent.
        require_stdout()
        if arguments.list:
            return _list_models(session, formatter, notices, retired=arguments.retired)
        inputs = _read_inputs(arguments.models, arguments.betas)
        if inputs.names:
            _print_notices(session.connection, notices)
        else:
            print_notice("No model names on standard input.")
        if len(inputs.names) > MAX_AHEAD:
            # Each lookup leaves 8 KiB of cycles: 10,000 names would take 120 MiB, not 50.
            gc.freeze()
            gc.enable()
        with Writer() as writer:
            session.on_notice = partial(writer.start, print_notice)
            return _complete(print_results(session, inputs, formatter, writer), session)
    except ModelBrowserError as error:
        write_stderr(formatter.failure(error))
        return error.exit_code


_DISPLAY_NAME = re.compile(r"claude( [a-z]+| \d+(\.\d+)?)+", re.IGNORECASE)
"""The display name of a model, such as `Claude Opus 4.8`, in several arguments without quotes."""


class LookupInputs(Record):
    """The models to look up.

    Attributes:
        names: Model IDs and aliases, as given and in order, not yet validated.
        betas: Values of `anthropic-beta`, as returned by `parse_betas`.
        is_single: Whether there can be only one result. If so, a failure goes to standard
            error, in the same format.
    """

    names: tuple[str, ...]
    betas: tuple[str, ...]
    is_single: bool


def _read_inputs(models: tuple[str, ...], betas: Iterable[str]) -> LookupInputs:
    """Read the models from the arguments and, in place of `-`, from standard input.

    Raises:
        InvalidBetaError: If a beta value is malformed: it would be sent with every lookup.
        UsageError: If standard input is closed or can't be read.
    """
    name = " ".join(models)
    if not any(" " in each for each in models) and _DISPLAY_NAME.fullmatch(name):
        models = (name,)
    given = (_stdin_lines() if model == STDIN else [model] for model in models)
    return LookupInputs(
        names=tuple(chain.from_iterable(given)),
        betas=parse_betas(betas),
        is_single=len(models) == 1 and models != (STDIN,),
    )


def _stdin_lines() -> Iterator[str]:
    """The lines of standard input that are not blank, stripped, and cut if they are too long."""
    if sys.stdin is None:
        raise UsageError("can't read names: standard input is closed")
    # Bytes that aren't UTF-8 become a character that no model ID contains, and are rejected.
    try:
        content = read_stdin(_MAX_INPUT)
    except OSError:
        raise UsageError("can't read names from standard input") from None
    if len(content) > _MAX_INPUT:
        raise UsageError(f"can't read names: standard input exceeds {_MAX_INPUT >> 20} MiB")
    lines = content.decode("utf-8-sig", "replace").splitlines()
    return (line.strip()[:_MAX_LINE] for line in lines if line.strip())


class Formatter(Record):
    """Formats results for output.

    Attributes:
        output_format: The format.
        clock: The time zone of dates.
        connection: The host of the requests.
    """

    output_format: OutputFormat
    clock: Clock
    connection: Connection

    def result(self, name: str, outcome: Outcome, *, is_single: bool) -> str:
        """Format the outcome for a name as given, which may be the single one."""
        asked = None if self.connection.holds_key(name) else name
        if isinstance(outcome, Found):
            return self._answer(outcome, asked)
        if self.output_format == "json":
            return failed_json(outcome, self.connection, asked)
        if is_single:
            return fatal_error_text(outcome)
        if self.output_format == "id":
            shown = "(not shown)" if asked is None else sanitize(asked, MAX_LENGTH)
            return f"modelbrowser: {shown}: {sanitize(outcome.error.message)}\n"
        return failed_text(outcome, asked)

    def _answer(self, found: Found, asked: str | None) -> str:
        match self.output_format:
            case "json":
                return found_json(found, self.clock, self.connection)
            case "id":
                return f"{sanitize(found.lookup.model.id, MAX_LENGTH)}\n"
            case "plain":
                width = get_terminal_size().columns if is_terminal(sys.stdout) else 0
                is_ascii = not encoding_of(sys.stdout).lower().startswith("utf")
                return found_text(found, self.clock, asked, width=width, is_ascii=is_ascii)

    def models(self, models: Iterable[ModelInfo]) -> str:
        """Format the list of all models."""
        if self.output_format == "json":
            return list_json(models, self.clock, self.connection)
        if self.output_format == "id":
            return "".join(f"{sanitize(model.id, MAX_LENGTH)}\n" for model in models)
        return list_text(models)

    def failure(self, error: ModelBrowserError) -> str:
        """Format an error that ends the run."""
        if self.output_format == "json":
            return failed_json(Failed(None, error), self.connection)
        return fatal_error_text(Failed(None, error))


def _list_models(
    session: LookupSession, formatter: Formatter, notices: tuple[str, ...], *, retired: bool
) -> int:
    _print_notices(session.connection, notices)
    session.on_notice = print_notice
    loop = make_event_loop()
    models = loop.run_until_complete(session.list_models(retired=retired))
    if not models:
        print_notice(f"{session.connection.host} lists no models that can be shown.")
    write_stdout(formatter.models(models))
    return ExitCode.FOUND


def _complete(printing: Coroutine[None, None, int], session: LookupSession) -> int:
    loop = make_event_loop()
    try:
        return loop.run_until_complete(printing)
    finally:
        # After the results are printed: nobody waits for the history.
        loop.run_until_complete(session.history.aclose())


def make_event_loop() -> asyncio.AbstractEventLoop:
    """Return a loop for one run, which prints no tracebacks."""
    # Not asyncio.run: it waits for threads that resolve a host's name, past any deadline.
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(_MAX_THREADS))
    # PYTHONASYNCIODEBUG logs the exceptions of slow tasks; their texts may hold the key.
    loop.set_debug(False)
    loop.set_exception_handler(_report_bug)
    return loop


def _report_bug(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report an unhandled exception of a task; asyncio would print its text and a traceback."""
    print_notice(f"Internal error: {type(context.get('exception')).__name__}.")


async def print_lookups(
    session: LookupSession, inputs: LookupInputs, formatter: Formatter, writer: "Writer"
) -> int:
    """Print the results in the order of the inputs, each as soon as possible."""
    highest, separator = int(ExitCode.FOUND), ""
    look_up = make_look_up(session, inputs.betas)
    async with aclosing(look_up_in_order(inputs.names, look_up)) as results:
        async for name, outcome in results:
            write = write_stdout
            if not isinstance(outcome, Found):
                highest = max(highest, outcome.error.exit_code)
                if inputs.is_single or formatter.output_format == "id":
                    write = write_stderr
            result = separator + formatter.result(name, outcome, is_single=inputs.is_single)
            await writer.write(write, result)
            separator = "\n" if formatter.output_format == "plain" else ""
    return highest


class Writer(ThreadPoolExecutor):
    """Writes in a thread, in order: a reader may pause for longer than a lookup may take."""

    def __init__(self) -> None:
        super().__init__(1)

    def start(self, write: Callable[[str], None], text: str) -> None:
        """Write a text with a function, without waiting for it."""
        self.submit(write, text)

    async def write(self, write: Callable[[str], None], text: str) -> None:
        """Write a text with a function, and wait for it."""
        await asyncio.wrap_future(self.submit(write, text))


async def look_up_in_order(
    names: Iterable[str], look_up: LookUp
) -> AsyncGenerator[tuple[str, Outcome], None]:
    """Look up names, several at once, and yield the results in order."""
    rest = iter(names)
    started: deque[tuple[str, asyncio.Future[Outcome]]] = deque()
    try:
        while True:
            for name in islice(rest, MAX_AHEAD - len(started)):
                started.append((name, asyncio.ensure_future(look_up(name))))
            if not started:
                return
            name, future = started.popleft()
            yield name, await future
    finally:
        for _, future in started:
            future.cancel()


def make_look_up(session: LookupSession, betas: tuple[str, ...]) -> LookUp:
    """Return a function that looks up a name as given.

    Args:
        session: Sends the requests. Each further attempt is a notice.
        betas: The betas to send.
    """

    def announce(pending: Pending) -> None:
        if retry := pending.retry:
            attempt = f"attempt {retry.number} of {retry.of} in {retry.wait:.1f} s"
            session.on_notice(f"{pending.query.model_id}: {retry.reason} Retrying: {attempt}.")

    async def look_up(name: str) -> Outcome:
        try:
            query = ModelQuery.parse(name, betas)
        except ModelBrowserError as error:
            return session.known.explain_query_error(error)
        return await session.look_up(query, announce)

    return look_up


def print_notice(notice: str) -> None:
    """Print a sentence on standard error, after the program's name."""
    write_stderr(f"modelbrowser: {sanitize(notice, 1000)}\n")


def _print_notices(connection: Connection, notices: tuple[str, ...]) -> None:
    """Print what the user should know before the results.

    A non-default host is named only on a terminal: cron would mail the notice after every run.
    """
    for notice in notices:
        print_notice(notice)
    if connection.demo:
        print_notice(f"Demo data from {load_catalog().as_of}; nothing was sent.")
    elif connection.base_url != DEFAULT_BASE_URL and is_terminal(sys.stderr):
        print_notice(f"Using {connection.host}.")
