"""`--list`: all models on standard output."""

import asyncio

from modelbrowser.cli.notices import announce
from modelbrowser.cli.streams import put
from modelbrowser.cli.writer import Writer
from modelbrowser.service import Service


def run_list(service: Service, writer: Writer, notices: tuple[str, ...], *, retired: bool) -> int:
    """Ask for all models, print them, and tell what to exit with.

    Args:
        service: Whom to ask.
        writer: How they are written.
        notices: Said on standard error first.
        retired: Whether the retired ones are listed too.

    Raises:
        ModelBrowserError: If there is no answer.
    """
    announce(service.connection, notices)
    # Not asyncio.run: it waits for threads that look up a host's name, deadline or not.
    loop = asyncio.new_event_loop()
    return put(writer.models(loop.run_until_complete(service.list_models(retired=retired))))
