"""Starts the TUI in the terminal and tells how it ended."""

import os
import sys
from dataclasses import replace

from modelbrowser.session import LookupSession
from modelbrowser.terminal import environment
from modelbrowser.tui.options import TuiOptions


def run_tui(session: LookupSession, launch: TuiOptions) -> int:
    """Run the app until the person quits.

    Returns:
        The exit code: 0, 1 after an internal error, 128 + n after a signal.
    """
    environment.prepare(os.environ)
    environment.use_utf8(sys.__stderr__)
    # Late, because Textual reads the environment when it is imported.
    from modelbrowser.terminal.compatibility import notice
    from modelbrowser.terminal.guard import run
    from modelbrowser.tui.app import ModelBrowserApp

    if problem := notice():
        launch = replace(launch, notices=(*launch.notices, problem))
    app = ModelBrowserApp(
        session,
        launch,
        no_color=bool(os.environ.get("NO_COLOR")),
        is_light=environment.is_light(os.environ),
    )
    return run(app, mouse=launch.mouse)
