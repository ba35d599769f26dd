"""What the terminal package assumes about Textual's internals."""

import importlib.metadata
import inspect

from textual.app import App
from textual.driver import Driver
from textual.worker import WorkerFailed

from modelbrowser.terminal import compatibility
from modelbrowser.tui.app import ModelBrowserApp


def test_supported_version() -> None:
    """The supported version is the installed one."""
    assert compatibility.is_textual_supported()
    assert importlib.metadata.version("textual") == compatibility.SUPPORTED


def test_driver() -> None:
    """The base class of drivers has the attributes that ours uses, and no other demands."""
    source = inspect.getsource(Driver.__init__)
    for name in ("_app", "_mouse", "_loop", "_auto_restart"):
        assert f"self.{name} = " in source
    required = {"write", "start_application_mode", "disable_input", "stop_application_mode"}
    assert Driver.__abstractmethods__ == required


def test_app() -> None:
    """The methods that are overridden have Textual's parameters, and workers keep their error."""
    for name in ("_display", "_handle_exception", "_fatal_error"):
        theirs, ours = getattr(App, name), getattr(ModelBrowserApp, name)
        assert theirs is not ours
        assert list(inspect.signature(theirs).parameters) == list(
            inspect.signature(ours).parameters
        )
    assert isinstance(WorkerFailed(ValueError()).error, ValueError)
