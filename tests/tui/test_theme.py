"""The theme that the app starts with, and the choice of another."""

from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from rich.style import Style
from support.apps import (
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    until,
    until_chosen,
    until_drawn,
)
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import Theme
from textual.widgets import Input

from modelbrowser.history.history import History
from modelbrowser.preferences import Preferences
from modelbrowser.terminal.input import BackgroundReported
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.screens.choices import ThemeScreen
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.themes import (
    BACKGROUNDS,
    DARK,
    FAINT_CONTRAST,
    LIGHT,
    TEXT_CONTRAST,
    contrast,
    role_colors,
)
from modelbrowser.tui.widgets.lists import ChoiceList


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
@pytest.mark.parametrize(("key", "then"), [("enter", "nord"), ("escape", "modelbrowser-light")])
async def test_the_background_is_reported_during_a_preview(key: str, then: str) -> None:
    """A report of the background leaves the preview alone; Esc restores what suits it by then."""
    async with running(make_app()) as pilot:
        app = pilot.app
        assert isinstance(app, ModelBrowserApp)
        app.action_change_theme()
        await until_chosen(pilot, "automatic")
        await _go_to(pilot, "nord")
        app.post_message(BackgroundReported(is_light=True))
        await pilot.pause()
        assert app.theme == "nord"
        await pilot.press(key)
        await pilot.pause()
        assert app.theme == then


@pytest.mark.anyio
async def test_a_choice_is_forgotten(tmp_path: Path) -> None:
    """The first choice is the theme that suits the terminal, now and next time."""
    path = tmp_path / "choices"
    Preferences(path).set("theme", "nord")
    async with running(make_app(preferences=Preferences(path))) as pilot:
        pilot.app.action_change_theme()
        await until_chosen(pilot, "nord")
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LookupScreen))
        assert pilot.app.theme == "modelbrowser-dark"
        pilot.app.action_change_theme()
        await until_chosen(pilot, "automatic")
    assert make_app(preferences=Preferences(path)).theme == "modelbrowser-dark"


@pytest.mark.anyio
@pytest.mark.parametrize("has_history", [True, False])
@pytest.mark.parametrize("size", [(200, 50), (120, 40), (80, 24)])
async def test_the_list_lies_over_the_betas(
    size: tuple[int, int], tmp_path: Path, *, has_history: bool
) -> None:
    """The list covers the pane of betas and nothing else; its names and keys are shown."""
    history = History(tmp_path / "history.db" if has_history else None)
    async with running(make_app(history=history), size) as pilot:
        betas = lookup_screen(pilot).betas.region
        pilot.app.action_change_theme()
        await until_chosen(pilot, "automatic")
        assert pilot.app.screen.query_one("#dialog").region == betas
        line = drawn(pilot).splitlines()[-1]
        assert "⏎ Keep" in line
        assert "Esc Back" in line
        assert "…" not in "".join(drawn(pilot).splitlines()[betas.y : betas.bottom])


@pytest.mark.anyio
async def test_the_mouse_shows_a_theme() -> None:
    """A click on a theme previews it."""
    async with running(make_app()) as pilot:
        pilot.app.action_change_theme()
        await pilot.pause()
        await pilot.press("home")
        await pilot.click(ChoiceList, offset=(4, 2))
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
        await until_chosen(pilot, "ansi-light")
        assert "Keep" in drawn(pilot)


def test_a_remembered_theme_may_be_missing(tmp_path: Path) -> None:
    """A remembered theme that doesn't exist is ignored."""
    Preferences(tmp_path / "choices").set("theme", "no-such-theme")
    assert make_app(preferences=Preferences(tmp_path / "choices")).theme == "modelbrowser-dark"


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [(None, "ansi-dark"), ("modelbrowser-light", "ansi-dark"), ("ansi-light", "ansi-light")],
)
def test_sixteen_colors(monkeypatch: pytest.MonkeyPatch, chosen: str | None, shown: str) -> None:
    """A terminal with 16 colors gets a theme made of them, whatever was chosen in another."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    assert make_app(theme=chosen).theme == shown


@pytest.mark.anyio
async def test_a_theme_of_more_colors_is_said_not_to_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With 16 colors, a theme from the settings that needs more isn't ignored silently."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with running(make_app(theme="nord"), (80, 24)) as pilot:
        await until_drawn(pilot, "nord isn't used: this terminal has only 16 colors.")
        assert pilot.app.theme == "ansi-dark"


@pytest.mark.anyio
async def test_a_theme_of_more_colors_is_kept_for_one_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With 16 colors, a notice says that the next start won't use the theme."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with running(make_app(), (80, 24)) as pilot:
        pilot.app.action_change_theme()
        await until_chosen(pilot, "automatic")
        await _go_to(pilot, "dracula")
        await pilot.press("enter")
        await until_drawn(pilot, "For this session only: this terminal has only 16 colors.")


@pytest.mark.anyio
async def test_the_palette_follows_the_background() -> None:
    """If the terminal turns out to be light while the palette is open, it becomes light, too."""
    async with running(make_app(), (80, 24)) as pilot:
        await pilot.press("ctrl+p", *"theme")
        await until_drawn(pilot, "with a live preview")
        app = pilot.app
        assert isinstance(app, ModelBrowserApp)
        app.suit_background(is_light=True)
        roles = {name: Color.parse(text).hex6 for name, text in role_colors(LIGHT).items()}

        def colors() -> list[str]:
            (style,) = [style for text, style in _styles(pilot) if "live preview" in text]
            return [
                each.triplet.hex.upper()
                for each in (style.color, style.bgcolor)
                if each and each.triplet
            ]

        # The row is under the cursor.
        await until(pilot, lambda: colors() == [roles["dim"], roles["raised"]])


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
    """A theme in the settings that doesn't exist is reported at startup."""
    async with running(make_app(theme="textual-lite")) as pilot:
        assert (
            "Unknown theme: textual-lite. Choose one with the Theme command in the palette."
            in drawn(pilot)
        )
        assert pilot.app.theme == "modelbrowser-dark"


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


_COLORED = [theme for theme in make_app().available_themes.values() if not theme.ansi]
_PLACEHOLDER = "faint"
_NO_TEXT = {*BACKGROUNDS, "rule"}


@pytest.mark.parametrize(
    ("theme", "colors"),
    [*((theme, "truecolor") for theme in _COLORED), (DARK, "256"), (LIGHT, "256")],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_text_is_readable(theme: Theme, colors: str) -> None:
    """Text has a contrast of 4.5 on the page, the bars and the cursor's row, placeholders 3."""
    system = COLOR_SYSTEMS[colors]
    shown = {
        role: Color.from_rich_color(Color.parse(text).rich_color.downgrade(system))
        for role, text in role_colors(theme, colors).items()
    }
    contrasts = {
        (role, ground): contrast(color, shown[ground])
        for ground in BACKGROUNDS
        for role, color in shown.items()
        if role not in _NO_TEXT
    }
    assert {
        pair: ratio
        for pair, ratio in contrasts.items()
        if ratio < (FAINT_CONTRAST if pair[0] == _PLACEHOLDER else TEXT_CONTRAST)
    } == {}


@pytest.mark.parametrize("theme", _COLORED, ids=lambda theme: theme.name)
def test_a_warning_is_not_taken_for_a_failure(theme: Theme) -> None:
    """In every theme the hue of deprecated models differs from that of retired ones."""
    warn, bad = (Color.parse(role_colors(theme)[role]).hsl.h * 360 for role in ("warn", "bad"))
    assert 20 < (warn - bad) % 360 < 100


@pytest.mark.parametrize("theme", _COLORED, ids=lambda theme: theme.name)
def test_labels_are_paler_than_values(theme: Theme) -> None:
    """In every theme the ID stands out from values, and these from their labels."""
    colors = {role: Color.parse(text) for role, text in role_colors(theme).items()}
    on_page = {role: contrast(colors[role], colors["background"]) for role in colors}
    assert on_page["strong"] > on_page["text"] > 1.25 * on_page["dim"]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_bars_are_gray_in_256_colors(theme: Theme) -> None:
    """Row 211: with 256 colors, no background becomes navy or another hue."""
    for ground in BACKGROUNDS:
        color = Color.parse(role_colors(theme, "256")[ground]).rich_color
        red, green, blue = color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
        assert red == green == blue


@pytest.mark.anyio
@pytest.mark.parametrize("no_color", [False, True])
async def test_the_palettes_row_is_seen_without_shades(
    monkeypatch: pytest.MonkeyPatch, *, no_color: bool
) -> None:
    """Row 210: with 16 colors or none, the row under the palette's cursor is reversed."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with running(make_app(no_color=no_color), (80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: ("Betas", True) in _reversals(pilot))
        assert ("Change API key", False) in _reversals(pilot)


@pytest.mark.anyio
async def test_the_palettes_row_is_seen_in_tmux_with_8_colors() -> None:
    """Row 210: the row is also bold, because tmux may not show its background."""
    async with running(make_app(), (80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Change API key" in drawn(pilot))
        is_bold = {text.strip(): bool(style.bold) for text, style in _styles(pilot)}
        assert is_bold["Betas"]
        assert not is_bold["Change API key"]


@pytest.mark.anyio
async def test_a_placeholder_is_readable_in_16_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 16 colors, a placeholder is dim or gray, but not both."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with running(make_app(), (80, 24)) as pilot:
        style = dict(_styles(pilot))[".g. claude-haiku-4-5"]
        assert style.dim
        assert style.color is None or style.color.is_default


@pytest.mark.anyio
async def test_the_cursor_is_seen_on_any_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 209: with 16 colors the text cursor is reversed: mosh doesn't report the background."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with running(make_app(), (80, 24)) as pilot:
        style = dict(_styles(pilot))["e"]
        assert style.reverse
        assert all(color is None or color.is_default for color in (style.color, style.bgcolor))


@pytest.mark.anyio
async def test_the_cursor_differs_from_the_selection_without_color(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without color, selected text is underlined, and the cursor behind it is reversed."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(make_app(no_color=True), (80, 24)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        styles = _styles(pilot)
        start = next(n for n, (text, style) in enumerate(styles) if style.underline)
        assert styles[start][0] == "claude-sonnet-4-5"
        text, cursor = styles[start + 1]
        assert (text, cursor.reverse, cursor.underline) == (" ", True, None)


@pytest.mark.parametrize("theme", _COLORED, ids=lambda theme: theme.name)
def test_states_keep_their_meaning(theme: Theme) -> None:
    """In every theme good is green, deprecated amber, bad red, moved violet, and all differ."""
    colors = {role: Color.parse(text) for role, text in role_colors(theme).items()}
    hues = {role: colors[role].hsl.h * 360 for role in ("good", "warn", "bad", "moved")}
    assert 60 <= hues["good"] <= 170
    assert 15 <= hues["warn"] <= 58
    assert hues["bad"] >= 330 or hues["bad"] <= 20
    assert 240 <= hues["moved"] <= 290
    assert len({colors[role] for role in hues}) == 4


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21:1 both ways, a color on itself 1:1, #767676 on white just 4.5:1."""
    black, white, gray = map(Color.parse, ("black", "white", "#767676"))
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(gray, gray) == 1
    assert 4.5 <= contrast(gray, white) < 4.6


@pytest.mark.anyio
async def test_the_id_is_in_the_terminals_own_color(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 209: with 16 colors the ID is readable on white and on black, as it has no color."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with running(make_app(), (80, 24)) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        styles = {text.strip(): style for text, style in _styles(pilot)}
        style = styles["claude-sonnet-4-5-20250929"]
        assert style.bold
        assert style.color is None or style.color.is_default


@pytest.mark.anyio
@pytest.mark.parametrize("no_color", [False, True])
async def test_the_cursor_is_seen_without_shades(
    monkeypatch: pytest.MonkeyPatch, *, no_color: bool
) -> None:
    """With 16 colors or none, the row under the cursor is reversed over its whole width."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with running(make_app(no_color=no_color), (80, 24)) as pilot:
        await pilot.press("ctrl+t")
        await pilot.pause()
        reversed_ = "".join(text for text, style in _styles(pilot) if style.reverse)
        assert reversed_.startswith("[ ] message-batches-2024-09-24 ")
        assert len(reversed_) > 70


@pytest.mark.anyio
async def test_the_background_decides_until_a_theme_is_chosen() -> None:
    """A terminal that turns out to be light gets the light theme, unless one was chosen."""
    async with running(make_app()) as pilot:
        app = pilot.app
        assert isinstance(app, ModelBrowserApp)
        app.suit_background(is_light=True)
        assert app.theme == "modelbrowser-light"
        app.action_change_theme()
        await until_chosen(pilot, "automatic")
        await _go_to(pilot, "nord")
        await pilot.press("enter")
        await pilot.pause()
        app.suit_background(is_light=False)
        assert app.theme == "nord"


def _styles(pilot: Pilot[None]) -> list[tuple[str, Style]]:
    """Return each text on screen, with its style."""
    strips = pilot.app.screen._compositor.render_strips()
    return [(part.text, part.style or Style()) for strip in strips for part in strip]


def _reversals(pilot: Pilot[None]) -> list[tuple[str, bool]]:
    """Return each text on screen, with whether it is reversed."""
    return [(text, bool(style.reverse)) for text, style in _styles(pilot)]
