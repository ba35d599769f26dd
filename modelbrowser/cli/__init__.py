"""Runs the one-shot command or the TUI, and reports how a run fails."""

import errno
import os
import sys
from collections.abc import Sequence

from modelbrowser import __version__
from modelbrowser.cli.arguments import Arguments, UsageError
from modelbrowser.cli.streams import BROKEN_PIPE, ReaderGoneError, write_stderr, write_stdout
from modelbrowser.errors import ExitCode, ModelBrowserError, name_limit

_MIN_FILES = 16
"""How many files must be allowed to be open at a time, for connections, the history and imports."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program, and return an `ExitCode`, or 128+n after signal n; 0 if the user quit.

    Args:
        argv: The arguments; the process's own by default.
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
        write_stderr(f"modelbrowser: error: {InternalError(error).message}\n")
        return ExitCode.INTERNAL


class InternalError(ModelBrowserError):
    """A bug, or a limit of the system.

    Only the exception's type and location are named: its text may contain the key.
    """

    title = "Internal error"

    def __init__(self, error: BaseException) -> None:
        super().__init__(name_limit(error) or f"Internal error: {_place_of(error)}.")


def _run(argv: Sequence[str]) -> int:
    arguments = Arguments()
    if argv:
        # Lazy import: keeps startup fast. Without arguments argparse isn't needed: 4 ms.
        from modelbrowser.cli.parser import PARSER, parse_arguments

        arguments = parse_arguments(argv)
        if arguments.help:
            write_stdout(PARSER.format_help())
            return ExitCode.FOUND
    if arguments.version:
        write_stdout(f"modelbrowser {__version__}\n")
        return ExitCode.FOUND
    if os.sysconf("SC_OPEN_MAX") in range(_MIN_FILES):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    # Lazy import: keeps startup fast.
    from modelbrowser.cli.setup import print_completion_names, run_tui, set_up

    if arguments.complete:
        return print_completion_names(arguments)
    settings, session, output_format = set_up(arguments)
    if not output_format:
        return run_tui(arguments, settings, session)
    # Lazy imports: the TUI doesn't need them.
    from modelbrowser.cli.oneshot import PrintResults, print_lookups, run_oneshot

    print_results: PrintResults = print_lookups
    if arguments.is_check:
        from functools import partial

        from modelbrowser.cli.check import run_lifecycle_check

        print_results = partial(run_lifecycle_check, arguments=arguments)
    return run_oneshot(arguments, settings, session, output_format, print_results)


def _report(error: ModelBrowserError, argv: Sequence[str]) -> int:
    """Print on standard error why the run failed, and return its exit code."""
    # Lazy import: keeps startup fast.
    from modelbrowser.cli.parser import USAGE, asks_for_json
    from modelbrowser.domain.query import InvalidModelIDError
    from modelbrowser.presentation.json_output import failed_json
    from modelbrowser.presentation.text_output import fatal_error_text
    from modelbrowser.state import Failed

    failed = Failed(None, error)
    if isinstance(error, InvalidModelIDError):
        # Lazy import: keeps startup fast.
        from modelbrowser.history.history import History
        from modelbrowser.known_names import KnownNames

        failed = KnownNames(History(None)).explain_query_error(error)
    if asks_for_json(argv):
        write_stderr(failed_json(failed))
    else:
        usage = f"usage: {USAGE}\n" if isinstance(error, UsageError) else ""
        write_stderr(usage + fatal_error_text(failed))
    return error.exit_code


def _place_of(error: BaseException) -> str:
    """The type of an exception and where it was raised, which is all that is safe to show."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    file = os.path.basename(trace.tb_frame.f_code.co_filename)  # noqa: PTH119 - not a path here
    return f"{type(error).__name__} in {file}, line {trace.tb_lineno}"
