"""The help: keys by place, a glossary, and file locations."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen

from modelbrowser.domain.betas import STATES
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record
from modelbrowser.tui.new_file import MAX_PATH_LENGTH, display_path
from modelbrowser.tui.screens.base import QUIT_KEYS, ScreenMixin
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.widgets.bars import BarApp
from modelbrowser.tui.widgets.line_view import LineView
from modelbrowser.tui.widgets.text import content, wrap

INTRODUCTION = """\
Type a model ID or alias and press {key} to see the exact model it resolves to, its release date \
and its retirement date. Select betas to check whether your organization can use them. Nothing is \
sent while you type.
^ means Ctrl. Letter and punctuation keys work only outside text fields.
"""

GLOSSARY = {
    "model ID": "One exact model: claude-haiku-4-5-20251001",
    "alias": "A name that resolves to a model ID and may move to a newer one",
    "beta": "A feature requested in the anthropic-beta header",
    **{state: f"A beta that {meaning}" for state, meaning in STATES.items()},
    "active": "Fully supported",
    "deprecated": "Still available until its retirement date",
    "retired": "No longer available; requests fail",
}

MIN_COLUMN, COLUMN_GAP, MAX_COLUMNS = 48, 3, 3
"""The minimum width of a column and the gap between two, in cells; and how many there may be."""

MAX_TERM = 14
"""The maximum width of a term, in cells, including the gap after it."""

Place = tuple[type[Screen[Any]] | None, str, list[BindingType]]
"""A place where keys work: its screen, its name, and its bindings. The help leaves out the places
without a screen."""


class HelpSection(Record):
    """A section of the help: its title, and terms or keys with their meanings."""

    title: SafeText
    entries: tuple[tuple[SafeText, SafeText], ...]
    is_keys: bool = False


class HelpView(LineView):
    """The sections, in as many columns as fit."""

    COMPONENT_CLASSES = {"help--title", "help--key", "help--term"}

    app = getters.app(BarApp)

    def __init__(self, sections: tuple[HelpSection, ...]) -> None:
        super().__init__()
        self.sections = sections
        self.border_title = content(SafeText("Help"))

    def lay_out(self) -> None:
        """Draw the introduction, and the sections in columns of about the same height."""
        width = self.text_width
        if not width:
            return
        count = max(1, min(MAX_COLUMNS, (width + COLUMN_GAP) // (MIN_COLUMN + COLUMN_GAP)))
        column = (width + COLUMN_GAP) // count - COLUMN_GAP
        blocks = [list(self._draw(section, column)) for section in self.sections]
        key = self.app.key_in_words("look-up", LookupScreen.BINDINGS)
        introduction = [
            line
            for text in INTRODUCTION.format(key=key).splitlines()
            for line in wrap(content(SafeText(text)), width)
        ]
        self.show_lines([*introduction, *_side_by_side(blocks, count, column)])

    def _draw(self, section: HelpSection, width: int) -> Iterator[Content]:
        """Draw a section under a blank line, in lines of at most `width` cells."""
        yield Content("")
        yield content(section.title, self.get_visual_style("help--title", partial=True))
        name = "help--key" if section.is_keys else "help--term"
        style = self.get_visual_style(name, partial=True)
        terms = [content(term, style) for term, _ in section.entries]
        indent = min(MAX_TERM, max(term.cell_length for term in terms) + 2)
        above = Content("")
        for term, (_, meaning) in zip(terms, section.entries, strict=True):
            first, *rest = wrap(content(meaning), width - indent)
            if term == above:
                # Another action of the same key.
                yield Content(" " * indent) + first
            elif term.cell_length < indent:
                yield term.pad_right(indent - term.cell_length) + first
            else:
                yield from (term, Content(" " * indent) + first)
            yield from (Content(" " * indent) + line for line in rest)
            above = term


def _side_by_side(blocks: list[list[Content]], count: int, width: int) -> Iterator[Content]:
    """Fill columns one after the other, without splitting a block, and join their lines."""
    columns: list[list[Content]] = [[]]
    rest = sum(map(len, blocks))
    for block in blocks:
        left = count - len(columns) + 1
        if columns[-1] and left > 1 and len(columns[-1]) + len(block) / 2 > rest / left:
            rest -= len(columns[-1])
            columns.append([])
        columns[-1] += block
    for lines in zip_longest(*columns, fillvalue=Content("")):
        line = Content("")
        for number, text in enumerate(lines):
            line = line.pad_right(number * (width + COLUMN_GAP) - line.cell_length) + text
        yield line


class HelpScreen(ScreenMixin, ModalScreen[None]):
    """The help, over the screen that it explains.

    Args:
        places: Every place where keys work, as `keymap.key_places` returns it.
        files: The paths of the program's files, by what they contain.
    """

    BINDINGS = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", key_display="Esc",
                id="help.close"),
        *QUIT_KEYS,
    ]  # fmt: skip

    app = getters.app(BarApp)
    view = getters.query_one(HelpView)

    def __init__(self, places: Iterable[Place], files: Mapping[str, str]) -> None:
        super().__init__()
        self._places = places
        self._files = files

    def compose(self) -> ComposeResult:
        """Lay out the help and the keys."""
        self._parts = (HelpView(tuple(self._sections())),)
        return super().compose()

    def on_mount(self) -> None:
        """Show whether there is more of the help below."""
        for attribute in ("scroll_y", "show_vertical_scrollbar"):
            self.watch(self.view, attribute, self._update_more)

    def _update_more(self) -> None:
        is_more = self.view.scroll_y < self.view.max_scroll_y
        key = self.app.key_in_words("view.page-down", LineView.BINDINGS)
        self.view.border_subtitle = content(SafeText(f"{key} more") if is_more else NOTHING)

    def _sections(self) -> Iterator[HelpSection]:
        """Yield the keys of the screen below, the glossary, other screens' keys, and the files."""
        below = type(self.app.screen_stack[-2])
        elsewhere: list[HelpSection] = []
        seen: set[str] = set()
        for screen, name, bindings in self._places:
            if screen is None:
                continue
            section = HelpSection(SafeText(name), tuple(self._keys(bindings, seen)), is_keys=True)
            # The main screen has the most keys, so there the glossary comes first.
            if screen is below is not LookupScreen:
                yield section
            else:
                elsewhere.append(section)
        yield _section("Terms", GLOSSARY)
        yield from elsewhere
        if self._files:
            # A file that isn't kept has a note instead of a path.
            shown = {
                name: display_path(Path(text)) if Path(text).is_absolute() else text
                for name, text in self._files.items()
            }
            yield _section("Files", shown)

    def _keys(
        self, bindings: list[BindingType], seen: set[str]
    ) -> Iterator[tuple[SafeText, SafeText]]:
        """Yield each action that has an ID with all its keys, unless another place listed it."""
        keys: dict[str, dict[str, None]] = {}
        listed = [each for each in self.app.bindings_in_force(bindings) if each.id not in seen]
        for binding in listed:
            if binding.id and binding.description:
                seen.add(binding.id)
                meaning = binding.tooltip or binding.description
                keys.setdefault(meaning, {})[self.app.get_key_display(binding)] = None
        return ((SafeText(" ".join(keys[each])), SafeText(each)) for each in keys)


def _section(title: str, entries: Mapping[str, str]) -> HelpSection:
    return HelpSection(
        SafeText(title),
        tuple((SafeText(term), sanitize(text, MAX_PATH_LENGTH)) for term, text in entries.items()),
    )
