"""The keys: what they do, and how the bottom line, the help and the palette show them."""

import asyncio
import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.apps import ask, drawn, lookup_screen, make_app, running, until, until_drawn
from support.models_server import models_server
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from modelbrowser.history.history import History
from modelbrowser.presentation.reports import clear_history_prompt
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.screens.help import HelpScreen, HelpSection, HelpView
from modelbrowser.tui.screens.history import QuestionScreen
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.screens.palette import Palette
from modelbrowser.tui.widgets.betas import BetaFilter, BetaList
from modelbrowser.tui.widgets.inputs import ModelInput


@pytest.fixture(autouse=True)
def _no_pbcopy(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Mac too, copying goes to the terminal."""
    monkeypatch.setattr("sys.platform", "linux")


def _sent(app: ModelBrowserApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app writes to its terminal other than the screen."""
    sent: list[str] = []
    monkeypatch.setattr(app, "_write", sent.append)
    return sent


@pytest.mark.anyio
async def test_row_105_ctrl_y_sends_the_resolved_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 105: the resolved ID is sent by OSC 52, and the notice promises only that."""
    app = make_app()
    sent = _sent(app, monkeypatch)
    async with running(app) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("ctrl+y")
        await until_drawn(pilot, "Sent to your terminal's clipboard")
    encoded = base64.b64encode(b"claude-haiku-4-5-20251001").decode()
    assert sent == [f"\x1b]52;c;{encoded}\a"]


@pytest.mark.anyio
async def test_row_107_nothing_out_of_date_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 107: nothing is copied before an answer, after a failure, or if it is out of date."""
    app = make_app()
    sent = _sent(app, monkeypatch)
    async with running(app) as pilot:
        await pilot.press("ctrl+y")
        assert "Nothing to copy." in drawn(pilot)
        await ask(pilot, "claude-haiku-4-5")
        lookup_screen(pilot).input.value = "claude-haiku"
        await pilot.press("ctrl+y")
        assert "Not copied: the result is out of date." in drawn(pilot)
        await ask(pilot, "claude-haiku")
        await pilot.press("ctrl+y")
        assert "Nothing to copy." in drawn(pilot)
    assert sent == []


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["", "claude-opus-5-5", "my-model"])
async def test_a_key_with_nothing_to_do_says_so(name: str) -> None:
    """Before an answer, after one, and after a failure, ^n and W do something or say why not."""
    async with running(make_app(), (80, 24)) as pilot:
        if name:
            await ask(pilot, name)
        await pilot.press("ctrl+n")
        assert "No suggestion or successor." in drawn(pilot)
        if name != "claude-opus-5-5":
            await pilot.press("down", "W")
            assert "Nothing to watch yet." in drawn(pilot)


@pytest.mark.anyio
async def test_row_106_an_unprintable_id_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 106: an ID with a line break, an escape or a surrogate is never copied."""
    async with models_server() as server:
        app = make_app(server.connection)
        sent = _sent(app, monkeypatch)
        async with running(app) as pilot:
            for bad in ("claude\nrm -rf", "claude\x1b]52;c;AA\x07", "claude\ud800"):
                server.gives("claude-x", id=bad)
                await ask(pilot, "claude-x")
                await pilot.press("ctrl+y")
                assert re.search("Nothing to copy|Not copied", drawn(pilot))
    assert sent == []


@pytest.mark.anyio
async def test_row_106_only_code_has_several_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 106: a line break is copied only as part of code."""
    app = make_app()
    sent = _sent(app, monkeypatch)
    async with running(app) as pilot:
        app.copy_to_clipboard("claude\nrm -rf")
        await until_drawn(pilot, "Not copied")
        assert sent == []
        app.copy_to_clipboard("two\nlines", multiline=True)
        await until_drawn(pilot, "Sent to your terminal's clipboard")
    assert len(sent) == 1


@pytest.mark.anyio
async def test_to_the_betas_and_back() -> None:
    """Ctrl+T focuses the betas or the input, Ctrl+L and Esc the input, / the filter."""
    async with running(make_app()) as pilot:
        places = []
        for key in ("ctrl+t", "ctrl+t", "ctrl+t", "slash", "ctrl+l", "ctrl+t", "escape"):
            await pilot.press(key)
            places.append(type(pilot.app.focused))
    assert places == [
        BetaList, ModelInput, BetaList, BetaFilter, ModelInput, BetaList, ModelInput
    ]  # fmt: skip


@pytest.mark.anyio
async def test_right_takes_the_completion_and_enter_does_not() -> None:
    """Right at the end accepts the completion; Enter looks up only what is typed."""
    async with running(make_app()) as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.press(*"claude-opus-4-")
        await until_drawn(pilot, "│ claude-opus-4-5  ")
        await pilot.press("enter")
        await until_drawn(pilot, "Not found")
        assert "│ claude-opus-4-5 " not in drawn(pilot).split("Not found")[0]
        await pilot.press("5")
        await pilot.press("minus")
        await until(pilot, lambda: "-20251101" in drawn(pilot).split("Found")[0])
        await pilot.press("right")
        assert lookup_screen(pilot).input.value == "claude-opus-4-5-20251101"


async def _open(pilot: Pilot[None], dialog: str) -> None:
    """Open a modal screen by its name."""
    app = pilot.app
    assert isinstance(app, ModelBrowserApp)
    opened: dict[str, Callable[[], object]] = {
        "help": app.action_help,
        "palette": pilot.app.action_command_palette,
        "theme": pilot.app.action_change_theme,
        "key": lookup_screen(pilot).action_type_key,
        "question": lambda: pilot.app.push_screen(
            QuestionScreen(clear_history_prompt(2, demo=True))
        ),
    }
    below = pilot.app.screen
    opened[dialog]()
    await until(pilot, lambda: pilot.app.screen is not below)
    await until(pilot, lambda: "⏎ Look up" not in drawn(pilot).splitlines()[-1])


@pytest.mark.anyio
@pytest.mark.parametrize("keys", [("ctrl+q",), ("tab", "q"), ("ctrl+c", "ctrl+c")])
async def test_quitting(keys: tuple[str, ...]) -> None:
    """Ctrl+Q, q outside text fields, and Ctrl+C twice quit with code 0."""
    app = make_app()
    async with running(app) as pilot:
        await pilot.press(*keys)
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 0


@pytest.mark.anyio
@pytest.mark.parametrize("dialog", ["help", "palette", "theme", "key", "question"])
@pytest.mark.parametrize("keys", [("ctrl+q",), ("ctrl+c", "ctrl+c")], ids=" ".join)
async def test_quitting_from_a_dialog(dialog: str, keys: tuple[str, ...]) -> None:
    """In each dialog Ctrl+Q quits; so does Ctrl+C the second time, and says so the first."""
    app = make_app()
    async with running(app) as pilot:
        await _open(pilot, dialog)
        await pilot.press(keys[0])
        if len(keys) > 1:
            assert drawn(pilot).splitlines()[-1].startswith(" Press ^c again to quit.  ")
            await pilot.press(*keys[1:])
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 0


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_the_bottom_line_shows_the_keys_of_a_dialog(size: tuple[int, int]) -> None:
    """In a dialog, the bottom line shows its own keys and none of the screen below."""
    async with running(make_app(), size) as pilot:
        for dialog in ("help", "palette", "theme", "key", "question"):
            await _open(pilot, dialog)
            line = drawn(pilot).splitlines()[-1]
            assert "⏎ Look up" not in line
            assert "Esc " in line or "n No" in line
            assert "^q Quit" in line
            await pilot.press("n" if dialog == "question" else "escape")
            await until(pilot, lambda: "⏎ Look up" in drawn(pilot).splitlines()[-1])


@pytest.mark.anyio
async def test_ctrl_c_asks_once() -> None:
    """Ctrl+C once only shows how to quit; q in the input is a letter."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+c", "q")
        assert "Press ^c again to quit." in drawn(pilot)
        assert lookup_screen(pilot).input.value == "q"
        assert pilot.app.return_code is None


@pytest.mark.anyio
async def test_ctrl_c_in_the_palette() -> None:
    """Ctrl+C in the palette only shows how to quit."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+p", "ctrl+c", "x", "shift+home", "ctrl+c", "escape")
        assert isinstance(pilot.app.screen, LookupScreen)


@pytest.mark.anyio
async def test_help() -> None:
    """F1 from the input and ? from elsewhere open the help; Esc closes it."""
    async with running(make_app()) as pilot:
        await pilot.press("question_mark")
        assert lookup_screen(pilot).input.value == "?"
        await pilot.press("f1")
        await until_drawn(pilot, "A name that resolves to a model ID")
        await pilot.press("escape", "tab", "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("q")
        assert isinstance(pilot.app.screen, LookupScreen)


@pytest.mark.anyio
async def test_every_shown_binding_is_in_the_help() -> None:
    """The help names every key that the bottom line shows anywhere."""
    async with running(make_app(own_betas=("own-2027-01-01",)), (400, 40)) as pilot:
        keys: dict[str, str] = {}
        await ask(pilot, "claude-haiku-4-5")
        for press in ("ctrl+l", "ctrl+t", "end", "slash", "ctrl+l", "tab", "tab"):
            await pilot.press(press)
            line = drawn(pilot).splitlines()[-1]
            keys |= dict(part.split(" ", 1) for part in re.split(" {3,}", line.strip()))
        await pilot.press("f1")
        helped = {key for term, _ in await help_entries(pilot) for key in term.split()}
    assert {"⏎", "^t", "^y", "^q", "F1", "^p", "^g", "Space", "/", "Del", "Esc", "c"} <= keys.keys()
    assert keys.keys() <= helped


@pytest.mark.anyio
async def test_letters_are_not_offered_in_a_text_field() -> None:
    """The bottom bar offers no key that the focused field takes as text, but another one."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("tab", "p")
        for press, shown, hidden in (("ctrl+l", "Esc Unpin", "u "), ("tab", "u Unpin", "Esc ")):
            await pilot.press(press)
            await pilot.pause()
            line = drawn(pilot).splitlines()[-1]
            assert shown in line
            assert hidden not in line


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_keys_keep_their_places(size: tuple[int, int]) -> None:
    """Each key stays in its column from state to state; keys for one state come last."""
    steady = ("⏎ Look up", "^t Betas", "^o Models", "^y Copy ID", "^q Quit", "F1 Help")
    async with running(make_app(), size) as pilot:
        bars = [drawn(pilot).splitlines()[-1]]
        for name in ("claude-haiku-4-5", "claude-sonet-4-5", "claude-nothing"):
            await ask(pilot, name)
            bars.append(drawn(pilot).splitlines()[-1])
    for key in steady:
        assert len({bar.index(key) for bar in bars}) == 1
    assert [bar.count("^n ") for bar in bars] == [0, 0, 1, 0]
    assert bars[2].index("^n") > bars[2].index("^y")


@pytest.mark.anyio
async def test_a_key_that_is_not_offered_is_dim_and_does_nothing() -> None:
    """Without an answer ^y is dim in its place, and a click on it presses nothing."""
    async with running(make_app()) as pilot:
        bar = lookup_screen(pilot).key_bar
        dim = bar.get_visual_style("key-bar--not-offered", partial=True)
        for name, is_dim in (("", True), ("claude-haiku-4-5", False)):
            if name:
                await ask(pilot, name)
            spans = {bar.render().plain[s.start : s.end]: s.style for s in bar.render().spans}
            assert (spans.get("^y Copy ID") == dim) is is_dim
        await ask(pilot, "claude-nothing")
        await pilot.click("KeyBar", offset=(drawn(pilot).splitlines()[-1].index("^y"), 0))
        assert "Nothing to copy." not in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("width", [120, 80])
async def test_a_notice_shares_the_bar(width: int) -> None:
    """A notice leaves Quit and Help in their places, where they can be clicked."""
    async with running(make_app(), (width, 24)) as pilot:
        before = drawn(pilot).splitlines()[-1]
        end = before[before.index("^q") :]
        longest = "x" * (before.index("^q") - (4 if width == 120 else 3))
        lookup_screen(pilot).key_bar.show_notice(SafeText(longest))
        await pilot.pause()
        bar = drawn(pilot).splitlines()[-1]
        assert bar.split() == [longest, *end.split()]
        assert bar.endswith(end)
        await pilot.click("KeyBar", offset=(bar.index("F1"), 0))
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_a_long_notice_is_whole(size: tuple[int, int]) -> None:
    """A notice that is too long for the bar covers the lines above it, which don't move."""
    words = [f"word-{number}" for number in range(28)]
    async with running(make_app(notices=(" ".join(words),)), size) as pilot:
        await until_drawn(pilot, words[-1])
        shown = drawn(pilot)
        assert [word for word in shown.split() if word in words] == words
        assert "^t Betas" in shown.splitlines()[-1]
        lookup_screen(pilot).key_bar.clear_notice()
        await until(pilot, lambda: words[0] not in drawn(pilot))
        after = drawn(pilot).splitlines()
        both = zip(shown.splitlines(), after, strict=True)
        assert len([line for line, later in both if line != later]) <= 7


@pytest.mark.anyio
async def test_a_notice_fits_a_new_width() -> None:
    """A notice is shown once and whole, in the bar or above it, after every change of size."""
    notice = "word " * 15 + "end"
    async with running(make_app(notices=(notice,)), (160, 24)) as pilot:
        for width in (160, 80, 160):
            await pilot.resize_terminal(width, 24)
            await until(pilot, lambda: drawn(pilot).split().count("end") == 1)
            await pilot.pause()
            assert [drawn(pilot).split().count(word) for word in ("word", "end")] == [15, 1]


@pytest.mark.anyio
async def test_notices_behind_another_screen() -> None:
    """Notices that arrive while another screen is open are shown afterward, each once."""
    async with running(make_app()) as pilot:
        await pilot.press("f1")
        for notice in ("The list is odd.", "A copy failed.", "The list is odd."):
            lookup_screen(pilot).key_bar.show_notice(SafeText(notice))
        await pilot.press("escape")
        assert lookup_screen(pilot).key_bar.notice == "The list is odd. A copy failed."


@pytest.mark.anyio
async def test_a_notice_ends_with_the_next_key() -> None:
    """The keys return as soon as one is pressed, unless no key caused the notice."""
    async with running(make_app(notices=("A setting is odd.",))) as pilot:
        await pilot.press("x")
        assert "A setting is odd." in drawn(pilot)
        await pilot.press("tab", "n")
        assert "Nothing to copy." in drawn(pilot)
        await pilot.press("down")
        assert "^t Betas" in drawn(pilot).splitlines()[-1]


@pytest.mark.anyio
async def test_the_help_lists_the_files() -> None:
    """The help has the path of each file, short if it's at home, or that it isn't kept."""
    shown = {"Settings": "/etc/xdg/config.toml", "History": "not recorded", "Models": "~/models"}
    files = shown | {"Models": str(Path.home() / "models")}
    async with running(make_app(files=files)) as pilot:
        await pilot.press("f1")
        assert dict(await help_entries(pilot)).items() >= shown.items()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("opening", "first"),
    [((), "Terms"), (("ctrl+o", "tab"), "Models"), (("ctrl+g",), "History")],
)
async def test_the_help_starts_with_the_screen_below(opening: tuple[str, ...], first: str) -> None:
    """Over the main screen, the terms come first; over another, its keys; each title once."""
    async with running(make_app()) as pilot:
        await pilot.press(*opening, "f1")
        sections = await help_sections(pilot)
    titles = [section.title for section in sections]
    assert titles[0] == first
    assert sorted(titles) == sorted(set(titles))
    (terms,) = [section.entries for section in sections if section.title == "Terms"]
    assert [term for term, _ in terms] == [
        "model ID", "alias", "beta", "GA", "old", "ended", "special",
        "active", "deprecated", "retired",
    ]  # fmt: skip


@pytest.mark.anyio
async def test_the_help_shows_that_there_is_more() -> None:
    """If the help doesn't fit, its border says so until the end is visible."""
    async with running(make_app(), (80, 24)) as pilot:
        await pilot.press("f1")
        await until_drawn(pilot, "─ PgDn more ─")
        await pilot.press("end")
        await until(pilot, lambda: "PgDn more" not in drawn(pilot))
        await pilot.press("home")
        await until_drawn(pilot, "─ PgDn more ─")


@pytest.mark.anyio
async def test_a_key_with_several_actions_has_a_line_for_each() -> None:
    """Every action of a key of the main screen is listed, in the order in which it is tried."""
    async with running(make_app()) as pilot:
        await pilot.press("f1")
        sections = await help_sections(pilot)
    (keys,) = [section.entries for section in sections if section.title == "Main screen"]
    several = [meaning.split()[0] for key, meaning in keys if key in {"Esc", "^n"}]
    assert several == [
        *("Cancel", "Stop", "Clear"),
        *("Not", "Deprecated", "Rejected", "Invalid", "Pinned:"),
    ]


@pytest.mark.anyio
async def test_the_help_names_every_key_once_at_each_place() -> None:
    """Keys of the same action share a line, and no line is repeated."""
    async with running(make_app()) as pilot:
        await pilot.press("f1")
        lines = await help_entries(pilot)
    assert ("↑ k", "Up") in lines
    assert ("F1 ?", "Show keys, terms and file locations") in lines
    assert ("→", "At the end of the text: accept the completion") in lines
    assert [value for _, value in lines].count("Look up") == 0


@pytest.mark.anyio
@pytest.mark.parametrize(("width", "columns"), [(60, 1), (80, 1), (120, 2), (200, 3)])
async def test_the_help_uses_the_width(width: int, columns: int) -> None:
    """Sections are side by side if there is room; none is split, and no text is cut."""
    async with running(make_app(), (width, 40)) as pilot:
        await pilot.press("f1")
        sections = await help_sections(pilot)
        lines = [line.plain for line in pilot.app.screen.query_one(HelpView)._lines]
    starts = {line.index(section.title) for section in sections for line in lines
              if re.search(rf"(^|  ){section.title}(  |$)", line)}  # fmt: skip
    assert len(starts) == columns
    words = " ".join(lines).split()
    for section in sections:
        for term, meaning in section.entries:
            assert {*term.split(), *meaning.split()} <= set(words)


@pytest.mark.anyio
async def test_the_palette_lists_every_command() -> None:
    """ctrl+p lists the commands by name, and choosing one runs it."""
    async with running(make_app()) as pilot:
        names = {command.title for command in pilot.app.get_system_commands(pilot.app.screen)}
        assert names >= {"Look up", "Betas", "Refresh", "Change API key", "Focus input", "Help"}
        assert "Copy ID" not in names
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("ctrl+p")
        await pilot.pause()
        pilot.app.screen.query_one(Input).value = "Copy ID"
        await until_drawn(pilot, "Copy the resolved ID")
        await pilot.press("down", "enter")
        await until_drawn(pilot, "Sent to your terminal's clipboard")


@pytest.mark.anyio
async def test_the_palette_shows_the_keys() -> None:
    """Each command in the palette shows its key next to its description."""
    async with running(make_app(), (120, 60)) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("ctrl+p")
        await until_drawn(pilot, "^y  Copy the resolved ID to the clipboard")
        assert "⏎   Look up the model ID or alias" in drawn(pilot)
        assert "F1  Show keys, terms" in drawn(pilot)
        assert "^q  Quit modelbrowser" in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("is_open", [True, False])
async def test_the_palette_runs_what_was_typed(*, is_open: bool) -> None:
    """Enter runs the command that was typed right before it, however fast the keys arrive."""
    app = make_app()
    async with running(app) as pilot:
        if is_open:
            await pilot.press("ctrl+p")
            await until_drawn(pilot, "Choose a theme")
        keys = [*(() if is_open else ("ctrl+p",)), *"models", "enter", *"opus"]
        for key in keys:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        # What follows Enter is for the screen that the command opened.
        await until_drawn(pilot, "─ Models ─")
        await until(pilot, lambda: app.screen.query_one(Input).value == "opus")


async def _until_handled(pilot: Pilot[None]) -> None:
    """Wait until every key is handled, and the screen has been laid out."""
    app = pilot.app
    assert isinstance(app, ModelBrowserApp)
    await until(pilot, lambda: not (app._waiting or app._is_key_in_flight))
    laid_out = asyncio.Event()
    app.screen.call_after_refresh(laid_out.set)
    await laid_out.wait()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "keys",
    [
        ("f1", "pagedown", "down"),
        ("w", "pagedown"),
        ("ctrl+o", "tab", "pagedown"),
        ("ctrl+p", "down", "down", "enter"),
        ("ctrl+p", "h", "i", "down", "enter"),
    ],
    ids=" ".join,
)
async def test_typing_ahead(keys: tuple[str, ...], tmp_path: Path) -> None:
    """Keys pressed right after one that opens a screen act on it as they do later."""
    app = make_app(history=History(tmp_path / "history.db"))
    async with running(app, (80, 15)) as pilot:
        await ask(pilot, "claude-opus-5")
        await pilot.press("down", "p")
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("escape", "down")
        screens = []
        for is_ahead in (True, False):
            for key in keys:
                if is_ahead:
                    app.post_message(events.Key(key, key if len(key) == 1 else None))
                else:
                    await pilot.press(key)
                    await _until_handled(pilot)
            await _until_handled(pilot)
            assert type(app.screen) not in (LookupScreen, Palette)
            screens.append(drawn(pilot))
            await pilot.press("escape", "ctrl+l", "down")
        assert screens[0] == screens[1]


@pytest.mark.anyio
async def test_a_screen_that_closes_before_it_is_laid_out_holds_no_key_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key that waits for a screen which closes on its own goes to the screen below."""
    app, waits = make_app(), list[object]()
    async with running(app) as pilot:
        screen = QuestionScreen(clear_history_prompt(2, demo=True))

        def never(*callback: object) -> bool:
            waits.append(callback)
            return True

        monkeypatch.setattr(screen, "call_after_refresh", never)
        app.push_screen(screen)
        app.post_message(events.Key("x", "x"))
        await until(pilot, lambda: waits)
        app.pop_screen()
        await until(pilot, lambda: app.screen.query_one(ModelInput).value == "x")


@pytest.mark.anyio
async def test_no_key_counts_once_the_program_ends() -> None:
    """After the key that quits, no other opens a screen that would lack its widgets."""
    app = make_app()
    async with running(app) as pilot:
        for key in ("ctrl+q", "ctrl+p", "ctrl+o"):
            app.post_message(events.Key(key, None))
        await until(pilot, lambda: app.return_code is not None)
        assert len(app.screen_stack) <= 1
    assert app.crash is None


@pytest.mark.anyio
async def test_the_palette_finds_nothing() -> None:
    """If no command matches, the palette says so, Enter does nothing, and typing continues."""
    async with running(make_app()) as pilot:
        await pilot.press("ctrl+p", *"zzq")
        await until_drawn(pilot, "No matching commands")
        await pilot.press("down", "enter", "enter")
        assert "No matching commands" in drawn(pilot)
        await pilot.press("backspace", "backspace", "backspace", *"help")
        await until_drawn(pilot, "Show keys, terms")
        assert "No matching commands" not in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_the_palette_leaves_no_fragments(size: tuple[int, int]) -> None:
    """The palette covers everything between the bar and the keys."""
    async with running(make_app(), size) as pilot:
        await pilot.press("ctrl+p")
        await until_drawn(pilot, "Search for commands")
        lines = drawn(pilot).splitlines()
        assert lines[0].startswith(" modelbrowser")
        assert lines[1].strip("╭╮─") in {"", " Search for commands…"}
        assert not [line for line in lines[4:] if set(line) & set("│╭╮╰╯[")]


@pytest.mark.anyio
async def test_a_click_on_a_key() -> None:
    """A key of the bottom line can be clicked."""
    async with running(make_app()) as pilot:
        line = drawn(pilot).splitlines()[-1]
        await pilot.click("KeyBar", offset=(line.index("^t"), 0))
        await pilot.pause()
        assert isinstance(pilot.app.focused, BetaList)


async def help_sections(pilot: Pilot[None]) -> tuple[HelpSection, ...]:
    """Wait for the help, and return its sections."""
    await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
    return pilot.app.screen.query_one(HelpView).sections


async def help_entries(pilot: Pilot[None]) -> list[tuple[str, str]]:
    """Wait for the help, and return its terms and keys, each with its meaning."""
    return [entry for section in await help_sections(pilot) for entry in section.entries]
