"""What this room believes of Textual's inside: it fails here when that moves."""

import importlib.metadata
import inspect

from textual.app import App
from textual.driver import Driver
from textual.worker import WorkerFailed

from modelbrowser.terminal import compatibility
from modelbrowser.tui.app import ModelBrowserApp


def test_proven_version() -> None:
    """The version that is named is the one that these tests run with."""
    assert compatibility.is_supported()
    assert importlib.metadata.version("textual") == compatibility.SUPPORTED


def test_driver() -> None:
    """The base of drivers has what ours uses, and asks for what ours gives."""
    source = inspect.getsource(Driver.__init__)
    for name in ("_app", "_mouse", "_loop", "_auto_restart"):
        assert f"self.{name} = " in source
    asked = {"write", "start_application_mode", "disable_input", "stop_application_mode"}
    assert Driver.__abstractmethods__ == asked


def test_app() -> None:
    """What the guard overrides is what Textual calls, and an error is kept where it looks."""
    for name in ("_display", "_handle_exception", "_fatal_error"):
        theirs, ours = getattr(App, name), getattr(ModelBrowserApp, name)
        assert theirs is not ours
        assert list(inspect.signature(theirs).parameters) == list(
            inspect.signature(ours).parameters
        )
    assert isinstance(WorkerFailed(ValueError()).error, ValueError)
