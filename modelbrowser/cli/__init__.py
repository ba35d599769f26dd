"""The command line: which of the two programs runs, with what, and how it ends."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from modelbrowser import __version__
from modelbrowser.cli.arguments import Arguments
from modelbrowser.cli.streams import put, say
from modelbrowser.errors import ExitCode, ModelBrowserError


def start() -> NoReturn:
    """Run the program as a process of its own."""
    # The imports make many objects and no garbage: looking for it takes a fifth of the start.
    # The one-shot command ends before it is worth it; the TUI switches it on again.
    gc.disable()
    # Not sys.exit: that waits for every thread, and one that looks up a host's name
    # cannot be stopped. All that was written is flushed by then.
    os._exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program, and tell what to exit with.

    Args:
        argv: The arguments; the process's own where left out.

    Returns:
        An `ExitCode`, or 128+n after signal n; 0 where the person quit.
    """
    try:
        return _main(sys.argv[1:] if argv is None else argv)
    except ModelBrowserError as error:
        return _fail(error)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - the last line: a traceback may hold the key
        say(f"modelbrowser stopped because of an internal error ({_place_of(error)}).\n")
        return ExitCode.INTERNAL


def _main(argv: Sequence[str]) -> int:
    arguments = Arguments()
    if argv:
        # Late, because mostly there is nothing to parse: 4 ms.
        from modelbrowser.cli.parser import help_text, parse_arguments

        arguments = parse_arguments(argv)
        if arguments.help:
            return put(help_text())
    if arguments.version:
        return put(f"modelbrowser {__version__}\n")
    # Late, because help and version need nothing of it.
    from modelbrowser.cli.run import run

    return run(arguments)


def _fail(error: ModelBrowserError) -> int:
    # Late, because help and version need nothing of it.
    from modelbrowser.presentation.reports import sheet_of_error
    from modelbrowser.presentation.text_output import text_of
    from modelbrowser.state import Failed

    say(text_of(sheet_of_error(Failed(None, error))))
    return error.exit_code


def _place_of(error: BaseException) -> str:
    """The kind of an error and the line of code that raised it: all that can be told of it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    file = os.path.basename(trace.tb_frame.f_code.co_filename)  # noqa: PTH119 - no path is meant
    return f"{type(error).__name__} in {file}, line {trace.tb_lineno}"
