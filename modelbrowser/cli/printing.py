"""What prints and ends: the one-shot command and the list."""

from modelbrowser.cli.arguments import Arguments, OutputFormat
from modelbrowser.cli.listing import run_list
from modelbrowser.cli.oneshot import run_oneshot
from modelbrowser.cli.questions import read_questions
from modelbrowser.cli.streams import open_output, say
from modelbrowser.cli.writer import Writer
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.service import Service


def run_printing(
    service: Service,
    arguments: Arguments,
    output_format: OutputFormat,
    clock: Clock,
    notices: tuple[str, ...],
) -> int:
    """Print what the arguments ask for, and tell what to exit with.

    Args:
        service: Whom to ask.
        arguments: The command line.
        output_format: How answers are printed.
        clock: Whose time dates are printed in.
        notices: Said on standard error first.
    """
    writer = Writer(output_format, clock, service.connection)
    try:
        # Before anything is asked.
        open_output()
        if arguments.list:
            return run_list(service, writer, notices, retired=arguments.retired)
        questions = read_questions(arguments.models, arguments.betas)
        return run_oneshot(service, questions, writer, notices)
    except ModelBrowserError as error:
        say(writer.failure(error))
        return error.exit_code
