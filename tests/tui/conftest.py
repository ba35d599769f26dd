"""What all tests of the screens share."""

import pytest


@pytest.fixture(autouse=True)
def _usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the terminal that the tests are started in: no wish, no multiplexer, no SSH."""
    terminal = ("NO_COLOR", "TMUX", "STY", "SSH_CONNECTION", "SSH_TTY")
    for variable in (*terminal, "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
