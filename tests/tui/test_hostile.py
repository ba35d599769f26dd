"""Text from a server is drawn literally: it does nothing, hides nothing and breaks nothing."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.apps import ask, drawn, lookup_screen, make_app, running
from support.models_server import models_server
from textual.content import Content
from textual.widgets import Static

from modelbrowser.presentation.reports import Report
from modelbrowser.state import Idle
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.widgets.bars import KeyBar, TopBar
from modelbrowser.tui.widgets.report_view import LookupView

ACTING = {
    "CSI": ("a\x1b[2Jb", "a\\x1b[2Jb"),
    "OSC 52": ("\x1b]52;c;QUJD\x07", "\\x1b]52;c;QUJD\\x07"),
    "OSC 8": ("\x1b]8;;http://x\x1b\\", "\\x1b]8;;http://x\\x1b\\"),
    "C1": ("a\x9b31mb", "a\\x9b31mb"),
    "NUL and DEL": ("a\x00b\x7fc", "a\\x00b\\x7fc"),
    "line breaks": ("a\r\nb\u2028c", "a\\x0d\\x0ab\\u2028c"),
    "bidi": ("a\u202egpj.exe", "a\\u202egpj.exe"),
    "zero width": ("a\u200bb\ufeffc", "a\\u200bb\\ufeffc"),
    "tag": ("a\U000e0041b", "a\\U000e0041b"),
    "markup": ("[bold]x[/nope]", "[bold]x[/nope]"),
    "action": ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    "link": ("[link=x]x[/link]", "[link=x]x[/link]"),
    "marks": ("e" + "\u0301" * 50 + "!", "e" + "\u0301" * 3 + "!"),
}
"""What a server may send, and how it is drawn."""

BARE: Any = "unsanitized"
"""Text that was not sanitized; a type checker would reject it too."""

_PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)


@pytest.mark.anyio
async def test_rows_71_to_73_control_text_is_drawn() -> None:
    """Rows 71 to 73 and 77: in a name, a field's name, a value or an error it is only text."""
    async with models_server() as server:
        app = make_app(server.connection)
        async with running(app) as pilot:
            for kind, (sent, shown) in ACTING.items():
                fields: dict[str, Any] = {sent: 1, "said": sent, "line": sent, "lifecycle": sent}
                server.gives(f"ok-{kind}", display_name=sent, **fields)
                await ask(pilot, f"ok-{kind}")
                lines = drawn(pilot).splitlines()
                assert any(f"│ {shown} · " in line for line in lines)
                assert sum(line.count(shown) for line in lines) >= 3
                assert sent == shown or sent not in drawn(pilot)
                # A click on it does nothing.
                await pilot.click(LookupView, offset=(4, 2))
                assert isinstance(app.screen, LookupScreen)
                assert app.return_code is None


@pytest.mark.anyio
async def test_row_66_an_error_message_is_drawn() -> None:
    """Rows 66 and 71: an error message is only text too."""
    async with models_server() as server, running(make_app(server.connection)) as pilot:
        for kind, (sent, shown) in ACTING.items():
            server.rejects(f"no-{kind}", 400, f"see {sent}")
            await ask(pilot, f"no-{kind}")
            # A quote joins lines.
            assert ("a b c" if kind == "line breaks" else shown) in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (40, 15)])
@pytest.mark.parametrize(
    "name", ["\u6a21\u578b" * 100, "\U0001f469\u200d\U0001f680" * 60, "x" * 20_000]
)
async def test_row_74_wide_text_is_cut(name: str, size: tuple[int, int]) -> None:
    """Row 74: wide characters, joined emoji and 20,000 characters stay within the pane."""
    async with models_server() as server:
        server.gives("claude-a", display_name=name)
        async with running(make_app(server.connection), size) as pilot:
            await ask(pilot, "claude-a")
            strips = pilot.app.screen._compositor.render_strips()
            assert {strip.cell_length for strip in strips} == {size[0]}
            report = pilot.app.screen.query_one(LookupView).report
            assert len(report.subheading) < 1500


@pytest.mark.anyio
async def test_an_id_with_combining_marks_is_whole() -> None:
    """Row 74: an ID is never cut, although its marks have no width."""
    async with models_server() as server:
        server.gives("claude-a", id="claude-" + "e\u0301" * 100)
        async with running(make_app(server.connection), (40, 15)) as pilot:
            await ask(pilot, "claude-a")
            assert drawn(pilot).count("e\u0301") == 100


@pytest.mark.anyio
async def test_typed_text_is_drawn_literally() -> None:
    """Row 72: typed markup is text in the input, during the wait and in the result."""
    typed = "[@click=app.quit][/nope]"
    async with running(make_app()) as pilot:
        await ask(pilot, typed)
        assert drawn(pilot).count(typed) >= 2
        await pilot.click(LookupView, offset=(12, 3))
        assert pilot.app.return_code is None


def _in_the_bar(screen: LookupScreen) -> None:
    screen.bar_app.top_bar_items = (BARE,)
    screen.query_one(TopBar).render()


def _in_the_key_bar(screen: LookupScreen) -> None:
    screen.key_bar.notice = BARE
    screen.key_bar.render()


def _in_a_report(screen: LookupScreen) -> None:
    screen.query_one(LookupView).report = Report(title=BARE)


def _in_a_note(screen: LookupScreen) -> None:
    screen.query_one(LookupView).note = BARE


@pytest.mark.anyio
@pytest.mark.parametrize("show", [_in_the_bar, _in_the_key_bar, _in_a_report, _in_a_note])
async def test_row_77_a_widget_rejects_unsanitized_text(
    show: Callable[[LookupScreen], None],
) -> None:
    """Row 77: a widget raises `TypeError` for text that was not sanitized."""
    with pytest.raises(TypeError, match="Only sanitized text is shown"):
        async with running(make_app()) as pilot:
            show(lookup_screen(pilot))


@pytest.mark.anyio
async def test_no_widget_reads_markup() -> None:
    """Rows 72 and 77: no drawn text is read as markup, borders and tooltips included."""
    async with running(make_app(own_betas=("[bold]x[/nope]",))) as pilot:
        screen = lookup_screen(pilot)
        await pilot.press("tab", "end")
        assert "[ ] [bold]x[/nope]" in drawn(pilot)
        for widget in screen.query("*"):
            assert widget.tooltip is None
            assert not isinstance(widget, Static) or isinstance(widget.content, Content)
        assert isinstance(screen.state, Idle)
        assert screen.query_one(KeyBar).notice == ""


@settings(
    max_examples=3,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)), min_size=4, max_size=4)
)
def test_any_printable_text_can_be_looked_up(texts: list[str]) -> None:
    """For any printable ASCII text, Enter looks it up or rejects it, and the app keeps running."""

    async def look_up_all() -> None:
        async with running(make_app(), (80, 24)) as pilot:
            for text in texts:
                await ask(pilot, text)
                assert not isinstance(lookup_screen(pilot).state, Idle)

    asyncio.run(look_up_all())
