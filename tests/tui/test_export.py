"""The request as code, and the exchange: shown, copied, saved."""

import base64
import json
import os
import resource
from pathlib import Path

import pytest
from support.apps import (
    KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    until,
    until_chosen,
    until_drawn,
)
from support.languages import BY_NAME
from support.models_server import models_server
from textual.binding import Binding
from textual.pilot import Pilot

from modelbrowser.preferences import Preferences
from modelbrowser.snippets.languages import LANGUAGES
from modelbrowser.terminal.pastes import sanitize_paste
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.new_file import SaveError, find_free_name, save_new_file
from modelbrowser.tui.screens.code import ExchangeScreen, SnippetScreen
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.help import HelpScreen, HelpView
from modelbrowser.tui.screens.models import ModelFilter, ModelList, ModelsScreen


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy to the terminal itself, wherever the tests run."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


def _sent(app: ModelBrowserApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what the app writes to its terminal other than the screen."""
    sent: list[str] = []
    monkeypatch.setattr(app, "_write", sent.append)
    return sent


def _text(sequence: str) -> str:
    """Decode the text of an OSC 52 sequence, which must be the whole output."""
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\a")
    return base64.b64decode(sequence[7:-1], validate=True).decode()


async def open_code(pilot: Pilot[None]) -> SnippetScreen:
    """Open the request of the answer as code."""
    lookup_screen(pilot).betas.list.focus()
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, SnippetScreen))
    screen = pilot.app.screen
    assert isinstance(screen, SnippetScreen)
    return screen


async def save_as(pilot: Pilot[None], screen: SnippetScreen, name: str) -> None:
    """Type another file name and press Enter."""
    await until(pilot, lambda: screen.file.display)
    screen.file.value = name
    await pilot.press("enter")
    await pilot.pause()


@pytest.mark.anyio
async def test_each_language_is_shown_and_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Down shows the next language; Enter sends exactly that code, with the selected betas."""
    app = make_app(selected_betas=("skills-2025-10-02",))
    sent = _sent(app, monkeypatch)
    async with running(app) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        screen = await open_code(pilot)
        for language in LANGUAGES:
            sent.clear()
            await until_chosen(pilot, f"{language.title}")
            await pilot.press("enter")
            await until(pilot, lambda: sent)
            assert _text(sent[-1]) == language.write(screen._requests[0])
            assert "claude-haiku-4-5" in _text(sent[-1])
            assert "skills-2025-10-02" in _text(sent[-1])
            await pilot.press("down")


@pytest.mark.anyio
async def test_the_id_as_typed_or_as_resolved() -> None:
    """The key i switches between the alias and the resolved ID."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        await open_code(pilot)
        assert "models/claude-haiku-4-5'" in drawn(pilot)
        await pilot.press("i")
        await until_drawn(pilot, "models/claude-haiku-4-5-20251001'")
        await pilot.press("i")
        await until_drawn(pilot, "models/claude-haiku-4-5'")


@pytest.mark.anyio
async def test_an_odd_resolved_id_leaves_the_typed_alias() -> None:
    """If an alias resolves to an ID that can't be sent, code is still made for the alias."""
    async with models_server() as server:
        server.gives("my-alias", id="mod\u00e8le-7")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "my-alias")
            await open_code(pilot)
            assert "models/my-alias'" in drawn(pilot)
            assert not pilot.app.screen.check_action("swap_id", ())


@pytest.mark.anyio
async def test_the_last_language_is_remembered(tmp_path: Path) -> None:
    """After a restart the screen opens with the language that was copied last."""
    for expected in (LANGUAGES[0], LANGUAGES[3]):
        app = make_app(preferences=Preferences(tmp_path / "choices"))
        async with running(app) as pilot:
            await ask(pilot, "claude-haiku-4-5")
            screen = await open_code(pilot)
            assert screen.languages.current is expected
            await pilot.press("down", "down", "down", "enter")
            await until_drawn(pilot, "Sent to your terminal's clipboard")


@pytest.mark.anyio
async def test_saved_to_a_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path and a path from home work; Esc saves nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        screen = await open_code(pilot)
        await pilot.press("s", "escape")
        assert not list(tmp_path.iterdir())
        await pilot.press("s", "enter")
        await until_drawn(pilot, "Saved to ~/lookup.sh.")
        await pilot.press("s")
        await save_as(pilot, screen, "~/another name")
        await until_drawn(pilot, "Saved to ~/another name.")
        code = BY_NAME["curl"].write(screen._requests[0])
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == {"lookup.sh": code, "another name": code}


def test_a_name_beside_the_home_of_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the home of a user is a file, a name beside it is offered, though no user has it."""
    home = os.path.expanduser("~root")  # noqa: PTH111 - as the code has it
    monkeypatch.setattr(os.path, "lexists", lambda path: path == home)
    assert find_free_name("~root") == "~root-2"


def test_a_file_that_cannot_be_written_is_removed(tmp_path: Path) -> None:
    """If the disk is full, no empty file remains whose name would be taken."""
    path = tmp_path / "code.py"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(SaveError, match="Not saved"):
            save_new_file(str(path), "print()")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not path.exists()


@pytest.mark.anyio
async def test_a_file_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that exists or cannot be written is reported; then another name can be typed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "link").symlink_to("mine")
    # Its target can't be examined, like one in a folder that can't be entered.
    (tmp_path / "far").symlink_to("x" * 300)
    (tmp_path / "folder").mkdir()
    rejected = {
        "mine": "that file already exists",
        "link": "that file already exists",
        "far": "that file already exists",
        "": "Enter a file name",
        "folder": "it's a folder",
        "mine/x": "part of the path is not a folder",
        "no/such/folder": "no such folder",
        "~nobody-of-that-name/x": "no such user",
        "nul\0byte": "invalid file name",
        sanitize_paste("\u202ex"): "invalid file name",
        "x" * 1000: "the file name is too long",
    }
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        screen = await open_code(pilot)
        await pilot.press("s")
        for name, words in rejected.items():
            await save_as(pilot, screen, name)
            await until_drawn(pilot, words)
        await save_as(pilot, screen, "finally")
        await until_drawn(pilot, "/finally.")
    assert (tmp_path / "mine").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 5


@pytest.mark.anyio
async def test_a_free_name_is_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the file exists, a free name is proposed, and Enter accepts it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("lookup.sh", "mine", "mine-2"):
        (tmp_path / name).touch()
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        screen = await open_code(pilot)
        await pilot.press("s")
        assert screen.file.value == "lookup-2.sh"
        await save_as(pilot, screen, "mine")
        assert screen.file.value == "mine-3"
        await pilot.press("enter")
        await until_drawn(pilot, "Saved to ~/mine-3.")


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_a_line_longer_than_the_view_is_marked(size: tuple[int, int]) -> None:
    """A line longer than the view has a mark at the edge; Right shows its end."""
    async with running(make_app(), size) as pilot:
        await ask(pilot, "claude-haiku-4-5")
        screen = await open_code(pilot)
        await pilot.press("down")
        await until_drawn(pilot, "print(model.id")
        (line,) = [line for line in drawn(pilot).splitlines() if "print(model.id" in line]
        assert line.rstrip(" │").endswith("…")
        for _ in range(12):
            await pilot.press("right")
        end = screen._text.splitlines()[-1][-12:]
        await until_drawn(pilot, end)
        await pilot.press(*["left"] * 12)
        await until_drawn(pilot, "print(model.id")
        # The code has most of the columns.
        assert screen.code.size.width >= size[0] - 24


@pytest.mark.anyio
async def test_what_was_sent_and_what_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Request, status, headers and JSON are shown; JSON and support bundle are copied; no key."""
    async with models_server() as server:
        server.gives("claude-a", display_name="A é B")
        app = make_app(server.connection, selected_betas=("skills-2025-10-02",))
        sent = _sent(app, monkeypatch)
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            await pilot.press("tab", "w")
            await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
            screen = drawn(pilot)
            assert f"GET http://127.0.0.1:{server.port}/v1/models/claude-a" in screen
            assert "Demo: nothing was sent" not in screen
            assert "anthropic-beta: skills-2025-10-02" in screen
            assert '"display_name": "A é B"' in screen
            await pilot.press("c")
            await until(pilot, lambda: len(sent) == 1)
            await pilot.press("b")
            await until(pilot, lambda: len(sent) == 2)
    assert json.loads(_text(sent[0]))["display_name"] == "A é B"
    bundle = _text(sent[1])
    assert "time        2026-11-29T12:00:00Z" in bundle
    assert "status      200" in bundle
    assert "betas       skills-2025-10-02" in bundle
    assert KEY not in screen + "".join(map(_text, sent))


@pytest.mark.anyio
async def test_a_body_that_is_too_long_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 106: a text too long for a terminal is not sent, and the notice states the limit."""
    async with models_server() as server:
        server.gives("claude-a", also="x" * 200_000)
        app = make_app(server.connection)
        sent = _sent(app, monkeypatch)
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            await pilot.press("tab", "w")
            await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
            await pilot.press("c")
            await until_drawn(pilot, "too long for a terminal (100,000 bytes)")
    assert sent == []


@pytest.mark.anyio
async def test_before_an_answer_there_is_nothing_to_show() -> None:
    """Without an answer, w and n show a notice."""
    async with running(make_app()) as pilot:
        await pilot.press("tab", "w")
        assert "No response yet." in drawn(pilot)
        await pilot.press("n")
        assert "Nothing to copy." in drawn(pilot)


@pytest.mark.anyio
async def test_the_name_is_copied_as_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key n copies the model's name, sanitized as on screen."""
    async with models_server() as server:
        server.gives("claude-a", display_name="Claude\r\nrm \x1b[2J A")
        app = make_app(server.connection)
        sent = _sent(app, monkeypatch)
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            await pilot.press("tab", "n")
            await until(pilot, lambda: sent)
    assert _text(sent[0]) == r"Claude\x0d\x0arm \x1b[2J A"


@pytest.mark.anyio
async def test_the_help_names_every_key_of_the_other_screens() -> None:
    """The help has all actions of the other screens."""
    screens = (
        ModelFilter, ModelList, ModelsScreen, SnippetScreen, ExchangeScreen, CompareScreen
    )  # fmt: skip
    async with running(make_app()) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        sections = pilot.app.screen.query_one(HelpView).sections
        described = {meaning for section in sections for _, meaning in section.entries}
        for screen in screens:
            for binding in Binding.make_bindings(screen.BINDINGS):
                if binding.id:
                    assert (binding.tooltip or binding.description) in described
