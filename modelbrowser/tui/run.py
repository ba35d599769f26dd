"""Runs the TUI in the terminal."""

import os
import sys
from dataclasses import replace

from modelbrowser.session import LookupSession
from modelbrowser.terminal import environment
from modelbrowser.tui.options import TuiOptions


def run_tui(session: LookupSession, options: TuiOptions) -> int:
    """Run the app until the user quits.

    Returns:
        The exit code: 0, 1 after an internal error, or 128 + n after signal n.
    """
    environment.prepare(os.environ)
    environment.use_utf8(sys.__stderr__)
    # Not earlier: Textual reads the environment when it is imported.
    from modelbrowser.terminal.compatibility import notice
    from modelbrowser.terminal.guard import run
    from modelbrowser.tui.app import ModelBrowserApp

    if problem := notice():
        options = replace(options, notices=(*options.notices, problem))
    app = ModelBrowserApp(
        session,
        options,
        no_color=bool(os.environ.get("NO_COLOR")),
        is_light=environment.is_light(os.environ),
    )
    return run(app, mouse=options.mouse)
