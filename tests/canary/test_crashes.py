"""If the program itself has a bug, no byte that it leaves anywhere contains the key."""

from pathlib import Path

import pytest
from support import answers
from support.canary import KEY, Home, python
from support.servers import RawServer

_BROKEN = """
import os
def broken(*args, **options):
    key = os.environ["ANTHROPIC_API_KEY"]
    raise RuntimeError(f"{{key}} {{args}} {{options}}")
import {module} as module
module.{name}  # A name that is gone is an error.
module.{name} = broken
"""

ONE_SHOT = {
    "settings": ("modelbrowser.settings.checks", "urlsplit"),
    "client": ("modelbrowser.api.client", "Redactor"),
    "request": ("modelbrowser.api.client", "request_headers"),
    "sending": ("httpx", "AsyncHTTPTransport.handle_async_request"),
    "reading": ("modelbrowser.api.client", "_read_body"),
    "judging": ("modelbrowser.api.classifier", "error_from_response"),
    "parsing": ("modelbrowser.api.wire", "parse_model"),
    "history": ("modelbrowser.session", "make_history_entry"),
    "report": ("modelbrowser.presentation.outcome_reports", "answer_report"),
    "output": ("modelbrowser.cli.oneshot", "write_stdout"),
}
"""The module, and the name in it, that is broken."""

SCREEN = {
    "mount": ("modelbrowser.tui.screens.lookup", "LookupScreen.on_mount"),
    "render": ("modelbrowser.tui.widgets.report_view", "ReportView.render_line"),
    "handler": ("modelbrowser.tui.screens.lookup", "LookupScreen._update_stale"),
    "watcher": ("modelbrowser.tui.screens.lookup", "LookupScreen.watch_state"),
    "worker": ("modelbrowser.session", "LookupSession.look_up"),
    "client": ("modelbrowser.api.client", "Redactor"),
    "sending": ("httpx", "AsyncHTTPTransport.handle_async_request"),
    "parsing": ("modelbrowser.api.wire", "parse_model"),
    "history": ("modelbrowser.session", "make_history_entry"),
    "completion": ("modelbrowser.tui.widgets.inputs", "NameCompleter.get_suggestion"),
}


def _broken(place: tuple[str, str]) -> tuple[str, ...]:
    module, name = place
    return python(_BROKEN.format(module=module, name=name))


@pytest.mark.parametrize("place", ONE_SHOT)
def test_one_shot(place: str, tmp_path: Path) -> None:
    """Row 95: a bug anywhere prints one line on stderr, without the key; exit code 1."""
    home = Home(tmp_path, loud=True)
    reply = answers.error("400 Bad", "x", KEY) if place == "judging" else answers.model()
    with RawServer(reply) as server:
        done = home.run("claude-x", command=_broken(ONE_SHOT[place]), ANTHROPIC_BASE_URL=server.url)
    assert done.returncode == 1
    assert done.stderr.count(b"modelbrowser: error: Internal error: RuntimeError in ") == 1
    assert b"Traceback" not in done.stderr
    assert home.leaks(done.stdout, done.stderr) == []


@pytest.mark.parametrize("place", SCREEN)
def test_screen(place: str, tmp_path: Path) -> None:
    """Row 95: a bug anywhere ends the TUI with one line, exit code 1 and the terminal as found."""
    home = Home(tmp_path, loud=True)
    with (
        RawServer(answers.model()) as server,
        home.screen(
            "claude-x", command=_broken(SCREEN[place]), ANTHROPIC_BASE_URL=server.url
        ) as running,
    ):
        assert running.wait_exit() == 1
        assert running.is_as_found
        assert running.output.count(b"modelbrowser: error: Internal error.") == 1
        assert b"Traceback" not in running.output
        assert home.leaks(running.output) == []
        report = (tmp_path / ".local/state/modelbrowser/crash-report.txt").read_text("utf-8")
        assert "builtins.RuntimeError" in report
