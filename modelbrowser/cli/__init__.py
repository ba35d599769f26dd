"""The command line: which of the two programs runs, with what, and how it ends."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from modelbrowser import __version__
from modelbrowser.cli.arguments import Arguments
from modelbrowser.cli.streams import BROKEN_PIPE, ReaderGoneError, write_stderr, write_stdout
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
    """Run the program.

    Args:
        argv: The arguments; the process's own by default.

    Returns:
        An `ExitCode`, or 128+n after signal n; 0 if the user quit.
    """
    given = sys.argv[1:] if argv is None else argv
    try:
        try:
            return _run(given)
        except ModelBrowserError as error:
            return _report(error, given)
        except ReaderGoneError:
            return BROKEN_PIPE
        except Exception as error:  # noqa: BLE001 - a traceback may hold the key
            return _report(InternalError(error), given)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - the report itself failed
        write_stderr(f"{InternalError(error).message}\n")
        return ExitCode.INTERNAL


class InternalError(ModelBrowserError):
    """A bug. Of the exception only its type and its place are named: its text may hold the key."""

    title = "Internal error"

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"modelbrowser stopped because of an internal error ({_place_of(error)}).")


def _run(argv: Sequence[str]) -> int:
    arguments = Arguments()
    if argv:
        # Late, because mostly there is nothing to parse: 4 ms.
        from modelbrowser.cli.parser import help_text, parse_arguments

        arguments = parse_arguments(argv)
        if arguments.help:
            write_stdout(help_text())
            return ExitCode.FOUND
    if arguments.version:
        write_stdout(f"modelbrowser {__version__}\n")
        return ExitCode.FOUND
    # Late, because help and version need nothing of it.
    from modelbrowser.cli.run import run

    return run(arguments)


def _report(error: ModelBrowserError, argv: Sequence[str]) -> int:
    """Say on standard error why the run failed, and give its exit code."""
    # Late, because help and version need nothing of it.
    from modelbrowser.cli.parser import asks_for_json
    from modelbrowser.presentation.json_output import failed_json
    from modelbrowser.presentation.text_output import failure_text
    from modelbrowser.state import Failed

    as_json = asks_for_json(argv)
    write_stderr(failed_json(Failed(None, error)) if as_json else failure_text(error))
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
