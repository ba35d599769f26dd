"""Lists in a small app: the cursor, pages, clicks, columns and titles, cell by cell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widgets import Button

from modelbrowser.presentation.lists import Column
from modelbrowser.presentation.sanitize import SafeText
from modelbrowser.tui.themes import role_colors, stylesheet_path
from modelbrowser.tui.widgets.lists import ColumnList, RowList

COLUMNS: tuple[Column[str], ...] = (
    Column(SafeText("Name"), 8, SafeText),
    Column(SafeText("Length"), 6, lambda row: SafeText(str(len(row)))),
)
ROWS = tuple(f"row {number}" for number in range(20))
SIZE = (21, 6)
"""Six lines for twenty rows, so there is a scrollbar, which leaves 20 columns."""


class AlwaysList(ColumnList[str]):
    """A list that shows its cursor without the focus."""

    CURSOR_ALWAYS_SHOWN = True


class ListApp(App[None]):
    """One list, and a button to take the focus from it."""

    CSS_PATH = stylesheet_path()
    CSS = "ColumnList { height: 6; } Button { dock: top; layer: other; display: none; }"

    def __init__(self, kind: type[ColumnList[str]] = ColumnList) -> None:
        super().__init__()
        self.list = kind(COLUMNS)
        self.moves = 0

    def get_css_variables(self) -> dict[str, str]:
        """Return the colors of the stylesheet."""
        return super().get_css_variables() | role_colors(self.current_theme)

    def compose(self) -> ComposeResult:
        """Lay out the list and the button."""
        yield self.list
        yield Button("other")

    def on_mount(self) -> None:
        """Show the rows."""
        self.list.show_rows(ROWS)
        self.list.focus()

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Count the messages."""
        self.moves += 1


@asynccontextmanager
async def started(
    kind: type[ColumnList[str]] = ColumnList, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Pilot[None], ColumnList[str]]]:
    """Run an app with such a list."""
    app = ListApp(kind)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot, app.list


def lines(pilot: Pilot[None]) -> list[str]:
    """Return what is drawn, without the scrollbar."""
    strips = pilot.app.screen._compositor.render_strips()
    return [strip.text[:20].rstrip() for strip in strips]


def filled(pilot: Pilot[None]) -> list[int]:
    """Return the lines that are drawn as the cursor's, with their own background."""
    strips = pilot.app.screen._compositor.render_strips()
    grounds = [{segment.style.bgcolor for segment in strip if segment.style} for strip in strips]
    page = pilot.app.screen.styles.background.rich_color
    return [number for number, colors in enumerate(grounds) if colors - {page, None}]


@pytest.mark.anyio
async def test_pages_overlap_by_a_row() -> None:
    """Page down moves the cursor by the visible rows less one, page up back, both to the ends."""
    async with started() as (pilot, rows):
        places = []
        for key in ("pagedown", "pagedown", "pageup", *["pagedown"] * 4, *["pageup"] * 5):
            await pilot.press(key)
            places.append(rows.cursor)
    assert places == [5, 10, 5, 10, 15, 19, 19, 14, 9, 4, 0, 0]


@pytest.mark.anyio
async def test_the_cursor_is_drawn_with_the_focus_only() -> None:
    """Without the focus no row is filled, unless keys act on the cursor's row anyway."""
    cases: list[tuple[type[ColumnList[str]], list[int]]] = [(ColumnList, []), (AlwaysList, [2])]
    for kind, without_focus in cases:
        async with started(kind) as (pilot, _):
            await pilot.press("down", "down")
            assert filled(pilot) == [2]
            pilot.app.screen.set_focus(None)
            await pilot.pause()
            assert filled(pilot) == without_focus
            await pilot.press("tab")
            assert filled(pilot) == [2]


@pytest.mark.anyio
async def test_row_213_the_terminals_cursor_follows() -> None:
    """Row 213: the terminal's own cursor, which screen readers follow, is on the chosen row."""
    async with started() as (pilot, rows):
        for key, line in (("down", 1), ("end", 5), ("up", 4), ("home", 0), ("pagedown", 5)):
            await pilot.press(key)
            assert pilot.app.cursor_position == (0, line)
        rows.scroll_to(y=rows.cursor, animate=False)
        await pilot.pause()
        assert pilot.app.cursor_position == (0, 0)
        pilot.app.screen.set_focus(None)
        pilot.app.cursor_position = Offset(9, 1)
        await pilot.press("tab")
        assert pilot.app.cursor_position == (0, 0)


@pytest.mark.anyio
async def test_a_click_moves_the_cursor_in_a_scrolled_list() -> None:
    """A click moves the cursor to the row drawn there, or to the last one from below it."""
    async with started() as (pilot, rows):
        await pilot.press("end")
        await pilot.click(rows, offset=(3, 1))
        assert rows.cursor == 15
        assert filled(pilot) == [1]
        rows.show_rows(ROWS[:3])
        await pilot.pause()
        await pilot.click(rows, offset=(3, 5))
        assert rows.cursor == 2


@pytest.mark.anyio
async def test_fewer_rows_leave_the_cursor_on_the_last_one() -> None:
    """With fewer rows the list is shorter, and its cursor on a row that exists."""
    async with started() as (pilot, rows):
        await pilot.press("end")
        rows.show_rows(ROWS[:8])
        await pilot.pause()
        assert (rows.cursor, rows.current) == (7, "row 7")
        assert rows.max_scroll_y == rows.scroll_offset.y == 2
        assert lines(pilot) == [f"row {n}     5" for n in range(2, 8)]


@pytest.mark.anyio
async def test_an_empty_list_shows_its_text() -> None:
    """Without rows the text is drawn, wrapped; there is no current row, and no titles."""
    async with started() as (pilot, rows):
        rows.empty_text = SafeText("No rows have been added yet.")
        rows.show_rows(())
        await pilot.press("down")
        assert lines(pilot) == ["No rows have been", "added yet.", "", "", "", ""]
        assert (rows.cursor, rows.current, rows.header) == (0, None, "")


@pytest.mark.anyio
async def test_each_change_is_announced() -> None:
    """`Moved` is posted for each move of the cursor and for other rows, and not at an end."""
    async with started() as (pilot, rows):
        app = pilot.app
        assert isinstance(app, ListApp)
        for key, count in (("down", 1), ("up", 1), ("up", 0)):
            app.moves = 0
            await pilot.press(key)
            assert app.moves == count
        app.moves = 0
        rows.show_rows(ROWS)
        await pilot.pause()
        assert app.moves == 1


@pytest.mark.anyio
async def test_columns_are_as_wide_as_their_texts_need() -> None:
    """A measured column takes the available width; a reset restores its usual width."""
    long = "a name of 18 cells"
    async with started() as (pilot, rows):
        rows.measure([long])
        rows.show_rows([long, "short"])
        await pilot.pause()
        assert rows.header == "Name           Length  "
        assert lines(pilot)[:2] == ["a name of 18…  18", "short          5"]
        rows.reset_widths()
        rows.show_rows([long, "short"])
        await pilot.pause()
        assert rows.header == "Name      Length  "
        assert lines(pilot)[:2] == ["a name …  18", "short     5"]


@pytest.mark.anyio
async def test_the_scrollbar_takes_its_cell_from_the_columns() -> None:
    """When the scrollbar comes or goes, titles and rows share the width that is left."""
    wide = [f"{number:02} with a long name" for number in range(20)]
    async with started() as (pilot, rows):
        rows.measure(wide)
        for shown, header in ((wide[:3], 15), (wide, 14), (wide[:3], 15)):
            rows.show_rows(shown)
            await pilot.pause()
            await pilot.pause()
            assert rows.header.index("Length") == header
            assert lines(pilot)[0].index("19") == header


@pytest.mark.anyio
async def test_a_column_that_does_not_fit_is_left_out() -> None:
    """In a list narrower than its columns the last ones are left out, the first one never."""
    async with started(size=(12, 6)) as (pilot, rows):
        assert rows.header.strip() == "Name"
        await pilot.resize_terminal(5, 6)
        await pilot.pause()
        assert rows.header.strip() == "Name"
        assert lines(pilot)[0][:4] == "row…"
        await pilot.resize_terminal(21, 6)
        await pilot.pause()
        assert rows.header.split() == ["Name", "Length"]
