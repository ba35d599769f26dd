"""Which colours the app starts with, and that a choice is kept."""

from pathlib import Path

import pytest
from support.apps import make_app, running
from textual.widgets import Input

from modelbrowser.memory import Memory


@pytest.mark.anyio
async def test_a_chosen_theme_is_there_next_time(tmp_path: Path) -> None:
    """A theme chosen in the palette is remembered, and one in the settings wins over it."""
    path = tmp_path / "choices"
    async with running(make_app(memory=Memory(path))) as pilot:
        pilot.app.theme = "nord"
        await pilot.pause()
    assert make_app(memory=Memory(path)).theme == "nord"
    assert make_app(memory=Memory(path), theme="dracula").theme == "dracula"


def test_a_theme_that_is_gone_is_no_trouble(tmp_path: Path) -> None:
    """A remembered theme that this Textual does not have is passed over."""
    Memory(tmp_path / "choices").keep("theme", "no-such-theme")
    assert make_app(memory=Memory(tmp_path / "choices")).theme == "textual-dark"


def test_sixteen_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with 16 colours gets a theme that is made of them."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    assert make_app().theme == "ansi-dark"


@pytest.mark.anyio
async def test_the_palettes_cursor_does_not_blink() -> None:
    """An open palette writes nothing while nobody does anything."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+p")
        assert not pilot.app.screen.query_one(Input).cursor_blink
