"""The one-shot command: each question gets its answer on standard output, no screen."""

import asyncio

from modelbrowser.cli.notices import announce, tell, tell_retry
from modelbrowser.cli.questions import Questions
from modelbrowser.cli.streams import put, say
from modelbrowser.cli.writer import Writer
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.service import Service
from modelbrowser.state import Failed, Found

AT_ONCE = 4
"""How many questions are on their way at a time."""


def run_oneshot(
    service: Service, questions: Questions, writer: Writer, notices: tuple[str, ...]
) -> int:
    """Ask, print what comes of it in the order of the questions, and tell what to exit with.

    Args:
        service: Whom to ask.
        questions: What to ask.
        writer: How answers are written.
        notices: Said on standard error first.

    Returns:
        The highest of the questions' exit codes.

    Raises:
        OutputError: If standard output fails.
    """
    if not questions.names:
        tell("standard input held no model: nothing was asked.")
        return ExitCode.FOUND
    announce(service.connection, notices)
    service.history.on_notice = tell
    # Not asyncio.run: it waits for threads that look up a host's name, deadline or not.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_answer_all(service, questions, writer))
    finally:
        # After the answers are out: nobody waits for the history.
        loop.run_until_complete(service.history.aclose())


async def _answer_all(service: Service, questions: Questions, writer: Writer) -> int:
    places = asyncio.Semaphore(AT_ONCE)
    asking = [
        asyncio.create_task(_ask(service, name, questions.betas, places))
        for name in questions.names
    ]
    worst, gap = int(ExitCode.FOUND), ""
    try:
        for name, task in zip(questions.names, asking, strict=True):
            outcome = await task
            if isinstance(outcome, Failed):
                worst = max(worst, outcome.error.exit_code)
            result = writer.answer(name, questions.betas, outcome)
            if isinstance(outcome, Failed) and questions.is_one:
                say(result)
            else:
                put(gap + result)
            gap = writer.gap
    finally:
        for task in asking:
            task.cancel()
    return worst


async def _ask(
    service: Service, name: str, betas: tuple[str, ...], places: asyncio.Semaphore
) -> Found | Failed:
    """Ask one question when its turn comes; what cannot be one has failed already."""
    try:
        query = ModelQuery.parse(name, betas)
    except ModelBrowserError as error:
        return Failed(None, error, was_sent=False)
    async with places:
        return await service.look_up(query, tell_retry)
