"""The theme that the app starts with, and the choice of another."""

from pathlib import Path

import pytest
from support.apps import ask, drawn, lookup_screen, make_app, running, until, until_drawn
from textual.pilot import Pilot
from textual.widgets import Input

from modelbrowser.preferences import Preferences
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.screens.theme import ThemeList, ThemeScreen


@pytest.mark.anyio
async def test_a_chosen_theme_is_there_next_time(tmp_path: Path) -> None:
    """A theme chosen in the palette is remembered; one in the settings has priority."""
    path = tmp_path / "choices"
    async with running(make_app(preferences=Preferences(path))) as pilot:
        await pilot.press("ctrl+p", *"theme")
        await until_drawn(pilot, "with a live preview")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ThemeScreen))
        await _go_to(pilot, "nord")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.theme == "nord"
        assert isinstance(pilot.app.screen, LookupScreen)
    assert make_app(preferences=Preferences(path)).theme == "nord"
    assert make_app(preferences=Preferences(path), theme="dracula").theme == "dracula"


@pytest.mark.anyio
async def test_a_theme_is_seen_before_it_is_chosen(tmp_path: Path) -> None:
    """Each theme is previewed under the cursor; Esc restores the old one and keeps nothing."""
    path = tmp_path / "choices"
    async with running(make_app(preferences=Preferences(path))) as pilot:
        before = pilot.app.theme
        pilot.app.action_change_theme()
        await pilot.pause()
        assert pilot.app.theme == before
        # The first choice is none.
        names = [before, *pilot.app.available_themes]
        worn = []
        await pilot.press("home")
        for _ in names:
            worn.append(pilot.app.theme)
            await pilot.press("down")
        assert worn == names
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.theme == before
    assert not path.exists()


@pytest.mark.anyio
async def test_a_choice_is_forgotten(tmp_path: Path) -> None:
    """The first choice is the theme that suits the terminal, now and next time."""
    path = tmp_path / "choices"
    Preferences(path).set("theme", "nord")
    async with running(make_app(preferences=Preferences(path))) as pilot:
        pilot.app.action_change_theme()
        await until_drawn(pilot, "> nord")
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LookupScreen))
        assert pilot.app.theme == "textual-dark"
        pilot.app.action_change_theme()
        await until_drawn(pilot, "> automatic")
    assert make_app(preferences=Preferences(path)).theme == "textual-dark"


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_list_lies_over_the_betas(size: tuple[int, int]) -> None:
    """The list covers the pane of betas and nothing else; its keys are shown."""
    async with running(make_app(), size) as pilot:
        betas = lookup_screen(pilot).betas.region
        pilot.app.action_change_theme()
        await until_drawn(pilot, "> automatic")
        assert pilot.app.screen.query_one("#dialog").region == betas
        line = drawn(pilot).splitlines()[-1]
        assert "⏎ Keep" in line
        assert "Esc Back" in line


@pytest.mark.anyio
async def test_the_mouse_shows_a_theme() -> None:
    """A click on a theme previews it."""
    async with running(make_app()) as pilot:
        pilot.app.action_change_theme()
        await pilot.pause()
        await pilot.press("home")
        await pilot.click(ThemeList, offset=(4, 3))
        assert pilot.app.theme == list(pilot.app.available_themes)[1]


@pytest.mark.anyio
async def test_a_theme_in_the_settings_stays() -> None:
    """If the settings name a theme, another one is kept for this run only, with a notice."""
    async with running(make_app(theme="nord")) as pilot:
        pilot.app.action_change_theme()
        await pilot.pause()
        await _go_to(pilot, "dracula")
        await pilot.press("enter")
        await until_drawn(pilot, "For this session only")


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_the_themes_fit(size: tuple[int, int]) -> None:
    """In a small terminal, too, the current theme and the keys are in sight."""
    async with running(make_app(theme="ansi-light"), size) as pilot:
        pilot.app.action_change_theme()
        await until_drawn(pilot, "> ansi-light")
        assert "Keep" in drawn(pilot)


def test_a_remembered_theme_may_be_missing(tmp_path: Path) -> None:
    """A remembered theme that does not exist is ignored."""
    Preferences(tmp_path / "choices").set("theme", "no-such-theme")
    assert make_app(preferences=Preferences(tmp_path / "choices")).theme == "textual-dark"


def test_sixteen_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with 16 colors gets a theme made of them."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    assert make_app().theme == "ansi-dark"


@pytest.mark.anyio
async def test_the_palettes_cursor_does_not_blink() -> None:
    """An open palette writes nothing while nothing happens."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+p")
        assert not pilot.app.screen.query_one(Input).cursor_blink


async def _go_to(pilot: Pilot[None], name: str) -> None:
    """Move the cursor down to a theme."""
    await pilot.press("home")
    for _ in pilot.app.available_themes:
        if pilot.app.theme == name:
            return
        await pilot.press("down")
    raise AssertionError(f"{name} was never on")


@pytest.mark.anyio
async def test_an_unknown_theme_is_reported() -> None:
    """A theme in the settings that does not exist is reported at the start."""
    async with running(make_app(theme="textual-lite")) as pilot:
        assert "Unknown theme: textual-lite. Choose one with Theme in the palette." in drawn(pilot)
        assert pilot.app.theme == "textual-dark"


@pytest.mark.anyio
async def test_an_answer_has_the_colors_of_the_theme() -> None:
    """All colors of an answer follow the theme, on screen and in the next answer."""
    async with running(make_app(theme="textual-light"), (80, 24)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        wanted = _colors(pilot)
    async with running(make_app(theme="dracula"), (80, 24)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        assert _colors(pilot) != wanted
        pilot.app.theme = "textual-light"
        await until(pilot, lambda: _colors(pilot) == wanted)
        await ask(pilot, "claude-opus-5")
        await ask(pilot, "claude-sonnet-4-5")
        assert _colors(pilot) == wanted


def _colors(pilot: Pilot[None]) -> list[tuple[str, str]]:
    """Return each text below the input, with its style."""
    strips = pilot.app.screen._compositor.render_strips()[4:]
    return [(segment.text, str(segment.style)) for strip in strips for segment in strip]
