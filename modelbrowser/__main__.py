"""The entry point of `python -m modelbrowser` and of the command."""

# Built in, unlike the module around it, whose import takes 3 ms in which Ctrl+C is not handled yet.
import _signal as signal  # type: ignore[import-not-found] # typeshed lacks it
import gc
import os


def start() -> None:
    """Run the program and end the process: this does not return."""
    # Before the imports, where Ctrl+C would print a traceback. There is nothing to undo until
    # the TUI takes over the terminal, with its own handlers.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Imports create many objects but no garbage; the collector would take a fifth of the startup
    # time. The one-shot command ends before it pays off; the TUI turns it on again.
    gc.disable()
    # Lazy import: keeps startup fast, and an interrupt quiet.
    from modelbrowser.cli import main

    # Not sys.exit: that waits for every thread, and one that resolves a host's name
    # can't be stopped. Everything that was written is flushed by now.
    os._exit(main())


if __name__ == "__main__":
    start()
